"""!quote: something that was said once."""

from __future__ import annotations

from companion.domain.values import Role
from tests.companion.interactions.commands.conftest import Chatting, person

MOD = person("mo", Role.MODERATOR)


async def test_a_moderator_adds_a_quote_that_anybody_asks_for(
    chatting: Chatting,
) -> None:
    said = await chatting.ask("!quote add to be, or not", by=MOD)

    assert said == "Quote 1 is kept."
    await chatting.clock.advance(10)
    assert await chatting.ask("!quote 1") == "#1: to be, or not"
    await chatting.clock.advance(10)
    assert await chatting.ask("!zitat", by="juno") == "#1: to be, or not"


async def test_nobody_else_adds_one(chatting: Chatting) -> None:
    assert await chatting.ask("!quote add hi") == "Only moderators add quotes."
    assert chatting.bots.view().quotes == ()


async def test_what_is_no_number_is_told_how(chatting: Chatting) -> None:
    assert await chatting.ask("!quote ٣") == "Write it so: !quote 12"


async def test_there_is_no_quote_of_that_number(chatting: Chatting) -> None:
    assert await chatting.ask("!quote 7") == "There is no such quote."
