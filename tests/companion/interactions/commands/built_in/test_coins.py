"""!coins: how many coins somebody has."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_who_asks_is_told_their_coins(chatting: Chatting) -> None:
    await chatting.say("hello")
    assert chatting.engine.coins is not None
    await chatting.engine.coins.award("twitch:luna", 1_250)

    assert await chatting.ask("!coins") == "1,250 coins"
