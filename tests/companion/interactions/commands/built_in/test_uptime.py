"""!uptime: how long the stream runs."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_hours_and_minutes_are_told(chatting: Chatting) -> None:
    await chatting.clock.leap(3_600 + 5 * 60)

    assert await chatting.ask("!uptime") == "1 h 5 min"
