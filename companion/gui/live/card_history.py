"""A Viewer's messages as a list, newest first, as the chat pane would show them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from typing_extensions import override

from companion.domain.entries import Entry, Judgement, Verdict, VerdictGiven
from companion.domain.views import Review
from companion.gui.live.chat_model import ROW
from companion.gui.live.chat_row import ChatRow, row_of, text_of
from companion.gui.live.chat_words import spoken
from companion.gui.live.masking import under_review

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class HistoryModel(QAbstractListModel):
    """Rows made once from a card's entries."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zone = ""
        self._rows: list[ChatRow] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show the messages among `entries`, which are newest first."""
        self.beginResetModel()
        self._rows = history_rows(entries)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def row(self, position: int) -> ChatRow:
        """Return the message at `position`, 0 for the newest. Raises IndexError."""
        return self._rows[position]

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW:
            return self._rows[index.row()]
        if role in _READ_OUT:
            return spoken(self._rows[index.row()], self.zone)
        return None


def history_rows(entries: Sequence[Entry]) -> list[ChatRow]:
    """Return a row for each entry with a text of its Viewer, in the same order."""
    later = {
        entry.body.of: entry.body
        for entry in reversed(entries)
        if isinstance(entry.body, VerdictGiven)
    }
    rows = []
    for entry in entries:
        event = entry.event
        row = row_of(entry, entry.seq) if event is not None else None
        if row is None or event is None or not (row.is_message and text_of(event)):
            continue
        rows.append(_judged(row, entry, later.get(entry.seq)))
    return rows


def _judged(row: ChatRow, entry: Entry, later: VerdictGiven | None) -> ChatRow:
    """Return the row as the gate left it: what was not allowed stays hidden here."""
    judgement = entry.judgement
    text = judgement.text if later is None else later.text
    if text is Verdict.ALLOW:
        return row
    review = Review(
        entry=structs.replace(entry, judgement=Judgement(reasons=judgement.reasons)),
        text=text,
        name=Verdict.ALLOW,
    )
    return under_review(row, review)
