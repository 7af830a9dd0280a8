"""Votes in a poll: how many a second, and how long until viewers see each.

Baseline: what the systems before this one do: an ORM object and a commit for every
vote, the votes counted by SQL, and the counts pushed to every page.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from companion.app.machine import SystemClock
from companion.app.options import RunOptions
from companion.bench.latency import pushed_to, watched
from companion.bench.serving import serving
from companion.domain.events import Arrival, Chat
from companion.domain.show.specs import PollSpec
from companion.domain.values import Platform, Viewer

PAGES = 5
_POLL = PollSpec(question="Which map first?", options=("Forest", "Desert", "City"))

Offer = Callable[[int], Awaitable[None]]


class Base(DeclarativeBase):
    """Declares the one table."""


class VoteRow(Base):
    """One vote."""

    __tablename__ = "votes"

    viewer: Mapped[str] = mapped_column(primary_key=True)
    option: Mapped[int] = mapped_column(index=True)


class OrmPoll:
    """Takes votes one by one; SQLite with the settings it comes with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._engine = sa.create_engine(f"sqlite:///{folder / 'baseline.sqlite3'}")
        Base.metadata.create_all(self._engine)
        self._session = Session(self._engine)

    def take(self, viewer: str, option: int) -> None:
        """Store one vote, and commit; a second one of a Viewer is left out."""
        if self._session.get(VoteRow, viewer) is None:
            self._session.add(VoteRow(viewer=viewer, option=option))
        self._session.commit()

    def votes(self) -> dict[int, int]:
        """Count the votes by option."""
        wanted = sa.select(VoteRow.option, sa.func.count()).group_by(VoteRow.option)
        return {row[0]: row[1] for row in self._session.execute(wanted)}

    def close(self) -> None:
        """Close the database."""
        self._session.close()
        self._engine.dispose()


def vote(number: int) -> Chat:
    """Return the vote of one Viewer: each is another's."""
    viewer = Viewer(id=f"twitch:{number}", name=f"Voter {number}")
    return Chat(
        id=f"twitch:vote-{number}",
        platform=Platform.TWITCH,
        channel="bench",
        viewer=viewer,
        text=str(number % 3 + 1),
    )


async def ours_per_second(folder: Path, *, votes: int) -> float:
    """Return votes a second, from the event to disk, count and overlay, flat out."""
    clock = SystemClock()
    arrivals = [Arrival(event=vote(n), source="twitch:bench") for n in range(votes)]
    options = RunOptions(purpose="bench", folder=folder, port=0)
    async with serving(options) as app:
        await app.engine.start_session()
        poll = await app.engine.show.make(_POLL)
        await app.engine.show.act(poll.id, "start")
        began = clock.monotonic()
        for arrival in _in_portions(arrivals):
            for one in arrival:
                app.engine.offer(one)
            await app.engine.settle()
        taken = clock.monotonic() - began
        counted = app.engine.show.interaction(poll.id).voters
    if counted != votes:
        raise RuntimeError(f"{votes} votes were given, {counted} counted")
    return votes / taken


def _in_portions(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    """Yield what the door takes at once without leaving anything out."""
    for start in range(0, len(arrivals), 1_000):
        yield arrivals[start : start + 1_000]


def theirs_per_second(folder: Path, *, seconds: float) -> float:
    """Return votes a second of the baseline, counted after each as viewers see it."""
    clock, poll = SystemClock(), OrmPoll(folder)
    began, count = clock.monotonic(), 0
    while clock.monotonic() - began < seconds:
        poll.take(f"twitch:{count}", count % 3)
        poll.votes()
        count += 1
    taken = clock.monotonic() - began
    poll.close()
    return count / taken


async def measure_latency(
    folder: Path, *, rate: int, seconds: float
) -> tuple[Sequence[float], Sequence[float]]:
    """Return seconds from vote to page, ours and the baseline's, one per vote."""
    return (
        await _ours(folder / "ours", rate=rate, seconds=seconds),
        await _theirs(folder / "theirs", rate=rate, seconds=seconds),
    )


async def _ours(folder: Path, *, rate: int, seconds: float) -> Sequence[float]:
    options = RunOptions(purpose="bench", folder=folder, port=0)
    async with serving(options) as app:
        await app.engine.start_session()
        poll = await app.engine.show.make(_POLL)
        await app.engine.show.act(poll.id, "start")

        async def offer(number: int) -> None:
            app.engine.offer(Arrival(event=vote(number), source="twitch:bench"))

        link = app.engine.overlay_links()["poll"]
        socket = link.replace("http", "ws", 1) + "ws"
        return await _watched(offer, socket, rate=rate, seconds=seconds)


async def _theirs(folder: Path, *, rate: int, seconds: float) -> Sequence[float]:
    poll = OrmPoll(folder)
    async with pushed_to() as (pages, where):

        async def offer(number: int) -> None:
            poll.take(f"twitch:{number}", number % 3)
            voters = sum(poll.votes().values())
            text = json.dumps({"data": {"state": {"shown": {"voters": voters}}}})
            for socket in tuple(pages):
                await socket.send_str(text)

        try:
            return await _watched(offer, where, rate=rate, seconds=seconds)
        finally:
            poll.close()


async def _watched(
    offer: Offer, socket: str, *, rate: int, seconds: float
) -> Sequence[float]:
    """Give votes at a rate; return for each page and vote how long it took."""
    clock = SystemClock()
    async with watched(socket, PAGES) as watching:
        began, votes = clock.monotonic(), int(rate * seconds)
        for number in range(votes):
            ahead = began + number / rate - clock.monotonic()
            if ahead > 0:
                await clock.sleep(ahead)
            elif ahead < -seconds:
                break  # it cannot keep up: what was due and not given is late
            await offer(number)
            if number % 100 == 0:
                await clock.sleep(0)
        await clock.sleep(0.3)
        ended = clock.monotonic()
        told = await watching()
    found: list[float] = []
    for frames in told:
        included = 0
        for at, voters in (*frames, (ended, float(votes))):
            reached = min(votes, round(voters))
            found += [at - began - number / rate for number in range(included, reached)]
            included = max(included, reached)
    return found
