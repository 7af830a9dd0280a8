"""One Viewer's card: who they are, and what they have done in this session."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import SpotlightOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words
from overlays.variables import fill


class SpotlightSettings(OverlaySettings):
    """What a Broadcaster chooses for a Viewer's card."""

    align: Align = Field(
        default="bottom-left", description=N_("Where in the browser source it stands")
    )
    platform_marks: bool = Field(
        default=True, description=N_("The platform's mark after the name")
    )
    heading: str = Field(
        default="",
        max_length=60,
        description=N_("Words above the name, with {{variables}}"),
    )
    place: bool = Field(default=True, description=N_("Their place on the leaderboard"))
    points: bool = Field(default=True, description=N_("Their points"))
    gifts: bool = Field(default=True, description=N_("How many gifts they sent"))
    chats: bool = Field(
        default=False, description=N_("How many messages they have written")
    )
    width: int = Field(
        default=720, ge=420, le=1400, description=N_("Width in pixels, at 100 %")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Spotlight(Overlay[SpotlightSettings]):
    """The Viewer that a person put on the stream."""

    kind = "spotlight"
    width = 752
    height = 260
    settings_type = SpotlightSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Spotlight")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A viewer's card: picture, name, place, points and gifts")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **plural_words("gifts", lambda n: ngettext("gift", "gifts", n)),
            **plural_words("chats", lambda n: ngettext("message", "messages", n)),
            **plural_words("points", lambda n: ngettext("point", "points", n)),
            "place": _("place"),
            "number": _("#{n}"),
        }

    def project(self, view: StreamView, settings: SpotlightSettings) -> State:
        """Return `{"spotlight": {…}}`, or null in it while nobody is shown.

        rank and points are null for a Viewer without points.
        """
        shown = view.on_air(SpotlightOnAir)
        if shown is None:
            return {"spotlight": None}
        standing = view.standing(shown.viewer.id)
        viewer = standing.viewer if standing else shown.viewer
        return {
            "spotlight": {
                "id": shown.id,
                "viewer": viewer.id,
                "name": viewer.name,
                "avatar": viewer.avatar,
                "platform": viewer.id.partition(":")[0],
                "title": fill(settings.heading, view, settings),
                "rank": standing.rank if standing else None,
                "points": standing.points if standing else None,
                "gifts": standing.gifts if standing else 0,
                "chats": standing.chats if standing else 0,
            }
        }
