"""Media are known by their content: what it is, how large, how long."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from companion.media.kinds import Caps, MediaKind, media_kind
from tests.companion.media import samples
from tests.support.picture_host import png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CAPS = Caps()


def kind_of(data: bytes, caps: Caps = CAPS) -> MediaKind | None:
    return media_kind(io.BytesIO(data), len(data), caps)


def told(data: bytes) -> tuple[str, int, int, float | None]:
    kind = kind_of(data)
    assert kind is not None
    seconds = None if kind.seconds is None else round(kind.seconds, 3)
    return kind.media_type, kind.width, kind.height, seconds


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(300, 200), ("image/png", 300, 200, None)),
        (samples.apng((1, 4), (1, 2)), ("image/png", 2, 2, 0.75)),
        (samples.JPEG, ("image/jpeg", 30, 20, None)),
        (samples.gif(0), ("image/gif", 3, 2, None)),
        (samples.gif(50, 100), ("image/gif", 3, 2, 1.5)),
        (samples.gif(0, 0), ("image/gif", 3, 2, 0.2)),
        (samples.webp(300, 200), ("image/webp", 300, 200, 0.5)),
        (samples.wav(0.5), ("audio/wav", 0, 0, 0.5)),
        (samples.vorbis(2.0), ("audio/ogg", 0, 0, 2.0)),
        (samples.opus(1.0), ("audio/ogg", 0, 0, 1.0)),
        (samples.mp3(50), ("audio/mpeg", 0, 0, 1.306)),
        (samples.mp3(50, tag=500), ("audio/mpeg", 0, 0, 1.306)),
        (samples.webm(), ("video/webm", 640, 360, 4.0)),
        (samples.webm(codec=b"V_VP8", seconds=None), ("video/webm", 640, 360, None)),
        (
            samples.webm(more_tracks=samples.audio_track()),
            ("video/webm", 640, 360, 4.0),
        ),
    ],
)
def test_a_file_is_told_by_its_content(
    data: bytes, expected: tuple[str, int, int, float | None]
) -> None:
    assert told(data) == expected


def test_the_first_frame_of_an_mp3_that_only_tells_is_not_heard() -> None:
    frame = bytearray(samples.mp3(1))
    frame[36:40] = b"Xing"

    assert told(bytes(frame) + samples.mp3(50)) == told(samples.mp3(50))


def test_alpha_of_a_video_is_noticed() -> None:
    with_alpha, without = kind_of(samples.webm(alpha=True)), kind_of(samples.webm())

    assert with_alpha is not None
    assert without is not None
    assert (with_alpha.has_alpha, without.has_alpha) == (True, False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"<html><script>alert(1)</script></html>",
        b"MZ" + b"\x00" * 100,
        b"PK\x03\x04" + b"\x00" * 100,
        b"%PDF-1.7",
        b"BM" + b"\x00" * 100,
        b"fLaC" + b"\x00" * 100,
        b"\x00\x00\x00\x20ftypisom" + b"\x00" * 100,
        b"\xff\xf1\x50\x80" * 100,  # AAC
        png(30_000, 30_000),
        png(8_000, 8_000),
        samples.webm(codec=b"V_MPEG4/ISO/AVC"),
        samples.webm(codec=b"V_AV1"),
        samples.webm(doc_type=b"matroska"),
        samples.webm(width=0),
        samples.webm(width=20_000),
        samples.webm(seconds=1e9),
        samples.webm(seconds=float("nan")),
        samples.webm(more_tracks=samples.audio_track(b"S_TEXT/UTF8")),
        samples.ogg_page(b"\x80theora" + b"\x00" * 60, position=100, flags=4),
        samples.vorbis() + samples.ogg_page(b"x" * 60, position=10, serial=8, flags=4),
        samples.wav().replace(b"\x01\x00\x01\x00", b"\x55\x00\x01\x00", 1),
    ],
)
def test_what_is_no_media_is_nothing(data: bytes) -> None:
    assert kind_of(data) is None


WHOLE = {
    "png": png(20, 20),
    "apng": samples.apng((1, 4), (1, 2)),
    "jpeg": samples.JPEG,
    "gif": samples.gif(5, 5),
    "webp": samples.webp(100, 100),
    "wav": samples.wav(),
    "vorbis": samples.vorbis(),
    "webm": samples.webm(),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_part_of_a_file_is_nothing(name: str) -> None:
    whole = WHOLE[name]
    assert kind_of(whole) is not None

    found = [cut for cut in range(len(whole)) if kind_of(whole[:cut]) is not None]

    assert found == []


@pytest.mark.parametrize("name", [*WHOLE, "mp3"])
def test_no_wrong_byte_raises(name: str) -> None:
    whole = {**WHOLE, "mp3": samples.mp3(4)}[name][:400]
    for at in range(len(whole)):
        for byte in (0, 0x7F, 0x80, 0xFF):
            kind_of(whole[:at] + bytes([byte]) + whole[at + 1 :])


def test_each_kind_has_its_own_cap() -> None:
    caps = Caps(image=1_000, sound=10_000, video=2_000)

    assert kind_of(samples.gif(*[1] * 100), caps) is None
    assert kind_of(samples.wav(0.5), caps) is not None
    assert kind_of(samples.wav(2.0), caps) is None
    assert kind_of(samples.webm(padding=500), caps) is not None
    assert kind_of(samples.webm(padding=4_000), caps) is None


def test_a_video_is_never_held_in_memory() -> None:
    class Counting(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            self.count += len(piece)
            return piece

    data = samples.webm(padding=5_000_000)
    file = Counting(data)

    assert media_kind(file, len(data), CAPS) is not None
    assert file.count < 10_000


def test_what_chromium_records_is_read() -> None:
    """Made by Chromium's MediaRecorder from a canvas that lets half of red through."""
    data = (Path(__file__).parent / "recorded" / "alpha-vp8.webm").read_bytes()

    kind = kind_of(data)

    assert kind is not None
    assert (kind.width, kind.height, kind.has_alpha) == (64, 48, True)
    assert kind.seconds == pytest.approx(0.6, abs=0.1)
