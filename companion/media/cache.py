"""What is kept on disk to be quick, all kinds together within one bound.

When room is short, what was used least lately goes first, of whatever kind. Each use is
noted in the file's own time, so that the order outlives the program.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Final

from companion.domain.ports import Clock
from companion.kept_file import replace_whole

MOST_BYTES: Final = 500_000_000
"""Kept on disk unless the settings say otherwise."""

NOTED_S: Final = 60.0
"""A use is noted on disk when the last note is older than so many seconds."""

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_NAME: Final = re.compile(r"[0-9a-f]{32}(\.[a-z]{1,5})?")
_Place = tuple[str, str]

_log = logging.getLogger(__name__)


class Caches:
    """One folder with a part for each kind; one process at a time.

    most: bytes of all parts together. Files are read when they are asked for; in memory
    are only names, sizes and the order.
    """

    def __init__(self, folder: Path, *, clock: Clock, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._clock = clock
        self._most = most
        self._sizes: OrderedDict[_Place, int] = OrderedDict()
        self._noted: dict[_Place, float] = {}
        self._total = 0

    def part(self, name: str, *, suffix: str = "") -> CachePart:
        """Return a part; each has a folder of its own of that name.

        suffix: how its files' names end, such as ".wav".
        """
        self._find(name)
        return CachePart(self, name, suffix)

    @property
    def total(self) -> int:
        """Bytes on disk."""
        return self._total

    def has(self, place: _Place) -> bool:
        """Return whether something is there."""
        return place in self._sizes

    def path(self, place: _Place) -> Path:
        """Return where it is or would be."""
        return self._folder.joinpath(*place)

    async def get(self, place: _Place) -> bytes | None:
        """Return the content and count it as used; None when it is not there."""
        if place not in self._sizes:
            return None
        try:
            content = await asyncio.to_thread(self.path(place).read_bytes)
        except OSError:
            self.forget(place)
            return None
        await self.use(place)
        return content

    async def use(self, place: _Place) -> None:
        """Count something as used now."""
        if place not in self._sizes:
            return
        self._sizes.move_to_end(place)
        now = self._clock.now() / 1_000_000
        if not 0 <= now - self._noted.get(place, 0.0) < NOTED_S:
            self._noted[place] = now
            await asyncio.to_thread(_note, self.path(place), now)

    async def put(self, place: _Place, content: bytes) -> None:
        """Keep a content; what is larger than all room is not kept."""
        if len(content) > self._most:
            return
        now = self._clock.now() / 1_000_000
        try:
            await asyncio.to_thread(_write, self.path(place), content, now)
        except OSError as error:  # a full disk costs the cache, not the content
            _log.info("not kept: %s", error.strerror)
            return
        self._total += len(content) - self._sizes.pop(place, 0)
        self._sizes[place] = len(content)
        self._noted[place] = now
        await self._make_room()

    def forget(self, place: _Place) -> None:
        """Forget that something is there."""
        self._total -= self._sizes.pop(place, 0)
        self._noted.pop(place, None)

    async def _make_room(self) -> None:
        while self._total > self._most:
            oldest = next(iter(self._sizes))
            self.forget(oldest)
            with suppress(OSError):  # somebody else may hold it open
                await asyncio.to_thread(self.path(oldest).unlink, missing_ok=True)

    def _find(self, name: str) -> None:
        """Take in what a part has on disk, in the order of its last use."""
        found = [
            (use, place, size) for place, use, size in _on_disk(self._folder, name)
        ]
        known = [(self._noted.get(p, 0.0), p, s) for p, s in self._sizes.items()]
        found += [one for one in known if one[1][0] != name]
        found.sort()
        self._sizes = OrderedDict((place, size) for _use, place, size in found)
        self._noted = {place: use for use, place, _size in found}
        self._total = sum(self._sizes.values())


class CachePart:
    """One kind of what is kept; keys are 32 hex digits."""

    def __init__(self, caches: Caches, name: str, suffix: str) -> None:
        self._caches = caches
        self._name = name
        self._suffix = suffix

    def __contains__(self, key: str) -> bool:
        return self._caches.has(self._place(key))

    def _place(self, key: str) -> _Place:
        return self._name, key + self._suffix

    def path(self, key: str) -> Path:
        """Return where a key's file is or would be."""
        return self._caches.path(self._place(key))

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, None when there is nothing."""
        return await self._caches.get(self._place(key))

    async def use(self, key: str) -> None:
        """Count a key as used: its content was had from memory."""
        await self._caches.use(self._place(key))

    async def put(self, key: str, content: bytes) -> None:
        """Keep a content under a key; ValueError when that is none."""
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        await self._caches.put(self._place(key), content)


def _on_disk(folder: Path, name: str) -> list[tuple[_Place, float, int]]:
    found: list[tuple[_Place, float, int]] = []
    # No folder yet, or not ours to read: begin with nothing.
    with suppress(OSError), os.scandir(folder / name) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found.append(((name, entry.name), status.st_mtime, status.st_size))
    return found


def _note(path: Path, now: float) -> None:
    with suppress(OSError):
        os.utime(path, (now, now))


def _write(path: Path, content: bytes, now: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_whole(path, content, lasts=False)
    os.utime(path, (now, now))
