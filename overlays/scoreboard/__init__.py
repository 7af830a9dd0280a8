"""The scoreboard of the session: who has the most points in the show."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import ScoreboardOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import interaction_words, on_screen, ranked
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State


class ScoreboardSettings(OverlaySettings):
    """What a Broadcaster chooses for the scoreboard."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    places: int = Field(default=8, ge=1, le=15, description=N_("Most places shown"))
    rule: bool = Field(default=True, description=N_("How “first” is judged"))
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Scoreboard(Overlay[ScoreboardSettings]):
    """Places, people and what they earned in all that they took part in."""

    kind = "scoreboard"
    width = 848
    height = 1000
    settings_type = ScoreboardSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Scoreboard")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Who has earned the most in quizzes and flags, and by which rule")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **interaction_words(),
            "board": _("Scoreboard"),
            # Translators: on the scoreboard of a quiz, before its first right answer.
            "nobody_yet": _("Nobody has a point yet"),
            "first_correct": _("First"),
        }

    def project(self, view: StreamView, settings: ScoreboardSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while it is hidden.

        scores: see ranked.
        """
        board = on_screen(view, ScoreboardOnAir)
        if board is None:
            return {"shown": None}
        return {
            "shown": {
                "id": board.id,
                "phase": board.phase,
                "title": "",
                "scores": ranked(board.scores, settings.places),
                "rule_text": board.rule if settings.rule else "",
            }
        }
