"""What somebody in the room sees of an interaction: one card, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.domain.on_air import (
    CardOnAir,
    FlagOnAir,
    GiveawayOnAir,
    GoalOnAir,
    OnAir,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    ScoreboardOnAir,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import AnySpec
from companion.i18n import _
from companion.web.room import joining, questions, showing
from companion.web.room.card import Card, Face, FaceOf, Mine, title_of

KINDS: Final[Mapping[type[OnAir], tuple[str, FaceOf]]] = {
    QuizOnAir: ("quiz", questions.quiz),
    PollOnAir: ("poll", questions.poll),
    RatingOnAir: ("rating", questions.rating),
    WordCloudOnAir: ("word_cloud", questions.words),
    FlagOnAir: ("flag", questions.flag),
    GiveawayOnAir: ("giveaway", joining.giveaway),
    PredictionOnAir: ("prediction", questions.prediction),
    WheelOnAir: ("wheel", joining.wheel),
    TeamsOnAir: ("teams", joining.teams),
    QueueOnAir: ("queue", joining.queue),
    ScoreboardOnAir: ("scoreboard", showing.scoreboard),
    CardOnAir: ("card", showing.card),
    TimerOnAir: ("timer", showing.timer),
    GoalOnAir: ("goal", showing.goal),
}
"""What is on the page, first of all first: what asks before what only shows."""


def card_of(shown: OnAir, spec: AnySpec | None, mine: Mine) -> Card | None:
    """Return the card of what is on air; None for what nobody is to see."""
    kind, face_of = KINDS[type(shown)]
    face = face_of(shown, spec, mine)
    if face is None:
        return None
    closes_at = getattr(shown, "closes_at", None)
    return Card(
        id=shown.id,
        kind=kind,
        phase=shown.phase,
        title=title_of(shown) or (_("Scoreboard") if kind == "scoreboard" else ""),
        closes_at=None if closes_at is None else closes_at // 1000,
        **{name: getattr(face, name) for name in Face.__struct_fields__},
    )
