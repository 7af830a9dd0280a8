"""QR codes as pages draw them: a size and the path of their dark modules."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import segno

from overlays.overlay import State

MOST_MODULES: Final = 77
"""Modules in a line of the largest code that can be read off a stream, 4 px each."""

QUIET_ZONE: Final = 4
"""Free modules around a QR code, without which readers miss it (ISO/IEC 18004)."""


@lru_cache(maxsize=16)
def qr_of(text: str) -> State | None:
    """Return a QR code's size in modules and its dark ones as the path of an SVG.

    The size has the quiet zone on both sides. None for a text that no code of
    MOST_MODULES can hold: an empty one, or one of more than 412 bytes.
    """
    written = text.encode("utf-8", "replace").decode()
    if not written:
        return None
    try:
        matrix = segno.make(
            written,
            error="m",
            micro=False,
            boost_error=False,
            encoding=None if written.isascii() else "utf-8",
        ).matrix
    except ValueError:  # too long for any code
        return None
    if len(matrix) > MOST_MODULES:
        return None
    rows = [_row(y, line) for y, line in enumerate(matrix, QUIET_ZONE)]
    return {"size": len(matrix) + 2 * QUIET_ZONE, "path": "".join(rows)}


def _row(y: int, line: bytearray) -> str:
    """Return one row of modules, as few rectangles as it takes."""
    drawn, x = [], 0
    while x < len(line):
        end = x
        while end < len(line) and line[end]:
            end += 1
        if end > x:
            drawn.append(f"M{x + QUIET_ZONE} {y}h{end - x}v1h{x - end}z")
        x = end + 1
    return "".join(drawn)
