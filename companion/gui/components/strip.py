"""The head or foot of a pane: widgets side by side at one height."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.gui.components.kept_clear import keep_clear


class Strip(QWidget):
    """Fill `row`. height, left and right edge, and gap in pixels."""

    def __init__(
        self, height: int, *, left: int = 16, right: int = 16, gap: int = 8
    ) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(left, 0, right, 0)
        self.row.setSpacing(gap)


class Foot(Strip):
    """The buttons that end a pane or a drawer, such as Save: no toast covers them."""

    def __init__(
        self, height: int, *, left: int = 16, right: int = 16, gap: int = 8
    ) -> None:
        super().__init__(height, left=left, right=right, gap=gap)
        keep_clear(self)
