"""Forgetting a Viewer: what they wrote and were called goes; the numbers stay."""

from __future__ import annotations

from typing import Final, NamedTuple

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
from companion.domain.show.notes import CoinsMoved, ShowNote
from companion.domain.values import Timestamp, Viewer
from sessions.chain import FolderKey
from sessions.codec import Stored, decode
from sessions.history import History
from sessions.mentions import Mentions
from sessions.purses import SINK, account_key, carried
from sessions.statements import ENTRIES, VIEWERS
from sessions.wallets import give_to_sink

_TELLING: Final = (
    GateChanged,
    PlatformAction,
    TextPermitted,
    VerdictGiven,
    ViewerMarked,
)
"""Notes with sentences and texts, in which anybody may be named."""


class Told(NamedTuple):
    """An entry that tells of a Viewer; coins: what it moved, None for another kind."""

    seq: int
    number: int
    coins: CoinsMoved | None = None


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
        self._mentions = Mentions(viewer)
        self._seqs: set[int] = set()
        self._event_ids: set[str] = set()
        self._texts: set[str] = set()

    def in_session(self, history: History, session_id: str) -> list[Told]:
        """Return what a session holds about the Viewer."""
        found: list[Told] = []
        for row in history.rows(session_id):
            if row["body"] is None:
                continue
            stored = decode(row["body"], row["version"])
            if self._names(stored, row["body"]):
                body = stored.body
                coins = None
                if isinstance(body, CoinsMoved) and not row["test"]:
                    coins = body
                found.append(Told(row["seq"], row["number"], coins))
                self._remember(row["seq"], body)
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
        if isinstance(body, ShowNote):
            return self._mentions.in_note(body, raw, seqs=self._seqs, texts=self._texts)
        if isinstance(body, PlatformAction) and self._mentions.named_in(body.text):
            return True  # a reply may name them without an @
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
    connection: sa.Connection, key: FolderKey, *, viewer_id: str, seqs: list[int]
) -> None:
    """Erase bodies and salts of entries, and the Viewer's row but for its key.

    Their coins are the sink's. The file is to be compacted afterwards, so that nothing
    of it stays on the disk.
    """
    for start in range(0, len(seqs), 500):
        chosen = ENTRIES.c.seq.in_(seqs[start : start + 500])
        connection.execute(
            sa.update(ENTRIES).where(chosen).values(body=None, salt=None)
        )
    viewer_key = key.of_viewer(viewer_id)
    connection.execute(
        sa.update(VIEWERS)
        .where(VIEWERS.c.key == viewer_key)
        .values(viewer_id=None, profile=None)
    )
    give_to_sink(connection, viewer_key, account_key(key, SINK))


def erasure_drafts(about: list[Told], viewer_id: str, *, at: Timestamp) -> list[Draft]:
    """Return the drafts that account for what is erased of a session.

    What its entries say of other people's coins is said anew, without the Viewer.
    """
    numbers = tuple(one.number for one in about)
    kept = carried((one.coins for one in about if one.coins is not None), viewer_id)
    drafts = [Draft(body=Erasure(numbers=numbers), at=at)]
    if kept is not None:
        drafts.append(Draft(body=kept, at=at))
    return drafts
