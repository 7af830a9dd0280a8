"""Controls of the form: each shows one setting and tells what a person chose."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.swatch import Swatch, pick_colour
from companion.gui.components.text import label, paragraph
from companion.gui.components.toggle import Toggle
from companion.gui.overlays.form_fields import FormField
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.sounds import PREFIX

WIDEST_SEGMENTS = 30
"""Letters of all choices together, above which they become a menu."""

SETTLE_MS = 400
"""How long the arrow keys rest before a slider's value is saved."""

_UNITS = {
    "scale": "%",
    "opacity": "%",
    "volume": "%",
    "margin_x": "px",
    "margin_y": "px",
    "width": "px",
    "height": "px",
    "fade_after": "s",
    "stay_s": "s",
    "pause_s": "s",
    "size": "px",
}
_EXAMPLE = ".slab { border-radius: 0; }"
"""CSS as it may be written, in every language."""

_ROWS = (1, 3, 5, 10, 20)
"""Numbers of rows that are offered side by side."""


class SettingControl(QWidget):
    """Base: `moved` while a value is only tried, `chosen` once it is meant."""

    moved = Signal(object)
    chosen = Signal(object)

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    # Without ABCMeta, which Qt's classes cannot have, it is mypy that sees to it.
    @abstractmethod
    def show_value(self, value: object) -> None:
        """Show a value that nobody chose here."""


class SwitchControl(SettingControl):
    """On or off, with the sentence that says what for."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self.toggle = Toggle(theme=theme, name=field.title, on_change=self.chosen.emit)
        self.toggle.setAccessibleDescription(field.hint)
        self.row.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(paragraph(field.hint, size=12, ink="3"), 1)

    @override
    def show_value(self, value: object) -> None:
        self.toggle.show_on(bool(value))


class ChoiceControl(SettingControl):
    """Few choices side by side, many in a menu."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        names = field.choices
        self.control: Segmented | DropDown
        if sum(len(name) + 3 for name in names.values()) <= WIDEST_SEGMENTS:
            self.control = Segmented(
                [Choice(key=key, name=name) for key, name in names.items()],
                theme=theme,
                name=field.title,
            )
        else:
            self.control = DropDown(names, theme=theme, name=field.title, height=32)
        self.control.setAccessibleDescription(field.hint)
        self.control.setToolTip(field.hint)
        self.control.chosen.connect(self.chosen.emit)
        self.row.addWidget(self.control)
        self.row.addStretch(1)

    @override
    def show_value(self, value: object) -> None:
        self.control.set_current(str(value))


class StepsControl(SettingControl):
    """A number of rows: the usual ones side by side."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        steps = [one for one in _ROWS if _within(one, field)]
        self._theme = theme
        self._steps = steps
        self.control = self._make(steps)
        self.row.addWidget(self.control)
        self.row.addStretch(1)

    def _make(self, steps: Sequence[int]) -> Segmented:
        made = Segmented(
            [Choice(key=str(one), name=str(one)) for one in steps],
            theme=self._theme,
            name=self.field.title,
        )
        made.setAccessibleDescription(self.field.hint)
        made.chosen.connect(lambda key: self.chosen.emit(int(key)))
        return made

    @override
    def show_value(self, value: object) -> None:
        number = int(str(value))
        if number not in self._steps:
            self._steps = sorted({*self._steps, number})
            before = self.control
            self.control = self._make(self._steps)
            self.row.replaceWidget(before, self.control)
            before.deleteLater()
        self.control.set_current(str(number))


class NumberControl(SettingControl):
    """A slider between the bounds, and the number itself to be typed."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(field.least or 0, field.most or 0)
        self.slider.setPageStep(max(1, (self.slider.maximum() or 1) // 10))
        self.slider.setAccessibleName(field.title)
        self.slider.setAccessibleDescription(field.hint)
        self.slider.setToolTip(field.hint)
        self.edit = QLineEdit()
        self.edit.setFont(fonts.font(13, tabular=True))
        self.edit.setFixedSize(60, 28)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setProperty("quiet", True)
        self.edit.setAccessibleName(field.title)
        self.edit.editingFinished.connect(self._on_typed)
        self._shown: object = None
        has_range = field.least is not None and field.most is not None
        self.row.addWidget(self.slider, 1)
        self.slider.setVisible(has_range and field.is_whole)
        self.row.addWidget(self.edit)
        unit = label(_UNITS.get(field.name, ""), ink="2")
        unit.setFixedWidth(16 if unit.text() else 0)
        self.row.addWidget(unit)
        if not self.slider.isVisibleTo(self):
            self.row.addStretch(1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_settled)

    @override
    def show_value(self, value: object) -> None:
        if self.slider.isSliderDown() or self._settle.isActive():
            return
        self._shown = value
        before = self.slider.blockSignals(True)
        if self.field.is_whole:
            self.slider.setValue(int(str(value or 0)))
        self.slider.blockSignals(before)
        if not self.edit.hasFocus() or not self.edit.isModified():
            self.edit.setText("" if value is None else f"{value:g}")

    def _on_moved(self, value: int) -> None:
        self.edit.setText(str(value))
        self.moved.emit(value)
        if not self.slider.isSliderDown():
            self._settle.start()

    def _on_settled(self) -> None:
        self._settle.stop()
        self._shown = self.slider.value()
        self.chosen.emit(self.slider.value())

    def _on_typed(self) -> None:
        text = self.edit.text().strip().replace(",", ".")
        self.edit.setModified(False)
        value: object = text
        try:
            value = int(text) if self.field.is_whole else float(text)
        except ValueError:
            value = None if self.field.may_be_empty and not text else text
        if value != self._shown:
            self.chosen.emit(value)


class TextControl(SettingControl):
    """One line of text; shown on the pages while it is typed."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self.edit = QLineEdit()
        self.edit.setFont(fonts.font(13))
        self.edit.setFixedHeight(32)
        self.edit.setProperty("quiet", True)
        self.edit.setAccessibleName(field.title)
        self.edit.setAccessibleDescription(field.hint)
        self.edit.setToolTip(field.hint)
        self.row.addWidget(self.edit, 1)
        self._shown: object = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(lambda: self.moved.emit(self._value()))
        self.edit.textEdited.connect(lambda _text: self._pause.start())
        self.edit.editingFinished.connect(self._on_done)

    @override
    def show_value(self, value: object) -> None:
        self._shown = value
        if not self.edit.hasFocus():
            self.edit.setText(self._written(value))

    def _on_done(self) -> None:
        self._pause.stop()
        value = self._value()
        if value != self._shown:
            self._shown = value
            self.chosen.emit(value)

    def _value(self) -> object:
        text = self.edit.text().strip()
        return None if self.field.may_be_empty and not text else text

    def _written(self, value: object) -> str:
        return "" if value is None else str(value)


class ListControl(TextControl):
    """Several words or numbers on one line, with commas between them."""

    @override
    def _value(self) -> object:
        words = [one.strip() for one in self.edit.text().split(",")]
        return tuple(int(one) if one.isdecimal() else one for one in words if one)

    @override
    def _written(self, value: object) -> str:
        items: Any = value or ()
        return ", ".join(map(str, items))


class BackgroundControl(SettingControl):
    """What stands behind the overlay: nothing, green to be keyed out, or a colour."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.kinds = Segmented(
            [
                Choice(key="transparent", name=_("Nothing")),
                Choice(key="chroma", name=_("Green, to key out")),
                Choice(key="colour", name=_("Colour")),
            ],
            theme=theme,
            name=field.title,
        )
        self.swatch = Swatch(_("Colour behind it"), theme=theme, on_click=self._pick)
        self.kinds.chosen.connect(self._on_kind)
        self.row.addWidget(self.kinds)
        self.row.addWidget(self.swatch)
        self.row.addStretch(1)

    @override
    def show_value(self, value: object) -> None:
        text = str(value)
        kind = text if text in {"transparent", "chroma"} else "colour"
        self.kinds.set_current(kind)
        self.swatch.setVisible(kind == "colour")
        if kind == "colour":
            self.swatch.set_colour(text)

    def _on_kind(self, key: str) -> None:
        self.chosen.emit(self.swatch.colour if key == "colour" else key)

    def _pick(self) -> None:
        pick_colour(
            self,
            QColor(self.swatch.colour),
            title=self.field.title,
            moved=self.moved.emit,
            done=self.chosen.emit,
        )


class ColourControl(SettingControl):
    """One colour of an overlay's own; empty is the theme's."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self.swatch = Swatch(field.title, theme=theme, on_click=self._pick)
        self.clear = Button(
            _("The theme’s"),
            theme=theme,
            look="ghost",
            height=24,
            on_click=lambda: self.chosen.emit(None),
        )
        self.row.addWidget(self.swatch)
        self.row.addWidget(self.clear)
        self.row.addStretch(1)

    @override
    def show_value(self, value: object) -> None:
        self.swatch.set_colour(str(value) if value else "")
        self.clear.setVisible(self.field.may_be_empty and bool(value))

    def _pick(self) -> None:
        pick_colour(
            self,
            QColor(self.swatch.colour or Qt.GlobalColor.white),
            title=self.field.title,
            moved=self.moved.emit,
            done=self.chosen.emit,
        )


class MediaControl(SettingControl):
    """A file of the media library; names: asks for the files there are.

    on_library: opens the library.
    """

    def __init__(
        self,
        field: FormField,
        *,
        theme: Theme,
        names: Callable[[], Collection[str]],
        on_library: Callable[[], object],
    ) -> None:
        super().__init__(field)
        self._names = names
        self.files = DropDown(
            self._choices(""), theme=theme, name=field.title, height=32
        )
        self.files.chosen.connect(self._on_chosen)
        self.files.clicked.disconnect()
        self.files.clicked.connect(lambda _on: self._open())
        self.row.addWidget(self.files)
        self.row.addWidget(
            Button(
                _("Library…"),
                theme=theme,
                look="ghost",
                height=24,
                on_click=on_library,
            )
        )
        self.row.addStretch(1)

    @override
    def show_value(self, value: object) -> None:
        name = str(value or "")
        self.files.set_choices(self._choices(name))
        self.files.set_current(name)

    def _choices(self, kept: str) -> dict[str, str]:
        names = sorted({*self._names(), *([kept] if kept else [])})
        return {"": _("None"), **{name: _file_title(name) for name in names}}

    def _open(self) -> None:
        self.show_value(self.files.current)
        self.files.open_menu()

    def _on_chosen(self, name: str) -> None:
        self.chosen.emit(name or (None if self.field.may_be_empty else ""))


class CssControl(SettingControl):
    """A sheet of CSS; tried while it is typed, kept when the field is left."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        column = QVBoxLayout()
        column.setSpacing(8)
        self.edit = _Sheet()
        self.edit.setAccessibleName(field.title)
        self.edit.left.connect(self._on_left)
        self.edit.setPlaceholderText(_EXAMPLE)
        column.addWidget(paragraph(field.hint, size=12, ink="3"))
        column.addWidget(self.edit, 1)
        self.row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shown = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(lambda: self.moved.emit(self.edit.toPlainText()))
        self.edit.textChanged.connect(self._on_text)

    @override
    def show_value(self, value: object) -> None:
        self._shown = str(value or "")
        if not self.edit.hasFocus() and self.edit.toPlainText() != self._shown:
            before = self.edit.blockSignals(True)
            self.edit.setPlainText(self._shown)
            self.edit.blockSignals(before)

    def _on_text(self) -> None:
        self._pause.start()

    def _on_left(self) -> None:
        self._pause.stop()
        text = self.edit.toPlainText()
        if text != self._shown:
            self._shown = text
            self.chosen.emit(text)


class _Sheet(QPlainTextEdit):
    """left: the keyboard has gone elsewhere."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        font = fonts.font(12)
        font.setFamilies(["monospace", *font.families()])
        self.setFont(font)
        self.setTabChangesFocus(True)
        self.setProperty("well", True)
        self.setMinimumHeight(180)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _file_title(name: str) -> str:
    """Return what a file is called; the sounds that come along have no ending."""
    built_in = name.startswith(PREFIX)
    return name.removeprefix(PREFIX).capitalize() if built_in else name


def _within(number: int, field: FormField) -> bool:
    return (field.least or 1) <= number <= (field.most or 20)
