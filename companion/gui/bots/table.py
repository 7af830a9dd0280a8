"""The list at the left: rows of words with a switch at the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from companion.gui.bots.rows import Cell, Column, Row
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import chip_width, paint_chip
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.text import isolated
from companion.gui.components.toggle import paint_toggle
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens
from companion.i18n import _

ROW = 36
SWITCH = 62
"""Height of a row, width of the column of switches, in pixels."""

_LEFT, _GAP = 16, 8
_Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel):
    """Rows by number; a row's words come as roles for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.columns: tuple[Column, ...] = ()
        self.title = ""

    def show(
        self, title: str, columns: tuple[Column, ...], rows: Sequence[Row]
    ) -> None:
        """Show other rows; the same ones in the same order only get new words."""
        keys = [row.key for row in rows]
        same = columns == self.columns and title == self.title
        if same and keys == [row.key for row in self.rows]:
            before, self.rows = self.rows, list(rows)
            for place, (old, new) in enumerate(zip(before, self.rows, strict=True)):
                if old != new:
                    last = self.index(place, self.columnCount() - 1)
                    self.dataChanged.emit(self.index(place, 0), last)
            return
        self.beginResetModel()
        self.title, self.columns, self.rows = title, columns, list(rows)
        self.endResetModel()

    def place(self, key: str) -> int | None:
        """Return a row's number, None when it is not listed."""
        keys = (place for place, row in enumerate(self.rows) if row.key == key)
        return next(keys, None)

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.columns) + 2 if self.title else 0

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return row.spoken
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return self._words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and 0 < column <= len(self.columns):
            return self._words(row, column)
        return None

    def _words(self, row: Row, column: int) -> str:
        if column == 0:
            return row.title
        if column <= len(row.cells):
            return row.cells[column - 1].text
        if row.is_on is None:
            return ""
        return _("on") if row.is_on else _("off")

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        inner = 0 < section <= len(self.columns)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = inner and self.columns[section - 1].is_number
            across = (
                Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            )
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            if section == 0:
                return self.title
            return self.columns[section - 1].name if inner else ""
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: title, words, chip or switch."""

    def __init__(self, view: Table, *, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        view, tokens = self._view, self._theme.tokens
        row, column = view.rows[index.row()], index.column()
        box = QRectF(option.rect)
        selected = view.currentIndex().row() == index.row()
        painter.save()
        if selected or view.hovered == index.row():
            painter.fillRect(box, QColor(tokens.selected if selected else tokens.bg2))
        line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, QColor(tokens.line))
        if column == 0:
            self._paint_title(painter, box, row, selected=selected)
        elif column <= len(row.cells):
            is_number = view.columns[column - 1].is_number
            _paint_cell(painter, box, row.cells[column - 1], tokens, right=is_number)
        elif row.is_on is not None:
            switch = QRectF(box.right() - 16 - 32, box.center().y() - 9, 32, 18)
            paint_toggle(painter, switch, tokens, on=row.is_on)
        if selected and view.hasFocus():
            edge = QColor(tokens.cyan)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), edge)
            painter.fillRect(line, edge)
        painter.restore()

    def _paint_title(
        self, painter: QPainter, box: QRectF, row: Row, *, selected: bool
    ) -> None:
        tokens = self._theme.tokens
        if selected:
            edge = QRectF(box.left(), box.top(), 2, box.height() - 1)
            painter.fillRect(edge, QColor(tokens.cyan))
        words = box.adjusted(_LEFT, 0, -_GAP, 0)
        if row.is_dirty:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.warn))
            painter.drawEllipse(QRectF(6, box.center().y() - 3, 6, 6))
        font = fonts.font(13, fonts.SEMIBOLD)
        _paint_words(painter, words, row.title, font, tokens.t1)


def _paint_cell(
    painter: QPainter, box: QRectF, cell: Cell, tokens: Tokens, *, right: bool
) -> None:
    inside = box.adjusted(_GAP, 0, -_GAP, 0)
    if cell.chip and cell.text:
        width = min(chip_width(cell.text), inside.width())
        top = box.center().y() - CHIP_HEIGHT / 2
        chip = QRectF(inside.left(), top, width, CHIP_HEIGHT)
        paint_chip(painter, chip, cell.text, tokens, kind=cell.chip)
        return
    ink = tokens.t3 if cell.is_quiet else tokens.t2
    font = fonts.font(13, tabular=right)
    _paint_words(painter, inside, cell.text, font, ink, right=right)


def _paint_words(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    ink: Colour,
    *,
    right: bool = False,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    elide = Qt.TextElideMode.ElideRight
    shown = QFontMetrics(font).elidedText(text, elide, int(box.width()))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    flags = int(side | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(box, flags, isolated(shown) if shown else "")


class Table(QTableView):
    """chosen: a row is selected, by key. opened: Enter, go to its editor.

    switched: a switch was asked to turn. Space turns it, Delete asks to delete.
    """

    chosen = Signal(str)
    opened = Signal()
    switched = Signal(str)
    delete_asked = Signal()

    def __init__(self, name: str, *, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty(OWN_FOCUS, True)
        self.setProperty("headed", True)
        self._theme = theme
        self._telling = True
        self.hovered = -1
        self._title_width = 96
        self._model = RowModel()
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self, theme=theme))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_headers(name)
        theme.changed.connect(self.viewport().update)

    def _set_headers(self, name: str) -> None:
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setAccessibleName(name)
        side.setMinimumSectionSize(ROW)
        side.setDefaultSectionSize(ROW)
        top.setAccessibleName(_("Columns"))
        top.setFixedHeight(32)
        top.setFont(fonts.font(12))
        top.setHighlightSections(False)
        top.setSectionsClickable(False)
        top.setMinimumSectionSize(24)
        top.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def rows(self) -> list[Row]:
        """Return the rows, from top to bottom."""
        return self._model.rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns between title and switch."""
        return self._model.columns

    @property
    def current(self) -> str:
        """Return the key of the selected row, "" when none is."""
        place = self.currentIndex().row()
        return self.rows[place].key if 0 <= place < len(self.rows) else ""

    def show_rows(
        self,
        title: str,
        columns: tuple[Column, ...],
        rows: Sequence[Row],
        *,
        title_width: int = 96,
    ) -> None:
        """Show rows; the selected one stays selected."""
        self._title_width = title_width
        key = self.current
        self._telling = False
        others = columns != self.columns
        self._model.show(title, columns, rows)
        if others:
            self._fit()
        self.select(key)
        self._telling = True

    def select(self, key: str) -> None:
        """Select a row, and bring it into sight; unknown keys change nothing."""
        place = self._model.place(key)
        if place is None or place == self.currentIndex().row():
            return
        before, self._telling = self._telling, False
        self.setCurrentIndex(self._model.index(place, 0))
        self._telling = before
        self.viewport().update()

    def _fit(self) -> None:
        """Give every column its width; one takes what is left."""
        header = self.horizontalHeader()
        last = self._model.columnCount() - 1
        if last < 1:
            return
        width = self.viewport().width()
        widths = {0: self._title_width, last: SWITCH}
        for place, column in enumerate(self.columns, 1):
            self.setColumnHidden(place, width < column.least)
            if column.width and not self.isColumnHidden(place):
                widths[place] = column.width
        mode = QHeaderView.ResizeMode
        for place in range(last + 1):
            fixed = place in widths
            header.setSectionResizeMode(place, mode.Fixed if fixed else mode.Stretch)
            if fixed:
                header.resizeSection(place, widths[place])

    # What a person does

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if self._telling and self.current:
            self.chosen.emit(self.current)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and index.column() == self._switch_column:
            self._switch(index.row())

    @property
    def _switch_column(self) -> int:
        return self._model.columnCount() - 1

    def _switch(self, place: int) -> None:
        row = self.rows[place]
        if row.is_on is not None:
            self.switched.emit(row.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Space if place >= 0:
                self._switch(place)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if place >= 0:
                self.opened.emit()
            case Qt.Key.Key_N if not event.modifiers():
                event.ignore()  # for the page; the view would look for an n
            case Qt.Key.Key_Delete if place >= 0:
                self.delete_asked.emit()
            case _:
                super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows:
            self.setCurrentIndex(self._model.index(0, 0))
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
