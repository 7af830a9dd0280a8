"""How many events a second the whole line takes, flat out."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from companion.app.machine import SystemClock, make_machine
from companion.bench.orm_baseline import demo_events
from companion.domain.events import Arrival
from companion.moderation.rules import RuleSet
from companion.pipeline.bus import Bus
from companion.pipeline.intake import Intake
from companion.pipeline.live_view import LiveView
from companion.pipeline.pipeline import Pipeline
from companion.pipeline.publisher import Publisher
from companion.pipeline.review import ReviewQueue
from companion.scoring.rules import earning_of
from companion.scoring.table import ScoringTable
from companion.settings import Settings
from companion.web.frames import Paths, Projection
from overlays.catalogue import CATALOGUE
from sessions.ledger import Ledger

_FRAME_S = 0.05


async def measure_throughput(folder: Path, *, events: int) -> float:
    """Return events per second from parsed event to disk, standings and frames.

    Every overlay makes its frame 20 times a second meanwhile, as with pages connected.
    """
    machine = make_machine()
    settings = Settings()
    view, bus = LiveView(), Bus()
    arrivals = [
        Arrival(event=event, source="tiktok:@bench") for event in demo_events(events)
    ]
    intake = Intake(on_shed=_no_shedding)
    async with await Ledger.open(
        folder, clock=machine.clock, ids=machine.ids, purpose="bench"
    ) as ledger:
        session, _entry = await ledger.start("bench", timezone="UTC")
        view.open(session)
        pipeline = Pipeline(
            intake=intake,
            score=partial(earning_of, table=ScoringTable(settings.scoring)),
            rules=RuleSet(settings.moderation),
            ledger=ledger,
            publisher=Publisher(
                view=view, bus=bus, review=ReviewQueue(hold_us=20_000_000)
            ),
            clock=machine.clock,
            on_duplicates=lambda _source, _count: None,
        )
        running = asyncio.create_task(pipeline.run())
        framing = asyncio.create_task(_frames(view))
        taken = await _feed(intake, pipeline, arrivals)
        for task in (running, framing):
            task.cancel()
        await asyncio.gather(running, framing, return_exceptions=True)
    return events / taken


async def _feed(
    intake: Intake, pipeline: Pipeline, arrivals: Sequence[Arrival]
) -> float:
    clock = SystemClock()
    # The events that were made beforehand are no work of the line: collections that
    # happen while it is measured must not visit them.
    gc.collect()
    gc.freeze()
    began = clock.monotonic()
    for arrival in arrivals:
        await intake.put(arrival)
    await pipeline.drain()
    taken = clock.monotonic() - began
    gc.unfreeze()
    return taken


async def _frames(view: LiveView) -> None:
    clock = SystemClock()
    settings = {overlay.name: overlay.settings_type() for overlay in CATALOGUE}
    stages = [
        Projection(
            overlay,
            view=view,
            settings_of=settings.__getitem__,
            paths=Paths(lambda _address: None),
            version="bench",
            clock=clock,
        )
        for overlay in CATALOGUE
    ]
    while True:
        for stage in stages:
            stage.change()
        await clock.sleep(_FRAME_S)


def _no_shedding(source: str) -> None:
    raise AssertionError(source)
