"""Sounds by their content: WAV, Ogg with Vorbis or Opus, MP3; how long they are."""

from __future__ import annotations

from typing import Final, NamedTuple

MP3: Final = "audio/mpeg"


class SoundKind(NamedTuple):
    """A sound's media type and length."""

    media_type: str
    seconds: float


def sound_kind(data: bytes) -> SoundKind | None:
    """Return what sound the data are; None for everything else and what is broken."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return _wav(data)
    if data[:4] == b"OggS":
        return _ogg(data)
    return _mp3(data)


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")


# PCM, floating point, and PCM or floating point with more channels.
_WAV_FORMATS: Final = frozenset({1, 3, 0xFFFE})


def _wav(data: bytes) -> SoundKind | None:
    at, bytes_a_second = 12, 0
    while at + 8 <= len(data):
        length = _little(data, at + 4, 4)
        if at + 8 + length > len(data):
            return None
        match data[at : at + 4]:
            case b"fmt " if length >= 16:
                is_known = _little(data, at + 8, 2) in _WAV_FORMATS
                rate, channels = _little(data, at + 12, 4), _little(data, at + 10, 2)
                if not (is_known and 1 <= channels <= 8 and 4_000 <= rate <= 384_000):
                    return None
                bytes_a_second = _little(data, at + 16, 4)
            case b"data":
                if not bytes_a_second:
                    return None
                return SoundKind("audio/wav", length / bytes_a_second)
        at += 8 + length + (length & 1)
    return None


_NO_POSITION: Final = (1 << 64) - 1


def _ogg(data: bytes) -> SoundKind | None:
    """Read one logical stream, whose pages must follow each other to the end."""
    at, last, serial, is_end = 0, 0, data[14:18], False
    rate, skipped = _ogg_codec(data)
    while at + 27 <= len(data) and not is_end:
        if data[at : at + 5] != b"OggS\x00" or data[at + 14 : at + 18] != serial:
            return None
        table = data[at + 27 : at + 27 + data[at + 26]]
        if len(table) < data[at + 26]:
            return None
        position = _little(data, at + 6, 8)
        if position != _NO_POSITION:
            last = position
        is_end = bool(data[at + 5] & 0x04)
        at += 27 + len(table) + sum(table)
    if at != len(data) or not is_end or not rate:
        return None
    return SoundKind("audio/ogg", (last - skipped) / rate)


def _ogg_codec(data: bytes) -> tuple[int, int]:
    """Return samples a second, and how many at the start are not heard; 0: unknown."""
    if len(data) < 60:
        return 0, 0
    at = 27 + data[26]
    head = data[at : at + 30]
    if head.startswith(b"\x01vorbis"):
        rate = _little(head, 12, 4)
        return (rate, 0) if 4_000 <= rate <= 384_000 else (0, 0)
    if head.startswith(b"OpusHead"):
        return 48_000, _little(head, 10, 2)
    return 0, 0


# Kilobits a second of Layer III by the index in a header: MPEG 1, and MPEG 2 and 2.5.
_RATES_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000),
                 0: (11_025, 12_000, 8_000)}  # fmt: skip


class _Frame(NamedTuple):
    length: int
    samples: int
    hertz: int


def _mp3(data: bytes) -> SoundKind | None:
    at = _after_tags(data)
    begin, samples, hertz, frames = at, 0, 0, 0
    while (frame := _frame(data, at)) is not None:
        if frames == 0:
            hertz = frame.hertz
        elif frame.hertz != hertz:
            break
        is_index = frames == 0 and _is_index(data[at : at + frame.length])
        samples += 0 if is_index else frame.samples
        frames += 1
        at += frame.length
    heard = at - begin
    # One header can be chance; tags at the end may be longer than a short sound.
    if frames < 3 or heard < (len(data) - begin) // 2 or at > len(data) + 4:
        return None
    return SoundKind(MP3, samples / hertz)


def _after_tags(data: bytes) -> int:
    at = 0
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = 0
        for part in data[at + 6 : at + 10]:
            size = size << 7 | (part & 0x7F)
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at


def _frame(data: bytes, at: int) -> _Frame | None:
    """Return the frame of MPEG Layer III at a place, None when there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version = data[at + 1] >> 3 & 3
    rate, hertz = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return None
    is_first = version == 3
    kilobits = (_RATES_1 if is_first else _RATES_2)[rate]
    a_second = _HERTZ[version][hertz]
    length = (144_000 if is_first else 72_000) * kilobits // a_second
    length += data[at + 2] >> 1 & 1
    return _Frame(length, 1152 if is_first else 576, a_second)


def _is_index(frame: bytes) -> bool:
    """Tell whether a first frame only tells of the others; nothing is heard of it."""
    return any(mark in frame[:200] for mark in (b"Xing", b"Info", b"VBRI"))
