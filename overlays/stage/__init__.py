"""Many overlays on one page: one browser source for everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State

CANVAS = {"landscape": (1920, 1080), "portrait": (1080, 1920)}
"""Width and height of a stage in pixels."""

MOST_ITEMS = 40


class StageItem(BaseModel):
    """One overlay on a stage; in pixels of the canvas, from its top left corner.

    It may stand partly outside, as things do that come in from there. locked: the
    editor does not move it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    overlay: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    x: int = Field(ge=-1920, le=1920)
    y: int = Field(ge=-1920, le=1920)
    width: int = Field(ge=40, le=3840)
    height: int = Field(ge=40, le=3840)
    visible: bool = True
    locked: bool = False


def _item(overlay: str, x: int, y: int, width: int, height: int) -> StageItem:
    return StageItem(overlay=overlay, x=x, y=y, width=width, height=height)


COMPOSITIONS = {
    "landscape": (
        _item("leaderboard", 48, 32, 560, 504),
        _item("alerts", 624, 32, 720, 500),
        _item("goal", 1360, 32, 512, 224),
        _item("chat", 48, 540, 712, 460),
        _item("ticker", 0, 1000, 1920, 80),
    ),
    "portrait": (
        _item("goal", 48, 180, 896, 240),
        _item("alerts", 120, 432, 720, 400),
        _item("leaderboard", 48, 848, 672, 504),
        _item("chat", 48, 1352, 760, 168),
        _item("ticker", 0, 1520, 1080, 80),
    ),
}
"""What stands where before anybody moves it, by canvas.

In portrait nothing that must be read stands where the TikTok app has its own parts: in
the upper 180 pixels, the right 120 and the lower 320.
"""


class StageSettings(OverlaySettings):
    """What a Broadcaster arranges; later items stand in front of earlier ones."""

    canvas: Literal["landscape", "portrait"] = Field(
        default="landscape",
        description=N_("landscape: 1920 by 1080 pixels; portrait: 1080 by 1920"),
    )
    items: tuple[StageItem, ...] = Field(
        default=COMPOSITIONS["landscape"],
        max_length=MOST_ITEMS,
        description=N_("Which overlays stand where; later ones in front"),
    )

    @model_validator(mode="before")
    @classmethod
    def _composed(cls, values: object) -> object:
        """Give a canvas whose items nobody has placed the composition made for it."""
        if not isinstance(values, dict) or "items" in values:
            return values
        items = COMPOSITIONS.get(str(values.get("canvas", "landscape")))
        return values if items is None else {**values, "items": items}

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [item.overlay for item in self.items]
        if any(name == "stage" or name.startswith("stage_") for name in names):
            raise ValueError(_("a stage cannot stand on a stage"))
        if len(set(names)) < len(names):
            raise ValueError(_("each overlay can stand on a stage only once"))
        return self


class Stage(Overlay[StageSettings]):
    """One page that shows the pages of other overlays, each in its place."""

    kind = "stage"
    width, height = CANVAS["landscape"]
    settings_type = StageSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Stage")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Many overlays in one browser source, arranged by you")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words: its parts bring theirs."""
        return {}

    def size(self, settings: StageSettings) -> tuple[int, int]:
        """Return the canvas."""
        return CANVAS[settings.canvas]

    def parts(self, settings: StageSettings) -> Sequence[str]:
        """Return the overlays that are to be seen; one that is off costs nothing."""
        return tuple(item.overlay for item in settings.items if item.visible)

    def project(self, view: StreamView, settings: StageSettings) -> State:  # noqa: ARG002  # its parts show the session
        """Return which overlays stand on it, back to front."""
        return {"overlays": list(self.parts(settings))}
