"""Settings of bots and coins that are changed in the middle of a session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import CoinsMoved, QuestionMarked, WordsNamed
from companion.domain.show.specs import GiveawaySpec, PollSpec, QueueSpec
from companion.domain.values import Platform
from companion.settings import Settings
from companion.settings.changes import with_values
from tests.companion.interactions.commands.conftest import SOURCE, Chatting, person
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.real_engine import open_engine


@pytest.fixture
async def chatting(tmp_path: Path) -> AsyncIterator[Chatting]:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        yield Chatting(running)


def choose(chatting: Chatting, **values: object) -> None:
    """Save other settings, as the window does: field__name=value."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    chatting.running.playing.apply(with_values(Settings(), named))


async def minute(chatting: Chatting, *said: str) -> None:
    """Have a minute go by in which that was said, and more, in which it is paid."""
    for text in said:
        await chatting.hear(
            chat(person("luna"), text, platform=Platform.TWITCH), source=SOURCE
        )
    await chatting.clock.advance(60)
    for _look in range(3):
        await chatting.clock.advance(5)
        await chatting.running.pipeline.drain()
        await settle()


def coins(chatting: Chatting) -> int:
    return chatting.running.ledger.history.wallets.balance("twitch:luna")


async def test_another_prefix_calls_at_once(chatting: Chatting) -> None:
    await chatting.bots.keep(BotBook(commands=(CommandDef(name="hi", reply="hello"),)))
    assert await chatting.ask("!hi") == "hello"

    choose(chatting, bots__prefix="?")
    await chatting.clock.advance(60)

    assert await chatting.ask("?hi") == "hello"
    await chatting.say("!hi")
    assert len(chatting.sent) == 2


async def test_another_language_names_commands_at_once(chatting: Chatting) -> None:
    assert await chatting.ask("!punkte") == "1 point"

    choose(chatting, bots__language="fr")
    await chatting.clock.advance(60)
    await chatting.say("!punkte")
    assert len(chatting.sent) == 1

    assert await chatting.ask("!pts")


async def test_a_platform_where_replies_are_switched_off_is_left_at_once(
    chatting: Chatting,
) -> None:
    choose(chatting, bots__reply_on_twitch=False)
    entry = await chatting.say("!points")

    assert chatting.sent == []
    assert chatting.left_out(entry) == "Replies are switched off on this platform."


async def test_another_pace_holds_at_once(chatting: Chatting) -> None:
    choose(chatting, bots__twitch_per_minute=7)

    (pace,) = (
        one for one in chatting.bots.view().pace if one.platform is Platform.TWITCH
    )
    assert (pace.per_minute, pace.left) == (7, 7)


async def test_a_command_that_clashes_with_the_prefix_rests_until_it_does_not(
    chatting: Chatting,
) -> None:
    plus = CommandDef(name="+hi", reply="hello", cooldown_s=0, cooldown_each_s=0)
    await chatting.bots.keep(BotBook(commands=(plus,)))

    choose(chatting, bots__prefix="+")
    await chatting.say("++hi")
    assert chatting.sent == []
    assert chatting.bots.book().commands == (plus,)

    choose(chatting, bots__prefix="!")
    assert await chatting.ask("!+hi") == "hello"


async def test_coins_are_earned_from_when_they_are_switched_on(
    chatting: Chatting,
) -> None:
    await minute(chatting, "hi")
    assert coins(chatting) == 0

    choose(chatting, coins__is_on=True, coins__per_chat=0, coins__per_minute=5)
    await minute(chatting)
    await chatting.until(lambda: coins(chatting) > 0)
    await settle()
    paid = coins(chatting)
    assert paid in {5, 10}  # a minute or two have ended

    choose(chatting, coins__is_on=False)
    await minute(chatting)
    await minute(chatting)
    assert coins(chatting) == paid


async def test_other_rates_hold_at_once_and_what_was_earned_stays(
    chatting: Chatting,
) -> None:
    choose(chatting, coins__is_on=True, coins__per_minute=0, coins__per_chat=2)
    await minute(chatting, "one")
    await chatting.until(lambda: coins(chatting) == 2)

    choose(chatting, coins__is_on=True, coins__per_minute=0, coins__per_chat=30)
    await minute(chatting, "two")
    await chatting.until(lambda: coins(chatting) == 32)

    await chatting.engine.end_session()
    await chatting.reopened()
    await minute(chatting)
    moved = [
        one.body
        for one in await chatting.engine.entries(after=0)
        if isinstance(one.body, CoinsMoved)
    ]
    assert coins(chatting) == 32
    assert sum(one.coins for note in moved for one in note.postings) == 0


async def test_coins_are_called_otherwise_at_once(chatting: Chatting) -> None:
    choose(chatting, coins__plural="shells")

    assert "shells" in await chatting.ask("!coins")


async def test_so_many_questions_of_one_person_wait(chatting: Chatting) -> None:
    for number in range(5):
        await chatting.say(f"!ask why {number}?")
    await chatting.say("!ask and me?", by="sol")
    await chatting.until(lambda: len(chatting.show.view().questions) == 4)
    entries = await chatting.engine.entries(after=0)
    marks = [one.body.state for one in entries if isinstance(one.body, QuestionMarked)]

    assert marks == ["listed"] * 3 + ["dropped"] * 2 + ["listed"]
    assert chatting.sent == []
    assert chatting.engine.totals().chats == 6


async def test_another_limit_of_questions_holds_at_once(chatting: Chatting) -> None:
    choose(chatting, bots__questions_each=1)
    await chatting.say("!ask why?")
    await chatting.say("!ask how?")
    choose(chatting, bots__questions_each=0)
    await chatting.say("!ask when?")
    await chatting.until(lambda: len(chatting.show.view().questions) == 2)

    waiting = [one.text for one in chatting.show.view().questions]
    assert waiting == ["!ask why?", "!ask when?"]

    await chatting.reopened()
    await chatting.until(lambda: len(chatting.show.view().questions) == 2)
    assert [one.text for one in chatting.show.view().questions] == waiting


VOTE = CommandDef(name="vote", aliases=("tick",))
POLL = PollSpec(question="Which one?", options=("a", "b"))


async def named(chatting: Chatting, *commands: CommandDef) -> None:
    """Keep a book, and have its names on record."""
    await chatting.bots.keep(BotBook(commands=commands))
    await chatting.running.pipeline.drain()
    await settle()


async def records(chatting: Chatting) -> list[WordsNamed]:
    entries = await chatting.engine.entries(after=0)
    return [one.body for one in entries if isinstance(one.body, WordsNamed)]


async def test_own_names_of_words_count_until_they_are_others_and_after_a_restart(
    chatting: Chatting,
) -> None:
    poll = await chatting.show.make(POLL)
    await chatting.show.act(poll.id, "start")
    await chatting.say("!tick 1", by="before")
    await named(chatting, VOTE)
    await chatting.say("!tick 1", by="luna")
    await named(chatting)
    await chatting.say("!tick 1", by="after")
    await named(chatting, CommandDef(name="vote", aliases=("tock",)))
    await chatting.say("!tock 2", by="sol")
    votes = [one.votes for one in chatting.show.interaction(poll.id).options]
    assert votes == [1, 1]

    await chatting.reopened()
    await settle()
    await chatting.say("!tock 2", by="zoe")
    await chatting.say("!tick 1", by="late")

    votes = [one.votes for one in chatting.show.interaction(poll.id).options]
    assert votes == [1, 2]
    assert [len(one.names) for one in await records(chatting)] == [1, 0, 1]


async def test_each_session_begins_with_the_names_that_the_book_has(
    chatting: Chatting,
) -> None:
    await named(chatting, VOTE)
    await chatting.engine.end_session()
    await chatting.engine.start_session("Saturday")
    await settle()
    poll = await chatting.show.make(POLL)
    await chatting.show.act(poll.id, "start")
    await chatting.say("!tick 1")

    assert chatting.show.interaction(poll.id).voters == 1
    assert len(await records(chatting)) == 1


async def test_a_word_that_is_switched_off_is_heard_by_its_english_name_only(
    chatting: Chatting,
) -> None:
    queue = await chatting.show.make(QueueSpec(title="Play"))
    await chatting.show.act(queue.id, "start")
    await named(chatting, CommandDef(name="join", aliases=("play",), is_on=False))
    await chatting.say("!play", by="luna")
    await chatting.say("!unirse", by="sol")
    await chatting.say("!join", by="zoe")

    assert chatting.show.interaction(queue.id).voters == 1


async def test_a_name_and_a_word_of_what_is_planned_cannot_be_the_same(
    chatting: Chatting,
) -> None:
    giveaway = GiveawaySpec(title="Keys", keyword="!tick")
    await named(chatting, VOTE)
    with pytest.raises(CommandError, match=r"^keyword: “!tick” is another name of !v"):
        await chatting.show.make(giveaway)
    with pytest.raises(CommandError, match=r"^keyword: "):
        await chatting.show.keep_sheet("", [("", giveaway)])

    await named(chatting)
    await chatting.show.keep_sheet("", [("", giveaway)])
    with pytest.raises(CommandError, match=r"^commands: vote: aliases: .* of “Keys”"):
        await chatting.bots.keep(BotBook(commands=(VOTE,)))
    assert chatting.bots.book().commands == ()
