"""The Verdicts tab over the real engine: found again, and set right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.entries import Verdict
from companion.gui.components.toast import Notice
from companion.gui.moderation.line_model import LineRow
from companion.gui.moderation.verdicts_tab import VerdictsTab
from tests.companion.gui.moderation.tab_scene import KAI, TabScene, on_page

pytestmark = pytest.mark.qt

Story = Callable[[TabScene, VerdictsTab], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with on_page(theme, tmp_path / "data", holds="garbage") as scene:
                await scene.say("hello there")
                await scene.say("you are garbage", by=KAI)
                tab = scene.tab("verdicts", VerdictsTab)
                await scene.settle()
                await story(scene, tab)

        run(whole())

    return tell


async def press(scene: TabScene, tab: VerdictsTab, key: Qt.Key) -> None:
    """Press a key in the list, in the window that is in front."""
    tab.window().activateWindow()
    await scene.settle()
    tab.view.setFocus()
    QTest.keyClick(tab.view, key)


def rows(tab: VerdictsTab) -> list[tuple[str, str, Verdict | None]]:
    return [
        (row.name, row.text, row.line.verdict)
        for row in map(tab.model.row, range(tab.model.rowCount()))
    ]


def row_of(tab: VerdictsTab, name: str) -> LineRow:
    found = map(tab.model.row, range(tab.model.rowCount()))
    return next(row for row in found if row.name == name)


def test_what_was_stopped_is_masked_until_it_is_revealed(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        assert rows(tab) == [
            ("Kai", "you are ███████", Verdict.HOLD),
            ("Luna", "hello there", Verdict.ALLOW),
        ]

        tab.view.choose(0)
        assert not tab.detail.isHidden()
        assert tab.detail.text.text() == "you are ███████"
        await press(scene, tab, Qt.Key.Key_S)
        assert rows(tab)[0][1] == "you are garbage"
        assert tab.detail.text.text() == "you are garbage"
        await press(scene, tab, Qt.Key.Key_S)
        assert rows(tab)[0][1] == "you are ███████"

    play(story)


def test_filters_narrow_and_are_taken_back(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        tab.filters.verdict.set_current("hold")
        tab.show_filtered(tab.filters.wanted)
        await scene.settle()
        assert [name for name, _text, _verdict in rows(tab)] == ["Kai"]

        tab.filters.reset()
        await scene.settle()
        assert len(rows(tab)) == 2

        tab.filters.words.set_text("hel")
        tab.show_filtered(tab.filters.wanted)
        await scene.settle()
        assert [name for name, _text, _verdict in rows(tab)] == ["Luna"]

        tab.filters.reset()
        tab.filters.score.setValue(50)
        tab.show_filtered(tab.filters.wanted)
        await scene.settle()
        assert rows(tab) == []
        assert tab.pages.state == "empty"

    play(story)


def test_only_one_viewer_is_one_menu_line_and_one_click_back(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        actions = {one.name: one for one in tab._everything(row_of(tab, "Kai")) if one}
        pick = actions["Only this viewer"].on_pick
        assert pick is not None
        pick()
        await scene.settle()
        assert [name for name, _text, _verdict in rows(tab)] == ["Kai"]
        assert not tab.filters.viewer.isHidden()

        tab.filters.viewer.click()
        await scene.settle()
        assert len(rows(tab)) == 2

    play(story)


def test_a_held_message_is_allowed_and_that_is_undone(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        said: list[Notice] = []
        tab.said.connect(said.append)
        tab.view.choose(0)
        await press(scene, tab, Qt.Key.Key_A)
        await scene.settle()
        await scene.settle()

        newest = tab.model.row(0)
        assert (newest.line.by, newest.line.verdict) == ("person", Verdict.ALLOW)
        assert newest.text == "you are garbage"
        assert [one.kind for one in said] == ["ok"]

        tab.view.choose(0)
        await press(scene, tab, Qt.Key.Key_U)
        await scene.settle()
        await scene.settle()
        assert tab.model.row(0).line.by == "undo"
        assert tab.model.row(1).line.undone_by == tab.model.row(0).line.seq

    play(story)


def test_what_was_allowed_is_blocked_after_the_fact(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        tab.view.choose(1)
        await press(scene, tab, Qt.Key.Key_B)
        await scene.settle()
        await scene.settle()

        assert rows(tab)[0] == ("Luna", "███████████"[:8], Verdict.BLOCK)
        shown = await scene.desk.window.bridge.call(lambda e: e.view.chat(10))
        assert shown == []

    play(story)


def test_a_text_is_always_allowed_and_a_viewer_trusted(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        tab.view.choose(0)
        await press(scene, tab, Qt.Key.Key_W)
        await press(scene, tab, Qt.Key.Key_T)
        await scene.settle()

        gate = scene.desk.app.engine.gate
        assert list(gate.permitted_texts()) == ["you are garbage"]
        assert [(one.viewer_id, one.is_trusted) for one in gate.marks()] == [
            (KAI.id, True)
        ]

    play(story)


def test_enter_opens_the_viewers_card(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        opened: list[str] = []
        tab.viewer_opened.connect(opened.append)

        tab.view.choose(0)
        tab.view.activated.emit(tab.view.currentIndex())

        assert opened == [KAI.id]

    play(story)


def test_new_verdicts_come_above_without_moving_what_is_chosen(play) -> None:
    async def story(scene: TabScene, tab: VerdictsTab) -> None:
        tab.view.choose(1)
        await scene.say("one more")
        tab.look()
        await scene.settle()

        assert [name for name, _text, _verdict in rows(tab)] == ["Luna", "Kai", "Luna"]
        chosen = tab.view.current_row()
        assert chosen is not None
        assert chosen.text == "hello there"

    play(story)
