"""Sending replies at the pace that each platform takes, and no faster."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.show.views import PaceView
from companion.domain.values import Platform, Timestamp
from companion.i18n import _
from companion.interactions.commands.harmless import fitting, harmless
from companion.settings.bots import BotsSettings

QUEUE: Final = 20
"""Replies that wait on a platform; the oldest is dropped for a new one."""

STALE_S: Final = 30.0
"""After which a reply that waited is not sent any more."""

_SECOND: Final = 1_000_000
_MINUTE: Final = 60
_DAY: Final = 86_400
_ECHO_US: Final = 60 * _SECOND


class Outlet(Protocol):
    """The chats that can be written to; see domain.ports.Engine.send."""

    def limit(self, source: str) -> int:
        """Return how many characters a text may have there, 0 where none is taken."""

    def cannot_write(self, source: str) -> str:
        """Return why nothing can be written there, for a person; "" when it can."""

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        """Send a text through a connection; reply_to: seq of the Chat it answers.

        source "": through that Chat's own. Returns the PlatformActions.
        """


class Replies:
    """Sends texts, one after the other on each platform; knows our own again."""

    def __init__(self, *, outlet: Outlet, clock: Clock, settings: BotsSettings) -> None:
        self.settings = settings
        self._outlet = outlet
        self._clock = clock
        self._sent: dict[Platform, deque[Timestamp]] = {}
        self._waiting: dict[Platform, deque[asyncio.Future[None]]] = {}
        self._busy: set[Platform] = set()
        self._texts: deque[tuple[str, Timestamp]] = deque(maxlen=200)
        self._made: deque[str] = deque(maxlen=500)

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries: what a person sends counts as well."""
        for entry in entries:
            body = entry.body
            if not isinstance(body, PlatformAction) or body.action != "send":
                continue
            if body.made is not None:
                self._made.append(body.made)
            is_ours = any(text == _compared(body.text) for text, _at in self._texts)
            platform = body.source.partition(":")[0]
            if not is_ours and platform in set(Platform):
                self._note(Platform(platform), entry.at)

    def is_own(self, event_id: str, text: str) -> bool:
        """Return whether a Chat is one that we have sent."""
        if event_id in self._made:
            return True
        since, wanted = self._clock.now() - _ECHO_US, _compared(text)
        return any(one == wanted and at >= since for one, at in self._texts)

    async def say(
        self,
        text: str,
        *,
        source: str,
        platform: Platform,
        reply_to: int | None = None,
    ) -> str:
        """Send a text when it is its turn; returns what was said.

        Raises CommandError when it waited too long, or the platform refused it.
        """
        since = self._clock.monotonic()
        await self._turn(platform)
        try:
            while (wait := self.wait_s(platform)) > 0:
                if self._clock.monotonic() + wait - since > STALE_S:
                    raise CommandError(
                        _("It would come too late: too much is said there now.")
                    )
                await self._clock.sleep(wait)
            limit = self._outlet.limit(source)
            said = fitting(harmless(text, prefix=self.settings.prefix), limit or 200)
            self._texts.append((_compared(said), self._clock.now()))
            entries = await self._send(said, platform, source, reply_to)
        finally:
            self._next(platform)
        require_done(entries)
        return said

    async def _send(
        self, said: str, platform: Platform, source: str, reply_to: int | None
    ) -> Sequence[Entry]:
        try:
            return await self._outlet.say(said, source=source, reply_to=reply_to)
        finally:
            # From when it is there: a platform that is slow takes no two at once.
            self._note(platform, self._clock.now())

    async def _turn(self, platform: Platform) -> None:
        if platform not in self._busy:
            self._busy.add(platform)
            return
        line = self._waiting.setdefault(platform, deque())
        if len(line) >= QUEUE:
            oldest = line.popleft()
            if not oldest.done():
                oldest.set_exception(
                    CommandError(_("Too many replies were waiting: it was dropped."))
                )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next(platform)
            raise

    def _next(self, platform: Platform) -> None:
        line = self._waiting.get(platform, deque())
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._busy.discard(platform)

    def _note(self, platform: Platform, at: Timestamp) -> None:
        self._sent.setdefault(platform, deque(maxlen=2_000)).append(at)

    def _windows(self, platform: Platform) -> Sequence[tuple[int, int]]:
        """Return (texts, seconds) that may be sent within each other."""
        if platform is Platform.YOUTUBE:
            per_minute, per_day = (
                self.settings.youtube_per_minute,
                self.settings.youtube_per_day,
            )
            return ((per_minute, _MINUTE), (per_day, _DAY), (1, 2))
        return ((self.settings.twitch_per_minute, _MINUTE), (20, 30))

    def wait_s(self, platform: Platform) -> float:
        """Return seconds until the platform takes a text."""
        sent, now = self._sent.get(platform, deque()), self._clock.now()
        waits = [0.0]
        if sent:
            waits.append(self.settings.gap_s - (now - sent[-1]) / _SECOND)
        for most, seconds in self._windows(platform):
            if most == 0:
                return float(_DAY)
            if len(sent) >= most:
                waits.append(seconds - (now - sent[-most]) / _SECOND)
        return max(waits)

    def paces(self, why: Callable[[Platform], str]) -> Sequence[PaceView]:
        """Return how many replies each platform takes now; why: it takes none."""
        views = []
        for platform in (Platform.TWITCH, Platform.YOUTUBE, Platform.TIKTOK):
            now, sent = self._clock.now(), self._sent.get(platform, deque())
            left = min(
                most - sum(now - at < seconds * _SECOND for at in sent)
                for most, seconds in self._windows(platform)
                if seconds >= _MINUTE
            )
            per_minute, reason = self._windows(platform)[0][0], why(platform)
            views.append(
                PaceView(
                    platform=platform,
                    left=0 if reason else max(0, min(left, per_minute)),
                    per_minute=per_minute,
                    why=reason,
                )
            )
        return views


def require_done(entries: Sequence[Entry]) -> None:
    """Raise CommandError, with why, when a platform did not take a text."""
    for entry in entries:
        body = entry.body
        if isinstance(body, PlatformAction) and body.outcome != "done":
            raise CommandError(body.why or _("The platform did not take it."))


def _compared(text: str) -> str:
    # Platforms cut spaces, and Twitch adds a mark to a text that is said twice.
    return " ".join(text.replace("\U000e0000", "").split())
