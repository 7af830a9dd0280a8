"""A page's right-hand pane: beside the rest, or over it where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.gui.components.text import rule

ROOMY = 1_100
"""Width of a page from which on its right-hand pane stands beside the rest."""

_LEFT = 80
"""Pixels of the page that a drawer leaves in sight."""


class Drawer(QObject):
    """Puts the pane at the end of the page's row, behind a hairline.

    turned: whether it lies over the page from now on; it is shut then.
    """

    turned = Signal(bool)

    def __init__(
        self, page: QWidget, row: QHBoxLayout, pane: QWidget, *, width: int
    ) -> None:
        super().__init__(page)
        self._page = page
        self._row = row
        self._pane = pane
        self._width = width
        self._edge = rule("v")
        self.is_drawn = False
        pane.setFixedWidth(width)
        row.addWidget(self._edge)
        row.addWidget(pane)

    @property
    def is_open(self) -> bool:
        """Return whether the pane is there; beside the page it always is."""
        return self._pane.isVisibleTo(self._page)

    def set_open(self, is_open: bool) -> None:
        """Open or shut it; does nothing while it stands beside the page."""
        self._pane.setVisible(is_open or not self.is_drawn)
        if is_open and self.is_drawn:
            self._place()
            self._pane.raise_()

    def fit(self) -> None:
        """Follow the page's size."""
        is_drawn = self._page.width() < ROOMY
        if is_drawn != self.is_drawn:
            self._turn(is_drawn)
        if is_drawn and self.is_open:
            self._place()

    def _turn(self, is_drawn: bool) -> None:
        self.is_drawn = is_drawn
        self._edge.setVisible(not is_drawn)
        if is_drawn:
            self._row.removeWidget(self._pane)
        else:
            self._pane.setFixedWidth(self._width)
            self._row.addWidget(self._pane)
        self._pane.setVisible(not is_drawn)
        self.turned.emit(is_drawn)

    def _place(self) -> None:
        page = self._page
        width = min(self._width, page.width() - _LEFT)
        self._pane.setFixedWidth(width)
        self._pane.setGeometry(page.width() - width, 0, width, page.height())
