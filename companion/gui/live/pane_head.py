"""The head of a pane: its title, one quiet figure, and its controls at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.text import ElidedLabel, label, rule
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme

HEIGHT = 40


class PaneHead(QWidget):
    """40 pixels and a hairline; in a narrow window a neighbour's title is a tab here.

    before: the neighbour stands left of the title, else right of it.
    """

    def __init__(self, title: str, *, theme: Theme, neighbour: str = "") -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(16, 0, 8, 0)
        self._row.setSpacing(8)
        self.title = label(title, weight=fonts.SEMIBOLD)
        self.count = ElidedLabel("", size=12, ink="3", tabular=True)
        self.tab = Button(neighbour, theme=theme, look="ghost", height=24)
        self.tab.setParent(self)
        self.tab.hide()
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        column.addLayout(self._row, 1)
        column.addWidget(rule("h"))
        self.setAccessibleName(title)

    def add(self, control: QWidget) -> None:
        """Put a control at the right end."""
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def offer_tab(self, on_pick: Callable[[], object], *, before: bool) -> None:
        """Place the neighbour's tab; it stays hidden until `show_tab`."""
        self._row.insertWidget(0 if before else 2, self.tab)
        self.tab.clicked.connect(lambda _checked: on_pick())

    def show_tab(self, shown: bool) -> None:
        """Show the neighbour's tab, as the window has no room for its pane."""
        self.tab.setVisible(shown)
