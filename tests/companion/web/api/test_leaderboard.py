"""GET /leaderboard."""

from __future__ import annotations

import json

import pytest

from companion.domain.entries import ViewerMarked
from companion.domain.values import Platform
from companion.moderation.people import People
from companion.pipeline.faces import Faces
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web
from tests.support.events import chat, like, rose, viewer
from tests.support.small_engine import SmallEngine


async def test_a_leaderboard_has_its_shape(web: Web, engine: SmallEngine) -> None:
    luna = viewer("luna", avatar="https://p16-sign-va.tiktokcdn.com/a.webp")
    engine.feed(rose(luna, count=120, diamonds_each=5), chat("ben"))

    status, board = await web.get("/api/v1/leaderboard", scope=Scope.READ)

    assert status == 200
    assert board == {
        "session": "session-1",
        "at": "2026-01-01T20:00:00.000000Z",
        "standings": [
            {
                "rank": 1,
                "viewer": {
                    "id": "tiktok:luna",
                    "platform": "tiktok",
                    "name": "Luna",
                    "avatar": "https://p16-sign-va.tiktokcdn.com/a.webp",
                },
                "points": 600,
                "diamonds": 600,
                "bits": 0,
                "likes": 0,
                "chats": 0,
                "gifts": 120,
            },
            {
                "rank": 2,
                "viewer": {
                    "id": "tiktok:ben",
                    "platform": "tiktok",
                    "name": "Ben",
                    "avatar": None,
                },
                "points": 1,
                "diamonds": 0,
                "bits": 0,
                "likes": 0,
                "chats": 1,
                "gifts": 0,
            },
        ],
        "viewers": 2,
    }


async def test_points_are_exact_decimals(web: Web, engine: SmallEngine) -> None:
    engine.feed(like("a", count=1), rose("b", count=10**12, diamonds_each=10**3))

    async with web.http.get(
        f"{web.root}/api/v1/leaderboard", headers=web.bearer()
    ) as reply:
        text = await reply.text()

    points = [row["points"] for row in json.loads(text, parse_float=str)["standings"]]
    assert points == [10**15, "0.333"]


async def test_ten_are_shown_unless_limit_says(web: Web, engine: SmallEngine) -> None:
    engine.feed(*(rose(f"v{number}", count=number) for number in range(1, 16)))

    ten = (await web.get("/api/v1/leaderboard"))[1]
    three = (await web.get("/api/v1/leaderboard?limit=3"))[1]
    all_ = (await web.get("/api/v1/leaderboard?limit=1000"))[1]

    assert len(ten["standings"]) == 10
    assert [row["points"] for row in three["standings"]] == [15, 14, 13]
    assert (len(all_["standings"]), three["viewers"]) == (15, 15)


@pytest.mark.parametrize(
    "limit", ["0", "-1", "1001", "x", "", "1.5", "1e3", "٣", "+5", " 5", "9" * 400]
)
async def test_a_limit_that_is_none_is_422(web: Web, limit: str) -> None:
    status, problem = await web.get("/api/v1/leaderboard", params={"limit": limit})

    assert (status, problem["field"]) == (422, "limit")


async def test_one_platform_can_be_asked_for(web: Web, engine: SmallEngine) -> None:
    nova = viewer("nova", id="twitch:nova")
    engine.feed(
        rose("luna", count=5), chat(nova, platform=Platform.TWITCH, id="twitch:1")
    )

    board = (await web.get("/api/v1/leaderboard?platform=twitch"))[1]

    assert [row["viewer"]["id"] for row in board["standings"]] == ["twitch:nova"]
    assert board["viewers"] == 1


@pytest.mark.parametrize(
    ("query", "field"), [("platform=myspace", "platform"), ("scope=year", "scope")]
)
async def test_a_choice_that_is_none_is_422(web: Web, query: str, field: str) -> None:
    status, problem = await web.get(f"/api/v1/leaderboard?{query}")

    assert (status, problem["field"]) == (422, field)


@pytest.mark.parametrize("scope", ["session", "week", "all"])
async def test_every_scope_is_answered(web: Web, scope: str) -> None:
    assert (await web.get(f"/api/v1/leaderboard?scope={scope}"))[0] == 200


async def test_a_name_that_is_not_allowed_is_null_for_readers(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(rose(viewer("troll", name="BLOCK me", handle="rude")), chat("ben"))

    names = {}
    for scope in (Scope.READ, Scope.MODERATE, Scope.CONTROL):
        board = (await web.get("/api/v1/leaderboard", scope=scope))[1]
        names[scope] = [row["viewer"]["name"] for row in board["standings"]]

    assert names[Scope.READ] == [None, "Ben"]
    assert names[Scope.MODERATE] == names[Scope.CONTROL] == ["BLOCK me", "Ben"]


async def test_a_hidden_picture_is_told_to_nobody(
    web: Web, engine: SmallEngine
) -> None:
    hidden = People()
    engine.view.faces = Faces(hidden)
    picture = "https://cdn.example/luna.png"
    engine.feed(rose(viewer("luna", avatar=picture)))
    [before] = (await web.get("/api/v1/leaderboard"))[1]["standings"]
    hidden.take_mark(ViewerMarked(viewer_id="tiktok:luna", mark="picture"), seq=1, at=0)
    [after] = (await web.get("/api/v1/leaderboard"))[1]["standings"]

    assert (before["viewer"]["avatar"], after["viewer"]["avatar"]) == (picture, None)
    assert after["viewer"]["name"] == "Luna"
