"""What can be set about TikTok: the addresses, and the sign server's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import N_, _

APP_URL: Final = "https://www.tiktok.com"
WEBCAST_URL: Final = "https://webcast.tiktok.com/webcast"
SIGN_URL: Final = "https://api.eulerstream.com"

VARIABLES: Final = {
    "app_url": "COMPANION_TIKTOK_APP_URL",
    "webcast_url": "COMPANION_TIKTOK_WEBCAST_URL",
    "sign_url": "COMPANION_TIKTOK_SIGN_URL",
}
"""Environment variables that replace an address."""

KEY_VARIABLE: Final = "COMPANION_TIKTOK_SIGN_API_KEY"
"""Environment variable that holds the sign server's key; it is in no file."""

_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.IGNORECASE)


def _root(address: str) -> str:
    """Return the address without its final slash, which does not matter."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise ValueError(_("not an address that begins with http:// or https://"))
    return address.rstrip("/")


Root = Annotated[str, AfterValidator(_root)]
"""An address to which the library's own paths are added."""


class TikTokSettings(BaseModel):
    """How TikTok is reached."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_url: Root = Field(
        default=APP_URL,
        title=N_("TikTok's pages"),
        description=N_("Where the page of a live channel is looked up."),
    )
    webcast_url: Root = Field(
        default=WEBCAST_URL,
        title=N_("TikTok's live interface"),
        description=N_("Where TikTok tells whether a room is live."),
    )
    sign_url: Root = Field(
        default=SIGN_URL,
        title=N_("Sign server"),
        description=N_(
            "The server of somebody else that TikTok connections need; it learns which "
            "channel you connect to, and when."
        ),
    )
    sign_api_key: str = Field(
        default="",
        max_length=500,
        repr=False,
        title=N_("Key for the sign server"),
        description=N_(
            "Your own key allows more connections in an hour; none is needed to begin."
        ),
    )

    def with_environment(self, environment: Mapping[str, str]) -> Self:
        """Return these settings with what the environment replaces; see VARIABLES.

        Raises SettingsError, which names the variable.
        """
        values = self.model_dump()
        variables = {**VARIABLES, "sign_api_key": KEY_VARIABLE}
        for field, variable in variables.items():
            if value := environment.get(variable, "").strip():
                values[field] = value
        try:
            return type(self).model_validate(values)
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            text = _(
                "{variable} is not an address that begins with http:// or https://."
            )
            if field == "sign_api_key":
                text = _("{variable} is longer than any key.")
            name = variables.get(field, field)
            raise SettingsError(text.format(variable=name), field=name) from error
