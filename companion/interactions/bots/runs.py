"""Doing a thing once: what bots did is on record before it is done, and after.

A run is one cause and one action ("rule:<id>:<seq>:0"). It is begun on record first,
so that neither a restart nor a backlog does it again: at most once. What was begun and
has no outcome was cut off by a crash, and is said to be "interrupted"; it is done again
by hand only, like what failed.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from heapq import merge
from itertools import islice
from typing import Final, Literal

from msgspec import Struct, structs

from companion.domain.entries import Entry
from companion.domain.errors import CommandError, CompanionError, LedgerError
from companion.domain.show.notes import BotRan
from companion.domain.show.views import RunLine
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.record import Fold, Record

LINES: Final = 500
"""How many lines the log has at most, of what is on record and of what is not."""

Work = Callable[[], Awaitable[str]]
"""Does the thing and returns what was said or done, "" when that was clear before.

Raises a CompanionError, whose text says why it could not be done.
"""

Remake = Callable[[BotRan], Work]
"""Gives what does a run again. Raises CommandError when that is no longer possible."""

Outcome = Literal["done", "failed", "repeat"]

log = logging.getLogger(__name__)


class Tally(Struct):
    """How often a bot began something; at, of: of the last time, as in BotRan."""

    count: int = 0
    at: Timestamp = 0
    of: int | None = None


class RunFold:
    """What is on record of runs; the fold of the session's BotRan entries."""

    def __init__(self) -> None:
        self._outcomes: dict[str, str] = {}
        self._open: dict[str, BotRan] = {}
        self._lines: OrderedDict[str, RunLine] = OrderedDict()
        self._tallies: dict[tuple[str, str], Tally] = {}

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
            tally = self._tallies.setdefault((kind_of_run(note.run), note.bot), Tally())
            tally.count, tally.at, tally.of = tally.count + 1, entry.at, note.of
        self._lines[note.run] = _line(note, at=entry.at, seq=entry.seq)
        self._lines.move_to_end(note.run)
        if len(self._lines) > LINES:
            self._lines.popitem(last=False)

    def outcome(self, run: str) -> str | None:
        """Return the last outcome on record, "begun" before it; None of no such run."""
        return self._outcomes.get(run)

    def open(self, run: str) -> BotRan | None:
        """Return the last note of a run that has begun or failed, else None."""
        return self._open.get(run)

    def tally(self, kind: str, bot: str) -> Tally:
        """Return how often a bot began something, by the first word of its runs."""
        return self._tallies.get((kind, bot)) or Tally()

    def lines(self) -> Iterable[RunLine]:
        """Yield the last lines, newest first."""
        return reversed(self._lines.values())


class Runs:
    """Does what bots are to do, each once; a Follower and a Fold of the session.

    record: takes the notes, and has them folded (`take`) before `put` returns.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._fold = RunFold()
        self._busy: set[str] = set()
        self._unrecorded: deque[RunLine] = deque(maxlen=LINES)
        self._remakes: dict[str, Remake] = {}

    # What is on record.

    def fresh(self) -> Fold:
        """Return the fold of no entries."""
        return RunFold()

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session, or to one that is continued."""
        self._fold = fold if isinstance(fold, RunFold) else RunFold()
        self._unrecorded.clear()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        for entry in entries:
            self._fold.take(entry)

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        self._fold.take(entry)

    def has(self, run: str) -> bool:
        """Return whether a run is on record, in any state."""
        return self._fold.outcome(run) is not None

    def tally(self, kind: str, bot: str) -> Tally:
        """Return how often a bot began something in this session, and when last."""
        return self._fold.tally(kind, bot)

    def log(self) -> Sequence[RunLine]:
        """Return what was done and what was not, newest first; LINES at most."""
        recorded = (self._as_it_stands(line) for line in self._fold.lines())
        both = merge(
            recorded, reversed(self._unrecorded), key=lambda line: line.at, reverse=True
        )
        return list(islice(both, LINES))

    def _as_it_stands(self, line: RunLine) -> RunLine:
        if line.run in self._busy:
            return line
        if line.outcome == "begun":
            why = _("Companion stopped while it was done; it may have been done.")
            line = structs.replace(line, outcome="interrupted", why=why)
        can_repeat = line.outcome in {"interrupted", "failed"}
        can_repeat = can_repeat and kind_of_run(line.run) in self._remakes
        return structs.replace(line, can_repeat=can_repeat)

    # What is only in the log: it would fill the ledger, and nothing has happened.

    def dry(
        self,
        *,
        bot: str,
        name: str,
        action: str,
        of: int | None = None,
        text: str = "",
        why: str = "",
    ) -> None:
        """Tell the log what a bot that is only tried out would have done."""
        self._unrecorded.append(
            RunLine(
                at=self._record.now(),
                bot=bot,
                name=name,
                action=action,
                outcome="dry-run",
                of=of,
                text=text,
                why=why,
            )
        )

    def left_out(
        self,
        *,
        bot: str,
        name: str,
        action: str,
        of: int | None = None,
        text: str = "",
        why: str,
    ) -> None:
        """Tell the log why a bot did not do something."""
        self._unrecorded.append(
            RunLine(
                at=self._record.now(),
                bot=bot,
                name=name,
                action=action,
                outcome="left out",
                of=of,
                text=text,
                why=why,
            )
        )

    # What is done.

    async def do(
        self,
        run: str,
        *,
        bot: str,
        name: str,
        action: str,
        work: Work,
        of: int | None = None,
        text: str = "",
        again: bool = False,
        who: str = "",
    ) -> Outcome:
        """Do a thing unless it was begun before; text: what is to be said.

        again: by hand, and only what failed or was interrupted. "repeat": nothing was
        done, for it is on record. "failed": it could not be done, or not be recorded,
        which the log says. Raises nothing but CancelledError, which leaves the run
        interrupted.
        """
        begun = BotRan(
            run=run,
            bot=bot,
            name=name,
            action=action,
            outcome="begun",
            of=of,
            text=text,
            again=again,
            who=who,
        )
        entry = await self._attempt(begun, work)
        if entry is None:
            return "repeat"
        note = entry.body if isinstance(entry, Entry) else entry
        is_done = isinstance(note, BotRan) and note.outcome == "done"
        return "done" if is_done else "failed"

    def remakes(self, kind: str, remake: Remake) -> None:
        """Let runs whose first word is `kind` ("rule") be done again by hand."""
        self._remakes[kind] = remake

    async def repeat(self, run: str, *, who: str = "") -> Entry:
        """Do again what failed or was interrupted; returns the entry of the outcome.

        Raises CommandError when it did not fail, or cannot be done any more.
        """
        note = self._fold.open(run)
        remake = self._remakes.get(kind_of_run(run))
        if note is None or run in self._busy or remake is None:
            raise CommandError(_("There is nothing to do again: it did not fail."))
        begun = structs.replace(note, outcome="begun", why="", again=True, who=who)
        entry = await self._attempt(begun, remake(note))
        if isinstance(entry, Entry):
            return entry
        if entry is None:
            raise CommandError(_("There is nothing to do again: it did not fail."))
        raise CommandError(entry.why)

    async def _attempt(self, begun: BotRan, work: Work) -> Entry | BotRan | None:
        """Return the entry of the outcome, the bare note when there is no entry of it.

        None: it was not to be done.
        """
        run = begun.run
        if run in self._busy:
            return None
        self._busy.add(run)
        try:
            if not await self._record.put(lambda: self._beginning(begun)):
                return None
            return await self._finish(await _done(begun, work))
        except (CommandError, LedgerError) as error:  # of the record, before it began
            return self._unkept(
                structs.replace(begun, outcome="failed", why=str(error))
            )
        finally:
            self._busy.discard(run)

    def _beginning(self, begun: BotRan) -> Sequence[BotRan]:
        """Decide, with all on record, whether a run may begin."""
        outcome = self._fold.outcome(begun.run)
        may = outcome in {"begun", "failed"} if begun.again else outcome is None
        return (begun,) if may else ()

    async def _finish(self, note: BotRan) -> Entry | BotRan:
        try:
            entries = await self._record.put(lambda: (note,))
        except (CommandError, LedgerError) as error:
            why = (
                _("It was done, but this is not on record: {why}")
                if (note.outcome == "done")
                else "{why}"
            )
            return self._unkept(
                structs.replace(note, why=why.format(why=note.why or error))
            )
        return entries[0]

    def _unkept(self, note: BotRan) -> BotRan:
        self._unrecorded.append(_line(note, at=self._record.now(), seq=None))
        return note


def kind_of_run(run: str) -> str:
    """Return the first word of a run: which kind of bot it is of."""
    return run.partition(":")[0]


async def _done(begun: BotRan, work: Work) -> BotRan:
    """Do it; returns the note of the outcome."""
    try:
        said = await work()
    except CompanionError as error:
        return structs.replace(begun, outcome="failed", why=str(error))
    except Exception:
        log.exception("bot %r: %s failed", begun.bot, begun.action)
        why = _("Companion itself made a mistake; its log says which.")
        return structs.replace(begun, outcome="failed", why=why)
    return structs.replace(begun, outcome="done", text=said or begun.text)


def _line(note: BotRan, *, at: Timestamp, seq: int | None) -> RunLine:
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
