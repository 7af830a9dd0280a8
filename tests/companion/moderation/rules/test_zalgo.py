"""Letters under piles of marks."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from companion.domain.entries import Verdict
from companion.moderation.prepared import prepared
from companion.moderation.rules.zalgo import Zalgo

ZALGO = Zalgo(Verdict.HOLD)


@pytest.mark.parametrize("text", ["h\u0301\u0316\u0327\u0308i", "ก" + "็" * 20])
def test_a_pile_is_found_in_texts_and_names(text: str) -> None:
    assert ZALGO.find(prepared(text))
    assert ZALGO.find_in_name(prepared(text))


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        normalize("NFD", "Nguyễn Ốc được ngủ"),
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ",
        "ที่นี่ น้ำ",
        "བསྒྲུབས",
        "हिन्दी में",
        "👨‍👩‍👧‍👦 🖕🏽",
    ],
)
def test_languages_that_need_marks_are_left_alone(text: str) -> None:
    assert not ZALGO.find(prepared(text))


def test_the_place_is_told() -> None:
    text = "ok h\u0301\u0316\u0327\u0308i"
    (finding,) = ZALGO.find(prepared(text))

    assert finding.reason.span == (3, 8)
