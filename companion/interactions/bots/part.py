"""What commands and every kind of bot have in common."""

from __future__ import annotations

from typing import Protocol

from companion.domain.show.bots import BotBook
from companion.domain.views import Shown


class BotPart(Protocol):
    """One kind of bot, at work by the book."""

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the field, for what cannot be in the book."""

    def use(self, book: BotBook) -> None:
        """Work by another book from now on; what is counted goes on."""

    def hear(self, item: Shown) -> None:
        """Take what passed the gate; must not block. Late releases come too."""

    async def run(self) -> None:
        """Do what is due, for ever; cancel to stop."""
