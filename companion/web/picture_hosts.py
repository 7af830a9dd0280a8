"""The hosts that serve avatars, gift icons and emotes, one by one.

Names are compared whole: a list of domains would trust every name below them.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from companion.media.emotes import HOSTS as EMOTES

# TikTok's names follow one pattern, p<cluster>-<service>.<zone>.
_TIKTOK_CLUSTERS = (16, 19, 26, 39, 58, 74, 77)
_TIKTOK_SERVICES = (
    "amd-va",
    "common",
    "common-sign",
    "common-sign-useastred",
    "pu-sign-no",
    "pu-sign-useast8",
    "sg",
    "sign",
    "sign-sg",
    "sign-useast2a",
    "sign-va",
    "useast2a",
    "va",
    "webcast",
)
_TIKTOK_ZONES = ("tiktokcdn.com", "tiktokcdn-eu.com", "tiktokcdn-us.com")

TIKTOK: Final = frozenset(
    f"p{cluster}-{service}.{zone}"
    for cluster, service, zone in product(
        _TIKTOK_CLUSTERS, _TIKTOK_SERVICES, _TIKTOK_ZONES
    )
)
TWITCH: Final = frozenset({"static-cdn.jtvnw.net"})
YOUTUBE: Final = frozenset(
    {
        "lh3.googleusercontent.com",
        "yt3.ggpht.com",
        "yt3.googleusercontent.com",
        "yt4.ggpht.com",
    }
)

PICTURE_HOSTS: Final = TIKTOK | TWITCH | YOUTUBE | EMOTES
