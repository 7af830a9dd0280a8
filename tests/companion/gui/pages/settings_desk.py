"""The settings page on the scene's engine, for tests of what is no login."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from companion.app.scene.engine import SceneEngine
from companion.app.scene.stage import SceneClock
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.pages.settings import SettingsPage
from companion.gui.preferences import Preferences
from companion.gui.services import Services
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.platforms.tiktok.notice import is_accepted, notice


class SettingsDesk:
    """A page, and what it asked for."""

    def __init__(
        self, preferences: Preferences, *, theme: Theme, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.pages: list[str] = []
        self.on_page: Callable[[], object] = lambda: None
        self.said: list[Notice] = []
        self.connected: list[str] = []
        self.dialogs: list[Dialog] = []
        self.gone_to: list[str] = []
        self.engine = SceneEngine()
        self.bridge = bridge = Bridge(self.engine, loop)
        self.watch = Watch(bridge, clock=SceneClock())
        self.watch.take(read(self.engine))
        self.accounts = AccountWatch(bridge)
        self.page = SettingsPage(
            preferences,
            theme=theme,
            desk=LoginDesk(
                watch=self.watch,
                accounts=self.accounts,
                services=self._services(preferences),
                say=self.said.append,
                connect=self.connected.append,
                add_channel=lambda: None,
            ),
            show_dialog=self.dialogs.append,
            go=self.gone_to.append,
        )

    def _open_page(self, address: str) -> None:
        self.pages.append(address)
        self.on_page()

    def _services(self, preferences: Preferences) -> Services:
        return Services(
            clock=SceneClock(),
            cpu=lambda: 0.0,
            preferences=preferences,
            scenarios=(),
            available=frozenset(),
            tiktok_notice=notice,
            is_notice_accepted=is_accepted,
            open_page=self._open_page,
            on_close=lambda: None,
        )
