"""What is on record of runs: begun, done, failed, and how often by which bot."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.show.notes import BotRan
from companion.domain.show.views import RunLine
from companion.domain.values import Timestamp

LINES: Final = 500
"""How many lines the log has at most, of what is on record and of what is not."""

REDEEM: Final = ("redeem", "price", "refund")
"""First words of the runs of what costs coins; they are one: see `family_of`."""


class Tally(Struct, frozen=True, kw_only=True):
    """How often something was begun; at, of: of the last time, as in BotRan."""

    count: int = 0
    at: Timestamp = 0
    of: int | None = None


NONE: Final = Tally()


class RunFold:
    """The fold of the session's BotRan entries."""

    def __init__(self) -> None:
        self._outcomes: dict[str, str] = {}
        self._open: dict[str, BotRan] = {}
        self._lines: OrderedDict[str, RunLine] = OrderedDict()
        self._tallies: dict[str, Tally] = {}
        self._families: dict[str, dict[str, BotRan]] = {}
        self._last: dict[str, str] = {}

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        note = entry.body
        if not isinstance(note, BotRan):
            return
        self._outcomes[note.run] = note.outcome
        if note.outcome in {"begun", "failed"}:
            self._open[note.run] = note
        else:
            self._open.pop(note.run, None)
        if note.outcome == "begun" and not note.again:
            series = series_of(note)
            count = self.tally(series).count + 1
            self._last[kind_of_run(note.run)] = note.run
            self._tallies[series] = Tally(count=count, at=entry.at, of=note.of)
        if kind_of_run(note.run) in REDEEM:
            self._families.setdefault(family_of(note.run), {})[note.run] = note
        self._lines[note.run] = line_of(note, at=entry.at, seq=entry.seq)
        self._lines.move_to_end(note.run)
        if len(self._lines) > LINES:
            self._lines.popitem(last=False)

    def outcome(self, run: str) -> str | None:
        """Return the last outcome on record, "begun" before it; None of no such run."""
        return self._outcomes.get(run)

    def seq(self, run: str) -> int | None:
        """Return the seq of the last note of a run; None when it is long ago."""
        line = self._lines.get(run)
        return None if line is None else line.seq

    def open(self, run: str) -> BotRan | None:
        """Return the last note of a run that has begun or failed, else None."""
        return self._open.get(run)

    def tally(self, series: str) -> Tally:
        """Return how often something was begun, by `series_of` it."""
        return self._tallies.get(series, NONE)

    def last(self, kind: str) -> str | None:
        """Return the run that was begun last of those with this first word."""
        return self._last.get(kind)

    def families(self) -> Mapping[str, Mapping[str, BotRan]]:
        """Return of each redemption the last notes of its runs, by run."""
        return self._families

    def lines(self) -> Iterable[RunLine]:
        """Yield the last lines, newest first."""
        return reversed(self._lines.values())


def kind_of_run(run: str) -> str:
    """Return the first word of a run: which kind of bot it is of."""
    return run.partition(":")[0]


def family_of(run: str) -> str:
    """Return "<rule>:<seq>" of a run "<kind>:<rule>:<seq>:<number>"."""
    return run.partition(":")[2].rpartition(":")[0]


def series_of(note: BotRan) -> str:
    """Return what is counted together: "<kind>:<bot>", "periodic:<bot>:<platform>"."""
    kind = kind_of_run(note.run)
    return note.run.rpartition(":")[0] if kind == "periodic" else f"{kind}:{note.bot}"


def line_of(note: BotRan, *, at: Timestamp, seq: int | None) -> RunLine:
    """Return a note as the log shows it; seq: None when it is not on record."""
    return RunLine(
        at=at,
        bot=note.bot,
        name=note.name,
        action=note.action,
        outcome=note.outcome,
        of=note.of,
        text=note.text,
        why=note.why,
        seq=seq,
        run=note.run,
    )
