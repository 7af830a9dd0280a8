"""Reading one pixel of a screenshot."""

from __future__ import annotations

import struct
import zlib


def pixel(png: bytes) -> tuple[int, ...]:
    """Return red, green, blue and alpha of a picture that is one pixel."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (width, height, depth) == (1, 1, 8)
    at, packed = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    filtered, *channels = zlib.decompress(packed)
    # With nothing to the left or above, every filter leaves the bytes as they are.
    assert filtered <= 4
    return tuple(channels) if colour == 6 else (*channels, 255)
