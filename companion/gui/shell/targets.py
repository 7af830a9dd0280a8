"""Recognising what a person typed: a name, a login or a link, and of which platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from companion.domain.values import Platform

_TIKTOK_NAME = re.compile(r"[A-Za-z0-9_.]{2,24}")
_TWITCH_NAME = re.compile(r"[A-Za-z0-9_]{3,25}")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_MIXED = re.compile(r"(?=.*[A-Z])(?=.*[a-z]).+")
"""Ids of videos are random: without both cases it is somebody's name."""

_YOUTUBE_HANDLE = re.compile(r"@[\w.·-]{3,30}")

_HOSTS = {
    "tiktok.com": Platform.TIKTOK,
    "twitch.tv": Platform.TWITCH,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
    "youtube-nocookie.com": Platform.YOUTUBE,
}


_BEFORE_VIDEO = ("live", "video", "embed", "shorts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One reading of what was typed; target is what the engine connects to."""

    platform: Platform
    target: str


def recognise(typed: str) -> tuple[Guess, ...]:
    """Return every platform that the text can name, likeliest first; () for none.

    Links decide. A plain name may be TikTok's or Twitch's, an "@name" TikTok's or a
    YouTube handle. Also accepts "tiktok:@name" and YouTube's ids of videos and
    channels.
    """
    text = typed.strip()
    prefix, colon, rest = text.partition(":")
    if colon and prefix.lower() in set(Platform) and not rest.startswith("//"):
        return _named(Platform(prefix.lower()), rest.strip())
    link = _of_link(text)
    if link is not None:
        return link
    if text.startswith("@"):
        return _named(Platform.TIKTOK, text) + _named(Platform.YOUTUBE, text)
    if _YOUTUBE_CHANNEL.fullmatch(text):
        return _named(Platform.YOUTUBE, text)
    names = _named(Platform.TIKTOK, text) + _named(Platform.TWITCH, text)
    is_video = _YOUTUBE_ID.fullmatch(text) and (_MIXED.fullmatch(text) or not names)
    return names + (_named(Platform.YOUTUBE, text) if is_video else ())


def page_of(target: str) -> str:
    """Return the address at which the stream of a target is watched, "" for none.

    target: as the engine connects to it, such as "tiktok:@mira.plays".
    """
    platform, _colon, asked = target.partition(":")
    found = recognise(asked if is_link(asked) else target)
    if platform not in set(Platform) or not found:
        return ""
    name = found[0].target.partition(":")[2]
    match found[0].platform:
        case Platform.TIKTOK:
            return f"https://www.tiktok.com/{quote(name, safe='@')}/live"
        case Platform.TWITCH:
            return f"https://www.twitch.tv/{quote(name)}"
        case Platform.YOUTUBE if name.startswith("@"):
            return f"https://www.youtube.com/{quote(name, safe='@')}/live"
        case Platform.YOUTUBE if _YOUTUBE_CHANNEL.fullmatch(name):
            return f"https://www.youtube.com/channel/{name}/live"
        case Platform.YOUTUBE:
            return f"https://www.youtube.com/watch?v={name}"
    return ""


def is_link(typed: str) -> bool:
    """Return whether the text is meant as a link, of whatever site."""
    return "/" in typed or "://" in typed


def _named(platform: Platform, name: str) -> tuple[Guess, ...]:
    """Return the guess when `name` is one that the platform allows."""
    bare = name.removeprefix("@")
    match platform:
        case Platform.TIKTOK if _TIKTOK_NAME.fullmatch(bare):
            target = f"tiktok:@{bare}"
        case Platform.TWITCH if _TWITCH_NAME.fullmatch(bare):
            target = f"twitch:{bare.lower()}"
        case Platform.YOUTUBE if _is_youtube(name):
            target = f"youtube:{name}"
        case _:
            return ()
    return (Guess(platform=platform, target=target),)


def _is_youtube(name: str) -> bool:
    kinds = (_YOUTUBE_ID, _YOUTUBE_CHANNEL, _YOUTUBE_HANDLE)
    if any(kind.fullmatch(name) for kind in kinds):
        return True
    link = _of_link(name)
    return bool(link) and link[0].platform is Platform.YOUTUBE if link else False


def _of_link(text: str) -> tuple[Guess, ...] | None:
    """Return what a link names, () for a link to nothing of use, None for no link."""
    if "/" not in text:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ()
    platform = _platform_of(host)
    if platform is None:
        return ()
    steps = [step for step in parts.path.split("/") if step]
    match platform:
        case Platform.TIKTOK:
            named = next((step for step in steps if step.startswith("@")), "")
            return _named(platform, named)
        case Platform.TWITCH:
            return _named(platform, _after(steps, "popout") or (steps or [""])[0])
        case _:
            return _of_youtube(host, steps, parts.query)


def _platform_of(host: str) -> Platform | None:
    for known, platform in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return platform
    return None


def _of_youtube(host: str, steps: list[str], query: str) -> tuple[Guess, ...]:
    asked = parse_qs(query)
    video = next((asked[key][0] for key in ("v", "video_id") if asked.get(key)), "")
    if host.endswith("youtu.be") and steps:
        video = steps[0]
    for word in _BEFORE_VIDEO:
        video = video or _after(steps, word)
    handle = next((step for step in map(unquote, steps) if step.startswith("@")), "")
    channel = _after(steps, "channel")
    return _named(Platform.YOUTUBE, video or handle or channel)


def _after(steps: list[str], word: str) -> str:
    """Return the step of a path that follows `word`, "" without one."""
    if word in steps[:-1]:
        return steps[steps.index(word) + 1]
    return ""
