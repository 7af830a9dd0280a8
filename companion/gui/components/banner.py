"""What works only partly, and what has stopped: it stays until it is solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.floating import paint_card
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme


class Banner(QFrame):
    """Degraded: a dashed amber line that says what happened and what still works."""

    def __init__(
        self,
        title: str,
        text: str,
        *,
        theme: Theme,
        icon: str,
        actions: Sequence[Button] = (),
    ) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(Glyph(icon, theme=theme, size=14, ink="warn"))
        self._title = label(title, size=12, weight=fonts.SEMIBOLD, ink="warn")
        self._text = paragraph(text, size=12, ink="warn")
        row.addWidget(self._title)
        row.addWidget(self._text, 1)
        for action in actions:
            row.addWidget(action)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        theme.changed.connect(self.update)

    def set_words(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.warn_dash), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tokens.warn_wash))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)
        painter.end()


class Card(QFrame):
    """A card with a title, a sentence and actions.

    kind "bad": something stopped; says what is safe and offers ways out.
    kind "ask": a question that waits, such as a session that a crash left open.
    """

    def __init__(
        self,
        title: str,
        text: str,
        *,
        theme: Theme,
        icon: str,
        kind: Literal["bad", "ask"] = "bad",
        actions: Sequence[Button] = (),
    ) -> None:
        super().__init__()
        self._theme = theme
        self._bad = kind == "bad"
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        glyph_ink = "bad" if self._bad else "t2"
        head.addWidget(Glyph(icon, theme=theme, size=18, ink=glyph_ink))
        ink: Literal["bad", "1"] = "bad" if self._bad else "1"
        self._title = paragraph(title, weight=fonts.SEMIBOLD, ink=ink)
        head.addWidget(self._title, 1)
        self._text = paragraph(text)
        words.addLayout(head)
        words.addWidget(self._text)
        outer.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action in actions:
            buttons.addWidget(action)
        if actions:
            outer.addLayout(buttons)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        theme.changed.connect(self.update)

    @property
    def words(self) -> tuple[str, str]:
        """Return title and sentence."""
        return self._title.text(), self._text.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        paint_card(
            painter,
            QRectF(self.rect()),
            ground=tokens.bad_wash if self._bad else tokens.bg2,
            edge=tokens.bad_line if self._bad else tokens.line2,
            radius=8,
        )
        painter.end()
