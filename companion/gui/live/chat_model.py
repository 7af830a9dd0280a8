"""The unified chat as a Qt list: bounded, filtered, changed once per batch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.domain.views import Review, Shown
from companion.gui.live.chat_filter import ChatFilter, passes_all
from companion.gui.live.chat_log import Changes, ChatLog, Skip
from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.chat_words import spoken

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

ROW: Final = int(Qt.ItemDataRole.UserRole)
"""The role under which a delegate finds the ChatRow itself."""

_ONE_BY_ONE = 16


class ChatModel(QAbstractListModel):
    """Rows of a ChatLog that pass the filter, oldest first.

    zone: whose time of day the rows show ("Europe/Paris"); "" this machine's. appended:
    a list of the rows that came, whether or not the filters let them through.
    """

    appended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zone = ""
        self.log = ChatLog()
        self._rows: list[ChatRow] = []
        self._filters: tuple[ChatFilter, ...] = ()
        self._hides_pending = False

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return spoken(row, self.zone)
        return None

    def row(self, position: int) -> ChatRow:
        """Return the row at `position`. Raises IndexError."""
        return self._rows[position]

    def position_of(self, uid: int) -> int | None:
        """Return where the row with `uid` stands, or None when it is not shown."""
        position = bisect_left(self._rows, uid, key=_uid)
        if position < len(self._rows) and self._rows[position].uid == uid:
            return position
        return None

    def take_shown(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate."""
        self._apply(self.log.take_shown(items))

    def take_reviews(self, items: Iterable[Review]) -> None:
        """Take what the gate holds back."""
        self._apply(self.log.take_reviews(items))

    def take_retracted(self, seqs: Iterable[int]) -> None:
        """Take what leaves every screen."""
        self._apply(self.log.take_retracted(seqs))

    def set_names(self, names: Iterable[str]) -> None:
        """Take what the Broadcaster is called, to mark where chat names them."""
        changes = self.log.set_names(names)
        self._apply(changes)
        if changes.changed and any(one.mentions_only for one in self._filters):
            self._refilter()

    def settle(self, now: Timestamp) -> None:
        """Let silent Streaks end."""
        self._apply(self.log.settle(now))

    def touch(self, position: int) -> None:
        """Have a row drawn anew: a countdown went on."""
        index = self.index(position)
        self.dataChanged.emit(index, index)

    def clear(self) -> None:
        """Forget everything, for another session."""
        self.beginResetModel()
        self.log.clear()
        self._rows.clear()
        self.endResetModel()

    def set_filters(self, filters: Iterable[ChatFilter]) -> None:
        """Show only rows that every filter lets through."""
        chosen = tuple(one for one in filters if not one.is_empty)
        if chosen != self._filters:
            self._filters = chosen
            self._refilter()

    def set_hides_pending(self, hides: bool) -> None:  # a setter
        """Leave out what has no verdict yet; it comes to its place with one."""
        if hides != self._hides_pending:
            self._hides_pending = hides
            self._refilter()

    def _refilter(self) -> None:
        self.beginResetModel()
        self._rows = [row for row in self.log.rows.values() if self._passes(row)]
        self.endResetModel()

    def trim(self, reading: tuple[int, int] | None = None) -> None:
        """Drop what is beyond the limit; see ChatLog.trim."""
        plan = self.log.trim(reading)
        if plan.head:
            self._drop_head()
        if plan.skipped is not None:
            self._drop_middle(plan.skipped)

    def _passes(self, row: ChatRow) -> bool:
        if self._hides_pending and row.state is RowState.PENDING:
            return False
        return passes_all(row, self._filters)

    def _apply(self, changes: Changes) -> None:
        self._change(changes.changed)
        fresh = [row for row in changes.appended if self._passes(row)]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows.extend(fresh)
            self.endInsertRows()
        if changes.appended:
            self.appended.emit(changes.appended)

    def _change(self, changed: dict[int, ChatRow]) -> None:
        if self._hides_pending:
            self._bring_in(changed)
        positions = []
        for uid, row in changed.items():
            position = self.position_of(uid)
            if position is not None:
                self._rows[position] = row
                positions.append(position)
        if len(positions) > _ONE_BY_ONE:
            self.dataChanged.emit(
                self.index(min(positions)), self.index(max(positions))
            )
            return
        for position in positions:
            self.dataChanged.emit(self.index(position), self.index(position))

    def _bring_in(self, changed: dict[int, ChatRow]) -> None:
        """Insert what was left out until it had a verdict, where it belongs."""
        for uid, row in changed.items():
            if self.position_of(uid) is None and self._passes(row):
                place = bisect_left(self._rows, uid, key=_uid)
                self.beginInsertRows(QModelIndex(), place, place)
                self._rows.insert(place, row)
                self.endInsertRows()

    def _drop_head(self) -> None:
        oldest = next(iter(self.log.rows), None)
        count = (
            len(self._rows)
            if oldest is None
            else bisect_left(self._rows, oldest, key=_uid)
        )
        if count:
            self.beginRemoveRows(QModelIndex(), 0, count - 1)
            del self._rows[:count]
            self.endRemoveRows()

    def _drop_middle(self, skip: Skip) -> None:
        first = bisect_left(self._rows, skip.row.uid, key=_uid)
        last = bisect_left(self._rows, skip.dropped[-1] + 1, key=_uid)
        if first == last:
            return
        if last - first > 1:
            self.beginRemoveRows(QModelIndex(), first + 1, last - 1)
            del self._rows[first + 1 : last]
            self.endRemoveRows()
        self._rows[first] = skip.row
        self.dataChanged.emit(self.index(first), self.index(first))


def _uid(row: ChatRow) -> int:
    return row.uid
