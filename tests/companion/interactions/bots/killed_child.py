"""Does three runs over a real ledger, and is killed at a step: run as a program.

Arguments: the data folder, the file that effects are written to, the step at which the
process kills itself (-1: never). Prints nothing; exit 0 when all was done.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from companion.domain.earning import Draft
from companion.domain.entries import AnyNote, Entry
from companion.domain.values import Timestamp
from companion.interactions.bots.runs import Runs
from sessions.ledger import Ledger
from tests.support.fakes import FakeClock, FakeIds

RUNS = ("x:1", "x:2", "x:3")


class LedgerRecord:
    """Implements record.Record over a real ledger."""

    def __init__(self, ledger: Ledger, step: Callable[[], None]) -> None:
        self._ledger = ledger
        self._step = step
        self.runs = Runs(self)

    def is_open(self) -> bool:
        return True

    def now(self) -> Timestamp:
        return 1

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        self._step()
        drafts = [Draft(body=note, at=self.now()) for note in decide()]
        entries = (await self._ledger.append(drafts)).entries if drafts else ()
        self._step()
        self.runs.took(entries)
        return entries


def stepper(kill_at: int) -> Callable[[], None]:
    count = itertools.count()

    def step() -> None:
        if next(count) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


async def main(folder: Path, effects: Path, kill_at: int) -> None:
    step = stepper(kill_at)

    def do(run: str) -> None:
        step()
        with effects.open("a", encoding="utf-8") as file:
            file.write(f"{run}\n")
            file.flush()
            os.fsync(file.fileno())
        step()

    clock, ids = FakeClock(), FakeIds()
    async with await Ledger.open(
        folder, clock=clock, ids=ids, purpose="test"
    ) as ledger:
        record = LedgerRecord(ledger, step)
        known = list(ledger.history.sessions())
        if known:
            record.runs.took(list(ledger.history.entries(known[0].id)))
            await ledger.reopen(known[0].id)
        else:
            await ledger.start("evening", timezone="UTC")
        for run in RUNS:

            async def work(run: str = run) -> str:
                do(run)
                return ""

            await record.runs.do(run, bot="b", name="B", action="message", work=work)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
