"""A poll: one vote per person, by number, letter, keyword or the option's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from companion.domain.entries import Entry
from companion.domain.on_air import Option, PollOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import PollSpec
from companion.domain.show.steps import AnyStep, Closing, Revealed
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp
from companion.interactions.ballot import Ballot, Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import Around, Interaction
from companion.interactions.options import AnswerKey


class Poll(Interaction[PollSpec]):
    """Counts votes while it is ongoing; hidden ones are shown at the end."""

    def __init__(self, made: InteractionMade, spec: PollSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._key = AnswerKey(spec.options, spec.keys, spec.keywords)
        self._ballot = Ballot[int](is_last=spec.revote, counts=self.counts)

    def hear(self, heard: Heard) -> bool:
        """Count a vote."""
        option = self._key.option(heard.text)
        return option is not None and self._ballot.add(heard, option)

    def answers(self, text: str) -> bool:
        """Return whether a text is a vote: such a one is no spam and no insult."""
        return self._key.option(text) is not None

    def answer_of(self, person: str) -> AnswerView:
        """Return a person's answer that counts."""
        return self._ballot.answer_of(person, lambda index: self._key.keys[index])

    def unhear(self, seq: int) -> bool:
        """Take back the vote of an entry that is no longer allowed."""
        return self._ballot.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two votes may have become one person's."""
        self._ballot.relink(person_of, moved)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._ballot.count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        if self.is_recut:
            self._ballot.count_anew()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Reveal the votes before it closes."""
        if verb == "reveal" and self._hides_votes:
            return (Revealed(),)
        return super().plan(verb, value, around)

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        return ("reveal",) if self._hides_votes and self.phase == "ongoing" else ()

    @property
    def _hides_votes(self) -> bool:
        is_open = self.phase in {"before", "waiting", "ongoing"}
        return self.spec.is_hidden and is_open and not self.is_revealed

    def options(self, *, is_hidden: bool = False) -> tuple[Option, ...]:
        """Return the options with their votes."""
        votes = self._ballot.votes
        return tuple(
            Option(key=key, text=text, votes=None if is_hidden else votes[index])
            for index, (key, text) in enumerate(
                zip(self._key.keys, self.spec.options, strict=True)
            )
        )

    def on_air(self) -> PollOnAir:
        """Return what viewers see of it now."""
        return PollOnAir(
            id=self.id,
            phase=self.phase,
            question=self.spec.question,
            options=self.options(is_hidden=self._hides_votes),
            voters=len(self._ballot),
            test_votes=self._ballot.tests,
            closes_at=self.closes_at if self.phase == "ongoing" else None,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "options": self.options(),
            "voters": len(self._ballot),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": self._ballot.tests,
        }
