"""Small files of every kind, made by hand so that each byte is known."""

from __future__ import annotations

import io
import struct
import wave
import zlib

from tests.support.picture_host import png

JPEG = (
    b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + b"\x03" + b"\x00" * 9
    + b"\xff\xd9"
)  # fmt: skip


def gif(*delays: int) -> bytes:
    """Return a GIF of 3 × 2 pixels, a frame for each delay (hundredths of a second)."""
    head = b"GIF89a" + struct.pack("<HHBBB", 3, 2, 0x80, 0, 0) + b"\x00" * 6
    frames = b"".join(
        b"\x21\xf9\x04\x00" + struct.pack("<H", delay) + b"\x00\x00"
        + b"\x2c" + struct.pack("<HHHHB", 0, 0, 3, 2, 0) + b"\x02\x02\x4c\x01\x00"
        for delay in delays
    )  # fmt: skip
    return head + frames + b"\x3b"


def apng(*delays: tuple[int, int]) -> bytes:
    """Return an animated PNG; delays as fractions of a second."""
    still = png()
    cut = len(still) - 12
    frames = b"".join(
        _chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, 2, 2, 0, 0, *delay, 0, 0))
        for n, delay in enumerate(delays)
    )
    return still[:cut] + frames + still[cut:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


def webp(*delays_ms: int) -> bytes:
    """Return an animated WebP of 300 × 200 pixels."""
    size = (299).to_bytes(3, "little") + (199).to_bytes(3, "little")
    chunks = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + size
    for delay in delays_ms:
        frame = b"\x00" * 6 + size + delay.to_bytes(3, "little") + b"\x00" * 5
        chunks += (
            b"ANMF" + struct.pack("<I", len(frame)) + frame + b"\x00" * (len(frame) & 1)
        )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def wav(seconds: float = 0.5, rate: int = 8000) -> bytes:
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\x00\x00" * int(seconds * rate))
    return into.getvalue()


def ogg_page(
    payload: bytes, *, position: int, serial: int = 7, number: int = 0, flags: int = 0
) -> bytes:
    lacing = b"\xff" * (len(payload) // 255) + bytes([len(payload) % 255])
    return (
        b"OggS\x00"
        + bytes([flags])
        + struct.pack("<QIIIB", position, serial, number, 0, len(lacing))
        + lacing
        + payload
    )


def vorbis(seconds: float = 2.0, rate: int = 44_100) -> bytes:
    head = (
        b"\x01vorbis" + struct.pack("<IBIIII", 0, 2, rate, 0, 128_000, 0) + b"\xb8\x01"
    )
    return (
        ogg_page(head, position=0)
        + ogg_page(b"\x03vorbis" + b"\x00" * 300, position=0, number=1)
        + ogg_page(b"\x00" * 600, position=int(seconds * rate), number=2, flags=4)
    )


def opus(seconds: float = 1.0) -> bytes:
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 2, 312, 48_000, 0, 0)
    return (
        ogg_page(head, position=0)
        + ogg_page(b"OpusTags" + b"\x00" * 40, position=0, number=1)
        + ogg_page(
            b"\x00" * 99, position=int(seconds * 48_000) + 312, number=2, flags=4
        )
    )


def mp3(frames: int = 50, *, tag: int = 0) -> bytes:
    """Return MPEG 1 Layer III: frames of 417 bytes and 1152 samples at 44.1 kHz."""
    one = b"\xff\xfb\x90\x00" + b"\x00" * 413
    size = bytes((tag >> shift) & 0x7F for shift in (21, 14, 7, 0))
    begin = b"ID3\x04\x00\x00" + size + b"\x00" * tag if tag else b""
    return begin + one * frames


def element(id_: int, content: bytes, *, size: bytes | None = None) -> bytes:
    name = id_.to_bytes((id_.bit_length() + 7) // 8, "big")
    long = (0x0100_0000_0000_0000 | len(content)).to_bytes(8, "big")
    return name + (size or long) + content


def number(id_: int, value: int) -> bytes:
    return element(id_, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def webm(
    *,
    codec: bytes = b"V_VP9",
    width: int = 640,
    height: int = 360,
    alpha: bool = False,
    seconds: float | None = 4.0,
    doc_type: bytes = b"webm",
    more_tracks: bytes = b"",
    padding: int = 100,
) -> bytes:
    video = number(0xB0, width) + number(0xBA, height)
    if alpha:
        video += number(0x53C0, 1)
    track = element(0xAE, number(0x83, 1) + element(0x86, codec) + element(0xE0, video))
    info = number(0x2AD7B1, 1_000_000)
    if seconds is not None:
        info += element(0x4489, struct.pack(">d", seconds * 1000))
    inside = (
        element(0x1549A966, info)
        + element(0x1654AE6B, track + more_tracks)
        + element(0x1F43B675, b"\xe7\x81\x00" + b"\xec\x80" * (padding // 2))
    )
    return element(0x1A45DFA3, element(0x4282, doc_type)) + element(0x18538067, inside)


def audio_track(codec: bytes = b"A_OPUS") -> bytes:
    return element(0xAE, number(0x83, 2) + element(0x86, codec))
