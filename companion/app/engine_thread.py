"""The engine on its own thread with its own asyncio loop, as an async context manager.

A stall of the window then costs the overlays almost nothing, and the other way round.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.app.machine import Machine
from companion.app.options import RunOptions

if TYPE_CHECKING:
    from companion.app.running import RunningApp

log = logging.getLogger(__name__)

JOIN_SECONDS = 10.0
"""How long the end of the thread is waited for; the ledger has committed by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSide:
    """What runs on the engine's thread, and the loop that it runs on."""

    app: RunningApp
    loop: asyncio.AbstractEventLoop


class EngineThread:
    """start() at once, ready() when it answers, stop() closes it in order.

    The engine's own imports happen on the thread too, so that the window is drawn
    meanwhile.
    """

    def __init__(self, options: RunOptions, machine: Machine) -> None:
        self._options = options
        self._machine = machine
        self._ready: Future[EngineSide] = Future()
        self._ended: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    async def ready(self) -> EngineSide:
        """Wait until the engine runs. Raises what kept it from running."""
        return await asyncio.wrap_future(self._ready)

    async def ended(self) -> None:
        """Wait until the engine has ended. Raises what ended it, if it broke."""
        await asyncio.shield(asyncio.wrap_future(self._ended))

    async def stop(self) -> None:
        """Ask the engine to close, and wait until it has.

        Raises what went wrong while it closed.
        """
        self._ask_to_stop()
        await asyncio.wrap_future(self._ended)
        self._thread.join(JOIN_SECONDS)

    def halt(self) -> None:
        """End the thread where no loop runs any more; nothing when it has ended.

        The window's loop may end without a word, with the display that it was on. The
        thread would then go on unseen, and hold port and ledger.
        """
        if self._thread.is_alive():
            self._ask_to_stop()
            self._thread.join(JOIN_SECONDS)

    def _ask_to_stop(self) -> None:
        # Told to the thread twice: it may not have got as far as its loop.
        self._is_stopping.set()
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with suppress(RuntimeError):  # closed by now
                loop.call_soon_threadsafe(stop.set)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  # handed over to the window's thread
            if not self._ready.done():
                self._ready.set_exception(error)
                self._ended.set_result(None)
            else:
                self._ended.set_exception(error)
        else:
            self._ended.set_result(None)

    async def _serve(self) -> None:
        from companion.app.running import open_app  # noqa: PLC0415  # a second of imports

        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if self._is_stopping.is_set():
            self._stop.set()
        async with open_app(self._options, self._machine) as app:
            self._ready.set_result(EngineSide(app=app, loop=self._loop))
            await self._stop.wait()
