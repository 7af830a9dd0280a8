"""A colour: to choose with the pointer, or to type."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from companion.gui.components.swatch import SIDE, Swatch, pick_colour
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import STREAM_PINK

WIDTH: Final = 112
"""Pixels in which a colour can be read whole."""

_GAP: Final = 6
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.ASCII | re.IGNORECASE)


def colour_of(typed: str) -> str:
    """Return what is typed as "#rrggbb", "" when it is no colour.

    The sign may be left out, and each of three digits stands for two.
    """
    found = _HEX.fullmatch(typed.strip())
    if found is None:
        return ""
    digits = found.group(1).lower()
    return "#" + (digits if len(digits) == 6 else "".join(one * 2 for one in digits))


class ColourField(QWidget):
    """What is typed stays; its swatch shows it as far as it is a colour.

    edited: it was typed or chosen.
    """

    edited = Signal()

    def __init__(self, name: str, *, theme: Theme, colour: str = "") -> None:
        super().__init__()
        self._name = name
        self.swatch = Swatch(name, theme=theme, on_click=self._pick)
        self.edit = QLineEdit(colour)
        self.edit.setFixedHeight(32)
        self.edit.setMinimumWidth(WIDTH - SIDE - _GAP)
        self.edit.setFont(fonts.font(13, tabular=True))
        self.edit.setAccessibleName(name)
        self.edit.textChanged.connect(self._show)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())
        self.edit.editingFinished.connect(self._tidy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self.swatch)
        row.addWidget(self.edit, 1)
        self.setFocusProxy(self.edit)
        self._show(colour)

    @property
    def value(self) -> str:
        """Return "#rrggbb", or what is typed where that is no colour."""
        typed = self.edit.text().strip()
        return colour_of(typed) or typed

    def _show(self, typed: str) -> None:
        self.swatch.set_colour(colour_of(typed))
        is_bad = bool(typed.strip()) and not self.swatch.colour
        if bool(self.edit.property("bad")) != is_bad:
            self.edit.setProperty("bad", is_bad)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)

    def _tidy(self) -> None:
        self.edit.setText(self.value)

    def _pick(self) -> None:
        before = self.edit.text()
        start = QColor(self.swatch.colour or STREAM_PINK)

        def done(colour: str) -> None:
            # A dialog that is left without an answer leaves what was typed.
            self.edit.setText(before if colour == start.name() else colour)
            self.edited.emit()

        pick_colour(self, start, title=self._name, moved=self.edit.setText, done=done)
