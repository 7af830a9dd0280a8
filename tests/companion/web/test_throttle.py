"""A bucket lets through what fits, and fills with time."""

from __future__ import annotations

from companion.web.throttle import Bucket
from tests.support.fakes import FakeClock


def taken(bucket: Bucket, tries: int) -> int:
    return sum(bucket.take() for _ in range(tries))


def test_a_burst_passes_and_no_more(clock: FakeClock) -> None:
    assert taken(Bucket(clock, per_second=10, burst=20), 100) == 20


async def test_it_fills_with_time(clock: FakeClock) -> None:
    bucket = Bucket(clock, per_second=10, burst=20)
    taken(bucket, 20)

    await clock.advance(0.5)

    assert taken(bucket, 100) == 5


async def test_it_never_holds_more_than_a_burst(clock: FakeClock) -> None:
    bucket = Bucket(clock, per_second=10, burst=20)

    await clock.advance(3600)

    assert taken(bucket, 100) == 20
