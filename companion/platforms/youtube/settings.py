"""What can be set about YouTube: addresses, credentials, and the day's budget."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from companion.i18n import _
from companion.platforms.overridable import Credential, Overridable, Root
from companion.platforms.youtube.quota import Plan
from companion.settings import YouTubeSettings as Section

API_URL: Final = "https://youtube.googleapis.com"
GRPC_TARGET: Final = "youtube.googleapis.com:443"
AUTH_URL: Final = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL: Final = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address

_TARGET: Final = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:]+\]):[0-9]{1,5}", re.IGNORECASE)
_LOOPBACK: Final = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\]):.*")


def _server(target: str) -> str:
    target = target.strip().lower()
    if not _TARGET.fullmatch(target):
        raise ValueError(_("not a server and a port, as in youtube.googleapis.com:443"))
    return target


class YouTubeSettings(Overridable, Section):
    """How YouTube is reached, by whose credentials, and how sparingly.

    token: an access token that is used as it is; a login kept in the keyring is
    refreshed instead.
    """

    VARIABLES: ClassVar[Mapping[str, str]] = {
        "api_url": "COMPANION_YOUTUBE_API_URL",
        "grpc_target": "COMPANION_YOUTUBE_GRPC_TARGET",
        "auth_url": "COMPANION_GOOGLE_AUTH_URL",
        "token_url": "COMPANION_GOOGLE_TOKEN_URL",
        "api_key": "COMPANION_YOUTUBE_API_KEY",
        "token": "COMPANION_YOUTUBE_TOKEN",
    }

    api_url: Root = API_URL
    grpc_target: Annotated[str, AfterValidator(_server)] = GRPC_TARGET
    auth_url: Root = AUTH_URL
    token_url: Root = TOKEN_URL
    api_key: Credential = Field(default="", repr=False)
    token: Credential = Field(default="", repr=False)

    @property
    def is_plain(self) -> bool:
        """Whether the stream is not encrypted: it stays on this computer."""
        return _LOOPBACK.fullmatch(self.grpc_target) is not None

    @property
    def plan(self) -> Plan:
        """Return what the quota is to last for."""
        return Plan(
            units_per_day=self.units_per_day,
            reserve=min(self.reserve_units, self.units_per_day // 2),
            hours=self.planned_hours,
            viewers_every_s=self.viewers_every_s,
            costs=self.costs,
        )
