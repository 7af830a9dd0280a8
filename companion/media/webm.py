"""WebM by its content: VP8 or VP9, how large, how long, with or without alpha.

Reads headers only (EBML, RFC 8794); a video is never held in memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO, Final, NamedTuple


class _Id(IntEnum):
    EBML = 0x1A45DFA3
    DOC_TYPE = 0x4282
    SEGMENT = 0x18538067
    INFO = 0x1549A966
    SCALE = 0x2AD7B1
    DURATION = 0x4489
    TRACKS = 0x1654AE6B
    ENTRY = 0xAE
    TYPE = 0x83
    CODEC = 0x86
    VIDEO = 0xE0
    WIDTH = 0xB0
    HEIGHT = 0xBA
    ALPHA = 0x53C0
    CLUSTER = 0x1F43B675


_VIDEO_CODECS: Final = frozenset({b"V_VP8", b"V_VP9"})
_SOUND_CODECS: Final = frozenset({b"A_VORBIS", b"A_OPUS"})

_MOST_HEADER: Final = 1024 * 1024
_MOST_ELEMENTS: Final = 10_000
_UNKNOWN: Final = -1


class WebmKind(NamedTuple):
    """seconds: None when the file does not tell, as recordings of browsers do not."""

    width: int
    height: int
    seconds: float | None
    has_alpha: bool


class _Broken(Exception):
    """The file is no WebM that can be played."""


class _Element(NamedTuple):
    id: int
    at: int
    size: int


def webm_kind(file: BinaryIO, size: int) -> WebmKind | None:
    """Return what a WebM file of `size` bytes shows; None when it is none."""
    try:
        return _kind(file, size)
    except (_Broken, struct.error):
        return None


def _kind(file: BinaryIO, size: int) -> WebmKind | None:
    head, *rest = list(_elements(file, 0, size, most=4))
    if head.id != _Id.EBML or _fields(file, head).get(_Id.DOC_TYPE, b"").rstrip(
        b"\0"
    ) != (b"webm"):
        return None
    segment = next((one for one in rest if one.id == _Id.SEGMENT), None)
    if segment is None:
        return None
    end = size if segment.size == _UNKNOWN else segment.at + segment.size
    return _segment_kind(file, segment.at, end)


def _segment_kind(file: BinaryIO, at: int, end: int) -> WebmKind | None:
    seconds: float | None = None
    shown: WebmKind | None = None
    for element in _elements(file, at, end, most=_MOST_ELEMENTS):
        match element.id:
            case _Id.INFO:
                seconds = _seconds(_fields(file, element))
            case _Id.TRACKS:
                shown = _shown(_children(_content(file, element)))
            case _Id.CLUSTER:
                # Everything that tells stands before the first pictures.
                return shown._replace(seconds=seconds) if shown else None
    return None


def _seconds(info: dict[int, bytes]) -> float | None:
    raw = info.get(_Id.DURATION)
    if raw is None:
        return None
    if len(raw) not in (4, 8):
        raise _Broken
    (ticks,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    scale = int.from_bytes(info.get(_Id.SCALE, b""), "big") or 1_000_000
    return float(ticks) * scale / 1e9


def _shown(tracks: list[tuple[int, bytes]]) -> WebmKind | None:
    """Return the one video among the tracks; None when another kind is among them."""
    videos: list[WebmKind] = []
    for id_, content in tracks:
        if id_ != _Id.ENTRY:
            continue
        track = dict(_children(content))
        codec = track.get(_Id.CODEC, b"").rstrip(b"\0")
        if codec in _VIDEO_CODECS and track.get(_Id.TYPE) == b"\x01":
            videos.append(_video(dict(_children(track.get(_Id.VIDEO, b"")))))
        elif codec not in _SOUND_CODECS:
            return None
    return videos[0] if len(videos) == 1 else None


def _video(fields: dict[int, bytes]) -> WebmKind:
    width, height, alpha = (
        int.from_bytes(fields.get(id_, b""), "big")
        for id_ in (_Id.WIDTH, _Id.HEIGHT, _Id.ALPHA)
    )
    return WebmKind(width, height, None, has_alpha=bool(alpha))


def _elements(file: BinaryIO, at: int, end: int, *, most: int) -> Iterator[_Element]:
    """Yield the elements between two places; raises _Broken when one does not fit."""
    for _number in range(most):
        if at >= end:
            return
        file.seek(at)
        head = file.read(12)
        id_, id_length = _number_at(head, 0, keep_mark=True)
        size, size_length = _number_at(head, id_length, keep_mark=False)
        at += id_length + size_length
        element = _Element(id_, at, size)
        if size == _UNKNOWN and id_ not in (_Id.SEGMENT, _Id.CLUSTER):
            raise _Broken
        if size != _UNKNOWN and at + size > end:
            raise _Broken
        yield element
        if size == _UNKNOWN:
            return
        at += size
    raise _Broken


def _number_at(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable length, and its length in bytes.

    keep_mark: ids hold the bit that tells the length. A size of ones only is _UNKNOWN.
    """
    if at >= len(data) or not data[at]:
        raise _Broken
    length = 9 - data[at].bit_length()
    if at + length > len(data) or (keep_mark and length > 4):
        raise _Broken
    number = int.from_bytes(data[at : at + length], "big")
    if keep_mark:
        return number, length
    number &= (1 << 7 * length) - 1
    return (_UNKNOWN if number == (1 << 7 * length) - 1 else number), length


def _content(file: BinaryIO, element: _Element) -> bytes:
    if not 0 <= element.size <= _MOST_HEADER:
        raise _Broken
    file.seek(element.at)
    content = file.read(element.size)
    if len(content) < element.size:
        raise _Broken
    return content


def _fields(file: BinaryIO, element: _Element) -> dict[int, bytes]:
    return dict(_children(_content(file, element)))


def _children(data: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        id_, id_length = _number_at(data, at, keep_mark=True)
        size, size_length = _number_at(data, at + id_length, keep_mark=False)
        at += id_length + size_length
        if size == _UNKNOWN or at + size > len(data):
            raise _Broken
        found.append((id_, data[at : at + size]))
        at += size
    return found
