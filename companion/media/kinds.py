"""What a file of the media library is, told by its content and never by its name.

Accepted are PNG, JPEG, GIF and WebP; MP3, Ogg (Vorbis, Opus) and WAV; WebM (VP8, VP9).
A file that is not whole, such as one that is still being synced, is none of them. SVG
is none on purpose: it can hold scripts.
"""

from __future__ import annotations

from typing import BinaryIO, Final, Literal

from msgspec import Struct

from companion.i18n import _
from companion.media.image_kind import image_kind
from companion.media.moving import moving_seconds
from companion.media.sounds import sound_kind
from companion.media.webm import webm_kind

MAX_SIDE: Final = 8192
"""Longest side of a picture or video in pixels: a small file can hold a huge one."""

MAX_PIXELS: Final = 40_000_000

MAX_SECONDS: Final = 3 * 3600.0
"""Longest sound or video."""

SUFFIXES: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "video/webm": ".webm",
}
"""How the name of a file of each media type ends."""

TYPES: Final = {".jpeg": "image/jpeg", **{end: kind for kind, end in SUFFIXES.items()}}
"""The media type that the end of a name stands for."""


class MediaKind(Struct, frozen=True, kw_only=True):
    """What a file is; fields as in domain.studio.MediaItem."""

    kind: Literal["image", "sound", "video"]
    media_type: str
    width: int = 0
    height: int = 0
    seconds: float | None = None
    has_alpha: bool = False


class Caps(Struct, frozen=True, kw_only=True):
    """Most bytes of a file by its kind."""

    image: int = 10_000_000
    sound: int = 20_000_000
    video: int = 200_000_000

    @property
    def largest(self) -> int:
        """Bytes above which no file is looked at."""
        return max(self.image, self.sound, self.video)

    def of(self, kind: str) -> int:
        """Return the most bytes of a kind."""
        return int(getattr(self, kind))


def accepted_words() -> str:
    """Return what is accepted, for a person."""
    return _(
        "pictures (PNG, JPEG, GIF, WebP), sounds (MP3, Ogg, WAV) and videos (WebM with"
        " VP8 or VP9)"
    )


def media_kind(file: BinaryIO, size: int, caps: Caps) -> MediaKind | None:
    """Return what an open file of `size` bytes is; None: nothing that is accepted.

    Reads pictures and sounds whole, so look at the size first: what is larger than its
    kind may be is None too.
    """
    head = file.read(16)
    file.seek(0)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _video(file, size) if size <= caps.video else None
    if size > max(caps.image, caps.sound):
        return None
    content = file.read(size)
    if len(content) != size:
        return None
    found = _picture(content) or _sound(content)
    return found if found is not None and size <= caps.of(found.kind) else None


def _picture(content: bytes) -> MediaKind | None:
    kind = image_kind(content)
    if kind is None or not _is_fit(kind.width, kind.height):
        return None
    moving = moving_seconds(content, kind.media_type)
    if not moving.is_whole:
        return None
    return MediaKind(
        kind="image",
        media_type=kind.media_type,
        width=kind.width,
        height=kind.height,
        seconds=moving.seconds,
    )


def _sound(content: bytes) -> MediaKind | None:
    found = sound_kind(content)
    if found is None or not 0 < found.seconds <= MAX_SECONDS:
        return None
    return MediaKind(kind="sound", media_type=found.media_type, seconds=found.seconds)


def _video(file: BinaryIO, size: int) -> MediaKind | None:
    found = webm_kind(file, size)
    if found is None or not _is_fit(found.width, found.height):
        return None
    if found.seconds is not None and not 0 < found.seconds <= MAX_SECONDS:
        return None
    return MediaKind(
        kind="video",
        media_type="video/webm",
        width=found.width,
        height=found.height,
        seconds=found.seconds,
        has_alpha=found.has_alpha,
    )


def _is_fit(width: int, height: int) -> bool:
    is_within = 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE
    return is_within and width * height <= MAX_PIXELS
