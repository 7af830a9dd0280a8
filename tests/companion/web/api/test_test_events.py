"""POST /test/{kind}: shown, marked, never scored."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from companion.web.api.test_events import KINDS, PER_SECOND
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine


async def last(web: Web) -> Any:
    return (await web.get("/api/v1/events"))[1][-1]


def test_every_kind_of_the_contract_is_there() -> None:
    assert " ".join(KINDS) == (
        "chat gift like follow share join subscription cheer raid redemption"
        " superchat supersticker membership"
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_works_with_an_empty_body(web: Web, kind: str) -> None:
    status, answer = await web.post(f"/api/v1/test/{kind}")

    entry = await last(web)
    assert (status, answer) == (
        202,
        {"seq": entry["seq"], "verdict": "allow", "test": True},
    )
    assert (entry["kind"], entry["platform"]) == (kind, KINDS[kind].value)
    assert (entry["test"], entry["points"]) == (True, 0)
    assert entry["viewer"]["name"] == "Test viewer"


@pytest.mark.parametrize(
    ("kind", "body", "payload"),
    [
        ("chat", {"text": "hi"}, {"text": "hi"}),
        (
            "gift",
            {"gift": "Galaxy", "count": 3, "diamonds_each": 1000},
            {"name": "Galaxy", "count": 3, "diamonds_each": 1000},
        ),
        ("like", {"count": 15}, {"count": 15}),
        ("cheer", {"bits": 500, "text": "wow"}, {"bits": 500, "text": "wow"}),
        ("raid", {"viewers": 84}, {"viewers": 84}),
        (
            "superchat",
            {"amount_micros": 20_000_000, "currency": "JPY", "text": "wow"},
            {"amount_micros": 20_000_000, "currency": "JPY", "text": "wow"},
        ),
        ("supersticker", {"currency": "USD"}, {"currency": "USD"}),
        ("subscription", {"count": 5, "text": "yay"}, {"count": 5, "text": "yay"}),
        ("membership", {"text": "yay"}, {"text": "yay"}),
        ("redemption", {"text": "hydrate"}, {"text": "hydrate"}),
    ],
)
async def test_fields_reach_the_event(
    web: Web, kind: str, body: dict[str, Any], payload: dict[str, Any]
) -> None:
    assert (await web.post(f"/api/v1/test/{kind}", body))[0] == 202

    assert (await last(web))["payload"].items() >= payload.items()


async def test_a_viewer_can_be_named(web: Web) -> None:
    who = {"id": "twitch:123", "name": "Nova"}
    await web.post("/api/v1/test/chat", {"viewer": who})

    entry = await last(web)

    assert entry["platform"] == "twitch"
    assert entry["viewer"].items() >= who.items()


async def test_a_held_event_is_202_too(web: Web) -> None:
    status, answer = await web.post("/api/v1/test/chat", {"text": "HOLD on"})

    assert (status, answer["verdict"]) == (202, "hold")


async def test_two_test_events_are_two(web: Web) -> None:
    first = (await web.post("/api/v1/test/chat"))[1]["seq"]
    second = (await web.post("/api/v1/test/chat"))[1]["seq"]

    assert second == first + 1


async def test_a_test_chat_is_on_the_overlay(web: Web) -> None:
    async with web.open_page("chat") as page:
        await next_message(page)
        await web.post("/api/v1/test/chat", {"text": "can you see me?"})

        assert "can you see me?" in str(await next_message(page))


async def test_a_test_changes_no_standing(web: Web) -> None:
    await web.post("/api/v1/test/gift", {"count": 1000})

    assert (await web.get("/api/v1/leaderboard"))[1]["standings"] == []
    assert (await web.get("/api/v1/session"))[1]["totals"]["gifts"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": 1.5}, "count"),
        ({"count": "3"}, "count"),
        ({"count": True}, "count"),
        ({"count": 10**10}, "count"),
        ({"count": 10**40}, "count"),
        ({"bits": 0}, "bits"),
        ({"viewers": -1}, "viewers"),
        ({"diamonds_each": -1}, "diamonds_each"),
        ({"amount_micros": 0}, "amount_micros"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "EURO"}, "currency"),
        ({"platform": "myspace"}, "platform"),
        ({"text": 7}, "text"),
        ({"text": ["a"]}, "text"),
        ({"gift": None}, "gift"),
        ({"viewer": "luna"}, "viewer"),
        ({"viewer": {"id": 7}}, "viewer.id"),
        ({"viewer": {"id": "luna"}}, "viewer.id"),
        ({"viewer": {"id": "myspace:1"}}, "viewer.id"),
        ({"viewer": {"id": "tiktok:"}}, "viewer.id"),
        ({"viewer": {"id": "tiktok:a\nb"}}, "viewer.id"),
        ({"viewer": {"id": "tiktok:" + "x" * 101}}, "viewer.id"),
        ({"viewer": {"name": 7}}, "viewer.name"),
        ({"viewer": {"age": 7}}, "viewer.age"),
        ({"platform": "tiktok", "viewer": {"id": "twitch:1"}}, "viewer.id"),
        ({"txet": "hi"}, "txet"),
    ],
)
async def test_a_bad_field_is_422_and_named(
    web: Web, body: dict[str, Any], field: str
) -> None:
    status, problem = await web.post("/api/v1/test/chat", body)

    assert (status, problem["field"]) == (422, field)
    assert field.rpartition(".")[2] in problem["detail"]
    assert (await last(web))["kind"] == "session"


async def test_an_unknown_kind_is_404(web: Web) -> None:
    assert (await web.post("/api/v1/test/nothing"))[0] == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"text":"\xff"}',
        b'{"text":"\\ud800"',
        b"[" * 60_000,
        b'{"text":' * 8_000,
        b"\x00",
    ],
)
async def test_what_is_no_json_is_400(web: Web, raw: bytes) -> None:
    async with web.http.post(
        f"{web.root}/api/v1/test/chat",
        data=raw,
        headers={**web.bearer(), "Content-Type": "application/json"},
    ) as reply:
        problem = await reply.json(content_type="application/problem+json")

    assert (reply.status, problem["status"]) in ((400, 400), (422, 422))


async def test_half_a_character_becomes_a_replacement_sign(web: Web) -> None:
    raw = b'{"text":"a\\ud800b \\ud83d\\ude00","viewer":{"name":"\\udfff"}}'
    async with web.http.post(
        f"{web.root}/api/v1/test/chat",
        data=raw,
        headers={**web.bearer(), "Content-Type": "application/json"},
    ) as reply:
        assert reply.status == 202

    entry = await last(web)
    assert entry["payload"]["text"] == "a\ufffdb 😀"
    assert entry["viewer"]["name"] == "\ufffd"


HOSTILE = [
    "<script>alert(1)</script>",
    "x" * 10_000,
    "\u202e\u2066evil",
    "z\u0351\u0352\u0353" * 500,
    "\x00\x1b[2J\x7f",
    "{{name}} ${name} %s {0}",
    "'; DROP TABLE entries; --",
    "🏳️‍🌈👨‍👩‍👧‍👦" * 100,
    "مرحبا שלום",
    "__proto__",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_and_names_stay_text(web: Web, text: str) -> None:
    body = {"text": text, "viewer": {"id": "tiktok:1", "name": text}}
    async with web.open_page("chat") as page:
        await next_message(page)
        status, _ = await web.post("/api/v1/test/chat", body)
        message = await next_message(page)

    assert status == 202
    entry = await last(web)
    assert len(entry["payload"]["text"]) <= 2_000
    assert len(entry["viewer"]["name"]) <= 200
    assert "\x1b" not in str(message["data"])
    if text.isprintable() and len(text) < 200:
        assert entry["payload"]["text"] == text


async def test_a_thousand_a_second_are_taken_and_more_are_429(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async def post() -> aiohttp.ClientResponse:
        async with web.http.post(
            f"{web.root}/api/v1/test/like", headers=web.bearer(), json={}
        ) as reply:
            return reply

    replies = await asyncio.gather(*(post() for _ in range(PER_SECOND + 20)))

    counted = [reply.status for reply in replies]
    assert (counted.count(202), counted.count(429)) == (PER_SECOND, 20)
    refused = next(reply for reply in replies if reply.status == 429)
    assert refused.headers["Retry-After"] == "1"
    await clock.advance(1)
    assert (await web.post("/api/v1/test/like"))[0] == 202
    tests = (await web.get("/api/v1/metrics"))[1]["test_events"]
    assert tests == {"accepted": PER_SECOND + 1, "refused": 20}


async def test_a_lower_scope_may_not(web: Web) -> None:
    assert (await web.post("/api/v1/test/chat", scope=Scope.MODERATE))[0] == 403


async def test_without_a_session_it_is_409(web: Web, engine: SmallEngine) -> None:
    engine.view.open(None)

    assert (await web.post("/api/v1/test/chat"))[0] == 409
