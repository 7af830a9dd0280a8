"""What can be set about Twitch: the addresses, and who one is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from companion.platforms.overridable import (
    Credential,
    Overridable,
    Root,
    SocketAddress,
)
from companion.settings import TwitchSettings as Section

HELIX_URL: Final = "https://api.twitch.tv/helix"
ID_URL: Final = "https://id.twitch.tv"
EVENTSUB_URL: Final = "wss://eventsub.wss.twitch.tv/ws"
IRC_URL: Final = "wss://irc-ws.chat.twitch.tv"


def _bare(token: str) -> str:
    """Return a token without the word that IRC puts before it."""
    return token.removeprefix("oauth:")


class TwitchSettings(Overridable, Section):
    """How Twitch is reached, and as whom.

    eventsub_url: where Twitch tells what happens, with a login; irc_url: where chat is
    read without one. token: a login that cannot be renewed.
    """

    VARIABLES: ClassVar[Mapping[str, str]] = {
        "helix_url": "COMPANION_TWITCH_HELIX_URL",
        "id_url": "COMPANION_TWITCH_ID_URL",
        "eventsub_url": "COMPANION_TWITCH_EVENTSUB_URL",
        "irc_url": "COMPANION_TWITCH_IRC_URL",
        "client_id": "COMPANION_TWITCH_CLIENT_ID",
        "token": "COMPANION_TWITCH_TOKEN",
    }

    helix_url: Root = HELIX_URL
    id_url: Root = ID_URL
    eventsub_url: SocketAddress = EVENTSUB_URL
    irc_url: SocketAddress = IRC_URL
    token: Annotated[Credential, AfterValidator(_bare)] = Field(default="", repr=False)
