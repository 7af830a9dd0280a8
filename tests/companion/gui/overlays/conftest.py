"""The page on a scene that does what it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from companion.app.wiring import overlay_settings
from companion.gui.overlays.page import OverlaysPage
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.overlays.willing import WillingEngine, WillingStudio
from tests.companion.gui.page_stand import OnStand, Stands


@dataclass(kw_only=True)
class Room(OnStand):
    """The page, and what came of what was done on it."""

    page: OverlaysPage
    studio: WillingStudio
    preferences: Preferences
    saved: list[Settings]

    @property
    def watch(self) -> Watch:
        """Return what the window knows of the engine."""
        return self.stand.watch

    def settle(self) -> None:
        """Let the page look, and wait for what it asks."""
        self.page.studio.look()
        self.stand.answered()


@pytest.fixture
def room(theme: Theme, stands: Stands) -> Iterator[Room]:
    """The page, 1368 pixels wide, with every overlay of the scene."""
    engine = WillingEngine()
    saved: list[Settings] = []

    def save(settings: Settings) -> None:
        overlay_settings(settings)
        saved.append(settings)

    preferences = Preferences(Settings(), save=save)
    with stands.over_scene(engine) as stand:
        page = OverlaysPage(
            stand.watch,
            preferences=preferences,
            theme=theme,
            say=stand.notices.append,
            show_dialog=stand.dialogs.append,
        )
        stand.put(page)
        found = Room(
            page=page,
            studio=engine.own_studio,
            preferences=preferences,
            stand=stand,
            saved=saved,
        )
        found.settle()
        yield found
