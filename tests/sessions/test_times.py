"""Times as files and answers have them."""

from __future__ import annotations

from sessions.times import time_text


def test_times_are_utc_to_the_microsecond() -> None:
    assert time_text(1_767_297_600_000_001) == "2026-01-01T20:00:00.000001Z"
