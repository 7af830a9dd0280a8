"""A real window over the real engine and a real ledger, on one Qt event loop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from companion.app.machine import Machine
from companion.app.options import RunOptions
from companion.app.panes import make_panes
from companion.app.running import RunningApp, open_app
from companion.app.scene.stage import settle
from companion.domain.values import Platform
from companion.gui.bridge import Bridge
from companion.gui.preferences import Preferences
from companion.gui.services import Services
from companion.gui.shell.connect import Scenario
from companion.gui.theme.theme import Theme
from companion.gui.window import Window
from companion.platforms.tiktok.notice import is_accepted, notice
from companion.settings import Settings
from tests.support.fakes import FakeClock, FakeIds

WidgetT = TypeVar("WidgetT", bound=QWidget)

SCENARIOS = (
    Scenario(target="simulator:demo", title="Demo", description="Calm."),
    Scenario(target="simulator:flood", title="Flood", description="Much."),
)


@dataclass(kw_only=True)
class Seen:
    """What the window did.

    saved: settings that it saved, oldest first. pages: addresses that it opened in
    the browser. left: it asked to be closed.
    """

    saved: list[Settings] = field(default_factory=list)
    left: list[bool] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Desk(Seen):
    """What a test touches."""

    window: Window
    app: RunningApp
    clock: FakeClock

    async def settle(self) -> None:
        """Let everything that was asked be answered and drawn."""
        bridge, watch = self.window.bridge, self.window.watch
        for _round in range(3):
            await bridge.answered()
            bridge.drain()
            watch.refresh()
            await bridge.answered()
        # Not processEvents(): it would run other tasks' steps inside this one's.
        await settle(1)

    def dialog(self, kind: type[WidgetT]) -> WidgetT:
        """Return the open dialog, which must be of this kind."""
        found = self.window.requests.open_dialog
        assert isinstance(found, kind)
        return found


@asynccontextmanager
async def at_desk(
    theme: Theme,
    folder: Path,
    *,
    size: tuple[int, int] = (1440, 900),
    settings: Settings | None = None,
    is_kept: bool = True,
    holds: str = "",
    offers_first_run: bool = False,
) -> AsyncIterator[Desk]:
    """Open engine and window; simulators connect and stay silent.

    holds: a word that the gate holds back. offers_first_run: to who has nothing yet.
    """
    clock = FakeClock()
    machine = Machine(clock=clock, ids=FakeIds(), chance=random.Random(1))
    words = (f'moderation.holdlist=["{holds}"]',) if holds else ()
    options = RunOptions(
        purpose="window", folder=folder, port=0, rate=0, overrides=words
    )
    async with open_app(options, machine) as app:
        bridge = Bridge(app.engine, asyncio.get_running_loop())
        seen = Seen()
        services = replace(
            _services(seen, clock, settings or Settings(), is_kept=is_kept),
            offers_first_run=offers_first_run,
        )
        window = Window(
            bridge,
            theme=theme,
            services=services,
            make_panes=make_panes(bridge, theme=theme, clock=clock),
        )
        window.resize(*size)
        window.show()
        await bridge.open()
        desk = Desk(
            window=window,
            app=app,
            clock=clock,
            saved=seen.saved,
            left=seen.left,
            pages=seen.pages,
        )
        await desk.settle()
        try:
            yield desk
        finally:
            await _close(desk, bridge)


def _services(
    seen: Seen, clock: FakeClock, settings: Settings, *, is_kept: bool
) -> Services:
    return Services(
        clock=clock,
        cpu=lambda: 3.1,
        preferences=Preferences(settings, save=seen.saved.append),
        scenarios=SCENARIOS,
        available=frozenset(Platform),
        tiktok_notice=notice,
        is_notice_accepted=is_accepted,
        open_page=seen.pages.append,
        on_close=lambda: seen.left.append(True),
        is_kept=is_kept,
    )


async def _close(desk: Desk, bridge: Bridge) -> None:
    dialog = desk.window.requests.open_dialog
    if dialog is not None:
        dialog.close()
    desk.window.stop()
    await bridge.close()
    desk.window.hide()
    desk.window.deleteLater()
