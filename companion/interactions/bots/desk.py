"""The desk of the bots: all parts by one book, for window, server and chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from companion.domain.entries import Entry
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.specs import Who
from companion.domain.show.views import BotsView, HookAnswer, SandboxLine, ThresholdView
from companion.domain.values import Platform
from companion.domain.views import Shown
from companion.interactions.bots.book import BookFile
from companion.interactions.bots.hooks import Hooks
from companion.interactions.bots.part import BotPart
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.keepsakes import KeptOnRecord
from companion.interactions.commands.listening import Commands
from companion.interactions.commands.sandbox import Sandbox
from companion.interactions.commands.variables import explained
from companion.settings.bots import BotsSettings

log = logging.getLogger(__name__)


class Announcer(Protocol):
    """Posts that the stream is on; see announcements.Announcements."""

    def text(self) -> str:
        """Return the post as it would be sent now."""

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        """Send it."""


class Addresses(Protocol):
    """Keeps webhooks; see webhooks.Webhooks."""

    def names(self) -> Sequence[str]:
        """Return the names of those that are kept."""

    def keep(self, name: str, address: str) -> None:
        """Keep an address under a name, "" forgets it."""


class BotsDesk:
    """Implements domain.show.desk.Bots. others: the parts beside the commands.

    why_mute: why a platform takes no replies now, "" when it does.
    """

    def __init__(
        self,
        *,
        file: BookFile,
        commands: Commands,
        others: Sequence[BotPart],
        runs: Runs,
        kept: KeptOnRecord,
        announcer: Announcer,
        webhooks: Addresses,
        hooks: Hooks,
        thresholds: Callable[[], Sequence[ThresholdView]],
        why_mute: Callable[[Platform], str],
        clock: Clock,
    ) -> None:
        self._file = file
        self._commands = commands
        self._parts: Sequence[BotPart] = (commands, *others)
        self._runs = runs
        self._kept = kept
        self._announcer = announcer
        self._webhooks = webhooks
        self._hooks = hooks
        self._thresholds = thresholds
        self._why_mute = why_mute
        self._sandbox = Sandbox(commands, clock=clock)
        self._use_what_can_be()

    def _use_what_can_be(self) -> None:
        """Work by the file, without the commands that clash with ours or each other."""
        whys: list[str] = []
        book = self._commands.usable(self._file.book, whys)
        if whys:
            self._file.leave_out(book, " ".join(whys))
        for part in self._parts:
            part.use(book)

    def go_by(self, settings: BotsSettings) -> None:
        """Answer by other settings from now on."""
        self._commands.reconfigure(settings, self._file.book)

    def hear(self, items: Sequence[Shown]) -> None:
        """Take what passed the gate; one part's bug stops no other."""
        for item in items:
            for part in self._parts:
                try:
                    part.hear(item)
                except Exception:
                    log.exception("A bot failed to hear entry %s", item.entry.seq)

    async def run(self) -> None:
        """Let all parts work, for ever; cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            for part in self._parts:
                tasks.create_task(part.run())

    def view(self) -> BotsView:
        """Return how they stand."""
        return BotsView(
            commands=tuple(self._commands.views()),
            thresholds=tuple(self._thresholds()),
            counters=tuple(sorted(self._kept.all.counters.items())),
            quotes=tuple(sorted(self._kept.all.quotes.items())),
            log=tuple(self._runs.log()),
            pace=tuple(self._commands.paces(self._why_mute)),
            notes=self._file.book.notes,
            variables=tuple(explained()),
            problem=self._file.problem,
        )

    def book(self) -> BotBook:
        """Return what they are told to do."""
        return self._file.book

    def built_in(self) -> Sequence[CommandDef]:
        """Return our own commands as they are when the book says nothing of them."""
        return self._commands.built_in()

    async def keep(self, book: BotBook) -> None:
        """Do this from now on; the file is written before anything changes."""
        for part in self._parts:
            part.check(book)
        await asyncio.to_thread(self._file.keep, book)
        for part in self._parts:
            part.use(book)

    async def repeat(self, run: str, *, who: str = "") -> Entry:
        """Do again by hand what failed."""
        return await self._runs.repeat(run, who=who)

    async def set_counter(self, name: str, value: int, *, who: str = "") -> None:
        """Set a counter."""
        await self._kept.set_counter(name, value, who=who)

    async def keep_quote(
        self, text: str, *, number: int | None = None, who: str = ""
    ) -> int:
        """Keep a quote, or drop it."""
        return await self._kept.keep_quote(text, number=number, who=who)

    async def sandbox(
        self,
        text: str,
        *,
        who: Who = "everyone",
        platform: Platform = Platform.TWITCH,
        no_cooldowns: bool = False,
        book: BotBook | None = None,
    ) -> Sequence[SandboxLine]:
        """Return what would be said to a text."""
        if book is not None:
            self._commands.check(book)
        return await self._sandbox.say(
            text,
            who=who,
            platform=platform,
            no_cooldowns=no_cooldowns,
            book=self._file.book if book is None else book,
        )

    def announcement(self) -> str:
        """Return the going-live post as it would be sent now."""
        return self._announcer.text()

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        """Send it."""
        return await self._announcer.announce(again=again, who=who)

    async def keep_webhook(self, name: str, address: str) -> None:
        """Keep an https address under a name; the keyring may take its time."""
        await asyncio.to_thread(self._webhooks.keep, name, address)

    def webhooks(self) -> Sequence[str]:
        """Return the names of those that are kept."""
        return self._webhooks.names()

    async def call_hook(
        self, name: str, *, amount: int = 0, text: str = "", key: str = ""
    ) -> HookAnswer:
        """Record that a hook was called."""
        return await self._hooks.call(name, amount=amount, text=text, key=key)
