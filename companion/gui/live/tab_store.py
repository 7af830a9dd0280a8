"""The saved filters: one list, kept in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from companion.domain.errors import SettingsError
from companion.gui.live.chat_filter import ChatFilter, tab_values
from companion.gui.preferences import Preferences
from companion.i18n import _
from companion.settings import Settings
from companion.settings.chat import ChatTab

FIELD = "chat.tabs"


class TabStore:
    """Each change is saved at once and returns what is wrong, "" when all is well.

    preferences: None keeps them for this run only.
    """

    def __init__(self, preferences: Preferences | None = None) -> None:
        self._preferences = preferences or Preferences(
            Settings(), save=lambda _settings: None
        )

    @property
    def tabs(self) -> tuple[ChatTab, ...]:
        """Return the saved filters in the order of their tabs."""
        return self._preferences.current.chat.tabs

    def add(self, name: str, chosen: ChatFilter) -> str:
        """Save a filter as the last tab."""
        return self._save([*self._plain(), tab_values(name, chosen)], name=name)

    def change(self, place: int, name: str, chosen: ChatFilter) -> str:
        """Save a filter in place of the one at `place`."""
        tabs = self._plain()
        tabs[place] = tab_values(name, chosen)
        return self._save(tabs, name=name, besides=place)

    def delete(self, place: int) -> str:
        """Forget the filter at `place`."""
        tabs = self._plain()
        del tabs[place]
        return self._save(tabs)

    def restore(self, place: int, tab: ChatTab) -> str:
        """Put a deleted filter back to where it was."""
        tabs = self._plain()
        tabs.insert(place, tab.model_dump())
        return self._save(tabs)

    def move(self, place: int, way: int) -> str:
        """Move the filter at `place` by `way` places, -1 to the left."""
        tabs = self._plain()
        target = place + way
        if not 0 <= target < len(tabs):
            return ""
        tabs.insert(target, tabs.pop(place))
        return self._save(tabs)

    def _plain(self) -> list[dict[str, Any]]:
        return [tab.model_dump() for tab in self.tabs]

    def _save(
        self,
        tabs: Sequence[dict[str, Any]],
        *,
        name: str | None = None,
        besides: int | None = None,
    ) -> str:
        others = [tab.name for at, tab in enumerate(self.tabs) if at != besides]
        if name is not None and name in others:
            return _("There is a tab of this name already")
        try:
            self._preferences.change({FIELD: list(tabs)})
        except SettingsError as error:
            return str(error)
        return ""
