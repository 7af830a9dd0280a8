"""The server over the real engine: ledger on disk, pipeline, gate, simulator."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message, until
from tests.support.patience import PATIENCE_S


class App(Web):
    """The running app, asked over HTTP."""

    def __init__(self, app: RunningApp, http: aiohttp.ClientSession) -> None:
        super().__init__(app.server, app.tokens, http)
        self.app = app

    def follow(self, after: int, scope: Scope = Scope.CONTROL) -> Any:
        address = f"{self.root}/api/v1/stream?after={after}"
        return self.http.ws_connect(address, headers=self.bearer(scope))


@asynccontextmanager
async def running(folder: Path, **options: Any) -> AsyncIterator[App]:
    asked = RunOptions(purpose="test", folder=folder, port=0, **options)
    async with (
        open_app(asked, make_machine()) as app,
        aiohttp.ClientSession() as http,
    ):
        yield App(app, http)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    words = tmp_path / "words.txt"
    words.write_text("grubbage\n")
    async with running(tmp_path / "data", blocklist=words, rate=500, events=300) as app:
        yield app


async def play(app: App) -> None:
    """Let the simulator send its events, and wait until all are recorded."""
    await app.app.engine.connect("simulator:7")
    await app.app.finished.wait()
    await app.post("/api/v1/session/end")  # empties the line; then it can go on
    assert (await app.post("/api/v1/session/resume"))[1]["state"] == "live"


async def next_state(page: aiohttp.ClientWebSocketResponse) -> Any:
    """Return the next state that a page is sent, whatever is retracted meanwhile."""
    while (message := await next_message(page))["kind"] == "retract":
        pass
    return message["data"]["state"]


async def test_what_the_simulator_sends_is_told_everywhere_alike(app: App) -> None:
    async with app.open_page(autoping=True) as page:
        await next_message(page)
        await play(app)
        board = (await app.get("/api/v1/leaderboard?limit=5"))[1]
        wanted = [(s["viewer"]["id"], s["points"]) for s in board["standings"]]
        shown: list[Any] = []
        while shown != wanted:
            rows = (await next_state(page))["rows"]
            shown = [(row["id"], row["points"] / 1000) for row in rows]

    assert len(wanted) == 5


async def test_the_stream_and_the_pages_of_events_are_the_same(app: App) -> None:
    await app.post("/api/v1/session/start")
    async with app.follow(0) as stream:
        await play(app)
        pages: list[Any] = []
        while page := (await app.get(f"/api/v1/events?after={_last(pages)}&limit=50"))[
            1
        ]:
            pages += page
        streamed = [
            json.loads(await stream.receive_str(timeout=PATIENCE_S))
            for _ in range(len(pages))
        ]

    assert len(pages) > 250
    assert streamed == pages


async def test_points_of_a_viewer_add_up_to_their_standing(app: App) -> None:
    await play(app)
    board = (await app.get("/api/v1/leaderboard?limit=20"))[1]

    for one in board["standings"]:
        viewer_id = one["viewer"]["id"]
        entries = (await app.get(f"/api/v1/viewers/{viewer_id}/entries"))[1]
        assert round(sum(entry["points"] for entry in entries), 3) == one["points"]


async def test_a_correction_moves_the_board_and_undo_moves_it_back(app: App) -> None:
    await play(app)
    first = (await app.get("/api/v1/leaderboard?limit=1"))[1]["standings"][0]
    path = f"/api/v1/viewers/{first['viewer']['id']}"

    awarded = (await app.post(f"{path}/award", {"points": 1.5}))[1]["seq"]
    assert await points_at(app, path) == first["points"] + 1.5
    await app.post(f"{path}/undo", {"seq": awarded})
    assert await points_at(app, path) == first["points"]
    reset = (await app.post(f"{path}/reset"))[1]["seq"]
    assert await points_at(app, path) == 0
    await app.post(f"{path}/undo", {"seq": reset})
    assert await points_at(app, path) == first["points"]


async def test_a_test_event_is_seen_and_never_scored(app: App) -> None:
    await app.post("/api/v1/session/start")
    async with app.open_page("chat", autoping=True) as page:
        await next_message(page)
        status, answer = await app.post(
            "/api/v1/test/chat", {"text": "can you see me?"}
        )
        assert "can you see me?" in str(await next_message(page))
    await app.post("/api/v1/test/gift", {"count": 1000})

    assert (status, answer["verdict"], answer["test"]) == (202, "allow", True)
    session = (await app.get("/api/v1/session"))[1]
    assert (session["totals"]["points"], session["totals"]["gifts"]) == (0, 0)
    assert (await app.get("/api/v1/leaderboard"))[1]["standings"] == []


async def test_what_the_gate_refuses_is_neither_read_nor_featured(app: App) -> None:
    await app.post("/api/v1/session/start")
    async with app.open_page("chat", autoping=True) as page:
        await next_message(page)
        refused = (await app.post("/api/v1/test/chat", {"text": "you grubbage"}))[1]
        await app.post("/api/v1/test/chat", {"text": "fine"})
        state = str(await next_message(page))
    seq = refused["seq"]

    assert refused["verdict"] in ("hold", "block")
    assert "grubbage" not in state
    assert (await app.post("/api/v1/feature", {"seq": seq}))[0] == 409
    read = (await app.get("/api/v1/events", scope=Scope.READ))[1]
    assert "grubbage" not in json.dumps(read)
    told = (await app.get("/api/v1/events", scope=Scope.MODERATE))[1]
    assert "grubbage" in json.dumps(told)


async def test_a_comment_is_featured_and_taken_back(app: App) -> None:
    await app.post("/api/v1/session/start")
    seq = (await app.post("/api/v1/test/chat", {"text": "is it raining?"}))[1]["seq"]
    async with app.open_page("question", autoping=True) as page:
        await next_message(page)
        assert (await app.post("/api/v1/feature", {"seq": seq}))[0] == 200
        assert "is it raining?" in str(await next_message(page))
        assert (await app.post(f"/api/v1/moderation/{seq}/block"))[0] == 200
        retract = await next_message(page)
        assert "raining" not in str(await next_message(page))

    assert (retract["kind"], retract["data"]) == ("retract", {"ids": [seq]})


async def test_a_session_lives_through_its_verbs(app: App) -> None:
    assert (await app.post("/api/v1/session/pause"))[0] == 409
    verbs = ("start", "pause", "resume", "end", "resume", "end")
    states = [(await app.post(f"/api/v1/session/{v}"))[1]["state"] for v in verbs]
    ids = {entry["session"] for entry in (await app.get("/api/v1/events"))[1]}

    assert states == ["live", "paused", "live", "ended", "live", "ended"]
    assert len(ids) == 1
    assert (await app.post("/api/v1/session/pause"))[0] == 409


async def test_the_same_folder_gives_the_same_links_and_tokens(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        async with running(tmp_path) as app:
            paths = [
                link.removeprefix(app.root) for link in app.server.links().values()
            ]
            kept.append((paths, app.tokens.api(Scope.CONTROL)))

    assert kept[0] == kept[1]


async def test_a_page_that_comes_back_after_a_restart_sees_the_session(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, rate=500, events=200) as app:
        await play(app)
        before = (await app.get("/api/v1/leaderboard?limit=5"))[1]["standings"]
    async with running(tmp_path) as app:
        await app.post("/api/v1/session/resume")
        async with app.open_page(autoping=True) as page:
            rows = (await next_message(page))["data"]["state"]["rows"]

    assert [row["points"] / 1000 for row in rows] == [one["points"] for one in before]


async def test_gone_pages_are_noticed(app: App) -> None:
    async with app.open_page() as page:
        await next_message(page)
        assert app.server.connected()["leaderboard"] == 1
    await until(lambda: app.server.connected()["leaderboard"] == 0)


def _last(entries: list[Any]) -> int:
    return entries[-1]["seq"] if entries else 0


async def points_at(app: App, path: str) -> float:
    found: float = (await app.get(path))[1]["standing"]["points"]
    return found
