"""Settings of the gate that are a few of many, or a short row of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.field import Field
from companion.gui.components.text import label, paragraph
from companion.gui.components.toggle import Toggle
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.pages.setting_line import choice_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.settings import Setting


class SomeOf(QWidget):
    """A switch for each choice of a list, such as the roles that are never judged."""

    def __init__(
        self, gate: GateSettings, setting: Setting, name: str, *, theme: Theme
    ) -> None:
        super().__init__()
        self._gate = gate
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(setting.title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(setting.description, size=12, ink="3"))
        column.addLayout(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.toggles: dict[str, Toggle] = {}
        for key in get_args(get_args(setting.kind.type)[0]):
            toggle = Toggle(
                theme=theme,
                name=f"{setting.title}: {choice_name(key)}",
                on_change=lambda _on: self._save(),
            )
            self.toggles[key] = toggle
            row.addWidget(toggle)
            row.addWidget(label(choice_name(key), size=12, ink="2"))
            row.addSpacing(8)
        row.addStretch(1)
        column.addLayout(row)
        self.note = paragraph("", size=12, ink="bad")
        self.note.hide()
        column.addWidget(self.note)
        gate.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is saved."""
        chosen: Any = self._gate.wanted(self._name)
        for key, toggle in self.toggles.items():
            toggle.show_on(key in chosen)

    def _save(self) -> None:
        chosen = [key for key, toggle in self.toggles.items() if toggle.isChecked()]

        def told(error: str) -> None:
            self.note.setText(error)
            self.note.setVisible(bool(error))
            if error:
                self.refresh()

        self._gate.change({self._name: chosen}, told)


class NumbersLine(QWidget):
    """Whole numbers in a row, parted by commas: "0, 60, 300"."""

    def __init__(
        self, gate: GateSettings, setting: Setting, name: str, *, theme: Theme
    ) -> None:
        super().__init__()
        self._gate = gate
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(setting.title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(setting.description, size=12, ink="3"))
        row.addLayout(words, 1)
        self.field = Field(setting.title, theme=theme, show_caption=False)
        self.field.setFixedWidth(200)
        self.field.edit.editingFinished.connect(self._save)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        gate.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is saved; what somebody is typing stays."""
        if not self.field.edit.hasFocus() and not self.field.error:
            numbers: Any = self._gate.value(self._name)
            self.field.set_text(", ".join(str(one) for one in numbers))

    def _save(self) -> None:
        parts = [part.strip() for part in self.field.text.split(",")]
        self._gate.change({self._name: _numbers(parts)}, self.field.set_error)


def _numbers(parts: Sequence[str]) -> list[int | str]:
    """Return whole numbers; what is none stays text for the check to refuse."""
    return [int(part) if part.isdecimal() else part for part in parts if part]
