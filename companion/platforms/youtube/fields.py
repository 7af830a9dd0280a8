"""Fields of YouTube's messages: times, ids, texts and numbers, or ProtocolChanged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from companion.domain.errors import ProtocolChanged
from companion.domain.text import TEXT_LIMIT, clean_text
from companion.domain.values import Timestamp

LONGEST_ID: Final = 500

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST: Final = 978_307_200_000_000
_LAST: Final = 32_503_680_000_000_000
"""From 2001 to 3000: another time is a field that changed its meaning, and would let
everything after it seem old."""

_USUAL_LENGTH: Final = len("2026-01-01T20:00:00.123456+00:00")


def micros(at: object) -> Timestamp | None:
    """Return an RFC 3339 time in microseconds; None for anything else."""
    if not isinstance(at, str):
        return None
    # 2026-01-01T20:00:00.123456+00:00: the seconds of many messages are the same.
    if len(at) == _USUAL_LENGTH and at[19] == "." and at[26:] == "+00:00":
        whole = _seconds(at[:19])
        fraction = at[20:26]
        if whole is not None and fraction.isdecimal() and fraction.isascii():
            return whole + int(fraction)
    return _any_time(at)


@lru_cache(maxsize=64)
def _seconds(at: str) -> Timestamp | None:
    return _any_time(f"{at}+00:00")


def _any_time(at: str) -> Timestamp | None:
    try:
        told = (datetime.fromisoformat(at) - _EPOCH) // _MICROSECOND
    except (TypeError, ValueError, OverflowError):
        return None
    return told if _FIRST <= told < _LAST else None


def native(message_id: object) -> str:
    """Return a message's id as YouTube gave it."""
    if not isinstance(message_id, str) or not 0 < len(message_id) <= LONGEST_ID:
        raise ProtocolChanged("has no id")
    return message_id if message_id.isascii() else clean_text(message_id)


def clean(text: object) -> str:
    """Return a text as it may be stored; "" for none."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ProtocolChanged(f"has {type(text).__name__} where a text belongs")
    # What is printable has none of the characters that are taken out.
    return text if len(text) <= TEXT_LIMIT and text.isprintable() else clean_text(text)


def said(text: object) -> str:
    """Return a text that must be there."""
    cleaned = clean(text)
    if not cleaned:
        raise ProtocolChanged("says nothing")
    return cleaned


def number(value: object, least: int, most: int) -> int:
    """Return a number that REST may write as a text (every one of 64 bits is)."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value) if len(value) <= 20 else most + 1
    if isinstance(value, bool) or not isinstance(value, int):
        raise ProtocolChanged("has no number where one belongs")
    if not least <= value <= most:
        raise ProtocolChanged(f"{value} is not within {least} and {most}")
    return value
