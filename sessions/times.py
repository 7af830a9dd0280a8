"""Times as files and answers have them."""

from __future__ import annotations

from datetime import UTC, datetime

from companion.domain.values import Timestamp


def time_text(at: Timestamp) -> str:
    """Return a time as RFC 3339 in UTC, to the microsecond."""
    moment = datetime.fromtimestamp(at // 1_000_000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1_000_000:06d}Z"
