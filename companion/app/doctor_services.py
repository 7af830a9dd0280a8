"""Checks of what Companion talks to: its files, model, OBS, the TikTok worker."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import aiohttp

from companion.app.findings import PATIENCE_S, Check, Outcome, run_program
from companion.app.studio.obs import ADDRESS_VARIABLE, PASSWORD_VARIABLE
from companion.domain.errors import LedgerError, ModelError, SettingsError
from companion.i18n import _
from companion.moderation.models.process import model_process
from companion.moderation.models.store import ModelStore
from companion.obs.client import ObsClient
from companion.obs.errors import ObsError, PasswordWrong
from companion.obs.picture import BROWSER
from companion.settings.file import FILE_NAME, last_good, load
from companion.settings.obs import ObsSettings
from companion.workers.frames import Kind, pack
from sessions.database import FILE_NAME as LEDGER_FILE

_GREETING_LIMIT: Final = 64 * 1024


def settings_file(folder: Path) -> Check:
    """Check that settings.toml can be read."""
    path = folder / FILE_NAME
    try:
        load(path)
    except SettingsError as error:
        good = last_good(path)
        fix = _("Correct the line, or delete the file to have the defaults.")
        if good:
            fix += " " + _("{copy} is the last good version.").format(copy=good[1].name)
        return Check(
            check="settings", ok=False, detail=str(error), fix=fix, required=True
        )
    detail = str(path) if path.exists() else _("the defaults")
    return Check(check="settings", ok=True, detail=detail, required=True)


def ledger(folder: Path, open_ledger: Callable[[Path], str]) -> Check:
    """Check the record; the error's own text says what to do."""
    if not (folder / LEDGER_FILE).exists():
        detail = _("none yet: the first session makes it")
        return Check(check="ledger", ok=True, detail=detail, required=True)
    try:
        detail = open_ledger(folder)
    except LedgerError as error:
        return Check(check="ledger", ok=False, detail=str(error), required=True)
    return Check(check="ledger", ok=True, detail=detail, required=True)


async def model(folder: Path, chosen: str) -> Check:
    """Check that the chosen model is whole and answers; rules do without it."""
    if not chosen:
        detail = _("none is chosen: rules decide alone")
        return Check(check="model", ok=True, detail=detail)
    store = ModelStore(folder)
    try:
        await asyncio.to_thread(store.check, chosen)
        async with (
            asyncio.timeout(PATIENCE_S),
            model_process(store.folder(chosen)) as answering,
        ):
            await answering.ask(["hello"])
            detail = answering.loaded.version
    except (ModelError, TimeoutError) as error:
        detail = str(error) or _("it does not answer")
        fix = _("Until then rules decide alone: companion model get {id}")
        return Check(check="model", ok=False, detail=detail, fix=fix.format(id=chosen))
    return Check(check="model", ok=True, detail=detail)


async def obs(
    environment: Mapping[str, str], settings: ObsSettings | None = None
) -> Check:
    """Check that OBS can be reached for adding overlays; links work without it.

    A password in the environment is tried; one in the keyring is left there.
    """
    chosen = settings or ObsSettings()
    address = environment.get(ADDRESS_VARIABLE, "").strip() or chosen.address
    greeting = await _greeting(address)
    version = greeting.get("obsWebSocketVersion")
    if not version:
        return _no_obs(address)
    detail = _("WebSocket {version} on {address}")
    detail = detail.format(version=str(version)[:20], address=address)
    if "authentication" not in greeting:
        fix = _(
            "OBS asks for no password, so any web page could steer it: turn on "
            "Tools → WebSocket Server Settings → Enable Authentication."
        )
        return Check(check="obs", ok=False, detail=detail, fix=fix)
    password = environment.get(PASSWORD_VARIABLE, "")
    fix = await _why_not_added(address, password) if password else ""
    return Check(check="obs", ok=not fix, detail=detail, fix=fix)


def _no_obs(address: str) -> Check:
    detail = _("nothing that is OBS answers on {address}").format(address=address)
    fix = _(
        "Start OBS and turn on Tools → WebSocket Server Settings; copying "
        "overlay links works without it."
    )
    return Check(check="obs", ok=False, detail=detail, fix=fix)


async def _why_not_added(address: str, password: str) -> str:
    """Return why overlays could not be added to OBS, "" when they can."""
    try:
        async with ObsClient.open(address, password) as client:
            found = await client.call("GetInputKindList")
    except PasswordWrong:
        text = _("OBS does not take the password in {variable}: copy it from OBS.")
        return text.format(variable=PASSWORD_VARIABLE)
    except ObsError as error:
        return str(error)
    if BROWSER not in found.get("inputKinds", ()):
        return _("This OBS has no browser source: install OBS from obsproject.com.")
    return ""


async def tiktok(command: Sequence[str], environment: Mapping[str, str]) -> Check:
    """Check that the TikTok worker starts, and ends when its input does."""
    outcome = await _worker_outcome(command, environment)
    if outcome.code == 0:
        return Check(check="tiktok", ok=True, detail=_("it starts"), required=True)
    lines = [line.strip() for line in outcome.errors.splitlines() if line.strip()]
    if outcome.code is None:
        detail = _("it did not start in time")
    else:
        detail = lines[-1] if lines else _("it ended with {n}").format(n=outcome.code)
    return Check(
        check="tiktok",
        ok=False,
        detail=detail,
        fix=_("Install Companion again; the other platforms work without it."),
        required=True,
    )


async def _worker_outcome(
    command: Sequence[str], environment: Mapping[str, str]
) -> Outcome:
    """Return how a worker ended that was asked to as soon as it was ready."""

    async def when_ready(process: asyncio.subprocess.Process) -> None:
        if process.stdout is not None:
            with contextlib.suppress(asyncio.IncompleteReadError):
                await process.stdout.readexactly(len(pack(Kind.READY)))

    return await run_program(command, environment, before_end=when_ready)


async def _greeting(address: str) -> dict[str, Any]:
    """Return what OBS says first (protocol version 5, message Hello), {} if nothing."""
    timeout = aiohttp.ClientTimeout(total=3)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.ws_connect(
                address,
                protocols=("obswebsocket.json",),
                max_msg_size=_GREETING_LIMIT,
                timeout=aiohttp.ClientWSTimeout(ws_close=1),
            ) as socket,
        ):
            hello = json.loads(await socket.receive_str(timeout=3))
    except (aiohttp.ClientError, OSError, TimeoutError, TypeError, ValueError):
        return {}
    data = hello.get("d") if isinstance(hello, dict) else None
    return data if isinstance(data, dict) else {}
