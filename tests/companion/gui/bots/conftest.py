"""The page on a scene whose bots keep what they are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from companion.app.scene.bots import SceneBots
from companion.app.scene.engine import SceneEngine
from companion.gui.bots.command_editor import CommandEditor
from companion.gui.bots.page import BotsPage
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.gui.page_stand import OnStand, Stands


@dataclass(kw_only=True)
class Bench(OnStand):
    """The page, and what came of what was done on it."""

    page: BotsPage
    bots: SceneBots
    preferences: Preferences

    def settle(self) -> None:
        """Wait for what was asked, and let the page look."""
        self.stand.answered()
        self.page.bots.look()
        self.stand.answered()

    @property
    def command(self) -> CommandEditor:
        """Return the editor, while a command is selected."""
        editor = self.page.editor.editor
        assert isinstance(editor, CommandEditor)
        return editor

    @property
    def keys(self) -> list[str]:
        """Return the keys of the list's rows."""
        return [row.key for row in self.page.list.table.rows]


def type_into(widget: QLineEdit, text: str) -> None:
    """Replace what stands in a field, by keys."""
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text)


@pytest.fixture
def bench(theme: Theme, stands: Stands) -> Iterator[Bench]:
    """The page, 1368 pixels wide, on the evening of the pictures."""
    engine = SceneEngine()
    preferences = Preferences(Settings(), save=lambda _settings: None)
    with stands.over_scene(engine) as stand:
        page = BotsPage(
            stand.watch,
            preferences=preferences,
            theme=theme,
            say=stand.notices.append,
            show_dialog=stand.dialogs.append,
        )
        stand.put(page)
        found = Bench(
            page=page, bots=engine.own_bots, preferences=preferences, stand=stand
        )
        found.settle()
        yield found
