"""Several lines to type into, with {{variables}} marked and letters counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.bots.variables import PATTERN
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import label, set_ink
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _


class Highlighter(QSyntaxHighlighter):
    """Marks what will be filled in."""

    def __init__(self, document: QTextDocument, *, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    @override
    def highlightBlock(self, text: str) -> None:
        marked = QTextCharFormat()
        marked.setForeground(QColor(self._theme.tokens.cyan_text))
        marked.setBackground(QColor(self._theme.tokens.cyan_wash))
        for found in PATTERN.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), marked)


class TextBox(QWidget):
    """edited: the new text. most: letters that are accepted; more can be typed.

    variables: what the Insert menu offers, None for no such menu.
    """

    edited = Signal(str)

    def __init__(
        self,
        name: str,
        *,
        theme: Theme,
        most: int,
        height: int = 72,
        placeholder: str = "",
        variables: Callable[[], Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._most = most
        self._variables = variables or (lambda: ())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.edit = QPlainTextEdit()
        self.edit.setProperty("well", True)
        self.edit.setFont(fonts.font(13))
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumHeight(height)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textChanged.connect(self._on_changed)
        self._marks = Highlighter(self.edit.document(), theme=theme)
        column.addWidget(self.edit, 1)
        column.addWidget(self._make_foot(with_menu=variables is not None))
        if height <= 72:
            self.edit.setFixedHeight(height)
        self._shown = ""
        self.setFocusProxy(self.edit)

    def _make_foot(self, *, with_menu: bool) -> QWidget:
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.count = label(size=11, ink="3", tabular=True)
        line.addWidget(self.count)
        line.addStretch(1)
        self.insert = Button(
            _("Insert"),
            theme=self._theme,
            look="ghost",
            icon="brackets-curly",
            height=24,
            tip=_("Put in a variable"),
            on_click=self._open,
        )
        self.insert.setVisible(with_menu)
        line.addWidget(self.insert)
        self._tell_count()
        return foot

    @property
    def text(self) -> str:
        """Return what is typed."""
        return self.edit.toPlainText()

    def show_text(self, text: str) -> None:
        """Show a text that nobody typed here."""
        self._shown = text
        if self.text != text:
            before = self.edit.blockSignals(True)
            self.edit.setPlainText(text)
            self.edit.blockSignals(before)
            self._tell_count()

    def items(self) -> list[MenuItem]:
        """Return the lines of the Insert menu."""
        return [
            MenuItem(text=f"{name}  {what}", on_pick=partial(self.put, name))
            for name, what in self._variables()
        ]

    def put(self, text: str) -> None:
        """Put a text in where the cursor is."""
        self.edit.insertPlainText(text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        popup = menu(self.window(), self.items(), theme=self._theme)
        popup.popup(self.insert.mapToGlobal(QPoint(0, self.insert.height() + 4)))

    def _on_changed(self) -> None:
        self._tell_count()
        if self.text != self._shown:  # marking a word counts as a change for Qt
            self._shown = self.text
            self.edited.emit(self.text)

    def _tell_count(self) -> None:
        typed = len(self.text)
        self.count.setText(
            _("{n} of {most} characters").format(
                n=number(typed), most=number(self._most)
            )
        )
        set_ink(self.count, "bad" if typed > self._most else "3")
