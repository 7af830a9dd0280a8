"""What a file of bytes is, told by its content: PNG, JPEG, GIF or WebP.

SVG is none of them on purpose: it can hold scripts.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class ImageKind(Struct, frozen=True):
    """A picture's media type and its size in pixels."""

    media_type: str
    width: int
    height: int


def image_kind(data: bytes) -> ImageKind | None:
    """Return what picture `data` begins as; None for everything else."""
    for magic, read in _READERS:
        if data.startswith(magic):
            return read(data)
    return None


def _number(data: bytes, start: int, length: int, *, big: bool) -> int:
    part = data[start : start + length]
    return int.from_bytes(part, "big" if big else "little")


def _png(data: bytes) -> ImageKind | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return ImageKind(
        "image/png", _number(data, 16, 4, big=True), _number(data, 20, 4, big=True)
    )


def _gif(data: bytes) -> ImageKind | None:
    if data[4:6] not in (b"7a", b"9a") or len(data) < 10:
        return None
    return ImageKind(
        "image/gif", _number(data, 6, 2, big=False), _number(data, 8, 2, big=False)
    )


def _webp(data: bytes) -> ImageKind | None:
    if data[8:12] != b"WEBP" or len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8X":
            width = _number(data, 24, 3, big=False) + 1
            height = _number(data, 27, 3, big=False) + 1
        case b"VP8L":
            packed = _number(data, 21, 4, big=False)
            width, height = (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width = _number(data, 26, 2, big=False) & 0x3FFF
            height = _number(data, 28, 2, big=False) & 0x3FFF
        case _:
            return None
    return ImageKind("image/webp", width, height)


# SOF0 to SOF15 hold the size; DHT, JPG and DAC stand among them and do not.
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> ImageKind | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            height = _number(data, at + 5, 2, big=True)
            return ImageKind("image/jpeg", _number(data, at + 7, 2, big=True), height)
        at += 1 if marker == 0xFF else 2 + max(2, _number(data, at + 2, 2, big=True))
    return None


_READERS: tuple[tuple[bytes, Callable[[bytes], ImageKind | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
)
