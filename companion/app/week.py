"""Where a week begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from companion.domain.values import Timestamp


def week_began(now: Timestamp, zone: ZoneInfo) -> Timestamp:
    """Return Monday 00:00 of the week of `now` in a time zone."""
    here = datetime.fromtimestamp(now / 1_000_000, tz=UTC).astimezone(zone)
    monday = here - timedelta(days=here.weekday())
    began = monday.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(began.timestamp()) * 1_000_000
