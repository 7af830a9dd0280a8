"""Avatars and gift icons for overlay pages, fetched once and kept on disk.

A page may load pictures from this server only, so a state carries
`/o/<token>/picture/<key>` in place of a platform's address. Whatever goes wrong, the
answer is 404 and the page shows its placeholder.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from msgspec import Struct
from yarl import URL

from companion.domain.ports import Clock
from companion.media.cache import CachePart, Caches
from companion.media.image_kind import image_kind
from companion.web.fetching import Fetcher, NotFetched, picture_address

MAX_SIDE: Final = 2048
"""Longest side of a picture in pixels: a small file can hold a huge one."""

RETRY_AFTER: Final = 300.0
"""Seconds before a picture that could not be had is tried again."""

_ADDRESSES = 20_000
_IN_MEMORY = 256
_SMALL = 128 * 1024
_KEY = re.compile(r"[0-9a-f]{32}")

_log = logging.getLogger(__name__)


class Picture(Struct, frozen=True):
    """A picture that is safe to serve, and what it is."""

    content: bytes
    media_type: str


class Pictures:
    """The pictures; `async with` opens the way outside.

    kept: where they are kept: a part of the caches, or a folder for caches of their
    own. fetcher: how a picture is had; None: nothing is ever asked outside.
    """

    def __init__(
        self,
        kept: CachePart | Path,
        *,
        clock: Clock,
        fetcher: Fetcher | None = None,
    ) -> None:
        if isinstance(kept, Path):
            kept = Caches(kept.parent, clock=clock).part(kept.name)
        self._kept = kept
        self._fetcher = fetcher
        self._clock = clock
        self._addresses: OrderedDict[str, URL] = OrderedDict()
        self._recent: OrderedDict[str, Picture] = OrderedDict()
        self._failed_at: OrderedDict[str, float] = OrderedDict()
        self._busy: dict[str, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        """Open; nothing is connected before a page asks for a picture."""
        if self._fetcher is not None:
            await self._fetcher.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection; what is kept stays on disk."""
        if self._fetcher is not None:
            await self._fetcher.__aexit__(kind, error, trace)

    def key(self, address: str) -> str | None:
        """Return the key under which a picture can be had; None: never.

        The query is no part of it: platforms sign the same picture anew every time.
        """
        url = picture_address(address)
        if url is None:
            return None
        name = f"{url.raw_host}{url.raw_path}".encode()
        key = blake2b(name, digest_size=16).hexdigest()
        self._addresses[key] = url
        self._addresses.move_to_end(key)
        if len(self._addresses) > _ADDRESSES:
            self._addresses.popitem(last=False)
        return key

    async def get(self, key: str) -> Picture | None:
        """Return a picture by its key: from memory, disk or its platform."""
        if not _KEY.fullmatch(key):
            return None
        lock = self._busy.setdefault(key, asyncio.Lock())
        try:
            async with lock:  # pages ask for the same new picture at the same time
                return await self._find(key)
        finally:
            if not lock.locked():
                self._busy.pop(key, None)

    async def _find(self, key: str) -> Picture | None:
        picture = self._recent.get(key)
        if picture is not None:
            await self._kept.use(key)
        else:
            picture = await self._from_disk(key) or await self._from_platform(key)
        if picture is not None and len(picture.content) <= _SMALL:
            self._recent[key] = picture
            self._recent.move_to_end(key)
            if len(self._recent) > _IN_MEMORY:
                self._recent.popitem(last=False)
        return picture

    async def _from_disk(self, key: str) -> Picture | None:
        content = await self._kept.get(key)
        # Somebody may have changed the file.
        return None if content is None else _checked(content)

    async def _from_platform(self, key: str) -> Picture | None:
        url = self._addresses.get(key)
        if url is None or self._fetcher is None or self._has_just_failed(key):
            return None
        try:
            content = await self._fetcher.fetch(url)
        except NotFetched as error:
            _log.info("no picture from %s: %s", url.raw_host, error)
            self._note_failure(key)
            return None
        picture = _checked(content)
        if picture is None:
            _log.info("not a picture from %s", url.raw_host)
            self._note_failure(key)
            return None
        await self._kept.put(key, content)
        return picture

    def _has_just_failed(self, key: str) -> bool:
        at = self._failed_at.get(key)
        return at is not None and self._clock.monotonic() - at < RETRY_AFTER

    def _note_failure(self, key: str) -> None:
        self._failed_at[key] = self._clock.monotonic()
        self._failed_at.move_to_end(key)
        if len(self._failed_at) > _ADDRESSES:
            self._failed_at.popitem(last=False)


def _checked(content: bytes) -> Picture | None:
    kind = image_kind(content)
    if (
        kind is None
        or not 0 < kind.width <= MAX_SIDE
        or not 0 < kind.height <= MAX_SIDE
    ):
        return None
    return Picture(content, kind.media_type)
