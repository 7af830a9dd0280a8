"""A window on the scene: built, fed in the order of the evening, taken down again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap

from companion.app.panes import make_panes
from companion.app.scene.engine import SceneEngine
from companion.app.scene.evening import NOW, shown_entries
from companion.app.scene.held import held_entries
from companion.app.scene.past import remember
from companion.app.scene.studio import ScenePainter
from companion.domain.values import Platform, Timestamp
from companion.gui.bridge import Bridge
from companion.gui.preferences import Preferences
from companion.gui.services import Services
from companion.gui.shell.connect import Scenario
from companion.gui.shell.watch import read
from companion.gui.theme.theme import Theme
from companion.gui.window import Window
from companion.platforms.simulator.library import Library
from companion.platforms.tiktok.notice import is_accepted, notice
from companion.settings import Settings

SETTLE_MS = 60
"""Long enough for every timer of the window that matters to a picture."""


class SceneClock:
    """The moment of the pictures, for ever."""

    def now(self) -> Timestamp:
        """Return 2026-11-20T20:46:57Z."""
        return NOW

    def catch_up(self, least: Timestamp = 0) -> None:
        """Stay."""

    def monotonic(self) -> float:
        """Return 0: nothing passes."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Wait for ever: there is no later."""
        del seconds
        await asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a moment acts on."""

    window: Window
    bridge: Bridge
    engine: SceneEngine

    def look(self) -> None:
        """Have the window see the engine as it is now."""
        self.window.watch.take(read(self.engine))

    def picture(self) -> QPixmap:
        """Return the window with the dialog or popover that is open over it."""
        window = self.window
        result = window.grab()
        dialog = window.requests.open_dialog
        dialog = dialog or window.obs.popover
        if dialog is not None:
            at = dialog.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
            painter = QPainter(result)
            painter.drawPixmap(at, dialog.grab())
            painter.end()
        return result

    async def close(self) -> None:
        """Take the window down."""
        dialog = self.window.requests.open_dialog
        if dialog is not None:
            dialog.close()
        self.window.stop()
        await self.bridge.close()
        self.window.hide()
        self.window.deleteLater()
        await settle()


async def open_stage(
    theme: Theme, size: tuple[int, int], *, alone: bool = False
) -> Stage:
    """Return a window of `size` on the scene; alone: nothing has happened yet.

    Runs on a Qt event loop; window and engine share it.
    """
    engine = SceneEngine()
    engine.alone = alone
    bridge = Bridge(engine, asyncio.get_running_loop())
    clock = SceneClock()
    window = Window(
        bridge,
        theme=theme,
        services=_services(clock),
        make_panes=make_panes(bridge, theme=theme, clock=clock),
    )
    window.resize(*size)
    window.show()
    await bridge.open()
    stage = Stage(window=window, bridge=bridge, engine=engine)
    if not alone:
        remember(window.watch.trends)
    stage.look()
    if not alone:
        window.accounts.refresh()
        await _play(stage)
    await settle()
    return stage


async def _play(stage: Stage) -> None:
    """Let the last minutes arrive after the standings before them were read."""
    stage.bridge.inbox.session(stage.engine.session())
    stage.bridge.inbox.connections(stage.engine.connections())
    stage.bridge.drain()
    await settle()
    stage.window.live.panes.tick()
    stage.engine.arrived = True
    held = list(held_entries())
    for shown in shown_entries():
        while held and held[0].entry.at <= shown.entry.at:
            stage.bridge.inbox.reviewing([held.pop(0)])
        stage.bridge.inbox.shown([shown])
    stage.bridge.drain()
    stage.look()
    await settle()
    stage.window.live.panes.tick()


async def settle(milliseconds: int = SETTLE_MS) -> None:
    """Let the event loop run for a moment."""
    over = asyncio.Event()
    QTimer.singleShot(milliseconds, over.set)
    await over.wait()


def _services(clock: SceneClock) -> Services:
    cards = Library().cards()
    return Services(
        clock=clock,
        cpu=lambda: 3.1,
        preferences=Preferences(Settings(), save=lambda _settings: None),
        scenarios=tuple(
            Scenario(target=card.target, title=card.title, description=card.description)
            for card in cards
        ),
        available=frozenset(Platform),
        tiktok_notice=notice,
        is_notice_accepted=is_accepted,
        open_page=lambda _address: None,
        on_close=lambda: None,
        painter=ScenePainter(),
    )
