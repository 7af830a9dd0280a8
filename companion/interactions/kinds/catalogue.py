"""The kinds of interactions there are: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from companion.domain.errors import CommandError
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
)
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.kind import Interaction
from companion.interactions.kinds.card import Card
from companion.interactions.kinds.flag import Flag
from companion.interactions.kinds.giveaway import Giveaway
from companion.interactions.kinds.goal import Goal
from companion.interactions.kinds.poll import Poll
from companion.interactions.kinds.prediction import Prediction
from companion.interactions.kinds.queue import Queue
from companion.interactions.kinds.quiz import Quiz
from companion.interactions.kinds.rating import Rating
from companion.interactions.kinds.teams import Teams
from companion.interactions.kinds.timer import Timer
from companion.interactions.kinds.wheel import Wheel
from companion.interactions.kinds.word_cloud import WordCloud

AnyInteraction = Interaction[Any]

KINDS: Final[Mapping[type[AnySpec], type[AnyInteraction]]] = {
    CardSpec: Card,
    FlagSpec: Flag,
    GiveawaySpec: Giveaway,
    GoalSpec: Goal,
    PollSpec: Poll,
    PredictionSpec: Prediction,
    QueueSpec: Queue,
    QuizSpec: Quiz,
    RatingSpec: Rating,
    TeamsSpec: Teams,
    TimerSpec: Timer,
    WheelSpec: Wheel,
    WordCloudSpec: WordCloud,
}


def made(note: InteractionMade, at: Timestamp) -> AnyInteraction:
    """Return the interaction that a note makes.

    Raises CommandError, naming the field, when its spec contradicts itself.
    """
    kind = KINDS.get(type(note.spec))
    if kind is None:
        raise CommandError(_("This kind of interaction is not known here."))
    return kind(note, note.spec, at)
