"""Rows of small fields: options with their keywords, slots, teams, rules of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.button import Button, icon_button
from companion.gui.components.colour_field import ColourField
from companion.gui.components.dropdown import DropDown
from companion.gui.components.text import label
from companion.gui.components.toggle import Toggle
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a row. width: in pixels, 0 takes what is left.

    start: what it says in a new row. starts: the first of these that no row has, in
    its place.
    """

    name: str
    caption: str
    kind: Literal["text", "number", "check", "choice", "colour"] = "text"
    width: int = 0
    start: str = ""
    starts: Sequence[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)


class TableField(QWidget):
    """Enter in the last row makes another one. edited: anything has changed."""

    edited = Signal()

    def __init__(
        self, name: str, columns: Sequence[Column], *, theme: Theme, most: int
    ) -> None:
        super().__init__()
        self._theme = theme
        self._columns = tuple(columns)
        self._most = most
        self.rows: list[dict[str, QWidget]] = []
        self._holders: list[QWidget] = []
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._heads = self._make_heads() if len(columns) > 1 else QWidget()
        self._column.addWidget(self._heads)
        self._heads.hide()
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        self._column.addLayout(self._body)
        self.add = Button(
            _("Add a line"),
            theme=theme,
            look="ghost",
            icon="plus-bold",
            height=24,
            on_click=self.add_and_focus,
        )
        self._column.addWidget(self.add)

    def _make_heads(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 32, 0)
        row.setSpacing(8)
        for column in self._columns:
            words = label(column.caption, size=11, ink="3")
            if column.width:
                words.setFixedWidth(column.width)
            row.addWidget(words, 0 if column.width else 1)
        return holder

    def add_row(self, values: Mapping[str, str | bool] | None = None) -> None:
        """Add a row with values by column."""
        if len(self.rows) >= self._most:
            return
        values = values or {}
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        cells: dict[str, QWidget] = {}
        for column in self._columns:
            value = values.get(column.name)
            cell = self._make_cell(
                column, self._start(column) if value is None else value
            )
            cells[column.name] = cell
            box = cell
            if isinstance(cell, QCheckBox):
                box = QWidget()
                inside = QHBoxLayout(box)
                inside.setContentsMargins(0, 0, 0, 0)
                inside.addWidget(cell)
                inside.addStretch(1)
            if column.width:
                box.setFixedWidth(column.width)
            line.addWidget(box, 0 if column.width else 1)
        drop = icon_button(
            "x",
            _("Remove line {n}").format(n=len(self.rows) + 1),
            theme=self._theme,
            on_click=lambda: self.remove_row(holder),
        )
        line.addWidget(drop)
        self._holders.append(holder)
        self.rows.append(cells)
        self._body.addWidget(holder)
        self._heads.setVisible(len(self._columns) > 1)
        self.add.setEnabled(len(self.rows) < self._most)
        self.edited.emit()

    def _start(self, column: Column) -> str:
        """Return what a new row says in a column."""
        taken = {_value(cells[column.name]) for cells in self.rows}
        free = (one for one in column.starts if one not in taken)
        return next(free, column.start)

    def _make_cell(self, column: Column, value: str | bool) -> QWidget:
        name = f"{column.caption} {len(self.rows) + 1}"
        if column.kind == "check":
            toggle = Toggle(theme=self._theme, name=name, on=bool(value))
            toggle.toggled.connect(lambda _on: self.edited.emit())
            return toggle
        if column.kind == "choice":
            drop = DropDown(
                column.choices,
                theme=self._theme,
                name=column.caption,
                current=str(value),
                height=32,
            )
            drop.chosen.connect(lambda _key: self.edited.emit())
            return drop
        if column.kind == "colour":
            colour = ColourField(name, theme=self._theme, colour=str(value))
            colour.edited.connect(self.edited.emit)
            colour.edit.installEventFilter(self)
            return colour
        edit = QLineEdit(str(value))
        edit.setFixedHeight(32)
        edit.setMinimumWidth(40)
        edit.setFont(fonts.font(13, tabular=column.kind == "number"))
        edit.setAccessibleName(name)
        edit.setToolTip(column.caption)
        edit.textEdited.connect(lambda _text: self.edited.emit())
        edit.installEventFilter(self)
        edit.setCursorPosition(0)
        return edit

    def remove_row(self, holder: QWidget) -> None:
        """Take a row out."""
        place = self._holders.index(holder)
        self._holders.pop(place)
        self.rows.pop(place)
        self._body.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
        self._heads.setVisible(len(self._columns) > 1 and bool(self.rows))
        self.add.setEnabled(True)
        self.edited.emit()
        if self.rows:
            self._focus(self.rows[min(place, len(self.rows) - 1)])
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_and_focus(self) -> None:
        """Add an empty row and go there."""
        before = len(self.rows)
        self.add_row()
        if len(self.rows) > before:
            self._focus(self.rows[-1])

    def _focus(self, cells: Mapping[str, QWidget]) -> None:
        next(iter(cells.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def focus_row(self, place: int) -> None:
        """Go to a row, or to what adds one."""
        if 0 <= place < len(self.rows):
            self._focus(self.rows[place])
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> list[dict[str, str | bool]]:
        """Return what stands in the rows, as typed."""
        return [
            {name: _value(cell) for name, cell in cells.items()} for cells in self.rows
        ]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if is_enter and is_plain:
                self._go_on(watched)
                return True
        return False

    def _go_on(self, watched: QObject) -> None:
        """Go to the next row, which is made behind the last."""
        for place, cells in enumerate(self.rows):
            if watched in cells.values() or watched.parent() in cells.values():
                if place + 1 < len(self.rows):
                    self._focus(self.rows[place + 1])
                else:
                    self.add_and_focus()
                return


def _value(cell: QWidget) -> str | bool:
    match cell:
        case QCheckBox():
            return cell.isChecked()
        case DropDown():
            return cell.current
        case ColourField():
            return cell.value
        case QLineEdit():
            return cell.text().strip()
    return ""
