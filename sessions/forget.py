"""Forgetting a Viewer: what they wrote and were called goes; the numbers stay."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from companion.domain.earning import Draft
from companion.domain.entries import (
    AnyBody,
    AnyNote,
    Award,
    Erasure,
    GateChanged,
    PlatformAction,
    Reset,
    TextPermitted,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import (
    AnyEvent,
    Membership,
    StreamEvent,
    Subscription,
    UnknownEvent,
    ViewerRemoved,
)
from companion.domain.judged import text_of
from companion.domain.values import Timestamp, Viewer
from sessions.chain import FolderKey
from sessions.codec import Stored, decode
from sessions.database import compact, translated_errors
from sessions.history import History
from sessions.statements import ENTRIES, VIEWERS

_TELLING: Final = (
    GateChanged,
    PlatformAction,
    TextPermitted,
    VerdictGiven,
    ViewerMarked,
)
"""Notes with sentences and texts, in which anybody may be named."""


class About:
    """Whether entries are about a Viewer; asked session after session, oldest first.

    Remembers the Viewer's events, since what was decided about them (verdicts with what
    was seen in a text, marks, texts that may pass, what platforms were asked) tells of
    the Viewer as well.
    """

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._called = [
            f"@{name}".casefold() for name in (viewer.name, viewer.handle) if name
        ]
        self._seqs: set[int] = set()
        self._event_ids: set[str] = set()
        self._texts: set[str] = set()

    def in_session(self, history: History, session_id: str) -> list[tuple[int, int]]:
        """Return seq and number of what a session holds about the Viewer."""
        found: list[tuple[int, int]] = []
        for row in history.rows(session_id):
            if row["body"] is None:
                continue
            stored = decode(row["body"], row["version"])
            if self._names(stored, row["body"]):
                found.append((row["seq"], row["number"]))
                self._remember(row["seq"], stored.body)
        return found

    def _remember(self, seq: int, body: AnyBody) -> None:
        viewer = body.viewer if isinstance(body, StreamEvent) else None
        if isinstance(body, StreamEvent) and viewer and viewer.id == self._viewer.id:
            self._seqs.add(seq)
            self._event_ids.add(body.id)
            if text := text_of(body):
                self._texts.add(text)

    def _names(self, stored: Stored, raw: bytes) -> bool:
        if stored.earner is not None and stored.earner.id == self._viewer.id:
            return True
        body = stored.body
        if isinstance(body, StreamEvent):
            return self._is_in_event(body) or self._calls(raw)
        tells = isinstance(body, _TELLING) and self._calls(raw)
        return tells or self._is_in_note(body)

    def _is_in_event(self, body: AnyEvent) -> bool:
        viewer = self._viewer
        match body:
            case ViewerRemoved(target=viewer.id):
                return True
            case UnknownEvent():
                # What could not be read may name anybody on its platform.
                return viewer.id.startswith(f"{body.platform}:")
            case Subscription() | Membership() if body.gifted_by is not None:
                if body.gifted_by.id == viewer.id:
                    return True
        return body.viewer is not None and body.viewer.id == viewer.id

    def _is_in_note(self, body: AnyNote) -> bool:
        match body:
            case Reset() | Award():
                return body.viewer_id == self._viewer.id
            case VerdictGiven():
                return body.of in self._seqs
            case ViewerMarked():
                return body.viewer_id == self._viewer.id or body.of in self._seqs
            case TextPermitted():
                is_theirs = body.of is None and body.text in self._texts
                return is_theirs or body.of in self._seqs
            case PlatformAction(subject=subject):
                is_theirs = subject == self._viewer.id or subject in self._event_ids
                return is_theirs or body.of in self._seqs
        return False

    def _calls(self, raw: bytes) -> bool:
        text = raw.decode("utf-8").casefold()
        return any(name in text for name in self._called)


def erase(
    engine: sa.Engine, key: FolderKey, *, viewer_id: str, seqs: list[int]
) -> None:
    """Erase bodies and salts of entries, and the Viewer's row but for its key.

    The file is compacted afterwards, so that nothing of it stays on the disk.
    Raises LedgerError when the record cannot be written.
    """
    with translated_errors():
        with engine.begin() as connection:
            for start in range(0, len(seqs), 500):
                chosen = ENTRIES.c.seq.in_(seqs[start : start + 500])
                connection.execute(
                    sa.update(ENTRIES).where(chosen).values(body=None, salt=None)
                )
            connection.execute(
                sa.update(VIEWERS)
                .where(VIEWERS.c.key == key.of_viewer(viewer_id))
                .values(viewer_id=None, profile=None)
            )
        compact(engine)


def erasure_draft(numbers: list[int], *, at: Timestamp) -> Draft:
    """Return the draft of the entry that accounts for what was erased."""
    return Draft(body=Erasure(numbers=tuple(numbers)), at=at)
