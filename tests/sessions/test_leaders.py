"""The first by one sum are exact, and nobody looks at everybody for them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.leaders import Key, Leaders


def order(sums: dict[str, tuple[int, int]]) -> list[Key]:
    return sorted((-total, at, who) for who, (total, at) in sums.items() if total > 0)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), max_size=80),
    st.integers(1, 4),
)
def test_sums_that_grow_give_the_exact_order_without_a_look_at_everybody(
    steps: list[tuple[int, int]], limit: int
) -> None:
    leaders, sums = Leaders(most=4), dict[str, tuple[int, int]]()
    for at, (number, more) in enumerate(steps):
        who = f"v{number}"
        total = sums.get(who, (0, 0))[0] + more
        sums[who] = (total, at)
        leaders.move(who, total, reached=at)

        assert leaders.top(limit) == order(sums)[:limit]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(-3, 3)), max_size=60),
    st.integers(1, 4),
)
def test_what_is_taken_back_is_never_told_wrong(
    steps: list[tuple[int, int]], limit: int
) -> None:
    leaders, sums = Leaders(most=4), dict[str, tuple[int, int]]()
    for at, (number, more) in enumerate(steps):
        who = f"v{number}"
        total, reached = sums.get(who, (0, 0))
        if more:
            total, reached = total + more, at
        sums[who] = total, reached
        leaders.move(who, total, reached=at)
        found = leaders.top(limit)
        if found is None:
            leaders.load(
                (-sum_, at, who) for who, (sum_, at) in sums.items() if sum_ > 0
            )
            found = leaders.top(limit)

        assert found == order(sums)[:limit]
