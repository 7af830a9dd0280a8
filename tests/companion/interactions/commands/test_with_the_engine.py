"""Commands beside a whole engine: the gate, restarts, crowds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError
from companion.domain.events import Arrival, Chat
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import BotRan, CounterSet
from companion.domain.values import Platform, Role
from companion.domain.views import Shown
from tests.companion.interactions.commands.conftest import SOURCE, Chatting, person
from tests.support.events import chat
from tests.support.fakes import FakeClock, FakeIds, settle
from tests.support.real_engine import open_engine

SONG = CommandDef(
    name="song",
    reply="song {{count}}",
    counter="song",
    cooldown_s=0,
    cooldown_each_s=0,
)
HI = CommandDef(name="hi", reply="no. {{count}}", cooldown_s=0, cooldown_each_s=0)


async def test_what_is_held_is_not_answered_until_it_is_let_through(
    chatting: Chatting,
) -> None:
    await chatting.bots.keep(BotBook(commands=(HI,)))
    held = await chatting.say("!hi hold")
    assert chatting.sent == []
    assert chatting.left_out(held) == "Its text is held by the gate."

    await chatting.engine.allow(held.seq)
    await chatting.clock.advance(3)
    await chatting.until(lambda: chatting.sent != [])

    assert chatting.sent == ["no. 1"]


async def test_what_is_blocked_is_not_answered(chatting: Chatting) -> None:
    entry = await chatting.say("!points block")

    # By then the gate may have said its own word about it.
    assert [text for text in chatting.sent if "was removed" not in text] == []
    assert chatting.left_out(entry) == "Its text is held by the gate."


async def test_a_name_that_is_not_allowed_is_not_said(chatting: Chatting) -> None:
    for who in ("luna", "blockhead"):
        event = chat(person(who), "!points", platform=Platform.TWITCH)
        chatting.engine.offer(Arrival(event=event, source=SOURCE))
    await chatting.running.pipeline.drain()
    await settle()
    await chatting.clock.advance(3)
    await chatting.until(lambda: chatting.sent != [])

    (said,) = chatting.sent
    assert said.startswith("@luna: 1, ")
    assert "blockhead" not in said


async def test_a_restart_answers_nothing_again_and_counts_on(tmp_path: Path) -> None:
    clock, ids = FakeClock(), FakeIds()
    async with open_engine(tmp_path, clock, ids=ids) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        first = Chatting(running)
        await first.bots.keep(BotBook(commands=(SONG, HI)))
        assert await first.ask("!song") == "song 1"
        assert await first.ask("!hi") == "no. 1"
        heard = [
            one
            for one in await running.engine.entries(after=0)
            if isinstance(one.body, Chat)
        ]
        await running.engine.end_session()

    async with open_engine(tmp_path, clock, ids=ids) as running:
        await running.engine.reopen_session()
        await running.engine.connect(SOURCE)
        await settle()
        again = Chatting(running)
        again.bots.hear([Shown(entry=one, late=True) for one in heard])
        await clock.advance(3)
        await settle()

        assert await again.ask("!song") == "song 2"
        assert await again.ask("!hi") == "no. 2"
        assert again.sent == ["song 2", "no. 2"]


async def test_a_crowd_is_answered_in_few_messages_and_counted_exactly(
    chatting: Chatting,
) -> None:
    await chatting.bots.keep(BotBook(commands=(SONG,)))
    before = chatting.running.view.tally.last_seq
    for number in range(100):
        event = chat(person(f"v{number}"), "!song", platform=Platform.TWITCH)
        chatting.engine.offer(Arrival(event=event, source=SOURCE))
    await chatting.running.pipeline.drain()
    await settle()
    await chatting.clock.advance(2)

    def ended() -> bool:
        log = chatting.bots.view().log
        return sum(one.outcome in {"done", "failed"} for one in log) == 100

    async with asyncio.timeout(10):
        while not ended():
            await asyncio.sleep(0.001)
            await chatting.clock.advance(0.1)
    entries = await chatting.engine.entries(after=before)

    assert chatting.bots.view().counters == (("song", 100),)
    assert len(_bodies(entries, CounterSet)) == 100
    assert 1 <= len(_bodies(entries, PlatformAction)) <= 3


def _bodies(entries: Sequence[Entry], kind: type) -> list[Entry]:
    return [one for one in entries if isinstance(one.body, kind)]


async def test_ten_thousand_calls_hold_nothing_up(chatting: Chatting) -> None:
    calls = [
        Shown(
            entry=Entry(
                seq=1_000_000 + number,
                number=number,
                session="s",
                at=chatting.clock.now(),
                body=chat(person(f"v{number}"), "!points", platform=Platform.TWITCH),
                source=SOURCE,
            )
        )
        for number in range(10_000)
    ]
    longest = 0.0
    for first in range(0, len(calls), 100):
        began = time.thread_time()
        chatting.bots.hear(calls[first : first + 100])
        longest = max(longest, time.thread_time() - began)

    assert longest < 0.05


@pytest.mark.parametrize(
    "text",
    ["!points {{viewer}}", "!quote add {{points}} @everyone", "!give {{viewer}} 1"],
)
async def test_a_template_in_a_call_is_text(chatting: Chatting, text: str) -> None:
    said = await chatting.ask(text, by=person("mo", Role.MODERATOR))

    assert said
    assert "mo" not in said
    quotes = dict(chatting.bots.view().quotes)
    assert quotes in ({}, {1: "{{points}} @everyone"})


async def test_a_platform_that_refuses_is_told_in_the_log(chatting: Chatting) -> None:
    chatting.room.error = CommandError("Gone.")
    entry = await chatting.say("!points")
    await chatting.until(
        lambda: any(one.can_repeat for one in chatting.bots.view().log)
    )
    line = chatting.line(entry)
    assert line is not None

    assert line.outcome == "failed"
    assert line.why == "Gone."
    chatting.room.error = None
    done = await chatting.bots.repeat(line.run)
    assert isinstance(done.body, BotRan)
    assert done.body.outcome == "done"
    assert chatting.sent[-1] == "1 point"
