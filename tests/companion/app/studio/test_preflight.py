"""The check before a stream: each line with what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app.studio.preflight import (
    of_budgets,
    of_connections,
    of_disk,
    of_gate,
    of_logins,
    of_obs,
    of_port,
    of_privacy,
    of_sources,
)
from companion.domain.studio import ObsView, OverlayView, SourceView
from companion.domain.values import Platform
from companion.domain.views import (
    ConnectionState,
    ConnectionView,
    GateView,
    LoginView,
    ModelView,
)

CONNECTED = ObsView(state="connected", version="30.2.3", scenes=("Game",))


@pytest.mark.parametrize(
    ("view", "is_protected", "state"),
    [
        (CONNECTED, True, "good"),
        (CONNECTED, False, "look"),
        (ObsView(state="off"), True, "look"),
        (ObsView(state="absent", detail="nobody"), True, "bad"),
        (ObsView(state="locked", detail="closed"), True, "bad"),
        (ObsView(state="refused", detail="wrong"), True, "bad"),
    ],
)
def test_the_line_to_obs(view: ObsView, is_protected: bool, state: str) -> None:
    check = of_obs(view, is_protected=is_protected)

    assert check.state == state
    assert bool(check.fix) == (state != "good")


def test_an_obs_elsewhere_cannot_open_our_links() -> None:
    check = of_obs(CONNECTED, is_protected=True, is_here=False)

    assert (check.state, bool(check.fix)) == ("look", True)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("showing", "good"),
        ("hidden", "good"),
        ("waiting", "look"),
        ("silent", "bad"),
        ("stale", "bad"),
    ],
)
def test_a_source(state: str, expected: str) -> None:
    source = SourceView(
        source="Companion Chat",
        overlay="chat",
        scenes=("Game",),
        state=state,  # type: ignore[arg-type]  # one of the words
        detail="why",
    )

    (check,) = of_sources(ObsView(state="connected", sources=(source,)))

    assert (check.name, check.state) == ("Companion Chat", expected)
    assert bool(check.fix) == (expected != "good")


def test_a_source_in_no_scene_is_worth_a_look() -> None:
    source = SourceView(source="Companion Chat", overlay="chat", state="hidden")

    (check,) = of_sources(ObsView(state="connected", sources=(source,)))

    assert (check.state, check.fix) == ("look", "Press Add to OBS.")


def test_that_nothing_is_in_obs_is_told() -> None:
    (check,) = of_sources(CONNECTED)

    assert (check.state, check.about) == ("look", "overlay")
    assert list(of_sources(ObsView(state="absent"))) == []


def test_a_privacy_scene_must_be_there() -> None:
    (good,) = of_privacy(CONNECTED, "Game")
    (bad,) = of_privacy(CONNECTED, "Gone")

    assert (good.state, bad.state) == ("good", "bad")
    assert list(of_privacy(CONNECTED, "")) == []


async def test_a_server_that_does_not_answer_is_bad(unused_tcp_port: int) -> None:
    overlay = OverlayView(
        name="chat",
        kind="chat",
        title="Chat",
        description="",
        width=1,
        height=1,
        link=f"http://127.0.0.1:{unused_tcp_port}/o/x/chat/",
    )

    assert (await of_port([overlay])).state == "bad"
    assert (await of_port([])).state == "bad"


@pytest.mark.parametrize(
    ("state", "detail", "expected"),
    [
        (ConnectionState.LIVE, "", "good"),
        (ConnectionState.WAITING, "", "good"),
        (ConnectionState.LIVE, "cannot write", "look"),
        (ConnectionState.SILENT, "", "look"),
        (ConnectionState.NEEDS_LOGIN, "log in", "bad"),
    ],
)
def test_a_connection(state: ConnectionState, detail: str, expected: str) -> None:
    one = ConnectionView(
        target="twitch:mira", platform=Platform.TWITCH, state=state, detail=detail
    )

    (check,) = of_connections([one])

    assert (check.name, check.about, check.state) == (
        "twitch:mira",
        "platform",
        expected,
    )


def test_no_connection_at_all_is_worth_a_look() -> None:
    (check,) = of_connections([])

    assert check.state == "look"


def test_logins_that_there_are() -> None:
    good, poor = of_logins(
        [
            LoginView(platform=Platform.TWITCH, way="login", account="mira"),
            LoginView(platform=Platform.YOUTUBE, way="key", detail="not kept"),
            LoginView(platform=Platform.TIKTOK),
        ]
    )

    assert (good.state, good.detail) == ("good", "mira")
    assert (poor.state, poor.detail) == ("look", "not kept")


def test_budgets_that_are_spent_are_bad() -> None:
    kept = ConnectionView(
        target="youtube:x",
        platform=Platform.YOUTUBE,
        state=ConnectionState.LIVE,
        budget="8,200 of 10,000 units",
    )
    spent = ConnectionView(
        target="tiktok:@x",
        platform=Platform.TIKTOK,
        state=ConnectionState.RATE_LIMITED,
        detail="until 12:00",
    )

    good, bad = of_budgets([kept, spent])

    assert (good.state, good.detail) == ("good", "8,200 of 10,000 units")
    assert (bad.state, bad.detail) == ("bad", "until 12:00")


@pytest.mark.parametrize(
    ("model", "state"),
    [("off", "good"), ("ready", "good"), ("loading", "look"), ("failed", "bad")],
)
def test_the_gate(model: str, state: str) -> None:
    view = ModelView(state=model, title="Small")  # type: ignore[arg-type]  # a word

    assert of_gate(GateView(model=view)).state == state


def test_the_disk(tmp_path: Path) -> None:
    assert of_disk(tmp_path).about == "disk"
    assert of_disk(tmp_path / "gone").state == "bad"
