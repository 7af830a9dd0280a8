"""Teams that pull a rope: what their members do counts for them, round by round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import Chat, Gift, JewelGift
from companion.domain.on_air import TeamOnAir, TeamsOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade, TeamJoined
from companion.domain.show.specs import Team, TeamsSpec
from companion.domain.show.steps import AnyStep, Closing, Round
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.ballot import Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import SECOND, Around, Interaction, Window
from companion.interactions.options import folded

TEAM: Final = "!team"
"""What stands before the key, name or number of the team that a Viewer joins."""


class Act(Struct, frozen=True):
    """One entry that joins a team, or counts for its Viewer's.

    by: seq of what let it through; the order in which all counts. joins: key of a team,
    "" for out of all, None when it is about none. by_hand: a person said so.
    """

    by: int
    seq: int
    account: str
    said_at: Timestamp
    amount: int = 0
    joins: str | None = None
    by_hand: bool = False


class Bout(Struct):
    """One round. windows: when it ran, more than one when it was taken up again.

    is_cut: it ended because all did, and goes on when that does.
    """

    windows: list[Window]
    is_running: bool = True
    is_cut: bool = False
    values: Counter[str] = field(default_factory=Counter)

    def takes(self, act: Act) -> bool:
        """Return whether an act counts in it."""
        return any(one.takes(act.said_at, act.by) for one in self.windows)

    def end(self, at: Timestamp, seq: int) -> None:
        """Let it be over: what was said after `at`, or comes after `seq`, is late."""
        window = self.windows[-1]
        window.ends = at if window.ends is None else min(window.ends, at)
        window.frozen = seq
        self.is_running = False


class Teams(Interaction[TeamsSpec]):
    """Sums what the members of each team do; an entry counts for one team, once.

    It is the team that its person is in when the entry is let through, also when that
    entry itself joins. A round begins with it; further ones when a person says so.
    """

    def __init__(self, made: InteractionMade, spec: TeamsSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        self._keys: Final = tuple(team.key for team in spec.teams)
        self._named: Final = _named(spec.teams)
        self._gifts: Final = _gifts(spec.teams)
        self._acts: Final[dict[str, list[Act]]] = {}
        self._chats: Final[dict[int, Act]] = {}
        self._person: Final[dict[str, str]] = {}
        self._unheard: Final[set[str]] = set()
        self._team: Final[dict[str, Act]] = {}
        self._total: Final[Counter[str]] = Counter()
        self._bouts: Final[list[Bout]] = []
        self._is_stale = False

    @property
    def listens(self) -> bool:
        """Return whether it hears Viewers: they gather before it starts."""
        return self.phase in {"waiting", "ongoing"}

    def hear(self, heard: Heard) -> bool:
        """Take an entry: it joins, it counts, or both. Tests do neither."""
        entry = heard.entry
        earner = entry.earner or heard.viewer
        if heard.is_test or earner.anonymous:
            return False
        is_own = earner.id == heard.viewer.id
        person = heard.person if is_own else self._person.get(earner.id, earner.id)
        act = Act(
            by=heard.by,
            seq=entry.seq,
            account=earner.id,
            said_at=heard.said_at,
            amount=getattr(heard.amounts, self.spec.unit) if entry.earns else 0,
            joins=self._joined(heard),
        )
        self._count_anew_if_stale()
        if act.joins is None and (not act.amount or person not in self._team):
            return False
        self._keep(act, person)
        if not is_own:
            self._unheard.add(earner.id)
        if isinstance(heard.event, Chat):
            self._chats[act.seq] = act
        return self._count(act)

    def _joined(self, heard: Heard) -> str | None:
        """Return the key of the team that an entry joins, or None."""
        if isinstance(heard.event, Gift | JewelGift):
            return self._gifts.get(folded(heard.event.name))
        return self._asked(heard.text) if heard.text else None

    def _asked(self, text: str) -> str | None:
        word, _space, rest = folded(text).partition(" ")
        return self._named.get(rest) if word == TEAM else None

    def answer_of(self, person: str) -> AnswerView:
        """Return the team that a person is in."""
        self._count_anew_if_stale()
        act = self._team.get(person)
        if act is None:
            return AnswerView()
        return AnswerView(said=(f"{TEAM} {act.joins}",), seqs=(act.seq,))

    def answers(self, text: str) -> bool:
        """Return whether a text joins a team."""
        return self._asked(text) is not None

    def unhear(self, seq: int) -> bool:
        """Take back a Chat that is no longer allowed; what was given stays given."""
        act = self._chats.pop(seq, None)
        if act is None:
            return False
        self._acts[act.account].remove(act)
        self._is_stale = True
        return True

    def note(self, entry: Entry) -> bool:
        """Put a Viewer where a person wants them."""
        body = entry.body
        if not isinstance(body, TeamJoined) or body.id != self.id:
            return False
        if body.key and body.key not in self._keys:
            return False
        self._count_anew_if_stale()
        self._unheard.add(body.viewer_id)
        self._keep(
            Act(
                by=entry.seq,
                seq=entry.seq,
                account=body.viewer_id,
                said_at=entry.at,
                joins=body.key,
                by_hand=True,
            ),
            self._person.get(body.viewer_id, body.viewer_id),
        )
        return self._count(self._acts[body.viewer_id][-1])

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew whose accounts these are: they are in one team."""
        known = (*moved, *self._unheard)
        theirs = {
            account: person_of(account)
            for account in known
            if account in self._acts and self._person[account] != person_of(account)
        }
        if not theirs:
            return
        self._count_anew_if_stale()
        people = {*theirs.values(), *(self._person[one] for one in theirs)}
        self._count_people(people, -1)
        self._person.update(theirs)
        self._count_people(people, 1)

    # Rounds.

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Begin or end a round, or leave out what was said after it closed."""
        running = self._running
        if isinstance(step, Closing):
            if running is not None:
                running.windows[-1].ends = step.at
            self._is_stale = True
        elif isinstance(step, Round) and self.phase == "ongoing":
            if step.what == "ended" and running is not None:
                self._end(running, entry)
            elif step.what == "begun" and running is None:
                self._begin_round(entry)

    def moved(self, entry: Entry) -> None:
        """Let the round begin, end, or be taken up again with the rest."""
        if self.phase == "ongoing":
            if len(self.windows) == 1:
                self._bouts.clear()
                self._begin_round(entry)
            elif self._bouts and self._bouts[-1].is_cut:
                self._take_up(self._bouts[-1], entry)
        elif self.phase in {"before", "waiting"}:
            self._bouts.clear()
        elif (running := self._running) is not None:
            self._end(running, entry)
            running.is_cut = True
        self._is_stale = True

    @staticmethod
    def _take_up(bout: Bout, entry: Entry) -> None:
        bout.windows.append(Window(begins=entry.at, since=entry.seq))
        bout.is_running, bout.is_cut = True, False

    def _begin_round(self, entry: Entry) -> None:
        window = Window(begins=entry.at, since=entry.seq)
        self._bouts.append(Bout(windows=[window]))
        seconds = self.spec.seconds
        self.closes_at = None if seconds is None else entry.at + seconds * SECOND

    def _end(self, bout: Bout, entry: Entry) -> None:
        at = entry.at if self.closes_at is None else min(entry.at, self.closes_at)
        bout.end(at, entry.seq)
        self.closes_at = None
        self._is_stale = True

    @property
    def _running(self) -> Bout | None:
        last = self._bouts[-1] if self._bouts else None
        return last if last is not None and last.is_running else None

    def time_is_up(self) -> Sequence[AnyStep]:
        """Return that the round is over; the teams go on."""
        return (Round(what="ended"),) if self._running is not None else ()

    def verbs(self) -> Sequence[Verb]:
        """Return that a round can begin or end."""
        is_open = self.phase == "ongoing" and self.closing is None
        return ("round",) if is_open else ()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """End the round that runs, or begin the next."""
        if verb != "round" or not self.verbs():
            return super().plan(verb, value, around)
        return (Round(what="begun" if self._running is None else "ended"),)

    # Counting.

    def _keep(self, act: Act, person: str) -> None:
        if self._person.setdefault(act.account, person) != person:
            # A person put this account into a team before it was heard.
            self._person[act.account] = person
            self._is_stale = True
            self._count_anew_if_stale()
        self._acts.setdefault(act.account, []).append(act)

    def _count_people(self, people: Collection[str], sign: int) -> None:
        """Count all that some people did; sign -1: count it no more."""
        accounts = [one for one, person in self._person.items() if person in people]
        acts = [act for one in accounts for act in self._acts.get(one, ())]
        for person in people:
            self._team.pop(person, None)
        for act in sorted(acts, key=_order_of):
            self._count(act, sign)
        if sign < 0:
            for person in people:
                self._team.pop(person, None)

    def _count(self, act: Act, sign: int = 1) -> bool:
        """Count the newest act; returns whether anything is otherwise."""
        person = self._person[act.account]
        before = self._key_of(person)
        if act.joins is not None and self._may_join(act, before):
            if act.joins:
                self._team[person] = act
            else:
                self._team.pop(person, None)
        team = self._key_of(person)
        if team is None or not act.amount:
            return team != before
        is_counted = self.counts(act.said_at, act.by)
        if is_counted:
            self._total[team] += sign * act.amount
            for bout in self._bouts:
                if bout.takes(act):
                    bout.values[team] += sign * act.amount
        return is_counted or team != before

    def _may_join(self, act: Act, team: str | None) -> bool:
        return act.by_hand or team is None or self.spec.may_change

    def _count_anew_if_stale(self) -> None:
        if not self._is_stale:
            return
        self._is_stale = False
        self._team.clear()
        self._total.clear()
        for bout in self._bouts:
            bout.values.clear()
        acts = (act for acts in self._acts.values() for act in acts)
        for act in sorted(acts, key=_order_of):
            self._count(act)

    # How it stands.

    def team_of(self, person: str) -> str | None:
        """Return the key of a person's team, or None."""
        self._count_anew_if_stale()
        return self._key_of(person)

    def _key_of(self, person: str) -> str | None:
        act = self._team.get(person)
        return None if act is None else act.joins

    def _winner_of(self, bout: Bout) -> str | None:
        if bout.is_running:
            return None
        return _only_best(self._keys, lambda key: (bout.values[key],))

    def _wins(self) -> Counter[str]:
        winners = (self._winner_of(bout) for bout in self._bouts)
        return Counter(winner for winner in winners if winner is not None)

    def _winner(self) -> str | None:
        """Return who has won what ended last; of it all, who won the most rounds.

        The sum since the start decides between those who won as many.
        """
        if self.phase == "ongoing":
            return self._winner_of(self._bouts[-1]) if self._bouts else None
        wins = self._wins()
        return _only_best(self._keys, lambda key: (wins[key], self._total[key]))

    @property
    def _is_over(self) -> bool:
        """Return whether what is shown has ended: a round, or all of it."""
        is_open = self.phase in {"before", "waiting", "ongoing"}
        return not is_open or (bool(self._bouts) and self._running is None)

    def on_air(self) -> TeamsOnAir:
        """Return what viewers see of it now."""
        self._count_anew_if_stale()
        is_ongoing = self.phase == "ongoing"
        values = self._bouts[-1].values if is_ongoing and self._bouts else self._total
        winner = self._winner() if self._is_over else None
        return TeamsOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            teams=tuple(self._teams(values)),
            unit=self.spec.unit,
            closes_at=self.closes_at if is_ongoing else None,
            winner=winner,
            round=len(self._bouts),
            is_tied=self._is_over and winner is None,
        )

    def _teams(self, values: Mapping[str, int]) -> Iterator[TeamOnAir]:
        members, wins = Counter(act.joins for act in self._team.values()), self._wins()
        for team in self.spec.teams:
            yield TeamOnAir(
                key=team.key,
                name=team.name,
                colour=team.colour,
                value=values.get(team.key, 0),
                members=members[team.key],
                total=self._total[team.key],
                wins=wins[team.key],
            )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        self._count_anew_if_stale()
        return {
            "voters": len(self._team),
            "numbers": {"rounds": len(self._bouts), "winner": self._winner_shown()},
        }

    def _winner_shown(self) -> str | None:
        return self._winner() if self._is_over else None


def _order_of(act: Act) -> tuple[int, int]:
    return act.by, act.seq


def _only_best(
    keys: Sequence[str], worth: Callable[[str], tuple[int, ...]]
) -> str | None:
    """Return the one key that is worth the most, None for a tie or nothing at all."""
    best, second = sorted(keys, key=worth, reverse=True)[:2]
    return best if worth(best) > worth(second) and any(worth(best)) else None


def _named(teams: Sequence[Team]) -> Mapping[str, str]:
    """Return the key of the team by all that names it: key, name, number."""
    named: dict[str, str] = {}
    for names in ([team.key for team in teams], [team.name for team in teams]):
        for team, name in zip(teams, names, strict=True):
            if named.setdefault(folded(name), team.key) != team.key:
                text = _("teams: “{text}” stands for two of them.")
                raise CommandError(text.format(text=name))
    if len({team.key for team in teams}) < len(teams) or "" in named:
        raise CommandError(_("teams: each needs a key and a name of its own."))
    for number, team in enumerate(teams, 1):
        named.setdefault(str(number), team.key)
    return named


def _gifts(teams: Sequence[Team]) -> Mapping[str, str]:
    """Return the key of the team by the name of its gift."""
    gifts: dict[str, str] = {}
    for team in teams:
        gift = folded(team.gift)
        if gift and gifts.setdefault(gift, team.key) != team.key:
            text = _("teams: the gift “{gift}” is of two of them.")
            raise CommandError(text.format(gift=team.gift))
    return gifts
