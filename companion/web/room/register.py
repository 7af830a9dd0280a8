"""Who has joined, on disk: a restart in mid-session loses nobody."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from companion.web.tokens import write_private

FILE_NAME: Final = "room.jsonl"

_LARGEST: Final = 4 * 1024**2
"""Bytes: whatever is larger was not written here."""

log = logging.getLogger(__name__)


class Guest(Struct, frozen=True, kw_only=True):
    """Somebody who has joined. key: of their token, which itself is kept nowhere."""

    key: str
    id: str
    name: str


class Opening(Struct, frozen=True, kw_only=True):
    """The first line. code: that lets in, "" when the page was closed by hand.

    room: whose tokens these are, see People.
    """

    session: str
    code: str
    room: str = ""


class Kept(Struct, frozen=True, kw_only=True):
    """What a register says; guests in the order in which they came."""

    session: str
    code: str
    guests: tuple[Guest, ...]
    room: str = ""


def key_of(token: str) -> str:
    """Return what a token is known by."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Register:
    """A file of lines: the opening, then each guest as they come; the last line holds.

    It is for the session that runs. A disk that takes nothing costs no more than that:
    whoever is in stays in until Companion ends.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept | None:
        """Return what was kept, None where nothing was; torn lines are left out."""
        try:
            if self._path.stat().st_size > _LARGEST:
                return None
            first, *lines = self._path.read_bytes().splitlines()
            opening = msgspec.json.decode(first, type=Opening)
        except (OSError, ValueError, RecursionError):
            return None
        guests: dict[str, Guest] = {}
        for line in lines:
            try:
                guest = msgspec.json.decode(line, type=Guest)
            except (ValueError, RecursionError):
                continue
            guests[guest.key] = guest
        return Kept(
            session=opening.session,
            code=opening.code,
            guests=tuple(guests.values()),
            room=opening.room,
        )

    def begin(self, opening: Opening, guests: Iterable[Guest]) -> None:
        """Write it anew, in one step, for its owner alone."""
        lines = [msgspec.json.encode(one) for one in (opening, *guests)]
        try:
            write_private(self._path, b"\n".join(lines) + b"\n")
        except OSError as error:
            self._tell(error)

    def add(self, guest: Guest) -> None:
        """Write one more; it is there when this returns, whatever becomes of us."""
        # Ours is a file: a link that somebody has put there is not written through.
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            number = os.open(self._path, flags)
            try:
                os.write(number, msgspec.json.encode(guest) + b"\n")
            finally:
                os.close(number)
        except OSError as error:
            self._tell(error)

    def drop(self) -> None:
        """Forget it: the session is over."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        log.warning("%s cannot be written: %s", self._path.name, error.strerror)
