"""The chats that replies can be written into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from companion.app.engine import CompanionEngine
from companion.app.writing import Asked
from companion.domain.entries import Entry
from companion.domain.ports import ChatWriter
from companion.domain.values import Platform
from companion.i18n import _

BY_BOT: Final = Asked(by="bot")


class EngineOutlet:
    """Implements interactions.commands.replies.Outlet over the running engine.

    writers: what can be written through now, by target.
    """

    def __init__(
        self,
        engine: CompanionEngine,
        *,
        writers: Callable[[], Mapping[str, ChatWriter]],
    ) -> None:
        self._engine = engine
        self._writers = writers

    def limit(self, source: str) -> int:
        """Return how many characters a text may have there, 0 where none is taken."""
        writer = self._writers().get(source)
        return 0 if writer is None else writer.text_limit

    def cannot_write(self, source: str) -> str:
        """Return why nothing can be written there, for a person; "" when it can."""
        for one in self._engine.connections():
            if one.target == source:
                return one.cannot_write
        return _("It is not connected.")

    def why_mute(self, platform: Platform) -> str:
        """Return why a platform takes no replies now, "" when it does."""
        found = [one for one in self._engine.connections() if one.platform is platform]
        if not found:
            return _("It is not connected.")
        return (
            "" if any(not one.cannot_write for one in found) else found[0].cannot_write
        )

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        """Send a text through a connection; source "": that of the answered Chat."""
        targets = None if not source or reply_to is not None else [source]
        return await self._engine.send(
            text, targets=targets, reply_to=reply_to, asked=BY_BOT
        )
