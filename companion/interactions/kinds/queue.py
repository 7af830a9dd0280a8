"""A queue of Viewers: who is next, whose turn it is, and who may jump it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import QueueOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import QueueSpec
from companion.domain.show.steps import (
    AnyStep,
    Called,
    Closing,
    Opened,
    Placed,
    Removed,
)
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp, Viewer
from companion.i18n import _
from companion.interactions.ballot import Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import Around, Interaction
from companion.interactions.options import folded
from companion.interactions.roles import is_at_least, is_subscriber

_SEEN: Final = 100
"""Places that are shown anywhere; behind them people are counted."""


class _Place(Struct):
    """Who stands in the queue, and since when.

    seq: of the Chat that brought them, 0 when a person did. is_placed: a person said
    where they stand; nobody is put before them because of when they came.
    """

    viewer: Viewer
    person: str
    said_at: Timestamp
    seq: int
    by: int
    is_test: bool = False
    is_placed: bool = False


class Queue(Interaction[QueueSpec]):
    """Takes who joins in the order in which they wrote, once per person.

    Subscribers stand before the others where the spec says so, and tests behind all.
    Whoever had a turn may join again.
    """

    def __init__(self, made: InteractionMade, spec: QueueSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._joins: Final = folded(spec.keyword)
        self._leaves: Final = folded(spec.leave)
        if not self._joins:
            raise CommandError(_("keyword: there is none."))
        if self._joins == self._leaves:
            raise CommandError(_("leave: it cannot be what joins as well."))
        self._stand([], [])
        self._called = 0
        self._turned: Final[list[tuple[Timestamp, bool]]] = []

    # What Viewers say.

    @property
    def listens(self) -> bool:
        """Return whether it hears Viewers: whoever waits may leave to the end."""
        return self._is_on

    def _stand(self, waiting: list[_Place], now: list[_Place]) -> None:
        """Let these wait and play, and note who stands anywhere, and brought by what.

        A queue may have thousands, and a flood of messages asks for each.
        """
        self._waiting, self._now = waiting, now
        standing = (*now, *waiting)
        self._people = Counter((one.person, one.is_test) for one in standing)
        self._seqs = {one.seq for one in standing}
        self._tests = sum(one.is_test for one in waiting)

    def hear(self, heard: Heard) -> bool:
        """Let a Viewer in, or out."""
        said = folded(heard.text)
        if said == self._leaves:
            return self._leave(heard.person, is_test=heard.is_test)
        if said != self._joins or not self._takes(heard):
            return False
        self._leave(heard.person, is_test=True)
        self._insert(
            _Place(
                viewer=heard.viewer,
                person=heard.person,
                said_at=heard.said_at,
                seq=heard.entry.seq,
                by=heard.by,
                is_test=heard.is_test,
            )
        )
        return True

    def _takes(self, heard: Heard) -> bool:
        """Return whether there is a place; tests take none that somebody wants."""
        if not self.counts(heard.said_at, heard.by):
            return False
        return (
            not self._people[heard.person, False]
            and not (heard.is_test and self._people[heard.person, True])
            and self._was_open(heard.said_at)
            and not self._is_full(is_test=heard.is_test)
            and is_at_least(heard.viewer, self.spec.who)
        )

    def _is_full(self, *, is_test: bool = False) -> bool:
        waiting = len(self._waiting) - (0 if is_test else self._tests)
        return waiting >= self.spec.most

    def _was_open(self, at: Timestamp) -> bool:
        place = bisect_right(self._turned, at, key=lambda one: one[0])
        return self._turned[place - 1][1] if place else True

    def _insert(self, place: _Place) -> None:
        """Put somebody behind all who stand before them by right."""
        at = len(self._waiting)
        while at and self._is_before(place, self._waiting[at - 1]):
            at -= 1
        self._waiting.insert(at, place)
        self._people[place.person, place.is_test] += 1
        self._seqs.add(place.seq)
        self._tests += place.is_test

    def _is_before(self, new: _Place, other: _Place) -> bool:
        return not other.is_placed and self._rank(new) < self._rank(other)

    def _rank(self, place: _Place) -> tuple[bool, bool, Timestamp, int]:
        is_later = self.spec.subscribers_first and not is_subscriber(place.viewer)
        return place.is_test, is_later, place.said_at, place.seq

    def _leave(self, person: str, *, is_test: bool) -> bool:
        """Let a person out; a test lets out tests only."""
        at = self._waiting_at(person)
        if at is None or (is_test and not self._waiting[at].is_test):
            return False
        gone = self._waiting.pop(at)
        self._people[person, gone.is_test] -= 1
        self._seqs.discard(gone.seq)
        self._tests -= gone.is_test
        return True

    def _waiting_at(self, person: str) -> int | None:
        if not self._people[person, False] and not self._people[person, True]:
            return None
        places = (at for at, one in enumerate(self._waiting) if one.person == person)
        return next(places, None)

    def answer_of(self, person: str) -> AnswerView:
        """Return where a person stands, and that it is their turn."""
        called = (one for one in self._now if one.person == person)
        if (turn := next(called, None)) is not None:
            return AnswerView(said=(self.spec.keyword,), seqs=(turn.seq,), place=0)
        at = self._waiting_at(person)
        if at is None:
            return AnswerView()
        mine = self._waiting[at]
        return AnswerView(said=(self.spec.keyword,), seqs=(mine.seq,), place=at + 1)

    def answers(self, text: str) -> bool:
        """Return whether a text joins or leaves."""
        return folded(text) in {self._joins, self._leaves}

    def unhear(self, seq: int) -> bool:
        """Take out whom an entry brought that is no longer allowed."""
        if seq not in self._seqs:
            return False
        self._keep(lambda one: one.seq != seq)
        return True

    def _keep(self, stays: Callable[[_Place], bool]) -> None:
        """Take out all others, who wait or whose turn it is."""
        waiting = [one for one in self._waiting if stays(one)]
        self._stand(waiting, [one for one in self._now if stays(one)])

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Keep the better place where two have become one person."""
        standing = (*self._now, *self._waiting)
        if all(one.person == person_of(one.viewer.id) for one in standing):
            return
        for one in standing:
            one.person = person_of(one.viewer.id)
        now = list(_one_of_each(self._now))
        playing = {one.person for one in now if not one.is_test}
        waiting = [one for one in self._waiting if one.person not in playing]
        self._stand(list(_one_of_each(waiting)), now)

    def place_of(self, person: str) -> int | None:
        """Return a person's place, 0 is next; None when they do not wait."""
        return self._waiting_at(person)

    # What is done by hand.

    @property
    def _is_on(self) -> bool:
        return self.phase in {"ongoing", "results"}

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        if not self._is_on:
            return ()
        if self.phase != "ongoing":
            return ("call", "remove", "place")
        return ("call", "remove", "place", "shut" if self._is_open else "open")

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Call the next, take out, place, open or shut."""
        if verb not in {"call", "remove", "place", "open", "shut"}:
            return super().plan(verb, value, around)
        if verb not in self.verbs():
            raise CommandError(_("This cannot be done with the queue now."))
        match verb:
            case "call":
                return (self._next(),)
            case "remove":
                return (self._planned_removal(value),)
            case "place":
                return (self._planned_place(value, around),)
        return (Opened(is_open=verb == "open"),)

    def _next(self) -> Called:
        if not self._waiting and not self._now:
            raise CommandError(_("Nobody waits."))
        following = self._waiting[: self.spec.at_once]
        return Called(viewer_ids=tuple(one.viewer.id for one in following))

    def _planned_removal(self, viewer_id: str) -> Removed:
        if all(one.viewer.id != viewer_id for one in (*self._now, *self._waiting)):
            raise CommandError(_("value: nobody of that id is in the queue."))
        return Removed(viewer_id=viewer_id)

    def _planned_place(self, value: str, around: Around) -> Placed:
        viewer_id, _space, number = value.rpartition(" ")
        if not viewer_id or not number.isascii() or not number.isdigit():
            raise CommandError(_("value must be a viewer's id and a place from 0."))
        if len(number) > len(str(self.spec.most)):
            raise CommandError(_("value: there are not so many places."))
        standing = (one for one in self._waiting if one.viewer.id == viewer_id)
        if (found := next(standing, None)) is not None:
            return Placed(viewer=found.viewer, place=int(number))
        viewer = around.viewer(viewer_id)
        if viewer is None:
            raise CommandError(_("value: nobody of that id is here."))
        person = around.person(viewer_id)
        at = self._waiting_at(person)
        if at is not None and not self._waiting[at].is_test:
            raise CommandError(_("value: they wait by another account."))
        if self._is_full():
            raise CommandError(_("The queue is full."))
        return Placed(viewer=viewer, place=int(number))

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take what was recorded of it."""
        match step:
            case Opened():
                self._turned.append((entry.at, step.is_open))
            case Called():
                self._call(step.viewer_ids)
            case Removed():
                self._take_out(step.viewer_id)
            case Placed():
                self._put(step, entry.at)
            case Closing():
                self._leave_out_late()

    def _call(self, viewer_ids: Sequence[str]) -> None:
        named = {one.viewer.id: one for one in self._waiting}
        now = [named[one] for one in viewer_ids if one in named]
        called = {one.viewer.id for one in now}
        waiting = [one for one in self._waiting if one.viewer.id not in called]
        self._stand(waiting, now)
        self._called += len(called)

    def _take_out(self, viewer_id: str) -> None:
        self._keep(lambda one: one.viewer.id != viewer_id)

    def _put(self, step: Placed, at: Timestamp) -> None:
        standing = [one for one in self._waiting if one.viewer.id == step.viewer.id]
        self._take_out(step.viewer.id)
        new = _Place(viewer=step.viewer, person=step.viewer.id, said_at=at, seq=0, by=0)
        place = standing[0] if standing else new
        place.is_placed = True
        waiting = self._waiting
        waiting.insert(step.place, place)
        self._stand(waiting, self._now)

    def _leave_out_late(self) -> None:
        """Leave out who joined after it closed."""
        waiting = [
            one
            for one in self._waiting
            if one.is_placed or self.counts(one.said_at, one.by)
        ]
        self._stand(waiting, self._now)

    def moved(self, entry: Entry) -> None:
        """Begin anew where it was taken back to before its start."""
        if self.phase in {"before", "waiting"}:
            self._stand([], [])
            self._called = 0
            self._turned.clear()

    # What is seen.

    @property
    def _is_open(self) -> bool:
        return not self._turned or self._turned[-1][1]

    def on_air(self) -> QueueOnAir:
        """Return what viewers see of it now."""
        is_running = self.phase == "ongoing" and self.closing is None
        return QueueOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            keyword=self.spec.keyword,
            now=tuple(one.viewer for one in self._now),
            waiting=tuple(one.viewer for one in self._waiting[:_SEEN]),
            count=len(self._waiting),
            is_open=self._is_open and is_running and not self._is_full(),
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "voters": len(self._waiting),
            "test_votes": sum(one.is_test for one in self._waiting),
            "numbers": {
                "waiting": len(self._waiting),
                "playing": len(self._now),
                "called": self._called,
            },
        }


def _one_of_each(places: Sequence[_Place]) -> Iterator[_Place]:
    """Yield each person's first place, that of a test only where they have no other."""
    known: set[str] = set()
    real = {one.person for one in places if not one.is_test}
    for one in places:
        if one.person not in known and not (one.is_test and one.person in real):
            known.add(one.person)
            yield one
