"""The newest gifts, one beneath the other, with counters that grow."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from companion.domain.moments import Moment
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.deeds import deed_words, newest, told
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State

_SECOND: Final = 1_000_000


class GiftFeedSettings(OverlaySettings):
    """What a Broadcaster chooses for the gift feed."""

    align: Align = Field(
        default="bottom-left", description=N_("Where in the browser source it stands")
    )
    rows: int = Field(default=5, ge=1, le=20, description=N_("Gifts shown"))
    width: int = Field(
        default=640, ge=480, le=1200, description=N_("Width in pixels, at 100 %")
    )
    direction: Literal["up", "down"] = Field(
        default="up", description=N_("Where the newest comes in: below, or on top")
    )
    stay_s: int = Field(
        default=0,
        ge=0,
        le=3600,
        description=N_("Seconds until a gift leaves again. 0: when newer ones come"),
    )
    gifts: bool = Field(default=True, description=N_("Gifts of TikTok and YouTube"))
    gifts_from: int = Field(
        default=1, ge=0, le=1_000_000, description=N_("From so many diamonds or jewels")
    )
    cheers: bool = Field(default=True, description=N_("Bits of Twitch"))
    superchats: bool = Field(
        default=True, description=N_("Super Chats and Super Stickers of YouTube")
    )
    subscriptions: bool = Field(
        default=True, description=N_("Subscriptions and memberships, also as a gift")
    )
    figure: Literal["count", "worth"] = Field(
        default="count", description=N_("Of gifts: how many, or how many diamonds")
    )
    icons: bool = Field(default=True, description=N_("The gift's picture"))
    avatars: bool = Field(default=True, description=N_("Pictures of the Viewers"))

    def shows(self, moment: Moment) -> bool:
        """Return whether a Moment is among those that are wanted."""
        match moment.kind:
            case "gift":
                return self.gifts and moment.worth >= self.gifts_from
            case "cheer":
                return self.cheers
            case "superchat" | "supersticker":
                return self.superchats
            case "follow" | "share" | "raid" | "redemption":
                return False
        return self.subscriptions


class GiftFeed(Overlay[GiftFeedSettings]):
    """The newest 1 to 20 gifts."""

    kind = "gift_feed"
    width = 672
    height = 560
    settings_type = GiftFeedSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Gift feed")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("The newest gifts, with counters that grow with each streak")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return deed_words()

    def project(self, view: StreamView, settings: GiftFeedSettings) -> State:
        """Return `{"rows": […], "next_at"}`, newest last; see overlays.deeds.told."""
        found = newest(view, settings.rows, settings.shows)
        stay = settings.stay_s * _SECOND
        if stay:
            found = [one for one in found if one.grew + stay > view.now]
        rows = [told(one) for one in found]
        for row in rows:
            row["mixed"] = settings.figure == "worth" and row["kind"] == "gift"
            if not settings.icons:
                row["icon"] = None
        return {
            "rows": rows,
            "next_at": min((one.grew + stay for one in found), default=None)
            if stay
            else None,
        }
