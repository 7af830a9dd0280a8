"""!rank: which place somebody has."""

from __future__ import annotations

from companion.domain.values import Viewer
from tests.companion.interactions.commands.conftest import Chatting

HIDDEN = Viewer(id="twitch:hidden", name="Anonymous", anonymous=True)


async def test_a_rank_tells_what_is_missing_to_the_next(chatting: Chatting) -> None:
    await chatting.say("hello", by="juno")
    await chatting.say("hello")
    await chatting.engine.award("twitch:juno", 50_000)
    await chatting.engine.award("twitch:luna", 20_000)

    assert await chatting.ask("!rank") == "#2, 29 points behind the next"
    assert await chatting.ask("!rank", by="juno") == "#1"


async def test_nobody_has_a_rank_without_points(chatting: Chatting) -> None:
    assert await chatting.ask("!rang", by=HIDDEN) == "no rank yet: no points so far"
