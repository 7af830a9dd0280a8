"""The connection pill: shape, colour and word say the same, for every state."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.pill import ConnectionPill
from companion.gui.components.pill_words import pill_words, target_name
from companion.gui.theme.theme import Theme
from tests.support.fakes import EPOCH

SECOND = 1_000_000
VIEW = ConnectionView(
    target="tiktok:@mira.plays",
    platform=Platform.TIKTOK,
    state=ConnectionState.LIVE,
    since=EPOCH - 600 * SECOND,
    last_event_at=EPOCH - 400_000,
    viewers=1_284,
    heard_share=0.994,
)


def said(**changes: object) -> str:
    return pill_words(structs.replace(VIEW, **changes), now=EPOCH).state


def test_live_tells_the_age_of_the_last_event() -> None:
    assert said() == "live · 0.4 s"
    assert said(last_event_at=None) == "live"


def test_silent_tells_for_how_long() -> None:
    silent = ConnectionState.SILENT
    assert said(state=silent, last_event_at=EPOCH - 48 * SECOND) == "silent 48 s"


def test_connecting_tells_which_try() -> None:
    assert said(state=ConnectionState.CONNECTING) == "connecting"
    assert said(state=ConnectionState.CONNECTING, attempt=2) == "connecting · try 2"


def test_a_rate_limit_counts_down() -> None:
    limited = ConnectionState.RATE_LIMITED
    assert said(state=limited, until=EPOCH + 31 * SECOND) == "rate-limited · 31 s"
    assert said(state=limited) == "rate-limited"


def test_offline_tells_when_it_tries_again() -> None:
    offline = ConnectionState.OFFLINE
    assert said(state=offline) == "offline"
    later = EPOCH + 8 * SECOND
    assert said(state=offline, until=later) == "offline · again in 8 s"


@pytest.mark.parametrize("state", list(ConnectionState))
def test_every_state_has_a_word(state: ConnectionState) -> None:
    assert said(state=state)


def test_how_much_was_heard_is_never_rounded_up() -> None:
    assert pill_words(VIEW, now=EPOCH).heard == "heard 99 %"
    almost = structs.replace(VIEW, heard_share=0.9999)
    assert pill_words(almost, now=EPOCH).heard == "heard 99 %"
    assert pill_words(structs.replace(VIEW, heard_share=None), now=EPOCH).heard == ""


def test_viewers_of_a_connection_that_is_down_are_not_shown() -> None:
    down = structs.replace(VIEW, state=ConnectionState.OFFLINE)

    assert pill_words(down, now=EPOCH).viewers == ""


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("tiktok:@mira.plays", "@mira.plays"),
        ("simulator:7", "Simulator 7"),
        ("replay:a:b", "a:b"),
        ("odd", "odd"),
    ],
)
def test_a_target_is_named_without_its_platform(target: str, name: str) -> None:
    assert target_name(target) == name


@pytest.mark.parametrize("state", list(ConnectionState))
def test_every_state_is_spoken_to_screen_readers(
    theme: Theme, qtbot, state: ConnectionState
) -> None:
    view = structs.replace(VIEW, state=state, detail="One sentence.")
    pill = ConnectionPill(view, theme=theme)
    qtbot.addWidget(pill)
    pill.show_view(view, now=EPOCH)

    assert pill.accessibleName() == "tiktok @mira.plays"
    assert "One sentence." in pill.accessibleDescription()


@pytest.mark.parametrize(
    ("state", "ground"),
    [
        (ConnectionState.LIVE, "bg2"),
        (ConnectionState.SILENT, "warn_wash"),
        (ConnectionState.RATE_LIMITED, "warn_wash"),
        (ConnectionState.OFFLINE, "bg2"),
    ],
)
def test_silence_colours_the_whole_pill(
    theme: Theme, qtbot, state: ConnectionState, ground: str
) -> None:
    view = structs.replace(VIEW, state=state)
    pill = ConnectionPill(view, theme=theme)
    qtbot.addWidget(pill)
    pill.show_view(view, now=EPOCH)
    pill.resize(pill.sizeHint())

    colour = pill.grab().toImage().pixelColor(pill.width() - 5, 20).name()

    assert colour == getattr(theme.tokens, ground)


def test_each_state_has_a_shape_of_its_own(theme: Theme, qtbot) -> None:
    shapes = set()
    for state in ConnectionState:
        view = structs.replace(VIEW, state=state)
        pill = ConnectionPill(view, theme=theme)
        qtbot.addWidget(pill)
        pill.show_view(view, now=EPOCH)
        pill.resize(pill.sizeHint())
        image = pill.grab().toImage()
        shapes.add(
            tuple(
                image.pixelColor(x, y).lightness() > 90
                for x in range(34, 46)
                for y in range(21, 33)
            )
        )

    assert len(shapes) == len(ConnectionState)


def test_a_pill_that_says_less_is_narrower_and_at_last_lower(
    theme: Theme, qtbot
) -> None:
    pill = ConnectionPill(VIEW, theme=theme)
    qtbot.addWidget(pill)
    pill.show_view(VIEW, now=EPOCH)
    widths, heights = [], []
    for detail in ("full", "brief", "compact"):
        pill.set_detail(detail)
        widths.append(pill.sizeHint().width())
        heights.append(pill.sizeHint().height())

    assert widths[0] > widths[1] > widths[2]
    assert heights == [40, 40, 36]


def test_a_hostile_name_does_not_widen_the_pill_without_end(
    theme: Theme, qtbot
) -> None:
    view = structs.replace(VIEW, target="tiktok:" + "W" * 10_000)
    pill = ConnectionPill(view, theme=theme)
    qtbot.addWidget(pill)
    pill.show_view(view, now=EPOCH)

    assert pill.sizeHint().width() < 300
