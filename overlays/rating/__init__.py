"""A rating: what everybody thinks of something, in one number."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import RatingOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words


class RatingSettings(OverlaySettings):
    """What a Broadcaster chooses for ratings."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    histogram: bool = Field(
        default=True, description=N_("Columns that show how many gave what")
    )
    stars: bool = Field(
        default=True, description=N_("Stars instead of a scale, up to five")
    )


class Rating(Overlay[RatingSettings]):
    """The mean of what people gave, with stars or a scale, and who gave what."""

    kind = "rating"
    width = 848
    height = 560
    settings_type = RatingSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Rating")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("How everybody rates something, from 1 to 5 or 0 to 100")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        voters = plural_words("voters", lambda n: ngettext("{n} vote", "{n} votes", n))
        return {
            **interaction_words(),
            **voters,
            # Translators: the scale of a rating and where to answer.
            "scale": _("{low}–{high}, in any chat"),
            "out_of": _("of {high}"),
        }

    def project(
        self,
        view: StreamView,
        settings: RatingSettings,  # noqa: ARG002  # the page goes by them
    ) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see."""
        rating = on_screen(view, RatingOnAir)
        if rating is None:
            return {"shown": None}
        return {
            "shown": {
                "id": rating.id,
                "phase": rating.phase,
                "title": rating.title,
                "low": rating.low,
                "high": rating.high,
                "mean": rating.mean,
                "voters": rating.voters,
                "test_votes": rating.test_votes,
                "histogram": list(rating.histogram),
            }
        }
