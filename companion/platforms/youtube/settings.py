"""What can be set about YouTube: addresses, credentials, and the day's budget."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import N_, _
from companion.platforms.youtube.quota import Costs, Plan

API_URL: Final = "https://youtube.googleapis.com"
GRPC_TARGET: Final = "youtube.googleapis.com:443"
AUTH_URL: Final = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL: Final = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address

VARIABLES: Final = {
    "api_url": "COMPANION_YOUTUBE_API_URL",
    "grpc_target": "COMPANION_YOUTUBE_GRPC_TARGET",
    "auth_url": "COMPANION_GOOGLE_AUTH_URL",
    "token_url": "COMPANION_GOOGLE_TOKEN_URL",
    "api_key": "COMPANION_YOUTUBE_API_KEY",
    "token": "COMPANION_YOUTUBE_TOKEN",
}
"""Environment variables that replace a field; the credentials are in no file."""

_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.IGNORECASE)
_TARGET: Final = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:]+\]):[0-9]{1,5}", re.IGNORECASE)
_LOOPBACK: Final = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\]):.*")


def _root(address: str) -> str:
    """Return the address without its final slash, which does not matter."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise ValueError(_("not an address that begins with http:// or https://"))
    return address.rstrip("/")


def _server(target: str) -> str:
    target = target.strip().lower()
    if not _TARGET.fullmatch(target):
        raise ValueError(_("not a server and a port, as in youtube.googleapis.com:443"))
    return target


def _credential(text: str) -> str:
    """Return a key or token as it can stand in a header."""
    text = text.strip()
    if text and not re.fullmatch(r"[!-~]{1,4096}", text):
        raise ValueError(_("a key or token has no spaces and no accents"))
    return text


Root = Annotated[str, AfterValidator(_root)]
"""An address to which the library's own paths are added."""

Credential = Annotated[str, AfterValidator(_credential)]


class YouTubeSettings(BaseModel):
    """How YouTube is reached, by whose credentials, and how sparingly.

    token: an access token that is used as it is; a login kept in the keyring is
    refreshed instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_url: Root = API_URL
    grpc_target: Annotated[str, AfterValidator(_server)] = GRPC_TARGET
    auth_url: Root = AUTH_URL
    token_url: Root = TOKEN_URL
    api_key: Credential = Field(default="", repr=False)
    token: Credential = Field(default="", repr=False)
    planned_hours: float = Field(
        default=6.0,
        ge=0.5,
        le=24,
        title=N_("Hours of a stream"),
        description=N_(
            "How long a stream lasts at most: the day's units are spread over it."
        ),
    )
    units_per_day: int = Field(
        default=10_000,
        ge=100,
        le=100_000_000,
        title=N_("Units a day"),
        description=N_("What Google allows your key in a day; the console shows it."),
    )
    reserve_units: int = Field(
        default=1_500,
        ge=0,
        le=100_000_000,
        title=N_("Units kept for writing"),
        description=N_("Reading leaves these for sending, deleting and banning."),
    )
    viewers_every_s: float = Field(
        default=25.0,
        ge=5,
        le=3600,
        title=N_("Viewers and likes every"),
        description=N_("Seconds between two looks at the number of viewers."),
    )
    costs: Costs = Costs()

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

    def with_environment(self, environment: Mapping[str, str]) -> Self:
        """Return these settings with what the environment replaces; see VARIABLES.

        Raises SettingsError, which names the variable.
        """
        values = self.model_dump(exclude={"costs"})
        values["costs"] = self.costs
        for field, variable in VARIABLES.items():
            if value := environment.get(variable, "").strip():
                values[field] = value
        try:
            return type(self).model_validate(values)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            name = VARIABLES.get(field, field)
            raise SettingsError(
                _refusal(field).format(variable=name), field=name
            ) from (
                # The cause quotes what was given, which may be a credential.
                None
            )


def _refusal(field: str) -> str:
    match field:
        case "grpc_target":
            return _(
                "{variable} is not a server and a port, as in "
                "youtube.googleapis.com:443."
            )
        case "api_key" | "token":
            return _("{variable} is no key or token: it has spaces or accents.")
        case _:
            return _(
                "{variable} is not an address that begins with http:// or https://."
            )
