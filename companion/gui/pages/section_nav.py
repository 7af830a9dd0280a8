"""The sections of a long page at its left: where one is, and the way to the others."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 208
_ROW = 32
_NEAR = 80
"""Pixels under the top within which a section counts as the one that is read."""


class SectionButton(QAbstractButton):
    """One section: icon and title; the one that is read has a ground."""

    def __init__(self, title: str, icon: str, *, theme: Theme) -> None:
        super().__init__()
        self._icon = icon
        self._theme = theme
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, _ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.bg3))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        ink = tokens.t1 if on else tokens.t2
        mark = f"{self._icon}-fill" if on else self._icon
        paint_icon(painter, QRectF(8, 8, 16, 16), mark, ink)
        painter.setFont(fonts.font(13, fonts.SEMIBOLD if on else fonts.REGULAR))
        painter.setPen(QColor(ink))
        words = QRectF(32, 0, self.width() - 40, self.height())
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class SectionNav(QWidget):
    """Follows a scroll area; each section is the widget that its heading is."""

    def __init__(self, area: QScrollArea, *, theme: Theme) -> None:
        super().__init__()
        self._area = area
        self._theme = theme
        self._sections: list[tuple[SectionButton, QWidget]] = []
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Sections"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 8)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        area.verticalScrollBar().valueChanged.connect(self._follow)

    @property
    def current(self) -> str:
        """Return the title of the section that is read."""
        return next((one.text() for one, _at in self._sections if one.isChecked()), "")

    def add(self, heading: QWidget, title: str, icon: str) -> None:
        """Add a section that begins at `heading`, which stands in the scroll area."""
        button = SectionButton(title, icon, theme=self._theme)
        button.clicked.connect(lambda _on: self._go(button, heading))
        self._column.insertWidget(len(self._sections), button)
        self._sections.append((button, heading))
        if len(self._sections) == 1:
            button.setChecked(True)

    def _go(self, button: SectionButton, heading: QWidget) -> None:
        self._area.verticalScrollBar().setValue(max(0, self._top(heading) - 16))
        # The last sections cannot come to the top, and are meant all the same.
        self._mark(button)

    def _follow(self, value: int) -> None:
        read = [
            button
            for button, heading in self._sections
            if self._top(heading) <= value + _NEAR
        ]
        if read:
            self._mark(read[-1])

    def _mark(self, current: SectionButton) -> None:
        for button, _heading in self._sections:
            button.setChecked(button is current)

    def _top(self, heading: QWidget) -> int:
        inside = self._area.widget()
        return 0 if inside is None else heading.mapTo(inside, QPoint(0, 0)).y()
