"""Decisions as a Qt list: newest first, page after page, hidden until revealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from typing_extensions import override

from companion.domain.entries import Verdict
from companion.domain.views import VerdictLine
from companion.gui.live.display_text import alias_name, name_of, one_line
from companion.gui.live.masking import masked_spans, placed

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

LINE: Final = int(Qt.ItemDataRole.UserRole)
"""The role under which a delegate finds the LineRow."""

_HIDDEN_SIGN: Final = "█"
_LONGEST_BAR: Final = 8
_STOPPED = {Verdict.HOLD, Verdict.BLOCK, Verdict.PENDING}
_READ_OUT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class LineRow(Struct, frozen=True, kw_only=True):
    """One decision as a list shows it.

    name, text: with what must not be read replaced. is_hidden: something was.
    """

    line: VerdictLine
    name: str
    text: str
    is_hidden: bool


def row_of(line: VerdictLine, *, revealed: bool = False) -> LineRow:
    """Return a line as it is shown; revealed: with all that the gate stopped."""
    name = name_of(line.viewer) if line.viewer is not None else ""
    text = one_line(line.text)
    hides_name = line.viewer is not None and line.name is not Verdict.ALLOW
    hides_text = line.verdict in _STOPPED and bool(text)
    if revealed or not (hides_name or hides_text):
        return LineRow(line=line, name=name, text=text, is_hidden=False)
    if hides_name and line.viewer is not None:
        name = alias_name(line.viewer.id)
    if hides_text:
        text = _masked(text, line)
    return LineRow(line=line, name=name, text=text, is_hidden=True)


def _masked(text: str, line: VerdictLine) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in masked_spans(text, placed(line.reasons, line.text)):
        parts += [text[end:start], _HIDDEN_SIGN * min(stop - start, _LONGEST_BAR)]
        end = stop
    return "".join([*parts, text[end:]])


class LineModel(QAbstractListModel):
    """The lines that were read so far. spoken: what a screen reader says of a row."""

    def __init__(
        self, spoken: Callable[[LineRow], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[LineRow] = []
        self._revealed: set[int] = set()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, or its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == LINE:
            return self._rows[index.row()]
        return self._spoken(self._rows[index.row()]) if role in _READ_OUT else None

    def row(self, position: int) -> LineRow:
        """Return the row at `position`, 0 for the newest. Raises IndexError."""
        return self._rows[position]

    @property
    def oldest(self) -> int | None:
        """Return the seq of the last line, None without any."""
        return self._rows[-1].line.seq if self._rows else None

    def show_lines(self, lines: Sequence[VerdictLine]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._rows = [self._row(line) for line in lines]
        self.endResetModel()

    def append(self, lines: Sequence[VerdictLine]) -> None:
        """Add older lines below."""
        if not lines:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
        self._rows.extend(self._row(line) for line in lines)
        self.endInsertRows()

    def renew(self, lines: Sequence[VerdictLine], *, is_all: bool) -> None:
        """Take the newest lines as read again: new ones above, changed ones in place.

        is_all: there are no others. When so much came that the newest no longer meet
        what was shown, only the newest are kept.
        """
        known = {row.line.seq: place for place, row in enumerate(self._rows)}
        fresh = [line for line in lines if line.seq not in known]
        newest = self._rows[0].line.seq if self._rows else 0
        stays = all(line.seq > newest for line in fresh)
        if is_all:
            stays = stays and known.keys() <= {line.seq for line in lines}
        else:
            stays = stays and len(fresh) < len(lines)
        if not self._rows or not stays:
            if lines or self._rows:
                self.show_lines(lines)
            return
        for line in lines:
            place = known.get(line.seq)
            if place is not None and self._rows[place].line != line:
                self._put(place, self._row(line))
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows[:0] = [self._row(line) for line in fresh]
            self.endInsertRows()

    def reveal(self, seq: int, *, revealed: bool = True) -> None:
        """Show what the gate stopped in one line, or hide it again."""
        (self._revealed.add if revealed else self._revealed.discard)(seq)
        for place, row in enumerate(self._rows):
            if row.line.seq == seq:
                self._put(place, self._row(row.line))

    def is_revealed(self, seq: int) -> bool:
        """Return whether a line shows what the gate stopped in it."""
        return seq in self._revealed

    def _row(self, line: VerdictLine) -> LineRow:
        return row_of(line, revealed=line.seq in self._revealed)

    def _put(self, place: int, row: LineRow) -> None:
        self._rows[place] = row
        index = self.index(place)
        self.dataChanged.emit(index, index)
