"""Apps that the tests of one file share: one in which nothing happens, one lively.

Import the fixtures into a conftest; tests that use them run on their module's loop.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
import pytest_asyncio

from tests.support.app_process import AppProcess

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
