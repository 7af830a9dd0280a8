"""The escalation ladder: which step follows, and how steps are forgiven. Pure."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from companion.domain.values import Timestamp
from companion.settings.moderation import LadderSettings

_MINUTE: Final[Timestamp] = 60_000_000


class Step(Struct, frozen=True, kw_only=True):
    """What follows a blocked text.

    seconds: of a timeout. "ask": a person decides; "asked": that was said already.
    """

    kind: Literal["warn", "timeout", "ask", "asked"]
    seconds: int = 0


def standing(
    strikes: int, struck_at: Timestamp, at: Timestamp, ladder: LadderSettings
) -> int:
    """Return the steps that still count at `at`: one is forgiven after each decay.

    strikes: as of struck_at, when the last one came.
    """
    if at <= struck_at:
        return strikes
    forgiven = (at - struck_at) // (ladder.decay_minutes * _MINUTE)
    return max(0, strikes - forgiven)


def step_after(strikes: int, ladder: LadderSettings) -> Step:
    """Return what follows when a Viewer with so many steps behind them goes on."""
    if strikes < len(ladder.steps):
        seconds = ladder.steps[strikes]
        return Step(kind="timeout" if seconds else "warn", seconds=seconds)
    return Step(kind="ask" if strikes == len(ladder.steps) else "asked")


def dry_run_until(
    ladder: LadderSettings, *, began: Timestamp, now: Timestamp
) -> Timestamp | None:
    """Return until when platforms are not asked: None: they are, 0: for good.

    began: when this installation was first used.
    """
    match ladder.dry_run:
        case "on":
            return 0
        case "off":
            return None
        case "first-hour":
            until = began + 60 * _MINUTE
            return until if now < until else None
