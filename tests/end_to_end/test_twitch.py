"""The whole app against Twitch's own protocols: every event once, with and without a
login; what is asked is the API, what is checked is the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.twitch_script import ANN, BEN
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["twitch", "twitch_channel", "twitch_name"]

QUICK = (
    "--set",
    "connections.backoff_first_s=0.1",
    "--set",
    "connections.backoff_max_s=0.5",
)


@asynccontextmanager
async def connected(
    folder: Path, channel: TwitchChannel, *, token: str = ""
) -> AsyncIterator[AppProcess]:
    environment = dict(channel.environment)
    if token:
        environment["COMPANION_TWITCH_TOKEN"] = token
    async with AppProcess.serving(
        "--connect",
        f"twitch:{channel.name}",
        *QUICK,
        folder=folder,
        environment=environment,
    ) as app:
        yield app


async def heard(app: AppProcess, kind: str, count: int) -> list[dict[str, Any]]:
    """Wait until `count` entries of a kind are in the ledger; return them."""

    def there(entries: list[dict[str, Any]]) -> bool:
        return sum(one["kind"] == kind for one in entries) >= count

    entries = await app.until("/events?after=0&limit=1000", there, seconds=40)
    return [one for one in entries if one["kind"] == kind]


async def connection(app: AppProcess) -> dict[str, Any]:
    (only,) = (await app.get("/session"))["connections"]
    return only


@pytest.mark.parametrize("way", ["login", "name"])
async def test_each_kind_is_in_the_ledger_once(
    way: str, tmp_path: Path, twitch_channel: TwitchChannel
) -> None:
    token = (await twitch_channel.login())["access"] if way == "login" else ""
    async with connected(tmp_path / "data", twitch_channel, token=token) as app:
        await app.until(
            "/session",
            lambda session: session["connections"][0]["state"] == "live",
            seconds=40,
        )
        await twitch_channel.mode(copies=2)
        await twitch_channel.publish(
            script.Chat(text="first!", by=ANN),
            script.Cheer(bits=100, by=ANN),
            script.Bomb(count=50, by=BEN),
            script.Resub(months=3, by=BEN, text="three"),
            script.Raid(viewers=12, by=BEN),
            script.Follow(by=ANN),
            script.Ban(by=script.MOD, seconds=5),
        )
        await heard(app, "viewer_removed", 1)
        entries = await app.get("/events?after=0&limit=1000")
        board = await app.get("/leaderboard")

    kinds = Counter(one["kind"] for one in entries)
    expected = {
        "chat": 1, "cheer": 1, "subscription": 2, "raid": 1, "viewer_removed": 1
    }  # fmt: skip
    if way == "login":
        expected["follow"] = 1
    assert {kind: kinds[kind] for kind in expected} == expected
    assert kinds["follow"] == expected.get("follow", 0)
    points = {one["viewer"]["name"]: one["points"] for one in board["standings"]}
    assert points == {
        "Ben": 51 * 500 + 12,
        "Ann": 101 + (10 if way == "login" else 0),
    }


async def test_a_revoked_login_is_said_with_its_fix_and_reading_goes_on(
    tmp_path: Path, twitch_channel: TwitchChannel
) -> None:
    token = (await twitch_channel.login())["access"]
    async with connected(tmp_path / "data", twitch_channel, token=token) as app:
        await heard(app, "viewer_count", 1)
        await twitch_channel.publish(script.Chat(text="before"))
        await heard(app, "chat", 1)
        await twitch_channel.disconnect_app()
        await twitch_channel.joined()
        await twitch_channel.publish(script.Chat(text="after"))
        chats = await heard(app, "chat", 2)
        gaps = await heard(app, "gap", 1)
        sources = await heard(app, "money_source", 2)
        now = await connection(app)

    assert [one["payload"]["text"] for one in chats] == ["before", "after"]
    assert len(gaps) == 1
    assert {one["payload"]["new"] for one in sources} == {"irc"}
    assert now["state"] == "live"
    assert "COMPANION_TWITCH_TOKEN" in now["detail"]


async def test_the_token_is_in_no_file_and_no_log(
    tmp_path: Path, twitch_channel: TwitchChannel
) -> None:
    token = (await twitch_channel.login())["access"]
    folder = tmp_path / "data"
    async with connected(folder, twitch_channel, token=token) as app:
        await heard(app, "viewer_count", 1)
        await twitch_channel.reset()
        await heard(app, "viewer_count", 2)
        told = f"{await app.get('/session')} {app.log}"

    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert [one.name for one in files if token.encode() in one.read_bytes()] == []
    assert "twitch" in told
    assert token not in told
