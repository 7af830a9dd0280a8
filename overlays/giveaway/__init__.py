"""A giveaway: how to take part, who does, and who has won."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import GiveawayOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, milliseconds, on_screen, person
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words


class GiveawaySettings(OverlaySettings):
    """What a Broadcaster chooses for giveaways."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    winners: int = Field(
        default=5, ge=1, le=10, description=N_("Most winners shown at once")
    )
    proof: bool = Field(
        default=True,
        description=N_("The number by which anybody can check that the draw was fair"),
    )


class Giveaway(Overlay[GiveawaySettings]):
    """A keyword, how many take part, the time that is left, then who has won."""

    kind = "giveaway"
    width = 848
    height = 720
    settings_type = GiveawaySettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Giveaway")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("How to take part in a giveaway, and who has won")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        entrants = plural_words(
            "entrants", lambda n: ngettext("{n} takes part", "{n} take part", n)
        )
        more = plural_words(
            "more", lambda n: ngettext("and {n} more", "and {n} more", n)
        )
        return {
            **interaction_words(),
            **entrants,
            **more,
            # Translators: a giveaway's winners are being chosen at this moment.
            "drawing": _("Drawing …"),
            "nobody": _("Nobody took part"),
            "winner": _("Winner"),
            "winners": _("Winners"),
            # Translators: of a draw; behind it stands a number to check it by.
            "proof": _("Proof"),
        }

    def project(self, view: StreamView, settings: GiveawaySettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        more: winners beyond those shown. left_ms: what a clock that stands still
        shows; only in examples.
        """
        giveaway = on_screen(view, GiveawayOnAir)
        if giveaway is None:
            return {"shown": None}
        shown = giveaway.winners[: settings.winners]
        return {
            "shown": {
                "id": giveaway.id,
                "phase": giveaway.phase,
                "title": giveaway.title,
                "keyword_text": giveaway.keyword,
                "entrants": giveaway.entrants,
                "test_votes": giveaway.test_votes,
                "closes_at": milliseconds(giveaway.closes_at),
                "left_ms": None,
                "winners": [person(viewer) for viewer in shown],
                "more": len(giveaway.winners) - len(shown),
                "proof": giveaway.proof if settings.proof else "",
            }
        }
