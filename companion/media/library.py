"""The media library: a folder of files, looked at anew whenever it has changed.

The folder may be one that is synced: files come, go and change at any time. What is not
whole yet, what is no media, and what synchronising leaves beside (hidden files, parts)
is passed over until it changes. Every method blocks; one at a time.
"""

from __future__ import annotations

import json
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, BinaryIO, Final

from msgspec import Struct

from companion.domain.errors import CommandError
from companion.i18n import _
from companion.kept_file import replace_whole
from companion.media.kinds import (
    SUFFIXES,
    TYPES,
    Caps,
    MediaKind,
    accepted_words,
    media_kind,
)
from companion.media.names import as_one, is_safe, numbered, safe_name

MOST_FILES: Final = 2_000
"""Files of a library; more are passed over."""

FORMER: Final = ".former-names.json"
"""Which names files had before, so that what uses them finds them."""

_INCOMING: Final = ".incoming-"
_MOST_FORMER: Final = 1_000
_LARGEST_FORMER: Final = 1_000_000
_PIECE: Final = 1024 * 1024


class MediaFile(Struct, frozen=True, kw_only=True):
    """One file of the library; id: hash of its content; stamp: changes with it."""

    name: str
    path: Path
    id: str
    size: int
    kind: MediaKind
    stamp: tuple[int, int]


class Library:
    """Files by name, as of the last look; caps: most bytes by kind."""

    def __init__(self, folder: Path, *, caps: Caps | None = None) -> None:
        self.folder = folder
        self.caps = caps or Caps()
        self.files: Mapping[str, MediaFile] = {}
        self.passed_over: Mapping[str, str] = {}
        self.trouble = ""
        self._unfit: dict[str, tuple[int, int]] = {}
        self._former: dict[str, str] = {}
        self._count = 0
        self._clear_incoming()

    def look(self) -> bool:
        """Look at the folder; returns whether anything is another than before."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with os.scandir(self.folder) as entries:
                found = self._seen(sorted(entries, key=lambda one: one.name))
        except OSError as error:
            # A disk that is gone may come back; what was there is not shown meanwhile.
            self.trouble = _("The media folder cannot be read: {why}").format(
                why=error.strerror
            )
            has_changed = bool(self.files)
            self.files = {}
            return has_changed
        self.trouble = ""
        has_changed = found != self.files
        self.files = found
        self._former = self._read_former()
        return has_changed

    def file(self, name: str) -> MediaFile | None:
        """Return a file by its name, or one it had before; None when it is not there.

        None also when it has changed since the last look: it may be no media any more.
        """
        known = self.files.get(self.present_name(name))
        if known is None:
            return None
        try:
            status = known.path.lstat()
        except OSError:
            return None
        is_same = stat.S_ISREG(status.st_mode) and _stamp(status) == known.stamp
        return known if is_same else None

    def present_name(self, name: str) -> str:
        """Return what the file that had this name is called now."""
        name = unicodedata.normalize("NFC", name)
        for _step in range(_MOST_FORMER):
            if name in self.files or name not in self._former:
                break
            name = self._former[name]
        return name

    def add(self, source: Path) -> MediaFile:
        """Take a copy of a file; returns the one that is there, if it has the same.

        Raises CommandError that names the file; nothing is changed then.
        """
        shown = source.name[:200]
        try:
            with source.open("rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise not_accepted(shown)
                return self.take(file, shown, size=status.st_size)
        except OSError as error:
            text = _("“{file}” cannot be read: {why}")
            raise CommandError(text.format(file=shown, why=error.strerror)) from error

    def take(self, file: BinaryIO, name: str, *, size: int) -> MediaFile:
        """Take `size` bytes of an open file under a name made of `name`.

        Raises CommandError; nothing is changed then.
        """
        with self.incoming() as fresh:
            self.copy(file, fresh, name, size=size)
            return self.place(fresh, name)

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give a path in the folder that nobody looks at; it is gone after the block.

        Raises CommandError when the folder cannot be written.
        """
        self._count += 1
        path = self.folder / f"{_INCOMING}{os.getpid()}-{self._count}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            yield path
        except OSError as error:
            text = _("The media folder cannot be written: {why}")
            raise CommandError(text.format(why=error.strerror)) from error
        finally:
            with suppress(OSError):
                path.unlink()

    def copy(self, file: IO[bytes], fresh: Path, name: str, *, size: int) -> None:
        """Copy `size` bytes to a path that `incoming` gave; CommandError by size."""
        if not 0 < size <= self.caps.largest:
            raise too_large(name, self.caps) if size else not_accepted(name)
        left = size
        with fresh.open("xb") as into:
            while left and (piece := file.read(min(left, _PIECE))):
                into.write(piece)
                left -= len(piece)
        if left:
            raise not_accepted(name)

    def check(self, fresh: Path, name: str) -> MediaKind:
        """Return what an incoming file is; raises CommandError when not accepted."""
        with fresh.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            kind = media_kind(file, size, self.caps)
            if kind is not None:
                return kind
            file.seek(0)
            has_no_cap = Caps(image=10**12, sound=10**12, video=10**12)
            if size > self.caps.image and media_kind(file, size, has_no_cap):
                raise too_large(name, self.caps)
        raise not_accepted(name)

    def place(self, fresh: Path, name: str) -> MediaFile:
        """Make an incoming file one of the library; the same content only once."""
        kind = self.check(fresh, name)
        id_ = hash_of(fresh)
        for known in self.files.values():
            if known.id == id_ and self.file(known.name) is not None:
                return known
        path = self._free_path(safe_name(name, SUFFIXES[kind.media_type]))
        fresh.replace(path)
        return self._placed(path, id_, kind)

    def _placed(self, path: Path, id_: str, kind: MediaKind) -> MediaFile:
        status = path.lstat()
        file = MediaFile(
            name=path.name,
            path=path,
            id=id_,
            size=status.st_size,
            kind=kind,
            stamp=_stamp(status),
        )
        self.files = dict(sorted({**self.files, file.name: file}.items()))
        return file

    def rename(self, name: str, new_name: str) -> MediaFile:
        """Give a file another name; it is still found by its former one.

        Raises CommandError.
        """
        file = self.known(name)
        suffix = Path(file.name).suffix
        stem = new_name.removesuffix(suffix)
        wanted = safe_name(new_name, suffix)
        if wanted != unicodedata.normalize("NFC", stem.strip()) + suffix:
            text = _("“{name}” cannot be a file's name everywhere; “{other}” can.")
            raise CommandError(text.format(name=new_name[:100], other=wanted))
        if wanted == file.name:
            return file
        if as_one(wanted) in self._taken_names(but=file.name):
            text = _("There is a file “{name}” already.")
            raise CommandError(text.format(name=wanted))
        path = self.folder / wanted
        try:
            file.path.rename(path)
        except OSError as error:
            text = _("“{file}” cannot be renamed: {why}")
            raise CommandError(
                text.format(file=file.name, why=error.strerror)
            ) from error
        self.files = {key: one for key, one in self.files.items() if key != file.name}
        self._former.pop(wanted, None)
        self._former[file.name] = wanted
        self._write_former()
        return self._placed(path, file.id, file.kind)

    def remove(self, name: str) -> None:
        """Remove a file. Raises CommandError."""
        file = self.known(name)
        try:
            file.path.unlink(missing_ok=True)
        except OSError as error:
            text = _("“{file}” cannot be removed: {why}")
            raise CommandError(
                text.format(file=file.name, why=error.strerror)
            ) from error
        self.files = {key: one for key, one in self.files.items() if key != file.name}
        if any(now == file.name for now in self._former.values()):
            self._former = {
                old: now for old, now in self._former.items() if now != file.name
            }
            self._write_former()

    def known(self, name: str) -> MediaFile:
        """Return a file by its name; raises CommandError when it is not there."""
        file = self.files.get(self.present_name(name))
        if file is None:
            text = _("There is no file “{name}” in the media library.")
            raise CommandError(text.format(name=name[:100]))
        return file

    def _free_path(self, name: str) -> Path:
        """Return where a file of this name, or a further one, can be put."""
        taken = self._taken_names()
        if len(taken) >= MOST_FILES:
            text = _("The media library is full: {n} files are the most.")
            raise CommandError(text.format(n=f"{MOST_FILES:,}"))
        wanted, number = name, 1
        while as_one(wanted) in taken:
            number += 1
            wanted = numbered(name, number)
        return self.folder / wanted

    def _taken_names(self, but: str = "") -> set[str]:
        """Return the names that are or were a file's; but: without that one's own."""
        there = {as_one(path.name) for path in self.folder.iterdir()} - {as_one(but)}
        former = {old for old in self._former if self.present_name(old) != but}
        return there | {as_one(name) for name in former}

    def _seen(self, entries: list[os.DirEntry[str]]) -> dict[str, MediaFile]:
        """Return what can be shown of the folder's entries, by name."""
        found: dict[str, MediaFile] = {}
        over: dict[str, str] = {}
        for entry in entries:
            if entry.name[:1] in ".~" or _type_by_name(entry.name) is None:
                continue
            name = unicodedata.normalize("NFC", entry.name)
            if not is_safe(name) or name in found or len(found) >= MOST_FILES:
                over[name] = _("its name cannot stand everywhere, or twice")
                continue
            file = self._file_of(entry, name)
            if file is None:
                over[name] = _("it is not whole, too large or not what its name says")
            else:
                found[name] = file
        self.passed_over = over
        return found

    def _file_of(self, entry: os.DirEntry[str], name: str) -> MediaFile | None:
        """Return a file as it is now, read only when it has changed."""
        try:
            status = entry.stat(follow_symlinks=False)
            stamp = _stamp(status)
            if not stat.S_ISREG(status.st_mode) or self._unfit.get(name) == stamp:
                return None
            known = self.files.get(name)
            if known is not None and known.stamp == stamp:
                return known
            file = self._read(Path(entry.path), name)
        except OSError:  # gone or locked since: the next look finds out
            return None
        if file is None:
            self._unfit[name] = stamp
        return file

    def _read(self, path: Path, name: str) -> MediaFile | None:
        with plain(path) as opened:
            before = os.fstat(opened.fileno())
            if not 0 < before.st_size <= self.caps.largest:
                return None
            kind = media_kind(opened, before.st_size, self.caps)
            # Who serves it tells its type by the name.
            if kind is None or kind.media_type != _type_by_name(name):
                return None
            opened.seek(0)
            id_ = _hash(opened)
            if _stamp(os.fstat(opened.fileno())) != _stamp(before):
                raise OSError(None, "changes while it is read")
        return MediaFile(
            name=name,
            path=path,
            id=id_,
            size=before.st_size,
            kind=kind,
            stamp=_stamp(before),
        )

    def _clear_incoming(self) -> None:
        """Remove what a crash has left of our own."""
        with suppress(OSError):
            for path in self.folder.glob(f"{_INCOMING}*"):
                path.unlink()

    def _read_former(self) -> dict[str, str]:
        try:
            with plain(self.folder / FORMER) as file:
                read = json.loads(file.read(_LARGEST_FORMER))
        except (OSError, ValueError):
            return self._former
        if not isinstance(read, dict):
            return self._former
        pairs = list(read.items())[:_MOST_FORMER]
        return {old: now for old, now in pairs if isinstance(now, str)}

    def _write_former(self) -> None:
        newest = dict(list(self._former.items())[-_MOST_FORMER:])
        text = json.dumps(newest, ensure_ascii=False, indent=1)
        with suppress(OSError):  # then it is forgotten at the next start only
            replace_whole(self.folder / FORMER, text.encode(), lasts=False)


def plain(path: Path) -> BinaryIO:
    """Open a file to read, never what a link leads to. Raises OSError."""
    # A pipe is told by who looks at what was opened, and must not be waited for.
    is_itself = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | is_itself)
    return os.fdopen(number, "rb")


def as_known(file: MediaFile) -> BinaryIO:
    """Open a file of the library as it was at the last look. Raises OSError."""
    opened = plain(file.path)
    if _stamp(os.fstat(opened.fileno())) != file.stamp:
        opened.close()
        raise OSError(None, _("“{file}” has changed").format(file=file.name))
    return opened


def hash_of(path: Path) -> str:
    """Return the hash of a file's content, 32 hex digits."""
    with path.open("rb") as file:
        return _hash(file)


def not_accepted(name: str) -> CommandError:
    """Return the error about a file that is no media, or not whole."""
    text = _("“{file}” is not accepted, or not whole. Accepted are {kinds}.")
    return CommandError(text.format(file=name[:200], kinds=accepted_words()))


def too_large(name: str, caps: Caps) -> CommandError:
    """Return the error about a file with too many bytes."""
    text = _(
        "“{file}” is too large: pictures may have {image} MB, sounds {sound} MB and"
        " videos {video} MB (Settings → Media)."
    )
    megabytes = {
        kind: f"{caps.of(kind) // 1_000_000:,}" for kind in ("image", "sound", "video")
    }
    return CommandError(text.format(file=name[:200], **megabytes))


def _type_by_name(name: str) -> str | None:
    return TYPES.get(Path(name).suffix.lower())


def _hash(file: BinaryIO) -> str:
    digest = blake2b(digest_size=16)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_mtime_ns, status.st_size
