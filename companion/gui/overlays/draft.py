"""One overlay's settings while they are being changed: tried, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from companion.domain.errors import SettingsError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.overlays.form_fields import accepts, look_fields
from companion.gui.preferences import Preferences
from companion.i18n import _
from overlays.look import OverlaySettings


class Draft(QObject):
    """What is saved of an overlay, and what is only tried on it.

    changed: other values hold now, tried or saved. saved: they are in the file.
    Values that are refused change nothing; the sentence that says why is returned.
    """

    changed = Signal()
    saved = Signal()

    def __init__(
        self,
        name: str,
        model: type[OverlaySettings],
        *,
        preferences: Preferences,
        bridge: Bridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.model = model
        self._preferences = preferences
        self._bridge = bridge
        self._tried: dict[str, Any] | None = None

    @property
    def own(self) -> dict[str, Any]:
        """Return what the file says of this overlay; defaults are not in it."""
        return dict(self._preferences.current.overlays.get(self.name, {}))

    @property
    def current(self) -> OverlaySettings:
        """Return the settings that show now; the defaults where the file is wrong."""
        values = self.own if self._tried is None else self._tried
        try:
            return self.model.model_validate(values)
        except ValidationError:
            return self.model()

    @property
    def is_own_look(self) -> bool:
        """Tell whether something of the look differs from how it comes."""
        return any(name in self.own for name in look_fields(self.model))

    def value(self, field: str) -> Any:  # noqa: ANN401  # whatever the setting is
        """Return the value of a setting now."""
        return getattr(self.current, field)

    def check(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return why values are not accepted, by field; {} when they are."""
        return self._problems(self._with(values), values)

    def try_values(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Show values without saving them; returns as `check` does."""
        wanted = self._with(values)
        problems = self._problems(wanted, values)
        if not problems:
            self._tried = wanted
            self._show(wanted)
            self.changed.emit()
        return problems

    def save(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Keep values; None sets a setting back. Returns as `check` does."""
        wanted = self._with(values)
        problems = self._problems(wanted, values)
        if problems:
            self.forget()
            return problems
        try:
            self._preferences.change(
                {f"overlays.{self.name}.{field}": wanted.get(field) for field in values}
            )
        except SettingsError as error:
            self.forget()
            return {next(iter(values)): str(error)}
        self.forget()
        self.saved.emit()
        return {}

    def forget(self) -> None:
        """Show what is saved again."""
        if self._tried is not None:
            self._tried = None
            self._show(None)
        self.changed.emit()

    def reset_look(self) -> dict[str, str]:
        """Have the overlay look as it comes."""
        return self.save(dict.fromkeys(look_fields(self.model)))

    # How

    def _with(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the file's values with others; what is the default is left out."""
        wanted = self.own
        for field, value in values.items():
            default = self.model.model_fields[field].get_default(
                call_default_factory=True
            )
            if value is None or value == default:
                wanted.pop(field, None)
            else:
                wanted[field] = list(value) if isinstance(value, tuple) else value
        return wanted

    def _problems(
        self, wanted: Mapping[str, Any], asked: Mapping[str, Any]
    ) -> dict[str, str]:
        try:
            self.model.model_validate(wanted)
        except ValidationError as error:
            found: dict[str, str] = {}
            for detail in error.errors(include_url=False):
                first = str(detail["loc"][0]) if detail["loc"] else ""
                field = first if first in self.model.model_fields else next(iter(asked))
                words = detail["msg"]
                if detail["type"] not in _OWN_WORDS and first == field:
                    words = accepts(self.model, field)
                words = words.removeprefix("Value error, ")
                found.setdefault(field, _("Not accepted: {why}").format(why=words))
            return found
        return {}

    def _show(self, values: Mapping[str, Any] | None) -> None:
        name = self.name

        def ask(engine: Engine) -> None:
            engine.studio.overlays.try_look(name, values)

        # Without a server nothing shows it, which the page says elsewhere.
        self._bridge.ask(ask, failed=lambda _error: None)


_OWN_WORDS = {"contrast", "value_error", "too_long"}
"""Types of errors whose text is already a sentence for people."""
