"""One Viewer explained, and corrections to their points."""

from __future__ import annotations

import pytest

from companion.web.tokens import Scope
from tests.companion.web.conftest import Web
from tests.support.events import chat, rose, viewer
from tests.support.small_engine import SmallEngine

LUNA = "/api/v1/viewers/tiktok:luna"


async def test_a_viewer_is_explained(web: Web, engine: SmallEngine) -> None:
    engine.feed(
        rose("ben", count=9), rose("luna", count=2, diamonds_each=5), chat("luna")
    )

    status, card = await web.get(LUNA, scope=Scope.READ)

    assert status == 200
    assert set(card) == {"viewer", "standing", "first_seen", "used_points", "gifts"}
    assert card["viewer"]["name"] == "Luna"
    assert (card["standing"]["rank"], card["standing"]["points"]) == (1, 11)
    assert card["first_seen"] == "2026-01-01T20:00:00.000000Z"
    assert card["gifts"] == [
        {"gift_id": "Rose", "name": "Rose", "icon": None, "count": 2, "diamonds": 10}
    ]


async def test_points_are_explained_entry_by_entry(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "one"), chat("ben", "two"), rose("luna", count=5))

    entries = (await web.get(f"{LUNA}/entries"))[1]
    newest = (await web.get(f"{LUNA}/entries?limit=1"))[1]

    assert [(one["kind"], one["points"]) for one in entries] == [
        ("gift", 5),
        ("chat", 1),
    ]
    assert newest == entries[:1]


async def test_a_reader_of_a_viewers_entries_sees_only_what_is_allowed(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "HOLD on"))

    seen = (await web.get(f"{LUNA}/entries", scope=Scope.READ))[1]
    all_ = (await web.get(f"{LUNA}/entries", scope=Scope.MODERATE))[1]

    assert seen[0]["payload"]["text"] is None
    assert all_[0]["payload"]["text"] == "HOLD on"


async def test_a_name_that_is_not_allowed_is_null_for_readers(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat(viewer("luna", name="BLOCK me")))

    assert (await web.get(LUNA, scope=Scope.READ))[1]["viewer"]["name"] is None
    assert (await web.get(LUNA))[1]["viewer"]["name"] == "BLOCK me"


@pytest.mark.parametrize("verb", ["", "/entries", "/reset", "/award", "/undo"])
async def test_nobody_is_404(web: Web, verb: str) -> None:
    path = f"/api/v1/viewers/tiktok:nobody{verb}"
    bodies = {"/award": {"points": 1}, "/undo": {"seq": 1}}
    asked = (
        web.get(path) if verb in ("", "/entries") else web.post(path, bodies.get(verb))
    )

    status, problem = await asked

    assert (status, problem["status"]) == (404, 404)


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsession", "%00", "%0d%0a", "x" * 500, "тест", "%ff"]
)
async def test_an_id_that_is_none_is_404(web: Web, name: str) -> None:
    assert (await web.get(f"/api/v1/viewers/{name}"))[0] in (400, 404)


async def test_a_reset_takes_the_points_and_keeps_the_history(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(rose("luna", count=5))

    status, answer = await web.post(f"{LUNA}/reset", {"reason": "spam"})

    assert (status, answer) == (200, {"seq": 3})
    entries = (await web.get(f"{LUNA}/entries"))[1]
    assert [(one["kind"], one["points"]) for one in entries] == [
        ("reset", -5),
        ("gift", 5),
    ]
    assert entries[0]["payload"]["reason"] == "spam"


@pytest.mark.parametrize(
    ("points", "expected"), [(1.5, 1.5), (-2, -2), (0.001, 0.001), (1e3, 1000)]
)
async def test_points_can_be_given_and_taken(
    web: Web, engine: SmallEngine, points: float, expected: float
) -> None:
    engine.feed(chat("luna"))

    status, answer = await web.post(f"{LUNA}/award", {"points": points})

    assert status == 200
    entry = (await web.get("/api/v1/events", params={"after": answer["seq"] - 1}))[1][0]
    assert entry["payload"]["points"] == entry["points"] == expected


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"points": None},
        {"points": "many"},
        {"points": 0.0001},
        {"points": 1e300},
        {"points": -1e10},
        {"points": "NaN"},
        {"points": "Infinity"},
        {"points": [1]},
    ],
)
async def test_points_that_are_none_are_422(
    web: Web, engine: SmallEngine, body: object
) -> None:
    engine.feed(chat("luna"))

    status, problem = await web.post(f"{LUNA}/award", body or {"reason": ""})

    assert (status, problem["field"]) == (422, "points")


async def test_a_correction_can_be_taken_back(web: Web, engine: SmallEngine) -> None:
    engine.feed(chat("luna"))
    seq = (await web.post(f"{LUNA}/award", {"points": 7}))[1]["seq"]

    status, answer = await web.post(f"{LUNA}/undo", {"seq": seq})

    assert (status, answer) == (200, {"seq": seq + 1})


async def test_an_entry_of_somebody_else_cannot_be_undone_here(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna"), chat("ben"))
    seq = (await web.post("/api/v1/viewers/tiktok:ben/award", {"points": 7}))[1]["seq"]

    status, problem = await web.post(f"{LUNA}/undo", {"seq": seq})

    assert (status, problem["field"]) == (409, "seq")


async def test_what_is_no_correction_cannot_be_undone(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna"))

    assert (await web.post(f"{LUNA}/undo", {"seq": 2}))[0] == 409
