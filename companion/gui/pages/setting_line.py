"""One setting: its words, its control and, beside it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.field import Field
from companion.gui.components.hotkey_field import HotkeyField
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import Ink, label, paragraph, set_ink
from companion.gui.components.toggle import Toggle
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import Setting

NUMBERS = {int, float, Decimal}

_HOTKEY = "hotkey"
"""How the names of settings end that hold a combination of keys."""

Told = Callable[[str], object]
"""Gets what is wrong, "" when it is saved."""

Change = Callable[[str, object, Told], object]
"""Changes one setting by its name; the answer may come later."""


class Line(QWidget):
    """Title and description on the left, its control on the right.

    saved: what is said once a change is saved, "" says nothing. What is refused stays
    typed, with the reason beneath.
    """

    def __init__(
        self,
        setting: Setting,
        value: object,
        *,
        theme: Theme,
        change: Change,
        saved: str = "",
    ) -> None:
        super().__init__()
        self.setting = setting
        self._change = change
        self._saved = saved
        self.control: QWidget
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(setting.title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(setting.description, size=12, ink="3"))
        self.note = paragraph("", size=12, ink="3")
        self.note.hide()
        words.addWidget(self.note)
        row.addLayout(words, 1)
        self.control = self._make_control(value, theme)
        self.control.setAccessibleDescription(setting.description)
        row.addWidget(
            self.control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        )

    def show_value(self, value: object) -> None:
        """Show another value, which nobody chose here."""
        match self.control:
            case Segmented():
                self.control.set_current(str(value))
            case Toggle():
                before = self.control.blockSignals(True)
                self.control.setChecked(bool(value))
                self.control.blockSignals(before)
                self.control.update()
            case Field():
                if not self.control.edit.hasFocus():
                    self.control.set_text(written(value))
            case HotkeyField():
                self.control.set_text(written(value))

    def _make_control(self, value: object, theme: Theme) -> QWidget:
        setting = self.setting
        if get_origin(setting.kind.type) is Literal:
            segmented = Segmented(
                [
                    Choice(key=str(key), name=choice_name(str(key)))
                    for key in get_args(setting.kind.type)
                ],
                theme=theme,
                name=setting.title,
                current=str(value),
            )
            segmented.chosen.connect(self._on_choice)
            return segmented
        if setting.kind.type is bool:
            return Toggle(
                theme=theme,
                name=setting.title,
                on=bool(value),
                on_change=self._on_choice,
            )
        if setting.field.endswith(_HOTKEY):
            return self._make_hotkey(value, theme)
        field = Field(
            setting.title, theme=theme, text=written(value), show_caption=False
        )
        field.setFixedWidth(120 if setting.kind.type in NUMBERS else 240)
        field.edit.editingFinished.connect(lambda: self._on_text(field))
        return field

    def _make_hotkey(self, value: object, theme: Theme) -> QWidget:
        field = HotkeyField(
            self.setting.title,
            theme=theme,
            text=written(value),
            show_caption=False,
            on_change=self._on_choice,
        )
        field.setFixedWidth(240)
        return field

    def _on_choice(self, value: object) -> None:
        self._change(self.setting.field, value, self._tell)

    def _on_text(self, field: Field) -> None:
        def told(error: str) -> None:
            field.set_error("")
            if error:
                field.edit.setProperty("bad", True)
                field.edit.style().polish(field.edit)
            self._tell(error)

        value = read_value(field.text, self.setting.kind.type)
        self._change(self.setting.field, value, told)

    def _tell(self, error: str) -> None:
        """Say beside the setting what is wrong, or when the change takes effect."""
        ink: Ink = "bad" if error else "3"
        text = error or self._saved
        set_ink(self.note, ink)
        self.note.setText(text)
        self.note.setVisible(bool(text))


def value_at(settings: BaseModel, field: str) -> object:
    """Return the value of a setting by its dotted name."""
    value: object = settings
    for part in field.split("."):
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
    return value


def written(value: object) -> str:
    """Return a value as it is typed."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_value(text: str, kind: object) -> Any:  # noqa: ANN401  # whatever was typed
    """Return a number where one was typed, else the text for the check to refuse."""
    if kind is str:
        return text
    try:
        return int(text) if kind is int else Decimal(text.replace(",", "."))
    except (ValueError, ArithmeticError):
        return text


def choice_name(key: str) -> str:
    """Return what a choice is called; names of languages are their own."""
    names = {
        "system": _("System"),
        "dark": _("Dark"),
        "light": _("Light"),
        "en": "English",
        "de": "Deutsch",
        "es": "Español",
        "fr": "Français",
        "it": "Italiano",
        "pt": "Português",
        "default": _("Standard"),
        "classic": _("Classic"),
        "block": _("Block"),
        "allow": _("Allow"),
        "hold": _("Hold"),
        "off": _("Off"),
        "on": _("Always"),
        "first-hour": _("First hour"),
        "all": _("Everybody"),
        "known": _("Known viewers"),
        "none": _("Nobody"),
        "nothing": _("Nothing"),
        "links": _("Links"),
        "everything": _("Everything"),
        "dimmed": _("Dimmed"),
        "hidden": _("Hidden"),
        "custom": _("Own"),
        "broadcaster": _("Broadcaster"),
        "moderator": _("Moderators"),
        "vip": _("VIPs"),
        "subscriber": _("Subscribers"),
        "member": _("Members"),
    }
    return names.get(key, key)
