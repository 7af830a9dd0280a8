"""The app as `companion serve` runs it, in the process that measures it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from companion.garbage import collecting


@asynccontextmanager
async def serving(options: RunOptions) -> AsyncIterator[RunningApp]:
    """Run the app until the block ends, with the garbage collected as it is there."""
    machine = make_machine()
    async with open_app(options, machine) as app, collecting(machine.clock):
        yield app
