"""!link: two accounts become one person."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_a_code_is_given(chatting: Chatting) -> None:
    assert "!link " in await chatting.ask("!link")


async def test_a_wrong_code_is_refused(chatting: Chatting) -> None:
    said = await chatting.ask("!link 000000")

    assert said
    assert "linked" not in said.split()
