"""Activity as a Qt list, newest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.domain.views import Shown
from companion.gui.components.amounts import age
from companion.gui.live.activity_log import ActivityLog
from companion.gui.live.activity_row import ActivityRow, NameOf
from companion.gui.live.activity_words import headline, what
from companion.gui.live.figures import signed_points
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

ACTIVITY: Final = int(Qt.ItemDataRole.UserRole)
"""The role under which a delegate finds the ActivityRow itself."""

_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ActivityModel(QAbstractListModel):
    """Lines of an ActivityLog; `now` is for ages and for likes per minute."""

    def __init__(
        self,
        now: Callable[[], Timestamp],
        parent: QObject | None = None,
        *,
        name_of_id: NameOf = lambda _id: "",
    ) -> None:
        super().__init__(parent)
        self.log = ActivityLog(name_of_id)
        self._now = now
        self._rows: list[ActivityRow] = []
        self._money_only = False

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line itself, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ACTIVITY:
            return row
        return self._spoken(row) if role in _READ_OUT else None

    def row(self, position: int) -> ActivityRow:
        """Return the line at `position`, 0 for the newest. Raises IndexError."""
        return self._rows[position]

    def take(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate."""
        changes = self.log.take(items)
        for uid, row in changes.grown.items():
            position = bisect_left(self._rows, -uid, key=_newest_first)
            if position < len(self._rows) and self._rows[position].uid == uid:
                self._rows[position] = row
                self.dataChanged.emit(self.index(position), self.index(position))
        fresh = [row for row in reversed(changes.fresh) if self._passes(row)]
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows[:0] = fresh
            self.endInsertRows()
        if self.log.trim():
            self._drop_oldest()

    def show_money_only(self, money_only: bool) -> None:
        """Show what somebody paid for, and nothing else."""
        self.beginResetModel()
        self._money_only = money_only
        rows = [row for row in self.log.rows.values() if self._passes(row)]
        self._rows = rows[::-1]
        self.endResetModel()

    def clear(self) -> None:
        """Forget everything, for another session."""
        self.beginResetModel()
        self.log.clear()
        self._rows.clear()
        self.endResetModel()

    def _passes(self, row: ActivityRow) -> bool:
        return row.money or not self._money_only

    def _drop_oldest(self) -> None:
        oldest = next(iter(self.log.rows), 0)
        first = bisect_left(self._rows, -oldest + 1, key=_newest_first)
        if first < len(self._rows):
            self.beginRemoveRows(QModelIndex(), first, len(self._rows) - 1)
            del self._rows[first:]
            self.endRemoveRows()

    def _spoken(self, row: ActivityRow) -> str:
        parts = [
            headline(row),
            what(row, self._now()),
            signed_points(row.points) if row.points else "",
            _("test") if row.test else "",
            age(self._now() - row.at),
        ]
        return ", ".join(part for part in parts if part)


def _newest_first(row: ActivityRow) -> int:
    return -row.uid
