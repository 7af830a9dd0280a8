"""What can be set about TikTok: the addresses, and the sign server's key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from companion.i18n import N_, _
from companion.platforms.overridable import Credential, Overridable, Root

APP_URL: Final = "https://www.tiktok.com"
WEBCAST_URL: Final = "https://webcast.tiktok.com/webcast"
SIGN_URL: Final = "https://api.eulerstream.com"


def _short(key: str) -> str:
    if len(key) > 500:
        raise ValueError(_("longer than any key"))
    return key


class TikTokSettings(Overridable):
    """How TikTok is reached; the key for the sign server is in no file."""

    VARIABLES: ClassVar[Mapping[str, str]] = {
        "app_url": "COMPANION_TIKTOK_APP_URL",
        "webcast_url": "COMPANION_TIKTOK_WEBCAST_URL",
        "sign_url": "COMPANION_TIKTOK_SIGN_URL",
        "sign_api_key": "COMPANION_TIKTOK_SIGN_API_KEY",
    }

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
    sign_api_key: Annotated[Credential, AfterValidator(_short)] = Field(
        default="",
        repr=False,
        title=N_("Key for the sign server"),
        description=N_(
            "Your own key allows more connections in an hour; none is needed to begin."
        ),
    )
