"""What bots say: at the pace of the platform, in one line with all replies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from companion.app.show.hands import EngineHands
from companion.app.show.outlet import EngineOutlet
from companion.app.show.record import SessionRecord
from companion.domain.errors import CommandError
from companion.domain.events import Arrival
from companion.domain.show.bots import (
    BotBook,
    CommandDef,
    PeriodicDef,
    RuleDef,
    Then,
    When,
)
from companion.domain.values import Platform
from companion.interactions.commands.replies import QUEUE, Replies
from companion.interactions.desk import ShowDesk
from companion.settings.bots import BotsSettings
from tests.companion.interactions.commands.conftest import SOURCE, Chatting, person
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.real_engine import RunningEngine, TwitchRoom, open_engine

S = 1_000_000

BOOK = BotBook(
    commands=tuple(
        CommandDef(name=f"c{n}", reply=f"reply {n}", cooldown_s=0) for n in range(5)
    ),
    periodic=tuple(
        PeriodicDef(id=f"p{n}", name="p", texts=(f"links {n}",), after_lines=0)
        for n in range(2)
    ),
    rules=tuple(
        RuleDef(
            id=f"r{n}",
            name=f"Rule {n}",
            when=When(event="chat", about="up"),
            actions=(
                Then(do="message", text=f"risen {n}"),
                Then(do="reply", text=f"higher {n}"),
            ),
        )
        for n in range(3)
    ),
)
SAID = {
    *(f"reply {n}" for n in range(5)),
    *(f"links {n}" for n in range(2)),
    *(f"risen {n}" for n in range(3)),
    *(f"higher {n}" for n in range(3)),
}


def timed(running: RunningEngine) -> list[tuple[int, str]]:
    """Have the room note when it was sent what."""
    room, taken = running.rooms["mira"], list[tuple[int, str]]()

    async def send(text: str, *, reply_to: str | None = None) -> str | None:
        taken.append((running.clock.now(), text))
        return await TwitchRoom.send(room, text, reply_to=reply_to)

    room.send = send  # type: ignore[method-assign]  # the same, with the time
    return taken


def most_within(at: Sequence[int], seconds: float) -> int:
    return max(sum(0 <= one - start < seconds * S for one in at) for start in at)


def hands_of(running: RunningEngine) -> EngineHands:
    engine = running.engine
    replies = Replies(
        outlet=EngineOutlet(engine, writers=running.supervisor.writers),
        clock=running.clock,
        settings=BotsSettings(),
    )
    return EngineHands(
        engine,
        record=SessionRecord(engine.books),
        show=cast("ShowDesk", engine.show),
        replies=replies,
        counter=lambda _name: 0,
    )


async def test_all_that_is_said_in_a_burst_stays_within_the_pace_and_none_is_lost(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        taken, bots = timed(running), running.engine.bots
        await running.clock.advance(901)
        await bots.keep(BOOK)
        for text in ("up", *(f"!c{n}" for n in range(5))):
            event = chat(person(f"v-{text}"), text, platform=Platform.TWITCH)
            running.engine.offer(Arrival(event=event, source=SOURCE))
        await running.pipeline.drain()
        async with asyncio.timeout(20):
            while len(taken) < len(SAID):
                await running.clock.advance(0.25)
                await running.pipeline.drain()

    assert {text for _at, text in taken} == SAID
    assert len(taken) == len(SAID)
    assert most_within([at for at, _text in taken], 1) == 1


async def test_a_rules_reply_is_one_to_the_message_that_set_it_off(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        hands, chatting = hands_of(running), Chatting(running)
        entry = await chatting.say("up")
        await hands.reply("higher", to=entry.seq)

        assert chatting.room.asked[-1] == ("send", "higher", entry.event.id)  # type: ignore[union-attr]  # it is a chat


async def test_the_oldest_that_wait_are_dropped_when_too_many_do(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        hands, taken = hands_of(running), timed(running)
        saying = [
            asyncio.create_task(hands.message(f"text {n}", platforms=()))
            for n in range(1 + QUEUE + 4)
        ]
        async with asyncio.timeout(20):
            while not all(one.done() for one in saying):
                await running.clock.advance(0.5)
                await running.pipeline.drain()
        found = await asyncio.gather(*saying, return_exceptions=True)

    why = {n: str(one) for n, one in enumerate(found) if isinstance(one, CommandError)}
    # The first is on its way; of the others as many wait as can. Twenty are all that
    # Twitch takes in the time for which one may wait.
    assert [n for n, text in why.items() if "it was dropped" in text] == [1, 2, 3, 4]
    assert [n for n, text in why.items() if "too late" in text] == [24]
    assert [text for _at, text in taken] == [
        f"text {n}" for n in range(25) if n not in why
    ]
    assert most_within([at for at, _text in taken], 30) <= 20


async def test_what_no_platform_takes_is_told(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        hands = hands_of(running)
        with pytest.raises(CommandError, match="No connection"):
            await hands.message("hello", platforms=(Platform.YOUTUBE,))

        running.rooms["mira"].error = CommandError("Gone.")
        with pytest.raises(CommandError, match="Gone"):
            await hands.message("hello", platforms=())


async def test_one_platform_that_takes_it_is_enough(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.connect("twitch:other")
        await settle()
        running.rooms["other"].error = CommandError("Gone.")
        saying = asyncio.create_task(hands_of(running).message("hi", platforms=()))
        async with asyncio.timeout(20):
            while not saying.done():
                await running.clock.advance(0.5)

        assert await saying == ""
        assert running.rooms["mira"].asked == [("send", "hi", None)]
