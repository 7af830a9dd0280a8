"""How fast each connector reads, beside its library alone on the same bytes.

Figures are events a second of processor time of this process; of several rounds, ours
and the library in turn, the best of each counts. Where a server is needed it is a
process of its own. The goal is an overhead of 15 % at most: 0.87 of the library.

Both end where a program can use what was said: the library with its own objects, ours
with events that are checked, cleaned and typed.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

from companion.bench import connector_runs as runs
from companion.bench.result import Result, faster
from companion.domain.errors import WorkerError
from companion.i18n import _

GOAL: Final = "× 0.87"

Run = Callable[[], Awaitable[int]]
"""Reads everything once; returns how many events or objects came of it."""


class Sizes(NamedTuple):
    """How much is read in a round, and how many rounds there are."""

    rounds: int
    tiktok: int
    notifications: int
    lines: int
    answers: int
    pages: int


QUICK: Final = Sizes(
    rounds=2, tiktok=16, notifications=800, lines=1_500, answers=300, pages=8
)
FULL: Final = Sizes(
    rounds=12, tiktok=60, notifications=8_000, lines=10_000, answers=3_000, pages=50
)


class Pair(NamedTuple):
    """A connector's way of reading, and its library's alone."""

    name: str
    baseline: str
    ours: Run
    bare: Run
    goal: str = GOAL


def measure(is_quick: bool) -> Sequence[Result]:
    """Return a figure for every way in which a platform is read.

    Raises WorkerError when the server beside it does not come up.
    """
    return asyncio.run(_measure(QUICK if is_quick else FULL))


async def _measure(sizes: Sizes) -> Sequence[Result]:
    async with wire_server(sizes) as ports:
        found = []
        for pair in _pairs(sizes, chat_port=ports["chat"], port=ports["stream"]):
            found.append(await compared(pair, rounds=sizes.rounds))
            gc.collect()
        return found


def _pairs(sizes: Sizes, *, chat_port: int, port: int) -> Sequence[Pair]:
    """Return what is compared, most familiar first."""
    return [
        runs_of("tiktok: 4 kB messages", "TikTokLive alone", runs.TikTok(sizes.tiktok)),
        runs_of(
            "twitch EventSub: notifications",
            "twitchio alone",
            runs.EventSub(sizes.notifications),
        ),
        runs_of(
            "twitch IRC: lines off the socket",
            "websockets alone, each line split by hand",
            runs.Irc(chat_port, sizes.lines),
        ),
        runs_of(
            "youtube REST: polls of 200",
            "google-api-python-client alone",
            runs.Rest(sizes.pages),
        ),
        runs_of(
            "youtube gRPC: pushed by twos",
            "grpcio and protobuf alone, the same fields read",
            runs.Stream(port, sizes.answers),
        ),
        runs_of(
            "youtube gRPC: decoding alone",
            "protobuf alone, the same fields read",
            runs.Decoding(sizes.pages),
            goal="",
        ),
    ]


def runs_of(name: str, baseline: str, both: runs.Both, *, goal: str = GOAL) -> Pair:
    """Return the pair of a connector's two ways of reading."""
    return Pair(name, baseline, both.ours, both.bare, goal)


async def compared(pair: Pair, *, rounds: int) -> Result:
    """Return the best of some rounds of both, which take turns.

    A library that is not installed is no baseline, and the text says so.
    """
    ours, bare, text = 0.0, 0.0, pair.baseline
    with contextlib.suppress(ModuleNotFoundError):
        await pair.ours()  # what is made at the first use is no work of the others
    for _round in range(rounds):
        try:
            bare = max(bare, await _per_s(pair.bare))
        except ModuleNotFoundError as error:
            text = _("{library} is not installed").format(library=error.name)
        try:
            ours = max(ours, await _per_s(pair.ours))
        except ModuleNotFoundError:
            break  # without it nothing can be read by ours either
    return faster(
        pair.name, ours, "events/s", baseline=(text, bare or None), goal=pair.goal
    )


async def _per_s(run: Run) -> float:
    """Return events a second of this process's processor time."""
    began = time.process_time()
    count = await run()
    return count / max(time.process_time() - began, 1e-9)


@asynccontextmanager
async def wire_server(sizes: Sizes) -> AsyncIterator[dict[str, int]]:
    """Run the server of IRC and gRPC; gives its ports. It is gone after the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "companion.bench.wire_server",
        str(sizes.lines),
        str(sizes.answers),
        str(runs.PUSHED),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        # What is heavy is imported meanwhile: the first figure must not pay for it.
        await asyncio.to_thread(runs.warm_up)
        async with asyncio.timeout(30):
            line = await process.stdout.readline() if process.stdout else b""
        if not line:
            raise WorkerError(_("The server of the bench did not come up."))
        yield json.loads(line)
    except TimeoutError as error:
        raise WorkerError(_("The server of the bench did not come up.")) from error
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
