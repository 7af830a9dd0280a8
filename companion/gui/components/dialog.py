"""Dialogs: in the middle of the window, closed by Escape, never a nested loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.button import Button, Look
from companion.gui.components.field import Field
from companion.gui.components.floating import FloatingCard, float_card
from companion.gui.components.focus import FocusRing
from companion.gui.components.text import paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme


class Dialog(QDialog):
    """A card over its window; put widgets into `body` and buttons into `foot`.

    Open it with `open()`: it is modal for its window and never blocks the loop.
    """

    def __init__(
        self, parent: QWidget, *, theme: Theme, title: str, width: int = 448
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._theme = theme
        self.card = FloatingCard(theme=theme, ground="bg2", radius=10)
        self.card.setFixedWidth(width)
        float_card(self, self.card, theme=theme)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(0)
        self._heading = paragraph(title, size=16, weight=fonts.SEMIBOLD, ink="1")
        column.addWidget(self._heading)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 4, 0, 16)
        self.body.setSpacing(12)
        column.addLayout(self.body)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        column.addLayout(self.foot)
        self._ring = FocusRing(self, theme=theme, always=True)

    def set_title(self, title: str) -> None:
        """Ask something else in the same place."""
        self._heading.setText(title)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._centre()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            handled = super().event(event)
            self.adjustSize()
            self._centre()
            return handled
        return super().event(event)

    def _centre(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        frame = parent.window()
        middle = frame.mapToGlobal(frame.rect().center())
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))


class Question(Dialog):
    """Asks before what cannot be undone or is seen by others; Enter is safe.

    title: the question, with the name in it. consequence: one sentence. verb: what
    the acting button says; safe: what the other says. on_yes gets the reason typed,
    "" when none was asked for.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        title: str,
        consequence: str,
        verb: str,
        safe: str,
        on_yes: Callable[[str], object],
        look: Look = "final",
        reason: str = "",
    ) -> None:
        super().__init__(parent, theme=theme, title=title)
        self._on_yes = on_yes
        self.body.addWidget(paragraph(consequence))
        self.reason: Field | None = None
        if reason:
            self.reason = Field(
                reason, theme=theme, placeholder=reason, show_caption=False
            )
            self.body.addWidget(self.reason)
        self.safe = Button(safe, theme=theme, on_click=self.reject)
        self.act = Button(verb, theme=theme, look=look, on_click=self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(self.safe)
        self.foot.addWidget(self.act)
        self.safe.setDefault(True)
        self.safe.setFocus(Qt.FocusReason.TabFocusReason)
        self.setAccessibleDescription(consequence)
        self.accepted.connect(self._yes)

    def _yes(self) -> None:
        self._on_yes(self.reason.text if self.reason else "")
