"""Checks of what Companion talks to, against real files, sockets and programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from companion.app.doctor_services import ledger, model, obs, settings_file, tiktok
from companion.app.findings import Check
from companion.domain.errors import Corrupt, SettingsError
from companion.settings.changes import with_values
from companion.settings.file import FILE_NAME, load, save
from companion.settings.models import Settings
from companion.settings.obs import ObsSettings
from companion.workers.frames import Kind, pack
from companion.workers.process import worker_command
from sessions.database import FILE_NAME as LEDGER_FILE
from tests.support.models import install_tiny
from tests.support.obs.scripted import HELLO, scripted_obs

LOCKED = {**HELLO, "authentication": {"challenge": "c", "salt": "s"}}


def test_no_settings_file_means_the_defaults(tmp_path: Path) -> None:
    check = settings_file(tmp_path)

    assert (check.ok, check.detail) == (True, "the defaults")


def test_a_settings_file_that_is_fine_is_named(tmp_path: Path) -> None:
    save(tmp_path / FILE_NAME, with_values(Settings(), {"appearance.theme": "light"}))

    assert settings_file(tmp_path).detail == str(tmp_path / FILE_NAME)


def test_a_broken_settings_file_is_told_with_its_last_good_copy(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    save(path, with_values(Settings(), {"appearance.theme": "light"}))
    path.write_text("[server]\nport = 1\n")

    check = settings_file(tmp_path)

    with pytest.raises(SettingsError) as raised:
        load(path)
    assert (check.ok, check.detail) == (False, str(raised.value))
    assert "settings.toml.1 is the last good version" in check.fix


def test_a_folder_without_a_ledger_is_fine(tmp_path: Path) -> None:
    def never(_folder: Path) -> str:
        raise AssertionError

    check = ledger(tmp_path, never)

    assert (check.ok, check.detail) == (True, "none yet: the first session makes it")


def test_a_ledger_that_opens_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).touch()

    check = ledger(tmp_path, lambda folder: f"3 sessions in {folder.name}")

    assert (check.ok, check.detail) == (True, f"3 sessions in {tmp_path.name}")


def test_a_ledger_that_does_not_open_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).touch()

    def broken(_folder: Path) -> str:
        raise Corrupt("page 7 is not what it was")

    check = ledger(tmp_path, broken)

    assert (check.ok, check.required) == (False, True)
    assert check.detail == "page 7 is not what it was"


@asynccontextmanager
async def speaking(first: str | bytes) -> AsyncIterator[dict[str, str]]:
    """Serve a socket that says one thing first, as OBS does."""

    async def talk(request: web.Request) -> web.WebSocketResponse:
        talker = web.WebSocketResponse(protocols=("obswebsocket.json",))
        await talker.prepare(request)
        if isinstance(first, bytes):
            await talker.send_bytes(first)
        else:
            await talker.send_str(first)
        async for _message in talker:
            pass
        return talker

    app = web.Application()
    app.router.add_get("/", talk)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    number = runner.addresses[0][1]
    yield {"COMPANION_OBS_URL": f"ws://127.0.0.1:{number}"}
    await runner.cleanup()


def hello(**data: Any) -> str:
    return json.dumps({"op": 0, "d": {"obsWebSocketVersion": "5.5.4", **data}})


async def test_an_obs_with_a_password_is_fine() -> None:
    greeting = hello(authentication={"challenge": "c", "salt": "s"})

    async with speaking(greeting) as environment:
        check = await obs(environment)

    assert (check.ok, check.required) == (True, False)
    assert check.detail.startswith("WebSocket 5.5.4 on ws://127.0.0.1:")


async def test_an_obs_without_a_password_is_noted() -> None:
    async with speaking(hello()) as environment:
        check = await obs(environment)

    assert not check.ok
    assert "Enable Authentication" in check.fix


@pytest.mark.parametrize(
    "greeting",
    ["", "not JSON", "[1]", '{"d": 3}', '{"d": {}}', b"\xff", "x" * 100_000],
)
async def test_what_is_not_obs_is_not_taken_for_it(greeting: str | bytes) -> None:
    async with speaking(greeting) as environment:
        check = await obs(environment)

    assert not check.ok
    assert "nothing that is OBS" in check.detail


async def test_a_password_in_the_environment_is_tried() -> None:
    async with scripted_obs() as scripted:
        scripted.hello = LOCKED
        scripted.answer = lambda _kind, _data: {"inputKinds": ["browser_source"]}
        environment = {
            "COMPANION_OBS_URL": scripted.address,
            "COMPANION_OBS_PASSWORD": "a password",
        }
        good = await obs(environment)
        scripted.answer = lambda _kind, _data: {"inputKinds": ["image_source"]}
        without = await obs(environment)

    assert (good.ok, good.fix) == (True, "")
    assert not without.ok
    assert "install OBS from obsproject.com" in without.fix


async def test_obs_is_asked_at_the_address_of_the_settings() -> None:
    async with scripted_obs() as scripted:
        scripted.hello = LOCKED
        check = await obs({}, ObsSettings(address=scripted.address))

    assert check.ok
    assert scripted.address in check.detail


@pytest.mark.parametrize("address", ["ws://127.0.0.1:1", "nonsense", "ws://[", ""])
async def test_an_obs_that_does_not_run_is_noted(address: str) -> None:
    check = await obs({"COMPANION_OBS_URL": address})

    assert (check.ok, check.required) == (False, False)
    assert "WebSocket Server Settings" in check.fix


async def worker(code: str) -> Check:
    return await tiktok([sys.executable, "-I", "-c", code], os.environ)


async def test_the_worker_itself_starts_and_ends() -> None:
    check = await tiktok(worker_command("tiktok"), os.environ)

    assert (check.ok, check.detail, check.required) == (True, "it starts", True)


async def test_a_workers_input_stays_open_until_it_is_ready() -> None:
    check = await worker(
        "import select, sys, os\n"
        "early = select.select([0], [], [], 0.3)[0]\n"
        f"os.write(1, {pack(Kind.READY)!r})\n"
        "sys.stdin.buffer.read()\n"
        "sys.exit(3 if early else 0)"
    )

    assert check.ok


async def test_a_worker_that_breaks_is_told_with_its_last_words() -> None:
    check = await worker("import no_such_library")

    assert not check.ok
    assert check.detail == "ModuleNotFoundError: No module named 'no_such_library'"


async def test_a_worker_that_dies_silently_is_told_with_its_code() -> None:
    check = await worker("import os; os._exit(9)")

    assert check.detail == "it ended with 9"


async def test_no_model_is_fine_and_said(tmp_path: Path) -> None:
    check = await model(tmp_path, "")

    assert (check.ok, check.detail) == (True, "none is chosen: rules decide alone")


async def test_a_model_that_answers_is_told_with_its_version(tmp_path: Path) -> None:
    install_tiny(tmp_path)
    check = await model(tmp_path, "tiny")

    assert check.ok
    assert check.detail.startswith("tiny@")


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_model_that_cannot_be_asked_is_a_note_with_its_fix(
    tmp_path: Path, is_there: bool
) -> None:
    if is_there:
        (install_tiny(tmp_path) / "model.onnx").write_bytes(b"")
    check = await model(tmp_path, "tiny")

    assert (check.ok, check.required) == (False, False)
    assert check.fix.endswith("companion model get tiny")
