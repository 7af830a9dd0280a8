"""A band at the bottom on which the newest support passes by."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.moments import Moment
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.deeds import deed_words, newest, told
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words
from overlays.variables import fill

Part = Literal[
    "gifts",
    "cheers",
    "superchats",
    "subscriptions",
    "follows",
    "shares",
    "raids",
]


class TickerSettings(OverlaySettings):
    """What a Broadcaster chooses for the ticker."""

    align: Align = Field(
        default="bottom", description=N_("Where in the browser source it stands")
    )
    margin_x: int = Field(
        default=0, ge=0, le=400, description=N_("Free pixels at the sides")
    )
    margin_y: int = Field(
        default=0, ge=0, le=400, description=N_("Free pixels above and below")
    )
    shown: tuple[Part, ...] = Field(
        default=("gifts", "cheers", "superchats", "subscriptions", "follows", "raids"),
        min_length=1,
        max_length=7,
        description=N_("What passes by"),
    )
    gifts_from: int = Field(
        default=1,
        ge=0,
        le=1_000_000,
        description=N_(
            "Gifts from so many diamonds or jewels, cheers from so many bits"
        ),
    )
    items: int = Field(
        default=12, ge=1, le=30, description=N_("How many things pass by")
    )
    text: str = Field(
        default="",
        max_length=200,
        description=N_("Words that pass by first, with {{variables}}. Empty: none"),
    )
    speed: int = Field(
        default=90, ge=20, le=400, description=N_("Pixels a second, at 100 %")
    )
    rests: bool = Field(
        default=True,
        description=N_("It stands still after two rounds in which nothing new came"),
    )
    icons: bool = Field(default=True, description=N_("The gift's picture"))

    def shows(self, moment: Moment) -> bool:
        """Return whether a Moment is among those that pass by."""
        part: Part
        match moment.kind:
            case "gift" | "cheer":
                part = "gifts" if moment.kind == "gift" else "cheers"
                if moment.worth < self.gifts_from:
                    return False
            case "superchat" | "supersticker":
                part = "superchats"
            case "follow":
                part = "follows"
            case "share":
                part = "shares"
            case "raid":
                part = "raids"
            case "redemption":
                return False
            case _:
                part = "subscriptions"
        return part in self.shown


class Ticker(Overlay[TickerSettings]):
    """Icons, names and what they did, in a loop without a seam."""

    kind = "ticker"
    width = 1920
    height = 96
    settings_type = TickerSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Ticker")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A band on which the newest support passes by")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **deed_words(),
            "gift_times": _("{title} ×{n}"),
            **plural_words("raid", lambda n: ngettext("raid, {n}", "raid, {n}", n)),
            **plural_words(
                "gifted_subscription",
                lambda n: ngettext("{n} Subscription", "{n} Subscriptions", n),
            ),
            **plural_words(
                "gifted_membership",
                lambda n: ngettext("{n} Membership", "{n} Memberships", n),
            ),
        }

    def project(self, view: StreamView, settings: TickerSettings) -> State:
        """Return `{"text", "items": […]}`, newest first; see overlays.deeds.told."""
        items = [told(one) for one in newest(view, settings.items, settings.shows)]
        if not settings.icons:
            for item in items:
                item["icon"] = None
        return {"text": fill(settings.text, view, settings), "items": items[::-1]}
