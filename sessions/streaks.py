"""Counting a Streak exactly once, whatever order its messages come in.

TikTok sends one gift run as several messages with a rising total. Messages are
repeated after a reconnect, come out of order, lose their end, and a later run may
carry the same group id. So what counts is the increase of the highest total seen:

* a higher total increases the run by the difference;
* an equal or lower total with an older message id is a repeat or came late: nothing;
* a lower total with a newer message id opens a new run, as does any total that is
  not an end after the run has ended;
* a message older than the present run's first one belongs to the run before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from companion.domain.events import Streak


class Run(Struct):
    """One run of a group id: its highest total and the message ids it spans."""

    generation: int
    highest: int
    first_message: int
    last_message: int
    ended: bool


def count_increase(runs: Sequence[Run], streak: Streak) -> tuple[int, Run]:
    """Return what a message adds (>= 0) and the run as it stands afterwards.

    runs: all runs of this channel, viewer, gift and group so far, oldest first. The
    returned run replaces the one of the same generation, or is a new last one.
    """
    if not runs:
        return streak.total, _opened(0, streak)
    run = next(
        (run for run in reversed(runs) if streak.message >= run.first_message), runs[0]
    )
    is_latest = run is runs[-1]
    if is_latest and _opens_another(run, streak):
        return streak.total, _opened(run.generation + 1, streak)
    increase = max(0, streak.total - run.highest)
    return increase, Run(
        generation=run.generation,
        highest=max(run.highest, streak.total),
        first_message=min(run.first_message, streak.message),
        last_message=max(run.last_message, streak.message),
        ended=run.ended or streak.ended,
    )


def _opens_another(run: Run, streak: Streak) -> bool:
    if streak.message <= run.last_message:
        return False
    if streak.total < run.highest:
        return True
    return run.ended and not streak.ended and streak.total == run.highest


def _opened(generation: int, streak: Streak) -> Run:
    return Run(
        generation=generation,
        highest=streak.total,
        first_message=streak.message,
        last_message=streak.message,
        ended=streak.ended,
    )
