"""What the API refuses, to whom, and with which status."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/leaderboard?limit=0", "limit"),
        ("/leaderboard?limit=1001", "limit"),
        ("/leaderboard?limit=ten", "limit"),
        ("/leaderboard?limit=", "limit"),
        ("/leaderboard?platform=myspace", "platform"),
        ("/leaderboard?scope=month", "scope"),
        ("/events?after=-1", "after"),
        ("/events?after=x", "after"),
        ("/events?limit=1001", "limit"),
        ("/events?after=99999999999999999999", "after"),
    ],
)
async def test_a_bad_field_is_422_and_named(
    quiet: Running, path: str, field: str
) -> None:
    status, problem, answer = await quiet.ask(
        "GET", f"/api/v1{path}", headers=quiet.bearer()
    )
    assert (status, answer.content_type) == (422, "application/problem+json")
    assert (problem["status"], problem["field"]) == (422, field)
    assert problem["title"]
    assert field in problem["detail"]


CHAT = "/api/v1/test/chat"
JSON = {"Content-Type": "application/json"}
REFUSED: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "a foreign host": ("GET", "/healthz", {"headers": {"Host": "evil.example"}}, 421),
    "a foreign page": (
        "GET",
        "/api/v1/session",
        {"headers": {"Origin": "https://evil.example"}},
        403,
    ),
    "another port's page": (
        "POST",
        CHAT,
        {"headers": {"Origin": "http://127.0.0.1:1"}},
        403,
    ),
    "no token": ("GET", "/api/v1/session", {}, 401),
    "no token for metrics": ("GET", "/metrics", {}, 401),
    "a wrong token": (
        "GET",
        "/api/v1/session",
        {"headers": {"Authorization": "Bearer nonsense"}},
        401,
    ),
    "a token in the address": ("GET", "/api/v1/session?token={control}", {}, 401),
    "an overlay's token": ("GET", "/api/v1/session", {"scope": "overlay"}, 403),
    "a reader that controls": ("POST", CHAT, {"scope": "read", "json": {}}, 403),
    "a moderator that controls": ("POST", CHAT, {"scope": "moderate", "json": {}}, 403),
    "a reader of what is held": (
        "GET",
        "/api/v1/moderation/held",
        {"scope": "read"},
        403,
    ),
    "a GET that would change": ("GET", CHAT, {"scope": "control"}, 405),
    "a DELETE": ("DELETE", "/api/v1/session", {"scope": "control"}, 405),
    "a form": ("POST", CHAT, {"scope": "control", "data": {"text": "x"}}, 415),
    "plain text": ("POST", CHAT, {"scope": "control", "data": "{}"}, 415),
    "too much": (
        "POST",
        CHAT,
        {"scope": "control", "json": {"text": "x" * 70_000}},
        413,
    ),
    "no JSON": (
        "POST",
        CHAT,
        {"scope": "control", "data": "{", "headers": JSON},
        400,
    ),
    "a bad field": ("POST", CHAT, {"scope": "control", "json": {"text": 5}}, 422),
    "an unknown field": ("POST", CHAT, {"scope": "control", "json": {"txt": ""}}, 422),
    "an unknown kind": (
        "POST",
        "/api/v1/test/nonsense",
        {"scope": "control", "json": {}},
        404,
    ),
    "an unknown address": ("GET", "/api/v1/nonsense", {"scope": "control"}, 404),
    "a wrong link": ("GET", "/o/AAAAAAAAAAAAAAAAAAAAAA/chat/", {}, 404),
    "another overlay's link": ("GET", "/o/{question}/chat/", {}, 404),
    "no link": ("GET", "/o/chat/", {}, 404),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_refused_has_its_status(quiet: Running, what: str) -> None:
    method, path, options, expected = REFUSED[what]
    options = dict(options)
    scope = options.pop("scope", None)
    question = urlsplit(quiet.app.ready["overlays"]["question"]).path.split("/")[2]
    headers = dict(options.pop("headers", {}))
    if scope == "overlay":
        headers["Authorization"] = f"Bearer {question}"
    elif scope is not None:
        headers |= quiet.bearer(scope)
    path = path.format(question=question, control=quiet.token("control"))

    status, problem, answer = await quiet.ask(method, path, headers=headers, **options)

    assert status == expected
    assert answer.content_type == "application/problem+json"
    assert problem["status"] == expected
    assert problem["detail"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert question not in json.dumps(problem)


async def test_a_page_of_ours_may_ask(quiet: Running) -> None:
    headers = {"Origin": quiet.root, **quiet.bearer("read")}
    status, _body, answer = await quiet.ask("GET", "/api/v1/session", headers=headers)
    assert status == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
