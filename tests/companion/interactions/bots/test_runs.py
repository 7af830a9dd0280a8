"""What bots do is done at most once, and on record before and after."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import CommandError, ConnectionLost, DiskFull
from companion.domain.show.notes import BotRan
from companion.interactions.bots.run_fold import LINES
from companion.interactions.bots.runs import Runs, Work
from tests.companion.interactions.bots.evening import Evening, MemoryRecord
from tests.support.events import chat
from tests.support.fakes import FakeClock, settle

ABOUT: dict[str, Any] = {"bot": "b", "name": "Bot", "action": "message"}


class Counted:
    """Work that says how often it was begun; fails as told."""

    def __init__(self, failure: BaseException | None = None) -> None:
        self.times = 0
        self.failure = failure

    async def __call__(self) -> str:
        self.times += 1
        if self.failure is not None:
            raise self.failure
        return "said"


def outcomes(evening: Evening) -> list[str]:
    bodies = [entry.body for entry in evening.record.entries]
    return [body.outcome for body in bodies if isinstance(body, BotRan)]


async def test_it_is_on_record_before_it_is_done_and_after(evening: Evening) -> None:
    seen: list[list[str]] = []

    async def work() -> str:
        seen.append(outcomes(evening))
        return "said so"

    assert await evening.runs.do("x:1", work=work, text="say", of=1, **ABOUT) == "done"
    assert seen == [["begun"]]
    assert outcomes(evening) == ["begun", "done"]
    last = evening.record.entries[-1].body
    assert isinstance(last, BotRan)
    assert (last.text, last.of, last.run) == ("said so", 1, "x:1")


async def test_the_same_run_is_refused_in_every_state(evening: Evening) -> None:
    for failure in (None, CommandError("no")):
        work = Counted(failure)
        run = f"x:{failure}"
        await evening.runs.do(run, work=work, **ABOUT)
        assert await evening.runs.do(run, work=work, **ABOUT) == "repeat"
        assert work.times == 1


async def test_of_many_at_once_one_is_done(evening: Evening) -> None:
    work = Counted()

    found = await asyncio.gather(
        *(evening.runs.do("x:1", work=work, **ABOUT) for _ in range(50))
    )

    assert work.times == 1
    assert sorted(found) == ["done", *["repeat"] * 49]


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (CommandError("too long"), "too long"),
        (ConnectionLost("gone"), "gone"),
        (ValueError("a bug"), "Companion itself made a mistake; its log says which."),
    ],
)
async def test_what_fails_is_on_record_with_why(
    evening: Evening, failure: Exception, why: str
) -> None:
    assert await evening.runs.do("x:1", work=Counted(failure), **ABOUT) == "failed"

    (line,) = evening.log("b")
    assert (line.outcome, line.why) == ("failed", why)


async def test_what_gives_no_answer_is_given_up(clock: FakeClock) -> None:
    evening = Evening(clock)
    evening.start()
    runs = Runs(evening.record, longest_s=0.01)
    evening.record.runs = runs

    async def forever() -> str:
        await asyncio.Event().wait()
        return ""

    assert await runs.do("x:1", work=forever, **ABOUT) == "failed"
    assert runs.log()[0].why == "There was no answer; it may have been done."


async def test_between_sessions_nothing_is_done_and_the_log_says_so(
    clock: FakeClock,
) -> None:
    evening, work = Evening(clock), Counted()

    assert await evening.runs.do("x:1", work=work, **ABOUT) == "failed"
    assert work.times == 0
    assert evening.log("b")[0].why == "No session is open."


async def test_what_may_be_done_between_sessions_is_done_once(
    clock: FakeClock,
) -> None:
    evening, work = Evening(clock), Counted()

    found = [
        await evening.runs.do("x:1", work=work, between=True, **ABOUT)
        for _time in range(2)
    ]

    assert found == ["done", "repeat"]
    assert (work.times, evening.record.entries) == (1, [])


async def test_what_was_done_and_cannot_be_recorded_is_told(
    evening: Evening,
) -> None:
    async def work() -> str:
        evening.record.open = False
        return ""

    assert await evening.runs.do("x:1", work=work, **ABOUT) == "done"
    assert evening.log("b")[0].why.startswith("It was done, but this is not on record")


async def test_a_full_disk_keeps_it_from_being_begun(evening: Evening) -> None:
    work = Counted()

    evening.record.failure = DiskFull("no room")

    assert await evening.runs.do("x:1", work=work, **ABOUT) == "failed"
    assert (work.times, evening.log("b")[0].why) == (0, "no room")


async def test_what_failed_is_done_again_by_hand_and_only_then(
    evening: Evening,
) -> None:
    work = Counted(CommandError("no"))
    evening.runs.remakes("x", lambda _note: work)
    await evening.runs.do("x:1", work=work, of=3, **ABOUT)
    assert evening.log("b")[0].can_repeat

    work.failure = None
    entry = await evening.runs.repeat("x:1", who="ann")

    assert isinstance(entry.body, BotRan)
    assert (entry.body.outcome, entry.body.again, entry.body.who, entry.body.of) == (
        "done",
        True,
        "ann",
        3,
    )
    with pytest.raises(CommandError, match="did not fail"):
        await evening.runs.repeat("x:1")
    with pytest.raises(CommandError, match="did not fail"):
        await evening.runs.repeat("x:unknown")
    assert work.times == 2


async def test_two_who_repeat_the_same_do_it_once(evening: Evening) -> None:
    work = Counted(CommandError("no"))
    evening.runs.remakes("x", lambda _note: work)
    await evening.runs.do("x:1", work=work, **ABOUT)
    work.failure = None

    found = await asyncio.gather(
        *(evening.runs.repeat("x:1") for _ in range(5)), return_exceptions=True
    )

    assert work.times == 2
    assert sum(isinstance(one, CommandError) for one in found) == 4


async def test_what_was_cut_off_shows_as_interrupted_and_can_be_repeated(
    evening: Evening, clock: FakeClock
) -> None:
    async def forever() -> str:
        await asyncio.Event().wait()
        return ""

    hanging = asyncio.create_task(evening.runs.do("x:1", work=forever, **ABOUT))
    await settle()
    assert evening.log("b")[0].outcome == "begun"
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    again, work = Evening(clock, entries=evening.record.entries), Counted()
    again.runs.remakes("x", lambda _note: work)

    (line,) = again.log("b")
    assert (line.outcome, line.can_repeat) == ("interrupted", True)
    assert await again.runs.do("x:1", work=work, **ABOUT) == "repeat"
    await again.runs.repeat("x:1")
    assert work.times == 1
    assert again.log("b")[0].outcome == "done"


async def test_dry_and_left_out_are_in_the_log_and_not_on_record(
    evening: Evening,
) -> None:
    count = len(evening.record.entries)
    evening.runs.left_out(**ABOUT, text="hi", of=7, why="", is_dry=True)
    evening.runs.left_out(**ABOUT, why="it rests")

    assert [(line.outcome, line.why) for line in evening.log("b")] == [
        ("left out", "it rests"),
        ("dry-run", ""),
    ]
    assert len(evening.record.entries) == count


async def test_the_log_is_bounded_and_newest_first(
    evening: Evening, clock: FakeClock
) -> None:
    for number in range(LINES + 10):
        evening.runs.left_out(**ABOUT, why=str(number))
        evening.record.add(
            BotRan(run=f"x:{number}", bot="b", name="", action="", outcome="done")
        )
        await clock.advance(1)

    log = evening.runs.log()
    assert len(log) == LINES
    assert [line.at for line in log] == sorted((one.at for one in log), reverse=True)


async def test_another_session_has_a_log_of_its_own(evening: Evening) -> None:
    evening.runs.left_out(**ABOUT, why="it rests")
    await evening.runs.do("x:1", work=Counted(), **ABOUT)

    evening.runs.turn_to(None)

    assert evening.runs.log() == []
    assert not evening.runs.has("x:1")


STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["done", "failed", "crash before", "crash while", "repeat"]),
    ),
    max_size=40,
)


@given(STEPS)
def test_whatever_is_cut_off_wherever_each_is_done_at_most_once(
    steps: list[tuple[int, str]],
) -> None:
    """Crashes are taken at every step: what is on record then is all that is known."""
    asyncio.run(_play(steps))


def _given(work: Work, _note: BotRan) -> Work:
    return work


async def _play(steps: list[tuple[int, str]]) -> None:
    clock, done, by_hand = FakeClock(), [0] * 5, [0] * 5
    record = MemoryRecord(clock)
    record.open = True
    record.add(chat())
    for number, how in steps:
        run, before = f"x:{number}", done[number]

        async def work(number: int = number, how: str = how) -> str:
            if how == "crash before":
                raise asyncio.CancelledError
            done[number] += 1
            if how == "crash while":
                raise asyncio.CancelledError
            if how == "failed":
                raise CommandError("no")
            return ""

        record.runs.remakes("x", partial(_given, work))
        try:
            if how == "repeat":
                await record.runs.repeat(run)
                by_hand[number] += done[number] - before
            else:
                await record.runs.do(run, work=work, **ABOUT)
        except asyncio.CancelledError:
            record = MemoryRecord(clock, record.entries)
            record.open = True
        except CommandError:
            assert done[number] == before
        assert done[number] - by_hand[number] <= 1
    again = MemoryRecord(clock, record.entries)
    for number in range(5):
        assert again.runs.has(f"x:{number}") is record.runs.has(f"x:{number}")
