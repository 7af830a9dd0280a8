"""Tickets: coins that an entry costs, taken once, and given back when it is void."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.show.notes import CoinsMoved, Posting
from companion.domain.show.steps import Refused

_SINK: Final = "sink"


class _Ticket(Struct):
    """How often an entry was paid for and given back, and if it ever can be again."""

    account: str
    paid: int = 0
    returned: int = 0
    is_refused: bool = False


class Tickets:
    """Who has paid for an entry of one interaction, by the entry's seq.

    cost: in coins; 0: entries are free, and all of this does nothing.
    """

    def __init__(self, interaction_id: str, cost: int) -> None:
        self.cost: Final = cost
        self._name: Final = f"{interaction_id}:"
        self._made: Final[dict[int, _Ticket]] = {}
        self._of_move: Final[dict[int, int]] = {}

    def __iter__(self) -> Iterator[int]:
        """Yield the seqs of all that were ever paid for or refused."""
        return iter(list(self._made))

    def is_paid(self, seq: int) -> bool:
        """Return whether an entry's coins are there, or none are asked for."""
        if not self.cost:
            return True
        ticket = self._made.get(seq)
        return ticket is not None and ticket.paid > ticket.returned

    def is_refused(self, seq: int) -> bool:
        """Return whether the coins for an entry were not there."""
        ticket = self._made.get(seq)
        return ticket is not None and ticket.is_refused

    def note(self, entry: Entry) -> int | None:
        """Take a note; returns the seq of the entry whose ticket it moved, or None."""
        moved = entry.body
        if not self.cost or not isinstance(moved, CoinsMoved):
            return None
        if moved.undoes in self._of_move:
            # Taken back by hand: it is not asked for once more.
            seq = self._of_move[moved.undoes]
            self._made[seq].returned += 1
            self._made[seq].is_refused = True
            return seq
        seq = moved.of if moved.of is not None else 0
        if not moved.run.startswith(f"{self._name}{seq}"):
            return None
        if moved.reason == "refund":
            if seq not in self._made:
                return None
            self._made[seq].returned += 1
        else:
            account = next((one.account for one in moved.postings if one.coins < 0), "")
            self._made.setdefault(seq, _Ticket(account=account)).paid += 1
            self._of_move[entry.seq] = seq
        return seq

    def refused(self, step: Refused) -> int | None:
        """Take a refusal; returns the seq of the entry that it is about, or None."""
        if not step.run.startswith(self._name):
            return None
        number = step.run.removeprefix(self._name).partition(":")[0]
        if not number.isdecimal():
            return None
        seq = int(number)
        self._made.setdefault(seq, _Ticket(account="")).is_refused = True
        return seq

    def owed(self, seq: int, account: str, *, counts: bool) -> CoinsMoved | None:
        """Return what must be moved so that an entry is paid for just if it counts."""
        if not self.cost or counts is self.is_paid(seq) or self.is_refused(seq):
            return None
        ticket = self._made.get(seq) or _Ticket(account=account)
        again = f":{ticket.paid + counts}" if ticket.paid + counts > 1 else ""
        run = f"{self._name}{seq}{again}"
        if counts:
            return self._move(seq, account, -self.cost, run=run, reason="ticket")
        back = f"{run}:back"
        return self._move(seq, ticket.account, self.cost, run=back, reason="refund")

    def _move(
        self, seq: int, account: str, coins: int, *, run: str, reason: str
    ) -> CoinsMoved:
        return CoinsMoved(
            postings=(
                Posting(account=account, coins=coins),
                Posting(account=_SINK, coins=-coins),
            ),
            reason=reason,
            of=seq,
            run=run,
        )
