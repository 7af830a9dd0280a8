"""The computer's clock is set: while Companion runs, and between two runs of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from msgspec import structs

from companion.app.machine import SystemClock
from companion.domain.events import Chat
from companion.domain.show.specs import (
    AnySpec,
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    TimerSpec,
    WordCloudSpec,
)
from companion.domain.values import Timestamp
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat
from tests.support.fakes import EPOCH, FakeClock, settle
from tests.support.real_engine import open_engine

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
OPTIONS: Final = ("red", "blue")

TIMED: Final[tuple[AnySpec, ...]] = (
    PollSpec(question="?", options=OPTIONS, seconds=30),
    QuizSpec(question="?", options=OPTIONS, correct=(0,), seconds=30),
    RatingSpec(title="?", seconds=30),
    WordCloudSpec(title="?", seconds=30),
    GiveawaySpec(title="?", keyword="!win", seconds=30),
    PredictionSpec(question="?", options=OPTIONS, seconds=30),
    TeamsSpec(
        title="?",
        teams=(Team(key="red", name="Red"), Team(key="blue", name="Blue")),
        seconds=30,
    ),
    TimerSpec(mode="countdown", seconds=30),
    TimerSpec(mode="subathon", seconds=30),
)


class Computer(FakeClock):
    """Companion's clock on a computer whose own clock somebody sets.

    set_by: microseconds that it is ahead of the world's; everybody's stamps are right.
    """

    def __init__(self, now: Timestamp = EPOCH, *, set_by: int = 0) -> None:
        super().__init__(now)
        self.set_by = set_by
        self._told = SystemClock(
            wall=lambda: (self._now + self.set_by) * 1000,
            ticks=lambda: self._now * 1000,
        )

    def now(self) -> Timestamp:
        return self._told.now()

    def catch_up(self, least: Timestamp = 0) -> None:
        self._told.catch_up(least)

    def stamped(self, who: str, text: str) -> Chat:
        """What somebody says now, by the world's clock."""
        return structs.replace(chat(who, text), platform_at=self._now)


async def begun(playing: Playing, spec: AnySpec) -> str:
    """Set something up and start it; returns its id."""
    made = await playing.show.make(spec)
    await playing.show.act(made.id, "start")
    return made.id


def left(playing: Playing, name: str) -> float:
    """Seconds until it closes, as the window and the overlays count them."""
    view = playing.show.interaction(name)
    assert view.closes_at is not None
    return (view.closes_at - playing.clock.now()) / SECOND


def running(playing: Playing, names: Sequence[str]) -> list[str]:
    """Which kinds' time runs on still."""
    views = [playing.show.interaction(name) for name in names]
    return [
        one.kind
        for one in views
        if one.phase == "ongoing" and one.closes_at is not None
    ]


def described(playing: Playing) -> list[object]:
    return [structs.asdict(one) for one in playing.show.view().interactions]


@pytest.mark.parametrize("set_by", [2 * HOUR, -2 * HOUR])
async def test_what_has_a_time_keeps_it_when_the_clock_is_set(
    tmp_path: Path, set_by: int
) -> None:
    clock = Computer()
    async with open_engine(tmp_path, clock=clock) as opened:
        await opened.engine.start_session("Friday")
        playing = Playing(opened)
        made = [await begun(playing, one) for one in TIMED]
        await clock.advance(10)

        clock.set_by = set_by
        await playing.hear(clock.stamped("luna", "red"))
        await clock.advance(1)

        assert [left(playing, one) for one in made] == [19] * len(TIMED)
        assert len(running(playing, made)) == len(TIMED)
        assert playing.show.interaction(made[0]).voters == 1
        await clock.advance(20)
        await playing.until(lambda: not running(playing, made))
        await playing.hear(clock.stamped("sol", "blue"))
        assert playing.show.interaction(made[0]).voters == 1
        before = described(playing)

        await playing.reopened()
        assert described(playing) == before
        assert clock.now() - EPOCH < 60 * SECOND, "the same session goes on"


@pytest.mark.parametrize("set_by", [2 * HOUR, -2 * HOUR])
async def test_a_winner_claims_when_the_clock_is_set_after_the_draw(
    tmp_path: Path, set_by: int
) -> None:
    clock = Computer()
    async with open_engine(tmp_path, clock=clock) as opened:
        await opened.engine.start_session("Friday")
        playing = Playing(opened)
        spec = GiveawaySpec(title="?", keyword="!win", seconds=30)
        made = await begun(playing, spec)
        await playing.hear(clock.stamped("luna", "!win"))
        await clock.advance(31)
        await playing.until(lambda: playing.show.interaction(made).phase == "results")
        await playing.show.act(made, "draw")
        clock.set_by = set_by
        await playing.hear(clock.stamped("sol", "congratulations"))
        assert playing.show.interaction(made).numbers["claimed"] == 0

        await playing.hear(clock.stamped("luna", "it is me"))
        assert playing.show.interaction(made).numbers["claimed"] == 1
        await playing.reopened()
        assert playing.show.interaction(made).numbers["claimed"] == 1


async def test_a_clock_set_back_between_two_runs_keeps_nothing_open(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path, clock=Computer()) as opened:
        await opened.engine.start_session("Friday")
        playing = Playing(opened)
        made = [await begun(playing, one) for one in TIMED]
        await opened.clock.advance(10)
        await playing.hear(chat("luna", "red"))

    clock = Computer(EPOCH + 11 * SECOND, set_by=-HOUR)
    async with open_engine(tmp_path, clock=clock) as opened:
        playing = Playing(opened)
        session = await opened.engine.reopen_session()
        await settle()

        assert [left(playing, one) for one in made] == [20] * len(TIMED)
        assert 0 <= clock.now() - session.started_at < 60 * SECOND
        await playing.hear(clock.stamped("sol", "blue"))
        poll = playing.show.interaction(made[0])
        assert [one.votes for one in poll.options] == [1, 1]
        await clock.advance(21)
        await playing.until(lambda: not running(playing, made))
        entries = await opened.engine.entries(after=0)
        assert [one.at for one in entries] == sorted(one.at for one in entries)
        assert entries[-1].at - entries[0].at < 60 * SECOND
        before = described(playing)
        await playing.reopened()
        assert described(playing) == before


async def test_the_next_session_takes_the_time_that_the_computer_shows(
    tmp_path: Path,
) -> None:
    clock = Computer(set_by=-HOUR)  # wrong until the network tells it better
    async with open_engine(tmp_path, clock=clock) as opened:
        await opened.engine.start_session("Friday")
        await clock.advance(60)
        clock.set_by = 0
        await clock.advance(60)
        await opened.engine.start_session("Saturday")
        saturday, friday = await opened.engine.sessions()

    assert (friday.started_at, friday.ended_at) == (
        EPOCH - HOUR,
        EPOCH - HOUR + 120 * SECOND,
    )
    assert saturday.started_at == EPOCH + 120 * SECOND
