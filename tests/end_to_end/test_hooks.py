"""Hooks out of the running app: made, called by a program, gone by by a rule."""

from __future__ import annotations

import asyncio
import json
import os
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess
from tests.support.running_app import RULES, Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).parents[2] / "docs" / "hooks.md"

TIPS = {
    "id": "tips",
    "name": "Tips",
    "when": {"event": "hook", "about": "tip", "least": 5},
    "actions": [{"do": "counter", "name": "tips", "amount": 1}],
}


async def made(app: AppProcess, name: str = "tip") -> dict[str, Any]:
    status, hook = await app.post("/bots/hooks/make", {"name": name})
    assert status == 200, hook
    return dict(hook)


async def call(
    running: Running, hook: dict[str, Any], body: Any = None, **headers: str
) -> tuple[int, Any]:
    token = headers.pop("token", hook["token"])
    status, answer, _reply = await running.ask(
        "POST",
        f"/api/v1/hooks/{hook['name']}",
        json={} if body is None else body,
        headers={"Authorization": f"Bearer {token}", **headers},
    )
    return status, answer


def counter(view: Any) -> int:
    return sum(one["value"] for one in view["counters"] if one["name"] == "tips")


async def calls_on_record(app: AppProcess, after: int) -> list[Any]:
    page = await app.get(f"/events?after={after}&limit=1000")
    entries = page["events"] if isinstance(page, dict) else page
    return [one for one in entries if one["kind"] == "hook"]


async def test_a_call_sets_off_its_rule_and_the_same_delivery_once(
    quiet: Running,
) -> None:
    hook = await made(quiet.app)
    await quiet.app.post("/bots/book", {"rules": [TIPS]})
    before = counter(await quiet.app.get("/bots"))
    told = {"amount": 7.5, "text": "well played", "currency": "EUR", "deep": [{}]}
    key = {"Idempotency-Key": "order 17"}
    status, first = await call(quiet, hook, told, **key)
    again = [await call(quiet, hook, told, **key) for _ in range(3)]
    await quiet.app.until("/bots", lambda one: counter(one) == before + 1)

    assert (status, first["again"], first["withheld"]) == (202, False, False)
    assert again == [(202, {**first, "again": True})] * 3
    (entry,) = await calls_on_record(quiet.app, first["seq"] - 1)
    assert (entry["payload"]["amount"], entry["payload"]["text"]) == (7, "well played")
    assert counter(await quiet.app.get("/bots")) == before + 1


async def test_a_text_that_the_gate_does_not_allow_is_not_kept(quiet: Running) -> None:
    hook = await made(quiet.app)
    for rude in ("blockme now", "holdme please"):
        status, answer = await call(quiet, hook, {"text": rude})
        (entry,) = await calls_on_record(quiet.app, answer["seq"] - 1)

        assert (status, answer["withheld"]) == (202, True)
        assert entry["payload"]["text"] == ""


async def test_a_hooks_token_opens_that_hook_and_nothing_else(quiet: Running) -> None:
    hook, other = await made(quiet.app), await made(quiet.app, "other")
    bearer = {"Authorization": f"Bearer {hook['token']}"}

    for token in (other["token"], quiet.token("control"), "", "x" * 22):
        assert (await call(quiet, hook, token=token))[0] == 401
    assert (await call(quiet, {**hook, "name": "nobody"}))[0] == 401
    for path in ("/session", "/bots/hooks", "/bots"):
        status, _body, _reply = await quiet.ask("GET", f"/api/v1{path}", headers=bearer)
        assert status == 401
    for scope in ("read", "moderate"):
        status, _body, _reply = await quiet.ask(
            "GET", "/api/v1/bots/hooks", headers=quiet.bearer(scope)
        )
        assert status == 403


async def test_another_token_ends_the_old_one_and_a_deleted_hook_is_gone(
    quiet: Running,
) -> None:
    hook = await made(quiet.app, "rotated")
    _status, fresh = await quiet.app.post("/bots/hooks/rotate", {"name": "rotated"})

    assert await made(quiet.app, "rotated") == fresh
    assert (await call(quiet, hook))[0] == 401
    assert (await call(quiet, fresh))[0] == 202
    status, left = await quiet.app.post("/bots/hooks/forget", {"name": "rotated"})
    assert status == 200
    assert "rotated" not in [one["name"] for one in left]
    assert (await call(quiet, fresh))[0] == 401
    for verb in ("rotate", "forget"):
        assert (await quiet.app.post(f"/bots/hooks/{verb}", {"name": "no"}))[0] == 409


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"amount": -1}, 422, "amount"),
        ({"amount": 1e12}, 422, "amount"),
        ({"amount": "7"}, 422, "amount"),
        ({"text": 7}, 422, "text"),
        ({"text": "x" * 501}, 422, "text"),
        ({"more": "x" * 9_000}, 413, None),
        ([], 422, ""),
    ],
)
async def test_what_cannot_be_is_refused_and_names_its_field(
    quiet: Running, body: Any, status: int, field: str | None
) -> None:
    hook = await made(quiet.app, "strict")
    found, problem = await call(quiet, hook, body)

    assert found == status, problem
    assert field is None or problem.get("field", "") == field
    await quiet.app.post("/bots/hooks/forget", {"name": "strict"})


@pytest.mark.parametrize("key", ["", "x" * 201, "é"])
async def test_a_delivery_is_named_in_plain_characters(
    quiet: Running, key: str
) -> None:
    hook = await made(quiet.app, "keyed")
    status, problem = await call(quiet, hook, **{"Idempotency-Key": key})

    assert (status, problem["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize("name", ["", "Tip", "a/b", "..", "x" * 51])
async def test_a_hook_is_named_as_an_address_can_hold(
    quiet: Running, name: str
) -> None:
    status, problem = await quiet.app.post("/bots/hooks/make", {"name": name})

    assert (status, problem["field"]) == (422, "name")


async def test_a_flood_is_refused_and_the_rest_is_taken_later(quiet: Running) -> None:
    hook = await made(quiet.app, "flooded")
    answers = await asyncio.gather(*(call(quiet, hook) for _ in range(60)))
    found = [status for status, _answer in answers]

    assert set(found) == {202, 429}
    assert 30 <= found.count(202) < 60


async def test_the_line_of_the_page_works_as_it_stands(quiet: Running) -> None:
    hook = await made(quiet.app)
    (line,) = re.findall(r"```sh\n(curl .*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    port = str(quiet.app.ready["port"])
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        line.replace("curl ", "curl -sS ", 1).replace("7717", port),
        env={**os.environ, "HOOK": hook["token"]},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _err = await process.communicate()

    answer = json.loads(out)
    (entry,) = await calls_on_record(quiet.app, answer["seq"] - 1)
    assert answer == {"seq": entry["seq"], "again": False, "withheld": False}
    assert entry["payload"]["name"] == "tip"
    assert entry["payload"]["amount"] == 5


@pytest.mark.timeout(120)
async def test_after_kill_9_the_same_delivery_sets_off_nothing_again(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    key = {"Idempotency-Key": "order-18"}
    flying = [{"Idempotency-Key": f"order-{number}"} for number in range(19, 39)]
    async with AppProcess.serving(
        "--demo", "--rate", "0", *RULES, folder=folder
    ) as app:
        hook = await made(app)
        await app.post("/bots/book", {"rules": [TIPS]})
        first = await call(Running(app, folder), hook, {"amount": 9}, **key)
        await app.until("/bots", lambda one: counter(one) == 1)
        calls = [
            asyncio.create_task(call(Running(app, folder), hook, {"amount": 9}, **one))
            for one in flying
        ]
        for done in islice(asyncio.as_completed(calls), 7):
            await done
        app.kill()  # in the middle of the others, wherever each of them is
        await app.ended()
        came = await asyncio.gather(*calls, return_exceptions=True)
    async with AppProcess.serving("--resume", *RULES, folder=folder) as app:
        again = await call(Running(app, folder), hook, {"amount": 9}, **key)
        other = await call(Running(app, folder), hook, {"amount": 9})
        later = [
            await call(Running(app, folder), hook, {"amount": 9}, **one)
            for one in flying
        ]
        fresh = sum(not answer["again"] for _status, answer in later)
        view = await app.until("/bots", lambda one: counter(one) >= 2 + fresh)
        entries = await calls_on_record(app, 0)
        log = app.log()

    assert again == (202, {**first[1], "again": True})
    assert other[1]["again"] is False
    # Each once, whether its caller heard of it or not; who did hears of the same.
    seqs = [answer["seq"] for _status, answer in (first, other, *later)]
    assert sorted(one["seq"] for one in entries) == sorted(seqs)
    for one, (_status, answer) in zip(came, later, strict=True):
        assert isinstance(one, BaseException) or one[1] == {**answer, "again": False}
    assert 2 + fresh <= counter(view) <= len(seqs)
    assert hook["token"] not in log
