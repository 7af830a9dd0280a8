"""The audit log over the real engine: who, what, why, undone by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from companion.gui.components.toast import Notice
from companion.gui.moderation.audit_delegate import sentence, undone_words
from companion.gui.moderation.audit_tab import AuditTab
from companion.gui.moderation.decision_words import by_name
from tests.companion.gui.moderation.tab_scene import KAI, LUNA, TabScene, on_page

pytestmark = pytest.mark.qt

Story = Callable[[TabScene, AuditTab], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with on_page(theme, tmp_path / "data", holds="garbage") as scene:
                engine = scene.desk.app.engine
                await scene.say("hello there")
                held = await scene.say("you are garbage", by=KAI)
                await engine.allow(held.seq, who="Zoë")
                await engine.gate.mark(LUNA.id, "trust")
                tab = scene.tab("audit", AuditTab)
                await scene.settle()
                await story(scene, tab)

        run(whole())

    return tell


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def lines(tab: AuditTab) -> list[tuple[str, str]]:
    """Return who and what of every line, newest first."""
    rows = map(tab.model.row, range(tab.model.rowCount()))
    return [
        (plain(by_name(row.line.by, row.line.who)), plain(sentence(row)))
        for row in rows
    ]


def test_decisions_stand_there_and_plain_messages_do_not(play) -> None:
    async def story(_scene: TabScene, tab: AuditTab) -> None:
        told = lines(tab)
        assert told[0][0] == "you"
        assert told[0][1].startswith("trusts")
        assert told[1:3] == [
            ("Zoë", "allowed “you are garbage” · Kai"),
            ("rules", "held “you are ███████” · Kai"),
        ]
        assert not any("hello there" in what for _who, what in told)

    play(story)


def test_filters_by_person_and_by_kind(play) -> None:
    async def story(scene: TabScene, tab: AuditTab) -> None:
        assert "who:Zoë" in tab.by.keys
        tab.by.set_current("who:Zoë")
        tab.show_filtered()
        await scene.settle()
        assert [who for who, _what in lines(tab)] == ["Zoë"]

        tab.by.set_current("")
        tab.kind.set_current("viewer_mark")
        tab.show_filtered()
        await scene.settle()
        assert [who for who, _what in lines(tab)] == ["you"]

        tab.by.set_current("who:")
        tab.kind.set_current("verdict")
        tab.show_filtered()
        await scene.settle()
        assert tab.pages.state == "empty"

    play(story)


def test_an_undo_says_by_which_entry_it_was_taken_back(play) -> None:
    async def story(scene: TabScene, tab: AuditTab) -> None:
        said: list[Notice] = []
        tab.said.connect(said.append)
        row = tab.model.row(0)
        (undo,) = tab._hover(row)
        assert undo.on_pick is not None
        undo.on_pick()
        await scene.settle()
        await scene.settle()

        first, second = tab.model.row(0), tab.model.row(1)
        assert second.line.undone_by == first.line.seq
        assert undone_words(second.line) == f"taken back by #{first.line.seq}"
        assert [one.kind for one in said] == ["ok"]
        assert tab._hover(second) == []

    play(story)


def test_corrections_go_out_as_a_table(play, tmp_path: Path) -> None:
    async def story(scene: TabScene, tab: AuditTab) -> None:
        said: list[Notice] = []
        tab.said.connect(said.append)
        file = tmp_path / "corrections.csv"

        tab.export_file(file)
        await scene.settle()

        head, *rows = file.read_text("utf-8").splitlines()
        assert head.startswith("at,session,seq,text,gate,person")
        assert any("you are garbage" in row for row in rows)
        assert said[-1].text == "Corrections written to corrections.csv"
        assert not tab.export_button.is_busy

        tab.export_file(tmp_path / "nowhere" / "corrections.csv")
        await scene.settle()
        assert said[-1].kind == "bad"
        assert "cannot be written" in said[-1].text

    play(story)
