"""Raid mode and quiet hours: how strict the gate is, and how slow the chats are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from companion.app.gate.books import Books
from companion.app.gate.marks import Save
from companion.app.gate.parts import Gatekeeping, Mode
from companion.app.rehearsal import is_simulated
from companion.app.writing import Asked, Writing
from companion.domain.earning import Draft
from companion.domain.entries import AnyNote, Entry, GateChanged, PlatformAction
from companion.domain.errors import CommandError, LedgerError
from companion.domain.ports import Clock, SetsChatLimits
from companion.domain.values import ChatLimits, Timestamp
from companion.domain.views import ConnectionState, ConnectionView
from companion.i18n import _
from companion.moderation.people import People
from companion.settings import ModerationSettings
from companion.settings.moderation import ModeSettings

log = logging.getLogger(__name__)

_LIVE: Final = (ConnectionState.LIVE, ConnectionState.SILENT)

LOOK_S: Final = 15.0
"""Seconds between two looks at the time of day."""


class Modes:
    """Sets the mode; each change is an entry while a session is open.

    settings: of now. zone: the Broadcaster's time zone.
    """

    def __init__(
        self,
        *,
        books: Books,
        people: People,
        gatekeeper: Gatekeeping,
        writing: Writing,
        settings: Callable[[], ModerationSettings],
        zone: Callable[[], ZoneInfo],
        clock: Clock,
        save: Save,
    ) -> None:
        self._books = books
        self._people = people
        self._gatekeeper = gatekeeper
        self._writing = writing
        self._settings = settings
        self._zone = zone
        self._clock = clock
        self._save = save
        self._one_at_a_time = asyncio.Lock()
        self._changing = asyncio.Lock()
        self._may_have_changed = asyncio.Event()
        self._told = ("", GateChanged(rules=""))
        self._can_write: frozenset[str] = frozenset()
        self._asked: set[str] = set()
        self._has_connected = asyncio.Event()

    @property
    def mode(self) -> Mode:
        """Return how strict the gate is."""
        return self._people.mode

    async def set(self, mode: Mode, *, who: str = "", why: str = "") -> None:
        """Be so strict from now on; the same mode again changes nothing.

        What follows a raid in quiet hours is quiet. Raises LedgerError; nothing is
        changed then.
        """
        async with self._one_at_a_time:
            before = self.mode
            if mode == "normal" and before == "raid" and self._is_quiet():
                mode = "quiet"
            if mode == before:
                return
            await self._switch(mode, who, why)
            self._asked = set(self._can_write)
            try:
                if mode == "raid":
                    entries = await self._writing.limit_chats(
                        self._raided, asked=Asked(who=who)
                    )
                    self._asked.update(_done(entries))
                elif before == "raid":
                    await self._give_chats_back(who)
            finally:
                await self._save()

    async def judge_by(self, settings: ModerationSettings) -> None:
        """Have rules, model and policy follow other settings. Raises SettingsError."""
        async with self._changing:
            (await self._change_to(settings, self.mode))()

    async def tell(self) -> None:
        """Record what the gate judges by, unless the last entry says so already."""

        async def decide() -> AnyNote | None:
            note = self.note()
            return None if self._is_told(note) else note

        def committed(entry: Entry) -> None:
            self._told = (entry.session, self.note())

        if self._books.is_open():
            await self._books.put(decide, committed)

    async def tell_session(
        self, append: Callable[[Draft], Awaitable[Sequence[Entry]]]
    ) -> Sequence[Entry]:
        """Record it in a session that begins just now; see GateDesk.tell_session."""
        note = self.note()
        if self._is_told(note):
            return ()
        try:
            entries = await append(Draft(body=note, at=self._books.now()))
        except LedgerError:
            self.tell_later()
            return ()
        self._told = (self._books.session_id(), note)
        return entries

    def tell_later(self) -> None:
        """Note that rules or model may have changed; asked for often, by the model."""
        self._may_have_changed.set()

    async def tell_changes(self) -> None:
        """Record what the gate judges by when it changes; runs for ever."""
        while True:
            await self._may_have_changed.wait()
            self._may_have_changed.clear()
            try:
                await self.tell()
            except (CommandError, LedgerError) as error:
                log.info("The gate's change was not recorded: %s", error)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Take which connections can be written through now."""
        self._can_write = frozenset(
            one.target
            for one in items
            if one.state in _LIVE and not one.cannot_write
            if not is_simulated(one.target)
        )
        # Who is connected anew is asked anew; who only lost the line is not.
        self._asked.intersection_update(one.target for one in items)
        if self._can_write - self._asked:
            self._has_connected.set()

    async def limit_newcomers(self) -> None:
        """Slow chats that can be slowed only after a raid has begun; runs for ever."""
        while True:
            await self._has_connected.wait()
            self._has_connected.clear()
            async with self._one_at_a_time:
                new = sorted(self._can_write - self._asked)
                self._asked.update(new)
                if self.mode != "raid" or not new:
                    continue
                try:
                    await self._writing.limit_chats(
                        self._raided, asked=Asked(), only=new
                    )
                except (CommandError, LedgerError) as error:
                    log.warning("A chat is not slowed: %s", error)
                finally:
                    await self._save()

    def _is_told(self, note: GateChanged) -> bool:
        """Return whether the session knows it; a gate that has no rules tells none."""
        if not note.rules:
            return True
        session, told = self._told
        return (session, told.rules, told.model, told.mode) == (
            self._books.session_id(),
            note.rules,
            note.model,
            note.mode,
        )

    def note(
        self, *, who: str = "", why: str = "", mode: Mode | None = None
    ) -> GateChanged:
        """Return what the gate judges by."""
        return GateChanged(
            rules=self._gatekeeper.version,
            model=self._gatekeeper.model_view().version,
            mode=mode or self.mode,
            who=who,
            why=why,
        )

    async def keep_hours(self) -> None:
        """Begin and end quiet hours by the clock; runs for ever, cancel to stop.

        Only the moment counts: who leaves quiet hours by hand is left alone until the
        next ones.
        """
        was = False
        while True:
            is_quiet = self._is_quiet()
            try:
                if is_quiet and not was and self.mode == "normal":
                    await self.set("quiet", why=_("Quiet hours have begun."))
                elif was and not is_quiet and self.mode == "quiet":
                    await self.set("normal", why=_("Quiet hours are over."))
            except (CommandError, LedgerError) as error:
                log.warning("Quiet hours wait: %s", error)
            else:
                was = is_quiet
            await self._clock.sleep(LOOK_S)

    async def _switch(self, mode: Mode, who: str, why: str) -> None:
        async with self._changing:
            judge_so = await self._change_to(self._settings(), mode)

            def apply() -> None:
                self._people.note_mode(mode)
                judge_so()

            def committed(entry: Entry) -> None:
                apply()
                self._told = (entry.session, self.note())

            if self._books.is_open():
                note = self.note(who=who, why=why, mode=mode)
                await self._books.note(note, committed)
            else:
                apply()

    async def _change_to(
        self, settings: ModerationSettings, mode: Mode
    ) -> Callable[[], None]:
        """Return what makes the gatekeeper judge so, made beside the loop."""
        change_to = self._gatekeeper.change_to
        return await asyncio.to_thread(change_to, settings, mode=mode)

    async def _raided(self, target: str, writer: SetsChatLimits) -> ChatLimits:
        modes, before = self._settings().modes, await writer.chat_limits()
        self._people.before_raid.setdefault(target, before)
        return ChatLimits(
            followers_only=modes.followers_only or before.followers_only,
            followers_minutes=before.followers_minutes,
            slow_seconds=max(modes.slow_seconds, before.slow_seconds),
        )

    async def _give_chats_back(self, who: str) -> None:
        """Make chats as they were; what cannot be now is tried after the next raid."""
        before = self._people.before_raid

        async def as_before(target: str, _writer: SetsChatLimits) -> ChatLimits:
            return before[target]

        entries = await self._writing.limit_chats(
            as_before, only=tuple(before), asked=Asked(who=who)
        )
        for target in _done(entries):
            before.pop(target, None)

    def _is_quiet(self) -> bool:
        modes = self._settings().modes
        return is_quiet_at(self._clock.now(), modes, self._zone())


def _done(entries: Sequence[Entry]) -> Sequence[str]:
    """Return through which connections it worked."""
    return [
        one.body.source
        for one in entries
        if isinstance(one.body, PlatformAction) and one.body.outcome == "done"
    ]


def is_quiet_at(at: Timestamp, modes: ModeSettings, zone: ZoneInfo) -> bool:
    """Return whether a time is within quiet hours, which may pass midnight."""
    if not modes.quiet_from or not modes.quiet_to:
        return False
    begin = time.fromisoformat(modes.quiet_from)
    end = time.fromisoformat(modes.quiet_to)
    here = datetime.fromtimestamp(at / 1_000_000, tz=UTC).astimezone(zone).time()
    if begin <= end:
        return begin <= here < end
    return here >= begin or here < end
