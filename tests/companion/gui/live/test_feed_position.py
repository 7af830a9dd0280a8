"""What is being read stays where it is, whatever happens around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.gui.live.feed_position import FeedPosition

HEIGHTS = [28, 28, 48, 28, 88, 28, 46]


class Feed:
    """Rows named by number, with the heights above in turn."""

    def __init__(self, count: int, *, at_end: bool = True, height: int = 300) -> None:
        self.rows = list(range(count))
        self.next = count
        self.measured = 0
        self.at_end = at_end
        self.position = FeedPosition(
            self._measure, at_end=at_end, estimate=28, padding=4
        )
        self.position.height = height
        self.position.reset(count)

    def _measure(self, row: int) -> int:
        self.measured += 1
        return HEIGHTS[self.rows[row] % len(HEIGHTS)]

    def arrive(self, count: int = 1) -> None:
        for _ in range(count):
            at = len(self.rows) if self.at_end else 0
            self.rows.insert(at, self.next)
            self.next += 1
            self.position.insert(at, 1)

    def drop(self, start: int, count: int) -> None:
        del self.rows[start : start + count]
        self.position.remove(start, count)

    def scroll(self, way: int) -> None:
        self.position.scroll(way, self.position.value - way)

    def on_screen(self) -> dict[int, int]:
        return {self.rows[row]: top for row, top in self.position.place()}


def test_pinned_to_the_end_the_newest_row_stands_at_the_foot() -> None:
    feed = Feed(100)
    row, top = feed.position.place()[-1]

    assert row == 99
    assert top + feed.position.measured(99) == 300 - 4


def test_few_rows_stand_at_the_foot_too() -> None:
    feed = Feed(2)

    assert [row for row, _ in feed.position.place()] == [0, 1]
    assert feed.position.place()[-1][1] == 300 - 4 - 28
    assert feed.position.range == 0


def test_rows_that_nobody_sees_are_not_measured() -> None:
    feed = Feed(2_000)
    feed.position.place()

    assert feed.measured < 15


def test_pinned_new_rows_come_into_view() -> None:
    feed = Feed(100)
    feed.arrive(3)

    assert 102 in feed.on_screen()


def test_scrolled_up_new_rows_move_nothing() -> None:
    feed = Feed(100)
    feed.scroll(400)
    before = feed.on_screen()
    feed.arrive(50)

    assert feed.on_screen() == before
    assert not feed.position.pinned


def test_scrolled_up_trimming_at_the_top_moves_nothing() -> None:
    feed = Feed(100)
    feed.scroll(400)
    before = feed.on_screen()
    feed.drop(0, 40)

    assert feed.on_screen() == before


def test_rows_that_go_below_move_nothing() -> None:
    feed = Feed(200)
    feed.scroll(3_000)
    before = feed.on_screen()
    feed.drop(180, 20)

    assert feed.on_screen() == before


def test_a_row_above_that_changes_its_height_moves_nothing() -> None:
    feed = Feed(100)
    feed.scroll(400)
    before = feed.on_screen()
    feed.position.change(0, 20)

    assert feed.on_screen() == before


def test_scrolling_back_to_the_end_pins_again() -> None:
    feed = Feed(100)
    feed.scroll(400)
    feed.scroll(-500)
    feed.position.place()

    assert feed.position.pinned


def test_the_top_can_be_reached_and_not_passed() -> None:
    feed = Feed(100)
    feed.scroll(100_000)
    feed.scroll(50)

    assert feed.on_screen()[0] == 4


def test_a_long_way_is_jumped_without_measuring_what_lies_between() -> None:
    feed = Feed(5_000)
    feed.position.place()
    measured = feed.measured
    feed.position.scroll(100_000, feed.position.value - 100_000)
    feed.position.place()

    assert feed.measured - measured < 20


def test_newest_first_stands_at_the_top_until_scrolled() -> None:
    feed = Feed(50, at_end=False)
    feed.arrive()
    assert feed.on_screen()[50] == 4

    feed.scroll(-200)
    before = feed.on_screen()
    feed.arrive(5)
    assert feed.on_screen() == before


def test_newest_first_keeps_the_foot_filled_when_old_rows_go() -> None:
    feed = Feed(50, at_end=False)
    feed.scroll(-100_000)
    feed.drop(40, 10)
    row, top = feed.position.place()[-1]

    assert row == len(feed.rows) - 1
    assert top + feed.position.measured(row) >= 300 - 4


def test_revealing_a_row_goes_the_shortest_way() -> None:
    feed = Feed(100)
    feed.scroll(1_000)
    top_row = feed.position.place()[0][0]

    assert feed.position.reveal(top_row - 5)
    assert feed.position.place()[0] == (top_row - 5, 4)
    assert not feed.position.reveal(top_row - 5)


def test_the_value_tells_how_far_down_it_is() -> None:
    feed = Feed(100)
    assert feed.position.value == feed.position.range

    feed.scroll(100_000)
    assert feed.position.value == 0


def test_held_still_the_feed_does_not_pin_by_itself() -> None:
    feed = Feed(100)
    feed.position.stand()
    feed.position.held = True
    before = feed.on_screen()
    feed.arrive(2)

    after = feed.on_screen()
    assert {row: after[row] for row in before} == before


@given(
    start=st.integers(40, 120),
    way=st.integers(50, 1_500),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["arrive", "drop above", "change"]), st.integers(1, 9)
        ),
        max_size=12,
    ),
)
def test_no_order_of_events_moves_what_is_read(
    start: int, way: int, steps: list[tuple[str, int]]
) -> None:
    feed = Feed(start)
    feed.scroll(way)
    before = feed.on_screen()
    if feed.position.pinned:
        return
    for step, count in steps:
        first = feed.position.place()[0][0]
        if step == "arrive":
            feed.arrive(count)
        elif step == "drop above" and first > count:
            feed.drop(0, count)
        elif step == "change":
            feed.position.change(0, min(count, first))

    assert feed.on_screen() == before
