"""What all editors of the middle pane have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.gui.bots.controls import NumberField
from companion.gui.bots.draft import Def, Item
from companion.gui.bots.form import Form
from companion.gui.bots.watch import Reading
from companion.gui.theme.theme import Theme


class Editor(QWidget):
    """edited: it is something else now.

    typed_wrong: a field, and the text in it that is no value; None: it is one again.
    """

    edited = Signal(object)
    typed_wrong = Signal(str, object)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._one: Any = None
        self._numbers: dict[str, NumberField] = {}
        self.reading: Reading | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.form = Form(theme=theme)
        self.column.addWidget(self.form)

    def show_item(self, item: Item, reading: Reading | None) -> None:
        """Show an item; what is being typed stays as it is."""
        self._one = item.draft
        self.reading = reading
        self.refresh(item)

    # Without ABCMeta, which Qt's classes cannot have, it is mypy that sees to it.
    @abstractmethod
    def refresh(self, item: Item) -> None:
        """Fill the controls; each editor does it for its own kind."""

    def set_values(self, **changes: object) -> None:
        """Change fields of what is edited, and tell."""
        changed: Def = structs.replace(self._one, **changes)
        if changed != self._one:
            self._one = changed
            self.edited.emit(changed)

    def clear_problems(self) -> None:
        """Take every error away."""
        self.form.clear_problems()

    def show_problem(self, field: str, text: str) -> bool:
        """Say what is wrong beside a field; returns whether there is such a one."""
        return self.form.show_problem(field, text)

    def show_wrong(self, item: Item) -> None:
        """Mark the numbers that are none, such as were typed before one went away."""
        for field, _text in item.wrong:
            control = self._numbers.get(field)
            if control is not None:
                self.form.show_problem(field, control.accepts, take_focus=False)

    def join_number(
        self,
        field: str,
        control: NumberField,
        change: Callable[[int | float], object] | None = None,
    ) -> None:
        """Have a number's control change its field, and tell what is no number.

        change: how, for what is no field of the item itself.
        """
        self._numbers[field] = control
        set_field = change or (lambda value: self.set_values(**{field: value}))
        control.changed.connect(set_field)
        control.wrong.connect(lambda text: self._on_wrong(field, control, text))

    def _on_wrong(self, field: str, control: NumberField, text: object) -> None:
        self.typed_wrong.emit(field, text)
        if text is None:
            self.form.forget_problem(field)
        else:
            self.form.show_problem(field, control.accepts, take_focus=False)


def wrong_text(item: Item, field: str) -> str | None:
    """Return what stands in a field in place of a value, None when it has one."""
    return dict(item.wrong).get(field)
