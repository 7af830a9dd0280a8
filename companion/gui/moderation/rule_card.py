"""One rule: what it looks for, what happens then, and its few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.field import Field
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.pages.setting_line import choice_name, read_value, written
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.settings import Setting

_FIELD_WIDTH = 152


class RuleCard(QWidget):
    """Title, description and action; beneath them the numbers, one line of fields.

    settings: the catalogue's, by name below "moderation.". action: the field that
    decides what happens; numbers: the others.
    """

    def __init__(
        self,
        gate: GateSettings,
        settings: dict[str, Setting],
        *,
        theme: Theme,
        action: str,
        numbers: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._gate = gate
        self._action = action
        setting = settings[action]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(setting.title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(setting.description, size=12, ink="3"))
        head.addLayout(words, 1)
        self.action = Segmented(
            [
                Choice(key=str(key), name=choice_name(str(key)))
                for key in get_args(setting.kind.type)
            ],
            theme=theme,
            name=setting.title,
            current=str(gate.value(action)),
        )
        self.action.chosen.connect(self._on_action)
        head.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.fields: dict[str, Field] = {}
        if numbers:
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in numbers:
                row.addWidget(self._make_field(settings[name], name, theme))
            row.addStretch(1)
            column.addLayout(row)
        self.note = paragraph("", size=12, ink="bad")
        self.note.hide()
        column.addWidget(self.note)
        gate.changed.connect(self.refresh)
        self._dim()

    def refresh(self) -> None:
        """Show what is saved; what somebody is typing stays."""
        self.action.set_current(str(self._gate.value(self._action)))
        for name, field in self.fields.items():
            if not field.edit.hasFocus() and not field.error:
                field.set_text(written(self._gate.value(name)))
        self._dim()

    def _make_field(self, setting: Setting, name: str, theme: Theme) -> Field:
        field = Field(setting.title, theme=theme, text=written(self._gate.value(name)))
        field.setFixedWidth(_FIELD_WIDTH)
        field.edit.setToolTip(setting.description)
        field.edit.setMaxLength(12)
        kind = setting.kind.type

        def save() -> None:
            self._gate.change({name: read_value(field.text, kind)}, field.set_error)

        field.edit.editingFinished.connect(save)
        self.fields[name] = field
        return field

    def _on_action(self, key: str) -> None:
        def told(error: str) -> None:
            set_ink(self.note, "bad")
            self.note.setText(error)
            self.note.setVisible(bool(error))
            self.refresh()

        self._gate.change({self._action: key}, told)
        self._dim()

    def _dim(self) -> None:
        """Fields of a rule that is off stand back; they can still be typed into."""
        is_off = self.action.current == "off"
        for field in self.fields.values():
            field.edit.setProperty("quiet", is_off)
            field.edit.style().unpolish(field.edit)
            field.edit.style().polish(field.edit)
