"""Recording what is owed: notes that must follow from what was heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from companion.domain.entries import AnyNote
from companion.domain.errors import CommandError, LedgerError
from companion.domain.show.notes import CoinsMoved, InteractionStepped
from companion.domain.show.steps import Refused
from companion.interactions.fold import ShowFold
from companion.interactions.record import Record

log = logging.getLogger(__name__)

_AT_ONCE: Final = 500

_PORTIONS: Final = 1_000
"""So many of these at the end of a session, refused ones one by one: no more."""


class Debts:
    """Records what the fold owes, once each, in the order in which it came to be.

    What is owed is asked of the fold when nothing else can be recorded, so that nothing
    is recorded twice; after a crash it is owed still.
    """

    def __init__(self, *, record: Record, fold: Callable[[], ShowFold]) -> None:
        self._record = record
        self._fold = fold
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again: something was recorded."""
        self._wake.set()

    async def run(self) -> None:
        """Record what is owed, for ever; cancel to stop."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._pay()
            except (CommandError, LedgerError) as error:
                # Between sessions, or a full disk: it is owed still, and tried again
                # when something is recorded.
                log.info("What is owed waits: %s", error)

    async def settle(self) -> None:
        """Record all that is owed now; the session is about to end."""
        for _portion in range(_PORTIONS):
            if next(self._fold().owed(), None) is None:
                return
            await self._pay()

    async def _pay(self) -> None:
        if not self._record.is_open() or next(self._fold().owed(), None) is None:
            return
        try:
            await self._record.put(self._next)
        except CommandError:
            await self._pay_one()
        self._wake.set()

    def _next(self) -> Sequence[AnyNote]:
        return list(islice(self._fold().owed(), _AT_ONCE))

    async def _pay_one(self) -> None:
        """Record the first that is owed, or that coins for it were missing."""
        owed = next(self._fold().owed(), None)
        if owed is None:
            return
        try:
            await self._record.put(lambda: (owed,))
        except CommandError as error:
            if not isinstance(owed, CoinsMoved) or not owed.run:
                raise
            step = Refused(run=owed.run, why=str(error))
            note = InteractionStepped(id=_interaction_of(owed.run), step=step)
            await self._record.put(lambda: (note,))


def _interaction_of(run: str) -> str:
    """Return the id of the interaction that a run belongs to: "<id>:<seq>"."""
    return run.partition(":")[0]
