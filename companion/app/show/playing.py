"""Opens the show beside the engine: its desks follow the ledger and do what is due."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from companion.app.beside import beside
from companion.app.engine import CompanionEngine
from companion.app.rehearsal import is_simulated
from companion.app.show.around import Around
from companion.app.show.bots import bots_of
from companion.app.show.hearing import Hearing
from companion.app.show.parts import Playing
from companion.app.show.record import SessionRecord
from companion.app.show.room import RoomDesk
from companion.domain.entries import Entry, Verdict
from companion.domain.show.notes import ViewersLinked
from companion.domain.values import Platform
from companion.domain.views import ConnectionState
from companion.interactions.coins.desk import CoinsDesk
from companion.interactions.coins.earning import Earning
from companion.interactions.desk import ShowDesk
from companion.interactions.links import Links
from companion.interactions.sheet import FILE_NAME, SheetFile
from companion.settings import Settings


@asynccontextmanager
async def open_playing(around: Around) -> AsyncIterator[Playing]:
    """Run the show until the block ends."""
    engine = around.engine
    record = SessionRecord(engine.books)
    show = await _show(around, record)
    show.limit_questions(around.settings.bots.questions_each)
    earning = Earning(
        record=record,
        clock=around.machine.clock,
        rates=around.settings.coins,
        person=show.fold.links.person,
    )
    history = engine.books.history
    coins = CoinsDesk(
        record=record,
        links=show.fold.links,
        purses=history.wallets.purses,
        viewer=history.viewer,
        score=show.score,
    )
    bots = await bots_of(around, record=record, show=show, coins=coins)
    room = RoomDesk(around, show, coins=coins.balance)

    def apply(settings: Settings) -> None:
        around.settings = settings
        earning.go_by(settings.coins)
        bots.desk.go_by(settings.bots)
        show.limit_questions(settings.bots.questions_each)

    playing = Playing(
        show=show,
        coins=coins,
        bots=bots.desk,
        room=room,
        followers=(show, earning, *bots.followers),
        apply=apply,
    )
    engine.play(playing)
    around.people.asked_for = show.is_answer
    engine.view.keep_secret(show.is_secret)
    around.publisher.followers.extend(one.took for one in playing.followers)
    around.publisher.followers.append(room.took)
    leave = around.bus.listen(Hearing(bots))
    try:
        async with beside(show.run(), earning.run(), bots.desk.run(), room.run()):
            yield playing
    finally:
        leave()
        around.publisher.followers.clear()
        engine.view.keep_secret(None)
        engine.play(None)


async def _show(around: Around, record: SessionRecord) -> ShowDesk:
    engine, machine = around.engine, around.machine
    lasting = await engine.books.read(
        lambda history: history.notes.lasting(ViewersLinked)
    )
    return ShowDesk(
        record=record,
        view=engine.view,
        clock=machine.clock,
        ids=machine.ids,
        chance=machine.chance,
        sheet=SheetFile(around.folder / FILE_NAME),
        links=Links(lasting),
        platforms=lambda: _live_platforms(engine),
        drain=engine.settle,
        feature=engine.feature,
        look=lambda seqs: _allowed(engine, seqs),
        coin_names=lambda: (around.settings.coins.name, around.settings.coins.plural),
    )


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
