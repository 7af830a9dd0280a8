"""End credits: everybody who made the evening, rolling up the screen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.moments import CreditPart
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State
from overlays.variables import fill


class CreditsSettings(OverlaySettings):
    """What a Broadcaster chooses for the credits."""

    align: Align = Field(
        default="center", description=N_("Where in the browser source it stands")
    )
    width: int = Field(
        default=960, ge=480, le=1800, description=N_("Width in pixels, at 100 %")
    )
    heading: str = Field(
        default="",
        max_length=80,
        description=N_("First words, with {{variables}}. Empty: Thank you"),
    )
    ending: str = Field(
        default="",
        max_length=200,
        description=N_("Last words, with {{variables}}. Empty: none"),
    )
    shown: tuple[CreditPart, ...] = Field(
        default=(
            "gifters",
            "subscribers",
            "followers",
            "raiders",
            "sharers",
            "chatters",
        ),
        min_length=1,
        max_length=6,
        description=N_("Whom it thanks, in this order"),
    )
    names: int = Field(
        default=60, ge=1, le=200, description=N_("Names of each part, at most")
    )
    columns: int = Field(
        default=2, ge=1, le=4, description=N_("Names beside each other")
    )
    speed: int = Field(
        default=80, ge=20, le=400, description=N_("Pixels a second, at 100 %")
    )
    play: Literal["once", "loop", "paused"] = Field(
        default="loop",
        description=N_("Once each time the source is shown, again and again, or still"),
    )
    pause_s: int = Field(
        default=3, ge=0, le=60, description=N_("Seconds before it begins again")
    )


class Credits(Overlay[CreditsSettings]):
    """Rolling names by what they are thanked for."""

    kind = "credits"
    width = 992
    height = 1080
    settings_type = CreditsSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Credits")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("End credits: gifters, subscribers, followers and all who helped")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "thanks": _("Thank you"),
            "part_gifters": _("Gifts"),
            "part_subscribers": _("Subscribers"),
            "part_followers": _("New followers"),
            "part_raiders": _("Raids"),
            "part_sharers": _("Shares"),
            "part_chatters": _("Chat"),
        }

    def project(self, view: StreamView, settings: CreditsSettings) -> State:
        """Return `{"heading_text", "ending_text", "parts": [{"part", "people"}]}`.

        Parts without anybody are left out.
        """
        parts = [
            {
                "part": part,
                "people": [
                    {"id": one.id, "name": one.name}
                    for one in view.credits(part, settings.names)
                ],
            }
            for part in dict.fromkeys(settings.shown)
        ]
        return {
            "heading_text": fill(settings.heading, view, settings),
            "ending_text": fill(settings.ending, view, settings),
            "parts": [part for part in parts if part["people"]],
        }
