"""Forgetting a Viewer: what they wrote and were called goes; the numbers stay."""

from __future__ import annotations

import sqlalchemy as sa

from companion.domain.earning import Draft
from companion.domain.entries import Award, Erasure, Reset
from companion.domain.events import (
    Membership,
    StreamEvent,
    Subscription,
    UnknownEvent,
    ViewerRemoved,
)
from companion.domain.values import Timestamp, Viewer
from sessions.chain import FolderKey
from sessions.codec import Stored, decode
from sessions.database import compact, translated_errors
from sessions.history import History
from sessions.statements import ENTRIES, VIEWERS


def entries_about(
    history: History, session_id: str, viewer: Viewer
) -> list[tuple[int, int]]:
    """Return seq and number of entries whose author, target or text names a Viewer."""
    found: list[tuple[int, int]] = []
    for row in history.rows(session_id):
        if row["body"] is None:
            continue
        if _names(decode(row["body"], row["version"]), viewer, row["body"]):
            found.append((row["seq"], row["number"]))
    return found


def _names(stored: Stored, viewer: Viewer, raw: bytes) -> bool:
    if stored.earner is not None and stored.earner.id == viewer.id:
        return True
    body = stored.body
    match body:
        case Reset() | Award():
            return body.viewer_id == viewer.id
        case ViewerRemoved(target=viewer.id):
            return True
        case UnknownEvent():
            # What could not be read may name anybody on its platform.
            return viewer.id.startswith(f"{body.platform}:")
        case Subscription() | Membership() if body.gifted_by is not None:
            if body.gifted_by.id == viewer.id:
                return True
    if not isinstance(body, StreamEvent):
        return False
    if body.viewer is not None and body.viewer.id == viewer.id:
        return True
    called = [f"@{name}" for name in (viewer.name, viewer.handle) if name]
    text = raw.decode("utf-8").casefold()
    return any(name.casefold() in text for name in called)


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
