"""Pictures are known by their content, with their size."""

from __future__ import annotations

import pytest

from companion.media.image_kind import ImageKind, image_kind
from tests.support.picture_host import png

GIF = (
    b"GIF89a" + (300).to_bytes(2, "little") + (200).to_bytes(2, "little") + b"\x00" * 9
)
VP8X = (
    b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8
    + (299).to_bytes(3, "little") + (199).to_bytes(3, "little") + b"\x00" * 9
)  # fmt: skip
VP8L = (
    b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f"
    + (299 | 199 << 14).to_bytes(4, "little") + b"\x00" * 9
)  # fmt: skip
VP8 = (
    b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 7 + b"\x9d\x01\x2a"
    + (300).to_bytes(2, "little") + (200).to_bytes(2, "little") + b"\x00" * 9
)  # fmt: skip


def jpeg(*, before: bytes = b"") -> bytes:
    size = b"\x08" + (200).to_bytes(2, "big") + (300).to_bytes(2, "big") + b"\x03"
    return b"\xff\xd8" + before + b"\xff\xc0\x00\x11" + size + b"\x00" * 9


JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
HUFFMAN = b"\xff\xc4\x00\x05\x00\x00\x00"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(300, 200), "image/png"),
        (GIF, "image/gif"),
        (VP8X, "image/webp"),
        (VP8L, "image/webp"),
        (VP8, "image/webp"),
        (jpeg(), "image/jpeg"),
        (jpeg(before=JFIF), "image/jpeg"),
        (jpeg(before=JFIF + HUFFMAN), "image/jpeg"),
        (jpeg(before=b"\xff\xff"), "image/jpeg"),
    ],
)
def test_a_picture_is_known_with_its_size(data: bytes, media_type: str) -> None:
    assert image_kind(data) == ImageKind(media_type, 300, 200)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<html>",
        b"BM\x00\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIDAT" + b"\x00" * 20,
        b"GIF8",
        b"GIF88a" + b"\x00" * 20,
        b"RIFF\x00\x00\x00\x00WAVE" + b"\x00" * 40,
        b"RIFF\x00\x00\x00\x00WEBPXXXX" + b"\x00" * 40,
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\xff\xff" + b"\x00" * 100,
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40,
        b"%PDF-1.7",
    ],
)
def test_everything_else_is_no_picture(data: bytes) -> None:
    assert image_kind(data) is None


@pytest.mark.parametrize(
    "whole", [png(300, 200), GIF, VP8X, VP8L, VP8, jpeg(before=JFIF)]
)
def test_a_picture_that_is_cut_off_is_read_without_fail(whole: bytes) -> None:
    for length in range(len(whole)):
        image_kind(whole[:length])
