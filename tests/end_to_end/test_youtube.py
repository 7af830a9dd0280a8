"""The whole app against YouTube's own protocols: every event once, whatever breaks.

`companion serve` runs as a user runs it; the real gRPC and google-api-python-client
talk to the emulator; what is asked is the API, what is checked is the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.emulators.youtube_script import ANN, BEN

QUICK = (
    "--set", "connections.backoff_first_s=0.1",
    "--set", "connections.backoff_max_s=0.5",
    "--set", "connections.waiting_poll_s=2",
    "--set", "youtube.viewers_every_s=5",
    "--set", "youtube.units_per_day=1000000",
)  # fmt: skip


@asynccontextmanager
async def connected(
    folder: Path, youtube: YouTubeEmulator, key: str, *targets: str, **more: str
) -> AsyncIterator[AppProcess]:
    connects = [word for one in targets for word in ("--connect", f"youtube:{one}")]
    environment = {**youtube.environment, "COMPANION_YOUTUBE_API_KEY": key, **more}
    async with AppProcess.serving(
        *connects, *QUICK, folder=folder, environment=environment
    ) as app:
        yield app


async def heard(app: AppProcess, kind: str, count: int) -> list[dict[str, Any]]:
    """Wait until `count` entries of a kind are in the ledger; return them."""

    def there(entries: list[dict[str, Any]]) -> bool:
        return sum(one["kind"] == kind for one in entries) >= count

    entries = await app.until("/events?after=0&limit=1000", there, seconds=40)
    return [one for one in entries if one["kind"] == kind]


async def test_each_kind_is_in_the_ledger_once(
    tmp_path: Path,
    youtube: YouTubeEmulator,
    youtube_key: str,
    youtube_stream: YouTubeStream,
) -> None:
    folder = tmp_path / "data"
    async with connected(folder, youtube, youtube_key, youtube_stream.video) as app:
        await youtube_stream.seen("stream")
        (gifting,) = await youtube_stream.push(script.gifting(50, by=ANN))
        await youtube_stream.push(
            script.chat("first!", by=BEN),
            script.super_chat(5_000_000, "EUR", "for tea", by=BEN),
            script.super_sticker(2_000_000, "EUR", by=BEN),
            script.member(by=BEN),
            script.milestone(14, by=BEN),
            script.gift("Rose", 10, by=BEN),
            script.poll("Map?", ("Ice", 1)),
            *(script.received(gifting) for _ in range(50)),
            script.chat("done", by=ANN),
        )
        await heard(app, "chat", 2)
        await heard(app, "viewer_count", 1)

        entries = await app.get("/events?after=0&limit=1000")
        board = await app.get("/leaderboard")
        connection = await app.connection()

    kinds = Counter(one["kind"] for one in entries)
    del kinds["viewer_count"]
    assert kinds == {
        "session": 1, "gate": 1, "chat": 2, "superchat": 1, "supersticker": 1,
        "membership": 3, "jewel_gift": 1, "platform_poll": 1,
    }  # fmt: skip
    # Ann gave fifty memberships and wrote; Ben joined, has a milestone, paid and wrote.
    points = {one["viewer"]["name"]: one["points"] for one in board["standings"]}
    assert points["@ann"] == 50 * 500 + 1
    assert points["Ben"] >= 2 * 500 + 500 + 200 + 1
    assert (connection["state"], connection["viewers"]) == ("live", 120)
    assert "units today" in connection["budget"]


@pytest.mark.parametrize("how", ["UNAVAILABLE", "INTERNAL", "OK"])
async def test_a_cut_stream_comes_back_with_everything_and_adds_nothing_twice(
    how: str,
    tmp_path: Path,
    youtube: YouTubeEmulator,
    youtube_key: str,
    youtube_stream: YouTubeStream,
) -> None:
    folder = tmp_path / "data"
    async with connected(folder, youtube, youtube_key, youtube_stream.video) as app:
        await youtube_stream.seen("stream")
        await youtube_stream.push(script.chat("before"), script.super_chat(3_000_000))
        await heard(app, "superchat", 1)
        await youtube_stream.fault("stream", "drop", times=1)
        await youtube_stream.cut(how)
        await youtube_stream.push(script.chat("during"), script.super_chat(4_000_000))
        await heard(app, "superchat", 2)
        await youtube_stream.chat("after")
        chats = await heard(app, "chat", 3)
        gaps = await heard(app, "gap", 1)
        paid = await heard(app, "superchat", 2)

        assert (await app.connection())["state"] == "live"
    assert [one["payload"]["text"] for one in chats] == ["before", "during", "after"]
    assert [one["payload"]["amount_micros"] for one in paid] == [3_000_000, 4_000_000]
    assert len(gaps) == 1


async def test_two_streams_of_one_channel_are_two_connections_of_one_session(
    tmp_path: Path,
    youtube: YouTubeEmulator,
    youtube_key: str,
    youtube_stream: YouTubeStream,
) -> None:
    other = f"z{youtube_stream.video[1:]}"
    folder, first = tmp_path / "data", youtube_stream.video
    async with (
        youtube.stream(other) as second,
        connected(folder, youtube, youtube_key, first, other) as app,
    ):
        await youtube_stream.seen("stream")
        await second.seen("stream")
        await youtube_stream.chat("in the first")
        await second.chat("in the second")
        chats = await heard(app, "chat", 2)
        session = await app.get("/session")

    assert {one["payload"]["text"] for one in chats} == {
        "in the first",
        "in the second",
    }
    targets = {one["target"] for one in session["connections"]}
    assert targets == {f"youtube:{first}", f"youtube:{other}"}


async def test_a_key_that_is_not_accepted_asks_for_one_thing_and_is_written_nowhere(
    tmp_path: Path, youtube: YouTubeEmulator, youtube_stream: YouTubeStream
) -> None:
    planted = "AIzaSyPlanted-4711-planted-key"
    folder = tmp_path / "data"
    async with connected(folder, youtube, planted, youtube_stream.video) as app:

        def needs_login(session: dict[str, Any]) -> bool:
            return session["connections"][0]["state"] == "needs-login"

        session = await app.until("/session", needs_login, seconds=30)
        log = app.log()
        assert await app.stop() == 0

    assert "copied whole" in session["connections"][0]["detail"]
    assert planted not in log
    for path in folder.rglob("*"):
        if path.is_file():
            assert planted.encode() not in path.read_bytes(), path


async def test_the_end_of_the_stream_is_the_end_of_the_connection(
    tmp_path: Path,
    youtube: YouTubeEmulator,
    youtube_key: str,
    youtube_stream: YouTubeStream,
) -> None:
    folder = tmp_path / "data"
    async with connected(folder, youtube, youtube_key, youtube_stream.video) as app:
        await youtube_stream.seen("stream")
        await youtube_stream.end()

        def has_ended(session: dict[str, Any]) -> bool:
            return session["connections"][0]["state"] == "ended"

        await app.until("/session", has_ended, seconds=30)
        ends = await heard(app, "stream_status", 1)

    assert len(ends) == 1


async def test_a_restart_knows_the_units_that_were_spent(
    tmp_path: Path,
    youtube: YouTubeEmulator,
    youtube_key: str,
    youtube_stream: YouTubeStream,
) -> None:
    folder = tmp_path / "data"
    async with connected(folder, youtube, youtube_key, youtube_stream.video) as app:
        await youtube_stream.chat("one")
        await heard(app, "chat", 1)
        app.kill()
        await app.ended()
    before = (await youtube_stream.units(youtube_key))["spent"]
    async with connected(folder, youtube, youtube_key, youtube_stream.video) as app:
        await heard(app, "viewer_count", 1)
        budget = (await app.connection())["budget"]

    spent = int(budget.split(" of ")[0].replace(",", ""))
    assert spent > before
