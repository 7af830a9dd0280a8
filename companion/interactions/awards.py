"""Who earns what in one interaction: kept by what changes, not reckoned anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from msgspec import Struct
from sortedcontainers import SortedList

from companion.domain.on_air import Scored
from companion.domain.values import Points, Timestamp, Viewer
from companion.interactions.ballot import Answer

_PORTION: Final = 1_000
"""Answers that are looked at in a go where others may run in between."""


class Award(Struct, frozen=True, kw_only=True):
    """What a person has earned. order: among all awards; the least earned first."""

    viewer: Viewer
    points: Points
    order: tuple[Timestamp, int] = (0, 0)
    is_first: bool = False

    def scored(self) -> Scored:
        """Return it as it is shown."""
        return Scored(viewer=self.viewer, points=self.points, is_first=self.is_first)


class Awards(dict[str, Award]):
    """What each person has earned; not changed once it was told.

    made_of: the stamp of those that it was made of. touched: whose award may be another
    than in those, whoever is gone among them.
    """

    def __init__(
        self,
        awards: Mapping[str, Award],
        *,
        made_of: object = None,
        touched: Iterable[str] = (),
    ) -> None:
        super().__init__(awards)
        self.stamp: Final = object()
        self.made_of: Final = made_of
        self.touched: Final = tuple(touched)


class Earners:
    """The answers of a ballot that earn something, in order; watches the ballot.

    earns: whether an answer is one of them. worth: what it earns, if it is the first
    and if not; it must not change but where `forget` is called. Tests are among them
    and earn nothing.
    """

    def __init__(
        self,
        *,
        earns: Callable[[Answer[int]], bool],
        worth: Callable[[Answer[int], bool], Points],
    ) -> None:
        self._earns: Final = earns
        self._worth: Final = worth
        self._order: Final[SortedList[tuple[Timestamp, int]]] = SortedList()
        self._answers: Final[dict[int, Answer[int]]] = {}
        self._of_person: Final[dict[str, Answer[int]]] = {}
        self._awards: Awards | None = None
        self._marked = ""
        self._touched: dict[str, None] = {}
        self._changes = 0

    def __len__(self) -> int:
        """Return how many there are, tests among them."""
        return len(self._answers)

    def __iter__(self) -> Iterator[Answer[int]]:
        """Yield them as they were said."""
        return (self._answers[seq] for _said_at, seq in self._order)

    def newest(self, most: int) -> tuple[Answer[int], ...]:
        """Return the last of them, as they were said."""
        return tuple(self._answers[seq] for _said_at, seq in self._order[-most:])

    @property
    def first(self) -> Answer[int] | None:
        """Return the first that is no test."""
        return next((one for one in self if not one.is_test), None)

    def best(self, most: int) -> tuple[Scored, ...]:
        """Return what the first of them earn, without tests."""
        first = self.first
        real = (one for one in self if not one.is_test)
        return tuple(
            self.award(one, is_first=one is first).scored()
            for one in islice(real, most)
        )

    # What the ballot tells.

    def chosen(self, answer: Answer[int]) -> None:
        """Take an answer that counts from now on."""
        if self._earns(answer):
            self._order.add(answer.order)
            self._answers[answer.seq] = answer
            if not answer.is_test:
                self._of_person[answer.person] = answer
                self._touch(answer.person)

    def dropped(self, answer: Answer[int]) -> None:
        """Take an answer that no longer counts."""
        if self._answers.pop(answer.seq, None) is not None:
            self._order.remove(answer.order)
            if not answer.is_test:
                del self._of_person[answer.person]
                self._touch(answer.person)

    def _touch(self, person: str) -> None:
        self._changes += 1
        if self._awards is not None:
            self._touched[person] = None

    # What they earn.

    def award(self, answer: Answer[int], *, is_first: bool) -> Award:
        """Return what an answer earns."""
        return Award(
            viewer=answer.viewer,
            points=0 if answer.is_test else self._worth(answer, is_first),
            order=answer.order,
            is_first=is_first,
        )

    def awards(self) -> Awards:
        """Return what each person has earned; the same one while nothing changes."""
        while self._awards is None:
            for _portion in self.prepare():
                pass
        if self._touched:
            self._awards = self._with_touched(self._awards)
        return self._awards

    def _with_touched(self, before: Awards) -> Awards:
        first = self.first
        if first is not None and first.person != self._marked:
            self._touched |= {self._marked: None, first.person: None}
            self._marked = first.person
        awards = Awards(before, made_of=before.stamp, touched=self._touched)
        for person in self._touched:
            answer = self._of_person.get(person)
            if answer is not None:
                awards[person] = self.award(answer, is_first=answer is first)
            else:
                awards.pop(person, None)
        self._touched.clear()
        return awards

    def prepare(self) -> Iterator[None]:
        """Reckon them portion by portion; it may be left at any portion."""
        if self._awards is not None:
            return
        changes, first = self._changes, self.first
        awards = Awards({})
        for begins in range(0, len(self._order), _PORTION):
            for _said_at, seq in self._order[begins : begins + _PORTION]:
                one = self._answers[seq]
                if not one.is_test:
                    awards[one.person] = self.award(one, is_first=one is first)
            yield
            if self._changes != changes:
                return
        self._awards, self._marked = awards, "" if first is None else first.person

    def forget(self) -> None:
        """Reckon anew from now on: what an answer is worth may have changed."""
        self._changes += 1
        self._awards = None
        self._touched.clear()
