"""A combination of keys, taken by pressing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings.combo import KEYS, Combo

_SPECIAL: Final = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Pause: "Pause",
    Qt.Key.Key_ScrollLock: "ScrollLock",
}
_ERASING: Final = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_LEAVING: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


class HotkeyField(QWidget):
    """Shows a combination; the keys pressed while it has the focus become the next.

    caption: what the keys do. taken: what each combination that others use does, by
    its one spelling. on_change: gets the new one, "" when it was cleared. Tab leaves
    the field, Backspace clears it.
    """

    def __init__(
        self,
        caption: str,
        *,
        theme: Theme,
        text: str = "",
        taken: Mapping[str, str] | None = None,
        show_caption: bool = True,
        on_change: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._taken = dict(taken or {})
        self._on_change = on_change
        self.edit = _Pressed(self._take)
        self.edit.setAccessibleName(caption)
        self.edit.setText(text)
        self.clear = Button(
            "",
            theme=theme,
            icon="x",
            name=_("Clear the keys of {action}").format(action=caption),
            tip=_("No keys"),
            on_click=lambda: self._accept(""),
        )
        self._words = paragraph("", size=12, ink="bad")
        self._problem = _problem_line(self._words, theme)
        self._lay_out(label(caption, size=12, ink="2"), show_caption=show_caption)
        self.setFocusProxy(self.edit)
        self._show_clear()

    def _lay_out(self, caption: QWidget, *, show_caption: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if show_caption:
            column.addWidget(caption)
        column.addLayout(row)
        column.addWidget(self._problem)

    @property
    def text(self) -> str:
        """Return the combination in its one spelling, "" for none."""
        return self.edit.text()

    @property
    def error(self) -> str:
        """Return the error that is shown, "" when all is well."""
        return self._words.text()

    def set_text(self, text: str) -> None:
        """Show another combination, as it was saved."""
        self.edit.setText(text)
        self.set_error("")
        self._show_clear()

    def set_taken(self, taken: Mapping[str, str]) -> None:
        """Take it up that others use other combinations."""
        self._taken = dict(taken)

    def set_error(self, error: str) -> None:
        """Say beneath what is wrong; "" takes it away."""
        self._words.setText(error)
        self._problem.setVisible(bool(error))
        self.edit.setAccessibleDescription(error)

    def _take(self, keys: str) -> None:
        """Take what was pressed; what cannot be used leaves all as it was."""
        if not keys:
            self._accept("")
            return
        try:
            combo = str(Combo.parse(keys))
        except ValueError as problem:
            self.set_error(_("{keys}: {problem}").format(keys=keys, problem=problem))
            return
        if combo in self._taken:
            self.set_error(
                _("{keys} is taken: {action}").format(
                    keys=combo, action=self._taken[combo]
                )
            )
            return
        self._accept(combo)

    def _accept(self, combo: str) -> None:
        is_new = combo != self.text
        self.set_text(combo)
        if is_new:
            self._on_change(combo)

    def _show_clear(self) -> None:
        self.clear.setEnabled(bool(self.text))


class _Pressed(QLineEdit):
    """Tells which keys are pressed instead of writing them."""

    def __init__(self, on_keys: Callable[[str], None]) -> None:
        super().__init__()
        self._on_keys = on_keys
        self.setReadOnly(True)
        self.setFont(fonts.font(13))
        self.setFixedHeight(32)
        self.setPlaceholderText(_("Press the keys"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    @override
    def event(self, event: QEvent) -> bool:
        # Shortcuts of the window must not take what is pressed here.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        is_key = event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and not _leaves(event):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _leaves(event):
            super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        if event.key() in _ERASING and not _held(event):
            self._on_keys("")
        elif key := _key_of(event):
            self._on_keys("+".join([*_held(event), key]))


def _leaves(event: QKeyEvent) -> bool:
    return event.key() in _LEAVING and set(_held(event)) <= {"Shift"}


def _held(event: QKeyEvent) -> list[str]:
    """Return the modifiers; on a Mac Qt calls the Command key Control."""
    is_mac = sys.platform == "darwin"
    names = {
        Qt.KeyboardModifier.ControlModifier: "Meta" if is_mac else "Ctrl",
        Qt.KeyboardModifier.AltModifier: "Alt",
        Qt.KeyboardModifier.ShiftModifier: "Shift",
        Qt.KeyboardModifier.MetaModifier: "Ctrl" if is_mac else "Meta",
    }
    held = event.modifiers()
    return [name for modifier, name in names.items() if held & modifier]


def _key_of(event: QKeyEvent) -> str:
    """Return the key's name, "" for a modifier; what is not known keeps its sign."""
    key = Qt.Key(event.key())
    if key in _SPECIAL:
        return _SPECIAL[key]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    if key <= Qt.Key.Key_AsciiTilde and chr(key) in KEYS:
        return chr(key)
    return event.text().strip()


def _problem_line(words: QWidget, theme: Theme) -> QWidget:
    problem = QWidget()
    line = QHBoxLayout(problem)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    line.addWidget(Glyph("warning-circle-fill", theme=theme, size=14, ink="bad"))
    line.addWidget(words, 1)
    problem.hide()
    return problem
