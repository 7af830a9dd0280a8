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
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from msgspec import Struct
from yarl import URL

from companion.domain.ports import Clock
from companion.web.fetching import Fetcher, NotFetched, picture_address
from companion.media.image_kind import image_kind

MAX_KEPT: Final = 64 * 1024 * 1024
"""Bytes of pictures kept on disk; the least lately used go first."""

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
    """The cache; one folder, one process. `async with` opens the way outside.

    fetcher: how a picture is had; None: nothing is ever asked outside. most_kept:
    bytes on disk.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        fetcher: Fetcher | None = None,
        most_kept: int = MAX_KEPT,
    ) -> None:
        self._folder = folder
        self._most_kept = most_kept
        self._fetcher = fetcher
        self._clock = clock
        self._addresses: OrderedDict[str, URL] = OrderedDict()
        self._recent: OrderedDict[str, Picture] = OrderedDict()
        self._failed_at: OrderedDict[str, float] = OrderedDict()
        self._busy: dict[str, asyncio.Lock] = {}
        self._sizes = _sizes_in(folder)
        self._total = sum(self._sizes.values())

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
        picture = self._recent.get(key) or await self._from_disk(key)
        if picture is None:
            picture = await self._from_platform(key)
        if picture is not None and len(picture.content) <= _SMALL:
            self._recent[key] = picture
            self._recent.move_to_end(key)
            if len(self._recent) > _IN_MEMORY:
                self._recent.popitem(last=False)
        return picture

    async def _from_disk(self, key: str) -> Picture | None:
        if key not in self._sizes:
            return None
        self._sizes.move_to_end(key)
        try:
            content = await asyncio.to_thread((self._folder / key).read_bytes)
        except OSError:
            self._forget(key)
            return None
        return _checked(content)  # somebody may have changed the file

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
        await self._keep(key, content)
        return picture

    def _has_just_failed(self, key: str) -> bool:
        at = self._failed_at.get(key)
        return at is not None and self._clock.monotonic() - at < RETRY_AFTER

    def _note_failure(self, key: str) -> None:
        self._failed_at[key] = self._clock.monotonic()
        self._failed_at.move_to_end(key)
        if len(self._failed_at) > _ADDRESSES:
            self._failed_at.popitem(last=False)

    async def _keep(self, key: str, content: bytes) -> None:
        try:
            await asyncio.to_thread(_write, self._folder / key, content)
        except OSError as error:  # a full disk costs the cache, not the picture
            _log.info("picture not kept: %s", error.strerror)
            return
        self._total += len(content) - self._sizes.pop(key, 0)
        self._sizes[key] = len(content)
        while self._total > self._most_kept:
            oldest = next(iter(self._sizes))
            self._forget(oldest)
            await asyncio.to_thread((self._folder / oldest).unlink, missing_ok=True)

    def _forget(self, key: str) -> None:
        self._total -= self._sizes.pop(key, 0)


def _checked(content: bytes) -> Picture | None:
    kind = image_kind(content)
    if (
        kind is None
        or not 0 < kind.width <= MAX_SIDE
        or not 0 < kind.height <= MAX_SIDE
    ):
        return None
    return Picture(content, kind.media_type)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _sizes_in(folder: Path) -> OrderedDict[str, int]:
    """Return the sizes of the pictures in a folder, least lately written first."""
    found: list[tuple[float, str, int]] = []
    with suppress(OSError):  # no folder yet, or not ours to read: begin with nothing
        for path in folder.iterdir():
            if _KEY.fullmatch(path.name):
                status = path.stat()
                found.append((status.st_mtime, path.name, status.st_size))
    return OrderedDict((name, size) for _mtime, name, size in sorted(found))
