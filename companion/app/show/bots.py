"""Builds commands and bots, with what they work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import SystemRandom

from aiohttp import ThreadedResolver

from companion.app.show.airs import BotAirs
from companion.app.show.around import Around
from companion.app.show.facts import EngineFacts
from companion.app.show.hands import EngineHands
from companion.app.show.outlet import EngineOutlet
from companion.app.show.record import SessionRecord
from companion.domain.entries import Entry, Verdict
from companion.domain.errors import CommandError
from companion.domain.show.notes import CounterSet, QuoteKept
from companion.domain.studio import MediaItem
from companion.domain.values import Viewer
from companion.interactions.bots.book import FILE_NAME, BookFile
from companion.interactions.bots.desk import BotsDesk
from companion.interactions.bots.hooks import Hooks
from companion.interactions.bots.runs import Runs
from companion.interactions.bots.team import BotTeam, Lent
from companion.interactions.bots.webhooks import Webhooks
from companion.interactions.coins.desk import CoinsDesk
from companion.interactions.coins.linking import Linking
from companion.interactions.commands.harmless import name_of
from companion.interactions.commands.keepsakes import Keepsakes, KeptOnRecord
from companion.interactions.commands.listening import Commands
from companion.interactions.commands.replies import Replies
from companion.interactions.desk import ShowDesk
from companion.interactions.record import Fold, Follower
from companion.web.fetching import PublicResolver


@dataclass(frozen=True, kw_only=True)
class WiredBots:
    """The bots at work. followers: of the ledger."""

    desk: BotsDesk
    commands: Commands
    followers: Sequence[Follower]


class _After:
    """Follows the ledger after the bots' own folds: replies' pace, what is on air."""

    def __init__(self, replies: Replies, airs: BotAirs) -> None:
        self._replies = replies
        self._airs = airs

    def fresh(self) -> Fold:
        """Return a fold of nothing: both look at what others have folded."""
        return self

    def take(self, entry: Entry) -> None:
        """Take nothing."""

    def turn_to(self, _fold: Fold | None) -> None:
        """Show what the other session shows."""
        self._airs.turned()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        self._replies.took(entries)
        self._airs.took(entries)


async def bots_of(
    around: Around, *, record: SessionRecord, show: ShowDesk, coins: CoinsDesk
) -> WiredBots:
    """Return commands and bots; starts nothing yet."""
    engine, machine, settings = around.engine, around.machine, around.settings.bots
    kept = KeptOnRecord(record, Keepsakes(await _lasting(around)))
    runs = Runs(record)
    facts = EngineFacts(
        engine,
        show=show,
        coins=coins.balance,
        coin_name=lambda: around.settings.coins.plural,
    )
    outlet = EngineOutlet(engine, writers=around.writers)
    replies = Replies(outlet=outlet, clock=machine.clock, settings=settings)
    hands = EngineHands(
        engine, record=record, show=show, replies=replies, counter=kept.counter
    )
    team = _team(
        around, record=record, show=show, runs=runs, hands=hands, facts=facts, kept=kept
    )
    airs = BotAirs(
        view=engine.view,
        rules=team.rules,
        celebrations=team.celebrations,
        clock=machine.clock,
    )
    commands = Commands(
        runs=runs,
        facts=facts,
        deeds=coins,
        kept=kept,
        linking=_linking(around, coins),
        hearing=show,
        replies=replies,
        outlet=outlet,
        clock=machine.clock,
        chance=machine.chance,
        settings=settings,
        person=show.fold.links.person,
    )
    desk = BotsDesk(
        file=BookFile(around.folder / FILE_NAME),
        commands=commands,
        others=(*team.parts, airs),
        runs=runs,
        kept=kept,
        announcer=team.announcements,
        webhooks=team.webhooks,
        hooks=_hooks(around, record=record, runs=runs),
        thresholds=team.thresholds.views,
        why_mute=outlet.why_mute,
        clock=machine.clock,
    )
    return WiredBots(
        desk=desk, commands=commands, followers=(kept, runs, _After(replies, airs))
    )


def _team(
    around: Around,
    *,
    record: SessionRecord,
    show: ShowDesk,
    runs: Runs,
    hands: EngineHands,
    facts: EngineFacts,
    kept: KeptOnRecord,
) -> BotTeam:
    engine, machine = around.engine, around.machine
    return BotTeam(
        Lent(
            record=record,
            runs=runs,
            hands=hands,
            facts=facts,
            webhooks=Webhooks(
                secrets=around.secrets,
                clock=machine.clock,
                resolver=lambda: PublicResolver(ThreadedResolver()),
            ),
            clock=machine.clock,
            chance=machine.chance,
            counter=kept.counter,
            prefix=lambda: around.settings.bots.prefix,
            person=show.fold.links.person,
            entries=engine.books.entry,
            media=lambda name: _media(around, name),
        )
    )


def _hooks(around: Around, *, record: SessionRecord, runs: Runs) -> Hooks:
    return Hooks(
        record=record,
        fold=lambda: runs.fold,
        is_allowed=lambda text: _is_allowed(around, text),
    )


def _linking(around: Around, coins: CoinsDesk) -> Linking:
    # Codes keep others out: a seed must not foretell them.
    return Linking(
        link=coins.link,
        chance=SystemRandom(),
        called=lambda viewer: _called(around, viewer),
    )


async def _lasting(around: Around) -> Sequence[Entry]:
    """Return every counter and quote there ever was, in order."""
    found = [
        entry
        for kind in (CounterSet, QuoteKept)
        for entry in await around.engine.books.read(
            lambda history, kind=kind: history.notes.lasting(kind)  # type: ignore[misc]  # kind is bound now
        )
    ]
    return sorted(found, key=lambda entry: entry.seq)


async def _is_allowed(around: Around, text: str) -> bool:
    return (await around.engine.gate.try_text(text)).verdict is Verdict.ALLOW


def _called(around: Around, viewer: Viewer) -> str:
    return name_of(around.engine.view.viewer_now(viewer))


def _media(around: Around, name: str) -> MediaItem | None:
    """Return a file of the media library by its name; None while there is none."""
    try:
        items = around.engine.studio.media.items()
    except CommandError:
        return None
    return next((one for one in items if one.name == name), None)
