"""How the desk writes into the record: one decision after the other, none at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from companion.app.decided import Decided
from companion.domain.earning import Draft
from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.pipeline.pipeline import Pipeline
from sessions.history import History
from sessions.ledger import Ledger

T = TypeVar("T")

Decide = Callable[[], Awaitable[AnyNote | None]]
"""Says what is to be recorded, asked when nobody else can decide any more."""

Committed = Callable[[Entry], None]
"""Takes what was recorded, before anything that comes after it is judged."""


def _ignore(_entry: Entry) -> None:
    pass


class Books:
    """Records notes of ours in the running session, and looks things up.

    is_open: whether a session takes entries. session_id: of the running or last one;
    raises CommandError before there is one.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        pipeline: Pipeline,
        clock: Clock,
        is_open: Callable[[], bool],
        session_id: Callable[[], str],
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._clock = clock
        self.is_open = is_open
        self.session_id = session_id

    def now(self) -> Timestamp:
        """Return the time of what is recorded now."""
        return self._clock.now()

    def require_open(self) -> None:
        """Raise CommandError when no session takes entries."""
        if not self.is_open():
            raise CommandError(_("No session is open."))

    async def put(
        self, decide: Decide, committed: Committed = _ignore
    ) -> Sequence[Entry]:
        """Record what `decide` returns; nothing else is recorded meanwhile.

        Raises CommandError between sessions, LedgerError.
        """

        async def write() -> Sequence[Entry]:
            self.require_open()
            body = await decide()
            if body is None:
                return ()
            draft = Draft(body=body, at=self.now())
            entries = (await self._ledger.append([draft])).entries
            for entry in entries:
                committed(entry)
            return entries

        return await self._pipeline.record(write)

    async def put_all(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        """Record all that `decide` returns in one commit; see `put`."""

        async def write() -> Sequence[Entry]:
            self.require_open()
            at = self.now()
            drafts = [Draft(body=body, at=at) for body in decide()]
            return (await self._ledger.append(drafts)).entries if drafts else ()

        return await self._pipeline.record(write)

    async def note(self, body: AnyNote, committed: Committed = _ignore) -> Entry:
        """Record a note that depends on nothing."""

        async def decide() -> AnyNote:
            return body

        return (await self.put(decide, committed))[0]

    @property
    def history(self) -> History:
        """Return the record, for what is quick to look up."""
        return self._ledger.history

    async def read(self, look: Callable[[History], T]) -> T:
        """Return what `look` reads."""
        return await self._ledger.read(look)

    async def entry(self, seq: int, *, any_session: bool = False) -> Entry:
        """Return an entry of the running session, or of any. Raises CommandError."""
        session = None if any_session else self.session_id()
        found = await self.read(
            lambda history: list(history.entries(session, after=seq - 1, limit=1))
        )
        if not found or found[0].seq != seq:
            raise CommandError(_("There is no entry {seq}.").format(seq=seq))
        return found[0]

    async def decided(self, seq: int) -> Decided:
        """Return how an entry of the running session stands; see decisions.Look."""
        entry = await self.entry(seq)
        if entry.event is None:
            text = _("Entry {seq} is nothing that a viewer did.")
            raise CommandError(text.format(seq=seq))
        given = await self.read(lambda history: history.notes.verdicts_on(entry))
        return Decided(entry, given)
