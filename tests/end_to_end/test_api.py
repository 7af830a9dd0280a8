"""The API of a running `companion serve`, as programs meet it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from companion.web.api.test_events import KINDS, PER_SECOND
from tests.support.app_process import AppProcess, command

pytestmark = pytest.mark.asyncio(loop_scope="module")

RULES = (
    "--set",
    "moderation.holdlist=['holdme']",
    "--set",
    "moderation.blocklist=['blockme']",
    "--set",
    "moderation.hold_seconds=600",
)


class Running(NamedTuple):
    """An app that all tests of this file share, and its data folder.

    session, metrics: what the API told while the simulator was at work.
    """

    app: AppProcess
    folder: Path
    session: Any = None
    metrics: Any = None

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.app.ready['port']}"

    def token(self, scope: str) -> str:
        kept = json.loads((self.folder / "tokens.json").read_text())
        return str(kept["api"][scope])

    async def ask(
        self, method: str, path: str, **options: Any
    ) -> tuple[int, Any, aiohttp.ClientResponse]:
        """Ask without a bearer of our own; returns status, body and answer."""
        async with (
            aiohttp.ClientSession() as client,
            client.request(method, self.root + path, **options) as answer,
        ):
            text = await answer.text()
            is_json = answer.content_type.endswith("json")
            return answer.status, json.loads(text) if is_json else text, answer

    def bearer(self, scope: str = "control") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(scope)}"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Running]:
    """An app in which nothing happens but what the tests do."""
    folder = tmp_path_factory.mktemp("quiet") / "data"
    run = ("--demo", "--rate", "0", *RULES)
    async with AppProcess.serving(*run, folder=folder) as app:
        yield Running(app, folder)
        log = app.log()
    assert "Traceback" not in log
    secrets = json.loads((folder / "tokens.json").read_text())
    for token in (*secrets["api"].values(), *secrets["overlays"].values()):
        assert token not in log


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lively(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Running]:
    """An app with a simulated evening of two thousand events behind it."""
    folder = tmp_path_factory.mktemp("lively") / "data"
    async with AppProcess.serving("--demo", "--rate", "1500", folder=folder) as app:
        session = await app.until(
            "/session", lambda one: one["totals"]["entries"] > 2000, 60
        )
        metrics = await app.get("/metrics")
        for verb in ("end", "resume"):  # the end closes the connection too
            assert (await app.post(f"/session/{verb}"))[0] == 200
        yield Running(app, folder, session, metrics)


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
        "platform", "target", "state", "last_event_at", "viewers", "heard", "gaps",
        "duplicates", "shed", "budget",
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

    for name, value in told["totals"].items():
        if value is not None:
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


async def test_an_overlay_shows_its_preview_as_a_test(quiet: Running) -> None:
    link = quiet.app.ready["overlays"]["leaderboard"].replace("http", "ws", 1) + "ws"
    async with quiet.app.http.ws_connect(link) as page:
        await page.receive_str(timeout=10)
        status, answer = await quiet.app.post("/overlays/leaderboard/test")
        shown = json.loads(await page.receive_str(timeout=10))

    assert (status, answer["test"]) == (202, True)
    assert answer["seconds"] >= 5
    assert shown["data"]["test"] is True


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
