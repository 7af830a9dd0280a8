"""The Viewers with the most points, best first."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.values import Platform
from companion.domain.views import Standing, StreamView
from companion.i18n import N_, _
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from overlays.variables import fill


class LeaderboardSettings(OverlaySettings):
    """What a Broadcaster chooses for the leaderboard."""

    rows: int = Field(default=5, ge=1, le=20, description=N_("Places shown"))
    width: int = Field(
        default=640, ge=480, le=1200, description=N_("Width in pixels, at 100 %")
    )
    header: bool = Field(default=True, description=N_("A heading above the places"))
    heading: str = Field(
        default="",
        max_length=40,
        description=N_("Words of the heading, with {{variables}}. Empty: TOP 5"),
    )
    direction: Literal["down", "up"] = Field(
        default="down",
        description=N_("Where the first place is: on top, or up from below"),
    )
    platform: Literal["all", "tiktok", "twitch", "youtube", "room"] = Field(
        default="all", description=N_("Whose Viewers compete")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )
    avatars: Literal["theme", "on", "off"] = Field(
        default="theme", description=N_("Pictures of the Viewers")
    )
    crown: bool = Field(default=True, description=N_("A crown for the first place"))
    medals: bool = Field(
        default=True, description=N_("Medals on the pictures of places 2 and 3")
    )
    ties: bool = Field(default=True, description=N_("A mark where points are equal"))
    moves: bool = Field(default=True, description=N_("A mark on who has just moved up"))


class Leaderboard(Overlay[LeaderboardSettings]):
    """The first 1 to 20 places with avatar, name and points."""

    kind = "leaderboard"
    width = 672
    height = 504
    settings_type = LeaderboardSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Leaderboard")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Who leads this session, from 1 to 20 places")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "heading": _("TOP {n}"),
            "scope": _("this session"),
            "tie": _("tie"),
        }

    def project(self, view: StreamView, settings: LeaderboardSettings) -> State:
        """Return `{"rows": […]}`, best first; points in thousandths.

        heading_text: the heading's words, when they hold variables.
        """
        only = None if settings.platform == "all" else Platform(settings.platform)
        standings = view.top(settings.rows, platform=only)
        state: State = {"rows": [_row(standing) for standing in standings]}
        if "{{" in settings.heading:
            state["heading_text"] = fill(settings.heading, view, settings)
        return state


def _row(standing: Standing) -> State:
    viewer = standing.viewer
    return {
        "id": viewer.id,
        "rank": standing.rank,
        "name": viewer.name,
        "avatar": viewer.avatar,
        "platform": viewer.id.partition(":")[0],
        "points": standing.points,
        "tie": standing.tie,
    }
