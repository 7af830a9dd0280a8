"""Whether a picture is whole, and for how long it moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_SLOWEST: Final = 0.02
_INSTEAD: Final = 0.1


class Moving(NamedTuple):
    """seconds: of one run of the animation, None for a picture that stands still."""

    is_whole: bool
    seconds: float | None = None


BROKEN: Final = Moving(is_whole=False)


def moving_seconds(data: bytes, media_type: str) -> Moving:
    """Return how a picture of this type moves."""
    try:
        match media_type:
            case "image/png":
                return _png(data)
            case "image/gif":
                return _gif(data)
            case "image/webp":
                return _webp(data)
            case _:
                return Moving(is_whole=b"\xff\xd9" in data[-65_536:])
    except (IndexError, ValueError):
        return BROKEN


def _sum(delays: list[float]) -> float | None:
    """Return how long frames stand; browsers show what is too short for 0.1 s."""
    if len(delays) < 2:
        return None
    return sum(one if one >= _SLOWEST else _INSTEAD for one in delays)


def _png(data: bytes) -> Moving:
    at, delays = 8, []
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            return BROKEN
        if kind == b"fcTL" and length == 26:
            shown = int.from_bytes(data[at + 28 : at + 30], "big")
            parts = int.from_bytes(data[at + 30 : at + 32], "big") or 100
            delays.append(shown / parts)
        if kind == b"IEND":
            return Moving(True, _sum(delays))
        at = end
    return BROKEN


def _webp(data: bytes) -> Moving:
    whole = 8 + int.from_bytes(data[4:8], "little")
    if whole > len(data):
        return BROKEN
    at, delays = 12, []
    while at + 8 <= whole:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > whole:
            return BROKEN
        if data[at : at + 4] == b"ANMF" and length >= 16:
            delays.append(int.from_bytes(data[at + 20 : at + 23], "little") / 1000)
        at += 8 + length + (length & 1)
    return Moving(True, _sum(delays))


def _gif(data: bytes) -> Moving:
    delays: list[float] = []
    delay = 0.0
    for block, at in _gif_blocks(data):
        match block:
            case 0xF9:
                delay = int.from_bytes(data[at + 4 : at + 6], "little") / 100
            case 0x2C:
                delays.append(delay)
            case 0x3B:
                return Moving(True, _sum(delays)) if delays else BROKEN
            case _:
                continue
    return BROKEN


def _gif_blocks(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield every block, an extension by its label, with its place; the trailer last.

    Raises IndexError when the data end before, ValueError at nonsense.
    """
    at = 13 + _table(data[10])
    while True:
        match data[at]:
            case 0x3B:
                yield 0x3B, at
                return
            case 0x21:
                yield data[at + 1], at
                at = _after_pieces(data, at + 2)
            case 0x2C:
                yield 0x2C, at
                at = _after_pieces(data, at + 11 + _table(data[at + 9]))
            case _:
                raise ValueError


def _table(flags: int) -> int:
    """Return the length of a table of colours."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_pieces(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1
