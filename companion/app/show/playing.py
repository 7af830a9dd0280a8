"""Opens the show beside the engine: its desks follow the ledger and do what is due."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from companion.app.beside import beside
from companion.app.engine import CompanionEngine
from companion.app.machine import Machine
from companion.app.rehearsal import is_simulated
from companion.app.show.parts import Playing
from companion.app.show.record import SessionRecord
from companion.domain.entries import Entry, Verdict
from companion.domain.show.notes import ViewersLinked
from companion.domain.values import Platform
from companion.domain.views import ConnectionState
from companion.interactions.desk import ShowDesk
from companion.interactions.links import Links
from companion.interactions.sheet import FILE_NAME, SheetFile
from companion.moderation.people import People
from companion.pipeline.publisher import Publisher


@asynccontextmanager
async def open_playing(
    engine: CompanionEngine,
    *,
    publisher: Publisher,
    people: People,
    machine: Machine,
    folder: Path,
) -> AsyncIterator[Playing]:
    """Run the show until the block ends."""
    playing = await _playing(engine, machine, folder)
    engine.play(playing)
    people.asked_for = playing.show.is_answer
    publisher.followers.extend(one.took for one in playing.followers)
    try:
        async with beside(playing.show.run()):
            yield playing
    finally:
        publisher.followers.clear()
        engine.play(None)


async def _playing(engine: CompanionEngine, machine: Machine, folder: Path) -> Playing:
    books = engine.books
    lasting = await books.read(lambda history: history.notes.lasting(ViewersLinked))
    show = ShowDesk(
        record=SessionRecord(books),
        view=engine.view,
        clock=machine.clock,
        ids=machine.ids,
        chance=machine.chance,
        sheet=SheetFile(folder / FILE_NAME),
        links=Links(lasting),
        platforms=lambda: _live_platforms(engine),
        drain=engine.settle,
        feature=engine.feature,
        look=lambda seqs: _allowed(engine, seqs),
    )
    return Playing(show=show, followers=(show,))


def _live_platforms(engine: CompanionEngine) -> Sequence[Platform]:
    """Return the platforms whose Viewers are heard now; a simulator's wait for none."""
    return [
        one.platform
        for one in engine.connections()
        if one.platform is not None
        and one.state in {ConnectionState.LIVE, ConnectionState.SILENT}
        and not is_simulated(one.target)
    ]


async def _allowed(engine: CompanionEngine, seqs: Sequence[int]) -> Sequence[Entry]:
    """Return those of the entries whose text is allowed today."""
    books = engine.books
    found = await books.read(lambda history: list(history.entries_at(seqs).values()))
    now = await books.read(lambda history: history.verdicts_now(found))
    return [one for one in found if now[one.seq] is Verdict.ALLOW]
