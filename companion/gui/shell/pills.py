"""The connections in the session bar: as many pills as fit, the rest in a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.domain.values import Timestamp
from companion.domain.views import ConnectionView
from companion.gui.components.button import Button
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.pill import ConnectionPill, Detail
from companion.gui.components.pill_words import pill_words, target_name
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_GAP = 8


class PillRow(QWidget):
    """Full pills while there is room, then shorter ones, then "+2" with a menu.

    end: a control that stands right behind the last of them.
    """

    opened = Signal(str)

    def __init__(self, *, theme: Theme, end: QWidget) -> None:
        super().__init__()
        self._end = end
        self._theme = theme
        self._pills: dict[str, ConnectionPill] = {}
        self._hidden: list[str] = []
        self._compact = False
        self.setAccessibleName(_("Connections"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._more = Button(
            theme=theme, look="ghost", trailing_icon="caret-down", name=_("More")
        )
        self._more.setParent(self)
        self._more.clicked.connect(self._show_menu)
        self._more.hide()
        end.setParent(self)

    @property
    def pills(self) -> tuple[ConnectionPill, ...]:
        """Return every pill, in the order of the connections."""
        return tuple(self._pills.values())

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return what the Tab key should reach, from left to right."""
        return (*self._pills.values(), self._more, self._end)

    def pill(self, target: str) -> QWidget:
        """Return what stands for a connection: its pill, or the button for the rest."""
        found = self._pills.get(target)
        return found if found is not None and found.isVisible() else self._more

    def show_views(self, views: tuple[ConnectionView, ...], *, now: Timestamp) -> None:
        """Show these connections as they stand at `now`."""
        targets = [view.target for view in views]
        for gone in [target for target in self._pills if target not in targets]:
            pill = self._pills.pop(gone)
            pill.hide()
            pill.deleteLater()
        for view in views:
            if view.target not in self._pills:
                self._pills[view.target] = self._new_pill(view)
            self._pills[view.target].show_view(view, now=now)
        self._pills = {target: self._pills[target] for target in targets}
        self.updateGeometry()
        self._place()

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels all pills are compact."""
        self._compact = compact
        self._place()
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width("compact" if self._compact else "full"), 40)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize((56 if self._pills else 0) + self._end.sizeHint().width(), 40)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _new_pill(self, view: ConnectionView) -> ConnectionPill:
        pill = ConnectionPill(view, theme=self._theme)
        pill.setParent(self)
        pill.clicked.connect(lambda _on, t=view.target: self.opened.emit(t))
        return pill

    def _width(self, detail: Detail) -> int:
        widths = [pill.width_at(detail) for pill in self._pills.values()]
        return sum(widths) + _GAP * len(widths) + self._end.sizeHint().width()

    def _detail(self) -> Detail:
        """Return how much there is room for."""
        if not self._compact:
            if self._width("full") <= self.width():
                return "full"
            if self._width("brief") <= self.width():
                return "brief"
        return "compact"

    def _place(self) -> None:
        detail = self._detail()
        fits = self._width(detail) <= self.width()
        room = self.width() - self._end.sizeHint().width() - _GAP
        room -= 0 if fits else self._more.sizeHint().width() + _GAP
        x = 0
        self._hidden = []
        for target, pill in self._pills.items():
            pill.set_detail(detail)
            width = pill.sizeHint().width()
            if x + width > room or self._hidden:
                self._hidden.append(target)
                pill.hide()
                continue
            height = pill.height()
            pill.setGeometry(x, (self.height() - height) // 2, width, height)
            pill.show()
            x += width + _GAP
        x = self._place_more(x)
        self._put(self._end, x)

    def _put(self, control: QWidget, x: int) -> None:
        size = control.sizeHint()
        control.setGeometry(
            x, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def _place_more(self, x: int) -> int:
        """Place the button for the rest; return where it ends."""
        count = len(self._hidden)
        self._more.setVisible(count > 0)
        if not count:
            return x
        self._more.setText(f"+{count}")
        told = ngettext("{n} more connection", "{n} more connections", count)
        self._more.setAccessibleName(told.format(n=count))
        self._more.set_tip(told.format(n=count))
        self._put(self._more, x)
        return x + self._more.width() + _GAP

    def _show_menu(self) -> None:
        items = [self._menu_item(self._pills[target].view) for target in self._hidden]
        popup = menu(self, items, theme=self._theme)
        popup.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))

    def _menu_item(self, view: ConnectionView) -> MenuItem:
        words = pill_words(view, now=self._pills[view.target].shown_at)

        def pick() -> None:
            self.opened.emit(view.target)

        return MenuItem(
            text=f"{target_name(view.target)} · {words.state}",
            icon=platform_icon(view.platform),
            on_pick=pick,
        )
