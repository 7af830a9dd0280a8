"""An evening in memory: a record that folds, hands that write down what they do."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from aiohttp import ThreadedResolver

from companion.domain.entries import (
    ALLOWED,
    AnyBody,
    AnyNote,
    Entry,
    Judgement,
    SessionChange,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent
from companion.domain.show.bots import BotBook
from companion.domain.show.notes import CoinsMoved, Posting
from companion.domain.show.views import RunLine, ScoreView
from companion.domain.studio import MediaItem
from companion.domain.values import Platform, Points, Timestamp, Viewer
from companion.domain.views import SessionView, Shown, Standing
from companion.interactions.bots.runs import Runs
from companion.interactions.bots.team import BotTeam, Lent
from companion.interactions.bots.webhooks import Webhooks
from tests.support.fakes import FakeClock, settle
from tests.support.memory_secrets import MemorySecrets

HELD = Judgement(text=Verdict.HOLD)


class MemoryRecord:
    """Implements record.Record over a list; tells every entry to `runs`.

    failure: raised instead of recording.
    """

    def __init__(self, clock: FakeClock, entries: Sequence[Entry] = ()) -> None:
        self.entries: list[Entry] = []
        self.open = False
        self.failure: Exception | None = None
        self.runs = Runs(self)
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        for entry in entries:
            self._take(entry)

    def is_open(self) -> bool:
        return self.open

    def now(self) -> Timestamp:
        return self._clock.now()

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        async with self._one_at_a_time:
            if not self.open:
                raise CommandError("No session is open.")
            if self.failure is not None:
                raise self.failure
            return [self.add(note) for note in decide()]

    def add(
        self, body: AnyBody, *, judgement: Judgement = ALLOWED, test: bool = False
    ) -> Entry:
        number = len(self.entries) + 1
        entry = Entry(
            seq=number,
            number=number,
            session="s1",
            at=self.now(),
            body=body,
            judgement=judgement,
            test=test,
            source="twitch:mira",
        )
        self._take(entry)
        return entry

    def _take(self, entry: Entry) -> None:
        if isinstance(entry.body, SessionChange):
            self.open = entry.body.change != "ended"
        self.entries.append(entry)
        self.runs.took([entry])


class Hand:
    """Implements causes.Hands: writes down what it does, in order.

    fails: actions that are refused, with why. hangs: actions that never end. coins: of
    Viewers by id. before: called before anything is done.
    """

    def __init__(self, record: MemoryRecord) -> None:
        self.done: list[tuple[str, ...]] = []
        self.fails: dict[str, str] = {}
        self.hangs: set[str] = set()
        self.purse: dict[str, int] = {}
        self.there: tuple[Platform, ...] = (Platform.TWITCH,)
        self.on_message: Callable[[str], object] = lambda _text: None
        self._record = record

    async def _do(self, action: str, *what: str) -> str:
        if action in self.hangs:
            await asyncio.Event().wait()
        if action in self.fails:
            raise CommandError(self.fails[action])
        self.done.append((action, *what))
        return ""

    def platforms(self) -> Sequence[Platform]:
        return self.there

    async def reply(self, text: str, *, to: int) -> str:
        return await self._do("reply", text, str(to))

    async def message(self, text: str, *, platforms: Sequence[Platform]) -> str:
        said = await self._do("message", text, *platforms)
        self.on_message(text)
        return said

    async def alert(self, text: str, *, viewer: Viewer | None, of: int | None) -> str:
        return await self._do("alert", text)

    async def sound(self, name: str) -> str:
        return await self._do("sound", name)

    async def scene(self, name: str) -> str:
        return await self._do("scene", name)

    async def points(self, viewer_id: str, points: Points, *, reason: str) -> str:
        return await self._do("points", viewer_id, str(points))

    async def coins(
        self, viewer_id: str, coins: int, *, reason: str, run: str, of: int | None
    ) -> str:
        if self.purse.get(viewer_id, 0) + coins < 0:
            raise CommandError("There are too few coins.")
        await self._do("coins", viewer_id, str(coins), reason)
        self.purse[viewer_id] = self.purse.get(viewer_id, 0) + coins
        postings = (
            Posting(account=viewer_id, coins=coins),
            Posting(account="sink", coins=-coins),
        )
        self._record.add(CoinsMoved(postings=postings, reason=reason, run=run, of=of))
        return f"{coins} coins"

    async def count(self, counter: str, by: int, *, of: int | None) -> str:
        return await self._do("counter", counter, str(by))

    async def hotkey(self, name: str) -> str:
        return await self._do("hotkey", name)

    async def interaction(self, verb: str, *, who: str) -> str:
        return await self._do("interaction", verb, who)


class Told:
    """Implements causes.Facts: what a test says."""

    def __init__(self, hand: Hand) -> None:
        self.standings: dict[str, Standing] = {}
        self.watched: int | None = None
        self.kinds: set[str] = set()
        self.timezone = "UTC"
        self._hand = hand

    def session(self) -> SessionView | None:
        return None

    def standing(self, viewer_id: str) -> Standing | None:
        return self.standings.get(viewer_id)

    def at_rank(self, rank: int) -> Standing | None:
        return None

    def top(self, limit: int) -> Sequence[Standing]:
        return ()

    def score(self, viewer_id: str) -> ScoreView | None:
        standing = self.standings.get(viewer_id)
        if standing is None:
            return None
        return ScoreView(viewer=standing.viewer, points=standing.points)

    def coins(self, viewer_id: str) -> int:
        return self._hand.purse.get(viewer_id, 0)

    def coin_name(self) -> str:
        return "coins"

    def watching(self) -> int | None:
        return self.watched

    def viewer(self, name: str, platform: Platform) -> Viewer | None:
        return None

    def link(self) -> str:
        return ""

    def listening(self) -> Collection[str]:
        return ()

    def on_air(self) -> Collection[str]:
        return self.kinds

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Evening:
    """All bots at work over one record; `film`: what the media library has."""

    def __init__(
        self,
        clock: FakeClock,
        *,
        entries: Sequence[Entry] = (),
        webhooks: Webhooks | None = None,
        seed: int = 1,
    ) -> None:
        self.clock = clock
        self.record = MemoryRecord(clock, entries)
        self.runs = self.record.runs
        self.hand = Hand(self.record)
        self.told = Told(self.hand)
        self.media: dict[str, MediaItem] = {}
        self.people: dict[str, str] = {}
        self.secrets = MemorySecrets()
        self.webhooks = webhooks or Webhooks(
            secrets=self.secrets, clock=clock, resolver=ThreadedResolver
        )
        team = BotTeam(
            Lent(
                record=self.record,
                runs=self.runs,
                hands=self.hand,
                facts=self.told,
                webhooks=self.webhooks,
                clock=clock,
                chance=random.Random(seed),
                counter=lambda _name: 0,
                prefix=lambda: "!",
                person=lambda viewer_id: self.people.get(viewer_id, viewer_id),
                entries=self.entry,
                media=self.media.get,
            )
        )
        self.echoes, self.celebrations = team.echoes, team.celebrations
        self.periodic, self.thresholds = team.periodic, team.thresholds
        self.rules, self.announcements = team.rules, team.announcements
        self.parts = team.parts

    async def entry(self, seq: int) -> Entry:
        return self.record.entries[seq - 1]

    def use(self, book: BotBook) -> None:
        for part in self.parts:
            part.check(book)
            part.use(book)

    def start(self) -> Entry:
        return self.hear(SessionChange(change="started"))

    def hear(
        self,
        body: AnyEvent | AnyNote,
        *,
        judgement: Judgement = ALLOWED,
        test: bool = False,
    ) -> Entry:
        """Have something recorded and, if it is allowed, heard."""
        entry = self.record.add(body, judgement=judgement, test=test)
        if judgement.text is Verdict.ALLOW:
            self.tell(entry)
        return entry

    def release(self, entry: Entry) -> None:
        """Have a person allow what was held."""
        self.record.add(VerdictGiven(of=entry.seq, text=Verdict.ALLOW))
        self.tell(entry, late=True)

    def tell(self, entry: Entry, *, late: bool = False) -> None:
        for part in self.parts:
            part.hear(Shown(entry=entry, late=late))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(part.run()) for part in self.parts]
        await settle()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def log(self, bot: str) -> list[RunLine]:
        return [line for line in self.runs.log() if line.bot == bot]
