"""A prediction: Viewers stake coins on an outcome, and winners share all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import Struct, field

from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import Option, PredictionOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import CoinsMoved, InteractionMade, Posting
from companion.domain.show.specs import PredictionSpec
from companion.domain.show.steps import AnyStep, Decided, Refused
from companion.domain.show.views import AnswerView
from companion.domain.values import POINT, Timestamp
from companion.i18n import _
from companion.interactions.ballot import Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import Around, Interaction
from companion.interactions.options import AnswerKey, folded

NOTHING: Final = "-"
"""What "decide" is given when no outcome came true: everything goes back."""

_DIGITS: Final = 10
"""Of the most coins that a stake can be."""

State = Literal["asked", "staked", "paid", "back", "gone"]
"""Of a bet: its coins are asked for, in the pot, shared out, given back by a decision,
or of no more interest here."""


class Bet(Struct):
    """What one Chat stakes on an outcome.

    account: who wrote it. person: the account that stands for them.
    """

    seq: int
    by: int
    said_at: Timestamp
    account: str
    person: str
    option: int
    coins: int
    state: State = "asked"
    is_taken_back: bool = False
    is_refused: bool = False


class _Payout(Struct, frozen=True):
    """A payout on record. winner: index of the outcome that it was for."""

    seq: int
    postings: tuple[Posting, ...]
    winner: int | None

    @property
    def shares(self) -> Mapping[str, int]:
        """Return what each winner got."""
        return {one.account: one.coins for one in self.postings if one.coins > 0}

    def back(self, pot: str) -> Mapping[str, int]:
        """Return what each winner gives back when the decision is taken back."""
        return {one.account: -one.coins for one in self.postings if one.account != pot}


class _Standing(Struct):
    """The bets that stand, summed. backs: option by person. out: what must go back."""

    coins: Counter[int] = field(default_factory=Counter)
    voters: dict[int, set[str]] = field(default_factory=dict)
    backs: dict[str, int] = field(default_factory=dict)
    out: list[Bet] = field(default_factory=list)

    def add(self, bet: Bet) -> None:
        self.coins[bet.option] += bet.coins
        self.count(bet)

    def count(self, bet: Bet) -> None:
        self.voters.setdefault(bet.option, set()).add(bet.person)
        self.backs.setdefault(bet.person, bet.option)

    def forget(self, person: str) -> None:
        self.backs.pop(person, None)
        for people in self.voters.values():
            people.discard(person)

    def clear(self) -> None:
        for one in (self.coins, self.voters, self.backs, self.out):
            one.clear()


class Prediction(Interaction[PredictionSpec]):
    """Holds stakes in a pot of its own until an outcome is decided.

    A bet counts once its coins are on record. What must be moved follows from how it
    stands: stakes into the pot while it is open, all of it to the winners when it is
    decided, and back to whom it came from when it is broken off. One movement is owed
    at a time, each under a `run` of its own, so that none happens twice.
    """

    def __init__(
        self, made: InteractionMade, spec: PredictionSpec, at: Timestamp
    ) -> None:
        super().__init__(made, spec, at)
        if spec.most < spec.least:
            raise CommandError(_("most: it must not be less than “least”."))
        self._key: Final = AnswerKey(spec.options, spec.keys)
        self._word: Final = folded(spec.keyword)
        if not self._word:
            raise CommandError(_("keyword: it needs a word."))
        self._bets: Final[dict[int, Bet]] = {}
        self._of_person: Final[dict[str, list[Bet]]] = {}
        self._late: Final[set[str]] = set()
        self._stakes: Final[dict[int, int]] = {}
        self._asked: Final[dict[int, Bet]] = {}
        self._decided: Decided | None = None
        self._payout: _Payout | None = None
        self._turn = 0
        self._refused: Final[set[str]] = set()
        self._stands_now: Final = _Standing()
        self._is_stale = False

    # What Viewers say.

    def hear(self, heard: Heard) -> bool:
        """Take a bet; its coins are owed from now on. Tests stake nothing."""
        bet = self._bet(heard.text)
        if bet is None or heard.is_test or heard.entry.seq in self._bets:
            return False
        if heard.viewer.anonymous:
            return False
        if not self.counts(heard.said_at, heard.by):
            self._late.add(heard.person)
            return False
        self._late.discard(heard.person)
        option, coins = bet
        made = Bet(
            seq=heard.entry.seq,
            by=heard.by,
            said_at=heard.said_at,
            account=heard.viewer.id,
            person=heard.person,
            option=option,
            coins=coins,
        )
        self._bets[made.seq] = self._asked[made.seq] = made
        self._of_person.setdefault(made.person, []).append(made)
        return True

    def _bet(self, text: str) -> tuple[int, int] | None:
        """Return option and coins of a text like "!bet 2 50", or None."""
        said = folded(text)
        if not said.startswith(f"{self._word} "):
            return None
        name, _space, number = said[len(self._word) + 1 :].rpartition(" ")
        option = self._key.option(name)
        is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
        if option is None or not is_number:
            return None
        coins = int(number)
        return (option, coins) if self.spec.least <= coins <= self.spec.most else None

    def answers(self, text: str) -> bool:
        """Return whether a text is a bet."""
        return self._bet(text) is not None

    def answer_of(self, person: str) -> AnswerView:
        """Return what a person has staked, in one: the outcome and all their coins."""
        self._look_again()
        mine = [bet for bet in self._of_person.get(person, ()) if self._stands(bet)]
        backs = self._stands_now.backs.get(person)
        held = [bet for bet in mine if bet.state in {"staked", "paid", "back"}]
        coins = sum(bet.coins for bet in held)
        back = sum(bet.coins for bet in held if bet.state == "back")
        won = {} if self._payout is None else self._payout.shares
        said = () if not held else (f"{self._key.keys[held[0].option]} {coins}",)
        return AnswerView(
            said=said,
            seqs=tuple(bet.seq for bet in held),
            asked=tuple(
                bet.seq
                for bet in mine
                if bet.state == "asked" and backs in {None, bet.option}
            ),
            refused=tuple(bet.seq for bet in mine if bet.is_refused),
            is_late=person in self._late,
            won=won.get(person, back),
        )

    def unhear(self, seq: int) -> bool:
        """Take back the bet of an entry that is no longer allowed."""
        bet = self._bets.get(seq)
        if bet is None or bet.state not in {"asked", "staked"}:
            return False
        bet.is_taken_back = self._is_stale = True
        return True

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Whoever an account belongs to now gets what it wins."""
        people: dict[str, None] = {}
        for account, before in moved.items():
            mine, person = self._of_person.get(before, []), person_of(account)
            theirs = [bet for bet in mine if bet.account == account]
            if not theirs:
                continue
            people |= {before: None, person: None}
            self._of_person[before] = [bet for bet in mine if bet.account != account]
            for bet in theirs:
                bet.person = person
            joined = (*self._of_person.get(person, ()), *theirs)
            self._of_person[person] = sorted(joined, key=lambda bet: bet.by)
        if not self._is_stale:
            for person in people:
                self._sum_anew(person)

    def _sum_anew(self, person: str) -> None:
        """Look again what a person backs."""
        now = self._stands_now
        now.forget(person)
        for bet in self._of_person[person]:
            if bet.state in self._told_states and self._stands(bet):
                now.count(bet)

    # What is on record.

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take the decision, or that coins were not there."""
        self._is_stale = True
        if isinstance(step, Decided) and self.phase == "results":
            self._decided = step
        elif isinstance(step, Refused) and step.run.startswith(f"{self.id}:"):
            self._refused.add(step.run)
            number = step.run.removeprefix(f"{self.id}:")
            bet = self._asked.get(int(number)) if number.isdecimal() else None
            if bet is not None:
                bet.is_refused = True
                self._turn_to("gone", [bet])

    def moved(self, entry: Entry) -> None:
        """Open the decision again when it is taken back to where it was not made."""
        self._is_stale = True
        if self.phase in {"before", "waiting", "ongoing"}:
            self._decided = None
            self._turn_to("gone", self._in_state("back"))

    def note(self, entry: Entry) -> bool:
        """Take what became of its coins."""
        moved = entry.body
        if not isinstance(moved, CoinsMoved):
            return False
        if not moved.run.startswith(f"{self.id}:"):
            return moved.undoes is not None and self._undone_by_hand(moved.undoes)
        match moved.reason:
            case "stake":
                return self._staked(entry, moved)
            case "payout":
                self._payout = _Payout(entry.seq, moved.postings, self._winner)
                self._turn_to("paid", self._in_state("staked"))
            case "undone":
                self._payout = None
                self._turn_to("staked", self._in_state("paid"))
            case "refund":
                is_told = self._decided is not None
                for bet in self._refundable():
                    is_shown = is_told and self._stands(bet)
                    self._turn_to("back" if is_shown else "gone", [bet])
            case _:
                return False
        self._turn += 1
        self._is_stale = True
        return True

    def _staked(self, entry: Entry, moved: CoinsMoved) -> bool:
        bet = self._asked.pop(moved.of or 0, None)
        if bet is None:
            return False
        bet.state = "staked"
        self._stakes[entry.seq] = bet.seq
        if not self._is_holding or not self._stands(bet):
            self._is_stale = True
        if not self._is_stale:
            self._stands_now.add(bet)
        return True

    def _undone_by_hand(self, seq: int) -> bool:
        """Take it that a person took back a stake, or the payout: decide anew then."""
        if seq in self._stakes:
            self._turn_to("gone", [self._bets[self._stakes[seq]]])
        elif self._payout is not None and self._payout.seq == seq:
            self._payout = self._decided = None
            self._turn_to("staked", self._in_state("paid"))
            self._turn += 1
        else:
            return False
        self._is_stale = True
        return True

    def _turn_to(self, state: State, bets: Iterable[Bet]) -> None:
        for bet in bets:
            bet.state = state
            self._asked.pop(bet.seq, None)

    def _in_state(self, *states: State) -> Sequence[Bet]:
        """Return the bets in these states, in the order in which they were made."""
        return [bet for bet in self._bets.values() if bet.state in states]

    # What is owed.

    @property
    def holds_coins(self) -> bool:
        """Return whether coins lie in it that go back when it ends undecided."""
        return self.phase in {"ongoing", "results"}

    def owed(self) -> Sequence[AnyNote]:
        """Return the movement of coins that is due, or the stakes that are."""
        payout = self._payout
        if payout is not None and (
            not self._is_paying or payout.winner != self._winner
        ):
            return self._movement("undone", payout.back(self.pot), undoes=payout.seq)
        self._look_again()
        if self._stands_now.out:
            back = _sums(self._stands_now.out)
            return self._movement("refund", back)
        if self._is_paying and payout is None:
            held = self._in_state("staked")
            return self._movement("payout", self._shares(held)) if held else ()
        return [self._stake(bet) for bet in self._due()] if self._is_holding else ()

    @property
    def _is_holding(self) -> bool:
        """Return whether stakes lie in the pot until there is a decision."""
        is_open = self.phase in {"ongoing", "results"}
        return is_open and self._decided is None and self._payout is None

    @property
    def _is_paying(self) -> bool:
        """Return whether winners get, or got, the pot."""
        winner = self._winner
        if winner is None or self.phase not in {"results", "scoreboard", "after"}:
            return False
        return any(
            bet.option == winner and self._stands(bet)
            for bet in self._in_state("staked", "paid")
        )

    @property
    def _winner(self) -> int | None:
        """Return the index of the outcome that came true, None before and for none."""
        if self._decided is None or self._decided.winner is None:
            return None
        keys = list(self._key.keys)
        found = self._decided.winner
        return keys.index(found) if found in keys else None

    def _stands(self, bet: Bet) -> bool:
        """Return whether a bet was made in time, and is allowed still."""
        return not bet.is_taken_back and self.counts(bet.said_at, bet.by)

    def _refundable(self) -> Sequence[Bet]:
        """Return the bets whose coins go back: all, or those that do not stand."""
        held = self._in_state("staked")
        if self._is_holding or (self._is_paying and self._payout is None):
            return [bet for bet in held if not self._stands(bet)]
        return held

    def _look_again(self) -> None:
        """Sum anew where more than another stake has come."""
        if not self._is_stale:
            return
        self._is_stale = False
        now = self._stands_now
        now.clear()
        now.out.extend(self._refundable())
        for bet in self._in_state(*self._told_states):
            if self._stands(bet):
                now.add(bet)

    @property
    def _told_states(self) -> tuple[State, ...]:
        """Return the states of bets that are told: given back is so by a decision."""
        given: tuple[State, ...] = () if self._decided is None else ("back",)
        return "staked", "paid", *given

    def _due(self) -> Sequence[Bet]:
        """Return the bets whose coins are to be asked for.

        A person stakes on one outcome. Whether the coins for one were there is known
        before another, on another outcome, is looked at.
        """
        asked: dict[str, int] = {}
        due = []
        for bet in self._asked.values():
            if not self._stands(bet):
                continue
            backs = self._stands_now.backs.get(bet.person)
            if backs is None:
                backs = asked.setdefault(bet.person, bet.option)
            if backs == bet.option:
                due.append(bet)
        return due

    def _stake(self, bet: Bet) -> CoinsMoved:
        return CoinsMoved(
            postings=(
                Posting(account=bet.person, coins=-bet.coins),
                Posting(account=self.pot, coins=bet.coins),
            ),
            reason="stake",
            of=bet.seq,
            run=f"{self.id}:{bet.seq}",
        )

    @property
    def pot(self) -> str:
        """Return the account that the stakes lie in."""
        return f"pot:{self.id}"

    def _movement(
        self, reason: str, to: Mapping[str, int], *, undoes: int | None = None
    ) -> Sequence[CoinsMoved]:
        """Return what moves coins out of the pot; where negative, into it."""
        run = f"{self.id}:{reason}:{self._turn}"
        if run in self._refused:
            return ()
        whole = Posting(account=self.pot, coins=-sum(to.values()))
        postings = [Posting(account=who, coins=coins) for who, coins in to.items()]
        return [
            CoinsMoved(
                postings=(whole, *postings), reason=reason, run=run, undoes=undoes
            )
        ]

    def _shares(self, held: Sequence[Bet]) -> Mapping[str, int]:
        won = [bet for bet in held if bet.option == self._winner]
        return shares(sum(bet.coins for bet in held), _sums(won))

    # What people ask.

    def verbs(self) -> Sequence[Verb]:
        """Return that it can be decided, once nobody can stake any more."""
        is_open = self.phase == "results" and self._decided is None
        return ("decide",) if is_open else ()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Decide it: value is the key of what came true, "-" for none of it."""
        if verb != "decide" or not self.verbs():
            return super().plan(verb, value, around)
        if value == NOTHING:
            return (Decided(winner=None),)
        keys = {folded(key): key for key in self._key.keys}
        winner = keys.get(folded(value))
        if winner is None:
            text = _("value: choose what came true, {keys}, or {nothing} for none.")
            shown = ", ".join(self._key.keys)
            raise CommandError(text.format(keys=shown, nothing=NOTHING))
        return (Decided(winner=winner),)

    # How it stands.

    def options(self) -> tuple[Option, ...]:
        """Return the outcomes, with what is staked on each and by how many."""
        self._look_again()
        now, winner = self._stands_now, self._winner
        return tuple(
            Option(
                key=key,
                text=text,
                votes=len(now.voters.get(index, ())),
                is_correct=None if winner is None else index == winner,
                points=now.coins[index] * POINT,
            )
            for index, (key, text) in enumerate(
                zip(self._key.keys, self.spec.options, strict=True)
            )
        )

    def on_air(self) -> PredictionOnAir:
        """Return what viewers see of it now."""
        winner = self._winner
        return PredictionOnAir(
            id=self.id,
            phase=self.phase,
            question=self.spec.question,
            options=self.options(),
            voters=len(self._stands_now.backs),
            closes_at=self.closes_at if self.phase == "ongoing" else None,
            winner=None if winner is None else self._key.keys[winner],
            keyword=self.spec.keyword,
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        options = self.options()
        return {
            "options": options,
            "voters": len(self._stands_now.backs),
            "numbers": {
                "pot": sum(bet.coins for bet in self._in_state("staked")),
                "asked": len(self._due()) if self._is_holding else 0,
                "paid": sum(bet.coins for bet in self._in_state("paid")),
            },
        }


def shares(pot: int, stakes: Mapping[str, int]) -> Mapping[str, int]:
    """Return each winner's part of a pot, by what they staked; its sum is the pot.

    Whole coins. What is left goes, one coin each, to the largest remainders, and among
    equal ones to who staked first; stakes are in that order, all above 0.
    """
    total = sum(stakes.values())
    found = {who: pot * coins // total for who, coins in stakes.items()}
    left = pot - sum(found.values())
    order = sorted(stakes, key=lambda who: -(pot * stakes[who] % total))
    for who in order[:left]:
        found[who] += 1
    return {who: coins for who, coins in found.items() if coins}


def _sums(bets: Iterable[Bet]) -> Mapping[str, int]:
    """Return coins by person, in the order in which they first staked."""
    sums: dict[str, int] = {}
    for bet in bets:
        sums[bet.person] = sums.get(bet.person, 0) + bet.coins
    return sums
