"""Changing what the gate judges by: saved, and in force at once, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError, SettingsError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.preferences import Preferences
from companion.settings import ModerationSettings

PREFIX: Final = "moderation."

Told = Callable[[str], object]
"""Gets what is wrong, "" when all is well."""


class _Change(NamedTuple):
    """One change that was asked for: values by name below "moderation."."""

    values: Mapping[str, object]
    told: Told

    @property
    def named(self) -> dict[str, object]:
        """Return the values by their full names."""
        return {f"{PREFIX}{field}": value for field, value in self.values.items()}


class GateSettings(QObject):
    """The table [moderation] as the tabs change it.

    A change is saved first, then the gate is asked to judge by it; what the gate
    refuses is taken back in the file too. changed: others are in force. Only one
    request is under way: what is changed meanwhile goes along with the next. Nothing
    of it is done on the window's thread: long lists take seconds.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._told = preferences.current.moderation
        self._asked: list[_Change] = []
        self._waiting: list[_Change] = []

    @property
    def current(self) -> ModerationSettings:
        """Return the settings as they are saved."""
        return self._preferences.current.moderation

    def look(self) -> None:
        """Tell of a change that was made elsewhere, such as on another tab."""
        if self.current is not self._told:
            self._told = self.current
            self.changed.emit()

    def table(self) -> dict[str, Any]:
        """Return the whole table [moderation], as Gate.reconfigure takes it."""
        return self._preferences.in_force().moderation.model_dump(exclude_none=True)

    def value(self, field: str) -> object:
        """Return a setting by its name below "moderation."."""
        return _value(self.current, field)

    def wanted(self, field: str) -> object:
        """Return a setting as it was changed last, whether that is saved yet or not."""
        for change in reversed([*self._asked, *self._waiting]):
            if field in change.values:
                return change.values[field]
        return self.value(field)

    def change(self, values: Mapping[str, object], told: Told) -> None:
        """Change settings, named below "moderation."; `told` hears what came of it.

        What cannot be changes nothing.
        """
        self._waiting.append(_Change(values, told))
        self._ask()

    def _ask(self) -> None:
        if self._asked or not self._waiting:
            return
        self._asked, self._waiting = self._waiting, []
        asked = self._asked

        async def keep(engine: Engine) -> Sequence[str]:
            before = self.current
            problems = await asyncio.to_thread(self._save, asked)
            if all(problems):
                return problems
            table = await asyncio.to_thread(self.table)
            try:
                await engine.gate.reconfigure(table)
            except CompanionError:
                await asyncio.to_thread(self._take_back, asked, before)
                raise
            return problems

        def then(problems: Sequence[str]) -> None:
            self._answered(problems)

        def failed(error: CompanionError) -> None:
            self._answered([_without_prefix(error)] * len(asked))

        self._bridge.ask(keep, then=then, failed=failed)

    def _answered(self, problems: Sequence[str]) -> None:
        asked, self._asked = self._asked, []
        for change, problem in zip(asked, problems, strict=True):
            change.told(problem)
        if not all(problems):
            self._told = self.current
            self.changed.emit()
        self._ask()

    def _save(self, asked: Sequence[_Change]) -> Sequence[str]:
        """Save changes in one go; return what is wrong with each, "" when it is kept.

        When they cannot all be, each is tried on its own.
        """
        together: dict[str, object] = {}
        for change in asked:
            together |= change.named
        try:
            self._preferences.change(together)
        except SettingsError as error:
            if len(asked) == 1:
                return [_without_field(error, together)]
            return [problem for change in asked for problem in self._save([change])]
        return [""] * len(asked)

    def _take_back(self, asked: Sequence[_Change], before: ModerationSettings) -> None:
        """Save what was before."""
        fields = {field for change in asked for field in change.values}
        kept = {f"{PREFIX}{field}": _plain(_value(before, field)) for field in fields}
        # A disk that takes nothing is told by the next change; the gate has the old
        # ones in any case.
        with suppress(SettingsError):
            self._preferences.change(kept)


def _value(settings: ModerationSettings, field: str) -> object:
    found: object = settings
    for part in field.split("."):
        found = getattr(found, part)
    return found


def _plain(value: object) -> object:
    """Return a value as with_values takes it: sections as tables."""
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_none=True)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _without_field(error: SettingsError, named: Mapping[str, object]) -> str:
    text = str(error)
    for field in sorted({error.field, *named}, key=len, reverse=True):
        text = text.removeprefix(f"{field}: ")
    return text


def _without_prefix(error: CompanionError) -> str:
    if isinstance(error, SettingsError):
        return str(error).removeprefix(f"{error.field}: ")
    return str(error)
