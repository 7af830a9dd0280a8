"""The show survives kill -9 at every step: what was on goes on as it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess

QUIZ = {"question": "2 + 2?", "options": ["3", "4"], "correct": "B", "seconds": 600}

WAYS = {
    "before": (),
    "waiting": ("wait",),
    "ongoing": ("start",),
    "results": ("start", "close"),
    "scoreboard": ("start", "close", "reveal", "scoreboard"),
    "after": ("start", "close", "reveal", "scoreboard", "finish"),
    "ongoing again": ("start", "close", "back"),
}


async def answer(app: AppProcess, who: str, text: str) -> None:
    body = {"viewer": {"id": f"twitch:{who}", "name": who}, "text": text}
    assert (await app.post("/test/chat", {"platform": "twitch", **body}))[0] == 202


async def show_of(app: AppProcess) -> dict[str, Any]:
    return dict(await app.get("/show"))


async def test_every_state_is_there_after_kill_9(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with AppProcess.serving("--demo", "--rate", "0", folder=folder) as app:
        made = {}
        for name, verbs in WAYS.items():
            _status, quiz = await app.post("/quizzes", QUIZ)
            made[name] = quiz["id"]
            for verb in verbs:
                status, _view = await app.post(f"/quizzes/{quiz['id']}/{verb}")
                assert status == 200, _view
                if verb == "start":
                    for who in ("luna", "zoe", "kwame"):
                        viewer = f"{who}-{name.partition(' ')[0]}-{len(made)}"
                        await answer(app, viewer, "B" if who == "zoe" else "A")
        await app.post("/show/scoreboard", {"shown": True})
        before = await show_of(app)
        app.kill()
        await app.ended()

    async with AppProcess.serving("--resume", folder=folder) as app:
        after = await show_of(app)

        assert after == before
        for name, one in made.items():
            state = (await app.get(f"/quizzes/{one}"))["state"]
            assert state == name.removesuffix(" again")
        # And it goes on: what was ongoing takes answers.
        here = f"/quizzes/{made['ongoing again']}"
        voters = (await app.get(here))["voters"]
        await answer(app, "somebody-new", "B")
        assert (await app.get(here))["voters"] == voters + 1


@pytest.mark.parametrize("verb", ["start", "close", "finish"])
async def test_a_kill_in_the_middle_of_a_step_leaves_it_done_or_not(
    tmp_path: Path, verb: str
) -> None:
    folder = tmp_path / "data"
    way = {"start": (), "close": ("start",), "finish": ("start", "close")}[verb]
    stands = {"start": "before", "close": "ongoing", "finish": "results"}[verb]
    goes_to = {"start": "ongoing", "close": "results", "finish": "after"}[verb]
    async with AppProcess.serving("--demo", "--rate", "0", folder=folder) as app:
        _status, quiz = await app.post("/quizzes", QUIZ)
        here = f"/quizzes/{quiz['id']}"
        for one in way:
            await app.post(f"{here}/{one}")
        asked = app.http.post(app.ready["api"] + f"{here}/{verb}", json={})
        with pytest.raises(Exception):  # noqa: B017  # whatever a cut line raises
            async with asked as reply:
                app.kill()
                await reply.read()
                raise ConnectionError
        await app.ended()

    async with AppProcess.serving("--resume", folder=folder) as app:
        state = (await app.get(here))["state"]
        assert state in {stands, goes_to}
        if state == stands:
            assert (await app.post(f"{here}/{verb}"))[0] == 200
        await app.until(here, lambda one: one["state"] == goes_to)
