"""Commands over a record in memory and chats that take everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from types import SimpleNamespace
from typing import Any

from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import LedgerError
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import WordsNamed
from companion.domain.values import Platform, Role, Viewer
from companion.domain.views import Shown
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.keepsakes import KeptOnRecord
from companion.interactions.commands.listening import Commands
from companion.interactions.commands.pretence import Pretence
from companion.interactions.commands.replies import Replies
from companion.settings.bots import BotsSettings
from tests.support.events import chat
from tests.support.fakes import FakeClock, settle


class Desk:
    """Commands at work; sent: texts in order.

    entries: what is on record already. failing: bodies that cannot be recorded.
    """

    def __init__(
        self,
        *commands: CommandDef,
        entries: Sequence[Entry] = (),
        settings: BotsSettings | None = None,
        deeds: Any = None,
        person: Callable[[str], str] | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.entries: list[Entry] = list(entries)
        self.failing: type | None = None
        self.sent: list[str] = []
        self.mute = ""
        self.words = WordsNamed()
        self.settings = settings or BotsSettings()
        self.runs = Runs(self)
        self.kept = KeptOnRecord(self)
        self.runs.took(self.entries)
        self.kept.took(self.entries)
        self.facts: Any = SimpleNamespace(
            standing=lambda _id: None, listening=tuple, top=lambda _n: ()
        )
        self.replies = Replies(outlet=self, clock=self.clock, settings=self.settings)
        more: dict[str, Any] = {} if person is None else {"person": person}
        self.commands = Commands(
            runs=self.runs,
            facts=self.facts,
            deeds=deeds or Pretence(),
            kept=self.kept,
            linking=Pretence(),
            hearing=self,
            replies=self.replies,
            outlet=self,
            clock=self.clock,
            chance=Random(1),
            settings=self.settings,
            **more,
        )
        self.book = BotBook(commands=commands)
        self.commands.check(self.book)
        self.commands.use(self.book)

    # A record.

    def is_open(self) -> bool:
        return True

    def now(self) -> int:
        return self.clock.now()

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        await asyncio.sleep(0)
        notes = decide()
        if any(self.failing and isinstance(one, self.failing) for one in notes):
            raise LedgerError("The disk is full.")
        entries = [self.entry(body) for body in notes]
        self.runs.took(entries)
        self.kept.took(entries)
        return entries

    def entry(
        self, body: Any, *, test: bool = False, source: str = "twitch:mira"
    ) -> Entry:
        entry = Entry(
            seq=len(self.entries) + 1,
            number=len(self.entries) + 1,
            session="s",
            at=self.clock.now(),
            body=body,
            source=source,
            test=test,
        )
        self.entries.append(entry)
        return entry

    # An outlet.

    def limit(self, _source: str) -> int:
        return 500

    def cannot_write(self, _source: str) -> str:
        return self.mute

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        del source, reply_to
        self.sent.append(text)
        return []

    # Who hears the words.

    def check_words(self, words: WordsNamed) -> None:
        """Take any: nothing is on."""

    def hear_words(self, words: WordsNamed) -> None:
        self.words = words

    # What a test does.

    def says(
        self,
        who: str,
        text: str,
        *roles: Role,
        test: bool = False,
        on: Platform = Platform.TWITCH,
        at: int | None = None,
    ) -> Entry:
        entry = self.said(who, text, *roles, test=test, on=on, at=at)
        self.commands.hear(Shown(entry=entry))
        return entry

    def said(
        self,
        who: str,
        text: str,
        *roles: Role,
        test: bool = False,
        on: Platform = Platform.TWITCH,
        at: int | None = None,
    ) -> Entry:
        """Put a Chat on record that nobody has heard yet."""
        viewer = Viewer(id=f"{on}:{who}", name=who, roles=frozenset(roles))
        event = chat(viewer, text, platform=on, platform_at=at)
        return self.entry(event, test=test, source=f"{on}:mira")

    def why(self, entry: Entry) -> str:
        """Return why the log says that an entry was not answered."""
        return next((one.why for one in self.runs.log() if one.of == entry.seq), "")

    async def works(self, seconds: float = 5) -> None:
        """Let it work for so long."""
        task = asyncio.create_task(self.commands.run())
        await settle(400)
        for _part in range(10):
            await self.clock.advance(seconds / 10)
            await settle(100)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
