"""What the Bots page is caught doing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from companion.app.scene.stage import Stage
from companion.domain.values import Platform
from companion.gui.bots.command_editor import CommandEditor
from companion.gui.bots.page import BotsPage
from companion.gui.bots.rows import Tab


def _page(stage: Stage) -> BotsPage:
    stage.window.go("bots")
    page = stage.window.page("bots")
    if not isinstance(page, BotsPage):
        raise TypeError("bots")
    return page


def _when_read(stage: Stage, act: Callable[[BotsPage], object]) -> None:
    """Act once the page has read the engine."""
    page = _page(stage)

    def once() -> None:
        page.bots.changed.disconnect(once)
        act(page)

    page.bots.changed.connect(once)


def _song(page: BotsPage) -> None:
    page.select("commands:song")


def _bots(stage: Stage) -> None:
    """Look at a command that has just been tried."""

    def act(page: BotsPage) -> None:
        _song(page)
        page.side.sandbox.try_text("!song")
        page.side.sandbox.try_text("!song Palette")

    _when_read(stage, act)


def _tab(tab: Tab, key: str, stage: Stage) -> None:
    def act(page: BotsPage) -> None:
        page.open_tab(tab)
        page.select(key)

    _when_read(stage, act)


def _error(stage: Stage) -> None:
    """Call a command like another one, which is not kept."""

    def act(page: BotsPage) -> None:
        _song(page)
        editor = page.editor.editor
        if isinstance(editor, CommandEditor):
            editor.aliases.setText("!songs, !hug")
            editor.aliases.textEdited.emit("!songs, !hug")
            editor.reply.edit.appendPlainText("Ask for one with !song")
        page.save()

    _when_read(stage, act)


def _sandbox(stage: Stage) -> None:
    """Try as a moderator without cooldowns; a drawer in a small window."""

    def act(page: BotsPage) -> None:
        _song(page)
        sandbox = page.side.sandbox
        sandbox.who.set_current("moderator")
        sandbox.platform.set_current(Platform.YOUTUBE.value)
        sandbox.free.toggle.setChecked(True)
        page.open_sandbox()
        sandbox.try_text("!song")
        sandbox.try_text("!song Palette")

    _when_read(stage, act)


def _empty(tab: Tab, stage: Stage) -> None:
    _when_read(stage, lambda page: page.open_tab(tab))


BOT_MOMENTS: dict[str, Callable[[Stage], object]] = {
    "bots": _bots,
    "bots-periodic": partial(_tab, "periodic", "periodic:periodic-2"),
    "bots-announcement": partial(_tab, "periodic", "announcement:"),
    "bots-threshold": partial(_tab, "thresholds", "thresholds:threshold-1"),
    "bots-rules": partial(_tab, "rules", "rules:rule-1"),
    "bots-counters": partial(_tab, "counters", "counters:deaths"),
    "bots-quote": partial(_tab, "counters", "quotes:2"),
    "bots-notes": partial(_tab, "counters", "notes:"),
    "bots-error": _error,
    "bots-sandbox": _sandbox,
    "bots-empty": partial(_empty, "commands"),
    "bots-empty-rules": partial(_empty, "rules"),
}
"""By the picture's name."""

ALONE = frozenset({"bots-empty", "bots-empty-rules"})
"""Of those the ones in which nothing has begun."""
