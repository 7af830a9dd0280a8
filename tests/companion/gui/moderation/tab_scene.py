"""A tab of moderation over the real engine, in a window of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from companion.domain.entries import Entry
from companion.domain.values import Platform, Viewer
from companion.gui.pages.moderation import ModerationPage
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.desk import Desk, at_desk
from tests.support.events import chat

TabT = TypeVar("TabT", bound=QWidget)

LUNA = Viewer(id="twitch:42", name="Luna")
KAI = Viewer(id="twitch:43", name="Kai")


@dataclass(kw_only=True)
class TabScene:
    """A desk whose window shows the Moderation page, with a session begun."""

    desk: Desk
    page: ModerationPage
    said: int = 0

    def tab(self, key: str, kind: type[TabT]) -> TabT:
        """Open a tab, which must be of this kind."""
        self.page.open_tab(key)
        found = self.page.tab(key)
        assert isinstance(found, kind)
        return found

    @property
    def settings(self) -> Settings:
        """Return the settings as they are saved."""
        return self.desk.window.services.preferences.current

    async def say(self, text: str, *, by: Viewer = LUNA) -> Entry:
        """Have a Viewer write something; returns the entry once it is recorded."""
        self.said += 1
        event = chat(by, text, platform=Platform.TWITCH, id=f"twitch:m{self.said}")
        entry = await self.desk.app.engine.inject(event)
        await self.desk.settle()
        return entry

    async def settle(self) -> None:
        """Let everything that was asked be answered and drawn."""
        await self.desk.settle()


@asynccontextmanager
async def on_page(
    theme: Theme, folder: Path, *, settings: Settings | None = None, holds: str = ""
) -> AsyncIterator[TabScene]:
    """Open the Moderation page on a real engine; a session has begun."""
    async with at_desk(theme, folder, settings=settings, holds=holds) as desk:
        await desk.app.engine.start_session()
        desk.window.go("moderation")
        page = desk.window.page("moderation")
        assert isinstance(page, ModerationPage)
        await desk.settle()
        yield TabScene(desk=desk, page=page)
