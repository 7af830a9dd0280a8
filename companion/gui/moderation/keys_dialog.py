"""All keys of the held queue on one card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.kbd import HEIGHT as KBD_HEIGHT
from companion.gui.components.kbd import kbd_width, paint_kbd
from companion.gui.components.text import label
from companion.gui.moderation.held_actions import all_keys
from companion.gui.theme.theme import Theme
from companion.i18n import _


class Key(QWidget):
    """The picture of one key."""

    def __init__(self, text: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = text.replace("+", " ")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(kbd_width(self._text), KBD_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        paint_kbd(painter, box, self._text, self._theme.tokens)
        painter.end()


class KeysDialog(Dialog):
    """Two columns: key and what it does; any of Enter and Escape closes it."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, title=_("Keys of the held queue"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        said = []
        for place, (key, text) in enumerate(all_keys()):
            grid.addWidget(Key(key, theme=theme), place, 0)
            grid.addWidget(label(text, ink="2"), place, 1)
            said.append(f"{key}: {text}")
        self.setAccessibleDescription("; ".join(said))
        self.body.addLayout(grid)
        self.close_button = Button(_("Close"), theme=theme, on_click=self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_button)
        self.close_button.setDefault(True)
        self.close_button.setFocus()
