"""A session with the sums that a test needs."""

from __future__ import annotations

from typing import Any

from companion.domain.values import Timestamp
from companion.domain.views import SessionView, Totals
from tests.support.fakes import EPOCH


def session(
    name: str = "Karaoke",
    *,
    started_at: Timestamp = EPOCH,
    timezone: str = "UTC",
    **totals: Any,
) -> SessionView:
    return SessionView(
        id="s",
        ordinal=1,
        name=name,
        state="live",
        started_at=started_at,
        ended_at=None,
        timezone=timezone,
        totals=Totals(**totals),
    )
