from __future__ import annotations

from companion.domain.values import Timestamp
from companion.domain.views import GapView
from companion.platforms.gaps import SETTLED_AFTER_S, GapTracker
from tests.companion.platforms.scripted import chat, likes
from tests.support.fakes import EPOCH


def s(seconds: float) -> Timestamp:
    return EPOCH + round(seconds * 1_000_000)


def hear(
    gaps: GapTracker,
    at: float,
    happened: float | None,
    *,
    catching_up: bool | None = None,
) -> GapView | None:
    when = None if happened is None else s(happened)
    return gaps.heard(chat("x", when), s(at), catching_up=catching_up)


def broken(lost: float = 20, back: float = 50) -> GapTracker:
    """A connection that heard live events until 10, broke and came back."""
    gaps = GapTracker()
    for at in range(11):
        hear(gaps, at, at)
    gaps.lost(s(lost))
    gaps.back(s(back))
    return gaps


def test_a_gap_begins_with_the_last_event_and_ends_with_the_reconnect() -> None:
    gap = hear(broken(), 51, 51)

    assert gap == GapView(began=s(10), ended=s(50), recovered=0, unknown=None)


def test_what_the_backlog_tells_of_the_gap_was_recovered() -> None:
    gaps = broken()
    assert [hear(gaps, 50.1, happened) for happened in (12, 30, 49)] == [None] * 3

    gap = hear(gaps, 51, 51)

    assert gap is not None
    assert gap.recovered == 3


def test_what_was_heard_before_is_not_recovered_again() -> None:
    gaps = broken()
    for happened in (7, 8, 9, 10, 30):
        hear(gaps, 50.1, happened)

    gap = hear(gaps, 51, 51)

    assert gap is not None
    assert gap.recovered == 1


def test_a_gap_settles_by_itself_when_nothing_newer_comes() -> None:
    gaps = broken()
    hear(gaps, 50.1, 30)

    assert gaps.settle(s(50 + SETTLED_AFTER_S - 0.1)) is None
    gap = gaps.settle(s(50 + SETTLED_AFTER_S))

    assert gap is not None
    assert gap.recovered == 1
    assert gaps.settle(s(99)) is None


def test_a_connection_that_breaks_again_meanwhile_stays_one_gap() -> None:
    gaps = broken()
    hear(gaps, 50.1, 30)
    gaps.lost(s(51))
    gaps.back(s(70))
    hear(gaps, 70.1, 60)

    gap = hear(gaps, 71, 71)

    assert gap == GapView(began=s(10), ended=s(70), recovered=2, unknown=None)


def test_clocks_that_disagree_do_not_change_what_was_recovered() -> None:
    for skew in (-300, -3, 3, 300):
        gaps = GapTracker()
        for at in range(11):
            hear(gaps, at, at + skew)
        gaps.lost(s(20))
        gaps.back(s(50))
        for happened in (9, 12, 30, 49):
            hear(gaps, 50.1, happened + skew)

        gap = hear(gaps, 51, 51 + skew)

        assert gap is not None, skew
        assert gap.recovered == 3, skew


def test_a_backlog_on_the_first_connect_is_no_measure_of_the_clocks() -> None:
    gaps = GapTracker()
    hear(gaps, 1, -600)
    hear(gaps, 2, 2)
    gaps.lost(s(3))
    gaps.back(s(10))
    hear(gaps, 10.1, 5)

    gap = hear(gaps, 11, 11)

    assert gap is not None
    assert gap.recovered == 1


def test_a_source_that_says_when_it_has_caught_up_decides_alone() -> None:
    gaps = GapTracker()
    hear(gaps, 1, 1_000, catching_up=False)
    gaps.lost(s(2))
    gaps.back(s(3))
    assert hear(gaps, 4, 999, catching_up=True) is None
    assert hear(gaps, 40, 5_000, catching_up=True) is None

    gap = hear(gaps, 41, 5_001, catching_up=False)

    assert gap is not None
    assert gap.recovered == 1


def test_an_event_without_a_time_neither_settles_nor_counts() -> None:
    gaps = broken()

    assert hear(gaps, 51, None) is None
    gap = gaps.settle(s(60))

    assert gap is not None
    assert gap.recovered == 0


def test_a_silence_is_a_gap_only_when_the_backlog_proves_it() -> None:
    for backlog, expected in (([], None), ([30], 1)):
        gaps = GapTracker()
        hear(gaps, 10, 10)
        gaps.lost(s(40), needs_proof=True)
        gaps.back(s(41))
        for happened in backlog:
            hear(gaps, 41.1, happened)

        gap = hear(gaps, 42, 42)

        assert (gap and gap.recovered) == expected


def test_a_silence_during_which_the_connection_breaks_is_a_gap() -> None:
    gaps = GapTracker()
    hear(gaps, 10, 10)
    gaps.lost(s(40), needs_proof=True)
    gaps.lost(s(45))
    gaps.back(s(60))

    gap = hear(gaps, 61, 61)

    assert gap == GapView(began=s(10), ended=s(60), recovered=0, unknown=None)


def test_the_end_closes_a_gap_that_never_came_back() -> None:
    gaps = GapTracker()
    hear(gaps, 10, 10)
    gaps.lost(s(20))

    gap = gaps.end(s(90))

    assert gap == GapView(began=s(10), ended=s(90), recovered=0, unknown=None)
    assert gaps.end(s(91)) is None


def test_a_connection_that_heard_nothing_yet_begins_its_gap_with_the_loss() -> None:
    gaps = GapTracker()
    gaps.lost(s(20))

    gap = gaps.end(s(30))

    assert gap is not None
    assert gap.began == s(20)


def like(gaps: GapTracker, at: float, happened: float, *, total: int) -> GapView | None:
    """Hear three likes of one batch."""
    return gaps.heard(likes(3, total, s(happened)), s(at), catching_up=None)


def liked(**times: float) -> GapTracker:
    """A broken connection whose room had 1,000 likes at 10."""
    gaps = GapTracker()
    like(gaps, 10, 10, total=1_000)
    gaps.lost(s(times.get("lost", 20)))
    gaps.back(s(times.get("back", 50)))
    return gaps


def test_the_rooms_total_tells_how_many_likes_were_missed() -> None:
    gap = like(liked(), 51, 51, total=1_043)

    assert gap is not None
    assert gap.unknown == 40


def test_likes_that_the_backlog_recovered_were_not_missed() -> None:
    gaps = liked()
    like(gaps, 50.1, 30, total=1_020)

    gap = like(gaps, 51, 51, total=1_043)

    assert gap is not None
    assert (gap.recovered, gap.unknown) == (1, 37)


def test_a_gap_waits_a_little_for_the_total_that_explains_it() -> None:
    gaps = liked()
    assert hear(gaps, 51, 51) is None
    assert not gaps.is_open

    gap = like(gaps, 52, 52, total=1_008)

    assert gap is not None
    assert (gap.recovered, gap.unknown) == (0, 5)


def test_a_gap_whose_total_never_comes_stays_unexplained() -> None:
    gaps = liked()
    hear(gaps, 51, 51)

    gap = gaps.settle(s(50 + SETTLED_AFTER_S))

    assert gap == GapView(began=s(10), ended=s(50), recovered=0, unknown=None)


def test_what_is_told_late_after_fresh_events_is_not_recovered() -> None:
    gaps = liked()
    hear(gaps, 51, 51)
    hear(gaps, 51.1, 30)

    gap = like(gaps, 52, 52, total=1_003)

    assert gap is not None
    assert (gap.recovered, gap.unknown) == (0, 0)


def test_the_total_of_another_stream_explains_nothing() -> None:
    gap = like(liked(), 51, 51, total=12)

    assert gap is not None
    assert gap.unknown is None


def test_a_total_that_moved_proves_that_a_silence_was_deafness() -> None:
    for total, expected in ((1_003, None), (1_043, 40)):
        gaps = GapTracker()
        like(gaps, 10, 10, total=1_000)
        gaps.lost(s(40), needs_proof=True)
        gaps.back(s(41))

        gap = like(gaps, 42, 42, total=total)

        assert (gap and gap.unknown) == expected


def test_a_source_that_says_when_it_has_caught_up_waits_for_no_total() -> None:
    gaps = liked()
    hear(gaps, 50.5, 30, catching_up=True)

    gap = hear(gaps, 51, 51, catching_up=False)

    assert gap == GapView(began=s(10), ended=s(50), recovered=1, unknown=None)


YEAR = 366 * 86_400.0


def test_one_absurd_time_dates_nothing() -> None:
    gaps = broken()
    assert hear(gaps, 50.1, 8_000 * YEAR) is None
    assert hear(gaps, 50.2, -50 * YEAR) is None
    assert hear(gaps, 50.3, 30) is None

    gap = hear(gaps, 51, 51)

    assert gap is not None
    assert gap.recovered == 1


def test_an_absurd_time_while_all_is_well_does_not_make_later_events_old() -> None:
    gaps = GapTracker()
    for at in range(11):
        hear(gaps, at, 40 * 86_400 if at == 5 else at)
    gaps.lost(s(20))
    gaps.back(s(50))

    assert hear(gaps, 51, 51) == GapView(
        began=s(10), ended=s(50), recovered=0, unknown=None
    )


def test_a_clock_that_is_months_off_still_tells_a_backlog() -> None:
    off = 90 * 86_400.0
    gaps = GapTracker()
    for at in range(11):
        hear(gaps, at, at + off)
    gaps.lost(s(20))
    gaps.back(s(50))
    hear(gaps, 50.1, 30 + off)

    gap = hear(gaps, 51, 51 + off)

    assert gap is not None
    assert gap.recovered == 1
