"""Letters that stand apart, put together again."""

from __future__ import annotations

import pytest

from companion.moderation.prepared import prepared


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("l o s e r", ["loser"]),
        ("l.o.s.e.r", ["loser"]),
        ("L_O-S*E/R!", ["loser"]),
        ("l - o - s", ["los"]),
        ("l  ...  o", ["l", "o"]),
        ("you l o s er and u", ["los", "u"]),
        ("ｌ ｏ ｓ", ["los"]),
        ("loser", []),
        ("", []),
    ],
)
def test_single_letters_in_a_row_are_joined(text: str, runs: list[str]) -> None:
    assert list(prepared(text).spaced_out()) == runs
