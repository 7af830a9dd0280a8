"""Numbers, times and tiers as Twitch writes them, checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from companion.domain.errors import ProtocolChanged
from companion.domain.values import Timestamp

MOST_BITS: Final = 10_000_000
"""No cheer has a tenth of this; more is a field that changed its meaning."""

MOST_GIFTS: Final = 100_000
MOST_VIEWERS: Final = 1_000_000_000
MOST_MONTHS: Final = 1_200
MOST_POINTS: Final = 10**12

_TIERS: Final = {"1000": "1", "2000": "2", "3000": "3", "Prime": "prime"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def whole(value: object, *, least: int, most: int) -> int:
    """Return a whole number, or a text of one, within bounds; else ProtocolChanged."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value) if len(value) <= 18 else most + 1
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProtocolChanged("a number is none")
    if not least <= value <= most:
        raise ProtocolChanged(f"{value} is not within {least} and {most}")
    return value


def tier_of(value: object, *, is_prime: bool = False) -> str:
    """Return "1", "2", "3" or "prime"; "" for a tier that did not exist in 2026."""
    if is_prime:
        return "prime"
    return _TIERS.get(value, "") if isinstance(value, str) else ""


def time_of(text: object) -> Timestamp | None:
    """Return the time that RFC 3339 text stands for; None when it is none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None or not 2001 <= at.year <= 3000:
        return None
    difference = at - _EPOCH
    seconds = difference.days * 86_400 + difference.seconds
    return seconds * 1_000_000 + difference.microseconds
