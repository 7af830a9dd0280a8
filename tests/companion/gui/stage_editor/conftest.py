"""The editor on a scene that does what it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from companion.app.scene.stage import SceneClock
from companion.app.scene.stage import settle as settle_window
from companion.app.wiring import overlay_settings
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.stage_editor.arrangement import box_of
from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.editor import StageEditor
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.overlays.willing import WillingEngine, WillingStudio

NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Workshop:
    """The editor, and what came of what was done in it."""

    editor: StageEditor
    watch: Watch
    studio: WillingStudio
    preferences: Preferences
    settle: Callable[[], None]
    until: Callable[[Callable[[], bool]], None]
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)
    saved: list[Settings] = field(default_factory=list)

    def box(self, name: str) -> Box:
        """Return where an overlay stands now."""
        item = self.editor.plan.arrangement.item(name)
        assert item is not None
        return box_of(item)

    def selected(self) -> tuple[str, ...]:
        """Return what is selected now."""
        return self.editor.plan.selected

    def names(self) -> tuple[str, ...]:
        """Return what stands on the stage now, the rearmost first."""
        return self.editor.plan.arrangement.names

    def at(self, x: float, y: float) -> QPoint:
        """Return where a place of the canvas is in the viewport."""
        canvas = self.editor.canvas
        return canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def drag(
        self, start: QPoint, *way: tuple[int, int], keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """Press, move from place to place, and let go; pixels of the screen."""
        view = self.editor.canvas.viewport()
        QTest.mousePress(view, LEFT, keys, start)
        self.move(start, *way, keys=keys)
        QTest.mouseRelease(view, LEFT, keys, start + QPoint(*way[-1]))

    def move(
        self, start: QPoint, *way: tuple[int, int], keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """Move a hand that has pressed already."""
        view = self.editor.canvas.viewport()
        for step in way:
            _move(view, start + QPoint(*step), keys)

    def type(self, text: str) -> None:
        """Type something on the canvas."""
        QTest.keyClicks(self.editor.canvas, text)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key on the canvas."""
        QTest.keyClick(self.editor.canvas, key, keys)


def _move(view: QWidget, at: QPoint, keys: Qt.KeyboardModifier) -> None:
    """QTest.mouseMove knows neither buttons nor keys."""

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        LEFT,
        keys,
    )
    QApplication.sendEvent(view, event)


@pytest.fixture
def stage_values() -> dict[str, object]:
    """What the settings file says of the stage, nothing by itself."""
    return {}


@pytest.fixture
def shop(
    theme: Theme,
    qt_loop: QEventLoop,
    run: Callable[[Coroutine[Any, Any, None]], None],
    qtbot: QtBot,
    stage_values: dict[str, object],
) -> Iterator[Workshop]:
    """The editor, 1368 by 780 pixels, with the landscape stage as it comes."""
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

    overlays = {"stage": stage_values} if stage_values else {}
    preferences = Preferences(Settings(overlays=overlays), save=save)
    editor = StageEditor(
        watch,
        preferences=preferences,
        theme=theme,
        say=notices.append,
        show_dialog=dialogs.append,
    )
    qtbot.addWidget(editor)
    editor.resize(1368, 780)
    editor.show()

    def settle() -> None:
        editor.studio.look()
        run(bridge.answered())

    async def wait_for(is_so: Callable[[], bool]) -> None:
        while not is_so():
            await settle_window(1)

    def until(is_so: Callable[[], bool]) -> None:
        run(asyncio.wait_for(wait_for(is_so), 10))

    settle()
    yield Workshop(
        editor=editor,
        watch=watch,
        studio=engine.own_studio,
        preferences=preferences,
        settle=settle,
        until=until,
        notices=notices,
        dialogs=dialogs,
        saved=saved,
    )
    editor.hide()
    run(bridge.close())
    watch.stop()
