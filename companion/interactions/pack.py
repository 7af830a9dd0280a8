"""Packs: lines of a run-sheet as one file, with the pictures that its cards show.

Without pictures it is the lines as JSON; with them a pack of media in which the lines
lie too, so that what comes from somebody else is checked as all media are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Protocol

import msgspec
from msgspec import Meta, Struct, structs

from companion.domain.errors import CommandError
from companion.domain.show.specs import AnySpec, CardSpec
from companion.i18n import _
from companion.interactions.sheet import MOST_ITEMS
from companion.media.pack import read_note

NOTE: Final = "companion-show.json"
"""Where the lines lie in a pack with pictures."""

_FORMAT: Final = "companion-show-1"
_LARGEST: Final = 4_000_000
"""Bytes of the lines: 200 of the longest texts have a tenth of it."""

_ZIPPED: Final = b"PK\x03\x04"


class Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lines as they are written. format: says what it is, and of which version."""

    format: str = _FORMAT
    name: Annotated[str, Meta(max_length=200)] = ""
    items: Annotated[tuple[AnySpec, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class CardPictures(Protocol):
    """The media library, as far as packs carry the pictures of cards."""

    async def pack(self, path: Path, note: bytes, names: Collection[str]) -> int:
        """Write a pack of NOTE and the pictures that there are of these names.

        Returns how many there are; without any nothing is written. Raises CommandError.
        """

    async def unpack(
        self, path: Path, names: Collection[str]
    ) -> tuple[Mapping[str, str], Sequence[str]]:
        """Take the pictures of a pack, all or none; no others than of these names.

        Returns what the library calls each, and which were not there before. Raises
        CommandError naming what is not accepted.
        """

    async def give_back(self, names: Sequence[str]) -> None:
        """Remove pictures that were taken for nothing."""


def packed(name: str, specs: Sequence[AnySpec]) -> bytes:
    """Return lines as they are written. Raises CommandError when there is none."""
    if not specs:
        raise CommandError(_("There is nothing in the run-sheet to save."))
    return msgspec.json.format(msgspec.json.encode(Pack(name=name, items=tuple(specs))))


def read_pack(path: Path) -> tuple[Pack, bool]:
    """Return what a pack holds, and whether pictures lie in it.

    Raises CommandError naming what cannot be.
    """
    try:
        with path.open("rb") as file:
            has_pictures = file.read(len(_ZIPPED)) == _ZIPPED
        if has_pictures:
            raw = read_note(path, NOTE, most_bytes=_LARGEST)
        else:
            raw = _bounded(path)
        if len(raw) > _LARGEST:
            raise CommandError(_("This file is too large for a pack."))
        pack = msgspec.json.decode(raw, type=Pack)
    except msgspec.ValidationError as error:
        text = _("This pack cannot be taken: {why}.").format(why=error)
        raise CommandError(text) from error
    except (OSError, msgspec.DecodeError, RecursionError, ValueError) as error:
        raise CommandError(_("This file is no pack of Companion.")) from error
    if pack.format != _FORMAT:
        raise CommandError(_("This pack is of a later version of Companion."))
    return pack, has_pictures


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def pictures_of(specs: Sequence[AnySpec]) -> frozenset[str]:
    """Return the names of the pictures that cards show."""
    cards = (one for one in specs if isinstance(one, CardSpec))
    return frozenset(one.picture for one in cards if one.picture)


def with_pictures(
    specs: Sequence[AnySpec], names: Mapping[str, str]
) -> Sequence[AnySpec]:
    """Return specs whose cards show pictures by the names they have here."""
    return [
        structs.replace(one, picture=names.get(one.picture, one.picture))
        if isinstance(one, CardSpec)
        else one
        for one in specs
    ]
