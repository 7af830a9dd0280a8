from __future__ import annotations

from random import Random

from companion.platforms.backoff import Backoff


def test_each_wait_is_random_within_a_bound_that_doubles_to_the_longest() -> None:
    bounds = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    waits: list[list[float]] = [[] for _ in bounds]
    for seed in range(400):
        backoff = Backoff(Random(seed), first_s=1, max_s=60)
        for kept in waits:
            kept.append(backoff.next_s())

    for bound, kept in zip(bounds, waits, strict=True):
        assert 0 <= min(kept) < bound * 0.05
        assert bound * 0.95 < max(kept) <= bound


def test_success_begins_anew() -> None:
    backoff = Backoff(Random(1), first_s=1, max_s=60)
    for _ in range(10):
        backoff.next_s()

    backoff.reset()

    assert backoff.next_s() <= 1


def test_thousands_of_failures_stay_within_the_longest_wait() -> None:
    backoff = Backoff(Random(1), first_s=1, max_s=60)

    assert max(backoff.next_s() for _ in range(5_000)) <= 60
