"""Platforms and logins: a card for each platform, at the top of the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.values import Platform
from companion.gui.components.dialog import Dialog
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.pages.login_tiktok import TikTokCard
from companion.gui.pages.login_twitch import TwitchCard
from companion.gui.pages.login_youtube import YouTubeCard
from companion.gui.theme.theme import Theme


class Logins(QWidget):
    """The three cards, under each other.

    settings: controls of single settings by their platform. change: saves a setting.
    show_dialog: opens a dialog over the window.
    """

    def __init__(
        self,
        desk: LoginDesk,
        *,
        theme: Theme,
        settings: Mapping[Platform, Sequence[QWidget]],
        change: Callable[[str, object], str],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        super().__init__()
        self._desk = desk
        self.tiktok = TikTokCard(
            desk,
            theme=theme,
            settings=settings.get(Platform.TIKTOK, ()),
            change=change,
            show_dialog=show_dialog,
        )
        self.twitch = TwitchCard(desk, theme=theme)
        self.youtube = YouTubeCard(
            desk, theme=theme, settings=settings.get(Platform.YOUTUBE, ())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for card in (self.tiktok, self.twitch, self.youtube):
            column.addWidget(card)

    def refresh(self) -> None:
        """Read the accounts anew: something may have changed on another page."""
        self.tiktok.refresh()
        self._desk.accounts.refresh()

    def reveal(self, platform: Platform, *, target: str = "") -> None:
        """Show a platform's card with the one thing that is needed next.

        target: what waits for YouTube's key or login; it is offered once one is there.
        """
        match platform:
            case Platform.TIKTOK:
                self.tiktok.reveal()
            case Platform.TWITCH:
                self.twitch.reveal()
            case Platform.YOUTUBE:
                if target:
                    self.youtube.offer(target)
                self.youtube.reveal()
