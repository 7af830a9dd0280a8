"""The predecessors' way: an ORM object and a commit per event, the board by SQL."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from companion.domain.earning import earner_of
from companion.domain.events import AnyEvent, Gift, Like, StreamEvent
from companion.domain.ports import Clock
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.sequence import generate


class Base(DeclarativeBase):
    """Declares the two tables."""


class EventRow(Base):
    """One event as it came."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    viewer: Mapped[str]
    text: Mapped[str]
    amount: Mapped[int]


class BoardRow(Base):
    """One viewer's points."""

    __tablename__ = "board"

    viewer: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int]


class OrmBoard:
    """Takes events one by one; SQLite with the settings it comes with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._engine = sa.create_engine(f"sqlite:///{folder / 'baseline.sqlite3'}")
        Base.metadata.create_all(self._engine)
        self._session = Session(self._engine)

    def take(self, event: AnyEvent) -> None:
        """Store one event and its points, and commit."""
        earner = earner_of(event)
        viewer = earner.id if earner is not None else ""
        amount = _amount(event)
        self._session.add(
            EventRow(
                kind=type(event).__name__,
                viewer=viewer,
                text=str(getattr(event, "text", "")),
                amount=amount,
            )
        )
        row = self._session.get(BoardRow, viewer)
        if row is None:
            self._session.add(BoardRow(viewer=viewer, points=amount))
        else:
            row.points += amount
        self._session.commit()

    def board(self, limit: int | None = None) -> list[tuple[str, int]]:
        """Read the board, best first."""
        wanted = sa.select(BoardRow.viewer, BoardRow.points)
        ordered = wanted.order_by(BoardRow.points.desc()).limit(limit)
        return [(row.viewer, row.points) for row in self._session.execute(ordered)]

    def close(self) -> None:
        """Close the database."""
        self._session.close()
        self._engine.dispose()


def events_per_second(folder: Path, *, seconds: float, clock: Clock) -> float:
    """Return how many events a second the baseline takes over some seconds."""
    board = OrmBoard(folder)
    events: Iterable[AnyEvent] = demo_events(1_000_000)
    began = read_at = clock.monotonic()
    count = 0
    for event in events:
        board.take(event)
        count += 1
        now = clock.monotonic()
        if now - read_at >= 1:
            board.board()
            read_at = now
        if now - began >= seconds:
            break
    taken = clock.monotonic() - began
    board.close()
    return count / taken


def demo_events(count: int) -> Iterable[AnyEvent]:
    """Return the first events of the demo scenario, the same every time."""
    scenario, seed = Library(None).find("1")
    told = (one for one in generate(scenario, seed) if isinstance(one, StreamEvent))
    return islice(told, count)


def _amount(event: AnyEvent) -> int:
    match event:
        case Gift():
            return event.diamonds_each * event.count
        case Like():
            return event.count
        case _:
            return 1
