"""Which verdict outweighs which."""

from __future__ import annotations

from itertools import permutations

from companion.domain.entries import Verdict
from companion.moderation.rules.finding import strictest


def test_block_outweighs_hold_outweighs_pending_outweighs_allow() -> None:
    order = [Verdict.BLOCK, Verdict.HOLD, Verdict.PENDING, Verdict.ALLOW]

    for place in range(len(order)):
        for some in permutations(order[place:]):
            assert strictest(some) is order[place]


def test_without_a_verdict_it_is_allow() -> None:
    assert strictest([]) is Verdict.ALLOW
