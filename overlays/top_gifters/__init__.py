"""Who has given most, on a podium or as a list."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.values import Platform
from companion.domain.views import Standing, StreamView
from companion.i18n import N_, _
from overlays.deeds import deed_words
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State

Measure = Literal["diamonds", "bits", "gifts", "points"]


class TopGiftersSettings(OverlaySettings):
    """What a Broadcaster chooses for the top gifters."""

    measure: Measure = Field(
        default="diamonds", description=N_("What is compared in the session")
    )
    platform: Literal["all", "tiktok", "twitch", "youtube", "room"] = Field(
        default="all", description=N_("Whose Viewers compete")
    )
    layout: Literal["podium", "list"] = Field(
        default="podium", description=N_("podium: faces with a crown; list: rows")
    )
    rows: int = Field(default=5, ge=1, le=20, description=N_("Rows of the list"))
    width: int = Field(
        default=640, ge=480, le=1200, description=N_("Width in pixels, at 100 %")
    )
    header: bool = Field(default=True, description=N_("A heading above"))
    heading: str = Field(
        default="",
        max_length=40,
        description=N_("Words of the heading. Empty: Top gifters"),
    )
    amounts: bool = Field(default=True, description=N_("How much each has given"))
    crown: bool = Field(default=True, description=N_("A crown for the first place"))


class TopGifters(Overlay[TopGiftersSettings]):
    """The most generous three on a podium, or up to twenty in rows."""

    kind = "top_gifters"
    width = 672
    height = 480
    settings_type = TopGiftersSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Top gifters")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Who has given most in this session, the first with a crown")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {**deed_words(), "heading": _("Top gifters")}

    def project(self, view: StreamView, settings: TopGiftersSettings) -> State:
        """Return `{"rows": […]}`, best first; total in whole units or thousandths."""
        only = None if settings.platform == "all" else Platform(settings.platform)
        limit = 3 if settings.layout == "podium" else settings.rows
        standings = view.top(limit, platform=only, unit=settings.measure)
        rows = [_row(one, settings.measure) for one in standings]
        return {"rows": [row for row in rows if row["total"] > 0]}


def _row(standing: Standing, measure: Measure) -> State:
    viewer = standing.viewer
    total: int = getattr(standing, measure)
    return {
        "id": viewer.id,
        "rank": standing.rank,
        "name": viewer.name,
        "avatar": viewer.avatar,
        "platform": viewer.id.partition(":")[0],
        "total": total,
    }
