"""Twitch's hype train while it runs: level, progress, time left, who drives it."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import HypeTrainOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State
from overlays.variables import fill


class HypeTrainSettings(OverlaySettings):
    """What a Broadcaster chooses for the hype train."""

    align: Align = Field(
        default="top", description=N_("Where in the browser source it stands")
    )
    heading: str = Field(
        default="",
        max_length=60,
        description=N_("Words beside the level, with {{variables}}. Empty: Hype train"),
    )
    contributors: int = Field(
        default=3,
        ge=0,
        le=6,
        description=N_("How many of those who drive it are named, when Twitch tells"),
    )
    width: int = Field(
        default=840, ge=420, le=1800, description=N_("Width in pixels, at 100 %")
    )


class HypeTrain(Overlay[HypeTrainSettings]):
    """A hype train from its beginning until its time is up."""

    kind = "hype_train"
    width = 872
    height = 230
    settings_type = HypeTrainSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Hype train")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("The hype train's level, progress, time left and who drives it")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "heading": _("Hype train"),
            "level": _("level {n}"),
            "percent": _("{n} %"),
        }

    def project(self, view: StreamView, settings: HypeTrainSettings) -> State:
        """Return `{"train": {…}}`, or null in it while none runs; ends_at in ms."""
        train = view.on_air(HypeTrainOnAir)
        is_over = train is not None and train.phase == "after"
        if train is None or is_over or (train.ends_at and train.ends_at <= view.now):
            return {"train": None}
        return {
            "train": {
                "id": train.id,
                "title": fill(settings.heading, view, settings),
                "level": train.level,
                "progress": train.progress,
                "goal": train.goal,
                "ends_at": train.ends_at // 1_000 if train.ends_at else None,
                "people": [
                    {
                        "id": one.id,
                        "name": one.name,
                        "avatar": one.avatar,
                        "platform": one.id.partition(":")[0],
                    }
                    for one in train.contributors[: settings.contributors]
                ],
            },
            "next_at": train.ends_at,
        }
