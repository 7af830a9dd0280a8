"""How values look in JSON: decimals for points, RFC 3339 for times, bytes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from companion.domain.text import clean_text
from companion.domain.values import POINT, Points, Timestamp

JSON = "application/json"

Number = Decimal
"""Points as people write them: 4210, 0.333; exact, at most three decimals."""

_DIGITS: Final = 30
"""Before the decimal point: more than any sum of points has."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(value: object) -> bytes:
    """Return `value` as JSON in UTF-8; what cannot be written becomes U+FFFD."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:  # a lone surrogate that came past clean_text
        return _ENCODER.encode(_storable(msgspec.to_builtins(value)))


def decimal_points(points: Points) -> Decimal:
    """Return thousandths as a plain number without needless zeros."""
    whole, rest = divmod(points, POINT)
    if not rest:
        return Decimal(whole)
    exact = Decimal(points).scaleb(-3)
    return Decimal(f"{exact:f}".rstrip("0"))


def thousandths(number: Decimal) -> Points:
    """Return a plain number as Points.

    Raises ValueError with more than three decimals, or more digits than any sum has.
    """
    # Writing out 1E999990 would take half a minute, in which nothing else is done.
    if not number.is_finite() or (number and not -3 <= number.adjusted() <= _DIGITS):
        raise ValueError(number)
    exact = number.scaleb(3)
    if exact != exact.to_integral_value():
        raise ValueError(number)
    return int(exact)


def rfc3339(at: Timestamp) -> str:
    """Return a time in UTC to the microsecond: 2026-01-01T20:00:00.000000Z."""
    when = _EPOCH + timedelta(microseconds=at)
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rfc3339_or_null(at: Timestamp | None) -> str | None:
    """Return a time as rfc3339 does, or None."""
    return None if at is None else rfc3339(at)


def _storable(value: object) -> object:
    """Return a copy of plain JSON data whose texts can be written as UTF-8."""
    if isinstance(value, str):
        return clean_text(value, limit=len(value) + 1)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
