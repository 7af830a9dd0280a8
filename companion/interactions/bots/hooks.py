"""Hooks: other programs tell that something happened, and rules go by it.

A call is on record before any rule hears of it, and the same delivery only once. Its
text was written by whoever: only what the gate allows is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from companion.domain.show.notes import HookCalled
from companion.domain.show.views import HookAnswer
from companion.domain.text import clean_text
from companion.interactions.bots.state import BotFold
from companion.interactions.record import Record


class Hooks:
    """Records what hooks are told.

    fold: what is on record of bots now. is_allowed: asks the gate about a text.
    """

    def __init__(
        self,
        *,
        record: Record,
        fold: Callable[[], BotFold],
        is_allowed: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._record = record
        self._fold = fold
        self._is_allowed = is_allowed

    async def call(
        self, name: str, *, amount: int = 0, text: str = "", key: str = ""
    ) -> HookAnswer:
        """Record a call; see domain.show.desk.Bots.call_hook."""
        said = clean_text(text)
        is_withheld = bool(said) and not await self._is_allowed(said)
        note = HookCalled(
            name=name,
            amount=amount,
            text="" if is_withheld else said,
            is_withheld=is_withheld,
            # Of any length, and somebody else's: only what tells it apart is kept.
            key=hashlib.sha256(key.encode()).hexdigest()[:32] if key else "",
        )

        def decide() -> Sequence[HookCalled]:
            return () if self._fold().delivered(note) else (note,)

        entries = await self._record.put(decide)
        before = None if entries else self._fold().delivered(note)
        if before is not None:
            return before
        return HookAnswer(seq=entries[0].seq, is_withheld=is_withheld)
