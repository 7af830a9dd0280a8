"""A quiz: a question, its answers, who was first, and the scoreboard."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from companion.domain.on_air import QuizOnAir
from companion.domain.values import Platform
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from companion.platform_names import platform_name
from overlays.interaction import (
    answers,
    interaction_words,
    milliseconds,
    on_screen,
    ranked,
    scorers,
)
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words

_SHORTEST: Final = 2_000_000
"""A wait that is shorter is over before it is read, in microseconds."""


class QuizSettings(OverlaySettings):
    """What a Broadcaster chooses for quizzes."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    places: int = Field(
        default=5, ge=1, le=10, description=N_("Places on the scoreboard")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Quiz(Overlay[QuizSettings]):
    """A question with answers; which is right is told when the Broadcaster does."""

    kind = "quiz"
    width = 848
    height = 800
    settings_type = QuizSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Quiz")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A quiz question, the right answer, and who was first")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        answered = plural_words(
            "answered", lambda n: ngettext("{n} answered", "{n} answered", n)
        )
        return {
            **interaction_words(),
            **answered,
            # Translators: before the name of who was the first with the right answer.
            "first": _("First correct"),
            "plus": _("+{n}"),
            "scores": _("Scoreboard"),
            **_late_words(),
        }

    def project(self, view: StreamView, settings: QuizSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is no quiz to see.

        left_ms: what a clock that stands still shows; only in examples. late: whose
        answers take longest to come when it has closed, and until when; null for none.
        """
        quiz = on_screen(view, QuizOnAir)
        if quiz is None:
            return {"shown": None}
        first = [one for one in quiz.scores if one.is_first]
        return {
            "shown": {
                "id": quiz.id,
                "phase": quiz.phase,
                "title": quiz.question,
                "options": answers(quiz.options),
                "voters": quiz.voters,
                "test_votes": quiz.test_votes,
                "closes_at": milliseconds(quiz.closes_at),
                "left_ms": None,
                "late": _late(quiz),
                "first": scorers(first, 1),
                "scores": ranked(quiz.scores, settings.places),
                "rule_text": quiz.rule,
            }
        }


def _late(quiz: QuizOnAir) -> State | None:
    """Return the platform that is waited for longest: it covers all others."""
    waits = {one: quiz.waits.get(one, 0) for one in quiz.waiting_for}
    slowest = max(waits, key=lambda one: waits[one], default=None)
    if slowest is None or waits[slowest] < _SHORTEST or quiz.closes_at is None:
        return None
    until = quiz.closes_at + waits[slowest]
    return {
        "platform": str(slowest),
        "closes_at": milliseconds(until),
        "left_ms": None,
    }


def _late_words() -> dict[str, str]:
    """Return for each platform that its answers are on their way, with {n} seconds."""
    # Translators: a quiz has closed, but a platform's chat arrives seconds later.
    late = _("{platform} answers are still coming · {n} s")
    return {
        f"late_{one}": late.format(platform=platform_name(one), n="{n}")
        for one in Platform
    }
