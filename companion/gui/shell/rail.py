"""The rail: one page each, the badge that asks for action, always in the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.focus import FOCUS_AREA
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, paint_logo
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class PageName:
    """A page in the rail; title says it in the language in use."""

    key: str
    title: Callable[[], str]
    icon: str


PAGES: tuple[PageName, ...] = (
    PageName(key="live", title=lambda: _("Live"), icon="broadcast"),
    PageName(key="viewers", title=lambda: _("Viewers"), icon="users-three"),
    PageName(key="moderation", title=lambda: _("Moderation"), icon="shield-check"),
    PageName(key="show", title=lambda: _("Show"), icon="presentation-chart"),
    PageName(key="bots", title=lambda: _("Bots"), icon="robot"),
    PageName(key="overlays", title=lambda: _("Overlays"), icon="stack"),
    PageName(
        key="sessions", title=lambda: _("Sessions"), icon="clock-counter-clockwise"
    ),
    PageName(key="settings", title=lambda: _("Settings"), icon="gear-six"),
)
"""In the order of the rail; the last stands at its foot."""


class RailButton(QAbstractButton):
    """One page of the rail."""

    def __init__(self, page: PageName, *, theme: Theme, key: str) -> None:
        super().__init__()
        self.page = page
        self._theme = theme
        self._badge = 0
        self._compact = False
        self._key = key
        self.setCheckable(True)
        self.setText(page.title())
        self.setAccessibleName(page.title())
        self.setToolTip(f"{page.title()} ({key})")
        self.set_compact(False)
        theme.changed.connect(self.update)

    @property
    def badge(self) -> int:
        """Return how many things ask for action."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Show how many things ask for action; 0 shows nothing."""
        if count == self._badge:
            return
        self._badge = count
        told = ngettext("{n} waits for you", "{n} wait for you", count)
        self.setAccessibleDescription(told.format(n=count) if count else "")
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels the words go."""
        self._compact = compact
        self.setFixedSize(QSize(56, 48) if compact else QSize(71, 56))
        side = self._side
        self.setProperty(FOCUS_AREA, self.rect().adjusted(side, 2, -side, -2))
        self.update()

    @property
    def _side(self) -> int:
        # "Moderation" is 60 pixels wide.
        return 8 if self._compact else 3

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        on = self.isChecked()
        box = QRectF(self.rect())
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            side = self._side
            painter.drawRoundedRect(box.adjusted(side, 2, -side, -2), 8, 8)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(-2, 16, 5, box.height() - 32), 2, 2)
        ink = tokens.t1 if on or self.underMouse() else tokens.t3
        icon = f"{self.page.icon}-fill" if on else self.page.icon
        top = (box.height() - 20) / 2 if self._compact else box.height() / 2 - 18
        paint_icon(painter, QRectF(box.center().x() - 10, top, 20, 20), icon, ink)
        if not self._compact:
            painter.setFont(fonts.font(11, fonts.MEDIUM))
            painter.setPen(QColor(ink))
            words = QRectF(0, top + 23, box.width(), 14)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.text())
        self._paint_badge(painter)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        if not self._badge:
            return
        tokens = self._theme.tokens
        text = str(self._badge) if self._badge < 100 else "99+"
        painter.setFont(fonts.font(11, fonts.BOLD, tabular=True))
        width = max(16, painter.fontMetrics().horizontalAdvance(text) + 8)
        box = QRectF(30 if self._compact else 40, 6, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.warn))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(QColor(tokens.on_warn))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


class Logo(QWidget):
    """The mark, drawn from its SVG at any scale."""

    def __init__(self, size: int = 28) -> None:
        super().__init__()
        self._size = size
        self.setFixedHeight(56)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        centre = QRectF(self.rect()).center()
        half = self._size / 2
        box = QRectF(centre.x() - half, centre.y() - half, self._size, self._size)
        paint_logo(painter, box)
        painter.end()


class Rail(QWidget):
    """One stop for Tab; arrows move, Ctrl+1 to Ctrl+8 jump from anywhere."""

    chosen = Signal(str)

    def __init__(self, *, theme: Theme, pages: Sequence[PageName] = PAGES) -> None:
        super().__init__()
        self.setAccessibleName(_("Pages"))
        self._theme = theme
        self._logo = Logo()
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self._logo)
        for number, page in enumerate(pages, 1):
            button = RailButton(page, theme=theme, key=f"Ctrl+{number}")
            button.clicked.connect(lambda _on, key=page.key: self.choose(key))
            self._group.addButton(button)
            self._buttons[page.key] = button
            if number == len(pages):
                self._column.addStretch(1)
            self._column.addWidget(button)
        theme.changed.connect(self.update)
        self.set_compact(False)
        self.set_current(pages[0].key)

    @property
    def current(self) -> str:
        """Return the key of the page that is open."""
        checked = self._group.checkedButton()
        return checked.page.key if isinstance(checked, RailButton) else ""

    def button(self, key: str) -> RailButton:
        """Return a page's button."""
        return self._buttons[key]

    def choose(self, key: str) -> None:
        """Open a page and tell."""
        self.set_current(key)
        self.chosen.emit(key)

    def set_current(self, key: str) -> None:
        """Mark a page as open without telling."""
        for button in self._buttons.values():
            on = button.page.key == key
            button.setChecked(on)
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus
            )

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels: 56 wide and without words."""
        self.setFixedWidth(56 if compact else 72)
        self._column.setContentsMargins(0, 0, 0 if compact else 1, 8)
        self._logo.setFixedHeight(48 if compact else 64)
        for button in self._buttons.values():
            button.set_compact(compact)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        key = keys[(keys.index(self.current) + step) % len(keys)]
        self.choose(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.bg0))
        edge = QRectF(self.width() - 1, 0, 1, self.height())
        painter.fillRect(edge, QColor(tokens.line))
        painter.end()
