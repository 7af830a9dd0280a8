"""Doing a thing once: what bots did is on record before it is done, and after.

A run is one cause and one action ("rule:<id>:<seq>:0"). It is begun on record first,
so that neither a restart nor a backlog does it again: at most once. What was begun and
has no outcome was cut off by a crash, and is said to be "interrupted"; it is done again
by hand only, like what failed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from heapq import merge
from itertools import islice
from typing import Final, Literal

from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.errors import CommandError, CompanionError, LedgerError
from companion.domain.show.notes import BotRan
from companion.domain.show.views import RunLine
from companion.i18n import _
from companion.interactions.bots.run_fold import LINES, kind_of_run, line_of
from companion.interactions.bots.state import BotFold
from companion.interactions.record import Fold, Record

Work = Callable[[], Awaitable[str]]
"""Does the thing and returns what was said or done, "" when that was clear before.

Raises a CompanionError, whose text says why it could not be done.
"""

Remake = Callable[[BotRan], Work]
"""Gives what does a run again. Raises CommandError when that is no longer possible."""

LONGEST_S: Final = 60.0
"""Seconds after which what a bot does is given up."""

Outcome = Literal["done", "failed", "repeat"]

log = logging.getLogger(__name__)


class Runs:
    """Does what bots are to do, each once; the Follower of the session for all bots.

    record: takes the notes, and has them folded (`took`) before `put` returns. fold:
    what is on record of bots. longest_s: after so many seconds a thing is given up.
    """

    def __init__(self, record: Record, *, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._is_call: Callable[[str], bool] = lambda _text: False
        self._turned: Callable[[], None] = lambda: None
        self.fold = BotFold(self._finds_call)
        self._record = record
        self._busy: set[str] = set()
        self._between: set[str] = set()
        self._unrecorded: deque[RunLine] = deque(maxlen=LINES)
        self._known: dict[str, RunLine] = {}
        self._remakes: dict[str, Remake] = {}

    # What is on record.

    def fresh(self) -> Fold:
        """Return the fold of no entries."""
        return BotFold(self._finds_call)

    def _finds_call(self, text: str) -> bool:
        return self._is_call(text)

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session, or to one that is continued."""
        self.fold = fold if isinstance(fold, BotFold) else BotFold(self._finds_call)
        self._unrecorded.clear()
        self._known.clear()
        self._turned()

    def keep_calls(
        self, is_call: Callable[[str], bool], *, turned: Callable[[], None]
    ) -> None:
        """Have the fold keep the Chats that are calls; turned: it is another's now."""
        self._is_call, self._turned = is_call, turned

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        for entry in entries:
            self.fold.take(entry)

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        self.fold.take(entry)

    def has(self, run: str) -> bool:
        """Return whether a run is on record, in any state."""
        return self.fold.runs.outcome(run) is not None

    def log(self) -> Sequence[RunLine]:
        """Return what was done and what was not, newest first; LINES at most."""
        recorded = (self._as_it_stands(line) for line in self.fold.runs.lines())
        both = merge(
            recorded, reversed(self._unrecorded), key=lambda line: line.at, reverse=True
        )
        return list(islice(both, LINES))

    def _as_it_stands(self, line: RunLine) -> RunLine:
        if line.run in self._busy:
            return line
        line = self._known.get(line.run, line)
        if line.outcome == "begun":
            why = _("Companion stopped while it was done; it may have been done.")
            line = structs.replace(line, outcome="interrupted", why=why)
        can_repeat = line.outcome in {"interrupted", "failed"}
        can_repeat = can_repeat and kind_of_run(line.run) in self._remakes
        return structs.replace(line, can_repeat=can_repeat)

    # What is only in the log: it would fill the ledger, and nothing has happened.

    def left_out(
        self,
        *,
        bot: str,
        name: str,
        action: str,
        why: str,
        of: int | None = None,
        text: str = "",
        is_dry: bool = False,
    ) -> None:
        """Tell the log why a bot did not do something; is_dry: it is only tried out."""
        note = BotRan(
            run="",
            bot=bot,
            name=name,
            action=action,
            outcome="dry-run" if is_dry else "left out",
            of=of,
            text=text,
            why=why,
        )
        self._unkept(note)

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
        between: bool = False,
        who: str = "",
    ) -> Outcome:
        """Do a thing unless it was begun before; text: what is to be said.

        again: by hand, and only what failed or was interrupted. between: also when no
        session is open; only the log knows of it then. "repeat": nothing was done, for
        it is on record. "failed": it could not be done, or not be recorded, which the
        log says. Raises nothing but CancelledError, which leaves the run interrupted.
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
        if between and not self._record.is_open():
            return await self._do_between(begun, work)
        entry = await self.attempt(begun, work)
        if entry is None:
            return "repeat"
        note = entry.body if isinstance(entry, Entry) else entry
        is_done = isinstance(note, BotRan) and note.outcome == "done"
        return "done" if is_done else "failed"

    async def _do_between(self, begun: BotRan, work: Work) -> Outcome:
        if begun.run in self._between:
            return "repeat"
        self._between.add(begun.run)
        note = self._unkept(await self._done(begun, work))
        return "done" if note.outcome == "done" else "failed"

    def remakes(self, kind: str, remake: Remake) -> None:
        """Let runs whose first word is `kind` ("rule") be done again by hand."""
        self._remakes[kind] = remake

    async def repeat(self, run: str, *, who: str = "") -> Entry:
        """Do again what failed or was interrupted; returns the entry of the outcome.

        Raises CommandError when it did not fail, or cannot be done any more.
        """
        note = self.fold.runs.open(run)
        remake = self._remakes.get(kind_of_run(run))
        if note is None or run in self._busy or remake is None:
            raise CommandError(_("There is nothing to do again: it did not fail."))
        begun = structs.replace(note, outcome="begun", why="", again=True, who=who)
        entry = await self.attempt(begun, remake(note))
        if isinstance(entry, Entry):
            return entry
        if entry is None:
            raise CommandError(_("There is nothing to do again: it did not fail."))
        raise CommandError(entry.why)

    async def attempt(self, begun: BotRan, work: Work) -> Entry | BotRan | None:
        """Do what a note says is begun; returns the entry of the outcome.

        The bare note: there is no entry of it. None: nothing was to be done.
        """
        run = begun.run
        if run in self._busy:
            return None
        self._busy.add(run)
        try:
            if not await self._record.put(lambda: self._beginning(begun)):
                return None
            return await self._finish(await self._done(begun, work))
        except (CommandError, LedgerError) as error:  # of the record, before it began
            return self._unkept(
                structs.replace(begun, outcome="failed", why=str(error))
            )
        finally:
            self._busy.discard(run)

    def _beginning(self, begun: BotRan) -> Sequence[BotRan]:
        """Decide, with all on record, whether a run may begin."""
        outcome = self.fold.runs.outcome(begun.run)
        may = outcome in {"begun", "failed"} if begun.again else outcome is None
        return (begun,) if may else ()

    async def _finish(self, note: BotRan) -> Entry | BotRan:
        try:
            entries = await self._record.put(lambda: (note,))
        except (CommandError, LedgerError) as error:
            if note.outcome == "done":
                why = _("It was done, but this is not on record: {why}")
                note = structs.replace(note, why=why.format(why=error))
            seq = self.fold.runs.seq(note.run)
            self._known[note.run] = line_of(note, at=self._record.now(), seq=seq)
            return note
        self._known.pop(note.run, None)
        return entries[0]

    def _unkept(self, note: BotRan) -> BotRan:
        self._unrecorded.append(line_of(note, at=self._record.now(), seq=None))
        return note

    async def _done(self, begun: BotRan, work: Work) -> BotRan:
        """Do it; returns the note of the outcome."""
        try:
            async with asyncio.timeout(self._longest_s):
                said = await work()
        except CompanionError as error:
            return structs.replace(begun, outcome="failed", why=str(error))
        except TimeoutError:
            why = _("There was no answer; it may have been done.")
            return structs.replace(begun, outcome="failed", why=why)
        except Exception:
            log.exception("bot %r: %s failed", begun.bot, begun.action)
            why = _("Companion itself made a mistake; its log says which.")
            return structs.replace(begun, outcome="failed", why=why)
        return structs.replace(begun, outcome="done", text=said or begun.text)
