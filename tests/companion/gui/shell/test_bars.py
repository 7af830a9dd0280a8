"""Rail, session bar, tiles, status line, notices: what they say of a session."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from companion.app.scene.engine import connections
from companion.app.scene.evening import NOW, shown_entries
from companion.app.scene.held import held_entries
from companion.domain.entries import Verdict
from companion.domain.values import Platform
from companion.domain.views import (
    ConnectionState,
    LoginView,
)
from companion.gui.components.banner import Banner
from companion.gui.components.chip import Chip
from companion.gui.shell.notices import Notices
from companion.gui.shell.popover import PillPopover
from companion.gui.shell.rail import PAGES, Rail
from companion.gui.shell.session_bar import SessionBar
from companion.gui.theme.theme import Theme
from tests.companion.gui.shell.evening import Evening

SECOND = 1_000_000


# Rail


@pytest.fixture
def rail(theme: Theme, qtbot) -> Rail:
    made = Rail(theme=theme)
    qtbot.addWidget(made)
    made.resize(72, 900)
    made.show()
    return made


def test_the_rail_has_eight_pages_and_begins_with_live(rail: Rail) -> None:
    assert [page.key for page in PAGES] == [
        "live",
        "viewers",
        "moderation",
        "show",
        "bots",
        "overlays",
        "sessions",
        "settings",
    ]
    assert rail.current == "live"


def test_a_click_opens_a_page(rail: Rail, qtbot) -> None:
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.mouseClick(rail.button("bots"), Qt.MouseButton.LeftButton)

    assert told.args == ["bots"]
    assert rail.current == "bots"


def test_arrows_walk_through_the_pages_and_wrap(rail: Rail) -> None:
    QTest.keyClick(rail, Qt.Key.Key_Down)
    assert rail.current == "viewers"

    QTest.keyClick(rail, Qt.Key.Key_Up)
    QTest.keyClick(rail, Qt.Key.Key_Up)

    assert rail.current == "settings"


def test_the_rail_is_one_stop_for_the_tab_key(rail: Rail) -> None:
    rail.set_current("overlays")

    stops = [
        page.key
        for page in PAGES
        if rail.button(page.key).focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert stops == ["overlays"]


def test_the_badge_counts_and_is_spoken(rail: Rail) -> None:
    button = rail.button("moderation")
    button.set_badge(4)
    assert button.accessibleDescription() == "4 wait for you"
    button.set_badge(1)
    assert button.accessibleDescription() == "1 waits for you"

    button.set_badge(0)

    assert button.accessibleDescription() == ""


def test_the_open_page_has_the_pink_mark_at_the_edge(rail: Rail, theme: Theme) -> None:
    image = rail.button("live").grab().toImage()

    assert image.pixelColor(0, 28).name() == theme.tokens.accent
    other = rail.button("bots").grab().toImage()
    assert other.pixelColor(0, 28).name() != theme.tokens.accent


def test_a_compact_rail_is_56_wide_and_has_no_words(rail: Rail) -> None:
    rail.set_compact(True)

    assert rail.width() == 56
    assert rail.button("live").height() == 48
    assert rail.button("live").accessibleName() == "Live"
    assert "Ctrl+1" in rail.button("live").toolTip()


# Session bar


@pytest.fixture
def bar(evening: Evening, theme: Theme, qtbot) -> SessionBar:
    made = SessionBar(evening.watch, theme=theme)
    qtbot.addWidget(made)
    made.resize(1368, 56)
    made.show()
    return made


def test_on_air_it_says_live_with_clock_name_and_number(bar: SessionBar) -> None:
    assert bar.sign.text == "LIVE"
    assert bar.clock.text() == "2:14:37"
    assert bar.name.text() == "Friday ranked, then karaoke"
    assert bar.subtitle.text().startswith("Session 214 · since ")
    assert bar.pause.isVisible()
    assert bar.end.isVisible()
    assert not bar.start.isVisible()


def test_paused_it_offers_to_resume(bar: SessionBar, evening: Evening) -> None:
    evening.engine.paused = True
    evening.look()

    assert bar.sign.text == "PAUSED"
    assert bar.resume.isVisible()
    assert not bar.pause.isVisible()


def test_without_a_session_it_is_ready_for_a_new_one(
    bar: SessionBar, evening: Evening
) -> None:
    evening.engine.alone = True
    evening.look()

    assert bar.sign.text == "READY"
    assert bar.start.isVisible()
    assert not bar.clock.isVisible()
    assert not bar.end.isVisible()
    assert bar.pills.pills == ()


def test_pills_that_do_not_fit_become_compact_then_a_menu(
    bar: SessionBar, evening: Evening, qtbot
) -> None:
    base = connections()[0]
    many = tuple(
        structs.replace(base, target=f"tiktok:@channel.{number}") for number in range(9)
    )
    evening.watch.connections(many)
    bar.resize(1100, 56)
    bar.layout().activate()

    shown = [pill for pill in bar.pills.pills if pill.isVisible()]

    assert 0 < len(shown) < 9
    hidden = bar.pills.pill("tiktok:@channel.8")
    assert hidden.isVisible()
    assert hidden.text() == f"+{9 - len(shown)}"
    right = max(pill.geometry().right() for pill in shown)
    assert right < hidden.geometry().left() <= bar.pills.width()


def test_every_button_tells_what_was_asked(bar: SessionBar, qtbot) -> None:
    told: list[str] = []
    for signal, name in (
        (bar.pause_asked, "pause"),
        (bar.end_asked, "end"),
        (bar.connect_asked, "connect"),
        (bar.find_asked, "find"),
        (bar.menu_asked, "menu"),
    ):
        signal.connect(lambda n=name: told.append(n))
    bar.pill_opened.connect(told.append)

    for button in (bar.pause, bar.end, bar.plus, bar.finder, bar.more):
        button.click()
    bar.pills.pills[0].click()

    assert told == ["pause", "end", "connect", "find", "menu", "tiktok:@mira.plays"]


# Notices


@pytest.fixture
def notices(evening: Evening, theme: Theme, qtbot) -> tuple[Notices, list[str]]:
    done: list[str] = []
    made = Notices(
        evening.watch,
        theme=theme,
        on_resume=lambda: done.append("resume"),
        on_start_new=lambda: done.append("new"),
        accounts=evening.accounts,
        open_logins=done.append,
    )
    qtbot.addWidget(made)
    return made, done


def test_a_login_that_google_ended_is_a_red_strip_with_its_fix(
    notices, evening: Evening
) -> None:
    made, done = notices
    evening.engine.refused = True
    evening.look()
    title, text = made.strips[Platform.YOUTUBE].words

    assert "Mira Plays" in title
    assert "Google has ended the login of Companion: log in again." in text
    assert not made.isHidden()
    made.log_in[Platform.YOUTUBE].click()
    assert done == [Platform.YOUTUBE]


def test_a_refused_twitch_login_is_an_amber_strip_while_chat_is_read_on(
    notices, evening: Evening
) -> None:
    made, done = notices
    why = "Twitch does not accept the login any more."
    evening.accounts.take(LoginView(platform=Platform.TWITCH, detail=why))
    strip = made.strips[Platform.TWITCH]

    assert isinstance(strip, Banner)
    assert strip.accessibleDescription() == why
    made.log_in[Platform.TWITCH].click()
    assert done == [Platform.TWITCH]


def test_a_strip_goes_when_its_platform_is_well_again(
    notices, evening: Evening
) -> None:
    made, _done = notices
    evening.engine.refused = True
    evening.look()
    evening.engine.refused = False
    evening.look()

    assert made.strips == {}
    assert made.isHidden()


def test_strips_are_built_anew_only_when_something_has_changed(
    notices, evening: Evening
) -> None:
    made, _done = notices
    evening.engine.refused = True
    evening.look()
    before = made.strips[Platform.YOUTUBE]
    evening.look()

    assert made.strips[Platform.YOUTUBE] is before


def test_there_is_nothing_to_notice_when_all_is_well(notices) -> None:
    made, _done = notices

    assert made.isHidden()


def test_an_alarm_stays_until_it_is_over(notices, evening: Evening) -> None:
    made, _done = notices
    evening.watch.alarm("The disk is full. Free 200 MB.")

    title, text = made.alarm.words
    assert title == "The disk is full"
    assert text == "Free 200 MB. 41,908 entries are safe."
    evening.look()
    assert made.alarm is not None

    evening.watch.alarm("")

    assert made.alarm is None
    assert made.isHidden()


def test_a_crash_offers_to_resume(notices, evening: Evening) -> None:
    made, done = notices
    evening.engine.crashed = True
    evening.look()

    title, text = made.offer.words
    assert title == "Resume Friday ranked, then karaoke?"
    assert text == "It ended without being closed. 4,210 entries are safe."
    made.resume.click()
    made.start_new.click()

    assert done == ["resume", "new"]


def test_the_offer_goes_when_it_was_answered(notices, evening: Evening) -> None:
    made, _done = notices
    evening.engine.crashed = True
    evening.look()
    evening.engine.crashed = False
    evening.look()

    assert made.offer is None
    assert made.isHidden()


# The popover under a pill


def test_a_connection_from_near_tells_gaps_and_last_events(
    evening: Evening, theme: Theme, qtbot
) -> None:
    evening.watch.shown(shown_entries())
    view = connections()[0]
    popover = PillPopover(
        None,
        view,
        evening.watch.recent(view.target),
        theme=theme,
        now=NOW,
        on_reconnect=lambda: None,
        on_disconnect=lambda: None,
        on_log_in=lambda: None,
        on_watch=None,
    )
    qtbot.addWidget(popover)
    texts = [label.text() for label in popover.findChildren(QLabel)]
    everything = " ".join(texts).replace("\u00a0", " ")

    assert "14 recovered, 3 unknown" in everything
    assert "38,112 of ~38,497 · 99 %" in everything
    assert any("wrote" in text for text in texts)
    assert not any("Kishore" in text for text in texts)


def test_events_of_long_ago_are_not_listed(
    evening: Evening, theme: Theme, qtbot
) -> None:
    evening.watch.shown(shown_entries())
    view = connections()[1]
    popover = PillPopover(
        None,
        view,
        evening.watch.recent(view.target),
        theme=theme,
        now=NOW + 3600 * SECOND,
        on_reconnect=lambda: None,
        on_disconnect=lambda: None,
        on_log_in=lambda: None,
        on_watch=None,
    )
    qtbot.addWidget(popover)

    texts = [label.text() for label in popover.findChildren(QLabel)]
    assert "Nothing came in the last 10 minutes." in texts


# The watch


def test_a_verdict_takes_a_held_entry_from_the_count(evening: Evening) -> None:
    assert len(evening.watch.held) == 4
    [first, *_rest] = held_entries()
    evening.watch.reviewing([structs.replace(first, text=Verdict.ALLOW)])

    assert len(evening.watch.held) == 3


def test_events_of_a_connection_that_is_gone_are_forgotten(evening: Evening) -> None:
    evening.watch.shown(shown_entries())
    target = connections()[0].target
    assert evening.watch.recent(target)

    evening.watch.connections(connections()[1:])

    assert evening.watch.recent(target) == ()


def test_totals_alone_do_not_say_that_the_session_changed(
    evening: Evening, qtbot
) -> None:
    told: list[bool] = []
    evening.watch.session_changed.connect(lambda: told.append(True))
    evening.engine.arrived = False
    evening.look()

    assert told == []


def test_the_state_of_a_connection_is_shown_as_it_is(evening: Evening) -> None:
    states = [view.state for view in evening.watch.connections_now]

    assert states == [
        ConnectionState.LIVE,
        ConnectionState.LIVE,
        ConnectionState.SILENT,
    ]


def popover_of(evening: Evening, theme: Theme, qtbot, place: int) -> PillPopover:
    view = evening.engine.connections()[place]
    made = PillPopover(
        None,
        view,
        [],
        theme=theme,
        now=NOW,
        on_reconnect=lambda: None,
        on_disconnect=lambda: None,
        on_log_in=lambda: None,
        on_watch=None,
    )
    qtbot.addWidget(made)
    return made


def said(popover: PillPopover) -> str:
    labels = popover.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(popover))


def test_only_a_missing_login_offers_to_log_in(
    evening: Evening, theme: Theme, qtbot
) -> None:
    evening.engine.refused = True

    assert popover_of(evening, theme, qtbot, 2).log_in.isHidden() is False
    assert popover_of(evening, theme, qtbot, 0).log_in.isHidden()


def test_tiktok_leads_to_its_settings_and_to_no_login(
    evening: Evening, theme: Theme, qtbot
) -> None:
    popover = popover_of(evening, theme, qtbot, 0)
    stuck = structs.replace(
        evening.engine.connections()[0], state=ConnectionState.NEEDS_LOGIN
    )
    popover.show_view(stuck, now=NOW)

    assert not popover.log_in.isHidden()
    assert popover.log_in.text() == "Settings"


def test_the_popover_follows_the_connection(
    evening: Evening, theme: Theme, qtbot
) -> None:
    popover = popover_of(evening, theme, qtbot, 1)
    assert "refused" not in popover.facts_shown
    view = structs.replace(
        evening.engine.connections()[1], refused=4, heard=2_761, detail="Slow."
    )
    popover.show_view(view, now=NOW)

    assert "refused" in popover.facts_shown
    assert "another room" in said(popover)
    assert "2,761" in said(popover)
    assert "Slow." in said(popover)


def test_what_is_unofficial_says_so(evening: Evening, theme: Theme, qtbot) -> None:
    chips = popover_of(evening, theme, qtbot, 0).findChildren(Chip)

    assert [chip.accessibleName() for chip in chips] == ["unofficial"]
    assert popover_of(evening, theme, qtbot, 1).findChildren(Chip) == []
