"""Numbers, ages and times as people read them, in the language in use."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from companion.domain.values import POINT, Points, Timestamp
from companion.i18n import _, language

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE


def _locale() -> QLocale:
    # British English for "en": thousands by commas, a clock of 24 hours.
    return QLocale("fr_FR" if language() == "fr" else "en_GB")


def number(value: int) -> str:
    """Return a whole number with thousands separated."""
    return _locale().toString(value)


def points(value: Points) -> str:
    """Return thousandths of a point as points, with at most three decimals."""
    whole, rest = divmod(abs(value), POINT)
    sign = "−" if value < 0 else ""
    if not rest:
        return sign + number(whole)
    decimals = f"{rest:03d}".rstrip("0")
    return f"{sign}{number(whole)}{_locale().decimalPoint()}{decimals}"


def decimal(value: float, digits: int) -> str:
    """Return a number with `digits` decimals."""
    return _locale().toString(value, "f", digits)


def age(microseconds: int) -> str:
    """Return how long ago: "0.4 s", "48 s", "2 min", "3 h"."""
    value = max(0, microseconds)
    if value < _SECOND:
        return _("{n} s").format(n=decimal(value / _SECOND, 1))
    return span(value)


def span(microseconds: int) -> str:
    """Return a whole span: "31 s", "2 min", "3 h"."""
    value = max(0, microseconds)
    if value < _MINUTE:
        return _("{n} s").format(n=value // _SECOND)
    if value < _HOUR:
        return _("{n} min").format(n=value // _MINUTE)
    return _("{n} h").format(n=value // _HOUR)


def stopwatch(microseconds: int) -> str:
    """Return a running clock: "2:14:37", "0:00:09"."""
    seconds = max(0, microseconds) // _SECOND
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def clock_time(at: Timestamp, *, zone: str = "") -> str:
    """Return the time of day, "20:12", in `zone` or the machine's own."""
    return _moment(at, zone).toString("HH:mm")


def clock_seconds(at: Timestamp, *, zone: str = "") -> str:
    """Return the time of day to the second, "20:12:07"."""
    return _moment(at, zone).toString("HH:mm:ss")


def countdown(microseconds: int) -> str:
    """Return what is left as minutes and seconds: "29:41"; never below "0:00"."""
    seconds = max(0, microseconds) // _SECOND
    return f"{seconds // 60}:{seconds % 60:02d}"


def date(at: Timestamp, *, zone: str = "") -> str:
    """Return the day, written out briefly: "20 Nov 2026"."""
    return _locale().toString(_moment(at, zone).date(), "d MMM yyyy")


def ordinal(value: int) -> str:
    """Return a place in an order, as a number."""
    return number(value)


def _moment(at: Timestamp, zone: str) -> QDateTime:
    named = QTimeZone(zone.encode()) if zone else QTimeZone.systemTimeZone()
    timezone = named if named.isValid() else QTimeZone.systemTimeZone()
    return QDateTime.fromMSecsSinceEpoch(at // 1000, timezone)
