"""A rule: when something happens, if all holds, then do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.bots import OF_NOBODY, If, Then
from companion.domain.studio import HookView
from companion.gui.bots.controls import (
    NameField,
    NumberField,
    Switch,
    TextField,
    side_by_side,
)
from companion.gui.bots.draft import Item
from companion.gui.bots.editor import Editor, wrong_text
from companion.gui.bots.hook_row import HookRow
from companion.gui.bots.rule_parts import Action, Condition, Parts
from companion.gui.bots.variables import offered
from companion.gui.bots.words import (
    about_words,
    event_choices,
    event_of,
    unit_words,
)
from companion.gui.components.dropdown import DropDown
from companion.gui.components.text import label
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_VERBS = ("spin", "start", "next")
_STATES = ("live", "paused", "ended")
LEAST = 1_000_000_000


class RuleEditor(Editor):
    """Name and event, rows of conditions, rows of actions, and how it is tried."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.name = TextField(_("Name"))
        self.name.edited.connect(lambda text: self.set_values(name=text.strip()))
        self.form.add(_("Name"), self.name, "name")
        self._make_when()
        self.conditions: Parts = Parts(
            self._make_condition,
            If(fact="who", value="subscriber"),
            theme=theme,
            add=_("A condition"),
            most=20,
        )
        self.conditions.changed.connect(lambda all_: self.set_values(conditions=all_))
        self.form.add_wide(self._headed(_("If all of this holds"), self.conditions))
        self.thens: Parts = Parts(
            self._make_action,
            Then(do="reply"),
            theme=theme,
            add=_("An action"),
            most=10,
            least=1,
        )
        self.thens.changed.connect(lambda all_: self.set_values(actions=all_))
        self.thens.wrong.connect(
            lambda place, text: self.typed_wrong.emit(f"actions[{place}].amount", text)
        )
        self.form.add_wide(self._headed(_("Then"), self.thens))
        self._make_rest()

    def _headed(self, title: str, body: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(title, size=12, weight=fonts.SEMIBOLD))
        column.addWidget(body)
        return holder

    def _make_when(self) -> None:
        self.event_kind = DropDown(
            event_choices(), theme=self._theme, name=_("When"), height=32
        )
        self.event_kind.chosen.connect(self._choose_event)
        self.about = NameField(
            _("Of which"), theme=self._theme, offered=self._about_names
        )
        self.about.edited.connect(lambda text: self._set_when(about=text.strip()))
        when = side_by_side(self.event_kind, self.about, stretch=True)
        self.form.add(_("When"), when, "when", "when.event", "when.about")
        self.least = NumberField(_("At least"), least=0, most=LEAST)
        self.join_number(
            "when.least", self.least, lambda value: self._set_when(least=value)
        )
        self.unit = label(size=12, ink="3")
        self._least_row = self.form.add(
            _("At least"), side_by_side(self.least, self.unit), "when.least"
        )
        self.every = NumberField(
            _("Every so many seconds"), unit="s", least=60, most=86_400
        )
        self.join_number(
            "when.every_s", self.every, lambda value: self._set_when(every_s=value)
        )
        self._every_row = self.form.add(
            _("Every"), side_by_side(self.every), "when.every_s"
        )
        self.hook = HookRow(theme=self._theme)
        self._hook_row = self.form.add(_("Address"), self.hook)
        self.price = NumberField(_("Price in coins"), least=0, most=LEAST)
        self.join_number(
            "when.price", self.price, lambda value: self._set_when(price=value)
        )
        self._price_row = self.form.add(
            _("Price"), side_by_side(self.price), "when.price"
        )

    def _make_rest(self) -> None:
        self.rests = NumberField(
            _("Rests so many seconds between two times"),
            unit="s",
            least=0,
            most=86_400,
        )
        self.join_number("rests_s", self.rests)
        self.form.add(_("Then rests"), side_by_side(self.rests), "rests_s")
        self.label = TextField(
            _("On the gift menu"), placeholder=_("Rose = spin the wheel")
        )
        self.label.edited.connect(lambda text: self.set_values(label=text.strip()))
        self.form.add(_("Gift menu"), self.label, "label")
        self.dry = Switch(
            _("Only tell in the log what it would do"),
            theme=self._theme,
            on_change=lambda on: self.set_values(is_dry=on),
        )
        self.form.add(_("Dry run"), self.dry, "is_dry")

    def _make_condition(self, place: int, one: If | Then) -> Condition | Action:
        if isinstance(one, Then):
            return self._make_action(place, one)
        return Condition(place, one, theme=self._theme)

    def _make_action(self, place: int, one: If | Then) -> Condition | Action:
        if isinstance(one, If):
            return self._make_condition(place, one)
        return Action(
            place,
            one,
            theme=self._theme,
            names=self._names,
            variables=self._variables,
        )

    @override
    def refresh(self, item: Item) -> None:
        one = self._one
        if self.name.text().strip() != one.name:
            self.name.show_text(one.name)
        self.event_kind.set_current(one.when.event)
        self._show_when(item)
        self.conditions.show_values(one.conditions)
        self.thens.show_values(one.actions, _wrong_amounts(item))
        self.rests.show_number(one.rests_s, wrong_text(item, "rests_s"))
        if self.label.text().strip() != one.label:
            self.label.show_text(one.label)
        self.dry.toggle.show_on(one.is_dry)

    def _show_when(self, item: Item) -> None:
        when = self._one.when
        about, unit = about_words(when.event), unit_words(when.event)
        self.about.setVisible(bool(about))
        self.about.edit.setPlaceholderText(about)
        if self.about.edit.text().strip() != when.about:
            self.about.show_text(when.about)
        self.form.show_row(self._least_row, bool(unit))
        self.unit.setText(unit)
        self.least.show_number(when.least, wrong_text(item, "when.least"))
        self.form.show_row(self._every_row, when.event == "every")
        self.every.show_number(when.every_s, wrong_text(item, "when.every_s"))
        self.form.show_row(self._hook_row, when.event == "hook")
        self.hook.show_hook(when.about, self._hooks().get(when.about))
        self.form.show_row(self._price_row, when.event == "redeem")
        self.price.show_number(when.price, wrong_text(item, "when.price"))

    # What is changed

    def _choose_event(self, key: str) -> None:
        event = event_of(key)
        self._set_when(event=event, about="")
        if event in OF_NOBODY:
            self._speak_to_all()

    def _speak_to_all(self) -> None:
        """Have replies be messages, where nobody is there to be replied to."""
        actions = tuple(
            structs.replace(one, do="message") if one.do == "reply" else one
            for one in self._one.actions
        )
        self.set_values(actions=actions)
        self.thens.show_values(actions)

    def _set_when(self, **changes: object) -> None:
        self.set_values(when=structs.replace(self._one.when, **changes))
        self._show_when(Item(key="", section="rules", saved=None, draft=self._one))

    def _about_names(self) -> Sequence[str]:
        if self._one.when.event == "hook":
            return tuple(self._hooks())
        return _STATES if self._one.when.event == "session" else ()

    def _hooks(self) -> dict[str, HookView]:
        known = self.reading.hooks if self.reading else ()
        return {one.name: one for one in known}

    def _names(self, action: str) -> Sequence[str]:
        if self.reading is None:
            return ()
        match action:
            case "sound":
                return [one.name for one in self.reading.media if one.kind == "sound"]
            case "celebration":
                return [one.name for one in self.reading.media if one.kind == "video"]
            case "scene":
                return self.reading.scenes
            case "webhook":
                return self.reading.webhooks
            case "counter":
                return [name for name, _n in self.reading.view.counters]
            case "interaction":
                return _VERBS
            case _:
                return ()

    def _variables(self) -> list[tuple[str, str]]:
        return offered(self.reading, where="rule")

    # What is not accepted

    @override
    def clear_problems(self) -> None:
        super().clear_problems()
        self.conditions.clear_problems()
        self.thens.clear_problems()

    @override
    def show_problem(self, field: str, text: str) -> bool:
        head, _dot, rest = field.replace("[", ".").replace("]", "").partition(".")
        held: dict[str, Parts] = {"conditions": self.conditions, "actions": self.thens}
        parts = held.get(head)
        if parts is None:
            return super().show_problem(field, text)
        place = rest.partition(".")[0]
        return parts.show_problem(int(place) if place.isdecimal() else 0, text)


def _wrong_amounts(item: Item) -> dict[int, str]:
    """Return what is typed as an amount and is none, by the action's place."""
    found = {}
    for field, text in item.wrong:
        place = field.removeprefix("actions[").removesuffix("].amount")
        if place.isdecimal():
            found[int(place)] = text
    return found
