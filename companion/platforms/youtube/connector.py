"""One connection to a YouTube stream: the chat, and beside it viewers and likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import aclosing
from math import inf
from typing import Any, Final, Literal

from msgspec import Struct

from companion.domain.errors import (
    LoginRequired,
    NotLive,
    PlatformError,
    RateLimited,
)
from companion.domain.events import AnyEvent, StreamStatus
from companion.domain.ports import Clock, Connector, ConnectorFactory, Secrets
from companion.domain.values import Platform, Timestamp
from companion.i18n import _
from companion.platforms.store import MemoryStore, SmallStore
from companion.platforms.youtube.api import Api
from companion.platforms.youtube.budget import budget_line
from companion.platforms.youtube.credentials import Credentials
from companion.platforms.youtube.failures import out_of_units
from companion.platforms.youtube.finding import (
    Finder,
    Item,
    Room,
    StreamOver,
    has_ended,
    videos,
)
from companion.platforms.youtube.listening import (
    BURST,
    LONGEST_HOLD_S,
    Listener,
    Progress,
)
from companion.platforms.youtube.pages import Page, PageReader
from companion.platforms.youtube.quota import Call, Pace, Quota, Quotas, QuotaView
from companion.platforms.youtube.settings import YouTubeSettings
from companion.platforms.youtube.target import target_of
from companion.platforms.youtube.writer import Writer

QUEUED_PAGES: Final = 8
"""Answers that may wait to be taken before the chat is read no further."""

LOOKING_BURST: Final = 4
"""Looks for a live stream that may follow one another at once."""

_BACKLOG_S: Final = 5.0

_MISSING: Final = 2
"""Answers without the video in a row that prove that it is gone."""


class Purse(Struct, frozen=True, kw_only=True):
    """What one connection may spend: units, and how fast on looks and on streams."""

    quota: Quota
    looks: Pace
    opens: Pace


class Attempt(Struct, frozen=True, kw_only=True):
    """What the two halves of an attempt share. first: set by the first answer."""

    room: Room
    api: Api
    purse: Purse
    reader: PageReader
    pages: asyncio.Queue[Page | Exception]
    first: asyncio.Event


def youtube_connectors(
    *,
    settings: YouTubeSettings,
    secrets: Secrets,
    clock: Clock,
    store: SmallStore | None = None,
    quotas: Quotas | None = None,
) -> ConnectorFactory:
    """Return what makes a Connector of a link, a video's id, or a channel.

    store: where units spent and bans made outlive the program. quotas: the units,
    where something else than connectors spends them too. What is made raises
    TargetUnknown for what names nothing on YouTube.
    """
    kept = store or MemoryStore()
    spent = quotas or Quotas(plan=settings.plan, clock=clock, store=kept)

    def make(name: str) -> Connector:
        return YouTubeConnector(
            name,
            settings=settings,
            secrets=secrets,
            clock=clock,
            quotas=spent,
            store=kept,
        )

    return make


class YouTubeConnector(Writer):
    """Reads one stream, and writes to it when there is a login; see Writer.

    name: a link, a video's id, "@handle", or a channel's id.
    """

    platform: Platform | None = Platform.YOUTUBE
    asks_viewers: Literal[True] = True
    mends_silence: Literal[True] = True

    def __init__(
        self,
        name: str,
        *,
        settings: YouTubeSettings,
        secrets: Secrets,
        clock: Clock,
        quotas: Quotas,
        store: SmallStore,
    ) -> None:
        target = target_of(name)
        self.target = f"youtube:{target.name}"
        self._settings = settings
        self._clock = clock
        self._quotas = quotas
        self._finder = Finder(target)
        self._progress = Progress()
        self._purse: Purse | None = None
        self._opened_at: Timestamp = 0
        self._is_connected = False
        self._is_catching_up = False
        credentials = Credentials(settings=settings, secrets=secrets, clock=clock)
        super().__init__(clock=clock, credentials=credentials, store=store)

    def connected(self) -> bool:
        """Return whether YouTube has accepted the present attempt."""
        return self._is_connected

    @property
    def can_wait(self) -> bool:
        """A live stream does not wait for anybody."""
        return False

    @property
    def catching_up(self) -> bool | None:
        """True while what happened before this attempt is told.

        None afterwards: then times decide, and a gap in a quiet chat is not kept open.
        """
        return True if self._is_catching_up else None

    @property
    def budget(self) -> str:
        """What is spent and left of the day's units, as one line."""
        view = self.quota_view
        if view is None:
            return ""
        return budget_line(view, is_polling=self._progress.way == "polling")

    @property
    def trouble(self) -> str:
        """What is not as it should be while the connection works; "" for nothing."""
        if self.credentials.is_revoked:
            return _(
                "Google has ended the login: reading goes on with the key, writing "
                "needs a new login."
            )
        if self._is_connected and self._progress.way == "polling":
            return _(
                "YouTube's stream does not work just now: the chat is asked for now "
                "and then instead, and comes later."
            )
        return ""

    @property
    def quota_view(self) -> QuotaView | None:
        """The arithmetic behind `budget`; None before the first attempt."""
        return None if self._purse is None else self._purse.quota.view()

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Run one attempt; see Connector. Ends when YouTube says the stream ended."""
        purse = await self._prepared()
        quota = purse.quota
        api = Api(
            address=self._settings.api_url, credentials=self.credentials, quota=quota
        )
        try:
            with quota.source():
                try:
                    room = await self._found(api, purse)
                except StreamOver as over:
                    yield self._over(over)
                    return
                self.attach(room=room, api=api, quota=quota)
                async with aclosing(self._pages(room, api, purse)) as pages:
                    async for page in pages:
                        told = self._dated(page)
                        for event, self._is_catching_up in told:
                            yield event
                        self._is_catching_up = False
        finally:
            self.detach()
            self._is_connected = self._is_catching_up = False
            api.close()

    async def _prepared(self) -> Purse:
        """Find the credentials there are now, and the units they have."""
        await self.credentials.load()
        if self.credentials.kind == "none":
            raise LoginRequired(
                _("YouTube needs an API key or a login; the settings show how.")
            )
        quota, clock = self._quotas.of(self.credentials.quota_name), self._clock
        if self._purse is None or self._purse.quota is not quota:
            self._purse = Purse(
                quota=quota,
                looks=Pace(quota, Call.VIDEOS, clock=clock, burst=LOOKING_BURST),
                opens=Pace(quota, Call.STREAM, clock=clock, burst=BURST),
            )
        return self._purse

    async def _found(self, api: Api, purse: Purse) -> Room:
        """Return the room; the one of the last attempt while it may still be live."""
        if self.room is not None:
            return self.room
        wait = purse.looks.wait_s()
        if wait == inf:
            raise out_of_units(purse.quota)
        if wait > LONGEST_HOLD_S:
            text = _("Looking for the stream waits, so that the day's units last.")
            raise RateLimited(text, retry_after=wait)
        await self._clock.sleep(wait)
        purse.looks.made()
        room = await self._finder.find(api, is_own=self.credentials.can_write)
        if room.began is not None:
            purse.quota.began(room.began)
        if self._progress.video != room.video:
            self._progress = Progress(video=room.video)
        self.room = room
        return room

    async def _pages(
        self, room: Room, api: Api, purse: Purse
    ) -> AsyncGenerator[Page, None]:
        """Yield what the chat and the numbers beside it tell."""
        attempt = Attempt(
            room=room,
            api=api,
            purse=purse,
            reader=PageReader(channel=room.channel, video=room.video),
            pages=asyncio.Queue(QUEUED_PAGES),
            first=asyncio.Event(),
        )
        works = (self._listener(attempt).run(), self._watch(attempt))
        tasks = [asyncio.create_task(_told(attempt.pages, work)) for work in works]
        try:
            while True:
                page = await attempt.pages.get()
                if isinstance(page, Exception):
                    raise self._learned(page)
                yield page
                if page.token:
                    self._progress.token = page.token
                if page.has_ended:
                    self.forget_room()
                    return
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _listener(self, attempt: Attempt) -> Listener:
        async def take(page: Page) -> None:
            await attempt.pages.put(page)
            attempt.first.set()

        return Listener(
            room=attempt.room,
            settings=self._settings,
            credentials=self.credentials,
            api=attempt.api,
            quota=attempt.purse.quota,
            clock=self._clock,
            progress=self._progress,
            stream_pace=attempt.purse.opens,
            reader=attempt.reader,
            take=take,
            accept=self._accept,
        )

    async def _watch(self, attempt: Attempt) -> None:
        """Tell viewers and likes now and then, and the end when YouTube says so."""
        # What was missed comes first: the number of viewers is news, and ends a gap.
        await _either(attempt.first.wait(), self._clock.sleep(_BACKLOG_S))
        await attempt.pages.put(Page(events=[]))
        quota, missing = attempt.purse.quota, 0
        while True:
            every = quota.interval_s(Call.VIDEOS)
            if every == inf:
                await self._clock.sleep(quota.resets_in_s)
                continue
            found = await _now_and_then(videos(attempt.api, [attempt.room.video]))
            missing = missing + 1 if found == [] else 0
            if missing >= _MISSING:
                raise NotLive(_("YouTube does not show this stream any more."))
            for item in found or ():
                await _put_watching(attempt, item, self._clock.now())
            await self._clock.sleep(every)

    def _accept(self) -> None:
        if not self._is_connected:
            self._is_connected = self._is_catching_up = True
            self._opened_at = self._clock.now()

    def _dated(self, page: Page) -> list[tuple[AnyEvent, bool]]:
        """Return the events with whether each is of the backlog; learns from them."""
        progress, opened = self._progress, self._opened_at
        now = self._clock.now()
        told = []
        for event in page.events:
            at = event.platform_at
            is_old = not opened or progress.is_backlog(at, opened=opened)
            if not is_old and at is not None:
                progress.heard(at, now=now)
            told.append((event, is_old))
        return told

    def _learned(self, error: Exception) -> Exception:
        """Return the error; a room that is no longer what it was is looked for anew."""
        if isinstance(error, NotLive | LoginRequired):
            self.forget_room()
        return error

    def _over(self, over: StreamOver) -> StreamStatus:
        live = over.told.get("liveStreamingDetails") or {}
        snippet = over.told.get("snippet") or {}
        channel = str(snippet.get("channelId") or over.video)
        reader = PageReader(channel=channel, video=over.video)
        return reader.ended(live.get("actualEndTime"))


async def _told(
    pages: asyncio.Queue[Page | Exception], work: Coroutine[Any, Any, None]
) -> None:
    """Run work; what it raises is told through the queue, after what it put there."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  # its type decides, at the other end
        await pages.put(error)


async def _now_and_then(
    asked: Coroutine[Any, Any, list[Any]],
) -> list[Any] | None:
    """Return the answer; None when there was none this time and the next may do."""
    try:
        return await asked
    except LoginRequired:
        raise
    except PlatformError:
        # The chat goes on without: it has its own way, and its own errors.
        return None


async def _put_watching(attempt: Attempt, item: Item, at: Timestamp) -> None:
    reader, pages = attempt.reader, attempt.pages
    count = reader.watching(item, at=at)
    if count is not None:
        await pages.put(Page(events=[count]))
    if has_ended(item):
        live = item.get("liveStreamingDetails") or {}
        end = reader.ended(live.get("actualEndTime"))
        await pages.put(Page(events=[end], has_ended=True))


async def _either(*works: Coroutine[Any, Any, object]) -> None:
    """Wait for the first of these, and give up the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
