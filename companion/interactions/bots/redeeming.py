"""Rules that cost coins: the coins move first, and come back when it did not work.

Each step is a run, so that after a crash it is known what is still owed: who paid and
got nothing gets the coins back, by an entry. What may have been done is left to a
person, who sees it in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import RuleDef
from companion.domain.show.notes import BotRan
from companion.i18n import _
from companion.interactions.bots.causes import Cause, Entries, Hands
from companion.interactions.bots.run_fold import family_of, kind_of_run
from companion.interactions.bots.runs import Runs, Work

PRICE: Final = "price"
REFUND: Final = "refund"


class Redeeming:
    """Takes the price of a rule, and gives it back. entries: of the session, by seq."""

    def __init__(self, *, runs: Runs, hands: Hands, entries: Entries) -> None:
        self._runs = runs
        self._hands = hands
        self._entries = entries
        self._busy: set[str] = set()
        runs.remakes(REFUND, self._remade)

    def begin(self, rule: RuleDef, cause: Cause) -> None:
        """Take note that this is at work now: nothing is owed because of it yet."""
        self._busy.add(f"{rule.id}:{cause.of}")

    def end(self, rule: RuleDef, cause: Cause) -> None:
        """Take note that it is over."""
        self._busy.discard(f"{rule.id}:{cause.of}")

    async def pay(self, rule: RuleDef, cause: Cause) -> bool:
        """Take the price; returns whether it was had."""
        viewer, price = cause.viewer, rule.when.price
        if viewer is None or not price:
            return not price
        run = f"{PRICE}:{rule.id}:{cause.of}:0"
        outcome = await self._runs.do(
            run,
            bot=rule.id,
            name=rule.name,
            action="coins",
            of=cause.of,
            text=str(-price),
            work=lambda: self._move(viewer.id, -price, run=run, of=cause.of),
        )
        return outcome == "done"

    async def _move(
        self, viewer_id: str, coins: int, *, run: str, of: int | None
    ) -> str:
        reason = "redeemed" if coins < 0 else "refund"
        await self._hands.coins(viewer_id, coins, reason=reason, run=run, of=of)
        return ""  # the text stays the number, which a refund reads

    async def refund(self, family: str) -> None:
        """Give back what was paid for a redemption, once."""
        paid = self._paid(self._runs.fold.runs.families().get(family, {}))
        if paid is None:
            return
        run = f"{REFUND}:{family}:0"
        await self._runs.do(
            run,
            bot=paid.bot,
            name=paid.name,
            action="coins",
            of=paid.of,
            text=str(abs(int(paid.text))),
            work=lambda: self._give_back(run, paid.of, abs(int(paid.text))),
        )

    async def refund_owed(self) -> None:
        """Give back what a crash kept from being given back."""
        for family, notes in list(self._runs.fold.runs.families().items()):
            if family not in self._busy and self._is_owed(notes):
                await self.refund(family)

    async def _give_back(self, run: str, of: int | None, coins: int) -> str:
        entry = await self._entry(of)
        viewer = None if entry.event is None else entry.event.viewer
        if viewer is None:
            raise CommandError(_("Nobody is known to give the coins back to."))
        return await self._move(viewer.id, coins, run=run, of=of)

    async def _entry(self, of: int | None) -> Entry:
        if of is None:
            raise CommandError(_("Nobody is known to give the coins back to."))
        return await self._entries(of)

    def _remade(self, note: BotRan) -> Work:
        return lambda: self._give_back(note.run, note.of, int(note.text))

    def _paid(self, notes: Mapping[str, BotRan]) -> BotRan | None:
        """Return the note of the price, if the coins have moved."""
        moved = self._runs.fold.moved
        return next(
            (
                one
                for run, one in notes.items()
                if kind_of_run(run) == PRICE and (one.outcome == "done" or run in moved)
            ),
            None,
        )

    def _is_owed(self, notes: Mapping[str, BotRan]) -> bool:
        """Return whether what nobody works at any more was paid and not given."""
        if self._paid(notes) is None:
            return False
        if any(kind_of_run(run) == REFUND for run in notes):
            return False
        actions = [one for run, one in notes.items() if kind_of_run(run) != PRICE]
        return not actions or any(one.outcome == "failed" for one in actions)


def family(rule: RuleDef, cause: Cause) -> str:
    """Return by which name a redemption's runs are one."""
    return family_of(f"{PRICE}:{rule.id}:{cause.of}:0")
