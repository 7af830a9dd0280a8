"""After a crash, overlays show what they showed before."""

from __future__ import annotations

from pathlib import Path

from companion.domain.entries import ALLOWED, Entry, Judgement, Verdict
from companion.domain.events import (
    AnyEvent,
    Cheer,
    HypeTrain,
    Redemption,
    ViewerRemoved,
)
from companion.domain.on_air import HypeTrainOnAir
from companion.domain.values import Platform
from companion.pipeline.live_view import LiveView
from companion.pipeline.resumed import Resumed
from tests.support.events import follow, rose, viewer
from tests.support.line import Line, open_line
from tests.support.real_engine import ByWord

ROOM = {"platform": Platform.TWITCH, "channel": "mira"}
BLOCK = Judgement(text=Verdict.BLOCK)


def cheer(number: int, text: str) -> Cheer:
    return Cheer(
        id=f"twitch:c{number}", bits=number, text=text, viewer=viewer("luna"), **ROOM
    )


def redeemed(number: int, text: str) -> Redemption:
    return Redemption(
        id=f"twitch:r{number}",
        reward_id="1",
        title="Hydrate",
        cost=5,
        text=text,
        viewer=viewer("sol"),
        **ROOM,
    )


def banned(who: str) -> ViewerRemoved:
    return ViewerRemoved(id="b", target=f"tiktok:{who}", action="ban", **ROOM)


async def wait(line: Line, *events: AnyEvent) -> Entry:
    """Send events of which the last waits; return it."""
    await line.send(*events)
    return line.review.waiting()[-1].entry


def resumed_view(line: Line, *, session: str) -> LiveView:
    history = line.ledger.history
    entries = list(history.entries(session))
    by_seq = {one.seq: one for one in entries}
    resumed = Resumed.of(entries, by_seq.get)
    view = LiveView(now=line.clock.now)
    view.open(line.view.session, resumed.tally, names=resumed.names)
    view.go_on(resumed.moments, resumed.supporters, resumed.airing)
    return view


async def test_moments_credits_and_trains_stand_as_before(tmp_path: Path) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(
            follow("troll"),
            follow("luna"),
            rose("nova", total=1, message=1),
            rose("nova", total=5, message=2),
            rose("kai", diamonds_each=500),
            rose("sol", count=3),
        )
        await line.send(banned("troll"))
        released = await wait(line, redeemed(1, "hold this"))
        await line.verdict(released, ALLOWED)
        refused = await wait(line, cheer(500, "hold that"))
        await line.verdict(refused, BLOCK)
        named = await wait(line, rose(viewer("mo", name="hold mo"), diamonds_each=9))
        await line.verdict(named, ALLOWED)
        await line.send(
            HypeTrain(id="t", phase="begin", level=2, total=7, goal=9, **ROOM)
        )

        again = resumed_view(line, session=released.session)

        assert again.moments(99) == line.view.moments(99)
        assert len(again.moments(99)) == 7
        for kind in ("follow", "gift", "cheer", "redemption"):
            assert again.latest(kind) == line.view.latest(kind)
            assert again.latest(kind) is not None
        assert again.greatest() == line.view.greatest()
        assert again.greatest().viewer.name == "Kai"
        assert again.latest("cheer").text == ""
        for part in ("gifters", "followers", "chatters"):
            assert again.credits(part, 9) == line.view.credits(part, 9)
        assert [one.name for one in again.credits("followers", 9)] == ["Luna"]
        assert again.on_air(HypeTrainOnAir).level == 2
