"""The show by API, in the app as it runs."""

from __future__ import annotations

from typing import Any

import pytest

from companion.web.api.show_bodies import PATHS
from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODIES: dict[str, dict[str, Any]] = {
    "polls": {"question": "Which map?", "options": ["Forest", "Desert"]},
    "quizzes": {"question": "2 + 2?", "options": ["3", "4"], "correct": "B"},
    "wordclouds": {"title": "Tonight in one word"},
    "ratings": {"title": "How was it?"},
    "flags": {"title": "Find it", "code": "aurora", "points": 2.5},
    "giveaways": {"title": "A headset"},
    "wheels": {"title": "What next?", "slots": ["a", "b", "c"]},
    "predictions": {"question": "Do we win?", "options": ["Yes", "No"]},
    "queues": {"title": "Play with me"},
    "goals": {"title": "Gifts", "unit": "gifts", "target": 10},
    "timers": {"title": "Break", "seconds": 300},
    "cards": {"title": "Hello", "text": "**Welcome**"},
    "teams": {
        "title": "Red or blue",
        "teams": [{"key": "red", "name": "Red"}, {"key": "blue", "name": "Blue"}],
    },
}


async def say(app: Running, who: str, text: str) -> dict[str, Any]:
    body = {"viewer": {"id": f"tiktok:{who}", "name": who.title()}, "text": text}
    status, answer = await app.app.post("/test/chat", body)
    assert status == 202
    return dict(answer)


@pytest.mark.parametrize("path", PATHS.values())
async def test_every_kind_is_made_run_and_ended(quiet: Running, path: str) -> None:
    app = quiet.app
    status, made = await app.post(f"/{path}", BODIES[path])
    assert (status, made["state"]) == (201, "before")

    here = f"/{path}/{made['id']}"
    status, begun = await app.post(f"{here}/start")
    assert (status, begun["state"]) == (200, "ongoing"), begun
    assert begun["shown"]
    for _ in range(5):
        now = await app.get(here)
        if now["state"] == "after":
            break
        status, _view = await app.post(f"{here}/{now['next']}", {"value": "1"})
        assert status == 200, _view

    assert (await app.get(here))["state"] == "after"
    assert made["id"] in [
        one["id"] for one in (await app.get(f"/{path}"))["interactions"]
    ]


async def test_a_poll_is_voted_in_by_test_viewers(quiet: Running) -> None:
    app = quiet.app
    _status, poll = await app.post("/polls", {**BODIES["polls"], "revote": False})
    here = f"/polls/{poll['id']}"
    await say(quiet, "early", "1")
    await app.post(f"{here}/start")

    for who, text in (("luna", "1"), ("zoe", "desert"), ("kwame", "2"), ("luna", "2")):
        await say(quiet, who, text)
    status, closed = await app.post(f"{here}/close")
    await say(quiet, "late", "1")

    assert (status, closed["state"]) == (200, "results")
    now = await app.get(here)
    assert [(one["key"], one["text"], one["votes"]) for one in now["options"]] == [
        ("1", "Forest", 1),
        ("2", "Desert", 2),
    ]
    assert (now["voters"], now["test_votes"], now["repeats"]) == (3, 3, 1)
    for verb in ("reveal", "show", "show"):  # nothing is hidden: as it is
        assert (await app.post(f"{here}/{verb}"))[1]["state"] == "results"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("polls", {"question": "?", "options": ["one"]}, "options"),
        ("polls", {"question": "", "options": ["a", "b"]}, "question"),
        ("polls", {"question": "?", "options": ["a", "b"], "colour": 1}, "colour"),
        ("polls", {"options": ["a", "b"]}, "question"),
        ("polls", {"question": "?", "options": ["a", "b"], "seconds": 0}, "seconds"),
        ("quizzes", {"question": "?", "options": ["a", "b"], "correct": 2}, "correct"),
        (
            "quizzes",
            {"question": "?", "options": ["a", "b"], "correct": "z"},
            "correct",
        ),
        ("quizzes", {"question": "?", "options": ["a", "b"], "correct": []}, "correct"),
        ("flags", {"title": "?", "code": "abc", "points": -1}, "points"),
        ("flags", {"title": "?", "code": "abc", "points": 0.0001}, "points"),
        ("ratings", {"title": "?", "high": 7}, "high"),
        ("goals", {"title": "?", "unit": "money", "target": 1}, "unit"),
        ("wheels", {"title": "?", "weights": [0]}, "weights[0]"),
    ],
)
async def test_a_field_that_cannot_be_is_named(
    quiet: Running, path: str, body: dict[str, Any], field: str
) -> None:
    before = len((await quiet.app.get("/show"))["interactions"])

    status, problem = await quiet.app.post(f"/{path}", body)

    assert (status, problem["field"]) == (422, field), problem
    assert len((await quiet.app.get("/show"))["interactions"]) == before


async def test_what_is_not_there_is_404_and_what_cannot_be_now_409(
    quiet: Running,
) -> None:
    app = quiet.app
    _status, poll = await app.post("/polls", BODIES["polls"])

    assert (await app.post("/polls/nothing/start"))[0] == 404
    assert (await app.post(f"/quizzes/{poll['id']}/start"))[0] == 404
    assert (await app.post(f"/polls/{poll['id']}/explode"))[0] == 404
    assert (await app.post(f"/polls/{poll['id']}/close"))[0] == 409
    assert (await app.post(f"/polls/{poll['id']}/draw"))[0] == 409


async def test_who_reads_only_learns_no_answer_before_it_is_told(
    quiet: Running,
) -> None:
    app = quiet.app
    _status, quiz = await app.post("/quizzes", BODIES["quizzes"])
    here = f"/quizzes/{quiz['id']}"
    assert [one["correct"] for one in quiz["options"]] == [False, True]
    await app.post(f"{here}/start")

    status, seen, _reply = await quiet.ask(
        "GET", f"/api/v1{here}", headers=quiet.bearer("read")
    )

    assert status == 200
    assert [one["correct"] for one in seen["options"]] == [None, None]
    assert seen["spec"] is None
    status, *_ = await quiet.ask(
        "POST", f"/api/v1{here}/close", headers=quiet.bearer("read"), json={}
    )
    assert status == 403


async def test_one_controller_writes_and_the_other_watches(quiet: Running) -> None:
    app = quiet.app
    assert (await app.post("/show/control", {"name": "Zoë"}))[1]["mine"]
    assert not (await app.post("/show/control", {"name": "Kwame"}))[1]["mine"]

    async def make(name: str) -> int:
        status, *_ = await quiet.ask(
            "POST",
            "/api/v1/polls",
            headers={**quiet.bearer("moderate"), "X-Companion-Controller": name},
            json=BODIES["polls"],
        )
        return status

    assert (await make("Zoe"), await make("Kwame")) == (409, 409)
    _status, left = await app.post("/show/control", {"name": "Zoë", "leave": True})
    assert left["holder"] == "Kwame"
    assert await make("Kwame") == 201
    await app.post("/show/control", {"name": "Kwame", "leave": True})


async def test_the_run_sheet_is_kept_and_gone_through(quiet: Running) -> None:
    app = quiet.app
    for one in (await app.get("/show"))["interactions"]:
        if one["state"] not in {"before", "after"}:
            await app.post(f"/{PATHS[one['kind']]}/{one['id']}/finish")
    lines = [
        {"spec": {"kind": "card", "title": "Hello"}},
        {"spec": {"kind": "poll", "question": "?", "options": ["a", "b"]}},
    ]
    status, show = await app.post("/show/sheet", {"name": "Friday", "items": lines})
    assert status == 200
    assert [one["state"] for one in show["sheet"]] == ["next", "ahead"]

    _status, show = await app.post("/show/next")
    assert [one["state"] for one in show["sheet"]] == ["on air", "next"]
    _status, show = await app.post("/show/go", {"item": show["sheet"][1]["id"]})
    assert [one["state"] for one in show["sheet"]] == ["done", "on air"]
    _status, show = await app.post("/show/back")
    assert (await app.post("/show/go", {"item": "nothing"}))[0] == 409
    status, problem = await app.post(
        "/show/sheet", {"items": [{"spec": {"kind": "x"}}]}
    )
    assert (status, problem["field"]) == (422, "items[0].spec.kind")
    await app.post("/show/sheet", {"items": []})


async def test_the_scoreboard_can_be_shown_and_hidden(quiet: Running) -> None:
    for shown in (True, False):
        _status, show = await quiet.app.post("/show/scoreboard", {"shown": shown})
        assert show["scoreboard_shown"] is shown
