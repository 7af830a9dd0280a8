"""Which rows of the chat are shown: by platform, channel, role, support and words.

A filter hides; it never drops. What it hides is still there when it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from companion.domain.values import Platform, Role
from companion.gui.live.chat_row import ChatRow, RowKind
from companion.settings.chat import ChatTab


class ChatFilter(Struct, frozen=True, kw_only=True):
    """What is left empty lets everything through. channels: connections' targets."""

    platforms: frozenset[Platform] = frozenset()
    channels: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    money_only: bool = False
    mentions_only: bool = False
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether it lets everything through."""
        return self == EVERYTHING

    @property
    def is_about_people(self) -> bool:
        """Return whether it asks for messages only, not for the session's lines."""
        return bool(
            self.roles or self.money_only or self.mentions_only or self.words.strip()
        )

    def passes(self, row: ChatRow) -> bool:
        """Return whether a row is shown."""
        if self.is_about_people and not (row.is_message and self._fits(row)):
            return False
        # What belongs to no platform and no connection, such as the session's start,
        # belongs everywhere.
        if self.platforms and row.platform and row.platform not in self.platforms:
            return False
        return not (self.channels and row.source and row.source not in self.channels)

    def _fits(self, row: ChatRow) -> bool:
        if self.roles and not self.roles & row.roles:
            return False
        if self.money_only and row.kind is not RowKind.MONEY:
            return False
        if self.mentions_only and not row.mentions:
            return False
        words = self.words.casefold().strip()
        return not words or words in f"{row.name}\n{row.title}\n{row.text}".casefold()


EVERYTHING = ChatFilter()


def filter_of(tab: ChatTab) -> ChatFilter:
    """Return what a saved tab lets through."""
    return ChatFilter(
        platforms=frozenset(map(Platform, tab.platforms)),
        channels=frozenset(tab.channels),
        roles=frozenset(map(Role, tab.roles)),
        money_only=tab.money_only,
        mentions_only=tab.mentions_only,
        words=tab.words,
    )


def tab_values(name: str, one: ChatFilter) -> dict[str, Any]:
    """Return a filter under a name as settings keep it; ChatTab checks it."""
    return {
        "name": name,
        "platforms": [each.value for each in Platform if each in one.platforms],
        "channels": sorted(one.channels),
        "roles": [each.value for each in Role if each in one.roles],
        "money_only": one.money_only,
        "mentions_only": one.mentions_only,
        "words": one.words.strip(),
    }


def passes_all(row: ChatRow, filters: Iterable[ChatFilter]) -> bool:
    """Return whether a row is let through by every filter."""
    return all(one.passes(row) for one in filters)
