"""Pictures of the platforms' own emotes, by ids that the platform gave."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from companion.domain.entries import Entry
from companion.domain.values import Fragment, FragmentKind, Platform

EmoteLookUp = Callable[[Entry, Fragment], str | None]
"""Gives the https address of an emote's picture, None where it knows none."""

_TWITCH_ID: Final = re.compile(r"[A-Za-z0-9_]{1,80}", re.ASCII)


def platform_emote(entry: Entry, fragment: Fragment) -> str | None:
    """Return the address of an emote of Twitch; no other platform tells a picture."""
    event, emote = entry.event, fragment.emote
    if event is None or event.platform is not Platform.TWITCH:
        return None
    if fragment.kind is not FragmentKind.EMOTE or emote is None:
        return None
    if _TWITCH_ID.fullmatch(emote) is None:
        return None
    return f"https://static-cdn.jtvnw.net/emoticons/v2/{emote}/default/dark/2.0"
