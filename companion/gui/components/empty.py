"""An empty place: says what will appear here and offers the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme

WIDTH = 400
"""Of the words, in pixels: lines that are easy to read."""


class EmptyState(QWidget):
    """Icon, one title, one or two sentences, at most two buttons, and a quiet third."""

    def __init__(
        self,
        *,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        actions: Sequence[Button] = (),
    ) -> None:
        super().__init__()
        self.actions_shown = tuple(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Glyph(icon, theme=theme, size=32), 0, centre)
        column.addSpacing(8)
        heading = label(title, size=16, weight=fonts.SEMIBOLD)
        words = paragraph(text)
        for part in (heading, words):
            part.setAlignment(centre)
            part.setMaximumWidth(WIDTH)
        column.addWidget(heading, 0, centre)
        column.addSpacing(2)
        words.setMinimumWidth(min(WIDTH, 320))
        column.addWidget(words, 0, centre)
        if actions:
            column.addSpacing(16)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch(1)
            for action in actions:
                row.addWidget(action)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
