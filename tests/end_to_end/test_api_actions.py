"""What programs can do over the API: test events, featuring, an overlay's test."""

from __future__ import annotations

import json
from typing import Any

import pytest

from companion.web.api.test_events import KINDS
from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_test_event_of_each_kind_is_shown_and_never_scored(
    quiet: Running, kind: str
) -> None:
    before = await quiet.app.get("/session")
    body = {"viewer": {"id": f"{KINDS[kind]}:tester", "name": "Tess"}}
    status, answer = await quiet.app.post(f"/test/{kind}", body)
    (entry,) = await quiet.app.get(f"/events?after={answer['seq'] - 1}&limit=1")
    after = await quiet.app.get("/session")

    assert status == 202
    assert answer == {"seq": entry["seq"], "verdict": "allow", "test": True}
    assert (entry["kind"], entry["test"], entry["points"]) == (kind, True, 0)
    assert entry["viewer"]["name"] == "Tess"
    grown = {
        name
        for name, value in after["totals"].items()
        if value != before["totals"][name]
    }
    assert grown == {"entries"}
    assert (await quiet.app.get("/leaderboard"))["standings"] == []


@pytest.mark.parametrize(
    ("kind", "text", "verdict"),
    [
        ("chat", "please holdme", "hold"),
        ("chat", "please blockme", "block"),
        ("cheer", "holdme", "hold"),
        ("superchat", "blockme", "block"),
    ],
)
async def test_a_test_event_passes_the_gate_and_is_202_all_the_same(
    quiet: Running, kind: str, text: str, verdict: str
) -> None:
    status, answer = await quiet.app.post(f"/test/{kind}", {"text": text})
    path = f"/api/v1/events?after={answer['seq'] - 1}&limit=1"
    seen = {
        scope: (await quiet.ask("GET", path, headers=quiet.bearer(scope)))[1][0]
        for scope in ("read", "moderate", "control")
    }

    assert (status, answer["verdict"], answer["test"]) == (202, verdict, True)
    assert seen["read"]["payload"]["text"] is None
    assert seen["moderate"]["payload"]["text"] == text
    assert seen["control"]["payload"]["text"] == text


async def test_a_held_message_can_be_featured_once_it_is_allowed(
    quiet: Running,
) -> None:
    seq = (await quiet.app.post("/test/chat", {"text": "holdme, why?"}))[1]["seq"]
    held = await quiet.app.get("/moderation/held")
    refused, problem = await quiet.app.post("/feature", {"seq": seq})
    allowed, _answer = await quiet.app.post(f"/moderation/{seq}/allow")
    featured, answer = await quiet.app.post("/feature", {"seq": seq})

    assert seq in [review["entry"]["seq"] for review in held]
    assert (refused, problem["status"]) == (409, 409)
    assert (allowed, featured, answer) == (200, 200, {"seq": seq})
    link = quiet.app.ready["overlays"]["question"].replace("http", "ws", 1) + "ws"
    async with quiet.app.http.ws_connect(link) as page:
        snapshot = json.loads(await page.receive_str(timeout=10))
    assert snapshot["kind"] == "snapshot"
    assert "holdme, why?" in json.dumps(snapshot["data"]["state"])


@pytest.mark.parametrize(
    ("body", "status"),
    [({"seq": 1}, 409), ({"seq": 10**9}, 409), ({"seq": "x"}, 422), ({}, 422)],
    ids=["no chat", "nothing", "no number", "missing"],
)
async def test_what_cannot_be_featured_is_said(
    quiet: Running, body: dict[str, Any], status: int
) -> None:
    found, problem = await quiet.app.post("/feature", body)
    assert (found, problem["status"]) == (status, status)
    assert problem["detail"]


async def test_an_overlay_shows_its_preview_as_a_test(quiet: Running) -> None:
    link = quiet.app.ready["overlays"]["leaderboard"].replace("http", "ws", 1) + "ws"
    async with quiet.app.http.ws_connect(link) as page:
        await page.receive_str(timeout=10)
        status, answer = await quiet.app.post("/overlays/leaderboard/test")
        shown = json.loads(await page.receive_str(timeout=10))

    assert (status, answer["test"]) == (202, True)
    assert answer["seconds"] >= 5
    assert shown["data"]["test"] is True
