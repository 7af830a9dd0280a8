"""Amounts added up, one entry after the other: the innermost step of every total."""

from __future__ import annotations

from typing import Final

from companion.domain.entries import Amounts

SUMS: Final = ("points", "diamonds", "bits", "likes", "chats", "gifts")
"""The fields of Amounts; entries, standings and sessions have them as columns."""


class Sums:
    """Running sums of Amounts."""

    __slots__ = SUMS

    def __init__(self) -> None:
        self.points = 0
        self.diamonds = 0
        self.bits = 0
        self.likes = 0
        self.chats = 0
        self.gifts = 0

    def add(self, amounts: Amounts) -> None:
        """Add one entry's."""
        self.points += amounts.points
        self.diamonds += amounts.diamonds
        self.bits += amounts.bits
        self.likes += amounts.likes
        self.chats += amounts.chats
        self.gifts += amounts.gifts

    def as_dict(self) -> dict[str, int]:
        """Return the sums by column."""
        return {name: getattr(self, name) for name in SUMS}
