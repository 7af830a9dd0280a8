"""The whole app against TikTok's own protocol: every event once, whatever breaks.

`companion serve` runs as a user runs it; the real TikTokLive in its worker process
talks to the emulator; what is asked is the API, what is checked is the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from sessions.ledger import Record
from tests.sessions.test_streaks import ORDERS
from tests.support.app_process import AppProcess
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.tiktok_script import ANN, BEN, Person

QUICK = (
    "--set",
    "connections.backoff_first_s=0.1",
    "--set",
    "connections.backoff_max_s=0.5",
    "--set",
    "connections.waiting_poll_s=5",
)


@asynccontextmanager
async def connected(
    folder: Path, tiktok: TikTokEmulator, name: str, *more: str
) -> AsyncIterator[AppProcess]:
    async with AppProcess.serving(
        "--connect",
        f"tiktok:@{name}",
        *QUICK,
        *more,
        folder=folder,
        environment=tiktok.environment,
    ) as app:
        yield app


async def heard(app: AppProcess, kind: str, count: int) -> list[dict[str, Any]]:
    """Wait until `count` entries of a kind are in the ledger; return them."""

    def there(entries: list[dict[str, Any]]) -> bool:
        return sum(one["kind"] == kind for one in entries) >= count

    entries = await app.until("/events?after=0&limit=1000", there, seconds=40)
    return [one for one in entries if one["kind"] == kind]


async def test_each_kind_is_in_the_ledger_once(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    async with connected(tmp_path / "data", tiktok, tiktok_name) as app:
        await tiktok_room.entered()
        await tiktok_room.chat("first!", by=ANN)
        await tiktok_room.like(15, total=15, by=BEN)
        await tiktok_room.gift(by=ANN, count=1, group=9)
        await tiktok_room.gift(by=ANN, count=2, group=9, ended=True)
        await tiktok_room.follow(by=BEN)
        await tiktok_room.share(by=BEN)
        await tiktok_room.join(by=BEN)
        await tiktok_room.subscribe(by=BEN)
        await tiktok_room.viewers(42)
        await heard(app, "viewer_count", 1)

        entries = await app.get("/events?after=0&limit=1000")
        kinds = Counter(one["kind"] for one in entries)
        board = await app.get("/leaderboard")
        session = await app.get("/session")

    assert kinds == {
        "session": 1,
        "gate": 1,
        "chat": 1,
        "like": 1,
        "gift": 2,
        "follow": 1,
        "share": 1,
        "join": 1,
        "subscription": 1,
        "viewer_count": 1,
    }
    assert [(one["viewer"]["name"], one["points"]) for one in board["standings"]] == [
        ("Ben", 500 + 10 + 5 + 1.5),
        ("Ann", 1 + 2),
    ]
    (connection,) = session["connections"]
    assert (connection["state"], connection["viewers"]) == ("live", 42)


async def test_awkward_streaks_have_the_right_total(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    """Each of them by somebody else, who is named after it."""
    gifts = [
        script.Gift(
            msg_id=9_000 + 100 * number + message,
            count=total,
            ended=ended,
            group=4,
            by=Person(id=8_000 + number, handle=f"p{number}", name=name),
        )
        for number, (name, (messages, _expected)) in enumerate(ORDERS.items())
        for total, message, ended in messages
    ]
    async with connected(tmp_path / "data", tiktok, tiktok_name) as app:
        await tiktok_room.entered()
        await tiktok_room.push(*gifts)
        await tiktok_room.chat("done", by=BEN)
        await heard(app, "chat", 1)

        board = await app.get(f"/leaderboard?limit={len(ORDERS) + 1}")
        totals = (await app.get("/session"))["totals"]

    expected = {name: points for name, (_messages, points) in ORDERS.items()}
    points = {one["viewer"]["name"]: one["points"] for one in board["standings"]}
    assert {name: points.get(name) for name in expected} == expected
    assert totals["gifts"] == totals["diamonds"] == sum(expected.values())


BREAKS = {
    "closed with 1000": lambda room: room.close(1000),
    "closed with 1011": lambda room: room.close(1011),
    "reset": lambda room: room.reset(),
}


async def test_a_broken_socket_comes_back_by_itself_and_adds_nothing_twice(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    async with connected(tmp_path / "data", tiktok, tiktok_name) as app:
        await tiktok_room.entered()
        await tiktok_room.backlog(10)
        for number, (how, broken) in enumerate(BREAKS.items(), start=1):
            await tiktok_room.chat(f"before: {how}", by=ANN)
            await tiktok_room.gift(by=ANN, count=3, group=number)
            await heard(app, "gift", 2 * number - 1)
            ended = script.Gift(count=5, group=number, ended=True, by=ANN)
            await tiktok_room.missed(ended)
            await broken(tiktok_room)
            await tiktok_room.entered(number + 1)
            await tiktok_room.chat(f"after: {how}", by=BEN)
            chats = await heard(app, "chat", 2 * number)
            gaps = await heard(app, "gap", number)
            connection = await app.connection()
            totals = (await app.get("/session"))["totals"]

            assert totals["diamonds"] == 5 * number, how
            assert connection["state"] == "live"
            assert connection["duplicates"] >= 2 * number
            assert len(gaps) == number

    expected = [f"{when}: {how}" for how in BREAKS for when in ("before", "after")]
    assert [one["payload"]["text"] for one in chats] == expected


async def test_a_silent_socket_is_said_to_be_silent_and_replaced(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    soon = ("--set", "connections.silent_after_s=5")
    async with connected(tmp_path / "data", tiktok, tiktok_name, *soon) as app:
        await tiktok_room.entered()
        await tiktok_room.viewers(90)
        await heard(app, "viewer_count", 1)
        await tiktok_room.silence()

        def is_silent(session: dict[str, Any]) -> bool:
            return session["connections"][0]["state"] == "silent"

        await app.until("/session", is_silent, seconds=30)
        await tiktok_room.silence(on=False)
        await tiktok_room.entered(2)
        await tiktok_room.chat("back", by=ANN)
        await heard(app, "chat", 1)

        assert (await app.connection())["state"] == "live"


async def test_an_offline_channel_is_waited_for(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.go_offline()
    async with connected(tmp_path / "data", tiktok, tiktok_name) as app:

        def is_waiting(session: dict[str, Any]) -> bool:
            return session["connections"][0]["state"] == "waiting"

        await app.until("/session", is_waiting, seconds=40)
        await tiktok_room.go_live()
        await tiktok_room.entered()
        await tiktok_room.chat("hello", by=ANN)
        await heard(app, "chat", 1)


async def test_a_restart_in_mid_streak_counts_on(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    folder = tmp_path / "data"
    async with connected(folder, tiktok, tiktok_name) as app:
        await tiktok_room.entered()
        await tiktok_room.gift(by=ANN, count=4, group=2)
        await heard(app, "gift", 1)
        app.kill()
        await app.ended()

    await tiktok_room.backlog(10)
    async with connected(folder, tiktok, tiktok_name, "--resume") as app:
        await tiktok_room.entered(2)
        await tiktok_room.gift(by=ANN, count=7, group=2, ended=True)
        await heard(app, "gift", 2)
        assert await app.stop() == 0, app.log()

    with Record(folder) as record:
        (session,) = record.history.sessions()
        assert session.totals.diamonds == 7
        assert record.verify(session.id).ok


@pytest.mark.parametrize(
    ("accepted_at", "times"), [("", 1), ("2026-06-01T20:00:00Z", 0)]
)
async def test_what_naming_tiktok_accepts_is_said_once_unless_it_was_accepted(
    tmp_path: Path, tiktok: TikTokEmulator, accepted_at: str, times: int
) -> None:
    accepted = f"tiktok.notice_accepted_at={accepted_at}"
    more = ("--set", accepted) if accepted_at else ()
    async with connected(
        tmp_path / "data", tiktok, "first.1", "--connect", "tiktok:@second.2", *more
    ) as app:
        log = app.log()

    assert log.count("read unofficially") == times


async def test_no_worker_outlives_the_app(
    tmp_path: Path, tiktok: TikTokEmulator, tiktok_name: str, tiktok_room: TikTokRoom
) -> None:
    async with connected(tmp_path / "data", tiktok, tiktok_name) as app:
        await tiktok_room.entered()
        workers = psutil.Process(app.pid).children(recursive=True)
        assert workers
        app.kill()
        await app.ended()
        gone, alive = psutil.wait_procs(workers, timeout=20)

    assert (len(gone), alive) == (len(workers), [])
