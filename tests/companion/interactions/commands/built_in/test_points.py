"""!points: how many points somebody has."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_who_asks_is_told_their_points(chatting: Chatting) -> None:
    await chatting.say("hello")
    await chatting.engine.award("twitch:luna", 12_345_900)

    assert await chatting.ask("!points") == "12,347 points"


async def test_the_question_itself_is_counted(chatting: Chatting) -> None:
    assert await chatting.ask("!punkte", by="juno") == "1 point"
