"""GET /session and its verbs."""

from __future__ import annotations

import pytest

from companion.domain.errors import DiskFull, LedgerError
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, GapView
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web
from tests.support.events import chat, like, rose
from tests.support.fakes import EPOCH
from tests.support.small_engine import SmallEngine

SECOND = 1_000_000
TOTALS = {
    "entries": 4,
    "points": 16.333,
    "diamonds": 15,
    "bits": 0,
    "likes": 1,
    "likes_room": None,
    "chats": 1,
    "gifts": 3,
    "follows": 0,
    "shares": 0,
    "joins": 0,
    "subscriptions": 0,
    "memberships": 0,
    "money": {},
    "viewers": 1,
    "watching": None,
    "watching_by": {},
    "watching_peak": None,
    "held": 0,
}


CONNECTION = {
    "platform": "tiktok",
    "target": "tiktok:@mira.plays",
    "state": "rate-limited",
    "detail": "Wait a little.",
    "until": "2026-01-01T20:00:02.000000Z",
    "attempt": 4,
    "last_event_at": "2026-01-01T20:00:01.000000Z",
    "viewers": 7,
    "heard": 3,
    "heard_share": 0.25,
    "gaps": [
        {
            "began": "2026-01-01T20:00:00.000000Z",
            "ended": "2026-01-01T20:00:01.000000Z",
            "recovered": 14,
            "unknown": None,
        }
    ],
    "duplicates": 2,
    "shed": 1,
    "refused": 6,
    "room_likes": 90,
    "heard_likes": 30,
    "budget": "9 of 10",
    "cannot_write": "TikTok is read only.",
    "unofficial": True,
}


async def test_a_session_has_its_shape(web: Web, engine: SmallEngine) -> None:
    engine.connection(
        "tiktok:@mira.plays",
        state=ConnectionState.RATE_LIMITED,
        last_event_at=EPOCH + SECOND,
        viewers=7,
        heard=3,
        duplicates=2,
        shed=1,
        gaps=(GapView(began=EPOCH, ended=EPOCH + SECOND, recovered=14, unknown=None),),
        refused=6,
        room_likes=90,
        heard_likes=30,
        heard_share=0.25,
        budget="9 of 10",
        detail="Wait a little.",
        until=EPOCH + 2 * SECOND,
        attempt=4,
        cannot_write="TikTok is read only.",
        unofficial=True,
    )
    engine.feed(chat(), rose(count=3, diamonds_each=5), like(count=1))

    status, session = await web.get("/api/v1/session", scope=Scope.READ)

    assert status == 200
    assert session == {
        "id": "session-1",
        "name": "Friday",
        "state": "live",
        "started_at": "2026-01-01T20:00:00.000000Z",
        "connections": [CONNECTION],
        "totals": TOTALS,
    }


async def test_between_sessions_there_is_an_ended_one_without_id(
    web: Web, engine: SmallEngine
) -> None:
    engine.view.open(None)

    status, session = await web.get("/api/v1/session")

    assert (status, session["id"], session["state"]) == (200, None, "ended")


async def test_a_session_lives_through_its_verbs(web: Web) -> None:
    states = []
    for verb in ("pause", "resume", "end", "resume"):
        status, session = await web.post(f"/api/v1/session/{verb}")
        states.append((status, session["state"]))

    assert states == [(200, "paused"), (200, "live"), (200, "ended"), (200, "live")]


async def test_a_new_session_takes_a_name(web: Web) -> None:
    status, session = await web.post("/api/v1/session/start", {"name": " Late\nnight "})

    assert status == 200
    assert (session["id"], session["name"]) == ("session-2", "Late night")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": 7}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"title": "x"}, "title"),
    ],
)
async def test_a_bad_field_is_named(web: Web, body: object, field: str) -> None:
    status, problem = await web.post("/api/v1/session/start", body)

    assert (status, problem["field"]) == (422, field)


async def test_what_is_not_possible_now_is_409(web: Web) -> None:
    await web.post("/api/v1/session/pause")
    status, problem = await web.post("/api/v1/session/pause")

    assert status == 409
    assert "paused" in problem["detail"]


@pytest.mark.parametrize(
    ("error", "status"),
    [(DiskFull("no room"), 507), (LedgerError("broken"), 503)],
)
async def test_a_record_that_cannot_be_written_says_so(
    web: Web, engine: SmallEngine, error: Exception, status: int
) -> None:
    engine.failure = error

    answered, problem = await web.get("/api/v1/events")

    assert (answered, problem["detail"]) == (status, str(error))


async def test_a_platform_is_told_as_a_word(web: Web, engine: SmallEngine) -> None:
    engine.connection("twitch:mira")

    session = (await web.get("/api/v1/session"))[1]

    assert session["connections"][0]["platform"] == Platform.TWITCH.value
