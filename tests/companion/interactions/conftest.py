"""A running engine with its show, on a fake clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent, Arrival
from tests.support.fakes import settle
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import TARGET, RunningEngine, open_engine


class Playing:
    """The engine of a live session, and short ways to say things in it."""

    def __init__(self, running: RunningEngine) -> None:
        self.running = running
        self.engine, self.clock = running.engine, running.clock
        self.show = running.engine.show

    async def hear(
        self, *events: AnyEvent, source: str = TARGET, test: bool = False
    ) -> list[Entry]:
        """Let events come in, and wait until they are counted."""
        before = self.running.view.tally.last_seq
        for event in events:
            self.engine.offer(Arrival(event=event, source=source, test=test))
        await self.running.pipeline.drain()
        await settle()
        return list(await self.engine.entries(after=before))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what a thread reads; fails when nothing comes."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110  # no event tells what a thread did
                await asyncio.sleep(0.001)

    async def reopened(self) -> None:
        """End the fold in memory, and make it anew of what is on record."""
        await self.engine.reopen_session()
        await settle()


@pytest.fixture
async def playing(tmp_path: Path) -> AsyncIterator[Playing]:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session("Friday")
        yield Playing(running)
