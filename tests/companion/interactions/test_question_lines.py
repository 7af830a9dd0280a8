"""Questions: picked or asked, shown, used and put back, on the real engine."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.events import ChatDeleted, ViewerRemoved
from companion.domain.values import Platform
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat
from tests.support.fakes import settle


async def test_what_is_asked_waits_in_the_queue(playing: Playing) -> None:
    await playing.hear(chat("luna", "!ask Is it raining?"), chat("zoe", "!ask"))

    await playing.until(lambda: bool(playing.show.view().questions))
    (question,) = playing.show.view().questions

    assert (question.text, question.state, question.by) == (
        "!ask Is it raining?",
        "listed",
        "command",
    )


async def test_questions_are_shown_used_and_put_back(playing: Playing) -> None:
    first, second = await playing.hear(chat("luna", "one?"), chat("zoe", "two?"))
    show, view = playing.show, playing.running.view
    await show.mark_question(first.seq, "listed")
    await show.mark_question(second.seq, "listed", place=0)
    assert [one.text for one in show.view().questions] == ["two?", "one?"]

    await show.mark_question(second.seq, "shown")
    featured = view.featured()
    await show.mark_question(first.seq, "shown")

    assert featured is not None
    assert featured.seq == second.seq
    states = [(one.text, one.state) for one in show.view().questions]
    assert states == [("one?", "shown"), ("two?", "used")]

    await show.mark_question(first.seq, "used")
    await show.mark_question(second.seq, "listed")

    assert view.featured() is None
    await playing.reopened()
    await playing.until(lambda: len(show.view().questions) == 2)
    states = [(one.text, one.state) for one in show.view().questions]
    assert states == [("two?", "listed"), ("one?", "used")]


@pytest.mark.parametrize("text", ["hold me", "block me", "pending"])
async def test_only_what_is_allowed_can_be_a_question(
    playing: Playing, text: str
) -> None:
    (entry, *_more) = await playing.hear(chat("luna", text))

    with pytest.raises(CommandError, match="allowed"):
        await playing.show.mark_question(entry.seq, "listed")
    with pytest.raises(CommandError, match="allowed"):
        await playing.show.mark_question(99_999, "listed")


async def test_the_questions_of_who_is_banned_or_deleted_leave_the_queue(
    playing: Playing,
) -> None:
    show = playing.show
    doubtful = chat("zoe", "!ask is it deleted?")
    await playing.hear(chat("troll", "!ask am I banned?"), doubtful)
    await playing.hear(chat("luna", "!ask who stays?"))
    await playing.until(lambda: len(show.view().questions) == 3)

    room = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}
    await playing.hear(
        ViewerRemoved(id="b", target="tiktok:troll", action="ban", **room),
        ChatDeleted(id="d", targets=(doubtful.id,), **room),
    )
    assert [one.viewer.name for one in show.view().questions] == ["Luna"]
    await playing.hear(chat("luna", "hello"))
    assert [one.viewer.name for one in show.view().questions] == ["Luna"]
    await playing.reopened()
    await playing.until(lambda: bool(show.view().questions))
    assert [one.viewer.name for one in show.view().questions] == ["Luna"]


async def test_a_question_that_is_blocked_leaves_the_queue(playing: Playing) -> None:
    (entry, *_marked) = await playing.hear(chat("luna", "!ask why?"))
    await playing.until(lambda: bool(playing.show.view().questions))

    await playing.engine.block(entry.seq)
    await settle()

    assert playing.show.view().questions == ()
    await playing.reopened()
    assert playing.show.view().questions == ()
