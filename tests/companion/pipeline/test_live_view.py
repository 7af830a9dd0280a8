"""What overlays read follows what is said of names, and what leaves the screens."""

from __future__ import annotations

import pytest

from companion.domain.entries import Judgement, Verdict, VerdictGiven
from companion.domain.events import Cheer, ViewerRemoved
from companion.domain.values import Platform
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine

ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}


@pytest.fixture
async def engine() -> SmallEngine:
    engine = SmallEngine(FakeClock())
    await engine.start_session("Friday")
    return engine


def names(engine: SmallEngine, part: str) -> list[str]:
    return [one.name for one in engine.view.credits(part, 9)]


async def test_a_name_that_is_hidden_later_is_hidden_in_what_has_been(
    engine: SmallEngine,
) -> None:
    engine.feed(follow("luna"), rose("luna", count=7), follow("sol"), chat("luna"))
    gift = engine.view.latest("gift")
    assert (gift.viewer.name, names(engine, "followers")) == ("Luna", ["Luna", "Sol"])
    (doubtful,) = engine.feed(rose(viewer("luna", name="HOLD me")))

    assert all(
        one.viewer.name.startswith("Viewer ")
        for one in engine.view.moments(9)
        if one.viewer.id == "tiktok:luna"
    )
    assert engine.view.greatest().viewer.avatar is None
    assert names(engine, "followers") == ["Sol"]
    assert names(engine, "chatters") == []
    assert names(engine, "gifters")[0].startswith("Viewer ")
    assert engine.view.top(1, unit="gifts")[0].viewer.name.startswith("Viewer ")
    engine.note(VerdictGiven(of=doubtful.seq, text=Verdict.ALLOW))
    assert "HOLD me" in names(engine, "gifters")


async def test_who_is_banned_leaves_the_screens_and_the_credits(
    engine: SmallEngine,
) -> None:
    engine.feed(follow("troll"), follow("luna"), rose("troll"))
    ban = ViewerRemoved(id="b", target="tiktok:troll", action="ban", **ROOM)
    engine.feed(ban)

    assert [one.viewer.name for one in engine.view.moments(9)] == ["Luna"]
    assert engine.view.latest("gift") is None
    assert names(engine, "followers") == ["Luna"]
    assert names(engine, "gifters")[0].startswith("Viewer ")


async def test_words_that_are_released_join_what_is_shown(engine: SmallEngine) -> None:
    cheer = Cheer(id="c", bits=500, text="HOLD this", viewer=viewer("luna"), **ROOM)
    (entry,) = engine.feed(cheer)
    assert engine.view.latest("cheer").text == ""
    engine.note(VerdictGiven(of=entry.seq, text=Verdict.ALLOW))

    assert engine.view.latest("cheer").text == "HOLD this"
    assert entry.judgement != Judgement()


async def test_tests_are_shown_and_change_nothing_else(engine: SmallEngine) -> None:
    engine.feed(follow("luna"), test=True)

    [shown] = engine.view.moments(9)
    assert shown.test
    assert engine.view.latest("follow") is None
    assert names(engine, "followers") == []


async def test_another_session_begins_with_nothing(engine: SmallEngine) -> None:
    engine.feed(follow("luna"), rose("luna"))
    await engine.start_session("Saturday")

    assert engine.view.moments(9) == []
    assert engine.view.greatest() is None
    assert names(engine, "followers") == []
