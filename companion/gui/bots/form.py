"""A column of captions with controls beside them, and errors right beneath."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.field import Glyph
from companion.gui.components.text import label, paragraph
from companion.gui.theme.theme import Theme

CAPTION = 96
"""Width of the captions, in pixels."""


class ErrorLine(QWidget):
    """What is not accepted, and what would be; not there while all is well."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(4)
        glyph = Glyph("warning-circle-fill", theme=theme, size=14, ink="bad")
        self._words = paragraph("", size=12, ink="bad")
        row.addWidget(glyph)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """Return what it says, "" while it is not there."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Say what is wrong; "" takes it away."""
        self._words.setText(text)
        self.setVisible(bool(text))


class FormRow(QWidget):
    """One control, or several side by side, each for a field of what is edited."""

    def __init__(
        self, body: QWidget, controls: dict[str, QWidget], *, theme: Theme
    ) -> None:
        super().__init__()
        self.body = body
        self.controls = controls
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(body)
        self.error = ErrorLine(theme=theme)
        column.addWidget(self.error)


class Form(QWidget):
    """Rows in two columns; an error finds its row by the field's name."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[FormRow] = []
        self._captions: dict[FormRow, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnMinimumWidth(0, CAPTION)
        self._grid.setColumnStretch(1, 1)

    def add(
        self, caption: str, body: QWidget, *fields: str, **controls: QWidget
    ) -> FormRow:
        """Add a row; the caption stands level with the control's first line.

        fields: of the whole row. controls: of a row of several, each by its field.
        """
        line = self._grid.rowCount()
        words = label(caption, ink="2")
        words.setFixedWidth(CAPTION)
        words.setWordWrap(True)
        words.setMinimumHeight(32)
        words.setBuddy(body)
        own = dict.fromkeys(fields, body) | controls
        row = FormRow(body, own, theme=self._theme)
        self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row, line, 1)
        self.rows.append(row)
        self._captions[row] = words
        return row

    def show_row(self, row: FormRow, shown: bool) -> None:  # as setVisible
        """Show a row with its caption, or hide both."""
        row.setVisible(shown)
        self._captions[row].setVisible(shown)

    def add_wide(self, body: QWidget, *fields: str) -> FormRow:
        """Add a row that takes the whole width."""
        row = FormRow(body, dict.fromkeys(fields, body), theme=self._theme)
        self._grid.addWidget(row, self._grid.rowCount(), 0, 1, 2)
        self.rows.append(row)
        return row

    def clear_problems(self) -> None:
        """Take every error away."""
        for row in self.rows:
            row.error.say("")
            for control in row.controls.values():
                _mark(control, "")

    def show_problem(self, field: str, text: str, *, take_focus: bool = True) -> bool:
        """Say what is wrong beside the field; returns whether there is such a one.

        A field within one of ours, "actions.1.name", belongs to ours.
        """
        for row in self.rows:
            for name, control in row.controls.items():
                if field == name or field.startswith((f"{name}.", f"{name}[")):
                    row.error.say(text)
                    _mark(control, text)
                    if take_focus:
                        control.setFocus(Qt.FocusReason.OtherFocusReason)
                    return True
        return False

    def forget_problem(self, field: str) -> None:
        """Take the error of one field away."""
        for row in self.rows:
            if field in row.controls:
                row.error.say("")
                _mark(row.controls[field], "")

    @property
    def problems(self) -> dict[str, str]:
        """Return every error that is shown, by its row's first field."""
        return {
            next(iter(row.controls)): row.error.text
            for row in self.rows
            if row.error.text
        }


def _mark(control: QWidget, problem: str) -> None:
    """Draw a control as not accepted, and tell a screen reader why; "" as it was."""
    target = control.focusProxy() or control
    if bool(target.property("bad")) == bool(problem):
        return
    target.setProperty("bad", bool(problem))
    target.setAccessibleDescription(problem)
    target.style().unpolish(target)
    target.style().polish(target)


class Scroll(QScrollArea):
    """A column that scrolls up and down; wrapped texts get the height they need."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = _Tall()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(self._inside)

    def add_hint(self, text: str) -> QWidget:
        """Add grey words with the pane's margins, for while there is nothing else."""
        holder = QWidget()
        line = QVBoxLayout(holder)
        line.setContentsMargins(16, 6, 16, 6)
        line.addWidget(paragraph(text, size=12, ink="3"))
        self.column.addWidget(holder)
        return holder

    @property
    def needed_height(self) -> int:
        """Return how high all of it is at this width, in pixels."""
        width = max(1, self.viewport().width())
        return self.column.heightForWidth(width)

    def follow_end(self) -> None:
        """Show the newest line whenever one is added at the end."""
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))


class _Tall(QWidget):
    """Asks for the height that its texts need at its width."""

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    @override
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return handled

    def _grow(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        needed = layout.minimumSize().height()
        if layout.hasHeightForWidth():
            needed = max(needed, layout.heightForWidth(self.width()))
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)
