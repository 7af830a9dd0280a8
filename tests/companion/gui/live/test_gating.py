"""What rows and cards ask of the gate, through the real engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from companion.domain.entries import Verdict, VerdictGiven, ViewerMarked
from companion.gui.live.chat_row import RowState
from tests.companion.gui.live.test_moderating import LUNA, Evening, evening

pytestmark = pytest.mark.qt

Story = Callable[[Evening], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with evening(tmp_path, theme) as made:
                await story(made)

        run(whole())

    return tell


async def marks_of(it: Evening) -> list[tuple[str, bool]]:
    """Return the marks in the record, in order, each with whether it was lifted."""
    entries = await it.running.engine.entries(after=0)
    return [
        (one.body.mark, one.body.is_lifted)
        for one in entries
        if isinstance(one.body, ViewerMarked)
    ]


def test_a_mute_takes_somebody_off_here_and_there_and_can_be_undone(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        (row,) = it.rows

        it.pick(row, "Mute 5 minutes")
        await it.settle()

        assert it.room.asked == [("time_out", LUNA.id, 300)]
        assert it.told()[-1][0] == "Muted Luna for 5 minutes"
        assert [one.state for one in it.rows] == [RowState.REMOVED]

        undo = it.notices[-1].undo
        assert undo is not None
        undo()
        await it.settle()
        assert await marks_of(it) == [("mute", False), ("mute", True)]

    play(story)


def test_a_kick_takes_everything_off(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("one", "two")

        it.pick(it.rows[1], "Kick")
        await it.settle()

        assert [one.state for one in it.rows] == [RowState.REMOVED] * 2
        assert it.told()[-1][0] == "Kicked Luna"

    play(story)


def test_marks_show_on_the_card_and_are_taken_back_there(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.panes.open_viewer(LUNA.id)
        await it.settle()
        marks = it.panes.card.head.marks
        assert marks.isHidden()

        it.pick(it.rows[0], "Viewer here", "Trust: nothing stops them")
        await it.settle()
        it.pick(it.rows[0], "Viewer here", "Hide their picture")
        await it.settle()

        assert list(marks.buttons) == ["trust", "picture"]
        decisions = it.panes.card.decisions
        assert decisions.count == 2

        marks.buttons["trust"].click()
        await it.settle()
        assert list(marks.buttons) == ["picture"]
        assert ("trust", True) in await marks_of(it)

    play(story)


def test_a_text_is_allowed_for_good_and_that_is_taken_back(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("a fine text")

        it.pick(it.rows[0], "Always allow this text")
        await it.settle()
        assert await it.bridge.call(lambda e: e.gate.permitted_texts()) == (
            "a fine text",
        )

        undo = it.notices[-1].undo
        assert undo is not None
        undo()
        await it.settle()
        assert await it.bridge.call(lambda e: e.gate.permitted_texts()) == ()

    play(story)


def test_nothing_is_offered_for_overlays_that_wait_for_nobody(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")

        with pytest.raises(ValueError, match="not enough values"):
            it.pick(it.rows[0], "Approve for overlays")

    play(story)


def test_a_blocked_line_stays_grey_says_by_whom_and_is_brought_back(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("please not")
        (row,) = it.rows
        engine = it.running.engine

        await it.bridge.call(lambda _e: engine.block(row.seq, who="Zoë"))
        await it.settle()
        (row,) = it.rows
        assert (row.state, row.note) == (
            RowState.BLOCKED,
            "blocked by \u2068Zoë\u2069",
        )
        assert row.masked == ((0, len("please not")),)

        it.pick(row, "Allow")
        await it.settle()
        (row,) = it.rows
        assert (row.state, row.text, row.note) == (RowState.SHOWN, "please not", "")

        entries = await engine.entries(after=0)
        said = [one.body.text for one in entries if isinstance(one.body, VerdictGiven)]
        assert said == [Verdict.BLOCK, Verdict.ALLOW]

    play(story)
