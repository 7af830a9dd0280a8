"""Kill -9 at any moment: what an overlay showed is on disk, and nothing is there twice.

The simulator plays its scenario with all faults at full load while an overlay page's
socket listens; the process is killed at a random moment; a second run resumes the
session and plays the same scenario to its end. Its ledger must then hold exactly what
a run without the kill holds.
"""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from companion.domain.events import Gift, JewelGift
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.truth import truth
from sessions.ledger import Record
from tests.support.app_process import AppProcess, command

EVENTS = 12_000
SCENARIO = "chaos"
LOAD = ("--connect", f"simulator:{SCENARIO}", "--rate", "4000")


async def listen(url: str, seen: set[int]) -> None:
    """Collect the entries that stand behind every gift the page was told to show."""
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        async for message in socket:
            frame = json.loads(message.data)
            for line in frame["data"].get("state", {}).get("lines", []):
                if line["kind"] == "gift":
                    seen.update(line["entries"])


async def run_and_kill(folder: Path, chance: random.Random) -> set[int]:
    """One run that is killed under load; returns the gift entries that were shown."""
    seen: set[int] = set()
    async with AppProcess.serving(*LOAD, folder=folder) as app:
        socket = app.ready["overlays"]["chat"].replace("http", "ws", 1) + "ws"
        listening = asyncio.create_task(listen(socket, seen))
        await asyncio.wait({listening}, timeout=chance.uniform(0.05, 1.5))
        app.kill()
        await app.ended()
        with suppress(aiohttp.ClientError):
            await listening
    return seen


async def finish(folder: Path) -> None:
    """Resume what the kill left, and play the scenario to its end."""
    async with AppProcess.serving(
        "--resume", *LOAD[:2], "--rate", "100000", "--events", str(EVENTS),
        folder=folder,
    ) as app:  # fmt: skip
        assert await app.ended() == 0, app.log()


@pytest.mark.timeout(900)
async def test_a_kill_loses_and_doubles_nothing(
    tmp_path: Path, full_counts: bool
) -> None:
    chance = random.Random(20_261_120)
    scenario, seed = Library(None).find(SCENARIO)
    expected = truth(scenario, seed, EVENTS)
    shown = 0
    for number in range(50 if full_counts else 3):
        folder = tmp_path / f"run-{number}"
        seen = await run_and_kill(folder, chance)
        await finish(folder)

        code, out, err = await command(
            "sessions", "verify", "last", "--json", "--data-dir", str(folder)
        )
        assert code == 0, out + err
        with Record(folder) as record:
            sessions = record.history.sessions()
            entries = list(record.history.entries(sessions[0].id))
            totals = record.history.tally(sessions[0].id).totals()
        gifts = {one.seq for one in entries if isinstance(one.body, Gift | JewelGift)}
        assert len(sessions) == 1
        assert seen <= gifts, f"shown but not on disk: {sorted(seen - gifts)}"
        assert (totals.diamonds, totals.gifts, totals.bits, totals.likes) == (
            expected.total.diamonds,
            expected.total.gifts,
            expected.total.bits,
            expected.total.likes,
        )
        assert totals.chats == expected.total.chats
        shown += len(seen)
    assert shown > 0, "no run was killed while gifts were on screen"
