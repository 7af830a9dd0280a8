"""What bots show on the stream: the celebration that plays, and the gift menu."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from companion.domain.entries import Entry
from companion.domain.on_air import CelebrationOnAir, GiftMenuOnAir
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook
from companion.domain.show.notes import BotRan, Celebrated
from companion.domain.views import Shown
from companion.interactions.bots.celebrations import Celebrations
from companion.interactions.bots.rules import Rules
from companion.pipeline.live_view import LiveView

_LOOK_S: Final = 1.0
"""How often is looked whether a celebration is over, while one plays."""


class BotAirs:
    """A BotPart that follows the others: puts on air what they show."""

    def __init__(
        self,
        *,
        view: LiveView,
        rules: Rules,
        celebrations: Celebrations,
        clock: Clock,
    ) -> None:
        self._view = view
        self._rules = rules
        self._celebrations = celebrations
        self._clock = clock
        self._begun = asyncio.Event()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        if any(isinstance(entry.body, BotRan) for entry in entries):
            self._show_menu()
        if any(isinstance(entry.body, Celebrated) for entry in entries):
            self._celebrate()

    def turned(self) -> None:
        """Another session is on."""
        self._show_menu()
        self._celebrate()

    def check(self, book: BotBook) -> None:
        """Take any book."""

    def use(self, book: BotBook) -> None:  # noqa: ARG002  # the rules have it already
        """Show the gift menu of another book."""
        self._show_menu()

    def hear(self, item: Shown) -> None:
        """Hear nothing: what is shown follows from what was done."""

    async def run(self) -> None:
        """Take off celebrations that are over; for ever, cancel to stop."""
        while True:
            await self._begun.wait()
            self._begun.clear()
            while self._celebrate():
                await self._clock.sleep(_LOOK_S)
                self._begun.clear()

    def _celebrate(self) -> bool:
        playing = self._celebrations.on_air(self._clock.now())
        if playing is None:
            self._view.take_off_air(CelebrationOnAir)
            return False
        self._view.put_on_air(playing)
        self._begun.set()
        return True

    def _show_menu(self) -> None:
        menu = self._rules.menu()
        if menu.lines:
            self._view.put_on_air(menu)
        else:
            self._view.take_off_air(GiftMenuOnAir)
