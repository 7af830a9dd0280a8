"""What the gate holds back, and a person's answer to it."""

from __future__ import annotations

import pytest

from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.events import chat, viewer
from tests.support.small_engine import SmallEngine


async def test_what_waits_is_listed_with_its_reasons(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "fine"), chat(viewer("ben", name="HOLD ben"), "HOLD on"))

    status, held = await web.get("/api/v1/moderation/held", scope=Scope.MODERATE)

    assert status == 200
    assert len(held) == 1
    assert held[0]["entry"]["seq"] == 3
    assert held[0]["entry"]["payload"]["text"] == "HOLD on"
    assert (held[0]["text"], held[0]["name"]) == ("hold", "hold")
    assert held[0]["reasons"] == [{"rule": "marks", "detail": "HOLD on"}]
    assert held[0]["expires_at"] == "2026-01-01T20:00:10.000000Z"


async def test_readers_do_not_see_what_waits(web: Web) -> None:
    assert (await web.get("/api/v1/moderation/held", scope=Scope.READ))[0] == 403


async def test_an_allowed_message_is_published(web: Web, engine: SmallEngine) -> None:
    engine.feed(chat("luna", "HOLD on"))
    async with web.open_page("chat") as page:
        await next_message(page)

        status, answer = await web.post(
            "/api/v1/moderation/2/allow", scope=Scope.MODERATE
        )

        assert (status, answer) == (200, {"seq": 2, "verdict": "allow"})
        assert "HOLD on" in str(await next_message(page))
    assert (await web.get("/api/v1/moderation/held"))[1] == []


async def test_a_shown_message_can_be_taken_back(web: Web, engine: SmallEngine) -> None:
    engine.feed(chat("luna", "sly words"))
    async with web.open_page("chat") as page:
        await next_message(page)

        status, answer = await web.post("/api/v1/moderation/2/block")

        assert (status, answer) == (200, {"seq": 2, "verdict": "block"})
        assert (await next_message(page))["data"] == {"ids": [2]}


async def test_what_does_not_wait_cannot_be_allowed(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "fine"))

    assert (await web.post("/api/v1/moderation/2/allow"))[0] == 409


@pytest.mark.parametrize("seq", ["x", "-1", "1.0", "٣", "9" * 30, "0x2"])
async def test_a_number_that_is_none_is_404(web: Web, seq: str) -> None:
    assert (await web.post(f"/api/v1/moderation/{seq}/allow"))[0] == 404
