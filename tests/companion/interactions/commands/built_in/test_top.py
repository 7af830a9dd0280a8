"""!top: who leads."""

from __future__ import annotations

from companion.domain.values import Viewer
from tests.companion.interactions.commands.conftest import Chatting

HIDDEN = Viewer(id="twitch:hidden", name="Anonymous", anonymous=True)


async def test_the_first_five_are_told(chatting: Chatting) -> None:
    for place, who in enumerate(("a", "b", "c", "d", "e", "f")):
        await chatting.say("hello", by=who)
        await chatting.engine.award(f"twitch:{who}", 59_000 - place * 10_000)

    said = await chatting.ask("!top", by="zoe")

    assert said == "1. a 60 · 2. b 50 · 3. c 40 · 4. d 30 · 5. e 20"


async def test_an_empty_board_is_told_so(chatting: Chatting) -> None:
    assert await chatting.ask("!classement", by=HIDDEN) == "Nobody has points yet."
