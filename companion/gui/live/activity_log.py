"""The newest lines of activity, merged so that a busy minute is still readable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, structs

from companion.domain.entries import Entry
from companion.domain.events import MONEY, Gift, Membership
from companion.domain.views import Shown
from companion.gui.live.activity_row import (
    WINDOWS,
    ActivityKind,
    ActivityRow,
    NameOf,
    activity_of,
)
from companion.gui.live.chat_row import units_of
from companion.gui.live.event_words import support_title
from companion.gui.live.merging import MergeKey, merge_key

LIMIT: Final = 500
"""Lines kept."""


class ActivityChanges(Struct, kw_only=True):
    """What a batch did: new lines, oldest first, and lines that grew, by uid."""

    fresh: list[ActivityRow]
    grown: dict[int, ActivityRow]


class ActivityLog:
    """Lines by uid, oldest first; `count` is of events, not of lines."""

    def __init__(self, name_of_id: NameOf = lambda _id: "") -> None:
        self._name_of_id = name_of_id
        self.rows: dict[int, ActivityRow] = {}
        self.count = 0
        self._next_uid = 1
        self._open: dict[MergeKey, int] = {}
        self._likers: dict[int, set[str]] = {}

    def clear(self) -> None:
        """Forget every line, for another session."""
        self.rows.clear()
        self._open.clear()
        self._likers.clear()
        self.count = 0

    def take(self, items: Iterable[Shown]) -> ActivityChanges:
        """Take entries that passed the gate; late ones come now, as news."""
        changes = ActivityChanges(fresh=[], grown={})
        for item in items:
            # Support was shown when it came; only its text or name was kept back.
            if not (item.late and isinstance(item.entry.body, MONEY)):
                self._take(item.entry, changes)
        return changes

    def trim(self) -> int:
        """Drop the oldest lines beyond the limit; returns how many."""
        surplus = max(0, len(self.rows) - LIMIT)
        for uid in list(self.rows)[:surplus]:
            del self.rows[uid]
            self._likers.pop(uid, None)
        if len(self._open) > 2 * LIMIT:
            self._open = {k: uid for k, uid in self._open.items() if uid in self.rows}
        return surplus

    def _take(self, entry: Entry, changes: ActivityChanges) -> None:
        row = activity_of(entry, self._next_uid, self._name_of_id)
        if row is None:
            return
        self.count += 1
        key = _key(entry, row)
        before = self.rows.get(self._open.get(key, 0)) if key else None
        if before is not None and _takes_in(before, entry, row):
            self._put(self._grown(before, entry, row), changes)
            return
        self._next_uid += 1
        self.rows[row.uid] = row
        if key:
            self._open[key] = row.uid
        if row.kind is ActivityKind.LIKE and row.viewer is not None:
            self._likers[row.uid] = {row.viewer.id}
        changes.fresh.append(row)

    def _grown(
        self, before: ActivityRow, entry: Entry, row: ActivityRow
    ) -> ActivityRow:
        grown = structs.replace(before, at=row.at, points=before.points + row.points)
        event = entry.event
        if isinstance(event, Gift):
            return structs.replace(grown, units=max(before.units, units_of(event)))
        match row.kind:
            case ActivityKind.GIFTED:
                units = before.units + row.units
                words = support_title(event, units) if event is not None else ""
                return structs.replace(grown, units=units, detail=words)
            case ActivityKind.LIKE:
                likers = self._likers.setdefault(before.uid, set())
                if row.viewer is not None:
                    likers.add(row.viewer.id)
                others = max(0, len(likers) - 1)
                units = before.units + row.units
                return structs.replace(grown, units=units, others=others)
            case ActivityKind.HYPE_TRAIN | ActivityKind.POLL:
                return structs.replace(grown, detail=row.detail, name=row.name)
            case _:
                return structs.replace(grown, others=before.others + 1)

    def _put(self, row: ActivityRow, changes: ActivityChanges) -> None:
        self.rows[row.uid] = row
        if changes.fresh and row.uid >= changes.fresh[0].uid:
            changes.fresh[row.uid - changes.fresh[0].uid] = row
        else:
            changes.grown[row.uid] = row


def _key(entry: Entry, row: ActivityRow) -> MergeKey | None:
    """Return what events of one line have in common; None: a line of its own."""
    event = entry.event
    if row.kind is ActivityKind.ACTION:
        return None
    if event is None:
        return ("correction", row.detail)
    if (key := merge_key(event)) is not None:
        return key
    if isinstance(event, Membership) and (event.months > 1 or event.upgrade):
        return None
    if row.kind in WINDOWS:
        platform = row.platform.value if row.platform else ""
        return (row.kind.value, platform, event.channel)
    return None


def _takes_in(before: ActivityRow, entry: Entry, row: ActivityRow) -> bool:
    if row.test != before.test:
        return False
    event = entry.event
    if isinstance(event, Gift) and event.streak is not None:
        # A whole total as its own increase opens another run of a reused group.
        return event.count < event.streak.total
    return 0 <= entry.at - before.since < WINDOWS.get(row.kind, 0)
