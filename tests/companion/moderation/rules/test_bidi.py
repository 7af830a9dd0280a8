"""Control characters that turn the direction of a line."""

from __future__ import annotations

import pytest

from companion.domain.entries import Verdict
from companion.moderation.prepared import prepared
from companion.moderation.rules.bidi import Bidi

BIDI = Bidi(Verdict.HOLD)


@pytest.mark.parametrize(
    "text", ["you \u202eresol\u202c", "\u202dمرحبا", "\u2067abc", "\u202babc!"]
)
def test_turned_lines_are_found_in_texts_and_names(text: str) -> None:
    assert BIDI.find(prepared(text))
    assert BIDI.find_in_name(prepared(text))


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالجميع",
        "שלום לכולם (מה קורה?)",
        "\u2067مرحبا\u2069 Mira",
        "\u202bשלום\u202c",
        "\u2068Mira\u2069 hi",
        "abc\u200f!",
        "\u061c5",
        "plain",
    ],
)
def test_arabic_and_hebrew_and_harmless_marks_are_left_alone(text: str) -> None:
    assert not BIDI.find(prepared(text))


def test_the_sign_is_told_by_its_number() -> None:
    (finding,) = BIDI.find(prepared("a\u202eb"))

    assert (finding.reason.detail, finding.reason.span) == ("U+202E", (1, 2))
