"""A wheel: slots, and the names of who wants to be on it; each turn can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, Final

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import WheelOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import WheelSpec
from companion.domain.show.steps import AnyStep, Closing, Removed, Spun
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp, Viewer
from companion.i18n import _
from companion.interactions.ballot import Answer, Ballot, Moved
from companion.interactions.draws import Seal, first_of, turn_of
from companion.interactions.heard import Heard
from companion.interactions.kind import SECOND, Around, Interaction
from companion.interactions.options import folded

MOST_SLOTS: Final = 60
"""More could not be read."""

_LEAST_SLOTS: Final = 2

Slots = tuple[tuple[str, Viewer | None], ...]
"""Text, or "" and the Viewer who stands there."""


class Wheel(Interaction[WheelSpec]):
    """Slots in the order of the spec, then who joined, in order, as far as room goes.

    What turns is the wheel as it stood at the turn; it shows who came or went since
    from the next turn on, or when somebody is taken off by hand.
    """

    def __init__(self, made: InteractionMade, spec: WheelSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._keyword: Final = folded(spec.joins)
        if len(spec.slots) < _LEAST_SLOTS and not self._keyword:
            raise CommandError(_("slots: a wheel has at least two."))
        if spec.weights and len(spec.weights) != len(spec.slots):
            raise CommandError(_("weights: one for each slot, or none at all."))
        self._ballot: Final = Ballot[int](is_last=False, counts=self.counts)
        self._removed: set[str] = set()
        self._seal: Final = Seal()
        self._spun: Spun | None = None
        self._spun_at: Timestamp = 0
        self._turned: Slots = ()
        self._standing: tuple[tuple[str, Viewer | None, int], ...] | None = None
        self._last: tuple[Timestamp, int] | None = None

    def hear(self, heard: Heard) -> bool:
        """Put a Viewer on the wheel."""
        if not self.answers(heard.text) or not self._ballot.add(heard, 0):
            return False
        if self._last is None or (heard.said_at, heard.entry.seq) < self._last:
            self._standing = None  # else it is full of who came before
        return True

    def answers(self, text: str) -> bool:
        """Return whether a text is the keyword."""
        return bool(self._keyword) and folded(text) == self._keyword

    def answer_of(self, person: str) -> AnswerView:
        """Return that a person is on the wheel, or will be from its next turn on."""
        found = self._ballot.answer_of(person, lambda _there: self.spec.joins)
        mine = self._ballot.of(person)
        if mine is None or any(one is mine.viewer for _t, one, _w in self._slots()):
            return found
        return structs.replace(found, said=(), seqs=())

    def unhear(self, seq: int) -> bool:
        """Take off whom an entry that is no longer allowed put there."""
        self._standing = None
        return self._ballot.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two may have become one person."""
        removed = {person_of(one) for one in self._removed}
        if self._ballot.relink(person_of, moved) or removed != self._removed:
            self._removed, self._standing = removed, None

    def _count_anew(self) -> None:
        self._standing = None
        self._ballot.count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed; before it runs nothing turned."""
        if self.phase in {"before", "waiting"}:
            self._spun = None
        self._count_anew()

    def check_start(self, around: Around) -> Sequence[AnyStep]:
        """Fix the seeds before it can turn."""
        return self._seal.commit(around.ids)

    @property
    def _is_on(self) -> bool:
        return self.phase in {"ongoing", "results", "scoreboard"}

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        if not self._is_on:
            return ()
        return ("spin", "remove") if self._keyword else ("spin",)

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Turn the wheel, or take a Viewer off it."""
        if verb not in {"spin", "remove"}:
            return super().plan(verb, value, around)
        if not self._is_on:
            raise CommandError(_("It is not running."))
        if verb == "remove":
            if all(one is None or one.id != value for _t, one, _w in self._slots()):
                raise CommandError(_("value: nobody of that id is on the wheel."))
            return (Removed(viewer_id=value),)
        return (self._turn(around.now),)

    def _turn(self, now: Timestamp) -> Spun:
        if self._spun is not None and now < self._rests_at:
            raise CommandError(_("It is still turning."))
        slots = self._slots()
        if len(slots) < _LEAST_SLOTS:
            raise CommandError(_("A wheel needs at least two to turn."))
        bowl = tuple((at, weight) for at, (_t, _v, weight) in enumerate(slots))
        turn, seed = self._seal.next()
        picked = first_of(seed, bowl, 1)
        if not picked:
            raise CommandError(_("Nobody is on the wheel who may win; tests never do."))
        return Spun(
            picked=picked[0], turn=turn_of(seed), seed=seed, bowl=bowl, round=turn
        )

    @property
    def _rests_at(self) -> Timestamp:
        return self._spun_at + round(self.spec.turns_s * SECOND)

    def _slots(self) -> tuple[tuple[str, Viewer | None, int], ...]:
        """Return text, Viewer and weight of each slot as they stand; tests weigh 0."""
        if self._standing is None:
            weights = self.spec.weights or (1,) * len(self.spec.slots)
            fixed = [
                (text, None, weight)
                for text, weight in zip(self.spec.slots, weights, strict=True)
            ]
            room = max(0, MOST_SLOTS - len(fixed))
            joined = [
                ("", one.viewer, 0 if one.is_test else 1) for one in self._joined(room)
            ]
            self._standing = (*fixed, *joined)
        return self._standing

    def _joined(self, room: int) -> Sequence[Answer[int]]:
        """Return who is on it in order of coming; no test takes anybody's room."""
        came = nsmallest(
            room,
            (one for one in self._ballot if one.person not in self._removed),
            key=lambda one: (one.is_test, one.order),
        )
        is_full = len(came) == room and not any(one.is_test for one in came)
        self._last = came[-1].order if is_full and came else None
        return sorted(came, key=lambda one: one.order)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take what was recorded of it."""
        self._seal.take(step)
        match step:
            case Closing():
                self._count_anew()
            case Spun():
                self._turned = tuple((text, one) for text, one, _w in self._slots())
                self._spun, self._spun_at = step, entry.at
            case Removed():
                self._remove(step.viewer_id)

    def _remove(self, viewer_id: str) -> None:
        """Take a person off; the wheel stands as before any turn, without them."""
        of_viewer = [one for one in self._ballot if one.viewer.id == viewer_id]
        for one in of_viewer:
            if one.is_test:
                self._ballot.take_back(one.seq)
            else:
                self._removed.add(one.person)
        self._spun, self._standing = None, None

    def _shown(self) -> Slots:
        if self._spun is not None:
            return self._turned
        return tuple((text, one) for text, one, _weight in self._slots())

    def on_air(self) -> WheelOnAir:
        """Return what viewers see of it now; names are the view's to allow."""
        shown, spun = self._shown(), self._spun
        is_named = any(one is not None for _text, one in shown)
        return WheelOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            slots=tuple(text for text, _one in shown),
            people=tuple(one for _text, one in shown) if is_named else (),
            keyword=self.spec.joins,
            picked=spun.picked if spun is not None else None,
            spun_at=self._spun_at if spun is not None else None,
            seconds=self.spec.turns_s,
            turn=spun.turn if spun is not None else 0.5,
            proof=self._seal.proof,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        spun = self._spun
        picked = self._turned[spun.picked] if spun is not None else None
        return {
            "voters": len(self._ballot),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": self._ballot.tests,
            "fastest": None,
            "numbers": {
                "proof": self._seal.hash,
                "seed": self._seal.seed,
                "round": self._seal.round,
                "slots": len(self._slots()),
                "picked": picked[0] if picked is not None else None,
                "picked id": picked[1].id if picked and picked[1] else None,
            },
        }
