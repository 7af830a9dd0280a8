"""What platforms are called, wherever a person reads it."""

from __future__ import annotations

from typing import Final

from companion.domain.values import Platform
from companion.i18n import _

_COMPANIES: Final = {
    Platform.TIKTOK: "TikTok",
    Platform.TWITCH: "Twitch",
    Platform.YOUTUBE: "YouTube",
}


def platform_name(platform: Platform) -> str:
    """Return a platform's name; those of companies are the same in every language."""
    if platform is Platform.ROOM:
        # Translators: where people are who sit in front of the stage, not at home.
        return _("Room")
    return _COMPANIES[platform]
