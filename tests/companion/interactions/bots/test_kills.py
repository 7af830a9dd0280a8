"""A real process over a real ledger, killed at every step of a run, starts again."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from companion.domain.show.notes import BotRan
from sessions.ledger import Ledger
from tests.companion.interactions.bots import killed_child
from tests.support.fakes import FakeClock, FakeIds

STEPS_OF_A_RUN = 6
"""Before and after each of: it begins on record, it is done, its outcome."""

KILLED = -9


def live(folder: Path, kill_at: int) -> int:
    """Let one process live; returns how it ended."""
    program = [sys.executable, "-m", killed_child.__name__]
    arguments = [str(folder / "data"), str(folder / "effects.txt"), str(kill_at)]
    done = subprocess.run([*program, *arguments], check=False, timeout=60)  # our own
    return done.returncode


async def on_record(folder: Path) -> dict[str, str]:
    clock, ids = FakeClock(), FakeIds()
    async with await Ledger.open(
        folder / "data", clock=clock, ids=ids, purpose="test"
    ) as ledger:
        bodies = [entry.body for entry in ledger.history.entries(None)]
    return {body.run: body.outcome for body in bodies if isinstance(body, BotRan)}


async def test_what_is_killed_at_any_step_is_done_at_most_once(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    effects = tmp_path / "effects.txt"
    # Each life goes a step further than the one before, until one comes to its end.
    endings = []
    for kill_at in (0, 1, 2, 3, 4, 5, -1):
        endings.append(live(tmp_path, kill_at))
        done = Counter(effects.read_text().split()) if effects.exists() else Counter()
        assert all(times == 1 for times in done.values()), done

    assert endings == [KILLED] * STEPS_OF_A_RUN + [0]
    states = await on_record(tmp_path)
    assert set(states) == set(killed_child.RUNS)
    # What was done is on record as begun at least; what was not begun was not done.
    assert all(run in states for run in done)
    assert all(done[run] == 1 for run, state in states.items() if state == "done")
