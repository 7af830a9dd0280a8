"""The emotes of 7TV, BetterTTV and FrankerFaceZ that can appear in connected chats.

Lists are fetched when a channel connects, kept on disk with their age, and used from
there when a provider does not answer: an emote that is not found is a word.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import msgspec
from msgspec import Struct

from companion.domain.ports import Clock
from companion.domain.values import Platform, Timestamp
from companion.i18n import _
from companion.kept_file import replace_whole
from companion.media.emotes import Emote, Provider, emotes_in

APIS: Final[Mapping[Provider, str]] = {
    "7tv": "https://7tv.io",
    "bttv": "https://api.betterttv.net",
    "ffz": "https://api.frankerfacez.com",
}

TITLES: Final[Mapping[Provider, str]] = {
    "7tv": "7TV",
    "bttv": "BetterTTV",
    "ffz": "FrankerFaceZ",
}

FRESH_S: Final = 6 * 3600.0
"""Seconds for which a list counts as it was fetched; then it is fetched again."""

RETRY_S: Final = 600.0
"""Seconds until a list that could not be had is asked for again."""

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of one answer."""

MOST_CHANNELS: Final = 20
"""Channels whose lists are held; the ones connected longest ago go first."""

MOST_FILES: Final = 100
"""Lists kept on disk."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=15, connect=5)
_HEADERS: Final = {"Accept": "application/json", "User-Agent": "Companion"}
_IDS: Final = {
    Platform.TWITCH: re.compile(r"[0-9]{1,20}"),
    Platform.YOUTUBE: re.compile(r"UC[A-Za-z0-9_-]{22}"),
}
_PLACES: Final[Mapping[Provider, Mapping[str, str]]] = {
    "7tv": {
        "global": "/v3/emote-sets/global",
        "twitch": "/v3/users/twitch/{id}",
        "youtube": "/v3/users/youtube/{id}",
    },
    "bttv": {
        "global": "/3/cached/emotes/global",
        "twitch": "/3/cached/users/twitch/{id}",
        "youtube": "/3/cached/users/youtube/{id}",
    },
    "ffz": {"global": "/v1/set/global", "twitch": "/v1/room/id/{id}"},
}

log = logging.getLogger(__name__)


class ListKey(Struct, frozen=True):
    """One list: a channel's, or a provider's for everybody (then both are "")."""

    provider: Provider
    platform: str = ""
    channel: str = ""

    @property
    def path(self) -> str | None:
        """Where its provider has it, None when it has none for that platform."""
        place = _PLACES[self.provider].get(self.platform or "global")
        return None if place is None else place.format(id=self.channel)

    @property
    def file_name(self) -> str:
        """Its name on disk; channels' ids have no letters that files cannot."""
        return "-".join(filter(None, (self.provider, self.platform, self.channel)))


class _Kept(Struct):
    """A list on disk. at: when it was fetched."""

    at: Timestamp
    emotes: list[Emote]


class EmoteLists:
    """Finds emotes by name; `async with` fetches lists beside the block.

    folder: where lists are kept. providers: that are asked at all. apis: their
    addresses.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        providers: Collection[Provider] = tuple(APIS),
        apis: Mapping[Provider, str] = APIS,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._apis = apis
        self._providers = frozenset(providers)
        self._lists: dict[ListKey, dict[str, Emote]] = {}
        self._due: dict[ListKey, float] = {}
        self._channels: dict[tuple[str, str], str] = {}
        self._has_work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failed: set[ListKey] = set()

    async def __aenter__(self) -> Self:
        """Begin; nothing is asked before a channel connects."""
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def use(self, providers: Collection[Provider]) -> None:
        """Ask and show these providers from now on."""
        self._providers = frozenset(providers)
        self._has_work.set()

    @property
    def troubles(self) -> Mapping[Provider, str]:
        """Providers of which a list could not be had, with a sentence for a person."""
        text = _("{provider} does not answer as expected; its emotes show as words.")
        failing = {key.provider for key in self._failed}
        return {name: text.format(provider=TITLES[name]) for name in failing}

    def connected(self, platform: Platform, channel: str, channel_id: str) -> None:
        """Take the id of a connected channel; its lists are fetched now.

        channel: as events of it say. An id that cannot be one is ignored; one that is
        known already costs nothing.
        """
        pattern = _IDS.get(platform)
        if pattern is None or not pattern.fullmatch(channel_id):
            return
        key = (platform.value, _plain(channel))
        if self._channels.get(key) == channel_id:
            return
        self._channels.pop(key, None)
        self._channels[key] = channel_id
        while len(self._channels) > MOST_CHANNELS:
            self._channels.pop(next(iter(self._channels)))
        self._has_work.set()

    def find(self, platform: Platform, channel: str, word: str) -> Emote | None:
        """Return the emote that a word is in a channel's chat; its own ones first."""
        channel_id = self._channels.get((platform.value, _plain(channel)))
        if channel_id is None:
            return None
        own = (ListKey(name, platform.value, channel_id) for name in APIS)
        everybody = (ListKey(name) for name in APIS)
        for key in (*own, *everybody):
            emote = self._lists.get(key, {}).get(word)
            if emote is not None and key.provider in self._providers:
                return emote
        return None

    async def _run(self) -> None:
        """Fetch what is wanted and not there, or too old; sleep until that changes."""
        async with aiohttp.ClientSession(
            headers=_HEADERS,
            timeout=_TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            while True:
                self._has_work.clear()
                wanted = self._wanted()
                self._forget(wanted)
                now = self._clock.monotonic()
                due = [key for key in wanted if self._due.get(key, now) <= now]
                await asyncio.gather(*(self._get(session, key) for key in due))
                await self._wait(wanted)

    def _wanted(self) -> list[ListKey]:
        if not self._channels:
            return []
        keys = [ListKey(name) for name in APIS]
        for (platform, _channel), id_ in self._channels.items():
            keys += [ListKey(name, platform, id_) for name in APIS]
        return [key for key in keys if key.provider in self._providers and key.path]

    def _forget(self, wanted: Collection[ListKey]) -> None:
        for key in self._lists.keys() - set(wanted):
            del self._lists[key]
        for key in self._due.keys() - set(wanted):
            del self._due[key]
        self._failed &= set(wanted)

    async def _wait(self, wanted: Collection[ListKey]) -> None:
        """Wait until a list is due or something else is wanted."""
        due = [self._due[key] for key in wanted if key in self._due]
        waiting: set[asyncio.Future[Any]] = {
            asyncio.ensure_future(self._has_work.wait())
        }
        if due:
            seconds = max(0.0, min(due) - self._clock.monotonic())
            waiting.add(asyncio.ensure_future(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    async def _get(self, session: aiohttp.ClientSession, key: ListKey) -> None:
        """Have a list: from disk while it is fresh, else from its provider."""
        kept = None
        if key not in self._lists:
            kept = await asyncio.to_thread(_read, self._folder / key.file_name)
        if kept is not None:
            self._lists[key] = {emote.name: emote for emote in kept.emotes}
            age = (self._clock.now() - kept.at) / 1_000_000
            if 0 <= age < FRESH_S:
                self._due[key] = self._clock.monotonic() + FRESH_S - age
                return
        try:
            answer = await self._answer(session, key)
            emotes = await asyncio.to_thread(
                emotes_in, key.provider, answer, channel=bool(key.channel)
            )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            self._note_failure(key, error)
            return
        self._failed.discard(key)
        self._lists[key] = emotes
        self._due[key] = self._clock.monotonic() + FRESH_S
        kept = _Kept(at=self._clock.now(), emotes=list(emotes.values()))
        await asyncio.to_thread(_write, self._folder, key.file_name, kept)

    async def _answer(self, session: aiohttp.ClientSession, key: ListKey) -> bytes:
        address = f"{self._apis[key.provider]}{key.path}"
        async with session.get(address, allow_redirects=False) as reply:
            if reply.status == 404 and key.channel:
                return b"{}"  # the channel has no emotes there: an answer like others
            if reply.status != 200:
                raise ValueError(f"status {reply.status}")
            content = bytearray()
            async for piece in reply.content.iter_chunked(64 * 1024):
                content += piece
                if len(content) > MOST_BYTES:
                    reply.close()
                    raise ValueError("too large")
            return bytes(content)

    def _note_failure(self, key: ListKey, error: Exception) -> None:
        self._due[key] = self._clock.monotonic() + RETRY_S
        self._failed.add(key)
        why = str(error) or type(error).__name__
        log.info("no emotes of %s: %s", key.file_name, why)


def _plain(channel: str) -> str:
    return channel.removeprefix("@").casefold()


def _read(path: Path) -> _Kept | None:
    try:
        content = path.read_bytes()
        return msgspec.json.decode(content, type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(folder: Path, name: str, kept: _Kept) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_whole(folder / name, msgspec.json.encode(kept), lasts=False)
        oldest = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in oldest[: max(0, len(oldest) - MOST_FILES)]:
            path.unlink(missing_ok=True)
    except OSError as error:  # a full disk costs the copy, not the emotes
        log.info("emotes not kept: %s", error.strerror)
