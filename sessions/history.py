"""Reading the record: sessions, entries, standings then and now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import structs

from companion.domain.entries import (
    Entry,
    Reset,
    Undo,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError
from companion.domain.events import Gift
from companion.domain.judged import text_of
from companion.domain.removal import REMOVING, removal_of
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import (
    GiftTally,
    SessionView,
    Standing,
    Totals,
    ToxicityBar,
    VerdictFilter,
    VerdictLine,
    ViewerCard,
)
from companion.i18n import _
from sessions.chain import FolderKey, forgotten_id
from sessions.codec import Stored, entry_of, stored_of
from sessions.corrections import Correction, correction_of
from sessions.indexing import SILENT
from sessions.notes import Notes
from sessions.search import SearchIndex
from sessions.statements import ENTRIES, SESSIONS, STANDINGS, VIEWERS
from sessions.sums import SUMS
from sessions.tally import Tally
from sessions.toxicity import bar_of, edges_of
from sessions.verdicts import verdict_lines
from sessions.wallets import Wallets

_LAST_SEQ = 2**63 - 1
"""The highest number that a database can be asked about."""

_CHUNK = 2_000
"""Rows fetched at a time, so that a long session never stands in memory twice."""

_LOOKUP = 500
"""Entries read by seq at a time."""

_CONTEXT = 20_000
"""Entries of one Viewer that are looked through for what they wrote."""

_MOST_BARS = 1_000

_SHORT_BACKLOG = 20_000
"""Entries that the search index takes up in less time than it saves."""

_FOR_GOOD = ("viewer_mark", "text_permit")

_CHANGES_VERDICTS = tuple(
    str(one.__struct_config__.tag) for one in (VerdictGiven, *REMOVING)
)


class History:
    """Reads a ledger. Works beside a writer; every call is one consistent look.

    Raises Corrupt when an entry cannot be read.
    """

    def __init__(
        self, engine: sa.Engine, key: FolderKey, *, index: SearchIndex | None = None
    ) -> None:
        self._engine = engine
        self._key = key
        self.notes = Notes(engine, self.stored_of)
        self.wallets = Wallets(engine, key)
        self.index = index or SearchIndex(None, engine, key)

    def sessions(self) -> list[SessionView]:
        """Return every session, newest first, with the totals that are stored."""
        viewers = (
            sa.select(sa.func.count())
            .where(STANDINGS.c.session_id == SESSIONS.c.id)
            .scalar_subquery()
            .label("viewers")
        )
        statement = sa.select(SESSIONS, viewers).order_by(SESSIONS.c.ordinal.desc())
        with self._engine.connect() as connection:
            return [_session_view(row) for row in connection.execute(statement)]

    def session(self, session_id: str) -> SessionView:
        """Return one session. Raises CommandError when there is none of that id."""
        for session in self.sessions():
            if session.id == session_id:
                return session
        raise CommandError(_("There is no session {id}.").format(id=session_id))

    def rows(
        self, session_id: str | None, *, after: int = 0, limit: int | None = None
    ) -> Iterator[sa.RowMapping]:
        """Yield the rows of entries with seq > after, in order.

        session_id: of that session only; None: of all.
        """
        # By seq, which rises with the number: what is new is found without a scan.
        statement = (
            sa.select(ENTRIES)
            .where(ENTRIES.c.seq > min(after, _LAST_SEQ))
            .order_by(ENTRIES.c.seq)
            .limit(limit)
        )
        if session_id is not None:
            statement = statement.where(ENTRIES.c.session_id == session_id)
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=_CHUNK)
            yield from streamed.execute(statement).mappings()

    def entries(
        self,
        session_id: str | None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """Yield the entries of a session (None: of all) with seq > after, in order."""
        for row in self.rows(session_id, after=after, limit=limit):
            yield entry_of(row, self.stored_of(row))

    def marks_elsewhere(self, session_id: str) -> Iterator[Entry]:
        """Yield what other sessions noted of Viewers and texts for good, in order.

        ViewerMarked and TextPermitted, which hold in every session after their own.
        """
        statement = (
            sa.select(ENTRIES)
            .where(ENTRIES.c.kind.in_(_FOR_GOOD), ENTRIES.c.session_id != session_id)
            .where(ENTRIES.c.body.is_not(None))
            .order_by(ENTRIES.c.seq)
        )
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=_CHUNK)
            for row in streamed.execute(statement).mappings():
                yield entry_of(row, stored_of(row))

    def chatters_before(self, session_id: str, *, limit: int) -> list[str]:
        """Return ids of Viewers who had written before a session, newest first."""
        began = sa.select(SESSIONS.c.ordinal).where(SESSIONS.c.id == session_id)
        newest = sa.func.max(SESSIONS.c.ordinal)
        statement = (
            sa.select(VIEWERS.c.viewer_id)
            .join(STANDINGS, STANDINGS.c.viewer_key == VIEWERS.c.key)
            .join(SESSIONS, SESSIONS.c.id == STANDINGS.c.session_id)
            .where(SESSIONS.c.ordinal < began.scalar_subquery(), STANDINGS.c.chats > 0)
            .where(VIEWERS.c.viewer_id.is_not(None))
            .group_by(VIEWERS.c.viewer_id)
            .order_by(newest.desc(), VIEWERS.c.viewer_id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(statement).scalars())

    def stored(self, session_id: str) -> Iterator[tuple[Entry, Stored]]:
        """Yield a session's entries with what a writer needs to count on."""
        for row in self.rows(session_id):
            stored = self.stored_of(row)
            yield entry_of(row, stored), stored

    def stored_of(self, row: sa.RowMapping) -> Stored:
        """Return what a row keeps in its body. Raises Corrupt.

        Who named a forgotten Viewer lost what they said, and keeps what they gave.
        """
        if row["body"] is not None or row["viewer_key"] is None:
            return stored_of(row)
        return stored_of(row, self._viewer_under(row["viewer_key"]))

    def verdict_now(self, entry: Entry) -> Verdict:
        """Return how the text of an entry stands today.

        A later verdict replaces the first; what the platform took away is blocked.
        """
        return self.verdicts_now([entry])[entry.seq]

    def verdicts_now(self, entries: Sequence[Entry]) -> dict[int, Verdict]:
        """Return how the texts of entries stand today, by seq; see `verdict_now`."""
        now = {entry.seq: entry.judgement.text for entry in entries}
        for later in self._about(entries):
            for entry in entries:
                if entry.session == later.session and entry.seq < later.seq:
                    now[entry.seq] = _after(now[entry.seq], entry, later)
        return now

    def _about(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """Yield what may have changed how texts of entries stand, in order.

        The index knows which; while it is far behind, all that is of such a kind.
        """
        if not entries:
            return
        if self.index.backlog() <= _SHORT_BACKLOG:
            seqs = self.index.later_than(entries)
            yield from (one for _seq, one in sorted(self.entries_at(seqs).items()))
            return
        statement = (
            sa.select(ENTRIES)
            .where(ENTRIES.c.session_id.in_({entry.session for entry in entries}))
            .where(ENTRIES.c.seq > min(entry.seq for entry in entries))
            .where(ENTRIES.c.kind.in_(_CHANGES_VERDICTS))
            .order_by(ENTRIES.c.seq)
        )
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=_CHUNK)
            for row in streamed.execute(statement).mappings():
                yield entry_of(row, self.stored_of(row))

    def entries_at(self, seqs: Collection[int]) -> dict[int, Entry]:
        """Return the entries of these seqs that there are."""
        wanted = sorted(seqs)
        found: dict[int, Entry] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), _LOOKUP):
                chosen = ENTRIES.c.seq.in_(wanted[start : start + _LOOKUP])
                rows = connection.execute(sa.select(ENTRIES).where(chosen)).mappings()
                for row in rows.all():
                    found[row["seq"]] = entry_of(row, self.stored_of(row))
        return found

    def verdicts(self, session_id: str, wanted: VerdictFilter) -> list[VerdictLine]:
        """Return decisions about a session's texts and Viewers, newest first.

        session_id: "*" for those of every session, such as all about one Viewer;
        `wanted.session` is not looked at. A text that waits for a model is a line
        until somebody has decided. What was sent to a platform decides nothing. The
        scores of a decision without any are the last ones of the event it is about.
        """
        found = self.index.find(session_id, wanted)
        seqs = {one.seq for one in found} | {one.about for one in found if one.about}
        return verdict_lines(found, self.entries_at(seqs), self.viewer)

    def context(self, entry: Entry, limit: int) -> list[Entry]:
        """Return what the Viewer of an entry wrote before it, oldest first.

        Texts of the same session, each with how it stands today in its judgement.
        Empty for an anonymous Viewer. Of a Viewer's newest 20,000 entries.
        """
        viewer = entry.event.viewer if entry.event is not None else None
        if viewer is None or viewer.anonymous or limit < 1:
            return []
        newest = (
            sa.select(ENTRIES)
            .where(ENTRIES.c.viewer_key == self._key.of_viewer(viewer.id))
            .where(ENTRIES.c.seq < entry.seq)
            .order_by(ENTRIES.c.seq.desc())
            .limit(_CONTEXT)
        )
        found: list[Entry] = []
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=100)
            with streamed.execute(newest) as rows:
                for row in rows.mappings():
                    if row["session_id"] != entry.session or len(found) >= limit:
                        break
                    if row["kind"] not in SILENT and row["body"] is not None:
                        earlier = entry_of(row, stored_of(row))
                        if _wrote(viewer, earlier):
                            found.append(earlier)
        now = self.verdicts_now(found)
        return [
            structs.replace(
                one, judgement=structs.replace(one.judgement, text=now[one.seq])
            )
            for one in reversed(found)
        ]

    def toxicity(
        self, session_id: str, since: Timestamp, until: Timestamp, bars: int
    ) -> list[ToxicityBar]:
        """Return `bars` (1..1000) equal stretches of a session, oldest first.

        From `since` up to but without `until`. Texts count when they were written,
        by the first verdict that was final or asked a person; tests do not count.
        Raises ValueError when there is no stretch.
        """
        if until <= since or not 1 <= bars <= _MOST_BARS:
            raise ValueError((since, until, bars))
        edges = edges_of(since, until, bars)
        return list(map(bar_of, edges, self.index.stretches(session_id, edges)))

    def corrections(self, session_id: str) -> Iterator[Correction]:
        """Yield the texts about which a person decided otherwise than the gate.

        In the order in which they were written; see Correction. "*": of all sessions.
        """
        decided = self.index.decided_by_people(session_id)
        for start in range(0, len(decided), _LOOKUP):
            about = self.index.about(decided[start : start + _LOOKUP])
            seqs = {*about, *(seq for later in about.values() for seq in later)}
            entries = self.entries_at(seqs)
            for seq, later in about.items():
                decisions = [entries[one] for one in later if one in entries]
                if seq in entries and (
                    corrected := correction_of(entries[seq], decisions)
                ):
                    yield corrected

    def tally(self, session_id: str, *, at: Timestamp | None = None) -> Tally:
        """Return the fold of a session's entries, or of those up to time `at`."""
        tally = Tally()
        for entry in self.entries(session_id):
            if at is not None and entry.at > at:
                break
            tally.take((entry,))
        return tally

    def standings_since(
        self,
        since: Timestamp | None,
        *,
        limit: int,
        platform: Platform | None = None,
    ) -> tuple[list[Standing], int]:
        """Return the best Viewers over all sessions since a time (None: ever).

        Also returns how many Viewers there are. Ties go to who was there first.
        """
        sums = [sa.func.sum(ENTRIES.c[name]).label(name) for name in SUMS]
        moved = sa.func.max(sa.case((ENTRIES.c.points != 0, ENTRIES.c.seq)))
        reached = sa.func.coalesce(moved, sa.func.min(ENTRIES.c.seq))
        statement = (
            sa.select(ENTRIES.c.viewer_key, VIEWERS.c.profile, *sums)
            .join(VIEWERS, VIEWERS.c.key == ENTRIES.c.viewer_key, isouter=True)
            .where(ENTRIES.c.viewer_key.is_not(None), ENTRIES.c.earns)
            .group_by(ENTRIES.c.viewer_key, VIEWERS.c.profile)
            .order_by(sa.desc("points"), reached)
        )
        if since is not None:
            statement = statement.where(ENTRIES.c.at >= since)
        with self._engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        named = [row for row in rows if _counts(_viewer_of(row), platform)]
        points = [row["points"] for row in named]
        best = [
            Standing(
                rank=i + 1,
                viewer=_viewer_of(row),
                tie=points[i] in (points[i - 1 : i] + points[i + 1 : i + 2]),
                **{name: int(row[name]) for name in SUMS},
            )
            for i, row in enumerate(named[:limit])
        ]
        return best, len(named)

    def viewer(self, viewer_id: str) -> Viewer | None:
        """Return a Viewer as last seen in any session, or None."""
        return self._viewer_under(self._key.of_viewer(viewer_id))

    def _viewer_under(self, key: bytes) -> Viewer | None:
        statement = sa.select(VIEWERS.c.profile).where(VIEWERS.c.key == key)
        with self._engine.connect() as connection:
            profile = connection.execute(statement).scalar_one_or_none()
        return None if profile is None else msgspec.json.decode(profile, type=Viewer)

    def card(
        self,
        session_id: str,
        viewer_id: str,
        standing: Standing | None,
        *,
        until: int | None = None,
    ) -> ViewerCard:
        """Return a Viewer explained for one session, as of entry `until` (its seq).

        Entries add up to a standing of the same moment only: those that are committed
        while it is read are left out. Raises CommandError when nobody has that id.
        """
        viewer = standing.viewer if standing else self.viewer(viewer_id)
        if viewer is None:
            raise CommandError(_("Nobody here has the id {id}.").format(id=viewer_id))
        statement = (
            sa.select(ENTRIES)
            .where(
                ENTRIES.c.session_id == session_id,
                ENTRIES.c.viewer_key == self._key.of_viewer(viewer_id),
            )
            .order_by(ENTRIES.c.number.desc())
        )
        if until is not None:
            statement = statement.where(ENTRIES.c.seq <= until)
        with self._engine.connect() as connection:
            found = connection.execute(statement).mappings().all()
        entries = tuple(entry_of(row, self.stored_of(row)) for row in found)
        return ViewerCard(
            standing=standing,
            viewer=viewer,
            first_seen=entries[-1].at if entries else None,
            used_points=_used(entries),
            gifts=_gift_breakdown(entries),
            entries=entries,
        )


def _wrote(viewer: Viewer, entry: Entry) -> bool:
    """Return whether an entry is a text of a Viewer's own."""
    event = entry.event
    if event is None or event.viewer is None or event.viewer.id != viewer.id:
        return False
    return bool(text_of(event))


def _after(verdict: Verdict, entry: Entry, later: Entry) -> Verdict:
    """Return how a text stands after a later entry that may be about it."""
    if isinstance(later.body, VerdictGiven):
        return later.body.text if later.body.of == entry.seq else verdict
    removal, event = removal_of(later.body), entry.event
    taken = removal is not None and event is not None and removal.takes(event)
    return Verdict.BLOCK if taken else verdict


def _session_view(row: sa.Row[Any]) -> SessionView:
    return SessionView(
        id=row.id,
        ordinal=row.ordinal,
        name=row.name,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        timezone=row.timezone,
        totals=Totals(
            entries=row.entries,
            viewers=row.viewers,
            **{name: getattr(row, name) for name in SUMS},
        ),
    )


def _viewer_of(row: sa.RowMapping) -> Viewer:
    if row["profile"] is None:
        return Viewer(id=forgotten_id(row["viewer_key"]), name="")
    return msgspec.json.decode(row["profile"], type=Viewer)


def _counts(viewer: Viewer, platform: Platform | None) -> bool:
    """Return whether a Viewer stands in the standings, of one platform or all."""
    if viewer.anonymous:
        return False
    return platform is None or viewer.id.startswith(f"{platform}:")


def _used(entries: Sequence[Entry]) -> int:
    """Return the points that Resets took and no Undo gave back (thousandths)."""
    undone = {entry.body.of for entry in entries if isinstance(entry.body, Undo)}
    return -sum(
        entry.amounts.points
        for entry in entries
        if isinstance(entry.body, Reset) and entry.seq not in undone
    )


def _gift_breakdown(entries: Sequence[Entry]) -> tuple[GiftTally, ...]:
    """Return what a Viewer gave, gift by gift, the most Diamonds first."""
    sums: dict[str, GiftTally] = {}
    for entry in entries:
        gift = entry.body
        if not isinstance(gift, Gift) or not entry.earns:
            continue
        known, added = sums.get(gift.gift_id), entry.amounts
        sums[gift.gift_id] = GiftTally(
            gift_id=gift.gift_id,
            name=gift.name,
            icon=gift.icon,
            count=added.gifts + (known.count if known else 0),
            diamonds=added.diamonds + (known.diamonds if known else 0),
        )
    return tuple(sorted(sums.values(), key=lambda one: -one.diamonds))
