"""!give: coins from one Viewer to another."""

from __future__ import annotations

import pytest

from companion.domain.show.desk import Coins
from tests.companion.interactions.commands.conftest import Chatting


async def rich(chatting: Chatting, coins: int) -> Coins:
    await chatting.say("hello", by="luna")
    await chatting.say("hello", by="juno")
    desk = chatting.engine.coins
    assert desk is not None
    await desk.award("twitch:luna", coins)
    return desk


async def test_coins_go_to_who_is_named(chatting: Chatting) -> None:
    desk = await rich(chatting, 80)

    said = await chatting.ask("!give @juno 50")

    assert said == "50 coins for @juno"
    assert (await desk.wallet("twitch:luna")).coins == 30
    assert (await desk.wallet("twitch:juno")).coins == 50


@pytest.mark.parametrize(
    "text",
    [
        "!give",
        "!give @juno",
        "!give @juno -5",
        "!give @juno 5.5",
        "!give @juno ٥",
        "!give @juno 0",
        "!give @juno 81",
        "!give @nobody 5",
        "!give @luna 5",
        "!give @juno 99999999999999999999",
    ],
)
async def test_what_cannot_be_given_is_said_and_moves_nothing(
    chatting: Chatting, text: str
) -> None:
    desk = await rich(chatting, 80)

    assert await chatting.ask(text)
    assert (await desk.wallet("twitch:luna")).coins == 80
