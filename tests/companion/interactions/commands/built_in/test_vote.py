"""!vote: left to what is on."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_what_is_on_hears_it_and_nothing_is_answered(chatting: Chatting) -> None:
    entry = await chatting.say("!vote 1")

    assert (chatting.sent, chatting.line(entry)) == ([], None)
