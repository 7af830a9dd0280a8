"""The scoreboard of the session: what people earned in all interactions, ranked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct
from sortedcontainers import SortedList

from companion.domain.on_air import Scored
from companion.domain.values import Points, Timestamp
from companion.i18n import _
from companion.interactions.awards import Award, Awards

_PORTION: Final = 1_000
"""People who are placed in a go where others may run in between."""

_MANY: Final = 1_000
"""Awards to fewer people are taken quickly enough."""

_NOTHING: Final[Mapping[str, Award]] = {}

T = TypeVar("T")


class _Place(NamedTuple):
    """Sorts as the scoreboard does: most points first, then who earned first.

    interaction, order: the number of the interaction in which a person first earned
    something, and their award's place in it.
    """

    minus_points: Points
    interaction: int
    order: tuple[Timestamp, int]
    person: str


class _Ready(Struct):
    """All places as they will be.

    version: of the board that it was reckoned from.
    """

    awards: Mapping[str, Award]
    version: int
    places: SortedList[_Place]
    places_of: dict[str, _Place]

    def is_of(self, awards: Mapping[str, Award], version: int) -> bool:
        """Return whether it is what a board of that version becomes by awards."""
        return self.awards is awards and self.version == version


class Scoreboard:
    """Sums what each interaction awards; any rank without a scan.

    It tells the same whenever interactions are taken: ties go by which interaction was
    set up first, and by the order of its awards.
    """

    def __init__(self) -> None:
        self._by: dict[int, Mapping[str, Award]] = {}
        self._numbers: dict[str, int] = {}
        self._places_of: dict[str, _Place] = {}
        self._places: SortedList[_Place] = SortedList()
        self._version = 0
        self._ready: _Ready | None = None

    def __len__(self) -> int:
        """Return how many people have a score."""
        return len(self._places)

    def enter(self, interaction: str) -> None:
        """Take note of an interaction when it is set up."""
        self._numbers.setdefault(interaction, len(self._numbers))

    def set(self, interaction: str, awards: Mapping[str, Award]) -> bool:
        """Take what an interaction awards now, in place of what it did before.

        awards: they do not change any more. Returns whether anything changed.
        """
        number = self._number(interaction)
        before = self._by.get(number, _NOTHING)
        if awards is before:
            return False
        ready, self._ready = self._ready, None
        if ready is not None and ready.is_of(awards, self._version):
            self._places, self._places_of = ready.places, ready.places_of
            self._hold(number, awards)
            return True
        changed = _differing(before, awards)
        for person in changed:
            self._put(person, self._placed(person, number, awards))
        self._hold(number, awards)
        return bool(changed)

    def _number(self, interaction: str) -> int:
        self.enter(interaction)
        return self._numbers[interaction]

    def _hold(self, number: int, awards: Mapping[str, Award]) -> None:
        self._version += 1
        self._by[number] = awards
        self._by = {one: self._by[one] for one in sorted(self._by) if self._by[one]}

    def _placed(
        self, person: str, number: int, awards: Mapping[str, Award]
    ) -> _Place | None:
        """Return a person's place once an interaction awards this."""
        old, new = self._by.get(number, _NOTHING).get(person), awards.get(person)
        points = self.points(person)
        points += (new.points if new else 0) - (old.points if old else 0)
        if not points:
            return None
        for other, held in self._by.items():
            if new is not None and other >= number:
                break
            if other != number and (known := held.get(person)) is not None:
                return _Place(-points, other, known.order, person)
        return None if new is None else _Place(-points, number, new.order, person)

    def _put(self, person: str, place: _Place | None) -> None:
        before = self._places_of.pop(person, None)
        if before is not None:
            self._places.remove(before)
        if place is not None:
            self._places_of[person] = place
            self._places.add(place)

    def reckon(self, interaction: str, awards: Mapping[str, Award]) -> Iterator[None]:
        """Place everybody portion by portion for what `set` will take.

        It may be left at any portion; when anything else was taken meanwhile, it was
        for nothing.
        """
        number, version = self._number(interaction), self._version
        before = self._by.get(number, _NOTHING)
        if awards is before or len(awards) < _MANY:
            return
        if not awards.keys() >= before.keys():
            return
        moved: dict[str, _Place] = {}
        places_of = dict(self._places_of)
        for part in _portions(awards):
            these = {one: awards[one] for one in part}
            for person in _changed(before, these):
                place = self._placed(person, number, awards)
                if place is not None:
                    moved[person] = places_of[person] = place
            yield
            if self._version != version:
                return
        places: SortedList[_Place] = SortedList()
        stay = (one for one in list(self._places) if one.person not in moved)
        for some in chain(_portions(stay), _portions(moved.values())):
            places.update(some)
            yield
        self._ready = _Ready(awards, version, places, places_of)

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
        held = [by[place.person] for by in self._by.values() if place.person in by]
        last = next(reversed(self._by.values())).get(place.person)
        return Scored(
            viewer=held[-1].viewer,
            points=-place.minus_points,
            is_first=last is not None and last.is_first,
        )


def _differing(
    before: Mapping[str, Award], awards: Mapping[str, Award]
) -> Sequence[str]:
    """Return whose award is another one, new, or gone."""
    if isinstance(awards, Awards) and awards.made_of is getattr(before, "stamp", 0):
        return awards.touched
    gone = [person for person in before if person not in awards]
    return [*gone, *_changed(before, awards)]


def _changed(before: Mapping[str, Award], awards: Mapping[str, Award]) -> list[str]:
    """Return whose award is another one, or new."""
    return [
        person
        for person, new in awards.items()
        if (old := before.get(person)) is not new and old != new
    ]


def _portions(all_of_them: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(all_of_them)
    while part := list(islice(rest, _PORTION)):
        yield part


def rule_of_first() -> str:
    """Return how "first" is judged, as it stands on every scoreboard."""
    return _("First is who sent it first, by each platform's own clock, corrected.")
