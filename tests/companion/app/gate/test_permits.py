"""!permit in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.values import Role, Viewer
from tests.companion.app.gate.stage import KAI, LUNA, open_stage

MOD = Viewer(id="twitch:1", name="Zoë", roles=frozenset({Role.MODERATOR}))
LINK = "look at https://example.com/cat"


@pytest.mark.parametrize("name", ["Luna", "@luna", "LUNA_"])
async def test_a_moderator_permits_links_for_a_minute(
    tmp_path: Path, name: str
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say(LINK)
        held = len(stage.engine.reviews())
        seq = await stage.say(f"!Permit {name}", MOD)
        await stage.quiet()
        await stage.clock.advance(59)
        await stage.say(LINK)
        shown = stage.shown()
        await stage.clock.advance(2)
        await stage.say(LINK)
        (mark,) = await stage.marks()

        assert held == 1
        assert shown[-1] == LINK
        assert stage.shown().count(LINK) == 1
        assert (mark.mark, mark.viewer_id) == ("permit", LUNA.id)
        assert (mark.who, mark.of) == ("Zoë", seq)


async def test_nobody_else_permits_and_nobody_unknown_is_permitted(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("hello")
        await stage.say("!permit Luna", KAI)
        await stage.say("!permit Nobody", MOD)
        await stage.say("!permit", MOD)
        await stage.say("!permits Luna", MOD)
        await stage.quiet()

        assert await stage.marks() == []


async def test_who_takes_the_name_of_another_gets_no_permit(tmp_path: Path) -> None:
    thief = Viewer(id="twitch:66", name="Luna_", handle="thief")
    twin = Viewer(id="twitch:67", name="Kai", handle="twin")
    async with open_stage(tmp_path) as stage:
        for who in (LUNA, KAI, thief, twin):
            await stage.say("hello", who)
        await stage.say("!permit luna_", MOD)
        await stage.say("!permit Kai", MOD)
        await stage.quiet()

        assert [one.viewer_id for one in await stage.marks()] == [LUNA.id]
