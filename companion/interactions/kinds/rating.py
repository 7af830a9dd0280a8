"""A rating: one whole number per person, and what all of them think together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import RatingOnAir
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import RatingSpec
from companion.domain.show.steps import AnyStep, Closing
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.ballot import Ballot, Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import Interaction
from companion.interactions.options import VOTE, folded

_RATED: Final = re.compile(r"(\d{1,3})(?: ?/ ?(\d{1,3}))?")
_MOST_COLUMNS: Final = 11
_STEPS: Final = 10


class Rating(Interaction[RatingSpec]):
    """Takes "7", "7/10" and "7 / 10", within its scale.

    The mean is Bayesian, (weight * prior + sum) / (weight + count): few ratings stay
    near the prior, many speak for themselves. Scales of more than 11 values have a
    histogram of ten equal steps, the last with its end.
    """

    def __init__(self, made: InteractionMade, spec: RatingSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        middle = (spec.low + spec.high) / 2
        self._prior: Final = middle if spec.prior_mean is None else spec.prior_mean
        if not spec.low <= self._prior <= spec.high:
            raise CommandError(_("prior_mean: it is outside of the scale."))
        self._ballot: Final = Ballot[int](is_last=spec.revote, counts=self.counts)

    def _rated(self, text: str) -> int | None:
        found = _RATED.fullmatch(folded(text).removeprefix(VOTE).strip())
        if found is None or (found[2] and int(found[2]) != self.spec.high):
            return None
        value = int(found[1])
        return value if self.spec.low <= value <= self.spec.high else None

    def hear(self, heard: Heard) -> bool:
        """Count a rating."""
        value = self._rated(heard.text)
        return value is not None and self._ballot.add(heard, value)

    def answers(self, text: str) -> bool:
        """Return whether a text is a rating: such a one is no spam and no insult."""
        return self._rated(text) is not None

    def answer_of(self, person: str) -> AnswerView:
        """Return a person's answer that counts."""
        return self._ballot.answer_of(person, str)

    def unhear(self, seq: int) -> bool:
        """Take back the rating of an entry that is no longer allowed."""
        return self._ballot.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two ratings may have become one person's."""
        self._ballot.relink(person_of, moved)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._ballot.count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        if self.is_recut:
            self._ballot.count_anew()

    def mean(self) -> float | None:
        """Return the Bayesian mean, None before the first rating."""
        count = len(self._ballot)
        if not count:
            return None
        weight = self.spec.prior_weight
        total = sum(value * many for value, many in self._ballot.votes.items())
        return (weight * self._prior + total) / (weight + count)

    def histogram(self) -> tuple[int, ...]:
        """Return how many gave what, from low to high."""
        low, high, votes = self.spec.low, self.spec.high, self._ballot.votes
        if high - low < _MOST_COLUMNS:
            return tuple(votes[value] for value in range(low, high + 1))
        columns = [0] * _STEPS
        for value, many in votes.items():
            columns[min((value - low) * _STEPS // (high - low), _STEPS - 1)] += many
        return tuple(columns)

    def on_air(self) -> RatingOnAir:
        """Return what viewers see of it now."""
        return RatingOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            low=self.spec.low,
            high=self.spec.high,
            mean=self.mean(),
            voters=len(self._ballot),
            histogram=self.histogram(),
            test_votes=self._ballot.tests,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "voters": len(self._ballot),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": self._ballot.tests,
            "numbers": {"mean": self.mean()},
        }
