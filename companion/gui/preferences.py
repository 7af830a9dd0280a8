"""The settings as the window changes them: one copy, saved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from companion.settings import Settings, with_values


class Preferences:
    """current: as saved last. save: writes them; raises SettingsError."""

    def __init__(self, settings: Settings, *, save: Callable[[Settings], None]) -> None:
        self._current = settings
        self._save = save

    @property
    def current(self) -> Settings:
        """Return the settings as they are now."""
        return self._current

    def change(self, values: Mapping[str, object]) -> Settings:
        """Change settings by dotted name and save.

        Raises SettingsError; nothing is changed then.
        """
        changed = with_values(self._current, values)
        self._save(changed)
        self._current = changed
        return changed
