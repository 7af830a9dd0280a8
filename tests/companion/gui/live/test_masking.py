"""What of a held text stays hidden."""

from __future__ import annotations

from companion.domain.entries import Reason
from companion.gui.live.masking import masked_spans, placed


def _hidden(text: str, *details: str) -> list[str]:
    reasons = [Reason(rule="blocklist", detail=detail) for detail in details]
    return [text[start:end] for start, end in masked_spans(text, reasons)]


def test_only_the_matched_part_is_hidden() -> None:
    assert _hidden("you are actual garbage lol", "garbage") == ["garbage"]


def test_every_occurrence_is_hidden_whatever_its_case() -> None:
    assert _hidden("Bad bad BAD", "bad") == ["Bad", "bad", "BAD"]


def test_overlapping_matches_are_one() -> None:
    assert _hidden("abcdef", "abcd", "cdef") == ["abcdef"]


def test_letters_that_stand_apart_are_hidden_with_what_parts_them() -> None:
    assert _hidden("l.o.s.e.r you", "loser") == ["l.o.s.e.r"]


def test_a_match_that_cannot_be_found_hides_everything() -> None:
    assert _hidden("ʟоѕєг you", "loser") == ["ʟоѕєг you"]


def test_where_a_rule_tells_the_place_just_that_is_hidden() -> None:
    reasons = [Reason(rule="link", detail="a.example", start=4, end=13)]

    assert masked_spans("see a.example now", reasons) == ((4, 13),)


def test_places_are_not_believed_when_signs_fell_out_of_the_line() -> None:
    reasons = [Reason(rule="link", detail="a.example", start=5, end=14)]
    raw = "see \u202ea.example now"

    (reason,) = placed(reasons, raw)
    assert reason.span is None
    assert masked_spans("see a.example now", [reason]) == ((4, 13),)


def test_without_a_detail_everything_is_hidden() -> None:
    assert _hidden("anything", "") == ["anything"]
    assert _hidden("anything") == ["anything"]


def test_letters_that_grow_in_lower_case_hide_no_wrong_part() -> None:
    # "İ" becomes two characters in lower case, which would move every position.
    assert _hidden("İİİ bad word", "bad") == ["bad"]


def test_no_text_has_nothing_to_hide() -> None:
    assert _hidden("", "bad") == []
