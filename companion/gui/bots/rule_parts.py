"""The rows of a rule: conditions that must hold, and what is done then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct, structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.show.bots import If, Then
from companion.gui.bots.controls import NameField, NumberField, TextField
from companion.gui.bots.form import ErrorLine
from companion.gui.bots.text_box import TextBox
from companion.gui.bots.words import (
    AMOUNT_ACTIONS,
    NAME_ACTIONS,
    NO_VALUE,
    TEXT_ACTIONS,
    action_choices,
    fact_choices,
    fact_example,
)
from companion.gui.components.button import Button, icon_button
from companion.gui.components.dropdown import DropDown
from companion.gui.theme.theme import Theme
from companion.i18n import _

Names = Callable[[str], Sequence[str]]
"""Names that an action can take, by the action."""

Variables = Callable[[], Sequence[tuple[str, str]]]

One = If | Then
_KIND = 136
MILLION = 1_000_000


class Part(QWidget):
    """Base of a row: changed, removed; `kind` decides which controls there are.

    wrong: what is typed as an amount is none; None: it is one again.
    """

    changed = Signal(object)
    removed = Signal()
    wrong = Signal(object)

    def __init__(self, name: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._one: Struct | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.line = QHBoxLayout()
        self.line.setSpacing(4)
        column.addLayout(self.line)
        self.below = QVBoxLayout()
        self.below.setSpacing(0)
        column.addLayout(self.below)
        self.error = ErrorLine(theme=theme)
        column.addWidget(self.error)
        self.remove = icon_button(
            "x",
            _("Remove {what}").format(what=name),
            theme=theme,
            on_click=self.removed.emit,
        )

    def change(self, **values: object) -> None:
        """Change what the row holds, and tell."""
        if self._one is None:
            return
        changed = structs.replace(self._one, **values)
        if changed != self._one:
            self._one = changed
            self.changed.emit(changed)


class Condition(Part):
    """fact, not, value."""

    def __init__(self, place: int, one: If, *, theme: Theme) -> None:
        name = _("condition {n}").format(n=place + 1)
        super().__init__(name, theme=theme)
        self._one = one
        self.kind = one.fact
        self.fact = DropDown(
            fact_choices(), theme=theme, name=name, current=one.fact, height=32
        )
        self.fact.setFixedWidth(_KIND)
        self.fact.chosen.connect(lambda fact: self.change(fact=fact))
        self.negate = Button(
            _("not"),
            theme=theme,
            height=24,
            checkable=True,
            name=_("Not: {what}").format(what=name),
            tip=_("Must not hold"),
        )
        self.negate.toggled.connect(lambda on: self.change(is_not=on))
        self.value = TextField(
            _("Value of {what}").format(what=name), placeholder=fact_example(one.fact)
        )
        self.value.edited.connect(lambda text: self.change(value=text.strip()))
        self.value.setVisible(one.fact not in NO_VALUE)
        self.line.addWidget(self.fact)
        self.line.addWidget(self.negate)
        self.line.addWidget(self.value, 1)
        if one.fact in NO_VALUE:
            self.line.addStretch(1)
        self.line.addWidget(self.remove)
        self.setFocusProxy(self.fact)

    def show_one(self, one: If) -> None:
        """Show a condition of the same kind."""
        self._one = one
        before = self.negate.blockSignals(True)
        self.negate.setChecked(one.is_not)
        self.negate.blockSignals(before)
        if self.value.text().strip() != one.value:
            self.value.show_text(one.value)


class Action(Part):
    """What is done, with a name, an amount or a text."""

    def __init__(
        self, place: int, one: Then, *, theme: Theme, names: Names, variables: Variables
    ) -> None:
        name = _("action {n}").format(n=place + 1)
        super().__init__(name, theme=theme)
        self._one = one
        self.kind = one.do
        self.do = DropDown(
            action_choices(), theme=theme, name=name, current=one.do, height=32
        )
        self.do.setFixedWidth(_KIND)
        self.do.chosen.connect(lambda do: self.change(do=do))
        self.named = NameField(
            _("Name in {what}").format(what=name),
            theme=theme,
            offered=partial(names, one.do),
        )
        self.named.edited.connect(lambda text: self.change(name=text.strip()))
        self.amount = NumberField(
            _("Amount of {what}").format(what=name), least=-MILLION, most=MILLION
        )
        self.amount.changed.connect(lambda value: self.change(amount=int(value)))
        self.amount.wrong.connect(self._on_wrong)
        self.text = TextBox(
            _("Text of {what}").format(what=name),
            theme=theme,
            most=500,
            height=56,
            variables=variables,
        )
        self.text.edited.connect(lambda text: self.change(text=text))
        self._lay_out(one)

    def _lay_out(self, one: Then) -> None:
        self.line.addWidget(self.do)
        self.line.addWidget(self.named, 1)
        self.line.addWidget(self.amount)
        self.named.setVisible(one.do in NAME_ACTIONS)
        self.amount.setVisible(one.do in AMOUNT_ACTIONS)
        if one.do not in NAME_ACTIONS:
            self.line.addStretch(1)
        self.line.addWidget(self.remove)
        self.text.setVisible(one.do in TEXT_ACTIONS)
        self.below.addWidget(self.text)
        self.setFocusProxy(self.do)

    def show_one(self, one: Then, typed: str | None = None) -> None:
        """Show an action of the same kind; typed: an amount that is none."""
        self._one = one
        if self.named.edit.text().strip() != one.name:
            self.named.show_text(one.name)
        self.amount.show_number(one.amount, typed)
        if typed is not None:
            self.error.say(self.amount.accepts)
        self.text.show_text(one.text)

    def _on_wrong(self, text: str | None) -> None:
        self.error.say("" if text is None else self.amount.accepts)
        self.wrong.emit(text)


class Parts(QWidget):
    """Rows that can be added and removed; rebuilt only when their kinds change."""

    changed = Signal(tuple)
    wrong = Signal(int, object)

    def __init__(
        self,
        make: Callable[[int, One], Condition | Action],
        empty: One,
        *,
        theme: Theme,
        add: str,
        most: int,
        least: int = 0,
    ) -> None:
        super().__init__()
        self._make = make
        self._empty = empty
        self._least, self._most = least, most
        self.rows: list[Condition | Action] = []
        self._values: tuple[One, ...] = ()
        self._kinds: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column.addLayout(self._column)
        self.add_button = Button(
            add, theme=theme, icon="plus", height=24, on_click=self.add
        )
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    def show_values(
        self, values: tuple[One, ...], wrong: Mapping[int, str] | None = None
    ) -> None:
        """Show rows; those that stay what they are keep the cursor.

        wrong: what is typed as an amount and is none, by place.
        """
        kinds = tuple(_kind(one) for one in values)
        self._values = values
        if kinds != self._kinds:
            self._rebuild(values, kinds)
        for place, (row, one) in enumerate(zip(self.rows, values, strict=True)):
            if isinstance(row, Action) and isinstance(one, Then):
                row.show_one(one, (wrong or {}).get(place))
            elif isinstance(row, Condition) and isinstance(one, If):
                row.show_one(one)
            row.remove.setEnabled(len(values) > self._least)
        self.add_button.setEnabled(len(values) < self._most)

    def show_problem(self, place: int, text: str) -> bool:
        """Say beneath a row what is wrong with it; returns whether there is one."""
        if not 0 <= place < len(self.rows):
            return False
        self.rows[place].error.say(text)
        return True

    def clear_problems(self) -> None:
        """Take every error away."""
        for row in self.rows:
            row.error.say("")

    def add(self) -> None:
        """Add a row, ready to be filled in."""
        self._tell((*self._values, self._empty))
        self.rows[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _rebuild(self, values: tuple[One, ...], kinds: tuple[str, ...]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._kinds = kinds
        self.rows = [self._make(place, one) for place, one in enumerate(values)]
        for place, row in enumerate(self.rows):
            row.changed.connect(partial(self._replace, place))
            row.removed.connect(partial(self._remove, place))
            row.wrong.connect(partial(self.wrong.emit, place))
            self._column.addWidget(row)

    def _replace(self, place: int, one: One) -> None:
        before = self._values
        if _kind(one) != _kind(before[place]):
            self._forget_wrong()
        self._tell((*before[:place], one, *before[place + 1 :]))

    def _remove(self, place: int) -> None:
        self._forget_wrong()
        self._tell((*self._values[:place], *self._values[place + 1 :]))

    def _forget_wrong(self) -> None:
        """Tell that no amount is wrong: rows are made anew, with what was one."""
        for place in range(len(self.rows)):
            self.wrong.emit(place, None)

    def _tell(self, values: tuple[One, ...]) -> None:
        self.show_values(values)
        self.changed.emit(values)


def _kind(one: If | Then) -> str:
    return one.fact if isinstance(one, If) else one.do
