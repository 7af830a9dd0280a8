"""The page on a real engine: ledger, line and show run on the window's loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.app.scene.stage import settle as settle_window
from companion.domain.events import Arrival, Chat
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import InteractionView, ShowView
from companion.domain.values import Platform, Viewer
from companion.gui.show.page import ShowPage
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.page_stand import OnStand, Stands
from tests.companion.web.room.conftest import free_port
from tests.support.real_engine import TARGET, RunningEngine


@dataclass(kw_only=True)
class Evening(OnStand):
    """The page, its engine, and what came of what was done on it."""

    page: ShowPage
    running: RunningEngine

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
        self.stand.answered()
        self.page.show_watch.look()
        self.stand.answered()

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
def room_port() -> int:
    """The port that the page for people in the room is served on when it is opened."""
    return free_port()


@pytest.fixture
def evening(
    theme: Theme, stands: Stands, tmp_path: Path, room_port: int
) -> Iterator[Evening]:
    """The page, 1368 pixels wide, in a session that has just begun."""
    settings = Settings.model_validate({"room": {"port": room_port}})
    with stands.in_session(tmp_path, settings) as (stand, running):
        page = ShowPage(
            stand.watch,
            theme=theme,
            say=stand.notices.append,
            show_dialog=stand.dialogs.append,
            simulate=lambda: None,
        )
        stand.put(page)
        found = Evening(page=page, running=running, stand=stand)
        found.settle()
        yield found
