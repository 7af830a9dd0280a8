"""The going-live post to a webhook, out of the real process, over real TLS.

The process believes that it posts to the open internet: only where its packets end up
is ours. Names have a public address there, and what connects to it comes to a server
on this machine whose certificate it is told to trust.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import pytest_asyncio

from companion.domain.show.bots import AnnouncementDef, BotBook
from companion.interactions.bots.book import FILE_NAME, BookFile
from companion.interactions.bots.webhooks import SLOTS
from tests.end_to_end.planted import SITE, folder_of
from tests.support.app_process import AppProcess
from tests.support.picture_host import FOLDER, NAME
from tests.support.webhook_process import WebhookProcess, webhook_process

INTERNET: Final = "93.184.215.14"
SECRET: Final = "s3cret-part-of-the-address"

NETWORK = f"""
import asyncio
import os
import socket

asked, joined = socket.getaddrinfo, asyncio.SelectorEventLoop.sock_connect

def getaddrinfo(host, port, *more, **named):
    return asked("{INTERNET}" if host == "{NAME}" else host, port, *more, **named)

async def sock_connect(self, sock, address):
    if address[0] == "{INTERNET}":
        address = "127.0.0.1", int(os.environ["WEBHOOK_PORT"])
    return await joined(self, sock, address)

socket.getaddrinfo = getaddrinfo
asyncio.SelectorEventLoop.sock_connect = sock_connect
"""


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[WebhookProcess]:
    async with webhook_process() as found:
        yield found


def prepared(place: Path, discord: WebhookProcess, path: str) -> dict[str, str]:
    """Have a data folder that announces each session; returns the environment."""
    kept = {"name": "discord", "address": f"https://{NAME}/{path}?{SECRET}"}
    environment = folder_of(
        place / "path", {SLOTS[0]: msgspec.json.encode(kept).decode()}
    )
    (place / "path" / "sitecustomize.py").write_text(SITE + NETWORK, encoding="utf-8")
    (place / "data").mkdir()
    post = AnnouncementDef(text="We are live", webhooks=("discord",), by_itself=True)
    BookFile(place / "data" / FILE_NAME).keep(BotBook(announcement=post))
    trust = str(FOLDER / "picture_host_ca.pem")
    port = str(discord.port)
    return {**environment, "SSL_CERT_FILE": trust, "WEBHOOK_PORT": port}


def outcomes(view: Any) -> list[str]:
    return [one["outcome"] for one in view["log"] if one["bot"] == "announcement"]


@pytest.mark.timeout(180)
async def test_each_session_is_announced_once_also_through_kill_9(
    tmp_path: Path, discord: WebhookProcess
) -> None:
    environment = prepared(tmp_path, discord, "ok")
    folder = tmp_path / "data"
    async with AppProcess.serving(folder=folder, environment=environment) as app:
        first = await discord.sent()
        await app.until("/bots", lambda one: outcomes(one) == ["done"])
        refused = (await app.post("/bots/announce"))[0]
        app.kill()
        await app.ended()
    async with AppProcess.serving(
        "--resume", folder=folder, environment=environment
    ) as app:
        resumed = outcomes(await app.get("/bots"))
        still = (await app.post("/bots/announce"))[0]
        # What comes next is this one: the session that went on was not announced again.
        await app.post("/bots/book", {"announcement": {
            "text": "Once more", "webhooks": ["discord"], "by_itself": True,
        }})  # fmt: skip
        again = (await app.post("/bots/announce", {"again": True}))[0]
        second = await discord.sent()
        assert (await app.post("/session/end"))[0] == 200
        assert (await app.post("/session/start"))[0] in {200, 201}
        third = await discord.sent()
        view = await app.until("/bots", lambda one: outcomes(one) == ["done"])
        log = app.log()

    assert first["body"] == {
        "content": "We are live",
        "allowed_mentions": {"parse": []},
    }
    assert (refused, resumed, still, again) == (409, ["done"], 409, 200)
    assert [one["body"]["content"] for one in (second, third)] == ["Once more"] * 2
    assert SECRET not in log + json.dumps(view)


@pytest.mark.timeout(180)
async def test_a_post_cut_off_by_kill_9_is_sent_again_by_hand_only(
    tmp_path: Path, discord: WebhookProcess
) -> None:
    environment = prepared(tmp_path, discord, "hang")
    folder = tmp_path / "data"
    async with AppProcess.serving(folder=folder, environment=environment) as app:
        cut = await discord.sent()
        app.kill()
        await app.ended()
    async with AppProcess.serving(
        "--resume", folder=folder, environment=environment
    ) as app:
        view = await app.get("/bots")
        refused = (await app.post("/bots/announce"))[0]
        (line,) = [one for one in view["log"] if one["bot"] == "announcement"]
        asking = asyncio.create_task(app.post("/bots/repeat", {"run": line["run"]}))
        by_hand = await discord.sent()
        status, entry = await asking

    assert (line["outcome"], line["can_repeat"], refused) == ("interrupted", True, 409)
    assert by_hand == cut
    assert (status, entry["payload"]["outcome"]) == (200, "failed")
