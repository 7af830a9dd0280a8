"""Editors of what has one field: the note board, a counter, a quote."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from companion.gui.bots.controls import NumberField, TextField, side_by_side
from companion.gui.bots.draft import Counter, Item, Quote
from companion.gui.bots.editor import Editor, wrong_text
from companion.gui.bots.text_box import TextBox
from companion.gui.components.button import Button
from companion.gui.components.text import paragraph
from companion.gui.theme.theme import Theme
from companion.i18n import _

_MOST = 1_000_000_000
NOTES = 20_000


class NotesEditor(Editor):
    """What not to forget tonight; nobody else sees it."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.text = TextBox(
            _("Notes for the evening"),
            theme=theme,
            most=NOTES,
            height=240,
            placeholder=_("What not to forget tonight"),
        )
        self.text.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding
        )
        self.text.edited.connect(lambda text: self.set_values(text=text))
        self.form.add_wide(self.text, "text", "notes")
        note = _("Seen here only; no overlay and no chat shows it.")
        self.form.add_wide(paragraph(note, size=12, ink="3"))

    @override
    def refresh(self, item: Item) -> None:
        self.text.show_text(self._one.text)


class CounterEditor(Editor):
    """A counter's value; its name is given once."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.name = TextField(_("Name"), placeholder="deaths")
        self.name.edited.connect(lambda text: self.set_values(name=text.strip()))
        self.form.add(_("Name"), self.name, "name")
        self.value = NumberField(_("Value"), least=-_MOST, most=_MOST, width=120)
        self.join_number("value", self.value)
        self.down = Button(
            theme=theme,
            icon="minus",
            name=_("One less"),
            on_click=lambda: self._step(-1),
        )
        self.up = Button(
            theme=theme, icon="plus", name=_("One more"), on_click=lambda: self._step(1)
        )
        line = side_by_side(self.value, self.down, self.up)
        self.form.add(_("Value"), line, "value")
        self.hint = paragraph("", size=12, ink="3")
        self.form.add("", self.hint)

    @override
    def refresh(self, item: Item) -> None:
        one: Counter = self._one
        if self.name.text().strip() != one.name:
            self.name.show_text(one.name)
        self.name.setReadOnly(item.saved is not None)
        self.value.show_number(one.value, wrong_text(item, "value"))
        name = "{{counter." + (one.name or _("name")) + "}}"
        self.hint.setText(_("Replies show it with {variable}.").format(variable=name))

    def _step(self, step: int) -> None:
        self.set_values(value=self._one.value + step)
        self.value.show_number(self._one.value)


class QuoteEditor(Editor):
    """What somebody said, to be quoted by its number."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.text = TextBox(_("Quote"), theme=theme, most=500)
        self.text.edited.connect(lambda text: self.set_values(text=text))
        self.form.add(_("Quote"), self.text, "text")
        self.hint = paragraph("", size=12, ink="3")
        self.form.add("", self.hint)

    @override
    def refresh(self, item: Item) -> None:
        one: Quote = self._one
        self.text.show_text(one.text)
        call = f"{item.prefix}quote {one.number or ''}".strip()
        self.hint.setText(_("Viewers ask for it with {call}.").format(call=call))
