"""Loading one large file over a connection that may break, and being sure of it."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct

from companion.domain.errors import ModelError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.kept_file import replace_whole
from companion.moderation.models.manifest import ModelFile, sha256_of

Loading = Callable[[int, int], None]
"""Told bytes done and bytes in all, 0 when the server does not say."""

_LARGEST: Final = 4 * 1024**3
_PIECE: Final = 1024 * 1024
_ROOM_LEFT: Final = 64 * 1024**2
"""Bytes that a download leaves free on the disk."""

_TRIES: Final = 5
"""Breaks in a row, without a byte between them, after which it is given up."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=30)
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+)")


class _Begun(Struct):
    """What a part that lies here is the beginning of."""

    address: str
    etag: str = ""
    total: int = 0


class _BrokenOff(Exception):
    """The connection ended before the file did."""


class Download:
    """One file on its way from `address` to `target`.

    What came is kept in `<target>.part`, and the next try goes on there, when the
    server says by its ETag, or the checksum will say, that it is still the same file.
    """

    def __init__(
        self,
        expected: ModelFile,
        target: Path,
        *,
        address: str,
        clock: Clock,
        progress: Loading,
        room_left: int = _ROOM_LEFT,
    ) -> None:
        self._room_left = room_left
        self._expected = expected
        self._target = target
        self._address = address
        self._clock = clock
        self._progress = progress
        self._part = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.part.json")
        self._begun = _Begun(address=address)

    async def run(self) -> ModelFile:
        """Return the file as it is now at `target`, with its checksum and size.

        Raises ModelError saying what to do; `target` is there whole or not at all.
        """
        if not is_safe(self._address):
            text = _("{address} is not asked: models come by https only.")
            raise ModelError(text.format(address=self._address))
        try:
            async with aiohttp.ClientSession(
                timeout=_TIMEOUT, auto_decompress=False, trust_env=True
            ) as session:
                await self._load(session)
            return await self._checked()
        except OSError as error:
            raise self._on_disk(error) from error

    async def _load(self, session: aiohttp.ClientSession) -> None:
        """Load until the part is whole, trying again as long as something comes."""
        tries = 0
        while True:
            before = self._size()
            try:
                await self._go_on(session)
            except (aiohttp.ClientError, _BrokenOff, TimeoutError) as error:
                tries = 1 if self._size() > before else tries + 1
                if tries >= _TRIES:
                    text = _(
                        "The connection to {host} broke: {cause}. Try again: what was "
                        "loaded is kept. Or load the files elsewhere and use --from."
                    )
                    cause = str(error) or type(error).__name__
                    raise ModelError(
                        text.format(host=self._host, cause=cause)
                    ) from error
                await self._clock.sleep(2 ** (tries - 1))
            else:
                return

    async def _go_on(self, session: aiohttp.ClientSession) -> None:
        """Ask for what is missing, and write what comes."""
        start = self._may_go_on_at()
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if self._begun.etag:
                headers["If-Range"] = self._begun.etag
        async with session.get(self._address, headers=headers) as answer:
            if any(not is_safe(str(one.url)) for one in (*answer.history, answer)):
                text = _(
                    "{host} leads to an address without https; use another mirror."
                )
                raise ModelError(text.format(host=self._host))
            start, total = self._understood(answer, start)
            await asyncio.to_thread(self._make_room, start, total)
            self._begun = _Begun(
                address=self._address,
                etag=_strong(answer.headers.get("ETag", "")),
                total=total,
            )
            replace_whole(self._note, msgspec.json.encode(self._begun), lasts=False)
            await self._write(answer, start, total)
        if total and self._size() < total:
            raise _BrokenOff(_("it ended too early"))

    def _may_go_on_at(self) -> int:
        """Return where the part that is here ends; 0 when it cannot be trusted."""
        if self._part.is_symlink():
            self._part.unlink()  # none of ours: nothing is written through it
        try:
            begun = msgspec.json.decode(self._note.read_bytes(), type=_Begun)
        except (OSError, msgspec.MsgspecError):
            return 0
        is_same = begun.address == self._address or bool(self._expected.sha256)
        is_provable = bool(begun.etag) or bool(self._expected.sha256)
        if not is_same or not is_provable:
            return 0
        # Another mirror has other ETags; the checksum decides there.
        self._begun = begun if begun.address == self._address else self._begun
        size = self._size()
        # Asked for nothing, servers answer with an error: one byte is loaded again.
        return size - 1 if begun.total and size == begun.total else size

    def _understood(
        self, answer: aiohttp.ClientResponse, start: int
    ) -> tuple[int, int]:
        """Return from where on the answer goes, and bytes in all (0: not known).

        Raises ModelError when it is no file, or not the one that was expected.
        """
        if answer.status == 206 and start:
            found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != start:
                self._part.unlink(missing_ok=True)
                raise _BrokenOff(_("it went on at another place"))
            total = int(found[2])
        elif answer.status == 200:
            # It knows no ranges, or the file has changed: from the beginning, then.
            start, total = 0, answer.content_length or 0
        elif answer.status == 416:
            self._part.unlink(missing_ok=True)
            raise _BrokenOff(_("it went on at another place"))
        elif answer.status in {408, 425, 429, 500, 502, 503, 504}:
            raise _BrokenOff(_("it answered {status}").format(status=answer.status))
        else:
            text = _("{host} answered {status} for {file}; try a mirror, or --from.")
            name = self._target.name
            values = {"host": self._host, "status": answer.status, "file": name}
            raise ModelError(text.format(**values))
        self._refuse_other(total)
        return start, total

    def _refuse_other(self, total: int) -> None:
        expected = self._expected.size
        if total > _LARGEST or (expected and total and total != expected):
            self._forget()
            text = _(
                "{host} has another {file}: {found} bytes, not {expected}. Try a "
                "mirror, or --from with a file of your own."
            )
            values = {"found": total, "expected": expected or _LARGEST}
            raise ModelError(
                text.format(host=self._host, file=self._target.name, **values)
            )

    def _make_room(self, start: int, total: int) -> None:
        """Cut the part to what is gone on from; raises ModelError on a full disk."""
        with self._part.open("ab") as part:
            part.truncate(start)
        missing = total - start
        if missing + self._room_left > shutil.disk_usage(self._part.parent).free:
            raise ModelError(_no_room(self._part.parent, missing))

    async def _write(
        self, answer: aiohttp.ClientResponse, start: int, total: int
    ) -> None:
        most = total or self._expected.size or _LARGEST
        done = start
        with self._part.open("ab") as part:
            async for piece in answer.content.iter_chunked(_PIECE):
                done += len(piece)
                if done > most:
                    break
                await asyncio.to_thread(part.write, piece)
                self._progress(done, total)
        if done > most:
            self._refuse_other(done)

    async def _checked(self) -> ModelFile:
        """Return the part as the target it has become; raises ModelError."""
        sha256 = await asyncio.to_thread(sha256_of, self._part)
        if self._expected.sha256 not in {"", sha256}:
            self._forget()
            text = _(
                "{file} of {host} is not the file that its makers published: its "
                "checksum differs. Nothing was installed. Try again, or a mirror."
            )
            raise ModelError(text.format(file=self._target.name, host=self._host))
        size = self._size()
        self._part.replace(self._target)
        self._note.unlink(missing_ok=True)
        return ModelFile(sha256=sha256, size=size, address=self._address)

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    @property
    def _host(self) -> str:
        return urlsplit(self._address).hostname or self._address

    def _on_disk(self, error: OSError) -> ModelError:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return ModelError(_no_room(self._part.parent, self._expected.size))
        text = _("{folder} cannot be written to: {cause}")
        cause = error.strerror or str(error)
        return ModelError(text.format(folder=self._part.parent, cause=cause))


def is_safe(address: str) -> bool:
    """Tell whether a model may come from there: by https, or from this computer."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https" and host:
        return True
    if parts.scheme != "http" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _strong(etag: str) -> str:
    """Return an ETag that stands for the same bytes; "" for one that does not."""
    return etag if etag.startswith('"') and etag.isascii() else ""


def _no_room(folder: Path, missing: int) -> str:
    text = _("The disk is full: {size} MB more are needed in {folder}.")
    return text.format(size=max(1, round(missing / 1e6)), folder=folder)
