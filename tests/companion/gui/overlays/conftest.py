"""The page on a scene that does what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QWidget

from companion.app.scene.stage import SceneClock
from companion.app.scene.stage import settle as settle_window
from companion.app.wiring import overlay_settings
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.overlays.page import OverlaysPage
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.overlays.willing import WillingEngine, WillingStudio


@dataclass
class Room:
    """The page, and what came of what was done on it."""

    page: OverlaysPage
    watch: Watch
    studio: WillingStudio
    preferences: Preferences
    settle: Callable[[], None]
    until: Callable[[Callable[[], bool]], None]
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)
    saved: list[Settings] = field(default_factory=list)


@pytest.fixture
def room(theme: Theme, qt_loop, run, qtbot) -> Iterator[Room]:
    """The page, 1368 pixels wide, with every overlay of the scene."""
    engine = WillingEngine()
    bridge = Bridge(engine, qt_loop)
    watch = Watch(bridge, clock=SceneClock())
    watch.take(read(engine))
    saved: list[Settings] = []
    notices: list[Notice] = []
    dialogs: list[Dialog] = []

    def save(settings: Settings) -> None:
        overlay_settings(settings)
        saved.append(settings)

    preferences = Preferences(Settings(), save=save)
    window = QWidget()
    page = OverlaysPage(
        watch,
        preferences=preferences,
        theme=theme,
        say=notices.append,
        show_dialog=dialogs.append,
    )
    page.setParent(window)
    qtbot.addWidget(window)
    window.resize(1368, 780)
    page.resize(1368, 780)
    window.show()

    def settle() -> None:
        page.studio.look()
        run(bridge.answered())

    async def wait_for(is_so: Callable[[], bool]) -> None:
        while not is_so():
            await settle_window(1)

    settle()
    yield Room(
        page=page,
        watch=watch,
        studio=engine.own_studio,
        preferences=preferences,
        settle=settle,
        until=lambda is_so: run(wait_for(is_so)),
        notices=notices,
        dialogs=dialogs,
        saved=saved,
    )
    window.hide()
    run(bridge.close())
    watch.stop()
