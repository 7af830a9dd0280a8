"""A fault in one overlay's snapshot closes its socket with a code (1011)."""

from __future__ import annotations

import aiohttp

from tests.companion.web.conftest import Web, next_message
from tests.support.patience import PATIENCE_S


async def test_a_fault_closes_the_socket_and_leaves_the_others(
    web: Web, settings: dict[str, object]
) -> None:
    del settings["chat"]
    async with web.open_page("chat") as broken, web.open_page() as well:
        message = await broken.receive(timeout=PATIENCE_S)

        assert message.data == aiohttp.WSCloseCode.INTERNAL_ERROR
        assert (await next_message(well))["kind"] == "snapshot"
    assert web.server.connected()["chat"] == 0
