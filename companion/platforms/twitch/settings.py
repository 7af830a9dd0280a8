"""What can be set about Twitch: the addresses, and the application's client id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import N_, _

HELIX_URL: Final = "https://api.twitch.tv/helix"
ID_URL: Final = "https://id.twitch.tv"
EVENTSUB_URL: Final = "wss://eventsub.wss.twitch.tv/ws"
IRC_URL: Final = "wss://irc-ws.chat.twitch.tv"

VARIABLES: Final = {
    "helix_url": "COMPANION_TWITCH_HELIX_URL",
    "id_url": "COMPANION_TWITCH_ID_URL",
    "eventsub_url": "COMPANION_TWITCH_EVENTSUB_URL",
    "irc_url": "COMPANION_TWITCH_IRC_URL",
    "client_id": "COMPANION_TWITCH_CLIENT_ID",
    "token": "COMPANION_TWITCH_TOKEN",
}
"""Environment variables that replace a setting; the token is in no file."""

_HTTP: Final = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.IGNORECASE)
_SOCKET: Final = re.compile(r"wss?://[^\s/?#]+(/[^\s?#]*)?", re.IGNORECASE)
_CLIENT_ID: Final = re.compile(r"[A-Za-z0-9]{0,64}")
_TOKEN: Final = re.compile(r"[!-~]{0,500}")


def _root(address: str) -> str:
    """Return the address without its final slash, which does not matter."""
    address = address.strip()
    if not _HTTP.fullmatch(address):
        raise ValueError(_("not an address that begins with http:// or https://"))
    return address.rstrip("/")


def _socket(address: str) -> str:
    address = address.strip()
    if not _SOCKET.fullmatch(address):
        raise ValueError(_("not an address that begins with ws:// or wss://"))
    return address.rstrip("/")


def _client_id(text: str) -> str:
    text = text.strip()
    if not _CLIENT_ID.fullmatch(text):
        raise ValueError(_("a client id has only letters and digits"))
    return text


def _token(text: str) -> str:
    text = text.strip().removeprefix("oauth:")
    if not _TOKEN.fullmatch(text):
        raise ValueError(_("a token has no spaces and at most 500 characters"))
    return text


Root = Annotated[str, AfterValidator(_root)]
"""An address to which Twitch's own paths are added."""

SocketAddress = Annotated[str, AfterValidator(_socket)]
"""The whole address of a WebSocket."""


class TwitchSettings(BaseModel):
    """How Twitch is reached, and as which application."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: Annotated[str, AfterValidator(_client_id)] = Field(
        default="",
        title=N_("Client id"),
        description=N_(
            "Of the application that you registered with Twitch, of the type “public”. "
            "Without one, chat can be read and nothing can be written."
        ),
    )
    helix_url: Root = Field(
        default=HELIX_URL,
        title=N_("Twitch's interface"),
        description=N_("Where Twitch is asked and told what to do."),
    )
    id_url: Root = Field(
        default=ID_URL,
        title=N_("Twitch's logins"),
        description=N_("Where logins are made and checked."),
    )
    eventsub_url: SocketAddress = Field(
        default=EVENTSUB_URL,
        title=N_("Twitch's notifications"),
        description=N_("Where Twitch tells what happens, with a login."),
    )
    irc_url: SocketAddress = Field(
        default=IRC_URL,
        title=N_("Twitch's chat"),
        description=N_("Where chat is read without a login."),
    )
    token: Annotated[str, AfterValidator(_token)] = Field(
        default="",
        repr=False,
        title=N_("Token"),
        description=N_(
            "A login from the environment; it cannot be renewed by Companion."
        ),
    )

    def with_environment(self, environment: Mapping[str, str]) -> Self:
        """Return these settings with what the environment replaces; see VARIABLES.

        Raises SettingsError, which names the variable.
        """
        values = self.model_dump()
        for field, variable in VARIABLES.items():
            if value := environment.get(variable, "").strip():
                values[field] = value
        try:
            return type(self).model_validate(values)
        except ValidationError as error:
            wrong = error.errors()[0]
            name = VARIABLES.get(str(wrong["loc"][0]), str(wrong["loc"][0]))
            why = str(wrong["ctx"]["error"]) if "ctx" in wrong else wrong["msg"]
        # Raised outside: the caught error carries the value, which may be a token.
        text = _("{variable}: {why}.").format(variable=name, why=why)
        raise SettingsError(text, field=name)
