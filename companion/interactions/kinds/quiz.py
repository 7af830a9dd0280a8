"""A quiz: one answer per person; who is right earns, who was right first earns more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, ClassVar, Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import Option, Phase, QuizOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import QuizSpec
from companion.domain.show.steps import AnyStep, Closing, Revealed
from companion.domain.show.views import AnswerView
from companion.domain.values import Platform, Points, Timestamp
from companion.i18n import _
from companion.interactions.awards import Award, Earners
from companion.interactions.ballot import Answer, Ballot, Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import SECOND, Around, Interaction
from companion.interactions.options import AnswerKey
from companion.interactions.scoreboard import rule_of_first

_PLACES: Final = 100
"""Places of its scores that are shown anywhere."""

_TELLING: Final = frozenset({"reveal", "scoreboard", "finish"})
"""Verbs after which everybody knows what was correct."""


class Quiz(Interaction[QuizSpec]):
    """Counts answers while it is ongoing; which is correct is told when revealed.

    A correct answer earns `right`, the first of them `first` on top. First is whose
    answer was said first, by the platforms' corrected clocks, then as it came: neither
    a late verdict nor a slow platform changes it. With `decay`, an answer that took t
    of the spec's seconds earns right - floor(right * t / (2 * seconds)), thousandths
    of a point, and half of `right` whenever it took longer, such as when it was
    extended.
    """

    steps: ClassVar[tuple[Phase, ...]] = (
        "before",
        "waiting",
        "ongoing",
        "results",
        "scoreboard",
        "after",
    )
    longest_wait_s: ClassVar[float] = 15.0

    def __init__(self, made: InteractionMade, spec: QuizSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._key: Final = AnswerKey(spec.options, spec.keys)
        self._correct: Final = frozenset(spec.correct)
        if not all(0 <= index < len(spec.options) for index in self._correct):
            raise CommandError(_("correct: there is no such option."))
        if spec.decay and spec.seconds is None:
            raise CommandError(_("decay: points can sink only until an end: seconds."))
        self._asked_at: Timestamp | None = None
        self._right: Final = Earners(
            earns=lambda one: one.choice in self._correct and not one.is_test,
            worth=self._worth,
        )
        self._ballot: Final = Ballot[int](
            is_last=spec.revote, counts=self.counts, watch=self._right
        )

    def hear(self, heard: Heard) -> bool:
        """Count an answer."""
        option = self._key.option(heard.text)
        return option is not None and self._ballot.add(heard, option)

    def answers(self, text: str) -> bool:
        """Return whether a text is an answer: such a one is no spam and no insult."""
        return self._key.option(text) is not None

    def answer_of(self, person: str) -> AnswerView:
        """Return a person's answer that counts."""
        return self._ballot.answer_of(person, lambda index: self._key.keys[index])

    def unhear(self, seq: int) -> bool:
        """Take back the answer of an entry that is no longer allowed."""
        return self._ballot.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two answers may have become one person's."""
        self._ballot.relink(person_of, moved)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._ballot.count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        if self.is_recut:
            self._ballot.count_anew()
        if self.started_at != self._asked_at:
            self._asked_at = self.started_at
            self._right.forget()

    # What is correct, and when it is told.

    @property
    def is_told(self) -> bool:
        """Return whether everybody may know what is correct, and who was right."""
        is_over = self.phase in {"results", "scoreboard", "after"}
        return is_over and (self.is_revealed or self.phase != "results")

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Reveal what is correct; once it is told there is nothing to do."""
        if verb != "reveal":
            return super().plan(verb, value, around)
        if self.is_told:
            return ()
        if self.phase != "results":
            raise CommandError(_("It can be revealed when it has closed."))
        return (Revealed(),)

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        return ("reveal",) if self.phase == "results" and not self.is_told else ()

    # Who earns what.

    def awards(self) -> Mapping[str, Award]:
        """Return what people have earned; {} until it is told."""
        return self._right.awards() if self.is_told else {}

    def reckon(self, verb: Verb) -> Generator[None, None, Mapping[str, Award]]:
        """Reckon portion by portion who earns what, before it is told."""
        if verb not in _TELLING or self.phase not in {"ongoing", "results"}:
            return {}
        yield from self._right.prepare()
        return self._right.awards()

    def _worth(self, answer: Answer[int], is_first: bool) -> Points:
        """Return what a correct answer earns; no later one earns more."""
        right, seconds = self.spec.right, self.spec.seconds
        first = self.spec.first if is_first else 0
        if not self.spec.decay or seconds is None:
            return right + first
        took = min(self._took(answer), seconds * SECOND)
        return right - right * took // (2 * seconds * SECOND) + first

    def _took(self, answer: Answer[int]) -> int:
        """Return microseconds since it was asked."""
        return max(0, answer.said_at - (self.started_at or answer.said_at))

    # How it looks.

    def options(self, *, is_for_all: bool = False) -> tuple[Option, ...]:
        """Return the options with votes; for all: without what they must not know."""
        votes = self._ballot.votes
        is_secret = is_for_all and not self.is_told
        has_votes = not is_for_all or self.phase != "ongoing"
        return tuple(
            Option(
                key=key,
                text=text,
                votes=votes[index] if has_votes else None,
                is_correct=None if is_secret else index in self._correct,
            )
            for index, (key, text) in enumerate(
                zip(self._key.keys, self.spec.options, strict=True)
            )
        )

    def on_air(self) -> QuizOnAir:
        """Return what viewers see of it now."""
        is_ongoing = self.phase == "ongoing"
        closing = self.closing if is_ongoing else None
        waits = {} if closing is None else closing.waits
        return QuizOnAir(
            id=self.id,
            phase=self.phase,
            question=self.spec.question,
            options=self.options(is_for_all=True),
            voters=len(self._ballot),
            test_votes=self._ballot.tests,
            closes_at=self.closes_at if is_ongoing else None,
            scores=self._right.best(_PLACES) if self.is_told else (),
            rule=self._rule() if self.is_told else "",
            waiting_for=tuple(Platform(name) for name, us in waits.items() if us > 0),
            waits=waits,
        )

    def _rule(self) -> str:
        """Return how "first" is judged, after how long the first took."""
        first = self._right.first
        if first is None:
            return rule_of_first()
        whole, rest = divmod(self._took(first) // 10_000, 100)
        # Translators: seconds, with the decimal sign of your language.
        took = _("{whole}.{hundredths} s").format(whole=whole, hundredths=f"{rest:02}")
        return f"{took} · {rule_of_first()}"

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        first = self._right.first
        return {
            "options": self.options(),
            "voters": len(self._ballot),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": self._ballot.tests,
            "fastest_us": None if first is None else self._took(first),
            "fastest": None if first is None else first.viewer,
            "scores": self._right.best(_PLACES),
            "numbers": {"right": len(self._right)},
        }
