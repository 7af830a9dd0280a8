"""Escalation ends with a question, once for each strike, until somebody answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from companion.app.gate import escalation
from companion.domain.entries import ViewerMarked
from companion.gui.components.dialog import Question
from companion.gui.components.toast import READ_MS, Toast
from companion.gui.moderation.asked_people import LADDER_END
from companion.gui.moderation.held_tab import HeldTab
from tests.companion.gui.moderation.tab_scene import KAI, LUNA, TabScene, on_page

pytestmark = pytest.mark.qt

Story = Callable[[TabScene, HeldTab], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with on_page(theme, tmp_path / "data") as scene:
                tab = scene.tab("held", HeldTab)
                scene.page.open_tab("verdicts")
                await story(scene, tab)

        run(whole())

    return tell


async def strike(scene: TabScene, by=LUNA, *, is_end: bool = True) -> None:
    """Have the ladder note a step; what is injected here makes none by itself."""
    entry = await scene.say(f"you numpty {scene.said}", by=by)
    note = ViewerMarked(
        viewer_id=by.id,
        mark="strike",
        of=entry.seq,
        by="ladder",
        reason=LADDER_END if is_end else "",
    )
    await scene.desk.app.engine.gate._books.note(note)
    await scene.settle()


def questions(scene: TabScene) -> list[Toast]:
    scene.desk.window.toasts.pass_time(READ_MS)
    return [one for one in scene.desk.window.toasts.shown if one.answers]


def asked_of(tab: HeldTab) -> list[str]:
    return [row.asked.name for row in tab.asked.rows]


def test_a_person_is_asked_once_at_the_end_of_the_ladder(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        for _step in range(3):
            await strike(scene, is_end=False)
        assert (questions(scene), asked_of(tab)) == ([], [])
        assert tab.asked.isHidden()

        await strike(scene)
        (toast,) = questions(scene)
        assert "Luna" in toast.notice.text
        assert list(toast.answers) == ["Time out", "Ban", "Let be"]
        assert asked_of(tab) == ["Luna"]
        assert not tab.asked.isHidden()

        await scene.settle()
        assert len(questions(scene)) == 1
        await strike(scene, by=KAI)
        assert asked_of(tab) == ["Luna", "Kai"]
        assert questions(scene) == [toast]
        toast.answers["Let be"].click()
        (other,) = questions(scene)
        assert "Kai" in other.notice.text

        scene.page.open_tab("held")
        assert questions(scene) == []
        assert asked_of(tab) == ["Kai"]

    play(story)


def test_let_be_ends_the_question_and_does_nothing(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        await strike(scene)
        questions(scene)[0].answers["Let be"].click()
        await scene.settle()

        assert (questions(scene), asked_of(tab)) == ([], [])
        assert scene.desk.app.engine.gate.marks() == []

    play(story)


def test_a_timeout_from_the_row_answers(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        await strike(scene)
        tab.asked.rest_ms = 3_600_000
        tab.asked.rows[0].time_out.click()
        await scene.settle()
        # It has only just come: what was clicked stood there before.
        assert asked_of(tab) == ["Luna"]

        tab.asked.rest_ms = 0
        tab.asked.rows[0].time_out.click()
        await scene.settle()

        assert asked_of(tab) == []
        (marked,) = scene.desk.app.engine.gate.marks()
        assert marked.muted_until is not None

    play(story)


def test_a_ban_is_asked_again_before_it_is_done(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        await strike(scene)
        tab.asked.rest_ms = 0
        tab.asked.rows[0].ban.click()
        assert asked_of(tab) == ["Luna"]
        scene.desk.dialog(Question).act.click()
        await scene.settle()

        assert asked_of(tab) == []
        (marked,) = scene.desk.app.engine.gate.marks()
        assert marked.is_banned

    play(story)


def test_an_answer_from_elsewhere_ends_the_question(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        await strike(scene)
        await scene.desk.app.engine.gate.mark(LUNA.id, "trust", who="Zoë")
        await scene.settle()

        assert asked_of(tab) == []

    play(story)


def test_what_was_asked_ends_with_the_session(play) -> None:
    async def story(scene: TabScene, tab: HeldTab) -> None:
        await strike(scene)
        await scene.desk.app.engine.end_session()
        await scene.settle()

        assert asked_of(tab) == []

    play(story)


def test_the_reason_is_the_one_that_escalation_gives() -> None:
    assert LADDER_END == escalation.LADDER_END
