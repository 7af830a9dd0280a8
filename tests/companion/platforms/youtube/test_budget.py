"""The day's arithmetic in one line."""

from __future__ import annotations

import msgspec
import pytest

from companion.platforms.youtube.budget import budget_line
from companion.platforms.youtube.quota import QuotaView

VIEW = QuotaView(
    units_per_day=10_000,
    spent=1_234,
    left=8_766,
    reserve=1_500,
    per_hour=620,
    lasts_s=8_766 / 620 * 3_600,
    chat_every_s=31.76,
    viewers_every_s=25.0,
    sources=1,
    resets_at=0,
)


@pytest.mark.parametrize(
    ("changes", "is_polling", "line"),
    [
        ({}, False, "1,234 of 10,000 units today · 620 an hour · enough for 14.1 h"),
        (
            {"lasts_s": None},
            True,
            "1,234 of 10,000 units today · 620 an hour · enough until the reset · "
            "asked every 32 s",
        ),
        ({"per_hour": 0, "lasts_s": None}, False, "1,234 of 10,000 units today"),
        (
            {"spent": 10_000, "left": 0, "chat_every_s": None},
            True,
            "10,000 of 10,000 units today · none left until midnight in California",
        ),
    ],
)
def test_the_line_says_what_is_spent_and_how_long_it_lasts(
    changes: dict[str, object], is_polling: bool, line: str
) -> None:
    view = msgspec.structs.replace(VIEW, **changes)

    assert budget_line(view, is_polling=is_polling) == line
