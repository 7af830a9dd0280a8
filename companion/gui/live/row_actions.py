"""What can be done with the row under the pointer; floats, so that nothing shifts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.floating import paint_card
from companion.gui.components.menu import MenuItem, menu
from companion.gui.theme.theme import Theme

_RISE = 10
"""How far the bar stands out above its row, in pixels."""

_RIGHT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAction:
    """One thing to do. on_pick None: not possible, and `tip` says why.

    choices: what there is to choose from, in place of one pick; the ones without a
    pick are headings.
    """

    name: str
    icon: str
    tip: str = ""
    key: str = ""
    on_pick: Callable[[], object] | None = None
    destructive: bool = False
    on: bool = False
    choices: tuple[RowAction, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Return whether it can be done."""
        return self.on_pick is not None or bool(self.choices)


def item_of(action: RowAction) -> MenuItem:
    """Return the line of a menu for an action, its choices beneath it."""
    return MenuItem(
        text=action.name,
        icon=action.icon,
        key=action.key,
        tip=action.tip,
        on_pick=action.on_pick,
        destructive=action.destructive,
        children=tuple(item_of(choice) for choice in action.choices),
    )


class _ActionButton(Button):
    """28 × 24 as drawn; never takes the focus away from where one is typing.

    on_menu: told while its choices are open, and when they close.
    """

    def __init__(
        self, action: RowAction, *, theme: Theme, on_menu: Callable[[bool], object]
    ) -> None:
        super().__init__(
            theme=theme,
            look="ghost",
            height=24,
            icon=action.icon,
            name=action.name,
            tip=action.tip or action.name,
            key=action.key,
            checkable=action.on,
            on_click=self._open_choices if action.choices else action.on_pick,
        )
        self._choices = [item_of(choice) for choice in action.choices]
        self._menu_theme = theme
        self._on_menu = on_menu
        self.setChecked(action.on)
        self.setEnabled(action.is_possible)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @override
    def sizeHint(self) -> QSize:
        return QSize(28, 24)

    def _open_choices(self) -> None:
        self._on_menu(True)
        # Not of the button: it may go while its menu is open.
        choices = menu(self.window(), self._choices, theme=self._menu_theme)
        choices.aboutToHide.connect(lambda: self._on_menu(False))
        choices.popup(self.mapToGlobal(self.rect().bottomLeft()))


class RowActions(QFrame):
    """The bar; on_hover tells whether the pointer is on it."""

    def __init__(
        self, view: QWidget, *, theme: Theme, on_hover: Callable[[bool], object]
    ) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._on_hover = on_hover
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(0)
        self.buttons: tuple[Button, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme.changed.connect(self.update)

    def show_at(self, row: QRect, actions: Sequence[RowAction]) -> None:
        """Offer `actions` for the row that takes `row` of the view."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = tuple(
            _ActionButton(action, theme=self._theme, on_menu=self._on_hover)
            for action in actions
        )
        for button in self.buttons:
            self._row.addWidget(button)
        self.resize(self.sizeHint())
        self._leave_list()
        left = row.right() - self.width() - _RIGHT
        top = min(max(2, row.top() - _RISE), self._view.height() - self.height() - 2)
        at = QPoint(left, top)
        host: QWidget | None = self.parentWidget()
        if host is not None and host is not self._view:
            at = self._view.mapTo(host, at)
        self.move(at)
        self.show()
        self.raise_()

    def _leave_list(self) -> None:
        """Stand beside the list, as Qt gives a click's focus to the parent."""
        host: QWidget | None = self._view.parentWidget()
        if host is not None and self.parentWidget() is not host:
            self.setParent(host)

    @override
    def sizeHint(self) -> QSize:
        return QSize(28 * len(self.buttons) + 6, 30)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._on_hover(True)
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._on_hover(False)
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        paint_card(painter, box, ground=tokens.bg3, edge=tokens.line2, radius=6)
        painter.end()
