"""Run-sheets to start from, in the language of the app."""

from __future__ import annotations

from collections.abc import Sequence

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
    WheelSpec,
    WordCloudSpec,
)
from companion.i18n import _


def templates() -> Sequence[tuple[str, Sequence[AnySpec]]]:
    """Return the run-sheets to start from: name and specs."""
    return (
        (_("Quiz night"), _quiz_night()),
        (_("Talk with the chat"), _talk()),
        (_("Play together"), _play()),
    )


def _quiz_night() -> Sequence[AnySpec]:
    return (
        CardSpec(title=_("Quiz night"), text=_("Answer in the chat: A, B, C or D.")),
        QuizSpec(
            question=_("Which planet is the largest?"),
            options=(_("Saturn"), _("Jupiter"), _("Neptune"), _("Earth")),
            correct=(1,),
            seconds=30,
        ),
        QuizSpec(
            question=_("How many strings has a violin?"),
            options=("3", "4", "5", "6"),
            correct=(1,),
            seconds=30,
        ),
        FlagSpec(title=_("Find the secret word"), code="aurora", prefix="flag"),
        RatingSpec(title=_("How was the quiz?")),
        CardSpec(title=_("Thank you"), text=_("See you next week!")),
    )


def _talk() -> Sequence[AnySpec]:
    return (
        WordCloudSpec(title=_("Tonight in one word"), seconds=60),
        PollSpec(
            question=_("What do we talk about first?"),
            options=(_("News"), _("Your questions"), _("Something else")),
            seconds=60,
        ),
        RatingSpec(title=_("Rate the idea"), low=0, high=100),
        GiveawaySpec(title=_("A small present"), seconds=120),
    )


def _play() -> Sequence[AnySpec]:
    return (
        PollSpec(
            question=_("Which map first?"),
            options=(_("Forest"), _("Desert"), _("City")),
            seconds=45,
        ),
        PredictionSpec(
            question=_("Do we win this round?"),
            options=(_("Yes"), _("No")),
            seconds=90,
        ),
        QueueSpec(title=_("Play with me")),
        WheelSpec(
            title=_("What comes next?"),
            slots=(
                _("A rematch"),
                _("A new weapon"),
                _("Viewers decide"),
                _("A break"),
            ),
        ),
        GoalSpec(title=_("Gifts tonight"), unit="gifts", target=100),
    )
