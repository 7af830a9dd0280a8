"""A session's entries, made one by one, and what the show makes of them."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from typing import Any

from companion.domain.entries import (
    ALLOWED,
    Amounts,
    AnyBody,
    AnyNote,
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import AnyEvent
from companion.domain.show.desk import Verb
from companion.domain.show.notes import (
    CoinsMoved,
    InteractionMade,
    InteractionMoved,
    InteractionStepped,
)
from companion.domain.show.specs import AnySpec
from companion.domain.show.steps import Closing, Refused
from companion.domain.values import POINT, Viewer
from companion.domain.views import Totals
from companion.interactions.fold import ShowFold
from companion.interactions.kind import SECOND, Around
from companion.interactions.verbs import notes_of
from tests.support.events import chat
from tests.support.fakes import EPOCH, FakeIds

PENDING = Judgement(text=Verdict.PENDING)


def calls(job: Callable[[], object]) -> int:
    """Return how many functions are called while a job runs."""
    count = 0

    def step(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        job()
    finally:
        sys.setprofile(before)
    return count


class Folding:
    """Writes entries as the ledger does, one a second, and folds them."""

    def __init__(self) -> None:
        self.fold = ShowFold()
        self.entries: list[Entry] = []
        self.now = EPOCH
        self.coins: dict[str, int] = {}
        self._ids = FakeIds()

    def write(self, body: AnyBody, **fields: Any) -> Entry:
        """Record a body; returns its entry, folded."""
        self.now += SECOND
        seq = len(self.entries) + 1
        at = fields.pop("at", self.now)
        known = {"source": "replay:test", "session": "s", "number": seq}
        entry = Entry(seq=seq, at=at, body=body, **{**known, **fields})
        self.entries.append(entry)
        self.fold.take(entry)
        return entry

    def say(self, who: str | Viewer, text: str, **fields: Any) -> Entry:
        """Record a Chat that is worth a point."""
        return self.happen(chat(who, text), points=1, chats=1, **fields)

    def happen(
        self,
        event: AnyEvent,
        *,
        judgement: Judgement = ALLOWED,
        test: bool = False,
        earns: bool = True,
        at: int | None = None,
        source: str = "replay:test",
        **amounts: int,
    ) -> Entry:
        """Record an event with what it earns; points are whole ones."""
        whole = {**amounts, "points": amounts.get("points", 0) * POINT}
        counts = earns and not test
        return self.write(
            event,
            earner=event.viewer,
            amounts=Amounts(**whole) if counts else Amounts(),
            judgement=judgement,
            test=test,
            earns=counts,
            source=source,
            **({} if at is None else {"at": at}),
        )

    def judge(self, entry: Entry, text: Verdict, *, points: int = 0) -> None:
        """Record a later verdict; points: that it gives or takes, whole ones."""
        given = VerdictGiven(of=entry.seq, text=text)
        self.write(given, amounts=Amounts(points=points * POINT))

    def make(self, spec: AnySpec, *verbs: Verb, name: str = "i") -> Any:
        """Set up an interaction, do these verbs; returns it."""
        self.write(InteractionMade(id=name, spec=spec))
        self.act(*verbs, name=name)
        return self.fold.interactions[name]

    def act(self, *verbs: Verb, value: str = "", name: str = "i") -> None:
        for verb in verbs:
            if verb == "close":
                step = Closing(at=self.now + SECOND)
                self.write(InteractionStepped(id=name, step=step))
                self.write(InteractionMoved(id=name, to="results"))
                continue
            one = self.fold.interactions[name]
            for note in notes_of(one, verb, value, self.around(), who=""):
                self.write(note)

    def fail(self, name: str = "i") -> None:
        self.write(InteractionMoved(id=name, to="failed", why="test"))

    def around(self) -> Around:
        return Around(
            now=self.now,
            chance=random.Random(1),
            ids=self._ids,
            viewer=lambda _id: None,
            points=lambda _id: 0,
            person=self.fold.links.person,
            totals=Totals,
        )

    # Coins, kept as plainly as can be.

    def give(self, **coins: int) -> None:
        for who, many in coins.items():
            self.coins[f"tiktok:{who}"] = self.coins.get(f"tiktok:{who}", 0) + many

    def pay(self) -> int:
        """Record all that is owed, or that its coins are missing; returns how many."""
        count = 0
        while (owed := next(iter(self.fold.owed()), None)) is not None:
            self._pay(owed)
            count += 1
            assert count < 10_000, "what is owed never ends"
        return count

    def _pay(self, owed: AnyNote) -> None:
        assert isinstance(owed, CoinsMoved)
        after = dict(self.coins)
        for one in owed.postings:
            after[one.account] = after.get(one.account, 0) + one.coins
        assert sum(one.coins for one in owed.postings) == 0
        assert owed.run not in self.runs()
        if min(after.values()) < 0:
            name = owed.run.partition(":")[0]
            step = Refused(run=owed.run, why="too few coins")
            self.write(InteractionStepped(id=name, step=step))
            return
        self.coins = after
        self.write(owed)

    def runs(self) -> set[str]:
        """Return the runs of all coins that were moved."""
        bodies = (entry.body for entry in self.entries)
        return {one.run for one in bodies if isinstance(one, CoinsMoved)}

    def again(self) -> ShowFold:
        """Return the fold of the same entries, taken once more."""
        return folded(self.entries)


def folded(entries: Iterable[Entry]) -> ShowFold:
    fold = ShowFold()
    for entry in entries:
        fold.take(entry)
    return fold
