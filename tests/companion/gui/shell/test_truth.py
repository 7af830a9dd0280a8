"""The truth meter says what was heard, what was not, and never more than is known."""

from __future__ import annotations

import pytest

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView, GapView
from companion.gui.shell.truth import MOST_GAPS, Fact, facts
from tests.support.fakes import EPOCH

SECOND = 1_000_000
NOW = EPOCH


def view(**changed: object) -> ConnectionView:
    given: dict[str, object] = {
        "target": "tiktok:@mira.plays",
        "platform": Platform.TIKTOK,
        "state": ConnectionState.LIVE,
        **changed,
    }
    return ConnectionView(**given)  # type: ignore[arg-type]  # the test's own words


def fact(key: str, **changed: object) -> Fact:
    return next(one for one in facts(view(**changed), now=NOW) if one.key == key)


def keys(**changed: object) -> list[str]:
    return [one.key for one in facts(view(**changed), now=NOW)]


def test_heard_stands_beside_what_the_room_implies() -> None:
    found = fact("heard", heard=12_408, heard_share=0.99)

    assert found.words == "12,408 of ~12,533 · 99 %"
    assert "likes" in found.detail


@pytest.mark.parametrize("share", [None, 0.0])
def test_without_a_total_nothing_is_compared(share: float | None) -> None:
    found = fact("heard", heard=7, heard_share=share)

    assert found.words == "7"
    assert "No total" in found.detail


def test_likes_with_a_name_are_a_part_and_said_to_be() -> None:
    found = fact("likes", room_likes=219_044, heard_likes=61_870)

    assert found.words == "219,044, the room's total"
    assert found.detail == ("61,870 of 219,044 came with a name: per viewer partial.")


def test_a_platform_without_a_total_of_likes_has_no_line_for_it() -> None:
    assert "likes" not in keys()


def test_the_next_try_counts_down_and_says_when() -> None:
    found = fact("until", state=ConnectionState.RATE_LIMITED, until=NOW + 31 * SECOND)

    assert found.words.startswith("in 31 s, at ")
    assert found.ink == "warn"
    assert "until" not in keys(until=NOW - SECOND)


def test_the_last_event_has_an_age() -> None:
    assert fact("last").words == "none yet"
    assert fact("last", last_event_at=NOW - 48 * SECOND).words == "48 s ago"


def gap(number: int, unknown: int | None) -> GapView:
    began = NOW - (100 - number) * 60 * SECOND
    return GapView(
        began=began, ended=began + 31 * SECOND, recovered=number, unknown=unknown
    )


def test_a_gap_says_from_when_to_when_and_what_came_of_it() -> None:
    found = fact("gaps", gaps=(gap(22, 3), gap(4, None)))

    assert found.words == "2 gaps"
    assert found.ink == "warn"
    first, second = found.detail.replace("\u00a0", " ").split("\n")
    assert first.endswith("31 s: 22 recovered, 3 unknown")
    assert second.endswith("4 recovered, unknown how many missed")


def test_of_many_gaps_the_newest_are_shown_and_the_others_counted() -> None:
    many = tuple(gap(number, 0) for number in range(MOST_GAPS + 4))
    lines = fact("gaps", gaps=many).detail.split("\n")

    assert lines[0] == "4 earlier"
    assert len(lines) == MOST_GAPS + 1
    assert f"{MOST_GAPS + 3} recovered" in lines[-1]


def test_no_gap_is_said_too() -> None:
    assert fact("gaps").words == "none"


def test_what_fell_out_is_counted() -> None:
    changed = {"duplicates": 61, "shed": 12, "refused": 2}

    assert fact("duplicates", **changed).words == "61"
    assert fact("shed", **changed).words == "12"
    assert fact("refused", **changed).words == "2"
    assert "another room" in fact("refused", **changed).detail
    assert "refused" not in keys()


def test_budget_and_writing_are_told_when_the_platform_has_them() -> None:
    assert fact("budget", budget="412 left").words == "412 left"
    assert fact("writing", cannot_write="Read only.").words == "Read only."
    assert "500 characters" in fact("writing", text_limit=500).words
    assert {"budget", "writing"}.isdisjoint(keys())
