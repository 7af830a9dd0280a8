"""One tab of an overlay's form: a line for each setting, its problem beneath it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.field import Glyph
from companion.gui.components.text import paragraph
from companion.gui.overlays.controls import (
    BackgroundControl,
    ChoiceControl,
    ColourControl,
    CssControl,
    ListControl,
    MediaControl,
    NumberControl,
    SettingControl,
    StepsControl,
    SwitchControl,
    TextControl,
)
from companion.gui.overlays.draft import Draft
from companion.gui.overlays.form_fields import THEME_COLOURS, FormField
from companion.gui.overlays.look_controls import (
    ColoursControl,
    ConnectionsControl,
    ThemeControl,
    WaitsControl,
)
from companion.gui.theme.theme import Theme
from companion.i18n import _

TITLE_WIDTH = 112
_WHOLE = {"colours", "waits"}
"""Controls that need all settings, not the one value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWishes:
    """What lines of the form need of the page.

    targets: channels that are connected now. media: names of files, by kind.
    """

    targets: Callable[[], Sequence[str]]
    media: Callable[[str], Collection[str]]
    open_library: Callable[[], object]
    export_look: Callable[[], object]
    import_look: Callable[[], object]


class FormLine(QWidget):
    """Title at the left, control at the right, and why a value was refused."""

    def __init__(self, control: SettingControl, *, theme: Theme) -> None:
        super().__init__()
        self.control = control
        field = control.field
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 2)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(12)
        if field.control != "css":
            title = paragraph(field.title, ink="2")
            title.setFixedWidth(TITLE_WIDTH)
            title.setToolTip(field.hint)
            row.addWidget(title, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(control, 1)
        column.addLayout(row, 1)
        self._problem = QWidget()
        line = QHBoxLayout(self._problem)
        line.setContentsMargins(TITLE_WIDTH + 12, 0, 0, 4)
        line.setSpacing(4)
        glyph = Glyph("warning-circle-fill", theme=theme, size=14, ink="bad")
        line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        self._words = paragraph("", size=12, ink="bad")
        line.addWidget(self._words, 1)
        self._problem.hide()
        column.addWidget(self._problem)
        self.setMinimumHeight(40)

    @property
    def error(self) -> str:
        """Return why the last value was refused, "" when it was not."""
        return self._words.text()

    def set_error(self, text: str) -> None:
        """Say beneath the control why a value is refused; "" says nothing."""
        self._words.setText(text)
        self._problem.setVisible(bool(text))
        description = text or self.control.field.hint
        self.control.setAccessibleDescription(description)


class Form(QWidget):
    """Lines for some settings of a draft. said: what is to be read after a change."""

    said = Signal(str)

    def __init__(
        self,
        fields: Sequence[FormField],
        draft: Draft,
        *,
        theme: Theme,
        wishes: FormWishes,
    ) -> None:
        super().__init__()
        self._draft = draft
        self._theme = theme
        self._wishes = wishes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        self.lines: dict[str, FormLine] = {}
        for field in fields:
            control = self._make(field)
            control.moved.connect(partial(self._on_moved, field))
            control.chosen.connect(partial(self._on_chosen, field))
            line = FormLine(control, theme=theme)
            self.lines[field.name] = line
            column.addWidget(line, 1 if field.control == "css" else 0)
        if not any(field.control == "css" for field in fields):
            column.addStretch(1)
        draft.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the values that hold now."""
        settings = self._draft.current
        for name, line in self.lines.items():
            whole = line.control.field.control in _WHOLE
            line.control.show_value(settings if whole else getattr(settings, name))

    # How

    def _on_moved(self, field: FormField, value: object) -> None:
        self._tell(field, self._draft.try_values(_asked(field, value)))

    def _on_chosen(self, field: FormField, value: object) -> None:
        problems = self._draft.save(_asked(field, value))
        self._tell(field, problems)
        self.said.emit(
            _("Not saved: see the field") if problems else _("Saved · shown at once")
        )

    def _tell(self, field: FormField, problems: Mapping[str, str]) -> None:
        """Say what is wrong where it was asked for, whatever field it names."""
        own = _asked_fields(field)
        for name, line in self.lines.items():
            text = problems.get(name, "")
            if name == field.name and problems and not text:
                text = next(iter(problems.values()))
            elif name != field.name and set(problems) <= own:
                text = ""
            line.set_error(text)

    def _make(self, field: FormField) -> SettingControl:
        theme, wishes = self._theme, self._wishes
        match field.control:
            case "theme":
                control = ThemeControl(field, theme=theme)
                control.export_asked.connect(wishes.export_look)
                control.import_asked.connect(wishes.import_look)
                return control
            case "connections":
                return ConnectionsControl(field, theme=theme, targets=wishes.targets)
            case "media":
                return MediaControl(
                    field,
                    theme=theme,
                    names=partial(wishes.media, field.media),
                    on_library=wishes.open_library,
                )
            case "number":
                is_few = (field.most or 0) <= _MOST_STEPS
                if field.name == "rows" and is_few:
                    return StepsControl(field, theme=theme)
                return NumberControl(field)
            case "css" | "list" | "text":
                return _TYPED[field.control](field)
            case _:
                return _PICKED[field.control](field, theme=theme)


_MOST_STEPS = 20
"""Rows up to which the usual numbers stand side by side."""

_TYPED: Mapping[str, Callable[[FormField], SettingControl]] = {
    "css": CssControl,
    "list": ListControl,
    "text": TextControl,
}


class _Picked(Protocol):
    def __call__(self, field: FormField, *, theme: Theme) -> SettingControl: ...


_PICKED: Mapping[str, _Picked] = {
    "align": ChoiceControl,
    "background": BackgroundControl,
    "choice": ChoiceControl,
    "colour": ColourControl,
    "colours": ColoursControl,
    "switch": SwitchControl,
    "waits": WaitsControl,
}


def _asked(field: FormField, value: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever the setting is
    """Return the settings that a choice is about: one, or a few at once."""
    several = field.control in {"colours", "waits"}
    return dict(value) if several else {field.name: value}


def _asked_fields(field: FormField) -> set[str]:
    if field.control == "colours":
        return {field.name, *THEME_COLOURS}
    return {field.name}
