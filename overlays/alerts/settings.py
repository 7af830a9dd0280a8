"""What a Broadcaster chooses for alerts."""

from __future__ import annotations

from math import log10
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from companion.domain.moments import Moment
from companion.i18n import N_, _
from overlays.alerts.schedule import Size, weight_of
from overlays.look import Align, OverlaySettings

Media = Annotated[str, Field(max_length=200)]


class AlertsSettings(OverlaySettings):
    """Which support shows, from which amount, how large, how long and with what."""

    align: Align = Field(
        default="top", description=N_("Where in the browser source it stands")
    )
    width: int = Field(
        default=960, ge=640, le=1600, description=N_("Width in pixels, at 100 %")
    )
    rows: Literal["below", "above"] = Field(
        default="below", description=N_("Where small alerts stand: below the large one")
    )
    gifts: bool = Field(default=True, description=N_("Gifts of TikTok and YouTube"))
    gifts_from: int = Field(
        default=1, ge=0, le=1_000_000, description=N_("From so many diamonds or jewels")
    )
    cheers: bool = Field(default=True, description=N_("Bits of Twitch"))
    cheers_from: int = Field(
        default=1, ge=1, le=1_000_000, description=N_("From so many bits")
    )
    superchats: bool = Field(
        default=True, description=N_("Super Chats and Super Stickers of YouTube")
    )
    subscriptions: bool = Field(
        default=True, description=N_("Subscriptions and memberships, also as a gift")
    )
    follows: bool = Field(default=True, description=N_("New followers"))
    shares: bool = Field(default=True, description=N_("Who shares the stream"))
    raids: bool = Field(default=True, description=N_("Raids of Twitch"))
    raids_from: int = Field(
        default=1, ge=0, le=1_000_000, description=N_("From so many viewers")
    )
    redemptions: bool = Field(
        default=False, description=N_("Channel point rewards of Twitch")
    )
    medium_from: int = Field(
        default=20,
        ge=1,
        le=1_000_000,
        description=N_("Gifts and cheers are small below so many diamonds or bits"),
    )
    large_from: int = Field(
        default=100,
        ge=1,
        le=1_000_000,
        description=N_("Gifts and cheers are large from so many diamonds or bits"),
    )
    huge_from: int = Field(
        default=5_000,
        ge=1,
        le=10_000_000,
        description=N_("From so many they have a sound and a picture of their own"),
    )
    seconds_least: int = Field(
        default=3, ge=3, le=8, description=N_("Seconds that a large alert has at least")
    )
    seconds_most: int = Field(
        default=8, ge=3, le=15, description=N_("Seconds that the greatest gift has")
    )
    message: bool = Field(default=True, description=N_("What was written with it"))
    icons: bool = Field(default=True, description=N_("The gift's picture"))
    bar: bool = Field(
        default=True, description=N_("A bar for the time that is left of a streak")
    )
    volume: int = Field(
        default=70, ge=0, le=100, description=N_("Loudness of the sounds, in per cent")
    )
    sound_small: Media = Field(
        default="", description=N_("Sound of small alerts, from the media library")
    )
    sound_medium: Media = Field(
        default="builtin:pop", description=N_("Sound of medium alerts")
    )
    sound_large: Media = Field(
        default="builtin:chime", description=N_("Sound of large alerts")
    )
    sound_huge: Media = Field(
        default="builtin:fanfare", description=N_("Sound of the greatest gifts")
    )
    picture_large: Media = Field(
        default="", description=N_("Picture in place of the gift's, of large alerts")
    )
    picture_huge: Media = Field(
        default="", description=N_("The same, of the greatest gifts")
    )
    speak: bool = Field(
        default=False,
        description=N_("Read texts aloud; what is read is chosen in the settings"),
    )

    @model_validator(mode="after")
    def _in_order(self) -> AlertsSettings:
        if not self.medium_from <= self.large_from <= self.huge_from:
            raise PydanticCustomError(
                "order", "{text}", {"text": _("Larger alerts need larger amounts")}
            )
        if self.seconds_least > self.seconds_most:
            raise PydanticCustomError(
                "order", "{text}", {"text": _("The least seconds are above the most")}
            )
        return self

    def size_of(self, moment: Moment) -> Size:
        """Return how a Moment is shown, "" when it is not."""
        if not self._shows(moment):
            return ""
        match moment.kind:
            case "gift" | "cheer":
                if moment.worth >= self.large_from:
                    return "large"
                return "medium" if moment.worth >= self.medium_from else "small"
            case "follow" | "share" | "redemption":
                return "small"
            case "raid":
                return "medium" if weight_of(moment) >= self.large_from * 5 else "small"
        return "medium"

    def is_huge(self, moment: Moment) -> bool:
        """Return whether a Moment is among the greatest."""
        return weight_of(moment) >= self.huge_from

    def seconds_of(self, moment: Moment) -> float:
        """Return how long a Moment has the large place: longer for more."""
        share = min(1.0, log10(1 + weight_of(moment) / self.large_from) / 2)
        return self.seconds_least + (self.seconds_most - self.seconds_least) * share

    def sound_of(self, moment: Moment, size: Size) -> str | None:
        """Return the name of a sound in the media library, None for silence."""
        if size != "small" and self.is_huge(moment):
            return self.sound_huge or None
        sounds = {
            "small": self.sound_small,
            "medium": self.sound_medium,
            "large": self.sound_large,
        }
        return sounds.get(size) or None

    def picture_of(self, moment: Moment, size: Size) -> str | None:
        """Return the name of a picture in the media library, None for the gift's."""
        if size != "large":
            return None
        chosen = self.picture_huge if self.is_huge(moment) else self.picture_large
        return chosen or None

    def _shows(self, moment: Moment) -> bool:
        match moment.kind:
            case "gift":
                return self.gifts and moment.worth >= self.gifts_from
            case "cheer":
                return self.cheers and moment.worth >= self.cheers_from
            case "superchat" | "supersticker":
                return self.superchats
            case "follow":
                return self.follows
            case "share":
                return self.shares
            case "raid":
                return self.raids and moment.viewers >= self.raids_from
            case "redemption":
                return self.redemptions
        return self.subscriptions
