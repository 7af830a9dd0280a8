"""Amounts that only the Live page writes: signed points, money, places, seconds."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QLocale

from companion.domain.values import Micros, Points, Timestamp
from companion.gui.components.amounts import number, points
from companion.i18n import _, language

_SIGNS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "KRW": "₩",
    "INR": "₹",
    "TRY": "₺",
    "BRL": "R$",
}
_NO_DECIMALS = frozenset({"JPY", "KRW", "CLP", "VND", "ISK", "HUF", "PYG", "UGX"})


def signed_points(change: Points) -> str:
    """Return a change of Points with its sign: "+120", "−50"."""
    return points(change) if change < 0 else f"+{points(change)}"


def money_text(micros: Micros, currency: str) -> str:
    """Return an amount of money as it was paid: "€20.00", "¥2,000", "CHF 5.00"."""
    sign = _SIGNS.get(currency, f"{currency}\u00a0")
    units, rest = divmod(micros, 1_000_000)
    mark = QLocale("fr_FR" if language() == "fr" else "en_GB").decimalPoint()
    if currency in _NO_DECIMALS:
        return f"{sign}{number(units)}"
    return f"{sign}{number(units)}{mark}{rest // 10_000:02d}"


@lru_cache(maxsize=8)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def clock(at: Timestamp, zone: str = "", *, seconds: bool = False) -> str:
    """Return the time of day in `zone`, "" for this machine's: "20:46", "20:46:31"."""
    moment = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(_zone(zone))
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")


def is_same_day(one: Timestamp, other: Timestamp, zone: str = "") -> bool:
    """Return whether two moments fall on one day of that zone."""
    first, second = (
        datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(_zone(zone)).date()
        for at in (one, other)
    )
    return first == second


def place(rank: int) -> str:
    """Return a rank as a place: "1st", "22nd", "113th"."""
    text = number(rank)
    if rank == 1:
        return _("1st")
    if rank % 100 in {11, 12, 13}:
        return _("{n}th").format(n=text)
    match rank % 10:
        case 1:
            return _("{n}st").format(n=text)
        case 2:
            return _("{n}nd").format(n=text)
        case 3:
            return _("{n}rd").format(n=text)
        case _:
            return _("{n}th").format(n=text)
