"""Which address people in the room are given, and which code."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from aiohttp import ClientSession

from companion.app.show.room import addresses_of_machine
from companion.settings import Settings
from companion.web.room.register import FILE_NAME, Opening, Register
from tests.companion.web.room.conftest import free_port
from tests.support.real_engine import open_engine


def test_no_address_is_one_that_telephones_cannot_reach() -> None:
    for one in map(ipaddress.ip_address, addresses_of_machine()):
        assert not one.is_loopback
        assert not one.is_link_local
        assert one.version == 4


async def test_after_a_crash_the_code_of_then_holds_until_the_room_is_closed(
    tmp_path: Path,
) -> None:
    """Each opening by hand has a code of its own, whatever was on before."""
    register = Register(tmp_path / FILE_NAME)
    register.begin(Opening(session="cut off", code="K7PQ4M", room="kept"), [])
    settings = Settings.model_validate({"room": {"port": free_port()}})
    async with open_engine(tmp_path, settings=settings) as running:
        room = running.engine.room
        first = await room.open()
        codes = [first.code]
        async with ClientSession() as http, http.get(first.address) as page:
            assert '<meta name="room" content="kept">' in await page.text()
        for _time in range(2):
            await room.close()
            codes.append((await room.open()).code)

    assert codes[0] == "K7PQ4M"
    assert len(set(codes)) == 3
