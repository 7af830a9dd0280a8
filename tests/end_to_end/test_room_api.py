"""The page for people in the room by API, in the app as it runs."""

from __future__ import annotations

import aiohttp
import pytest

from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_is_closed_at_first_opened_and_closed_again(quiet: Running) -> None:
    app = quiet.app
    before = await app.get("/room")
    assert (before["is_open"], before["address"], before["code"]) == (False, "", "")

    status, opened = await app.post("/room/open")
    assert (status, opened["is_open"], len(opened["code"])) == (200, True, 6)
    async with (
        aiohttp.ClientSession() as http,
        http.get(opened["address"]) as answer,
    ):
        assert answer.status == 200

    status, closed = await app.post("/room/close")
    assert (status, closed["is_open"]) == (200, False)


async def test_the_room_reaches_nothing_of_the_api(quiet: Running) -> None:
    _status, opened = await quiet.app.post("/room/open")
    async with aiohttp.ClientSession() as http:
        for path in ("api/v1/session", "api/v1/openapi.json", "healthz"):
            async with http.get(
                opened["address"] + path, headers=quiet.bearer()
            ) as answer:
                assert answer.status == 404
    await quiet.app.post("/room/close")


@pytest.mark.parametrize("path", ["/room/open", "/room/close"])
async def test_a_token_to_moderate_opens_nothing(quiet: Running, path: str) -> None:
    status, _body, _answer = await quiet.ask(
        "POST", f"/api/v1{path}", headers=quiet.bearer("moderate"), json={}
    )
    assert status == 403
