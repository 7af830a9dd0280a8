"""A giveaway: a keyword to enter, a draw that anybody can check, winners who answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Any, Final

from msgspec import Struct, structs

from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import GiveawayOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import CoinsMoved, InteractionMade
from companion.domain.show.specs import GiveawaySpec
from companion.domain.show.steps import AnyStep, Closing, Drawn, Refused, Removed
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp, Viewer
from companion.i18n import _
from companion.interactions.ballot import Answer, Ballot, Moved
from companion.interactions.draws import Seal, Urn
from companion.interactions.heard import Heard
from companion.interactions.kind import Around, Interaction
from companion.interactions.options import folded
from companion.interactions.roles import is_at_least
from companion.interactions.tickets import Tickets

_PORTION: Final = 500
"""Entries that are put into the urn at a time, so that nothing waits for long."""


class _Draw(Struct):
    """One draw: its bowl, who was drawn from it by their ids, and when.

    lots: all in the bowl. at: when its first winners were drawn.
    """

    seed: str
    bowl: tuple[tuple[int, int], ...]
    lots: int
    at: Timestamp
    people: dict[str, Answer[int]]


class _Filled(Struct):
    """An urn with a bowl in it. of: what it was filled by, see `_state`."""

    of: tuple[int, frozenset[str]]
    urn: Urn
    bowl: tuple[tuple[int, int], ...]


class Giveaway(Interaction[GiveawaySpec]):
    """Takes entries while it is ongoing; draws when it is closed.

    Whoever is at least `who` when they enter takes part, once per person; what the
    draw asks beyond that (Points, having won before) is asked when it is drawn. A
    winner claims by writing anything after the draw.
    """

    def __init__(
        self, made: InteractionMade, spec: GiveawaySpec, at: Timestamp
    ) -> None:
        super().__init__(made, spec, at)
        self._keyword: Final = folded(spec.keyword)
        if not self._keyword:
            raise CommandError(_("keyword: there is none."))
        self._ballot: Final = Ballot[int](is_last=False, counts=self.counts)
        self._tests: Final = Ballot[int](is_last=False, counts=self.counts)
        self._tickets: Final = Tickets(made.id, spec.cost)
        self._unsettled: Final[set[int]] = set()
        self._removed: set[str] = set()
        self._seal: Final = Seal()
        self._draw: _Draw | None = None
        self._winners: tuple[str, ...] = ()
        self._claimed: set[str] = set()
        self._entrants: Final[set[int]] = set()
        self._changes = 0
        self._filled: _Filled | None = None
        self._poor: dict[str, tuple[int, ...]] = {}

    # What Viewers say.

    @property
    def listens(self) -> bool:
        """Return whether it hears Viewers: after the draw it waits for its winners."""
        return self.phase == "ongoing" or self._is_open_to_draw

    @property
    def _is_open_to_draw(self) -> bool:
        return self.phase in {"results", "scoreboard"}

    def hear(self, heard: Heard) -> bool:
        """Take an entry, or a sign of life of a winner."""
        if self.phase != "ongoing":
            return self._claim(heard)
        if folded(heard.text) != self._keyword or self._tickets.is_refused(
            heard.entry.seq
        ):
            return False
        if not is_at_least(heard.viewer, self.spec.who):
            return False
        if heard.is_test:
            # Beside the others: a test stands in nobody's way.
            return self._tests.add(heard, 0)
        stood = self._ballot.of(heard.person)
        is_changed = self._ballot.add(heard, 0)
        if is_changed and stood is not None:
            self._look_at(stood.seq)
        self._look_at(heard.entry.seq)
        return is_changed

    def _claim(self, heard: Heard) -> bool:
        if self._draw is None or heard.is_test or heard.said_at < self._draw.at:
            return False
        people = {person for _id, person in self._winning()}
        if heard.person not in people or heard.person in self._claimed:
            return False
        self._claimed.add(heard.person)
        return True

    def answers(self, text: str) -> bool:
        """Return whether a text is an entry."""
        return self.phase == "ongoing" and folded(text) == self._keyword

    def answer_of(self, person: str) -> AnswerView:
        """Return whether a person takes part: paid for, and not taken out."""
        found = self._ballot.answer_of(person, lambda _in: self.spec.keyword)
        mine, refused = self._ballot.of(person), self._poor.get(person, ())
        if mine is None:
            return structs.replace(found, refused=refused)
        if not self._may_win(mine):
            return structs.replace(found, said=(), seqs=())
        if not self._tickets.is_paid(mine.seq):
            return structs.replace(found, said=(), seqs=(), asked=found.seqs)
        return found

    def unhear(self, seq: int) -> bool:
        """Take back the entry of a Chat that is no longer allowed."""
        answer = self._ballot.standing(seq)
        is_changed = self._ballot.take_back(seq)
        self._look_at_next(answer)
        self._look_at(seq)
        return is_changed or self._tests.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two entries may have become one person's."""
        people = {*moved.values(), *map(person_of, moved)}
        before = [self._ballot.of(one) for one in people]
        self._removed = {person_of(one) for one in self._removed}
        self._claimed = {person_of(one) for one in self._claimed}
        self._ballot.relink(person_of, moved)
        self._tests.relink(person_of, moved)
        if self._draw is not None:
            # Some of them may have been taken back, and are in no ballot.
            for answer in self._draw.people.values():
                answer.person = person_of(answer.viewer.id)
        after = [self._ballot.of(one) for one in people]
        for one in (*before, *after):
            if one is not None:
                self._look_at(one.seq)

    def _count_anew(self) -> None:
        before = {answer.seq for answer in self._ballot}
        self._ballot.count_anew()
        self._tests.count_anew()
        self._entrants.clear()
        self._changes += 1
        for answer in self._ballot:
            if self._takes_part(answer):
                self._entrants.add(answer.seq)
        if self.spec.cost:
            self._unsettled.update(before, (answer.seq for answer in self._ballot))
            self._unsettled.update(self._tickets)

    def _look_at(self, seq: int) -> None:
        """Look whether an entry takes part now, and whether it is to be paid for."""
        answer = self._ballot.standing(seq)
        if answer is not None and self._takes_part(answer):
            self._entrants.add(seq)
        else:
            self._entrants.discard(seq)
        self._changes += 1
        if self.spec.cost:
            self._unsettled.add(seq)

    def _look_at_next(self, gone: Answer[int] | None) -> None:
        """Look at the entry that counts in place of one that is gone."""
        if gone is not None and (now := self._ballot.of(gone.person)) is not None:
            self._look_at(now.seq)

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed; back again, nobody has won."""
        if not self._is_open_to_draw and self.phase not in {"after", "failed"}:
            self._draw, self._winners = None, ()
            self._claimed.clear()
        self._count_anew()

    # Coins.

    def note(self, entry: Entry) -> bool:
        """Take note of a ticket that was paid for or given back."""
        seq = self._tickets.note(entry)
        if seq is None:
            return False
        if self._tickets.is_refused(seq):
            self._ballot.take_back(seq)
        self._look_at(seq)
        return True

    @property
    def holds_coins(self) -> bool:
        """Return whether coins lie in it that go back when it ends undecided."""
        return bool(self.spec.cost) and self.phase in {"ongoing", "results"}

    def owed(self) -> Sequence[AnyNote]:
        """Return the tickets that are to be paid for or given back, back first."""
        if not self.spec.cost or not self._unsettled:
            return ()
        found: list[CoinsMoved] = []
        for seq in sorted(self._unsettled):
            note = self._owed_of(seq)
            if note is None:
                self._unsettled.discard(seq)
            else:
                found.append(note)
        return sorted(found, key=lambda note: note.reason != "refund")

    def _owed_of(self, seq: int) -> CoinsMoved | None:
        if self._draw is not None and self.phase != "failed":
            return None  # what was in the bowl had its chance
        answer = self._ballot.standing(seq)
        is_on = self.phase in {"ongoing", "results", "scoreboard"}
        counts = answer is not None and is_on and self._may_win(answer)
        account = answer.viewer.id if answer is not None else ""
        return self._tickets.owed(seq, account, counts=counts)

    # The draw.

    def check_start(self, around: Around) -> Sequence[AnyStep]:
        """Fix the seeds before anybody can enter."""
        return self._seal.commit(around.ids)

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        if self._is_open_to_draw:
            return ("draw", "remove")
        return ("remove",) if self.phase == "ongoing" else ()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Draw, draw again in place of whom `value` names, or take somebody out."""
        if verb == "remove":
            return (self._planned_removal(value),)
        if verb != "draw":
            return super().plan(verb, value, around)
        if not self._is_open_to_draw:
            raise CommandError(_("Close it first: a draw needs to know who is in it."))
        if self._draw is None:
            return (self._first_draw(around),)
        return (self._next_draw(self._draw, value, around),)

    def _planned_removal(self, viewer_id: str) -> Removed:
        if self.phase != "ongoing" and not self._is_open_to_draw:
            raise CommandError(_("It is not running."))
        if self._answer_of(viewer_id) is None and viewer_id not in self._winners:
            raise CommandError(_("value: nobody of that id takes part."))
        return Removed(viewer_id=viewer_id)

    def prepare(self, verb: Verb, around: Around) -> Iterator[None]:
        """Fill the urn, portion by portion: many thousand entries take a while."""
        if verb == "draw" and self._is_open_to_draw:
            yield from self._fill(around)

    def _fill(self, around: Around) -> Iterator[None]:
        """Put into the urn whose turn it can be, in order of entry."""
        state, draw, urn = self._state(around), self._draw, Urn()
        self._filled, bowl = None, []
        entries = iter(draw.bowl) if draw is not None else None
        if entries is None:
            parts = []
            seqs = iter(tuple(self._entrants))
            while part := list(islice(seqs, _PORTION)):
                parts.append(sorted(self._lots_of(part, around)))
                yield
            entries = ((seq, lots) for _said_at, seq, lots in merge(*parts))
        while portion := list(islice(entries, _PORTION)):
            urn.put(portion)
            bowl += portion
            yield
        self._filled = _Filled(of=state, urn=urn, bowl=tuple(bowl))

    def _state(self, around: Around) -> tuple[int, frozenset[str]]:
        """Return what tells whether an urn is filled as it would be now."""
        past = frozenset() if self.spec.past_winners else around.winners()
        return self._changes, past

    def _take_filled(self, around: Around) -> _Filled:
        """Return the filled urn, once: what was prepared, where it is still true."""
        state = self._state(around)
        while self._filled is None or self._filled.of != state:
            for _portion in self._fill(around):
                pass
        filled, self._filled = self._filled, None
        return filled

    def _lots_of(
        self, seqs: Sequence[int], around: Around
    ) -> Iterator[tuple[Timestamp, int, int]]:
        """Yield when it was said, seq and lots as of now of whoever may win."""
        _changes, past = self._state(around)
        asks = self.spec.loyalty or self.spec.least_points
        for seq in seqs:
            answer = self._ballot.standing(seq)
            if answer is None or answer.person in past:
                continue
            points = around.points(answer.viewer.id) if asks else 0
            if self.spec.least_points > 0 and points < self.spec.least_points:
                continue
            now = around.viewer(answer.viewer.id) or answer.viewer
            lots = max(self._weight(answer.viewer), self._weight(now))
            if self.spec.loyalty:
                lots += max(0, points) // self.spec.loyalty
            yield answer.said_at, seq, lots

    def _first_draw(self, around: Around) -> Drawn:
        filled = self._take_filled(around)
        if not filled.bowl:
            raise CommandError(_("Nobody takes part who may win; tests never do."))
        turn, seed = self._seal.next()
        places = islice(filled.urn.order(seed), self.spec.winners)
        won = [self._ballot.standing(filled.bowl[at][0]) for at in places]
        return Drawn(
            seed=seed,
            winners=tuple(one.viewer.id for one in won if one is not None),
            entrants=len(filled.bowl),
            lots=sum(lots for _seq, lots in filled.bowl),
            bowl=filled.bowl,
            round=turn,
        )

    def _weight(self, viewer: Viewer) -> int:
        weights = self.spec.weights
        return max(
            (one.weight for one in weights if is_at_least(viewer, one.who)), default=1
        )

    def _next_draw(self, draw: _Draw, value: str, around: Around) -> Drawn:
        """Return the winners with the next of the same bowl where places are free."""
        replaced = self._to_replace(value)
        following = self._following(draw, self._take_filled(around).urn)
        winners = []
        for viewer_id in self._winners:
            if viewer_id not in replaced:
                winners.append(viewer_id)
            elif (next_id := next(following, None)) is not None:
                winners.append(next_id)
        winners += islice(following, self._missing)
        if not set(winners) - set(self._winners):
            raise CommandError(_("Nobody is left in the bowl."))
        return Drawn(
            seed=draw.seed,
            winners=tuple(winners),
            entrants=len(draw.bowl),
            lots=draw.lots,
            round=self._seal.round,
        )

    @property
    def _missing(self) -> int:
        """Return how many winners fewer there are than were drawn at first."""
        drawn = len(self._draw.bowl) if self._draw is not None else 0
        return min(self.spec.winners, drawn) - len(self._winners)

    def _to_replace(self, value: str) -> set[str]:
        if value:
            if value not in self._winners:
                raise CommandError(_("value: nobody of that id has won."))
            return {value}
        people = dict(self._winning())
        if self._missing:
            return set()  # whoever was taken out has left a place
        silent = {one for one in people if people[one] not in self._claimed}
        if not silent:
            text = _("All who have won have written since: name whom to replace.")
            raise CommandError(text)
        return silent

    def _following(self, draw: _Draw, urn: Urn) -> Iterator[str]:
        """Yield who is next in the order of the seed and may still win."""
        used = {one.seq for one in draw.people.values()}
        won = {one.person for one in draw.people.values()}
        for at in urn.order(draw.seed):
            seq = draw.bowl[at][0]
            answer = self._ballot.standing(seq)
            if seq in used or answer is None or answer.person in won:
                continue
            if answer.person not in self._removed:
                won.add(answer.person)
                yield answer.viewer.id

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take what was recorded of it."""
        self._seal.take(step)
        match step:
            case Closing():
                self._count_anew()
            case Removed():
                self._remove(step.viewer_id)
            case Refused():
                self._refuse(step)
            case Drawn():
                self._take_draw(step, entry.at)

    def _remove(self, viewer_id: str) -> None:
        answer = self._answer_of(viewer_id)
        person = dict(self._winning()).get(viewer_id, viewer_id)
        person = person if answer is None else answer.person
        self._winners = tuple(one for one, of in self._winning() if of != person)
        self._removed.add(person)
        if answer is not None:
            self._look_at(answer.seq)

    def _refuse(self, step: Refused) -> None:
        seq = self._tickets.refused(step)
        if seq is None:
            return
        answer = self._ballot.standing(seq)
        self._ballot.take_back(seq)
        if answer is not None:
            self._poor[answer.person] = (*self._poor.get(answer.person, ()), seq)
        self._look_at_next(answer)
        self._look_at(seq)
        self._unsettled.discard(seq)

    def _take_draw(self, step: Drawn, at: Timestamp) -> None:
        if step.bowl:
            self._draw = _Draw(
                seed=step.seed, bowl=step.bowl, lots=step.lots, at=at, people={}
            )
        if self._draw is None:
            return
        people = self._draw.people
        new = set(step.winners) - people.keys()
        people |= {one.viewer.id: one for one in self._ballot if one.viewer.id in new}
        self._winners = step.winners
        self._changes += 1

    # What is seen.

    def _answer_of(self, viewer_id: str) -> Answer[int] | None:
        found = self._ballot.of(viewer_id)
        if found is not None:
            return found
        of_viewer = (one for one in self._ballot if one.viewer.id == viewer_id)
        return next(of_viewer, None)

    def _may_win(self, answer: Answer[int]) -> bool:
        return answer.person not in self._removed

    def _takes_part(self, answer: Answer[int]) -> bool:
        return self._may_win(answer) and self._tickets.is_paid(answer.seq)

    def _winning(self) -> Iterator[tuple[str, str]]:
        """Yield id and person of each winner."""
        people = {} if self._draw is None else self._draw.people
        for viewer_id in self._winners:
            known = people.get(viewer_id)
            yield viewer_id, viewer_id if known is None else known.person

    @property
    def winners(self) -> frozenset[str]:
        """Return the people who have won it; nobody when it was called off."""
        if self.phase == "failed":
            return frozenset()
        return frozenset(person for _id, person in self._winning())

    def on_air(self) -> GiveawayOnAir:
        """Return what viewers see of it now."""
        people = {} if self._draw is None else self._draw.people
        return GiveawayOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            keyword=self.spec.keyword,
            entrants=len(self._entrants) + len(self._tests),
            closes_at=self.closes_at if self.phase == "ongoing" else None,
            winners=tuple(people[one].viewer for one in self._winners if one in people),
            proof=self._seal.proof,
            test_votes=len(self._tests),
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        draw = self._draw
        return {
            "voters": len(self._entrants),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": len(self._tests),
            "numbers": {
                "proof": self._seal.hash,
                "seed": self._seal.seed,
                "round": self._seal.round,
                "lots": draw.lots if draw else None,
                "in the bowl": len(draw.bowl) if draw else None,
                "claimed": len(self._claimed & self.winners),
                "removed": len(self._removed),
                "unpaid": self._unpaid(),
            },
        }

    def _unpaid(self) -> int:
        """Return how many could take part, were their coins there."""
        taken_out = sum(self._ballot.of(one) is not None for one in self._removed)
        return len(self._ballot) - taken_out - len(self._entrants)
