"""Closing: what was said in time counts, however late it comes."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs

from companion.domain.entries import Verdict
from companion.domain.events import Chat
from companion.domain.show.specs import PollSpec, QuizSpec
from companion.domain.show.views import InteractionView
from companion.domain.values import Platform
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat

SECOND = 1_000_000
POLL = PollSpec(question="?", options=("red", "blue"), seconds=30)
QUIZ = QuizSpec(question="?", options=("red", "blue"), correct=(0,), seconds=30)


def late(playing: Playing, who: str, text: str, *, seconds: float) -> Chat:
    """A Chat of a platform that takes so many seconds."""
    stamp = playing.clock.now() - round(seconds * SECOND)
    return structs.replace(chat(who, text), platform_at=stamp)


def has_closed(playing: Playing, poll: str) -> bool:
    """Whether its close is on record; results may be waited for still."""
    return playing.show.fold.interactions[poll].closing is not None


async def started(playing: Playing, spec: PollSpec | QuizSpec) -> InteractionView:
    made = await playing.show.make(spec)
    return await playing.show.act(made.id, "start")


async def test_it_closes_by_itself_when_its_time_is_over(playing: Playing) -> None:
    poll = await started(playing, POLL)
    await playing.clock.advance(29)
    assert playing.show.interaction(poll.id).phase == "ongoing"

    await playing.clock.advance(2)
    await playing.until(lambda: playing.show.interaction(poll.id).phase == "results")

    now = playing.show.interaction(poll.id)
    assert now.closes_at == poll.started_at + 30 * SECOND


async def test_seconds_can_be_added_while_it_runs(playing: Playing) -> None:
    poll = await started(playing, POLL)
    await playing.show.act(poll.id, "extend", value="10")
    await playing.clock.advance(35)
    assert playing.show.interaction(poll.id).phase == "ongoing"

    await playing.show.act(poll.id, "extend", value="-8")
    await playing.clock.advance(1)
    await playing.until(lambda: playing.show.interaction(poll.id).phase == "results")


async def test_a_quiz_waits_for_the_slow_platform(playing: Playing) -> None:
    await playing.engine.connect("tiktok:@mira.plays")
    await playing.clock.advance(20)
    for n in range(20):
        await playing.hear(late(playing, f"v{n}", "hi", seconds=9))
    quiz = await started(playing, QUIZ)
    await playing.clock.advance(20)

    closing = asyncio.create_task(playing.show.act(quiz.id, "close"))
    await playing.until(lambda: bool(playing.show.interaction(quiz.id).waiting_for))
    assert playing.show.interaction(quiz.id).waiting_for == (Platform.TIKTOK,)
    await playing.clock.advance(5)
    # Said four seconds before it closed, and four after.
    await playing.hear(late(playing, "luna", "red", seconds=9))
    await playing.hear(late(playing, "zoe", "red", seconds=1))
    assert not closing.done()
    await playing.clock.advance(6)
    done = await asyncio.wait_for(closing, 5)

    assert done.phase == "results"
    assert (done.voters, done.late) == (1, 1)


async def test_a_poll_waits_no_longer_than_a_verdict_may_take(playing: Playing) -> None:
    await playing.engine.connect("tiktok:@mira.plays")
    await playing.clock.advance(20)
    for n in range(20):
        await playing.hear(late(playing, f"v{n}", "hi", seconds=9))
    poll = await started(playing, POLL)

    closing = asyncio.create_task(playing.show.act(poll.id, "close"))
    await playing.until(lambda: has_closed(playing, poll.id))
    step = playing.show.fold.interactions[poll.id].closing
    assert step is not None
    assert step.waits == {"tiktok": 1_500_000}
    # Step by step: who looks at the clock now may begin to wait a turn later.
    for _tenth in range(100):
        await playing.clock.advance(0.1)
        await asyncio.sleep(0.001)

    assert (await asyncio.wait_for(closing, 5)).phase == "results"


async def test_what_waits_for_its_verdict_is_waited_for(playing: Playing) -> None:
    spec = PollSpec(question="?", options=("pending red", "blue"))
    poll = await started(playing, spec)
    (entry,) = await playing.hear(chat("luna", "pending red"))
    assert entry.judgement.text is Verdict.PENDING
    await playing.clock.advance(1)

    closing = asyncio.create_task(playing.show.act(poll.id, "close"))
    await playing.until(lambda: has_closed(playing, poll.id))
    assert not closing.done()
    await playing.engine.allow(entry.seq)
    done = await asyncio.wait_for(closing, 5)

    assert (done.phase, done.options[0].votes) == ("results", 1)


async def test_a_verdict_that_does_not_come_is_waited_for_a_second_and_a_half(
    playing: Playing,
) -> None:
    poll = await started(playing, PollSpec(question="?", options=("pending", "blue")))
    await playing.hear(chat("luna", "pending"))

    closing = asyncio.create_task(playing.show.act(poll.id, "close"))
    await playing.until(lambda: has_closed(playing, poll.id))
    await playing.clock.advance(1.4)
    assert not closing.done()
    await playing.clock.advance(0.2)

    assert (await asyncio.wait_for(closing, 5)).voters == 0


async def test_what_was_said_after_it_closed_does_not_count(playing: Playing) -> None:
    poll = await started(playing, POLL)
    await playing.clock.advance(31)
    await playing.until(lambda: playing.show.interaction(poll.id).phase == "results")
    back = await playing.show.act(poll.id, "back")
    await playing.hear(late(playing, "luna", "red", seconds=0.5))

    assert back.phase == "ongoing"
    assert playing.show.interaction(poll.id).voters == 0


async def test_an_end_that_a_crash_kept_back_is_made_up_for(playing: Playing) -> None:
    poll = await started(playing, POLL)
    await playing.hear(chat("luna", "red"))
    # As after a crash: the time was over while nothing ran.
    playing.clock._now += 60 * SECOND
    await playing.reopened()
    await playing.until(lambda: playing.show.interaction(poll.id).phase == "results")

    now = playing.show.interaction(poll.id)
    assert (now.closes_at, now.voters) == (poll.started_at + 30 * SECOND, 1)


async def test_two_who_close_at_once_close_it_once(playing: Playing) -> None:
    poll = await started(playing, POLL)

    done = await asyncio.wait_for(
        asyncio.gather(*(playing.show.act(poll.id, "close") for _ in range(4))), 5
    )

    assert {one.phase for one in done} == {"results"}
    kinds = [one.body for one in await playing.engine.entries(after=0)]
    assert sum("closing" in str(one).lower() for one in kinds) == 1


async def test_who_waits_for_the_end_is_told_when_the_session_turns(
    playing: Playing,
) -> None:
    poll = await started(playing, PollSpec(question="?", options=("pending", "blue")))
    await playing.hear(chat("luna", "pending"))
    closing = asyncio.create_task(playing.show.act(poll.id, "close"))
    await playing.until(lambda: has_closed(playing, poll.id))

    await playing.engine.start_session("Saturday")

    with pytest.raises(Exception, match="no interaction"):
        await asyncio.wait_for(closing, 5)
