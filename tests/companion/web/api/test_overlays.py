"""Overlays by the API; what needs the whole app is asked in app/studio."""

from __future__ import annotations

import pytest

from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message


async def test_a_test_of_no_overlay_is_404(web: Web) -> None:
    assert (await web.post("/api/v1/overlays/nothing/test"))[0] == 404


async def test_a_test_says_whom_it_reached(web: Web) -> None:
    async with web.open_page("chat") as page:
        await next_message(page)
        status, answer = await web.post("/api/v1/overlays/chat/test")

    assert status == 202
    assert answer == {
        "overlay": "chat",
        "test": True,
        "seconds": 5,
        "connected": 1,
        "showing": 0,
    }


@pytest.mark.parametrize("what", ["test", "rotate"])
async def test_what_is_done_with_no_overlay_is_404(web: Web, what: str) -> None:
    assert (await web.post(f"/api/v1/overlays/nothing/{what}"))[0] == 404


async def test_links_are_for_those_who_may_do_everything(web: Web) -> None:
    assert (await web.get("/api/v1/overlays", scope=Scope.MODERATE))[0] == 403


@pytest.mark.parametrize("seconds", [-1, 601, "30"])
async def test_a_busy_stream_of_no_length_is_422(web: Web, seconds: object) -> None:
    status, problem = await web.post("/api/v1/overlays/busy", {"seconds": seconds})

    assert (status, problem["field"]) == (422, "seconds")
