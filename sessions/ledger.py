"""The ledger of a data folder: append, correct, start, end, resume.

One thread owns the writing connection; every method here is a coroutine that hands
its work to that thread and awaits the commit. While one batch commits, the next one
gathers: a commit starts as soon as the writer is idle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa

from companion.domain.earning import Draft
from companion.domain.entries import Entry, SessionChange
from companion.domain.errors import CommandError, LedgerError
from companion.domain.ports import Clock, IdSource
from companion.domain.show.notes import CoinsMoved
from companion.domain.values import Points
from companion.domain.views import SessionView
from companion.i18n import _
from sessions.chain import FolderKey, genesis
from sessions.database import (
    compact,
    open_database,
    open_reader,
    renew_backups,
    translated_errors,
    upsert,
    url_of,
)
from sessions.forget import About, erase, erasure_drafts
from sessions.history import History
from sessions.lock import FolderLock
from sessions.purses import reversal
from sessions.schema import MetaRow
from sessions.search import FILE_NAME as SEARCH_FILE
from sessions.search import SearchIndex
from sessions.statements import ENTRIES, SESSIONS
from sessions.sums import SUMS
from sessions.verify import Report, verify
from sessions.writer import Appended, Writer

_SEARCHABLE_S: Final = 2.0
_SEARCHABLE_ENTRIES: Final = 2_000

T = TypeVar("T")


class Ledger:
    """Writes sessions in one data folder; holds the folder's lock while open.

    Use `async with await Ledger.open(...)`. Every method raises LedgerError when the
    record cannot be written; what is on disk stays as it was, and the same call may
    be tried again.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        url: str,
        lock: FolderLock,
        clock: Clock,
        ids: IdSource,
        search: Path | None = None,
    ) -> None:
        self._engine = engine
        self._url = url
        self._lock = lock
        self._clock = clock
        self._ids = ids
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._key = _folder_key(engine, ids)
        self._writer: Writer | None = None
        self._session_id: str | None = None
        self._has_failed = False
        index = SearchIndex(search, engine, self._key)
        self.history = History(engine, self._key, index=index)

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        clock: Clock,
        ids: IdSource,
        purpose: str,
        url: str | None = None,
    ) -> Self:
        """Open or create the ledger of `folder`.

        Raises Locked when another program writes there, Corrupt, TooNew, DiskFull or
        LedgerError when it cannot be used; nothing was changed then.
        """
        return await asyncio.to_thread(
            cls._open, folder, clock=clock, ids=ids, purpose=purpose, url=url
        )

    @classmethod
    def _open(
        cls, folder: Path, *, clock: Clock, ids: IdSource, purpose: str, url: str | None
    ) -> Self:
        lock = FolderLock(folder, purpose=purpose)
        try:
            where = url or url_of(folder)
            engine = open_database(where, at=clock.now())
            with translated_errors():
                return cls(
                    engine,
                    url=where,
                    lock=lock,
                    clock=clock,
                    ids=ids,
                    search=folder / SEARCH_FILE,
                )
        except BaseException:
            lock.release()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        try:
            await asyncio.to_thread(self._thread.shutdown)
        finally:
            self.history.index.close()
            self._engine.dispose()
            self._lock.release()

    async def append(self, drafts: Sequence[Draft]) -> Appended:
        """Commit what is new of the drafts, in order, to the open session."""
        return await self._run(lambda: self._append(drafts))

    async def start(self, name: str, *, timezone: str) -> tuple[SessionView, Entry]:
        """Open a new session; see `begin`."""
        view, entries = await self.begin(name, timezone=timezone)
        return view, entries[-1]

    async def begin(
        self, name: str, *, timezone: str
    ) -> tuple[SessionView, Sequence[Entry]]:
        """End the open session, if it has not ended, and open a new one: one commit.

        Returns the new session with the entries of both, in order.
        """

        def write() -> tuple[SessionView, Sequence[Entry]]:
            row = self._new_session(name, timezone)
            change = SessionChange(change="started", name=name)
            return self._turn_to(row["id"], change, new=row)

        return await self._run(write)

    async def change(self, change: SessionChange) -> tuple[SessionView, Entry]:
        """Record a change of the open session: paused, resumed, ended, renamed."""

        def write() -> tuple[SessionView, Entry]:
            entry = self._append([self._draft(change)]).entries[0]
            return self.history.session(entry.session), entry

        return await self._run(write)

    async def reopen(self, session_id: str) -> tuple[SessionView, Entry]:
        """Continue a session where it stopped; see `resume`."""
        view, entries = await self.resume(session_id)
        return view, entries[-1]

    async def resume(self, session_id: str) -> tuple[SessionView, Sequence[Entry]]:
        """End the open session, if it is another, and continue this one: one commit.

        Returns the session with the entries of both, in order. Raises CommandError
        when there is none of that id.
        """

        def write() -> tuple[SessionView, Sequence[Entry]]:
            with translated_errors():
                self.history.session(session_id)
            return self._turn_to(session_id, SessionChange(change="reopened"))

        return await self._run(write)

    async def correct(self, draft: Draft) -> Entry:
        """Record one Reset or Award; returns its entry."""
        return (await self.append([draft])).entries[0]

    async def reset_all(self, reason: str) -> Sequence[Entry]:
        """Set everybody's points to 0 in one commit; the head entry comes first."""

        def write() -> Sequence[Entry]:
            writer = self._ready()
            blank = self._draft(SessionChange(change="renamed"))
            return self._append(writer.resets(blank, reason)).entries

        return await self._run(write)

    async def undo(self, seq: int) -> Sequence[Entry]:
        """Take back a correction, or a transfer of coins that are still there.

        Raises CommandError when there is none, or it was taken back already.
        """

        def write() -> Sequence[Entry]:
            writer = self._ready()
            with translated_errors():
                entry = self.history.entries_at([seq]).get(seq)
            if entry is not None and isinstance(entry.body, CoinsMoved):
                return self._taken_back(entry.seq, entry.body)
            blank = self._draft(SessionChange(change="renamed"))
            return self._append(writer.undos(blank, seq)).entries

        return await self._run(write)

    def _taken_back(self, seq: int, note: CoinsMoved) -> Sequence[Entry]:
        draft = Draft(body=reversal(note, seq), at=self._clock.now())
        entries = self._append([draft]).entries
        if not entries:
            raise CommandError(_("Entry {seq} is already undone.").format(seq=seq))
        return entries

    async def forget(self, viewer_id: str) -> int:
        """Erase what a Viewer wrote and was called in every session, for good.

        Returns how many entries lost their body. Numbers stay; every session touched
        gains an Erasure, so that `verify` accepts exactly those gaps. Older backups
        are replaced by a fresh one.
        """
        return await self._run(lambda: self._forget(viewer_id))

    async def points_of(self, viewer_id: str) -> Points:
        """Return a Viewer's points in the open session, in thousandths."""
        return await self._run(lambda: self._ready().points_of(viewer_id))

    async def keep_searchable(self) -> None:
        """Take up into the search index what is committed; for ever, cancel to stop.

        A little at a time, so that it never competes with what comes in: all that a
        chat of 1,000 messages a second says, and the rest once it is quieter.
        """
        while True:
            await self._clock.sleep(_SEARCHABLE_S)
            with suppress(LedgerError):  # whoever searches hears of it
                await self.read(
                    lambda history: history.index.advance(limit=_SEARCHABLE_ENTRIES)
                )

    async def read(self, look: Callable[[History], T]) -> T:
        """Return what `look` reads, on a thread of its own, beside the writer."""

        def safely() -> T:
            with translated_errors():
                return look(self.history)

        return await asyncio.to_thread(safely)

    async def _run(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work)

    def _append(self, drafts: Sequence[Draft]) -> Appended:
        writer = self._ready()
        try:
            appended = writer.append(drafts)
        except CommandError:
            raise  # it was refused before anything was counted
        except BaseException:
            # Its counts may hold what was rolled back: count anew from the disk.
            self._writer, self._has_failed = None, True
            raise
        self._has_failed = False
        return appended

    def _forget(self, viewer_id: str) -> int:
        viewer = self.history.viewer(viewer_id)
        if viewer is None:
            raise CommandError(_("Nobody here has the id {id}.").format(id=viewer_id))
        theirs = About(viewer)
        found = {
            session.id: theirs.in_session(self.history, session.id)
            for session in reversed(self.history.sessions())
        }
        seqs = [one.seq for about in found.values() for one in about]
        self._writer = None
        with translated_errors(), self._engine.begin() as connection:
            before: Writer | None = None
            for session_id, about in found.items():
                if about:
                    writer = self._resumed(session_id)
                    if before is not None:
                        writer.follow(before)
                    drafts = erasure_drafts(about, viewer_id, at=self._clock.now())
                    writer.write(connection, drafts)
                    before = writer
            erase(connection, self._key, viewer_id=viewer_id, seqs=seqs)
        with translated_errors():
            compact(self._engine)
        renew_backups(self._url, at=self._clock.now())
        self.history.index.advance()
        return len(seqs)

    def _turn_to(
        self,
        session_id: str,
        change: SessionChange,
        *,
        new: dict[str, Any] | None = None,
    ) -> tuple[SessionView, Sequence[Entry]]:
        """Leave the open session for another, or for one whose row is `new`."""
        try:
            with translated_errors():
                turned = self._written_turn(session_id, change, new)
        except BaseException:
            self._writer, self._has_failed = None, True
            raise
        self._session_id, self._writer = session_id, turned[0]
        with translated_errors():
            return self.history.session(session_id), turned[1]

    def _written_turn(
        self, session_id: str, change: SessionChange, new: dict[str, Any] | None
    ) -> tuple[Writer, Sequence[Entry]]:
        leaving = self._left_for(session_id)
        ended = self._draft(SessionChange(change="ended"))
        writer = self._turned_to(session_id, new)
        entries: list[Entry] = []
        with self._engine.begin() as connection:
            if leaving is not None:
                entries += leaving.write(connection, [ended]).entries
                writer.follow(leaving)
            if new is not None:
                connection.execute(sa.insert(SESSIONS), [new])
            entries += writer.write(connection, [self._draft(change)]).entries
        return writer, entries

    def _turned_to(self, session_id: str, new: dict[str, Any] | None) -> Writer:
        """Return a session's writer, and let its time go on from its last entry.

        The computer's clock may have been set: that shows only where nothing is timed.
        """
        if new is not None:
            self._clock.catch_up()
            new["started_at"] = self._clock.now()
            return self._writer_on(new)
        writer = self._resumed(session_id)
        if session_id != self._session_id or writer.session["state"] == "ended":
            self._clock.catch_up(writer.last_at)
        return writer

    def _left_for(self, session_id: str) -> Writer | None:
        """Return the writer of the session that ends when `session_id` begins."""
        if self._session_id in (None, session_id):
            return None
        open_one = self._ready()
        return None if open_one.session["state"] == "ended" else open_one

    def _new_session(self, name: str, timezone: str) -> dict[str, Any]:
        session_id = self._ids.new_id()
        with translated_errors(), self._engine.connect() as connection:
            last = connection.execute(sa.select(sa.func.max(SESSIONS.c.ordinal)))
            return {
                "id": session_id,
                "ordinal": (last.scalar() or 0) + 1,
                "name": name,
                "state": "live",
                "started_at": self._clock.now(),
                "ended_at": None,
                "timezone": timezone,
                "entries": 0,
                "head": genesis(session_id),
                **dict.fromkeys(SUMS, 0),
            }

    def _ready(self) -> Writer:
        """Return the writer, counted up to the last committed entry."""
        if self._session_id is None:
            raise CommandError(_("No session is open."))
        if self._writer is None:
            with translated_errors():
                if self._has_failed:
                    self._try_to_write(self._session_id)
                self._writer = self._resumed(self._session_id)
        return self._writer

    def _try_to_write(self, session_id: str) -> None:
        """Change nothing, durably: while the disk is full that fails at once.

        To count a long session anew takes seconds; not for each try to no avail.
        """
        same = sa.update(SESSIONS).values(state=SESSIONS.c.state)
        with self._engine.begin() as connection:
            connection.execute(same.where(SESSIONS.c.id == session_id))

    def _resumed(self, session_id: str) -> Writer:
        """Return a writer of a session, counted up to its last entry."""
        with self._engine.connect() as connection:
            wanted = sa.select(SESSIONS).where(SESSIONS.c.id == session_id)
            row = connection.execute(wanted).mappings().one()
        writer = self._writer_on(dict(row))
        writer.restore(self.history.stored(session_id))
        return writer

    def _writer_on(self, session: dict[str, Any]) -> Writer:
        with self._engine.connect() as connection:
            last = connection.execute(sa.select(sa.func.max(ENTRIES.c.seq))).scalar()
        return Writer(
            self._engine,
            self._key,
            session=session,
            next_seq=(last or 0) + 1,
            ids=self._ids,
        )

    def _draft(self, change: SessionChange) -> Draft:
        return Draft(body=change, at=self._clock.now())


def _folder_key(engine: sa.Engine, ids: IdSource) -> FolderKey:
    """Return the folder's secret key, made at its first use."""
    table = MetaRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it at run time
    with engine.begin() as connection:
        found = connection.execute(
            sa.select(table.c.value).where(table.c.name == "folder_key")
        ).scalar_one_or_none()
        if found is None:
            found = ids.new_salt() + ids.new_salt()
            connection.execute(
                upsert(engine, table), [{"name": "folder_key", "value": found}]
            )
    return FolderKey(found)


class Record:
    """A folder's record opened for reading, beside a writer if there is one.

    Shows everything as it was at the moment of opening, whatever is written meanwhile.
    Use as a context manager, on one thread. Raises LedgerError when there is no
    ledger, Corrupt or TooNew when it cannot be read, also from within the block.
    """

    def __init__(self, folder: Path) -> None:
        self._reading = ExitStack()
        self._engine = open_reader(url_of(folder))
        try:
            self._key = _stored_key(self._engine)
        except BaseException:
            self._engine.dispose()
            raise
        index = SearchIndex(
            folder / SEARCH_FILE, self._engine, self._key, is_snapshot=True
        )
        self.history = History(self._engine, self._key, index=index)

    def __enter__(self) -> Self:
        self._reading.enter_context(translated_errors())
        self._reading.callback(self._engine.dispose)
        self._reading.callback(self.history.index.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reading.__exit__(kind, error, trace)

    def verify(self, session_id: str) -> Report:
        """Check one session; see sessions.verify."""
        return verify(self._engine, self._key, self.history, session_id)


def _stored_key(engine: sa.Engine) -> FolderKey:
    table = MetaRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it at run time
    with translated_errors(), engine.connect() as connection:
        found = connection.execute(
            sa.select(table.c.value).where(table.c.name == "folder_key")
        ).scalar_one_or_none()
    if found is None:
        raise LedgerError(_("This ledger is empty."))
    return FolderKey(found)
