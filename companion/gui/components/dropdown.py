"""A choice of many: a button that says what is chosen, and a menu of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from companion.gui.components.button import Button, Height
from companion.gui.components.menu import MenuItem, menu
from companion.gui.theme.theme import Theme


class DropDown(Button):
    """choices: names by key, in order. name: what is chosen, for screen readers.

    Down opens the menu, as Enter and a click do.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Mapping[str, str],
        *,
        theme: Theme,
        name: str,
        current: str = "",
        height: Height = 24,
    ) -> None:
        super().__init__(
            theme=theme,
            height=height,
            trailing_icon="caret-down-bold",
            name=name,
            tip=name,
            on_click=self.open_menu,
        )
        self._menu_theme = theme
        self._name = name
        self._choices = dict(choices)
        self._current = ""
        self.set_current(current if current in self._choices else next(iter(choices)))

    @property
    def current(self) -> str:
        """Return the key of what is chosen."""
        return self._current

    @property
    def keys(self) -> list[str]:
        """Return the keys of all choices, from top to bottom."""
        return list(self._choices)

    def set_current(self, key: str) -> None:
        """Choose without telling; unknown keys change nothing."""
        if key in self._choices:
            self._current = key
            self.setText(self._choices[key])
            self.setAccessibleName(f"{self._name}: {self._choices[key]}")
            self.updateGeometry()

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Offer others; what was chosen and is gone becomes the first."""
        self._choices = dict(choices)
        kept = self._current in self._choices
        self.set_current(self._current if kept else next(iter(choices)))

    def choices_menu(self) -> QMenu:
        """Return the menu of all choices; it deletes itself when it closes."""
        items = [
            MenuItem(
                text=name,
                checked=key == self._current,
                on_pick=partial(self._pick, key),
            )
            for key, name in self._choices.items()
        ]
        return menu(self.window(), items, theme=self._menu_theme)

    def open_menu(self) -> None:
        """Show the choices below the button."""
        below = self.mapToGlobal(QPoint(0, self.height() + 4))
        self.choices_menu().popup(below)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return}:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def _pick(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.chosen.emit(key)
