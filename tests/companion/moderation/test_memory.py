"""What rules remember, within bounds."""

from __future__ import annotations

from companion.moderation.memory import LatePatterns, Recent


def test_what_was_unused_for_longest_gives_way() -> None:
    recent = Recent[int](2)
    recent.put("a", 1)
    recent.put("b", 2)
    recent.get("a")
    recent.put("c", 3)

    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    assert len(recent) == 2


def test_all_can_be_forgotten() -> None:
    recent = Recent[int](2)
    recent.put("a", 1)
    recent.clear()

    assert "a" not in recent


def test_patterns_rest_after_much_waiting_and_wake_again() -> None:
    late = LatePatterns()
    for _ in range(21):
        late.late(0.01, 40)

    assert [late.rests(40) for _ in range(101)] == [True] * 100 + [False]
    assert late.number == 121


def test_a_shorter_text_than_ever_was_late_is_tried_all_the_same() -> None:
    late = LatePatterns()
    late.late(1, 40)

    assert [late.rests(39), late.rests(40)] == [False, True]


def test_a_late_text_now_and_then_is_borne() -> None:
    late = LatePatterns()
    for _ in range(100):
        late.late(0.01, 40)
        for _ in range(30):
            late.in_time()

    assert not late.rests(40)
