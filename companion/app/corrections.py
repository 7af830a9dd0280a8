"""What a person corrects: points set to 0, given, taken; a comment put on the stream.

Each is an entry, and can be taken back by another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from companion.app.gate.books import Books
from companion.domain.earning import Draft
from companion.domain.entries import (
    AnyNote,
    Award,
    Entry,
    Featured,
    Reset,
    Verdict,
)
from companion.domain.errors import CommandError
from companion.domain.events import Chat
from companion.domain.text import clean_text
from companion.domain.values import POINT, Points
from companion.i18n import _
from companion.pipeline.live_view import LiveView
from companion.pipeline.pipeline import Pipeline
from sessions.ledger import Ledger

_MOST_AWARDED: Final[Points] = 10**12 * POINT
"""More would one day not fit where points are stored."""


class Corrections:
    """Records corrections of the running session.

    require_open: raises CommandError while no session takes entries.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        pipeline: Pipeline,
        view: LiveView,
        books: Books,
        require_open: Callable[[], object],
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._view = view
        self._books = books
        self._require_open = require_open

    async def reset_viewer(self, viewer_id: str | None, reason: str = "") -> int:
        """Set points to 0 (None: everybody's); returns the correction's seq.

        The question overlay empties when it shows a line of that Viewer.
        """
        reason = clean_text(reason)

        async def write() -> Sequence[Entry]:
            self._require_open()
            if viewer_id is None:
                return await self._ledger.reset_all(reason)
            self._require_viewer(viewer_id)
            return await self._append(Reset(viewer_id=viewer_id, reason=reason))

        found = await self._pipeline.record(write)
        await self._record(lambda: self._unfeatured(viewer_id))
        return found[0].seq

    def _unfeatured(self, viewer_id: str | None) -> AnyNote | None:
        """Return what takes a line of a Viewer (None: of anybody) off, if one is on."""
        shown = self._view.featured()
        author = shown.event.viewer if shown is not None and shown.event else None
        is_theirs = author is not None and viewer_id in (None, author.id)
        return Featured(of=None) if is_theirs and self._books.is_open() else None

    async def award(self, viewer_id: str, points: Points, reason: str = "") -> int:
        """Give or take points; returns the correction's seq."""
        if abs(points) > _MOST_AWARDED:
            raise CommandError(_("Nobody can be given or lose that many points."))
        body = Award(viewer_id=viewer_id, points=points, reason=clean_text(reason))

        def decide() -> AnyNote:
            self._require_open()
            self._require_viewer(viewer_id)
            return body

        return (await self._record(decide))[0].seq

    async def undo(self, seq: int) -> int:
        """Take back a correction; returns the seq of the undo."""

        async def write() -> Sequence[Entry]:
            self._require_open()
            return await self._ledger.undo(seq)

        return (await self._pipeline.record(write))[0].seq

    async def feature(self, seq: int | None) -> None:
        """Show a Chat entry on the question overlay; None takes it off."""

        async def write() -> Sequence[Entry]:
            self._require_open()
            if seq is not None:
                await self._prepare_feature(seq)
            return await self._append(Featured(of=seq))

        await self._pipeline.record(write)

    def _require_viewer(self, viewer_id: str) -> None:
        if self._view.tally.viewer(viewer_id) is None:
            raise CommandError(_("Nobody here has the id {id}.").format(id=viewer_id))

    async def _prepare_feature(self, seq: int) -> None:
        """Make sure that an entry is a Chat that may be shown, at hand for the view."""
        shown = self._view.shown(seq)
        entry = shown or await self._books.entry(seq)
        if not isinstance(entry.body, Chat):
            raise CommandError(_("Only a chat message can be featured."))
        if shown is not None:
            return
        now = await self._ledger.read(lambda history: history.verdict_now(entry))
        if now is not Verdict.ALLOW:
            raise CommandError(_("This message has not been allowed yet."))
        self._view.prepare_feature(entry)

    async def _record(self, decide: Callable[[], AnyNote | None]) -> Sequence[Entry]:
        """Record what `decide` returns, asked when nothing can change any more."""

        async def write() -> Sequence[Entry]:
            body = decide()
            return () if body is None else await self._append(body)

        return await self._pipeline.record(write)

    async def _append(self, body: AnyNote) -> Sequence[Entry]:
        draft = Draft(body=body, at=self._books.now())
        return (await self._ledger.append([draft])).entries
