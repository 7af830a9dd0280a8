"""Checking a session: the chain of checksums, and every stored total against a fold."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from msgspec import Struct

from companion.domain.entries import Erasure
from companion.domain.events import Gift
from companion.i18n import _
from sessions.chain import HEADER, FolderKey, body_digest, checksum, genesis
from sessions.codec import UNREADABLE, decode
from sessions.history import History
from sessions.purses import Purse, account_key, purses_of
from sessions.repeats import repeat_key
from sessions.statements import SESSIONS, STANDINGS, WALLETS, stored_runs
from sessions.sums import SUMS

_PURSE = ("coins", "earned", "spent")

_MOST = 20
"""Differences that are reported; the first one is what matters."""


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that is not as it was written; number: the entry, None for a total."""

    number: int | None
    what: str


class Report(Struct, frozen=True, kw_only=True):
    """What a check found; forgotten: erased bodies that an Erasure accounts for."""

    session: str
    entries: int
    ok: bool
    forgotten: int
    differences: list[Difference]


class _Fold:
    """Totals as the headers say, the only part of an entry that cannot be erased."""

    def __init__(self, key: FolderKey) -> None:
        self.session: dict[str, int] = dict.fromkeys(SUMS, 0)
        self.standings: dict[bytes, dict[str, int]] = {}
        self.erased: set[int] = set()
        self.missing: list[int] = []
        self.increases: dict[bytes, int] = {}
        self.latest: dict[bytes, int] = {}
        self._key = key

    def take_increase(self, row: sa.RowMapping, gift: Gift, source: str) -> None:
        """Add up what was counted of a Streak's group."""
        group = repeat_key(
            self._key, gift, source, session=row["session_id"], test=row["test"]
        )
        self.increases[group] = self.increases.get(group, 0) + gift.count
        self.latest[group] = row["number"]

    def take(self, row: sa.RowMapping) -> None:
        """Add a header up."""
        for name in SUMS:
            self.session[name] += row[name]
        if row["viewer_key"] is None or not row["earns"]:
            return
        new = dict.fromkeys((*SUMS, "reached"), 0)
        sums = self.standings.setdefault(row["viewer_key"], new)
        for name in SUMS:
            sums[name] += row[name]
        if row["points"] or not sums["reached"]:
            sums["reached"] = row["number"]


def verify(
    engine: sa.Engine, key: FolderKey, history: History, session_id: str
) -> Report:
    """Check one session of a ledger.

    Raises CommandError when there is no such session, Corrupt when the file cannot be
    read at all.
    """
    history.session(session_id)
    fold = _Fold(key)
    differences = list(_chain_differences(history, session_id, fold))
    for number in fold.missing:
        if number not in fold.erased:
            what = _("its body is missing and no erasure accounts for it")
            differences.append(Difference(number=number, what=what))
    with engine.connect() as connection:
        chosen = sa.select(SESSIONS).where(SESSIONS.c.id == session_id)
        session = connection.execute(chosen).mappings().one()
        differences.extend(_total_differences(connection, session, fold))
        differences.extend(_streak_differences(connection, fold))
        differences.extend(_wallet_differences(connection, key, history))
    differences.sort(key=lambda one: (one.number is None, one.number or 0))
    return Report(
        session=session_id,
        entries=session["entries"],
        ok=not differences,
        forgotten=len(fold.erased),
        differences=differences[:_MOST],
    )


def _chain_differences(
    history: History, session_id: str, fold: _Fold
) -> Iterator[Difference]:
    """Yield what breaks the chain; after a break go on from what is stored."""
    previous, expected = genesis(session_id), 1
    for row in history.rows(session_id):
        number = row["number"]
        if number != expected:
            text = _("entries {first} to {last} are missing")
            what = text.format(first=expected, last=number - 1)
            yield Difference(number=expected, what=what)
        elif checksum(previous, [row[name] for name in HEADER]) != row["checksum"]:
            what = _("its header does not match its checksum")
            yield Difference(number=number, what=what)
        previous, expected = row["checksum"], number + 1
        yield from _body_differences(row, fold)
    fold.session["entries"] = expected - 1
    fold.session["head"] = int.from_bytes(previous, "big")


def _body_differences(row: sa.RowMapping, fold: _Fold) -> Iterator[Difference]:
    number = row["number"]
    try:
        fold.take(row)
    except TypeError:
        yield Difference(number=number, what=_("its amounts are no numbers"))
    if row["body"] is None:
        fold.missing.append(number)
        return
    body, salt = _as_bytes(row["body"]), _as_bytes(row["salt"])
    if body_digest(body, salt or b"-") != row["digest"]:
        what = _("its body does not match its digest")
        yield Difference(number=number, what=what)
    try:
        stored = decode(body, row["version"])
    except UNREADABLE:
        yield Difference(number=number, what=_("its body cannot be read"))
        return
    if isinstance(stored.body, Erasure):
        fold.erased.update(stored.body.numbers)
    if isinstance(stored.body, Gift) and stored.body.streak is not None:
        fold.take_increase(row, stored.body, stored.source)


def _as_bytes(value: object) -> bytes:
    """Return a column's bytes; who changes one by hand may well leave text there."""
    return value if isinstance(value, bytes) else str(value or "").encode()


def _total_differences(
    connection: sa.Connection, session: sa.RowMapping, fold: _Fold
) -> Iterator[Difference]:
    if session["entries"] != fold.session["entries"]:
        text = _("{stored} entries were written, {found} are there")
        what = text.format(stored=session["entries"], found=fold.session["entries"])
        yield Difference(number=fold.session["entries"] + 1, what=what)
    elif int.from_bytes(session["head"], "big") != fold.session["head"]:
        what = _("the chain does not end where it was written to end")
        yield Difference(number=session["entries"], what=what)
    for name in SUMS:
        if session[name] != fold.session[name]:
            yield _wrong_total(name, session[name], fold.session[name])
    wanted = sa.select(STANDINGS).where(STANDINGS.c.session_id == session["id"])
    stored = {
        row["viewer_key"]: {name: row[name] for name in (*SUMS, "reached")}
        for row in connection.execute(wanted).mappings()
    }
    for key in stored.keys() | fold.standings.keys():
        have, want = stored.get(key, {}), fold.standings.get(key, {})
        for name in (*SUMS, "reached"):
            if have.get(name) != want.get(name):
                label = f"{name} ({key.hex()[:8]})"
                yield _wrong_total(label, have.get(name), want.get(name))


def _streak_differences(connection: sa.Connection, fold: _Fold) -> Iterator[Difference]:
    """Yield the Streaks of which more was counted than ever came.

    Less is no difference: an earlier session may have counted the rest.
    """
    came: dict[bytes, int] = {}
    for row in stored_runs(connection, fold.increases):
        came[row.key] = came.get(row.key, 0) + row.highest
    for group, counted in fold.increases.items():
        if counted > came.get(group, 0):
            text = _("a Streak of {came} gifts was counted as {counted}")
            what = text.format(came=came.get(group, 0), counted=counted)
            yield Difference(number=fold.latest[group], what=what)


def _wallet_differences(
    connection: sa.Connection, key: FolderKey, history: History
) -> Iterator[Difference]:
    """Yield the wallets that hold something else than all sessions' entries say."""
    folded: dict[bytes, Purse] = {}
    for note in history.notes.transfers():
        for name, purse in purses_of(note).items():
            folded.setdefault(account_key(key, name), Purse()).add(purse)
    rows = connection.execute(sa.select(WALLETS)).all()
    stored: dict[bytes, tuple[int, int, int]] = {
        row.account: (row.coins, row.earned, row.spent) for row in rows
    }
    for account in stored.keys() | folded.keys():
        purse = folded.get(account, Purse())
        want = (purse.coins, purse.earned, purse.spent)
        have = stored.get(account, (0, 0, 0))
        for column, one, other in zip(_PURSE, have, want, strict=True):
            if one != other:
                yield _wrong_total(f"{column} ({account.hex()[:8]})", one, other)


def _wrong_total(name: str, stored: int | None, folded: int | None) -> Difference:
    text = _("the stored total {name} is {stored}, its entries say {folded}")
    return Difference(
        number=None, what=text.format(name=name, stored=stored, folded=folded)
    )
