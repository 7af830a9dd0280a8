"""How many people watch now, on each platform and together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.values import Platform
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from overlays.variables import fill


class ViewersSettings(OverlaySettings):
    """What a Broadcaster chooses for the number of viewers."""

    heading: str = Field(
        default="",
        max_length=60,
        description=N_("Words in front, with {{variables}}"),
    )
    total: bool = Field(default=True, description=N_("All who watch, together"))
    platforms: bool = Field(
        default=False, description=N_("Each platform by itself, with its mark")
    )
    peak: bool = Field(default=False, description=N_("The most who watched at once"))
    likes: bool = Field(
        default=False, description=N_("Likes, as the rooms themselves count them")
    )
    layout: Literal["row", "column"] = Field(
        default="row", description=N_("Beside each other or beneath each other")
    )


class Viewers(Overlay[ViewersSettings]):
    """Who watch now; what no platform tells is a dash, never a zero."""

    kind = "viewers"
    width = 640
    height = 120
    settings_type = ViewersSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Viewers")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("How many watch now, on each platform and together")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {"peak": _("peak {n}"), "unknown": _("–")}

    def project(self, view: StreamView, settings: ViewersSettings) -> State:
        """Return `{"viewers": {…}}`, or null in it between sessions.

        A number that nobody tells is null. platforms: those that tell theirs.
        """
        session = view.session
        if session is None:
            return {"viewers": None}
        totals = session.totals
        known = [one.value for one in Platform if one.value in totals.watching_by]
        return {
            "viewers": {
                "title": fill(settings.heading, view, settings),
                "watching": totals.watching,
                "peak": totals.watching_peak,
                "likes": totals.likes_room,
                "platforms": [
                    {"platform": one, "watching": totals.watching_by[one]}
                    for one in known
                ],
            }
        }
