"""How long after an event an overlay page is told, with 20 pages connected.

A probe viewer leads the board; each of their likes adds one point, so that a page's
frame says which probes it includes. Pages live in a process of their own.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from companion.app.machine import SystemClock
from companion.app.options import RunOptions
from companion.bench.orm_baseline import OrmBoard, demo_events
from companion.bench.serving import serving
from companion.domain.events import AnyEvent, Arrival, Gift, Like
from companion.domain.values import POINT, Platform, Viewer

PAGES = 20
PROBES_PER_S = 20

_PROBE = Viewer(id="tiktok:probe", name="Probe")
_LEAD = 50_000_000


class Board(NamedTuple):
    """Points of the probe's Viewer: before the first probe, and what each adds."""

    lead: int
    step: int


# Ten likes are one point, told in thousandths; the baseline counts each like.
_OURS = Board(lead=_LEAD * POINT, step=POINT)
_THEIRS = Board(lead=_LEAD, step=10)

Offer = Callable[[AnyEvent], Awaitable[None]]

Told = Awaitable[Sequence[Sequence[tuple[float, float]]]]
"""Per page (time, figure) of each frame, in order; ends the pages."""


async def measure_latency(
    folder: Path, *, rate: int, seconds: float
) -> tuple[Sequence[float], Sequence[float]]:
    """Return seconds from event to page, ours and the baseline's, one per probe."""
    return (
        await _ours(folder / "ours", rate=rate, seconds=seconds),
        await _theirs(folder / "theirs", rate=rate, seconds=seconds),
    )


async def _ours(folder: Path, *, rate: int, seconds: float) -> Sequence[float]:
    options = RunOptions(purpose="bench", folder=folder, port=0)
    async with serving(options) as app:
        await app.engine.start_session()

        async def offer(event: AnyEvent) -> None:
            app.engine.offer(Arrival(event=event, source="tiktok:@bench"))

        link = app.engine.overlay_links()["leaderboard"]
        socket = link.replace("http", "ws", 1) + "ws"
        return await _probe(offer, socket, _OURS, rate=rate, seconds=seconds)


async def _theirs(folder: Path, *, rate: int, seconds: float) -> Sequence[float]:
    """Take each event as the baseline does, and push the board to every page."""
    board = OrmBoard(folder)
    async with pushed_to() as (pages, where):

        async def offer(event: AnyEvent) -> None:
            board.take(event)
            rows = [{"points": points} for _viewer, points in board.board(limit=100)]
            text = json.dumps({"data": {"state": {"rows": rows}}})
            for socket in tuple(pages):
                await socket.send_str(text)

        try:
            return await _probe(offer, where, _THEIRS, rate=rate, seconds=seconds)
        finally:
            board.close()


@asynccontextmanager
async def pushed_to() -> AsyncIterator[tuple[set[web.WebSocketResponse], str]]:
    """Serve a plain socket for a baseline's pages; gives them, and its address."""
    pages: set[web.WebSocketResponse] = set()

    async def page(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        pages.add(socket)
        async for _message in socket:
            pass
        pages.discard(socket)
        return socket

    application = web.Application()
    application.router.add_get("/ws", page)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield pages, f"ws://{host}:{port}/ws"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def watched(socket: str, count: int) -> AsyncIterator[Callable[[], Told]]:
    """Connect so many pages in a process of their own; gives what they were told."""
    pages = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "companion.bench.pages",
        socket,
        str(count),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if pages.stdout is None or pages.stdin is None:
        raise RuntimeError("the pages have no pipes")
    stdin, stdout = pages.stdin, pages.stdout

    async def told() -> Sequence[Sequence[tuple[float, float]]]:
        stdin.close()
        found: Sequence[Sequence[tuple[float, float]]] = json.loads(await stdout.read())
        # It ends by itself: killed now, it might be missed by whoever waits for it.
        await pages.wait()
        return found

    try:
        await stdout.readline()
        yield told
    finally:
        if pages.returncode is None:
            pages.kill()
        await pages.wait()


async def _probe(
    offer: Offer, socket: str, board: Board, *, rate: int, seconds: float
) -> Sequence[float]:
    """Send events at a rate with probes among them; return each probe's latency."""
    clock = SystemClock()
    async with watched(socket, PAGES) as watching:
        await offer(_lead())
        sent = await _send(offer, clock, rate=rate, seconds=seconds)
        await clock.sleep(0.3)
        ended = clock.monotonic()
        told = await watching()
    return _latencies(sent, told, board, ended=ended)


async def _send(
    offer: Offer, clock: SystemClock, *, rate: int, seconds: float
) -> Sequence[float]:
    """Return when each probe was due, in seconds of the monotonic clock.

    Whoever cannot keep up is cut off after twice the time: the probes that were due
    by then and not sent are late all the same.
    """
    steps, every = int(rate * seconds), max(1, rate // PROBES_PER_S)
    events = iter(demo_events(steps))
    began = clock.monotonic()
    for step in range(steps):
        ahead = began + step / rate - clock.monotonic()
        if ahead > 0:
            await clock.sleep(ahead)
        elif ahead < -seconds:
            break
        if step % every == 0:
            await offer(_like(step // every + 1))
        else:
            await offer(next(events))
        if step % 100 == 0:
            await clock.sleep(0)
    return [began + step / rate for step in range(0, steps, every)]


def _lead() -> Gift:
    """Return what puts the probe's Viewer first, for good."""
    return Gift(
        id="tiktok:lead",
        platform=Platform.TIKTOK,
        channel="@bench",
        viewer=_PROBE,
        gift_id="1",
        name="Lead",
        diamonds_each=_LEAD,
        count=1,
    )


def _like(number: int) -> Like:
    """Return ten likes: one point by the default rules, ten by the baseline's."""
    return Like(
        id=f"tiktok:probe-{number}",
        platform=Platform.TIKTOK,
        channel="@bench",
        viewer=_PROBE,
        count=10,
    )


def _latencies(
    sent: Sequence[float],
    told: Sequence[Sequence[tuple[float, float]]],
    board: Board,
    *,
    ended: float,
) -> Sequence[float]:
    """Return for each page and probe the time until a frame included it.

    told: per page (time, points of the first row), in order. A probe that no frame
    included counts as if one had at the end, which is too kind to whoever lost it.
    """
    found: list[float] = []
    for frames in told:
        included = 0
        for at, points in (*frames, (ended, board.lead + len(sent) * board.step)):
            reached = min(len(sent), round((points - board.lead) / board.step))
            found += [at - sent[number] for number in range(included, reached)]
            included = max(included, reached)
    if not found:
        raise RuntimeError("no page was connected")
    return found
