"""What stands in the queue of questions: the Chats themselves, beside their order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import Chat
from companion.domain.removal import REMOVING, removal_of
from companion.domain.show.notes import QuestionMarked
from companion.domain.show.views import QuestionView
from companion.i18n import _
from companion.interactions.questions import Question, Questions
from companion.interactions.record import Record
from companion.pipeline.live_view import LiveView

log = logging.getLogger(__name__)

Look = Callable[[Sequence[int]], Awaitable[Sequence[Entry]]]
"""Reads entries by seq that are allowed now."""


class QuestionLines:
    """Marks questions, and has at hand what they say.

    feature: puts a Chat on the question overlay, or None. look: see Look.
    """

    def __init__(
        self,
        *,
        record: Record,
        view: LiveView,
        questions: Callable[[], Questions],
        feature: Callable[[int | None], Awaitable[None]],
        look: Look,
    ) -> None:
        self._record = record
        self._view = view
        self._questions = questions
        self._feature = feature
        self._look = look
        self._chats: dict[int, Chat] = {}
        self._refused: set[int] = set()
        self._wake = asyncio.Event()

    def turned(self) -> None:
        """Forget the lines of the session before."""
        self._chats.clear()
        self._refused.clear()
        self.took(())

    def took(self, entries: Sequence[Entry]) -> None:
        """Take what was recorded: questions may be new, or gone with who asked."""
        for entry in entries:
            if isinstance(entry.body, VerdictGiven):
                self._refused.discard(entry.body.of)
                if entry.body.text is not Verdict.ALLOW:
                    self._chats.pop(entry.body.of, None)
            elif isinstance(entry.body, REMOVING):
                self._remove(entry)
        if self._missing():
            self._wake.set()

    def _remove(self, entry: Entry) -> None:
        """Forget what a delete or a ban took off; what was decided since is read."""
        removal = removal_of(entry.body)
        if removal is not None:
            for seq in [q for q, one in self._chats.items() if removal.takes(one)]:
                del self._chats[seq]

    def _missing(self) -> Sequence[int]:
        found = (one.seq for one in self._questions().all())
        return [q for q in found if q not in self._chats and q not in self._refused]

    async def run(self) -> None:
        """Read what questions say that are new; for ever, cancel to stop."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._learn(self._missing())
            except LedgerError as error:
                log.warning("Questions cannot be read: %s", error)

    async def _learn(self, seqs: Sequence[int]) -> None:
        # What may not be seen is not read again and again: a verdict changes that.
        self._refused.update(seqs)
        try:
            found = await self._look(seqs)
        except LedgerError:
            self._refused.difference_update(seqs)
            raise
        for entry in found:
            self._refused.discard(entry.seq)
            if isinstance(entry.body, Chat) and not entry.test:
                self._chats[entry.seq] = entry.body

    async def mark(
        self,
        seq: int,
        state: Literal["listed", "shown", "used", "dropped"],
        *,
        place: int | None = None,
        who: str = "",
    ) -> None:
        """Put an allowed Chat into the queue, or elsewhere in it; see the port."""
        if seq not in self._questions():
            await self._learn((seq,))
            if seq not in self._chats:
                raise CommandError(_("Only an allowed chat message can be a question."))
        was_shown = seq in {one.seq for one in self._all("shown")}
        note = QuestionMarked(of=seq, state=state, place=place, who=who)
        await self._record.put(lambda: (note,))
        if state == "shown":
            await self._feature(seq)
        elif was_shown:
            await self._feature(None)

    def _all(self, state: str) -> Sequence[Question]:
        return [one for one in self._questions().all() if one.state == state]

    def views(self) -> tuple[QuestionView, ...]:
        """Return the queue with what the gate allows now."""
        found = []
        for one in self._questions().all():
            chat = self._chats.get(one.seq)
            if chat is None or chat.viewer is None:
                continue
            found.append(
                QuestionView(
                    seq=one.seq,
                    viewer=self._view.viewer_now(chat.viewer),
                    text=chat.text,
                    state=one.state,
                    by=one.by,
                )
            )
        return tuple(found)
