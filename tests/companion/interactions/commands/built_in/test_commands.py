"""!commands: which commands there are."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_what_can_be_called_is_listed(chatting: Chatting) -> None:
    said = await chatting.ask("!commandes")

    assert said.startswith("ǃpoints !rank")
    assert "!uptime" in said
    # Nothing is on that could be voted in.
    assert "!vote" not in said
