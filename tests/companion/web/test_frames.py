"""Messages, and states whose pictures are all ours."""

from __future__ import annotations

import json
from typing import ClassVar

from companion.domain.views import StreamView
from companion.web.frames import Paths, Projection, envelope, for_pages, retraction
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from tests.support.events import chat
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine


def test_a_message_has_its_envelope() -> None:
    assert json.loads(envelope(41, "update", b'{"state":{}}')) == {
        "v": 1,
        "seq": 41,
        "kind": "update",
        "data": {"state": {}},
    }


def test_a_retraction_names_entries() -> None:
    assert json.loads(retraction([3, 5])) == {"ids": [3, 5]}


def path_of(address: str) -> str | None:
    return "/ours" if address == "https://known/a" else None


PATHS = Paths(path_of, {"ding.ogg": "/media/ding.ogg"}.get)


def test_pictures_are_replaced_wherever_they_stand() -> None:
    state = {
        "rows": [{"avatar": "https://known/a", "name": "https://known/a"}],
        "now": {"gift": {"icon": "https://known/a"}},
        "pairs": ({"avatar": "https://known/a"},),
    }

    assert for_pages(state, PATHS) == {
        "rows": [{"avatar": "/ours", "name": "https://known/a"}],
        "now": {"gift": {"icon": "/ours"}},
        "pairs": [{"avatar": "/ours"}],
    }


def test_only_what_is_known_is_left_as_a_picture() -> None:
    for address in (
        "https://evil.example/a",
        "http://known/a",
        "HTTPS://known/a",
        "//known/a",
        "/o/x/picture/y",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "",
    ):
        assert for_pages({"avatar": address}, PATHS) == {"avatar": None}


def test_a_picture_that_is_not_there_stays_so() -> None:
    assert for_pages({"avatar": None}, PATHS) == {"avatar": None}


def test_the_state_itself_is_not_touched() -> None:
    state = {"rows": [{"avatar": "https://known/a"}]}

    for_pages(state, PATHS)

    assert state == {"rows": [{"avatar": "https://known/a"}]}


def test_a_name_of_the_media_library_becomes_its_path() -> None:
    state = {"sound": "ding.ogg", "video": None, "picture": "gone.png"}

    assert for_pages(state, PATHS) == {
        "sound": "/media/ding.ogg",
        "video": None,
        "picture": None,
    }


def test_a_name_is_cut_and_other_texts_are_not() -> None:
    state = {"name": "n" * 60, "giver_name": "g" * 60, "text": "t" * 60}

    shown = for_pages(state, PATHS, name_length=20)

    assert shown == {
        "name": "n" * 19 + "…",
        "giver_name": "g" * 19 + "…",
        "text": "t" * 60,
    }


class Clocked(Overlay[OverlaySettings]):
    """An overlay whose state is out of date by time alone."""

    kind = "chat"
    width = height = 100
    settings_type = OverlaySettings
    next_at: ClassVar[int | None] = None

    def title(self) -> str:
        return "Clocked"

    def description(self) -> str:
        return "Shows the time."

    def words(self) -> dict[str, str]:
        return {}

    def project(self, view: StreamView, settings: OverlaySettings) -> State:
        said = [getattr(one.body, "text", "") for one in view.chat(5)]
        return {"said": said, "next_at": self.next_at}


def projection(
    clock: FakeClock, engine: SmallEngine, settings: OverlaySettings
) -> Projection:
    return Projection(
        Clocked(),
        view=engine.view,
        settings_of=lambda _name: settings,
        paths=PATHS,
        version="1",
        clock=clock,
    )


async def test_a_state_is_due_again_when_it_says_so() -> None:
    clock = FakeClock()
    shown = projection(clock, SmallEngine(clock), OverlaySettings())
    data = json.loads(shown.change() or b"")
    assert (data, shown.next_due) == ({"state": {"said": []}}, None)

    Clocked.next_at = clock.now() + 3_000_000
    try:
        assert shown.change() is None, "the time itself is no news"
        assert shown.next_due == clock.monotonic() + 3
        await clock.advance(10)
        shown.change()
        assert shown.next_due == clock.monotonic() + 0.05, "late, but it rests"
    finally:
        Clocked.next_at = None


async def test_what_comes_first_wakes_the_delay_or_the_state() -> None:
    clock = FakeClock()
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    engine.feed(chat("luna", "hello"))
    shown = projection(clock, engine, OverlaySettings(delay_s=5))
    Clocked.next_at = clock.now() + 9_000_000
    try:
        shown.change()
        assert shown.next_due == clock.monotonic() + 5
    finally:
        Clocked.next_at = None


async def test_only_chosen_connections_reach_the_overlay() -> None:
    clock = FakeClock()
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    engine.feed(chat("luna", "hello"), source="tiktok:@a")
    engine.feed(chat("kai", "there"), source="tiktok:@b")
    settings = OverlaySettings(connections=("tiktok:@b",))

    seen = projection(clock, engine, settings).seen()

    assert seen["state"]["said"] == ["there"]
    assert seen["now"] == clock.now() // 1000
