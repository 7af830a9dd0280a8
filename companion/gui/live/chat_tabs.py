"""The tabs above the chat: everything, and the saved filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import isolated, rule
from companion.gui.live.display_text import one_line
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

HEIGHT: Final = 32
ALL: Final = -1
"""The place of the tab that shows everything."""

_PADDING, _GAP = 10, 5
_LEAST = 40
_MOST_COUNTED = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class TabWishes:
    """What tabs ask for, by place; move gets -1 or 1 too. add: save a new filter."""

    add: Callable[[], object]
    edit: Callable[[int], object]
    move: Callable[[int, int], object]
    delete: Callable[[int], object]


class FilterTab(QAbstractButton):
    """A name and how many rows came for it unseen; shrinks, its name is elided."""

    def __init__(self, name: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._unseen = 0
        self.setText(one_line(name))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(_LEAST)
        theme.changed.connect(self.update)
        self.set_unseen(0)

    @property
    def unseen(self) -> int:
        """Return how many rows came while another tab was shown."""
        return self._unseen

    def set_unseen(self, count: int) -> None:
        """Say how many rows came unseen."""
        self._unseen = count
        new = ngettext("{n} new", "{n} new", count).format(n=number(count))
        self.setAccessibleName(f"{self.text()}, {new}" if count else self.text())
        self.setToolTip(isolated(self.accessibleName()))
        self.updateGeometry()
        self.update()

    @property
    def _figure(self) -> str:
        if self._unseen > _MOST_COUNTED:
            return f"{number(_MOST_COUNTED)}+"
        return number(self._unseen) if self._unseen else ""

    @override
    def sizeHint(self) -> QSize:
        bold = QFontMetrics(fonts.font(12, fonts.SEMIBOLD))
        # One more than measured: a font's advances are rounded.
        width = bold.horizontalAdvance(self.text()) + 2 * _PADDING + 2
        return QSize(max(_LEAST, min(220, width + self._count_width())), HEIGHT)

    def _count_width(self) -> int:
        small = QFontMetrics(fonts.font(11, tabular=True))
        return small.horizontalAdvance(self._figure) + _GAP if self._figure else 0

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        is_on = self.isChecked()
        font = fonts.font(12, fonts.SEMIBOLD if is_on else fonts.MEDIUM)
        painter.setFont(font)
        strong = is_on or self.underMouse() or self._unseen
        painter.setPen(QColor(tokens.t1 if strong else tokens.t2))
        room = self.width() - 2 * _PADDING - self._count_width()
        metrics = QFontMetrics(font)
        name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        box = QRect(_PADDING, 0, room + 2, HEIGHT)
        painter.drawText(box, middle, isolated(name))
        painter.setFont(fonts.font(11, tabular=True))
        painter.setPen(QColor(tokens.t3))
        left = _PADDING + min(room, metrics.horizontalAdvance(name)) + _GAP
        count = QRect(left, 0, self.width() - left, HEIGHT)
        painter.drawText(count, middle, self._figure)
        if is_on:
            line = QRect(_PADDING, HEIGHT - 2, self.width() - 2 * _PADDING, 2)
            painter.fillRect(line, QColor(tokens.t1))
        painter.end()


class TabStrip(QWidget):
    """There only while a filter is saved. chosen: the place of a tab, ALL for all."""

    chosen = Signal(int)

    def __init__(self, *, theme: Theme, wishes: TabWishes) -> None:
        super().__init__()
        self._theme = theme
        self._wishes = wishes
        self.tabs: list[FilterTab] = []
        self.setAccessibleName(_("Saved filters"))
        self._row = QHBoxLayout()
        self._row.setContentsMargins(6, 0, 8, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.add = Button(
            theme=theme,
            look="ghost",
            icon="plus-bold",
            height=24,
            name=_("New tab…"),
            on_click=wishes.add,
        )
        self._row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(rule("h"))
        self.show_tabs((), ALL)

    @property
    def current(self) -> int:
        """Return the place of the tab that is shown."""
        on = [at for at, tab in enumerate(self.tabs) if tab.isChecked()]
        return on[0] - 1 if on else ALL

    def show_tabs(self, names: Sequence[str], current: int) -> None:
        """Show a tab for each name; `current` is the chosen one's place."""
        unseen = {tab.text(): tab.unseen for tab in self.tabs}
        for tab in self.tabs:
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self.tabs = []
        for at, name in enumerate((_("All"), *names)):
            tab = FilterTab(name, theme=self._theme)
            tab.clicked.connect(lambda _on, place=at - 1: self._pick(place))
            tab.setChecked(at - 1 == current)
            tab.set_unseen(0 if at - 1 == current else unseen.get(tab.text(), 0))
            self._row.insertWidget(at, tab)
            self.tabs.append(tab)
        self.setVisible(bool(names))

    def count(self, fresh: Sequence[int]) -> None:
        """Take how many rows came for each tab, the one for all first."""
        for at, (tab, more) in enumerate(zip(self.tabs, fresh, strict=True)):
            if more and at - 1 != self.current:
                tab.set_unseen(tab.unseen + more)

    def forget_unseen(self) -> None:
        """Count anew, for another session."""
        for tab in self.tabs:
            tab.set_unseen(0)

    def _pick(self, place: int) -> None:
        self.tabs[place + 1].set_unseen(0)
        self.chosen.emit(place)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        for at, tab in enumerate(self.tabs):
            hit = tab.hasFocus() if by_key else tab.geometry().contains(event.pos())
            if hit and at:
                below = tab.mapToGlobal(QPoint(0, tab.height()))
                self.menu_of(at - 1).popup(below if by_key else event.globalPos())

    def menu_of(self, place: int) -> QMenu:
        """Return what can be done with a saved filter."""
        wishes, last = self._wishes, len(self.tabs) - 2
        items = (
            MenuItem(
                text=_("Rename or change…"),
                icon="pencil-simple",
                on_pick=lambda: wishes.edit(place),
            ),
            MenuItem(
                text=_("Move left"),
                icon="arrow-left",
                enabled=place > 0,
                on_pick=lambda: wishes.move(place, -1),
            ),
            MenuItem(
                text=_("Move right"),
                icon="arrow-right",
                enabled=place < last,
                on_pick=lambda: wishes.move(place, 1),
            ),
            SEPARATOR,
            MenuItem(
                text=_("Delete tab"),
                icon="trash",
                destructive=True,
                on_pick=lambda: wishes.delete(place),
            ),
        )
        return menu(self, items, theme=self._theme)
