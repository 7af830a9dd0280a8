"""Recognising what a person typed: a name, a login or a link, and of which platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from companion.domain.values import Platform

_TIKTOK_NAME = re.compile(r"[A-Za-z0-9_.]{2,24}")
_TWITCH_NAME = re.compile(r"[A-Za-z0-9_]{3,25}")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HANDLE = re.compile(r"@[\w.·-]{3,30}")

_HOSTS = {
    "tiktok.com": Platform.TIKTOK,
    "twitch.tv": Platform.TWITCH,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One reading of what was typed; target is what the engine connects to."""

    platform: Platform
    target: str


def recognise(typed: str) -> tuple[Guess, ...]:
    """Return every platform that the text can name, likeliest first; () for none.

    Accepts links with or without https, "tiktok:@name", "@name" and plain names.
    """
    text = typed.strip()
    prefix, colon, rest = text.partition(":")
    if colon and prefix.lower() in set(Platform) and not rest.startswith("//"):
        return _named(Platform(prefix.lower()), rest.strip())
    link = _of_link(text)
    if link is not None:
        return link
    if text.startswith("@"):
        return _named(Platform.TIKTOK, text)
    return _named(Platform.TIKTOK, text) + _named(Platform.TWITCH, text)


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
    if _YOUTUBE_ID.fullmatch(name) or _YOUTUBE_HANDLE.fullmatch(name):
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
    video = (parse_qs(query).get("v") or [""])[0]
    if host.endswith("youtu.be") and steps:
        video = steps[0]
    video = video or _after(steps, "live") or _after(steps, "video")
    handle = next((step for step in steps if step.startswith("@")), "")
    return _named(Platform.YOUTUBE, video or handle)


def _after(steps: list[str], word: str) -> str:
    """Return the step of a path that follows `word`, "" without one."""
    if word in steps[:-1]:
        return steps[steps.index(word) + 1]
    return ""
