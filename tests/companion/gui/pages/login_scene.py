"""What tests of the login cards do at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtGui import QGuiApplication

from companion.app.scene.stage import settle
from companion.domain.values import Platform
from companion.gui.components.field import Field
from companion.gui.pages.login_tiktok import TikTokCard
from companion.gui.pages.login_twitch import TwitchCard
from companion.gui.pages.login_youtube import YouTubeCard
from companion.gui.pages.settings import SettingsPage
from tests.companion.gui.desk import Desk

Act = Callable[[Desk], Awaitable[None]]


async def until(desk: Desk, is_so: Callable[[], bool], *, step: float = 0.0) -> None:
    """Let the window work until something is so; each round time moves by `step`."""
    async with asyncio.timeout(20):
        while not is_so():
            await settle(5)
            desk.window.bridge.drain()
            await desk.clock.advance(step)


def page(desk: Desk) -> SettingsPage:
    found = desk.window.page("settings")
    assert isinstance(found, SettingsPage)
    return found


async def opened(desk: Desk, platform: Platform) -> None:
    desk.window.open_logins(platform)
    await settle(20)
    assert desk.window.stack.currentWidget() is page(desk)


def paste(field: Field, text: str) -> None:
    """Paste into a field as a person does."""
    QGuiApplication.clipboard().setText(text)
    field.edit.selectAll()
    field.edit.paste()


def marks(card: TwitchCard | YouTubeCard | TikTokCard) -> list[str]:
    return [mark.text for mark in card.shown_marks]
