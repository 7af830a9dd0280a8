"""Changing what the gate judges by: saved, and in force at once, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError, SettingsError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.preferences import Preferences
from companion.settings import ModerationSettings

PREFIX: Final = "moderation."

Told = Callable[[str], object]
"""Gets what is wrong, "" when all is well."""


class GateSettings(QObject):
    """The table [moderation] as the tabs change it.

    A change is saved first, then the gate is asked to judge by it; what the gate
    refuses is taken back in the file too. changed: others are in force. Only one
    request is under way: what is changed meanwhile goes along with the next.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._asking = False
        self._told = preferences.current.moderation
        self._waiting: list[tuple[dict[str, object], Told]] = []

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
        return self.current.model_dump(exclude_none=True)

    def value(self, field: str) -> object:
        """Return a setting by its name below "moderation."."""
        found: object = self.current
        for part in field.split("."):
            found = getattr(found, part)
        return found

    def change(self, values: Mapping[str, object], told: Told) -> None:
        """Change settings, named below "moderation."; `told` hears what came of it.

        What cannot be is told at once, and nothing is changed then.
        """
        named = {f"{PREFIX}{field}": value for field, value in values.items()}
        before = {f"{PREFIX}{field}": _plain(self.value(field)) for field in values}
        try:
            self._preferences.change(named)
        except SettingsError as error:
            told(_without_field(error, named))
            return
        self._waiting.append((before, told))
        self._ask()

    def _ask(self) -> None:
        if self._asking or not self._waiting:
            return
        self._asking = True
        asked, self._waiting = self._waiting, []
        table = self.table()

        async def reconfigure(engine: Engine) -> None:
            await engine.gate.reconfigure(table)

        def then(_none: None) -> None:
            self._answered(asked, "")

        def failed(error: CompanionError) -> None:
            self._take_back(asked)
            self._answered(asked, _without_prefix(error))

        self._bridge.ask(reconfigure, then=then, failed=failed)

    def _answered(
        self, asked: list[tuple[dict[str, object], Told]], error: str
    ) -> None:
        self._asking = False
        for _before, told in asked:
            told(error)
        if not error:
            self._told = self.current
            self.changed.emit()
        self._ask()

    def _take_back(self, asked: list[tuple[dict[str, object], Told]]) -> None:
        """Save what was before, the newest change first; later ones stay."""
        later = {field for before, _told in self._waiting for field in before}
        for before, _told in reversed(asked):
            kept = {k: v for k, v in before.items() if k not in later}
            if kept:
                # A disk that takes nothing is told by the next change; the gate has
                # the old ones in any case.
                with suppress(SettingsError):
                    self._preferences.change(kept)


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
