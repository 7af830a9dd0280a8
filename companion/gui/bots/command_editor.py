"""A chat command: how it is called, what it answers, to whom, how often, where."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from typing_extensions import override

from companion.gui.bots.controls import (
    NumberField,
    Places,
    Switch,
    TextField,
    WhoChoice,
    WordsField,
    side_by_side,
)
from companion.gui.bots.draft import Item
from companion.gui.bots.editor import Editor, wrong_text
from companion.gui.bots.text_box import TextBox
from companion.gui.bots.variables import offered
from companion.gui.components.button import Button
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import paragraph
from companion.gui.theme.theme import Theme
from companion.i18n import _

DAY = 86_400
REPLY = 500


class CommandEditor(Editor):
    """Of our own commands the name and what they say are not the Broadcaster's."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self._prefix = "!"
        self._make_call()
        self._make_reply()
        self._make_rest()

    def _make_call(self) -> None:
        self.name = TextField(_("Call"))
        self.name.edited.connect(
            lambda text: self.set_values(name=self._without_prefix(text))
        )
        self.aliases = WordsField(
            _("Other names, with commas between"), lead=_("also"), prefix="!"
        )
        self.aliases.setProperty("quiet", True)
        self.aliases.words_edited.connect(lambda words: self.set_values(aliases=words))
        call = side_by_side(self.name, self.aliases, stretch=True)
        self.form.add(_("Call"), call, name=self.name, aliases=self.aliases)

    def _make_reply(self) -> None:
        self.reply = TextBox(
            _("Reply"), theme=self._theme, most=REPLY, variables=self._variables
        )
        self.reply.edited.connect(lambda text: self.set_values(reply=text))
        self.ours = paragraph("", ink="3")
        self.ours.setMinimumHeight(32)
        self._reply_row = self.form.add(_("Reply"), self.reply, "reply")
        self._ours_row = self.form.add(_("Says"), self.ours)
        self.then = Button(
            theme=self._theme,
            height=24,
            icon="plus-circle",
            name=_("Counter"),
            on_click=self._open_counters,
        )
        self.counter = TextField(_("Counter"), placeholder=_("Counter’s name"))
        self.counter.hide()
        self.counter.edited.connect(lambda text: self.set_values(counter=text.strip()))
        self.counter.editingFinished.connect(self._hide_counter)
        then = side_by_side(self.then, self.counter)
        self.form.add(_("Then"), then, counter=self.counter)

    def _make_rest(self) -> None:
        theme = self._theme
        self.who = WhoChoice(theme=theme)
        self.who.chosen.connect(lambda who: self.set_values(who=who))
        self.form.add(_("Who"), self.who, "who")
        self.all = NumberField(
            _("Cooldown for all, in seconds"),
            unit=_("s all"),
            least=0,
            most=DAY,
            is_whole=False,
        )
        self.each = NumberField(
            _("Cooldown for each viewer, in seconds"),
            unit=_("s each"),
            least=0,
            most=DAY,
            is_whole=False,
            width=120,
        )
        self.join_number("cooldown_s", self.all)
        self.join_number("cooldown_each_s", self.each)
        cooldown = side_by_side(self.all, self.each)
        self.form.add(
            _("Cooldown"), cooldown, cooldown_s=self.all, cooldown_each_s=self.each
        )
        self.places = Places(theme=theme, answers=True)
        self.places.chosen.connect(lambda where: self.set_values(platforms=where))
        self.form.add(_("Where"), self.places, "platforms")
        self.anywhere = Switch(
            _("Answers also when the name stands alone within a message"),
            theme=theme,
            ink="3",
            on_change=lambda on: self.set_values(anywhere=on),
        )
        self.form.add("", self.anywhere, "anywhere")

    @override
    def refresh(self, item: Item) -> None:
        one = self._one
        self._show_names(item)
        self.reply.show_text(one.reply)
        self._show_counter()
        self.who.show_who(one.who)
        self.all.show_number(one.cooldown_s, wrong_text(item, "cooldown_s"))
        self.each.show_number(one.cooldown_each_s, wrong_text(item, "cooldown_each_s"))
        if self.reading is not None:
            self.places.show_pace(self.reading.view.pace)
        self.places.show_places(one.platforms)
        self.anywhere.toggle.show_on(one.anywhere)

    def _show_names(self, item: Item) -> None:
        one = self._one
        self._prefix = item.prefix
        self.aliases.set_prefix(item.prefix)
        if self._without_prefix(self.name.text()) != one.name:
            self.name.show_text(f"{item.prefix}{one.name}" if one.name else "")
        self.name.setPlaceholderText(item.prefix + _("song"))
        self.name.setReadOnly(item.is_built_in)
        why = _("The ! names of our own commands stay; add others beside it.")
        self.name.setToolTip(why if item.is_built_in else _("Call"))
        self.aliases.show_words(one.aliases)
        is_ours = item.is_built_in and not one.reply
        self.form.show_row(self._reply_row, not is_ours)
        self.form.show_row(self._ours_row, is_ours)
        self.ours.setText(self._says(one.name))

    def _without_prefix(self, text: str) -> str:
        return text.strip().removeprefix(self._prefix)

    def _says(self, name: str) -> str:
        views = self.reading.view.commands if self.reading else ()
        said = next((one.says for one in views if one.name == name), "")
        return _("{what}, built in").format(what=said) if said else _("Built in")

    # The counter

    def _show_counter(self) -> None:
        name = self._one.counter
        words = _("counter {name} + 1").format(name=name) if name else _("add")
        self.then.setText(words)
        self.then.setAccessibleName(words if name else _("Add a counter"))
        self.then.set_icon("plus-circle" if name else "plus")
        if self.counter.text().strip() != name:
            self.counter.show_text(name)

    def counter_items(self) -> list[MenuItem]:
        """Return the counters that can go up, a new one, and none."""
        known = (
            [name for name, _n in self.reading.view.counters] if self.reading else []
        )
        current = self._one.counter
        items = [
            MenuItem(
                text=name,
                checked=name == current,
                on_pick=partial(self._take_counter, name),
            )
            for name in dict.fromkeys([*known, *([current] if current else [])])
        ]
        items.append(MenuItem(text=_("Another…"), icon="plus", on_pick=self._name_it))
        if current:
            clear = partial(self._take_counter, "")
            items.append(MenuItem(text=_("No counter"), icon="x", on_pick=clear))
        return items

    def _open_counters(self) -> None:
        popup = menu(self.window(), self.counter_items(), theme=self._theme)
        popup.popup(self.then.mapToGlobal(QPoint(0, self.then.height() + 4)))

    def _take_counter(self, name: str) -> None:
        self.set_values(counter=name)
        self._show_counter()

    def _name_it(self) -> None:
        self.counter.show()
        self.counter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hide_counter(self) -> None:
        self.counter.hide()
        self._show_counter()

    def _variables(self) -> list[tuple[str, str]]:
        return offered(self.reading, where="reply")
