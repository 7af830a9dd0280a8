"""What entries amount to in coins: for each account what it earned and what it spent.

An entry nets each account's lines first. A refund, or what takes an entry back, lowers
what was spent or earned before; what moves from one account of a person to another was
earned by the person once. Of a Viewer who is forgotten the entries go, and with them
what they say of others: one that is "carried" says it in their place, per account one
line of what it had earned and one of what it had spent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from companion.domain.errors import CommandError
from companion.domain.show.notes import CoinsMoved, Posting
from companion.i18n import _
from sessions.chain import FolderKey

MINT: Final = "mint"
"""Where coins come from; the one account that may be below 0."""

SINK: Final = "sink"
CARRIED: Final = "carried"

_OURS: Final = (MINT, SINK)
_POT: Final = "pot:"
_TAKES_BACK: Final = ("refund", "undone")


def is_ours(account: str) -> bool:
    """Return whether an account is no Viewer's."""
    return account in _OURS or account.startswith(_POT)


def account_key(key: FolderKey, account: str) -> bytes:
    """Return the key under which an account's coins are kept: a Viewer's is theirs."""
    if is_ours(account):
        return key.of_event("account", account)
    return key.of_viewer(account)


class Purse(Struct):
    """What one account has earned and spent, in coins."""

    earned: int = 0
    spent: int = 0

    @property
    def coins(self) -> int:
        """Return what it has."""
        return self.earned - self.spent

    def add(self, other: Purse) -> None:
        """Add another's."""
        self.earned += other.earned
        self.spent += other.spent


def purses_of(note: CoinsMoved) -> dict[str, Purse]:
    """Return what an entry adds to each account that it names."""
    if note.reason == CARRIED:
        return _carried(note)
    net: dict[str, int] = {}
    for posting in note.postings:
        net[posting.account] = net.get(posting.account, 0) + posting.coins
    return {account: _moved(note.reason, coins) for account, coins in net.items()}


def _moved(reason: str, coins: int) -> Purse:
    is_of_earnings = (coins > 0) is not (reason in _TAKES_BACK)
    if reason == "linked" or is_of_earnings:
        return Purse(earned=coins)
    return Purse(spent=-coins)


def _carried(note: CoinsMoved) -> dict[str, Purse]:
    found: dict[str, Purse] = {}
    for posting in note.postings:
        purse = found.get(posting.account)
        if purse is None:
            found[posting.account] = Purse(earned=posting.coins)
        else:
            purse.spent -= posting.coins
    return found


def added_up(notes: Iterable[CoinsMoved]) -> dict[str, Purse]:
    """Return what entries amount to, by account."""
    found: dict[str, Purse] = {}
    for note in notes:
        for account, purse in purses_of(note).items():
            found.setdefault(account, Purse()).add(purse)
    return found


def reversal(note: CoinsMoved, seq: int) -> CoinsMoved:
    """Return what takes back the entry `seq`, once.

    Raises CommandError for a carried one, which moved nothing.
    """
    if note.reason == CARRIED:
        raise CommandError(_("Entry {seq} is not a correction.").format(seq=seq))
    postings = [
        Posting(account=posting.account, coins=-posting.coins)
        for posting in note.postings
    ]
    return CoinsMoved(
        postings=tuple(postings), reason="undone", run=f"undo:{seq}", undoes=seq
    )


def carried(notes: Iterable[CoinsMoved], forgotten: str) -> CoinsMoved | None:
    """Return what says in the place of entries what they said of others.

    What a forgotten account had by them goes to the sink. None when nothing is left to
    be said.
    """
    purses = added_up(notes)
    left = purses.pop(forgotten, Purse()).coins
    if left:
        purses.setdefault(SINK, Purse()).earned += left
    postings = [
        Posting(account=account, coins=coins)
        for account, purse in purses.items()
        for coins in (purse.earned, -purse.spent)
    ]
    return CoinsMoved(postings=tuple(postings), reason=CARRIED) if postings else None
