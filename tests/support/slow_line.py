"""A line to a local server that lets only so many bytes a second through."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

PIECE = 1024


class SlowLine:
    """A proxy on a port of its own; `async with` opens it.

    The server answers to its own port only, so what is asked here is asked there. rate:
    bytes a second towards the page; None: as fast as it goes.
    """

    def __init__(self, port: int) -> None:
        self.rate: float | None = None
        self._to = port
        self._server: asyncio.Server | None = None
        self._copying: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._copying):
            task.cancel()
        await asyncio.gather(*self._copying, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", self._to)
        tasks = [
            asyncio.create_task(self._ask(reader, here)),
            asyncio.create_task(self._answer(there, writer)),
        ]
        for task in tasks:
            self._copying.add(task)
            task.add_done_callback(self._copying.discard)
        with suppress(asyncio.CancelledError):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for end in (here, writer):
            end.close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ours, theirs = f":{self.port}".encode(), f":{self._to}".encode()
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                writer.write(piece.replace(ours, theirs))
                await writer.drain()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(PIECE):
                writer.write(piece)
                await writer.drain()
                if self.rate is not None:
                    await asyncio.sleep(len(piece) / self.rate)
