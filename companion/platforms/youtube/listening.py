"""The chat, by the stream while that works, else by polling; never twice at once.

Both ways share one page token, so that changing between them loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from math import inf
from typing import Any, Final, Literal

from msgspec import Struct

from companion.domain.errors import ConnectionLost, PlatformError, RateLimited
from companion.domain.ports import Clock
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.platforms.youtube.api import Api
from companion.platforms.youtube.credentials import Credentials
from companion.platforms.youtube.failures import (
    Meaning,
    Refused,
    Unreachable,
    error_for,
    error_of,
    meaning_of,
    out_of_units,
)
from companion.platforms.youtube.finding import Room, videos
from companion.platforms.youtube.naming import BURST as NAMING_BURST
from companion.platforms.youtube.naming import Namer
from companion.platforms.youtube.pages import Page, PageReader
from companion.platforms.youtube.quota import Call, Pace, Quota
from companion.platforms.youtube.settings import YouTubeSettings
from companion.platforms.youtube.stream import (
    MOST_MESSAGES,
    ChatStream,
    StreamBroken,
    StreamEnded,
    StreamRefused,
    unreadable,
)

FAILURES_BEFORE_POLLING: Final = 3
"""Streams in a row that broke before they had told anything."""

POLLING_FOR_S: Final = 600.0
"""Then polling goes on for so long before the stream is tried again."""

QUIET_S: Final = 120.0
LONGEST_QUIET_S: Final = 960.0
"""A stream that says nothing for so long is opened anew: a quiet chat looks like a
dead one. Each time in a row the patience doubles."""

DEAF_BY_S: Final = 5
"""What the new stream tells must be so much older than it, to prove that the old one
had become deaf."""

ACCEPTED_AFTER_S: Final = 5.0
"""A call that was not refused within this time counts as accepted."""

LONGEST_HOLD_S: Final = 45.0
"""An attempt waits no longer than this for its turn: else it is "rate-limited"."""

BURST: Final = 12
"""Streams that may be opened in a row when units were saved before."""

_FURTHEST_AHEAD_US: Final = 86_400_000_000

_UNCLEAR: Final = frozenset({Meaning.QUOTA, Meaning.FORBIDDEN, Meaning.NO_LOGIN})
_BAD_REQUEST: Final = 400
_TICK_S: Final = 5.0
_REOPEN_S: Final = 1.0
_MOST_TOO_FAST: Final = 5

Take = Callable[[Page], Awaitable[None]]


class Progress(Struct, kw_only=True):
    """What outlives attempts.

    video: whose chat. token: after what was taken. lag: the smallest difference seen
    between our clock and a message's own time, in microseconds. polling_until:
    seconds of the clock. quiet: how often in a row the stream was opened anew because
    it said nothing.
    """

    video: str = ""
    token: str = ""
    lag: int | None = None
    failures: int = 0
    polling_until: float = -inf
    quiet: int = 0
    way: Literal["stream", "polling"] = "stream"

    def is_backlog(self, at: Timestamp | None, *, opened: Timestamp) -> bool:
        """Tell whether something of time `at` happened before `opened`."""
        return at is not None and self.lag is not None and at + self.lag < opened

    def heard(self, at: Timestamp, *, now: Timestamp) -> None:
        """Learn from a message of time `at` that came at `now`."""
        lag = now - at
        if self.lag is not None and lag < self.lag - _FURTHEST_AHEAD_US:
            # A day ahead of all others: believed, whatever follows would seem old.
            return
        if self.lag is None or lag < self.lag:
            self.lag = lag


class Listener:
    """Reads one room's chat to its end, and hands on page after page."""

    def __init__(
        self,
        *,
        room: Room,
        settings: YouTubeSettings,
        credentials: Credentials,
        api: Api,
        quota: Quota,
        clock: Clock,
        progress: Progress,
        stream_pace: Pace,
        reader: PageReader,
        take: Take,
        accept: Callable[[], None],
    ) -> None:
        self._room = room
        self._settings = settings
        self._credentials = credentials
        self._api = api
        self._quota = quota
        self._clock = clock
        self._progress = progress
        self._pace = stream_pace
        self._reader = reader
        self._take = take
        self._accept = accept
        self._namer = Namer(
            api=api,
            reader=reader,
            pace=Pace(quota, Call.LIST, clock=clock, burst=NAMING_BURST),
        )
        self._token = progress.token
        self._answered_at = clock.monotonic()
        self._is_stale = False

    async def run(self) -> None:
        """Listen until the chat has ended; raises PlatformError."""
        while True:
            progress = self._progress
            if progress.polling_until > self._clock.monotonic():
                progress.way = "polling"
                is_over = await self._poll()
            else:
                is_over = await self._stream()
            if is_over:
                return

    # The stream

    async def _stream(self) -> bool:
        """Open one stream and read it; returns whether the chat has ended."""
        await self._turn()
        was_quiet, answers = self._is_stale, 0
        self._is_stale = False
        opened = self._clock.now()
        try:
            async with self._opened() as stream:
                while (answer := await self._next(stream)) is not None:
                    page = self._reader.streamed(answer)
                    if was_quiet and not answers:
                        self._refuse_deafness(page, opened)
                    answers += 1
                    self._progress.failures = 0
                    self._progress.way = "stream"
                    await self._namer.name(page, self._request)
                    if await self._hand_on(page):
                        return True
        except StreamEnded:
            await self._end()
            return True
        except StreamRefused as refused:
            raise await self._refusal(refused.meaning) from None
        except StreamBroken as broken:
            if str(broken) == "UNIMPLEMENTED":
                self._progress.failures = FAILURES_BEFORE_POLLING
            if str(broken) == "INVALID_ARGUMENT":
                self._token = self._progress.token = ""
            self._failed(answers)
            if self._progress.polling_until > self._clock.monotonic():
                return False
            raise _broken(str(broken)) from None
        if not self._is_stale:
            self._failed(answers)
            await self._clock.sleep(_REOPEN_S)
        return False

    async def _turn(self) -> None:
        """Wait until the budget allows one more stream."""
        wait = self._pace.wait_s()
        if wait == inf:
            raise out_of_units(self._quota)
        if wait > LONGEST_HOLD_S:
            text = _(
                "The stream broke so often that the day's units would not last: the "
                "next try waits. Nothing is lost meanwhile."
            )
            raise RateLimited(text, retry_after=wait)
        await self._clock.sleep(wait)
        self._pace.made()

    @contextlib.asynccontextmanager
    async def _opened(self) -> AsyncIterator[ChatStream]:
        """Open the stream, with somebody who looks after it."""
        settings = self._settings
        headers = await self._credentials.headers()
        stream = ChatStream(
            target=settings.grpc_target, is_plain=settings.is_plain, headers=headers
        )
        async with stream:
            self._quota.spend(Call.STREAM)
            stream.open(self._room.chat, self._token)
            self._answered_at = self._clock.monotonic()
            tasks = [
                asyncio.create_task(self._accepted(stream)),
                asyncio.create_task(self._look_after(stream)),
            ]
            try:
                yield stream
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    async def _next(self, stream: ChatStream) -> Any | None:  # noqa: ANN401  # made from the table
        """Return the next answer; None when the stream is closed, by either side."""
        try:
            answer = await stream.read()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            # gRPC tells that a call was cancelled in the same way, whoever did it.
            if not self._is_stale or (task is not None and task.cancelling()):
                raise
            return None
        self._accept()
        self._answered_at = self._clock.monotonic()
        return answer

    async def _accepted(self, stream: ChatStream) -> None:
        """Say that YouTube has taken the call, when it has."""
        await stream.accepted()
        self._accept()

    async def _look_after(self, stream: ChatStream) -> None:
        """Accept a call that is not refused; end one that says nothing for too long."""
        await self._clock.sleep(ACCEPTED_AFTER_S)
        self._accept()
        progress = self._progress
        patience = min(QUIET_S * 2.0 ** min(progress.quiet, 20), LONGEST_QUIET_S)
        while self._clock.monotonic() - self._answered_at < patience:
            await self._clock.sleep(_TICK_S)
        progress.quiet += 1
        self._is_stale = True
        stream.cancel()

    def _refuse_deafness(self, page: Page, opened: Timestamp) -> None:
        """Make a gap of what a deaf stream did not tell: the next attempt recovers it.

        The token stays, so that nothing of this page is lost.
        """
        limit = opened - DEAF_BY_S * 1_000_000
        if any(
            self._progress.is_backlog(event.platform_at, opened=limit)
            for event in page.events
        ):
            raise ConnectionLost(_("YouTube's stream had fallen silent."))

    def _failed(self, answers: int) -> None:
        """Note the end of a stream; too many that told nothing lead to polling."""
        progress = self._progress
        progress.failures = 0 if answers else progress.failures + 1
        if progress.failures >= FAILURES_BEFORE_POLLING:
            progress.polling_until = self._clock.monotonic() + POLLING_FOR_S
            # One more failure is enough to go on polling after that.
            progress.failures = FAILURES_BEFORE_POLLING - 1

    async def _refusal(self, meaning: Meaning) -> PlatformError:
        """Return the error of a refused stream."""
        if meaning is Meaning.NO_LOGIN:
            headers = await self._credentials.headers()
            if await self._credentials.renewed(headers):
                return _broken("UNAUTHENTICATED")
        if meaning in _UNCLEAR and (error := await self._explained()) is not None:
            return error
        if meaning is Meaning.QUOTA:
            meaning = Meaning.TOO_FAST
        return error_for(meaning, self._quota)

    async def _explained(self) -> PlatformError | None:
        """Return what the cheapest call by HTTP says is wrong; None: nothing.

        gRPC has one code for a spent day and for too many streams, and one for a key
        that may not and for a chat that one may not see.
        """
        try:
            await videos(self._api, [self._room.video])
        except PlatformError as error:
            return error
        return None

    # Polling

    async def _poll(self) -> bool:
        """Poll for a while; returns whether the chat has ended."""
        too_fast = 0
        while self._progress.polling_until > self._clock.monotonic():
            try:
                answer = await self._api.attempt(Call.LIST, self._request)
            except Refused as refused:
                meaning = meaning_of(refused)
                if meaning is Meaning.ENDED:
                    await self._end()
                    return True
                if self._dropped_token(refused):
                    continue
                if meaning is not Meaning.TOO_FAST or too_fast >= _MOST_TOO_FAST:
                    raise error_of(refused, self._quota) from None
                too_fast += 1
                await self._clock.sleep(2.0**too_fast)
                continue
            except Unreachable as problem:
                raise error_of(problem, self._quota) from None
            too_fast = 0
            self._accept()
            page = self._polled(answer)
            if await self._hand_on(page):
                return True
            await self._clock.sleep(self._wait_s(page.interval_s))
        return False

    def _dropped_token(self, refused: Refused) -> bool:
        """Go on without a page token that YouTube does not take; tells whether so."""
        if refused.status != _BAD_REQUEST or not self._token:
            return False
        self._token = self._progress.token = ""
        return True

    def _request(self, service: object) -> object:
        arguments: dict[str, object] = {
            "liveChatId": self._room.chat,
            "part": "id,snippet,authorDetails",
            "maxResults": MOST_MESSAGES,
        }
        if self._token:
            arguments["pageToken"] = self._token
        return service.liveChatMessages().list(**arguments)  # type: ignore[attr-defined]  # made from a document

    def _polled(self, answer: bytes) -> Page:
        try:
            return self._reader.polled_raw(answer)
        except PlatformError:
            raise unreadable() from None

    def _wait_s(self, asked: float) -> float:
        """Return how long to wait: as YouTube asks, and as the units last."""
        every = self._quota.interval_s(Call.LIST)
        if every == inf:
            raise out_of_units(self._quota)
        return max(asked, every, _REOPEN_S)

    # Both

    async def _hand_on(self, page: Page) -> bool:
        if page.events:
            self._progress.quiet = 0
        if page.token:
            self._token = page.token
        await self._take(page)
        return page.has_ended

    async def _end(self) -> None:
        await self._take(Page(events=[self._reader.ended()], has_ended=True))


def _broken(code: str) -> ConnectionLost:
    text = _("YouTube closed the stream ({detail}).")
    return ConnectionLost(text.format(detail=code))
