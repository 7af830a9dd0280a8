"""A line to type into, with what is wrong with it right beneath."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme


class Glyph(QWidget):
    """An icon that is only looked at; ink names its token, such as "t3"."""

    def __init__(
        self, icon: str, *, theme: Theme, size: int = 16, ink: str = "t3"
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._ink = ink
        self.setFixedSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_icon(self, icon: str, ink: str) -> None:
        """Show another icon in another colour."""
        self._icon, self._ink = icon, ink
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._icon:
            return
        painter = QPainter(self)
        colour = QColor(self._theme.colour(self._ink))
        paint_icon(painter, QRectF(self.rect()), self._icon, colour)
        painter.end()


class Field(QWidget):
    """Caption above, text field, error line. The typed text is never thrown away.

    caption: what it is; never only a placeholder. on_edit: gets every new text.
    on_enter: the Enter key was pressed.
    """

    def __init__(
        self,
        caption: str,
        *,
        theme: Theme,
        text: str = "",
        placeholder: str = "",
        show_caption: bool = True,
        height: int = 32,
        on_edit: Callable[[str], object] | None = None,
        on_enter: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._caption = label(caption, size=12, ink="2")
        # To show what has no parent yet would open a window, which closes any popup.
        if not show_caption:
            self._caption.hide()
        self.edit = QLineEdit(text)
        self.edit.setFont(fonts.font(13 if height <= 32 else 16))
        self.edit.setFixedHeight(height)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(caption)
        self._caption.setBuddy(self.edit)
        self._problem = QWidget()
        line = QHBoxLayout(self._problem)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self._words = paragraph("", size=12, ink="bad")
        glyph = Glyph("warning-circle-fill", theme=theme, size=14, ink="bad")
        line.addWidget(glyph)
        line.addWidget(self._words, 1)
        self._problem.hide()
        for part in (self._caption, self.edit, self._problem):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        if on_edit is not None:
            self.edit.textEdited.connect(on_edit)
        if on_enter is not None:
            self.edit.returnPressed.connect(on_enter)

    @property
    def text(self) -> str:
        """Return what was typed, without spaces around it."""
        return self.edit.text().strip()

    @property
    def error(self) -> str:
        """Return the error that is shown, "" when all is well."""
        return self._words.text() if self.edit.property("bad") else ""

    def set_text(self, text: str) -> None:
        """Put a text in, as if it had been typed."""
        self.edit.setText(text)

    def set_error(self, error: str) -> None:
        """Say beneath what is accepted; "" takes the error away."""
        self._words.setText(error)
        self._problem.setVisible(bool(error))
        self.edit.setAccessibleDescription(error)
        if bool(self.edit.property("bad")) != bool(error):
            self.edit.setProperty("bad", bool(error))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
