"""Packs: files of the library as one zip, taken whole or not at all.

A pack comes from somebody else: each name in it must be one that the library would
give, nothing is unpacked that is not media, and no more bytes than the caps allow.
"""

from __future__ import annotations

import json
import os
import stat
import zipfile
import zlib
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from companion.domain.errors import CommandError
from companion.i18n import _
from companion.kept_file import begin_anew
from companion.media.library import (
    Library,
    MediaFile,
    as_known,
    not_accepted,
    too_large,
)
from companion.media.names import as_one, is_safe

SUFFIX: Final = ".companion-media.zip"
"""How the file name of a pack ends."""

MOST_FILES: Final = 500
MOST_BYTES: Final = 2_000_000_000
"""Of one pack, unpacked."""

_NOTE: Final = "companion-media.json"
_FORMAT: Final = {"format": "companion-media", "version": 1}
_FOLDER: Final = "media/"
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_SAME_DATE: Final = (2020, 1, 1, 0, 0, 0)


def write_pack(
    files: Sequence[MediaFile], target: Path, *, note: tuple[str, bytes] | None = None
) -> None:
    """Write a pack; what was at the place before stays until it is whole.

    note: name and content of what lies beside the media. Raises CommandError.
    """
    fresh = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with (
            begin_anew(fresh) as opened,
            zipfile.ZipFile(opened, "w", zipfile.ZIP_STORED) as pack,
        ):
            pack.writestr(_info(_NOTE), json.dumps(_FORMAT))
            if note is not None:
                pack.writestr(_info(note[0]), note[1])
            for file in files:
                with (
                    as_known(file) as source,
                    pack.open(_info(_FOLDER + file.name), "w") as into,
                ):
                    while piece := source.read(1024 * 1024):
                        into.write(piece)
        fresh.replace(target)
    except OSError as error:
        text = _("The pack cannot be written: {why}")
        raise CommandError(text.format(why=error.strerror)) from error
    finally:
        with suppress(OSError):
            fresh.unlink()


class Wanted(Struct, frozen=True):
    """What is looked for in the pack of a note: pictures of these names, no others."""

    note: str
    names: Collection[str]
    most_bytes: int


def read_pack(
    library: Library, source: Path, wanted: Wanted | None = None
) -> dict[str, MediaFile]:
    """Take every file of a pack into the library, or none; returns them by their names.

    Raises CommandError that names the file that is not accepted.
    """
    try:
        with zipfile.ZipFile(source) as pack:
            return _taken(library, pack, wanted)
    except OSError as error:
        text = _("The pack cannot be read: {why}")
        raise CommandError(text.format(why=error.strerror)) from error
    except _NOT_WHOLE as error:
        raise _no_pack() from error


def read_note(source: Path, name: str, *, most_bytes: int) -> bytes:
    """Return what lies beside the media of a pack; one byte too many where it is more.

    Raises CommandError when it is no pack, has no such note, or is not whole.
    """
    try:
        with zipfile.ZipFile(source) as pack:
            if pack.getinfo(name).compress_type not in _PACKED:
                raise zipfile.BadZipFile
            with pack.open(name) as file:
                return file.read(most_bytes + 1)
    except (OSError, KeyError, *_NOT_WHOLE) as error:
        raise _no_pack() from error


# The last two come of a file that says it needs what zipfile does not have.
_NOT_WHOLE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError,
)  # fmt: skip


def _no_pack() -> CommandError:
    return CommandError(_("This is no pack, or it is not whole."))


def _taken(
    library: Library, pack: zipfile.ZipFile, wanted: Wanted | None
) -> dict[str, MediaFile]:
    members = _members(pack, library, wanted)
    with ExitStack() as stack:
        fresh: list[tuple[str, Path]] = []
        for name, member in members:
            path = stack.enter_context(library.incoming())
            with pack.open(member) as file:
                library.copy(file, path, name, size=member.file_size)
                if file.read(1):
                    raise zipfile.BadZipFile
            kind = library.check(path, name)
            if wanted is not None and kind.kind != "image":
                raise not_accepted(name)
            fresh.append((name, path))
        return _placed(library, fresh)


def _placed(
    library: Library, fresh: Sequence[tuple[str, Path]]
) -> dict[str, MediaFile]:
    before = set(library.files)
    placed: dict[str, MediaFile] = {}
    try:
        for name, path in fresh:
            placed[name] = library.place(path, name)
    except (CommandError, OSError):
        for file in placed.values():
            if file.name not in before:
                library.remove(file.name)
        raise
    return placed


def _members(
    pack: zipfile.ZipFile, library: Library, wanted: Wanted | None
) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the media of a pack by name; raises CommandError for anything else."""
    found: dict[str, tuple[str, zipfile.ZipInfo]] = {}
    infos = pack.infolist()
    if len(infos) > MOST_FILES + 2:
        text = _("The pack holds more than {n} files.")
        raise CommandError(text.format(n=MOST_FILES))
    most = MOST_BYTES if wanted is None else wanted.most_bytes
    if sum(info.file_size for info in infos) > most:
        raise CommandError(_("The pack is too large."))
    for info in infos:
        if info.orig_filename in (_NOTE, _FOLDER):
            continue
        if wanted is not None and info.orig_filename == wanted.note:
            continue
        name = info.orig_filename.removeprefix(_FOLDER)
        is_wanted = wanted is None or name in wanted.names
        is_fit = is_safe(name) and _is_plain(info) and is_wanted
        if not is_fit or as_one(name) in found:
            text = _("The pack holds “{file}”, which is not accepted in a pack.")
            raise CommandError(text.format(file=_shown(info.orig_filename)))
        if info.file_size > library.caps.largest:
            raise too_large(name, library.caps)
        found[as_one(name)] = (name, info)
    if not found:
        raise CommandError(_("The pack holds no pictures, sounds or videos."))
    return list(found.values())


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a file: no folder, link, device, nothing encrypted."""
    mode = info.external_attr >> 16
    is_file = stat.S_IFMT(mode) in (0, stat.S_IFREG)
    is_open = not info.flag_bits & 0x1
    return is_file and is_open and info.compress_type in _PACKED and not info.is_dir()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _SAME_DATE)
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _shown(name: Any) -> str:  # noqa: ANN401  # zipfile gives text, whatever it holds
    return "".join(one if one.isprintable() else "?" for one in str(name))[:100]
