"""Wallets: the coins of every account, moved with the entries and read beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from companion.domain.earning import Draft
from companion.domain.errors import CommandError
from companion.domain.show.notes import CoinsMoved
from companion.domain.values import Viewer
from companion.i18n import _
from sessions.chain import FolderKey
from sessions.purses import (
    CARRIED,
    MINT,
    Purse,
    account_key,
    is_ours,
    purses_of,
)
from sessions.repeats import run_key
from sessions.statements import VIEWERS, WALLETS, Row, Statements, stored_wallets

_MOST: Final = 10**15
"""Coins that one line may move; a thousand such lines still fit where they are kept."""


class Transfers:
    """Decides whether a batch's coins can move, before anything of it is counted."""

    def __init__(self, key: FolderKey, statements: Statements) -> None:
        self._key = key
        self._statements = statements

    def moved(self, connection: sa.Connection, drafts: Sequence[Draft]) -> list[Row]:
        """Return the wallets as they are after a batch: those that it moves.

        Raises CommandError when an entry does not sum to 0, or an account would have
        less than nothing after it. What was done already, by its `run`, moves nothing;
        so does what is carried over, which is in the wallets already.
        """
        notes = [
            draft.body
            for draft in drafts
            if isinstance(draft.body, CoinsMoved) and not draft.test
        ]
        if not notes:
            return []
        fresh = [note for note in self._fresh(connection, notes) if _moves(note)]
        named = {account for note in fresh for account in _accounts(note)}
        keys = {account: account_key(self._key, account) for account in named}
        held = purses_at(connection, keys.values())
        for note in fresh:
            _take(note, {account: held[keys[account]] for account in _accounts(note)})
        return [
            (key, purse.coins, purse.earned, purse.spent) for key, purse in held.items()
        ]

    def _fresh(
        self, connection: sa.Connection, notes: Sequence[CoinsMoved]
    ) -> list[CoinsMoved]:
        keys = [run_key(self._key, note) for note in notes]
        known = self._statements.known_keys(connection, filter(None, keys))
        fresh: list[CoinsMoved] = []
        for note, key in zip(notes, keys, strict=True):
            if key is None or key not in known:
                fresh.append(note)
            if key is not None:
                known.add(key)
        return fresh


def refuse_carried(drafts: Sequence[Draft]) -> None:
    """Raise CommandError for what only forgetting a Viewer may write."""
    for draft in drafts:
        if isinstance(draft.body, CoinsMoved) and not _moves(draft.body):
            raise CommandError(_("Nothing but forgetting carries coins over."))


def _moves(note: CoinsMoved) -> bool:
    return note.reason != CARRIED


def _accounts(note: CoinsMoved) -> set[str]:
    return {posting.account for posting in note.postings}


def _take(note: CoinsMoved, held: dict[str, Purse]) -> None:
    """Move one entry's coins between the purses of its accounts."""
    if sum(posting.coins for posting in note.postings):
        raise CommandError(_("Coins that leave one account must come to another."))
    for posting in note.postings:
        if abs(posting.coins) > _MOST:
            raise CommandError(_("So many coins cannot be moved."))
        if not is_ours(posting.account) and ":" not in posting.account:
            text = _("There is no account {account}.")
            raise CommandError(text.format(account=posting.account))
    for account, added in purses_of(note).items():
        purse = held[account]
        if account != MINT and purse.coins + added.coins < 0:
            # No name: this text may be answered in chat, and nobody judged it.
            text = _("Not enough coins: there are {coins}, and this costs {price}.")
            raise CommandError(text.format(coins=purse.coins, price=-added.coins))
        purse.add(added)


def purses_at(connection: sa.Connection, keys: Iterable[bytes]) -> dict[bytes, Purse]:
    """Return the purse of each key; an account that never had any has an empty one."""
    found = {key: Purse() for key in keys}
    for row in stored_wallets(connection, found):
        found[row.account] = Purse(earned=row.earned, spent=row.spent)
    return found


class Wallets:
    """Reads what accounts have: a Viewer's id, "mint", "sink" or "pot:<id>"."""

    def __init__(self, engine: sa.Engine, key: FolderKey) -> None:
        self._engine = engine
        self._key = key

    def balance(self, account: str) -> int:
        """Return an account's coins; 0 when it never had any."""
        return self.purse(account).coins

    def balances(self, accounts: Iterable[str]) -> dict[str, int]:
        """Return the coins of each account."""
        return {name: purse.coins for name, purse in self.purses(accounts).items()}

    def purse(self, account: str) -> Purse:
        """Return what an account has earned and spent."""
        return self.purses([account])[account]

    def purses(self, accounts: Iterable[str]) -> dict[str, Purse]:
        """Return what each account has earned and spent, as of one moment."""
        keys = {account: account_key(self._key, account) for account in accounts}
        with self._engine.connect() as connection:
            found = purses_at(connection, keys.values())
        return {account: found[key] for account, key in keys.items()}

    def top(self, limit: int) -> list[tuple[Viewer, int]]:
        """Return the Viewers with the most coins, the richest first."""
        statement = (
            sa.select(VIEWERS.c.profile, WALLETS.c.coins)
            .join(WALLETS, WALLETS.c.account == VIEWERS.c.key)
            .where(VIEWERS.c.profile.is_not(None), WALLETS.c.coins > 0)
            .order_by(WALLETS.c.coins.desc(), WALLETS.c.account)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement).all()
        return [
            (msgspec.json.decode(row.profile, type=Viewer), row.coins) for row in rows
        ]


def give_to_sink(connection: sa.Connection, gone: bytes, sink: bytes) -> None:
    """Move all that an account has to the sink, and forget the account."""
    left = purses_at(connection, [gone])[gone].coins
    if left:
        given = {"coins": WALLETS.c.coins + left, "earned": WALLETS.c.earned + left}
        chosen = WALLETS.c.account == sink
        updated = connection.execute(sa.update(WALLETS).where(chosen).values(given))
        if not updated.rowcount:
            row = {"account": sink, "coins": left, "earned": left, "spent": 0}
            connection.execute(sa.insert(WALLETS), [row])
    connection.execute(sa.delete(WALLETS).where(WALLETS.c.account == gone))
