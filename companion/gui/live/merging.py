"""Which events are one growing row: a Streak, or one giver's run of gifts."""

from __future__ import annotations

from typing import Final

from companion.domain.events import AnyEvent, Gift, Membership, Subscription

GIFTED_TOGETHER: Final = 15_000_000
"""Microseconds within which one giver's gifted subscriptions are one row."""

MergeKey = tuple[str, ...]


def merge_key(event: AnyEvent) -> MergeKey | None:
    """Return what events of one growing row have in common; None: own row."""
    if isinstance(event, Gift) and event.streak is not None and event.viewer:
        giver, group = event.viewer.id, event.streak.group
        return ("streak", event.channel, giver, event.gift_id, group)
    if isinstance(event, Subscription | Membership) and event.gifted_by is not None:
        return ("gifted", event.channel, event.gifted_by.id)
    return None
