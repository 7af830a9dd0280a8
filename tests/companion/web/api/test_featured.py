"""A featured comment, put on the overlays by hand."""

from __future__ import annotations

import pytest

from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.events import chat, rose
from tests.support.small_engine import SmallEngine


async def test_a_featured_comment_reaches_the_question_overlay(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "is it raining?"))
    async with web.open_page("question") as page:
        await next_message(page)

        status, answer = await web.post(
            "/api/v1/feature", {"seq": 2}, scope=Scope.MODERATE
        )

        assert (status, answer) == (200, {"seq": 2})
        assert "is it raining?" in str(await next_message(page))


async def test_null_takes_the_comment_off(web: Web, engine: SmallEngine) -> None:
    engine.feed(chat("luna", "is it raining?"))
    await engine.feature(2)
    async with web.open_page("question") as page:
        assert "raining" in str(await next_message(page))

        assert (await web.post("/api/v1/feature", {"seq": None}))[0] == 200
        assert "raining" not in str(await next_message(page))


@pytest.mark.parametrize("text", ["HOLD on", "BLOCK it", "PENDING"])
async def test_a_comment_that_is_not_allowed_is_409(
    web: Web, engine: SmallEngine, text: str
) -> None:
    engine.feed(chat("luna", text))

    assert (await web.post("/api/v1/feature", {"seq": 2}))[0] == 409


async def test_what_is_no_comment_is_409(web: Web, engine: SmallEngine) -> None:
    engine.feed(rose("luna"))

    assert (await web.post("/api/v1/feature", {"seq": 2}))[0] == 409
    assert (await web.post("/api/v1/feature", {"seq": 99}))[0] == 409


@pytest.mark.parametrize("seq", ["2", 0, -1, 1.5, True, 2**63])
async def test_a_seq_that_is_none_is_422(web: Web, seq: object) -> None:
    status, problem = await web.post("/api/v1/feature", {"seq": seq})

    assert (status, problem["field"]) == (422, "seq")


async def test_a_missing_seq_is_422(web: Web) -> None:
    status, problem = await web.post("/api/v1/feature")

    assert (status, problem["field"]) == (422, "seq")
