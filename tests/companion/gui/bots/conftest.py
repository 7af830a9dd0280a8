"""The page on a scene whose bots keep what they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from companion.app.scene.bots import SceneBots
from companion.app.scene.engine import SceneEngine
from companion.app.scene.stage import SceneClock
from companion.gui.bots.command_editor import CommandEditor
from companion.gui.bots.page import BotsPage
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import Settings


@dataclass
class Bench:
    """The page, and what came of what was done on it."""

    page: BotsPage
    bots: SceneBots
    preferences: Preferences
    settle: Callable[[], None]
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)

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
def bench(theme: Theme, qt_loop: Any, run: Any, qtbot: Any) -> Iterator[Bench]:
    """The page, 1368 pixels wide, on the evening of the pictures."""
    engine = SceneEngine()
    bridge = Bridge(engine, qt_loop)
    watch = Watch(bridge, clock=SceneClock())
    watch.take(read(engine))
    notices: list[Notice] = []
    dialogs: list[Dialog] = []
    preferences = Preferences(Settings(), save=lambda _settings: None)
    window = QWidget()
    page = BotsPage(
        watch,
        preferences=preferences,
        theme=theme,
        say=notices.append,
        show_dialog=dialogs.append,
    )
    page.setParent(window)
    qtbot.addWidget(window)
    window.resize(1368, 780)
    page.resize(1368, 780)
    window.show()

    def settle() -> None:
        run(bridge.answered())
        page.bots.look()
        run(bridge.answered())

    settle()
    yield Bench(
        page=page,
        bots=engine.own_bots,
        preferences=preferences,
        settle=settle,
        notices=notices,
        dialogs=dialogs,
    )
    page.bots.stop()
    run(bridge.close())
