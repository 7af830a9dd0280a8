"""The scoreboard of the session: what people earned in all interactions, ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from sortedcontainers import SortedList

from companion.domain.on_air import Scored
from companion.domain.values import Points, Viewer
from companion.i18n import _


class _Place(NamedTuple):
    """Sorts as the scoreboard does: most points first, then who earned first.

    interaction, order: the number of the interaction in which a person first earned
    something, and their place among all who did.
    """

    minus_points: Points
    interaction: int
    order: int
    person: str


class Scoreboard:
    """Sums what each interaction awards; any rank without a scan.

    It tells the same whenever interactions are taken: ties go by which interaction was
    set up first, and by the order of its awards.
    """

    def __init__(self) -> None:
        self._by: dict[str, Mapping[str, Scored]] = {}
        self._numbers: dict[str, int] = {}
        self._places_of: dict[str, _Place] = {}
        self._viewers: dict[str, Viewer] = {}
        self._since: dict[str, dict[int, int]] = {}
        self._places: Final[SortedList[_Place]] = SortedList()
        self._firsts: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Return how many people have a score."""
        return len(self._places)

    def enter(self, interaction: str) -> None:
        """Take note of an interaction when it is set up."""
        self._numbers.setdefault(interaction, len(self._numbers))

    def set(self, interaction: str, awards: Mapping[str, Scored]) -> bool:
        """Take what an interaction awards now, in place of what it did before.

        awards: in the order in which they were earned. Returns whether anything
        changed.
        """
        before = self._by.pop(interaction, {})
        if awards:
            self._by[interaction] = awards
        if awards == before and list(awards) == list(before):
            return False
        self.enter(interaction)
        number = self._numbers[interaction]
        for person, old in before.items():
            if person not in awards:
                self._since[person].pop(number)
                self._move(person, -old.points)
        for order, (person, new) in enumerate(awards.items()):
            self._viewers[person] = new.viewer
            self._since.setdefault(person, {})[number] = order
            had = before.get(person)
            self._move(person, new.points - (had.points if had else 0))
        self._firsts = self._first_in_the_last()
        return True

    def _first_in_the_last(self) -> frozenset[str]:
        last = max(self._by, key=self._numbers.__getitem__, default=None)
        awards = {} if last is None else self._by[last]
        return frozenset(person for person, one in awards.items() if one.is_first)

    def _move(self, person: str, points: Points) -> None:
        before = self._places_of.pop(person, None)
        if before is not None:
            self._places.remove(before)
        now = points - (before.minus_points if before else 0)
        since = self._since[person]
        if now and since:
            number = min(since)
            place = _Place(-now, number, since[number], person)
            self._places_of[person] = place
            self._places.add(place)

    def points(self, person: str) -> Points:
        """Return a person's score."""
        place = self._places_of.get(person)
        return 0 if place is None else -place.minus_points

    def rank(self, person: str) -> int | None:
        """Return a person's place, 1 is best; None without a score."""
        place = self._places_of.get(person)
        return None if place is None else int(self._places.index(place)) + 1

    def best(self, limit: int) -> Sequence[Scored]:
        """Return the first places; is_first: first in the last quiz or flag."""
        return [self._scored(one) for one in islice(self._places, limit)]

    def _scored(self, place: _Place) -> Scored:
        return Scored(
            viewer=self._viewers[place.person],
            points=-place.minus_points,
            is_first=place.person in self._firsts,
        )

    def relinked(self, awards: Mapping[str, Mapping[str, Scored]]) -> None:
        """Sum anew: whose account is whose has changed."""
        for interaction in list(self._by):
            self.set(interaction, {})
        for interaction, theirs in awards.items():
            self.set(interaction, theirs)


def rule_of_first() -> str:
    """Return how "first" is judged, as it stands on every scoreboard."""
    return _("First is who sent it first, by each platform's own clock, corrected.")
