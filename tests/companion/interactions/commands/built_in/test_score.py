"""!score: what somebody has earned in the show."""

from __future__ import annotations

from tests.companion.interactions.commands.conftest import Chatting


async def test_who_has_no_score_has_0(chatting: Chatting) -> None:
    assert await chatting.ask("!score") == "score 0"
