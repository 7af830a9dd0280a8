"""How many connections the sign server still allows; one account for all channels."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from companion.domain.ports import Clock
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.platforms.tiktok.asking import Asking, Unanswered

READ_AGAIN_S: Final = 30.0
"""Seconds before it is read again, however many connections are made meanwhile."""

KNOWN_FOR_S: Final = 3_600.0
"""Seconds after which what was read is not shown any more."""

_MOST: Final = 10**9


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """Connections within one span; reset_at: when all are there again, if told."""

    limit: int
    left: int
    reset_at: Timestamp | None = None

    def now(self, at: Timestamp) -> int:
        """Return how many are left at this time."""
        is_over = self.reset_at is not None and at >= self.reset_at
        return self.limit if is_over else self.left


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What the sign server allows; None where it does not say."""

    minute: Allowance | None = None
    hour: Allowance | None = None
    day: Allowance | None = None


class _Span(msgspec.Struct):
    max: float
    remaining: float
    reset_at: str | None = None


class _Limits(msgspec.Struct):
    minute: _Span | None = None
    hour: _Span | None = None
    day: _Span | None = None


_LIMITS: Final = msgspec.json.Decoder(_Limits)


class SignBudget:
    """Knows what was read last, and counts what was spent since."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._budget = Budget()
        self._read_at: float | None = None
        self._spent = 0

    def spend(self) -> None:
        """Note that the sign server prepared one connection."""
        self._spent += 1

    async def read(self, asking: Asking, *, is_full: bool = False) -> None:
        """Ask the sign server; never raises. is_full: it has just refused."""
        now = self._clock.monotonic()
        is_new = self._read_at is not None and now - self._read_at < READ_AGAIN_S
        if is_new and not is_full:
            return
        self._read_at, spent = now, self._spent
        try:
            status, answer = await asking.sign_server("/webcast/rate_limits")
        except Unanswered:
            return
        self._budget = budget_in(answer) if status == 200 else Budget()
        self._spent -= spent

    @property
    def text(self) -> str:
        """One short text for a person; "" when nothing is known."""
        age = self._clock.monotonic() - (self._read_at or 0.0)
        if self._read_at is None or age > KNOWN_FOR_S:
            return ""
        parts = [
            text.format(left=f"{left:,}", limit=f"{limit:,}")
            for text, left, limit in self._spans()
        ]
        if not parts:
            return ""
        return _("sign server: {parts}").format(parts=", ".join(parts))

    def _spans(self) -> list[tuple[str, int, int]]:
        budget, now = self._budget, self._clock.now()
        spans = (
            (_("{left} of {limit} left this minute"), budget.minute),
            (_("{left} of {limit} this hour"), budget.hour),
            (_("{left} of {limit} today"), budget.day),
        )
        return [
            (text, max(span.now(now) - self._spent, 0), span.limit)
            for text, span in spans
            if span is not None
        ]


def budget_in(answer: bytes) -> Budget:
    """Return what an answer of /webcast/rate_limits says; an empty one for nonsense."""
    try:
        limits = _LIMITS.decode(answer)
    except (msgspec.DecodeError, RecursionError):
        return Budget()
    return Budget(
        minute=_allowance(limits.minute),
        hour=_allowance(limits.hour),
        day=_allowance(limits.day),
    )


def _allowance(span: _Span | None) -> Allowance | None:
    if span is None or not 0 < span.max <= _MOST:
        return None
    left = min(max(span.remaining, 0), span.max)
    return Allowance(limit=int(span.max), left=int(left), reset_at=_time(span.reset_at))


def _time(text: str | None) -> Timestamp | None:
    try:
        when = datetime.fromisoformat(text or "")
        return round(when.timestamp() * 1_000_000) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None
