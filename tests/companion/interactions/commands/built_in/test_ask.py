"""!ask: a question, which the queue of questions hears."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_it_is_listed_and_nothing_is_answered(chatting: Chatting) -> None:
    entry = await chatting.say("!ask what is next?")

    assert (chatting.sent, chatting.line(entry)) == ([], None)
