"""A line to type a name into, with a button beside it that offers those there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from companion.gui.components.button import icon_button
from companion.gui.components.menu import MenuItem, menu
from companion.gui.theme.theme import Theme
from companion.i18n import _


class OfferedLine(QWidget):
    """picked: the name that was chosen, and stands in the line now."""

    picked = Signal(str)

    def __init__(
        self, edit: QLineEdit, *, theme: Theme, offered: Callable[[], Sequence[str]]
    ) -> None:
        super().__init__()
        self._edit = edit
        self._theme = theme
        self._offered = offered
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.pick = icon_button(
            "caret-down-bold",
            _("{name}: choose").format(name=edit.accessibleName()),
            theme=theme,
            on_click=self._open,
        )
        line.addWidget(edit, 1)
        line.addWidget(self.pick)
        self.setFocusProxy(edit)

    def items(self) -> list[MenuItem]:
        """Return what can be picked."""
        names = self._offered()
        if not names:
            return [MenuItem(text=_("Nothing here yet"))]
        return [MenuItem(text=one, on_pick=partial(self._take, one)) for one in names]

    def _open(self) -> None:
        popup = menu(self.window(), self.items(), theme=self._theme)
        popup.popup(self.pick.mapToGlobal(QPoint(0, self.pick.height() + 4)))

    def _take(self, name: str) -> None:
        self._edit.setText(name)
        self._edit.setCursorPosition(0)
        self.picked.emit(name)
