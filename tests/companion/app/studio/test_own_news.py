"""The log of what happens to the session and its connections."""

from __future__ import annotations

from typing import Any

from companion.app.studio.own_news import LENGTH, OwnNews
from companion.domain.on_air import LogOnAir
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from tests.overlays.evening import session
from tests.support.fakes import FakeClock


def connection(state: str, target: str = "tiktok:@mira") -> ConnectionView:
    return ConnectionView(
        target=target, platform=Platform.TIKTOK, state=ConnectionState(state)
    )


def news(clock: FakeClock) -> tuple[OwnNews, list[LogOnAir]]:
    shown: list[LogOnAir] = []
    return OwnNews(clock, shown.append), shown


def texts(shown: list[LogOnAir]) -> list[tuple[str, bool]]:
    return [(line.text, line.is_bad) for line in shown[-1].lines] if shown else []


def test_a_line_for_each_change_of_a_connection_and_no_other() -> None:
    own, shown = news(FakeClock())
    for state in ("connecting", "live", "live", "silent", "live"):
        own.connections([connection(state)])

    assert texts(shown) == [
        ("tiktok:@mira: live", False),
        ("tiktok:@mira: silent, asking again", True),
        ("tiktok:@mira: live", False),
    ]


def test_each_state_but_connecting_has_words() -> None:
    for state in ConnectionState:
        own, shown = news(FakeClock())
        own.connections([connection(state.value)])

        assert len(texts(shown)) == (state is not ConnectionState.CONNECTING)


def test_the_session_begins_stops_goes_on_and_ends() -> None:
    own, shown = news(FakeClock())
    began = session()
    states: list[Any] = ["live", "live", "paused", "live", "ended"]
    for state in states:
        own.session(type(began)(**{**_fields(began), "state": state}))
    own.session(None)
    own.alarm("The disk is full.")
    own.alarm("")

    assert [text for text, _bad in texts(shown)] == [
        "A session begins",
        "The session is paused: nothing counts",
        "The session goes on",
        "The session has ended",
        "The disk is full.",
    ]


def test_only_the_newest_lines_are_kept() -> None:
    own, shown = news(FakeClock())
    for number in range(LENGTH + 5):
        own.alarm(f"line {number}")

    assert len(shown[-1].lines) == LENGTH
    assert shown[-1].lines[-1].text == f"line {LENGTH + 4}"


def _fields(view: Any) -> dict[str, Any]:
    return {name: getattr(view, name) for name in view.__struct_fields__}
