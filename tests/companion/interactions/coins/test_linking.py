"""!link: a code that everybody reads links nobody by itself."""

from __future__ import annotations

import random
import re

import pytest

from companion.domain.errors import CommandError
from companion.interactions.coins.linking import Linking
from tests.support.events import viewer

LUNA, SOL, THIEF = viewer("luna"), viewer("sol"), viewer("thief")
MINUTE = 60_000_000


class Desk:
    def __init__(self) -> None:
        self.linked: list[tuple[str, str]] = []
        self.linking = Linking(
            link=self._link, chance=random.Random(1), called=lambda one: one.name
        )

    async def _link(self, kept: str, other: str) -> None:
        self.linked.append((kept, other))

    async def code(self, now: int = 0) -> str:
        reply = await self.linking.ask(LUNA, "", now)
        found = re.search(r"!link ([A-Z0-9]{6}) ", reply)
        assert found is not None
        return found[1]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_two_accounts_are_linked_by_both(desk: Desk) -> None:
    code = await desk.code()
    reply = await desk.linking.ask(SOL, code.lower(), MINUTE)
    assert "Sol on tiktok asks to join Luna" in reply
    assert desk.linked == []
    await desk.linking.ask(LUNA, "YES", MINUTE)
    assert desk.linked == [("tiktok:luna", "tiktok:sol")]


async def test_who_steals_the_code_is_linked_to_nobody(desk: Desk) -> None:
    code = await desk.code()
    await desk.linking.ask(THIEF, code, 1)
    with pytest.raises(CommandError, match="Two accounts used this code"):
        await desk.linking.ask(SOL, code, 2)
    with pytest.raises(CommandError, match="Nobody asks"):
        await desk.linking.ask(LUNA, "yes", 3)
    assert desk.linked == []


async def test_nobody_else_says_yes(desk: Desk) -> None:
    await desk.linking.ask(SOL, await desk.code(), 1)
    for other in (SOL, THIEF):
        with pytest.raises(CommandError, match="Nobody asks"):
            await desk.linking.ask(other, "yes", 2)


async def test_no_drops_the_request(desk: Desk) -> None:
    await desk.linking.ask(SOL, await desk.code(), 1)
    await desk.linking.ask(LUNA, "no", 2)
    with pytest.raises(CommandError, match="Nobody asks"):
        await desk.linking.ask(LUNA, "yes", 3)


async def test_a_code_is_good_for_two_minutes(desk: Desk) -> None:
    code = await desk.code()
    with pytest.raises(CommandError, match="not good"):
        await desk.linking.ask(SOL, code, 2 * MINUTE)


async def test_codes_are_not_guessed(desk: Desk) -> None:
    code = await desk.code()
    with pytest.raises(CommandError, match="not good"):
        await desk.linking.ask(SOL, "AAAAAA", 1)
    with pytest.raises(CommandError, match="One try"):
        await desk.linking.ask(SOL, code, 2)


async def test_a_code_links_nobody_to_themselves(desk: Desk) -> None:
    with pytest.raises(CommandError, match="not good"):
        await desk.linking.ask(LUNA, await desk.code(), 1)


async def test_codes_are_not_asked_for_all_the_time(desk: Desk) -> None:
    await desk.code()
    with pytest.raises(CommandError, match="Wait a little"):
        await desk.code(MINUTE // 6)
    await desk.code(MINUTE)


async def test_an_anonymous_account_is_nobodys(desk: Desk) -> None:
    with pytest.raises(CommandError, match="anonymous"):
        await desk.linking.ask(viewer("x", anonymous=True), "", 0)
