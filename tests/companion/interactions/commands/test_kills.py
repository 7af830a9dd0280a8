"""A real process over a real ledger, killed at every step of its answers."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from companion.domain.show.notes import BotRan, CounterSet, QuoteKept
from sessions.ledger import Ledger
from tests.companion.interactions.commands import killed_child
from tests.support.fakes import FakeClock, FakeIds

KILLED = "-9"


def lives(folder: Path) -> list[list[str]]:
    """Let processes live that are killed at each step; returns how they ended."""
    program = [sys.executable, "-m", killed_child.__name__, str(folder)]
    done = subprocess.run(  # our own
        program, check=True, timeout=120, capture_output=True, text=True
    )
    return [line.split() for line in done.stdout.splitlines()]


async def on_record(folder: Path) -> list[object]:
    clock, ids = FakeClock(), FakeIds()
    async with await Ledger.open(
        folder / "data", clock=clock, ids=ids, purpose="test"
    ) as ledger:
        return [entry.body for entry in ledger.history.entries(None)]


async def test_what_is_killed_at_any_step_is_said_and_counted_at_most_once(
    tmp_path: Path,
) -> None:
    endings = lives(tmp_path)

    # Killed at each step; then it starts again, hears all, and comes to an end.
    assert len(endings) > 10
    assert endings == [[KILLED, "0"]] * (len(endings) - 1) + [["0", "0"]]
    said: Counter[str] = Counter()
    for step in range(len(endings)):
        effects = tmp_path / str(step) / "effects.txt"
        said = Counter(effects.read_text().splitlines() if effects.exists() else ())
        notes = await on_record(tmp_path / str(step))
        assert all(times == 1 for times in said.values()), (step, said)
        assert set(said) <= {"song 1", "Quote 1 is kept.", "hello"}
        assert sum(isinstance(one, CounterSet) for one in notes) <= 1
        assert sum(isinstance(one, QuoteKept) for one in notes) <= 1
        runs = {one.run for one in notes if isinstance(one, BotRan)}
        assert len(runs) == len(killed_child.CALLS)
    assert len(said) == len(killed_child.CALLS)
