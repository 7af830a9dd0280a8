"""The marked part is what the reason saw, however it was written."""

from __future__ import annotations

import pytest

from companion.domain.entries import Reason
from companion.gui.moderation.matched import matched_spans


def marked(text: str, detail: str, **where: int) -> list[str]:
    reason = Reason(rule="holdlist", detail=detail, **where)
    return [text[start:end] for start, end in matched_spans(text, [reason])]


@pytest.mark.parametrize(
    ("text", "detail", "found"),
    [
        ("you are garbage", "garbage", ["garbage"]),
        ("you are GARBAGE", "garbage", ["GARBAGE"]),
        ("g a r b a g e lol", "~garbage", ["g a r b a g e"]),
        ("g.a.r.b.a.g.e", "garbage", ["g.a.r.b.a.g.e"]),
        ("g4rb4ge and garb@ge", "garbage", ["g4rb4ge", "garb@ge"]),
        ("gaaarbage", "garbage", ["gaaarbage"]),
        ("GÄRBAGE", "garbage", ["GÄRBAGE"]),
        ("هذا اللاعب غبي جداً", "غبي", ["غبي"]),
        ("nothing of it", "garbage", []),
        ("0.81 of it", "0.81", []),
        ("a", "a", []),
    ],
)
def test_a_detail_is_found_in_the_text(
    text: str, detail: str, found: list[str]
) -> None:
    assert marked(text, detail) == found


def test_where_the_reason_tells_the_place_it_is_taken() -> None:
    assert marked("you are vile today", "wicked", start=8, end=12) == ["vile"]


def test_a_place_behind_the_end_marks_nothing() -> None:
    assert marked("short", "none", start=90, end=95) == []


def test_reasons_about_the_name_mark_nothing_in_the_text() -> None:
    about_name = Reason(rule="name-holdlist", detail="ben", start=0, end=3)

    assert matched_spans("ben is here", [about_name]) == ()


def test_spans_that_meet_become_one() -> None:
    reasons = [Reason(rule="a", detail="bad"), Reason(rule="b", detail="adword")]

    assert matched_spans("a badword", reasons) == ((2, 9),)


def test_a_rule_about_the_whole_message_marks_nothing() -> None:
    copies = Reason(rule="copy-paste", detail="first 100 people")

    assert matched_spans("first 100 people win", [copies]) == ()
