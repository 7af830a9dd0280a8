"""The API of a running `companion serve`, as programs read it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from companion.web.api.test_events import PER_SECOND
from tests.support.app_process import AppProcess, command
from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_answers_that_it_is_well(quiet: Running) -> None:
    status, body, _answer = await quiet.ask("GET", "/healthz")
    assert (status, body["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/openapi.json", "application/json"), ("/api/v1/docs", "text/html")],
)
async def test_the_description_is_open(quiet: Running, path: str, kind: str) -> None:
    status, body, answer = await quiet.ask("GET", path)
    assert (status, answer.content_type) == (200, kind)
    assert "/api/v1/leaderboard" in str(body)


async def test_every_route_of_the_contract_is_described(quiet: Running) -> None:
    paths = (await quiet.ask("GET", "/api/v1/openapi.json"))[1]["paths"]
    asked = {
        "/healthz": {"get"},
        "/metrics": {"get"},
        "/api/v1/metrics": {"get"},
        "/api/v1/session": {"get"},
        "/api/v1/session/start": {"post"},
        "/api/v1/session/pause": {"post"},
        "/api/v1/session/resume": {"post"},
        "/api/v1/session/end": {"post"},
        "/api/v1/leaderboard": {"get"},
        "/api/v1/events": {"get"},
        "/api/v1/stream": {"get"},
        "/api/v1/test/{kind}": {"post"},
        "/api/v1/feature": {"post"},
        "/api/v1/overlays/{overlay}/test": {"post"},
        "/api/v1/moderation/held": {"get"},
        "/api/v1/moderation/{id}/allow": {"post"},
        "/api/v1/moderation/{id}/block": {"post"},
        "/api/v1/moderation/{id}/delete": {"post"},
        "/api/v1/chat": {"post"},
        "/api/v1/viewers/{id}/timeout": {"post"},
        "/api/v1/viewers/{id}/ban": {"post"},
        "/api/v1/viewers/{id}/unban": {"post"},
    }
    assert {path: set(paths[path]) for path in asked} == asked


async def test_the_session_is_as_documented(lively: Running) -> None:
    session = lively.session

    assert set(session) == {
        "id", "name", "state", "started_at", "connections", "totals",
    }  # fmt: skip
    assert session["id"] == lively.app.ready["session"]
    assert session["state"] == "live"
    assert RFC3339.fullmatch(session["started_at"])
    (connection,) = session["connections"]
    assert set(connection) == {
        "platform", "target", "state", "detail", "until", "attempt", "last_event_at",
        "viewers", "heard", "heard_share", "gaps", "duplicates", "shed", "refused",
        "room_likes", "heard_likes", "budget", "cannot_write", "unofficial",
    }  # fmt: skip
    assert connection["target"] == "simulator:1"
    assert connection["state"] == "live"
    assert RFC3339.fullmatch(connection["last_event_at"])
    assert session["totals"]["points"] > 0


RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


async def test_the_leaderboard_has_its_shape_and_order(lively: Running) -> None:
    board = await lively.app.get("/leaderboard")

    assert set(board) == {"session", "at", "standings", "viewers"}
    assert board["session"] == lively.app.ready["session"]
    assert RFC3339.fullmatch(board["at"])
    assert len(board["standings"]) == 10
    for one in board["standings"]:
        assert set(one) == {
            "rank", "viewer", "points", "diamonds", "bits", "likes", "chats", "gifts",
        }  # fmt: skip
        assert set(one["viewer"]) == {"id", "platform", "name", "avatar"}
        assert one["viewer"]["id"].startswith(one["viewer"]["platform"] + ":")
    everybody = await lively.app.get("/leaderboard?limit=1000")
    points = [one["points"] for one in everybody["standings"]]
    assert points == sorted(points, reverse=True)
    assert [one["rank"] for one in everybody["standings"]] == list(
        range(1, len(points) + 1)
    )
    assert len(points) == min(1000, everybody["viewers"])
    assert everybody["standings"][:10] == board["standings"]


@pytest.mark.parametrize("platform", ["tiktok", "twitch", "youtube"])
async def test_a_leaderboard_of_one_platform(lively: Running, platform: str) -> None:
    board = await lively.app.get(f"/leaderboard?platform={platform}&limit=1000")
    ranks = [one["rank"] for one in board["standings"]]
    assert {one["viewer"]["platform"] for one in board["standings"]} == {platform}
    assert ranks == list(range(1, len(ranks) + 1))
    assert board["viewers"] == len(ranks)


@pytest.mark.parametrize("scope", ["session", "week", "all"])
async def test_a_leaderboard_of_each_scope(lively: Running, scope: str) -> None:
    board = await lively.app.get(f"/leaderboard?scope={scope}&limit=3")
    session = await lively.app.get("/leaderboard?limit=3")
    assert [one["points"] for one in board["standings"]] == [
        one["points"] for one in session["standings"]
    ]


async def test_events_come_in_order_from_where_one_asks(lively: Running) -> None:
    first = await lively.app.get("/events?limit=1000")
    again = await lively.app.get(f"/events?after={first[499]['seq']}&limit=7")

    assert len(first) == 1000
    assert [one["seq"] for one in first] == list(range(1, 1001))
    assert again == first[500:507]
    assert set(first[0]) == {
        "seq", "at", "session", "kind", "platform", "viewer", "payload", "points",
        "verdict", "test",
    }  # fmt: skip


async def messages(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[Any]:
    return [json.loads(await socket.receive_str(timeout=20)) for _ in range(count)]


async def test_the_stream_resumes_where_one_asks(lively: Running) -> None:
    page = await lively.app.get("/events?after=300&limit=200")
    url = f"{lively.app.ready['api']}/stream?after=300"
    async with lively.app.http.ws_connect(url) as socket:
        heard = await messages(socket, 200)

    assert heard == page


async def test_the_stream_goes_on_with_what_comes(quiet: Running) -> None:
    url = f"{quiet.app.ready['api']}/stream"
    async with quiet.app.http.ws_connect(url) as socket:
        sent = [
            (await quiet.app.post("/test/chat", {"text": f"number {number}"}))[1]["seq"]
            for number in range(5)
        ]
        heard = await messages(socket, 5)

    assert [one["seq"] for one in heard] == sent
    assert [one["payload"]["text"] for one in heard] == [
        f"number {number}" for number in range(5)
    ]
    assert all(one["test"] for one in heard)


async def test_a_browser_opens_the_stream_with_its_token_as_protocol(
    quiet: Running,
) -> None:
    protocols = ("companion.v1", f"bearer.{quiet.token('read')}")
    url = quiet.root.replace("http", "ws", 1) + "/api/v1/stream"
    async with (
        aiohttp.ClientSession() as browser,
        browser.ws_connect(
            url, protocols=protocols, headers={"Origin": quiet.root}
        ) as socket,
    ):
        assert socket.protocol == "companion.v1"
        await quiet.app.post("/test/like")
        assert (await messages(socket, 1))[0]["kind"] == "like"


async def test_an_export_has_the_streams_objects(lively: Running) -> None:
    await lively.app.post("/test/superchat", {"text": "hi"})
    viewer = (await lively.app.get("/leaderboard?limit=1"))["standings"][0]["viewer"]
    await lively.app.post(f"/viewers/{viewer['id']}/award", {"points": -1.5})
    await lively.app.post(f"/viewers/{viewer['id']}/reset")
    code, out, err = await command(
        "sessions", "export", "last", "--format", "jsonl",
        "--data-dir", str(lively.folder),
    )  # fmt: skip
    assert (code, err) == (0, "")

    lines = [json.loads(line) for line in out.splitlines()]
    streamed: list[dict[str, Any]] = []
    while len(streamed) < len(lines):
        after = streamed[-1]["seq"] if streamed else 0
        streamed += await lively.app.get(f"/events?after={after}&limit=1000")

    kinds = {one["kind"] for one in lines}
    assert {"award", "reset", "superchat", "gift", "chat", "session"} <= kinds
    for line, told in zip(lines, streamed, strict=True):
        assert {name: line[name] for name in told} == told


async def test_the_metrics_are_the_same_in_both_forms(lively: Running) -> None:
    told = await lively.app.get("/metrics")
    status, text, answer = await lively.ask(
        "GET", "/metrics", headers=lively.bearer("read")
    )
    assert (status, answer.content_type) == (200, "text/plain")
    samples = dict(
        line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")
    )

    def sample(name: str) -> float:
        return float(samples[f"companion_{name}"])

    labels = {"money": "currency", "watching_by": "platform"}
    for name, value in told["totals"].items():
        if isinstance(value, dict):
            for part, amount in value.items():
                label = f'{{{labels[name]}="{part}"}}'
                assert sample(f"session_{name}{label}") == amount, name
        elif value is not None:
            assert sample(f"session_{name}") == value, name
    for overlay, pages in told["overlays"].items():
        for name, value in pages.items():
            assert sample(f'overlay_pages_{name}{{overlay="{overlay}"}}') == value
    for name, value in told["frames"].items():
        assert f"companion_frames_{name}_total" in samples, (name, value)
    assert sample("stream_clients") == told["stream"]["connected"]
    accepted = told["test_events"]["accepted"]
    assert sample('test_events_total{answer="accepted"}') == accepted


async def test_each_connection_is_in_both_forms(quiet: Running) -> None:
    told = await quiet.app.get("/metrics")
    text = (await quiet.ask("GET", "/metrics", headers=quiet.bearer("read")))[1]
    (connection,) = told["connections"]

    label = f'target="{connection["target"]}"'
    assert f'companion_connection{{{label},state="{connection["state"]}"}} 1' in text
    for name in ("heard", "duplicates", "shed"):
        line = f"companion_connection_{name}_total{{{label}}} {connection[name]}\n"
        assert line in text
    assert f"companion_connection_gaps_total{{{label}}} 0\n" in text


async def test_the_metrics_count_while_it_runs(lively: Running) -> None:
    (connection,) = lively.metrics["connections"]
    assert connection["heard"] > 1000
    assert lively.metrics["totals"]["entries"] > 1000
    assert lively.metrics["uptime_s"] > 0
    assert lively.metrics["answers"]["200"] > 0


async def test_start_pause_resume_and_end(tmp_path: Path) -> None:
    async with AppProcess.serving("--rate", "0", folder=tmp_path / "data") as app:
        first = app.ready["session"]
        states = []
        for verb in ("pause", "resume", "end", "resume", "end"):
            status, session = await app.post(f"/session/{verb}")
            states.append((status, session["state"], session["id"] == first))
        _status, started = await app.post("/session/start", {"name": "Second"})
        wrong, problem = await app.post("/session/resume")
        code = await app.stop()

    assert states == [
        (200, "paused", True),
        (200, "live", True),
        (200, "ended", True),
        (200, "live", True),
        (200, "ended", True),
    ]
    assert (started["name"], started["state"]) == ("Second", "live")
    assert started["id"] != first
    assert (wrong, problem["status"], code) == (409, 409, 0)


async def test_a_thousand_a_second_are_taken_or_told_when_to_come_back(
    lively: Running,
) -> None:
    accepted = (await lively.app.get("/metrics"))["test_events"]["accepted"]
    url = f"{lively.app.ready['api']}/test/like"

    async def post() -> tuple[int, str | None]:
        async with lively.app.http.post(url, json={}) as answer:
            await answer.read()
            return answer.status, answer.headers.get("Retry-After")

    answers = Counter(await asyncio.gather(*(post() for _ in range(PER_SECOND * 3))))

    assert set(answers) <= {(202, None), (429, "1")}
    assert answers[(202, None)] >= PER_SECOND
    after = (await lively.app.get("/metrics"))["test_events"]
    assert after["accepted"] - accepted == answers[(202, None)]
