"""The leaderboard as a Qt table of any length: rows are read only when drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.domain.views import Shown, Standing
from companion.gui.components.amounts import points
from companion.gui.live.board import Board, StandingRow
from companion.gui.live.figures import place
from companion.i18n import _

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

STANDING: Final = int(Qt.ItemDataRole.UserRole)
"""The role under which a delegate finds the StandingRow."""

MOST_FOUND: Final = 200
"""Viewers a search shows: the best ranked ones."""

_SEARCHED_AT_ONCE: Final = 4_000
_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class BoardModel(QAbstractTableModel):
    """Row i is rank i + 1, or the i-th Viewer that a search found.

    An update tells Qt how many rows there are; the view tells which of those on screen
    look different. So it costs the same at ten Viewers and at a million.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = Board()
        self._count = 0
        self._words = ""
        self._found: list[str] | None = None
        self._searched = 0
        self._search = QTimer(self)
        self._search.setInterval(0)
        self._search.timeout.connect(self._search_on)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line, or its words for a screen reader."""
        if not index.isValid() or index.row() >= self._count:
            return None
        if role == STANDING:
            return self.row(index.row())
        return _spoken(self.row(index.row())) if role in _READ_OUT else None

    @property
    def is_searching(self) -> bool:
        """Return whether only found Viewers are shown."""
        return self._found is not None

    def row(self, position: int) -> StandingRow:
        """Return the line at `position`, 0 for the first. Raises IndexError."""
        if self._found is None:
            return self.board.row(position + 1)
        return self.board.row(self.board.rank(self._found[position]) or 1)

    def id_at(self, position: int) -> str | None:
        """Return who stands at `position`, or None when nobody does."""
        if not 0 <= position < self._count:
            return None
        if self._found is not None:
            return self._found[position]
        return self.board.id_at(position + 1)

    def position_of(self, viewer_id: str) -> int | None:
        """Return where a Viewer stands in the table, or None."""
        if self._found is not None:
            found = self._found
            return found.index(viewer_id) if viewer_id in found else None
        rank = self.board.rank(viewer_id)
        return None if rank is None else rank - 1

    def take_shown(self, items: Iterable[Shown]) -> None:
        """Take entries that passed the gate; the view then touches what it shows."""
        self.board.take_shown(items)
        if self._found is None:
            self._resize(len(self.board))
        else:
            self._sort_found()

    def touch(self, position: int) -> None:
        """Have one row drawn anew."""
        index = self.index(position, 0)
        self.dataChanged.emit(index, index)

    def load(self, standings: Sequence[Standing], upto: int) -> None:
        """Take the engine's standings; see Board.load."""
        self.board.load(standings, upto)
        self.refresh()

    def correct(self, standings: Sequence[Standing], upto: int) -> None:
        """Set the first Viewers right; see Board.correct."""
        self.board.correct(standings, upto)
        self.refresh()

    def clear(self) -> None:
        """Forget everybody, for another session."""
        self.beginResetModel()
        self.board = Board()
        self._count = 0
        self._found = [] if self._words else None
        self._searched = 0
        self.endResetModel()

    def mark_moves(self, now: Timestamp) -> None:
        """Let moves begin anew once a minute."""
        if self.board.mark_moves(now):
            self.refresh()

    def refresh(self) -> None:
        """Tell Qt what changed since it last looked."""
        if self._found is None:
            self._resize(len(self.board))
        else:
            self._sort_found()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0))

    def _sort_found(self) -> None:
        if self._found:
            self._found.sort(key=lambda one: self.board.rank(one) or 0)

    def search(self, words: str) -> None:
        """Show only Viewers with `words` in their names; "" shows everybody.

        Best ranks are found first, a few thousand at a time, so that typing never
        waits for a hundred thousand names.
        """
        self._search.stop()
        self.beginResetModel()
        self._words = words.casefold().strip()
        self._found = [] if self._words else None
        self._searched = 0
        self._count = 0 if self._words else len(self.board)
        self.endResetModel()
        if self._words:
            self._search_on()

    def _search_on(self) -> None:
        found = self._found
        if found is None:
            return
        last = min(len(self.board), self._searched + _SEARCHED_AT_ONCE)
        known = set(found)
        for rank in range(self._searched + 1, last + 1):
            viewer_id = self.board.id_at(rank)
            if viewer_id in known:
                continue
            if self._words in self.board.name_of(viewer_id).casefold():
                found.append(viewer_id)
                if len(found) >= MOST_FOUND:
                    break
        self._searched = last
        is_done = last >= len(self.board) or len(found) >= MOST_FOUND
        (self._search.stop if is_done else self._search.start)()
        self._resize(len(found))

    def _resize(self, count: int) -> None:
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()


def _spoken(row: StandingRow) -> str:
    words = _("{points} points").format(points=points(row.points))
    parts = [place(row.rank), row.name, words, _("tie") if row.tie else ""]
    return ", ".join(part for part in parts if part)
