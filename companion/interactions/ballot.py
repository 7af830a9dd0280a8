"""One answer per person: who said what, in time or not, and how many chose what.

A person's tests are a voter of their own beside them: no test stands in anybody's way.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

from msgspec import Struct

from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp, Viewer
from companion.interactions.heard import Heard

ChoiceT = TypeVar("ChoiceT", bound=int | str)

Voter = tuple[str, bool]
"""A person, and whether it is about their tests."""

Moved = Mapping[str, str]
"""Accounts that are another person's now, and the account that stood for it before."""

Counts = Callable[[Timestamp, int], bool]
"""Says whether what was said then, and let through by that entry, counts."""


class Answer(Struct, Generic[ChoiceT]):
    """What one Viewer said once. seq: of the entry. by: as in Heard.

    is_outside: when it was last looked at, it was said or let through out of time.
    """

    choice: ChoiceT
    said_at: Timestamp
    seq: int
    by: int
    viewer: Viewer
    person: str
    is_test: bool
    is_outside: bool = False

    @property
    def order(self) -> tuple[Timestamp, int]:
        """Return what tells who was first: by its own time, then as it came."""
        return self.said_at, self.seq

    @property
    def voter(self) -> Voter:
        """Return who has one answer: the person, or their tests."""
        return self.person, self.is_test


class Watch(Protocol):
    """Follows which answers count."""

    def chosen(self, answer: Answer[Any]) -> None:
        """Take an answer that counts from now on."""

    def dropped(self, answer: Answer[Any]) -> None:
        """Take an answer that no longer counts."""


class Ballot(Generic[ChoiceT]):
    """Takes answers as they come and counts one per person: the first, or the last.

    Who is first is told by when an answer was said, not by when it came: a late verdict
    or a slow platform changes nothing. counts: asked about each answer. watch: told
    which answers count, None for nobody.
    """

    def __init__(
        self, *, is_last: bool, counts: Counts, watch: Watch | None = None
    ) -> None:
        self._is_last: Final = is_last
        self._counts: Final = counts
        self._watch: Final = watch
        self._said: dict[int, Answer[ChoiceT]] = {}
        self._of_voter: dict[Voter, list[Answer[ChoiceT]]] = {}
        self._chosen: dict[Voter, Answer[ChoiceT]] = {}
        self.votes: Counter[ChoiceT] = Counter()
        self.tests = 0
        self.outside = 0

    def __len__(self) -> int:
        """Return how many have an answer that counts, tests among them."""
        return len(self._chosen)

    @property
    def repeats(self) -> int:
        """Return how many answers in time did not count, for another of the person."""
        return len(self._said) - self.outside - len(self._chosen)

    def __iter__(self) -> Iterator[Answer[ChoiceT]]:
        """Yield the answers that count, in no order."""
        return iter(self._chosen.values())

    def of(self, person: str) -> Answer[ChoiceT] | None:
        """Return a person's answer that counts, no test, or None."""
        return self._chosen.get((person, False))

    def answer_of(self, person: str, typed: Callable[[ChoiceT], str]) -> AnswerView:
        """Return what counts of a person's answers, as it is typed."""
        said = self._of_voter.get((person, False), [])
        is_late = bool(said) and not self._counts(said[-1].said_at, said[-1].by)
        answer = self.of(person)
        if answer is None:
            return AnswerView(is_late=is_late)
        return AnswerView(
            said=(typed(answer.choice),), seqs=(answer.seq,), is_late=is_late
        )

    def standing(self, seq: int) -> Answer[ChoiceT] | None:
        """Return the answer of an entry while it is the one that counts, or None."""
        answer = self._said.get(seq)
        if answer is None or self._chosen.get(answer.voter) is not answer:
            return None
        return answer

    def add(self, heard: Heard, choice: ChoiceT) -> bool:
        """Take an answer; returns whether anything is counted otherwise."""
        answer = Answer(
            choice=choice,
            said_at=heard.said_at,
            seq=heard.entry.seq,
            by=heard.by,
            viewer=heard.viewer,
            person=heard.person,
            is_test=heard.is_test,
        )
        if answer.seq in self._said:
            return False
        self._said[answer.seq] = answer
        mine = self._of_voter.setdefault(answer.voter, [])
        insort(mine, answer, key=lambda one: one.order)
        return self._take(answer)

    def _take(self, answer: Answer[ChoiceT]) -> bool:
        answer.is_outside = not self._counts(answer.said_at, answer.by)
        if answer.is_outside:
            self.outside += 1
            return False
        stands = self._chosen.get(answer.voter)
        if stands is not None:
            if (answer.order > stands.order) is not self._is_last:
                return False
            self._drop(stands)
        self._choose(answer)
        return True

    def _choose(self, answer: Answer[ChoiceT]) -> None:
        self._chosen[answer.voter] = answer
        self.votes[answer.choice] += 1
        self.tests += answer.is_test
        if self._watch is not None:
            self._watch.chosen(answer)

    def _drop(self, answer: Answer[ChoiceT]) -> None:
        del self._chosen[answer.voter]
        self.votes[answer.choice] -= 1
        self.tests -= answer.is_test
        if self._watch is not None:
            self._watch.dropped(answer)

    def take_back(self, seq: int) -> bool:
        """Forget an answer that is no longer allowed; returns whether it was one."""
        answer = self._said.pop(seq, None)
        if answer is None:
            return False
        self._of_voter[answer.voter].remove(answer)
        self.outside -= answer.is_outside
        if self._chosen.get(answer.voter) is answer:
            self._drop(answer)
            # They may have thousands, and all may be taken back one by one.
            mine = self._of_voter[answer.voter]
            in_turn = reversed(mine) if self._is_last else iter(mine)
            following = next((one for one in in_turn if not one.is_outside), None)
            if following is not None:
                self._choose(following)
        return True

    def _count(self, voter: Voter) -> None:
        """Count the answers of one anew."""
        if (stands := self._chosen.get(voter)) is not None:
            self._drop(stands)
        for answer in self._of_voter[voter]:
            self.outside -= answer.is_outside
            self._take(answer)

    def count_anew(self) -> None:
        """Count again: what counts has changed.

        Only for whom something counts that did not, or does not any more: an
        interaction that closes does not look at every vote for long.
        """
        counts = self._counts
        changed = {
            one.voter
            for one in self._said.values()
            if counts(one.said_at, one.by) is one.is_outside
        }
        for voter in changed:
            self._count(voter)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> bool:
        """Count the answers of accounts as another person's; whether there are any."""
        changed: dict[Voter, None] = {}
        for account, before in moved.items():
            for is_test in (False, True):
                old, new = (before, is_test), (person_of(account), is_test)
                if self._move(account, old, new):
                    changed |= {old: None, new: None}
        for voter in changed:
            self._count(voter)
        return bool(changed)

    def _move(self, account: str, old: Voter, new: Voter) -> bool:
        """Let the answers of an account be another voter's; none of them counts yet."""
        mine = self._of_voter.get(old, [])
        theirs = [one for one in mine if one.viewer.id == account]
        if not theirs:
            return False
        if (stands := self._chosen.get(old)) is not None:
            self._drop(stands)
        self._of_voter[old] = [one for one in mine if one.viewer.id != account]
        for one in theirs:
            one.person = new[0]
        joined = (*self._of_voter.get(new, ()), *theirs)
        self._of_voter[new] = sorted(joined, key=lambda one: one.order)
        return True
