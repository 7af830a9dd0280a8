"""The page on a real engine: ledger, line and show run on the window's loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion.app.scene.stage import settle as settle_window
from companion.domain.events import Arrival, Chat
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import InteractionView, ShowView
from companion.domain.values import Platform, Viewer
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.shell.watch import Watch
from companion.gui.show.page import ShowPage
from companion.gui.theme.theme import Theme
from tests.support.fakes import FakeClock
from tests.support.real_engine import TARGET, RunningEngine, open_engine


@dataclass
class Evening:
    """The page, its engine, and what came of what was done on it."""

    page: ShowPage
    running: RunningEngine
    run: Callable[[Any], Any]
    bridge: Bridge
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)

    @property
    def view(self) -> ShowView:
        """Return how the engine's show stands, not what the page shows of it."""
        return self.running.engine.show.view()

    @property
    def current(self) -> InteractionView:
        """Return what is on air."""
        return next(v for v in self.view.interactions if v.id == self.view.on_air)

    @property
    def titles(self) -> list[str]:
        """Return the run-sheet as the page lists it."""
        rows = self.page.sheet.rows.model_.rows
        return [row.words().splitlines()[0] for row in rows]

    def settle(self) -> None:
        """Wait for what was asked, and let the page look."""
        self.run(self.bridge.answered())
        self.page.show_watch.look()
        self.run(self.bridge.answered())

    def plan(self, *specs: AnySpec) -> None:
        """Put interactions into the run-sheet."""
        show = self.running.engine.show
        self.run(show.keep_sheet("Friday", [("", spec) for spec in specs]))
        self.settle()

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        on: QWidget | None = None,
    ) -> None:
        """Press a key on the page, or on something in it."""
        QTest.keyClick(on or self.page, key, modifier)
        self.settle()

    def say(self, text: str, name: str = "nova") -> int:
        """Have somebody write; returns the seq of the entry."""
        chat = Chat(
            id=f"tiktok:{name}-{text}",
            platform=Platform.TIKTOK,
            channel="mira.plays",
            viewer=Viewer(id=f"tiktok:{name}", name=name),
            text=text,
        )

        async def tell() -> int:
            await self.running.intake.put(Arrival(event=chat, source=TARGET))
            await self.running.pipeline.drain()
            await settle_window(1)
            return self.running.engine.totals().entries

        seq = int(self.run(tell()))
        self.settle()
        return seq


@pytest.fixture
def evening(
    theme: Theme, qt_loop: Any, run: Any, qtbot: Any, tmp_path: Path
) -> Iterator[Evening]:
    """The page, 1368 pixels wide, in a session that has just begun."""
    clock = FakeClock()
    opened = open_engine(tmp_path, clock)
    running = run(opened.__aenter__())
    run(running.engine.start_session("Friday"))
    bridge = Bridge(running.engine, qt_loop)
    watch = Watch(bridge, clock=clock)
    notices: list[Notice] = []
    dialogs: list[Dialog] = []
    window = QWidget()
    window.resize(1368, 780)
    qtbot.addWidget(window)
    page = ShowPage(
        watch,
        theme=theme,
        say=notices.append,
        show_dialog=dialogs.append,
        simulate=lambda: None,
    )
    page.setParent(window)
    page.resize(1368, 780)
    window.show()
    found = Evening(
        page=page,
        running=running,
        run=run,
        bridge=bridge,
        notices=notices,
        dialogs=dialogs,
    )
    found.settle()
    yield found
    window.hide()
    for dialog in dialogs:
        if isValid(dialog):
            dialog.deleteLater()
    run(bridge.close())
    watch.stop()
    run(opened.__aexit__(None, None, None))
