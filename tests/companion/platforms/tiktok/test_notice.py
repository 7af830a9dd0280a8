"""The notice about unofficial access, and whether it was accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from companion.platforms.tiktok.notice import (
    NOTICE_OF,
    is_accepted,
    notice,
    notice_line,
)


@pytest.mark.parametrize("text", [notice(), notice_line()])
def test_the_notice_says_unofficial_and_who_learns_what(text: str) -> None:
    assert "unofficial" in text
    assert "sign server" in text
    assert "learns which channel" in text


def test_the_line_is_one_line() -> None:
    assert "\n" not in notice_line()


@pytest.mark.parametrize(
    ("accepted_at", "expected"),
    [
        (NOTICE_OF, True),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), True),
        ("2026-11-20T10:00:00+01:00", True),
        (" 2026-11-20T09:00:00Z ", True),
        (NOTICE_OF - timedelta(seconds=1), False),
        ("2019-01-01T00:00:00Z", False),
        (datetime(2026, 11, 20), False),  # noqa: DTZ001  # without a zone, on purpose
        ("2026-11-20T09:00:00", False),
        ("yes", False),
        ("", False),
        (None, False),
    ],
)
def test_accepted_is_a_time_since_the_notice(
    accepted_at: datetime | str | None, expected: bool
) -> None:
    assert is_accepted(accepted_at) is expected
