"""The settings as the window changes them: one copy, saved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

from companion.settings import Settings, with_values


class Preferences:
    """current: as saved last. save: writes them; raises SettingsError.

    of_run: returns what holds in this run of settings that are saved: the command
    line's own come over them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        save: Callable[[Settings], None],
        of_run: Callable[[Settings], Settings] = lambda settings: settings,
    ) -> None:
        self._current = settings
        self._save = save
        self._of_run = of_run
        self._lock = Lock()

    @property
    def current(self) -> Settings:
        """Return the settings as they are now."""
        return self._current

    def in_force(self) -> Settings:
        """Return the settings that hold in this run; raises SettingsError."""
        return self._of_run(self._current)

    def change(self, values: Mapping[str, object]) -> Settings:
        """Change settings by dotted name and save; on any thread, one at a time.

        Takes seconds when lists are long. Raises SettingsError; nothing is changed
        then.
        """
        with self._lock:
            changed = with_values(self._current, values)
            self._save(changed)
            self._current = changed
            return changed
