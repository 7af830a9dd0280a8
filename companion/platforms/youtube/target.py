"""What a target names: one video, or a channel whose live video is to be found."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from msgspec import Struct

from companion.domain.errors import TargetUnknown
from companion.domain.text import clean_name
from companion.i18n import _

_VIDEO: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_CHANNEL: Final = re.compile(r"UC[A-Za-z0-9_-]{22}")
# Handles may have letters of any script; 3 to 30 of them.
_HANDLE: Final = re.compile(r"@[\w.·-]{3,30}")
_SITES: Final = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "gaming.youtube.com",
        "studio.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_SHORT: Final = frozenset({"youtu.be", "www.youtu.be"})
_BEFORE_VIDEO: Final = frozenset({"live", "embed", "shorts", "v", "e", "video"})


class Target(Struct, frozen=True, kw_only=True):
    """One of three: the id of a video, a "@handle", or the id of a channel."""

    video: str = ""
    handle: str = ""
    channel: str = ""

    @property
    def name(self) -> str:
        """How the connection is called, after "youtube:"."""
        return self.video or self.handle or self.channel


def target_of(text: str) -> Target:
    """Return what a person meant: an id, a handle, or any link of YouTube's.

    Raises TargetUnknown, which shows what would do.
    """
    text = text.strip()
    found = _bare(text) or _linked(text)
    if found is None:
        raise TargetUnknown(
            _(
                "“{text}” names no stream on YouTube. Give the stream's link, its id "
                "of 11 characters, or a channel such as @mira."
            ).format(text=clean_name(text)[:80])
        )
    return found


def link_to(video: str) -> str:
    """Return the shortest link to a video."""
    return f"https://youtu.be/{video}"


def _bare(text: str) -> Target | None:
    if _VIDEO.fullmatch(text):
        return Target(video=text)
    if _CHANNEL.fullmatch(text):
        return Target(channel=text)
    if _HANDLE.fullmatch(text):
        return Target(handle=text.lower())
    return None


def _linked(text: str) -> Target | None:
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        site = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    if site in _SHORT:
        return _video(parts.path.strip("/").split("/")[0])
    return _of_site(parts) if site in _SITES else None


def _of_site(parts: SplitResult) -> Target | None:
    steps = [unquote(step) for step in parts.path.split("/") if step]
    for name in ("v", "video_id"):
        for value in parse_qs(parts.query).get(name, ()):
            if found := _video(value):
                return found
    if len(steps) >= 2 and steps[0] in _BEFORE_VIDEO:
        return _video(steps[1])
    if len(steps) >= 2 and steps[0] == "channel":
        return Target(channel=steps[1]) if _CHANNEL.fullmatch(steps[1]) else None
    if steps and _HANDLE.fullmatch(steps[0]):
        return Target(handle=steps[0].lower())
    return None


def _video(text: str) -> Target | None:
    return Target(video=text) if _VIDEO.fullmatch(text) else None
