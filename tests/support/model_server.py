"""A real HTTP server that serves files badly: it cuts, lies, forgets and changes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.fakes import FakeClock


@dataclass
class Manner:
    """How one request is answered.

    cut: bytes after which the connection ends. knows_ranges: whether Range is heeded.
    length: what Content-Length says instead of the truth. shift: bytes by which it goes
    on at another place than it was asked to. location: where it sends on to.
    """

    cut: int | None = None
    knows_ranges: bool = True
    length: int | None = None
    status: int = 200
    shift: int = 0
    location: str = ""


@dataclass
class BadServer:
    """Serves one body under every path; manners are used up, the last one stays."""

    body: bytes
    etag: str = ""
    manners: list[Manner] = field(default_factory=lambda: [Manner()])
    requests: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    before_cut: Callable[[int], Awaitable[None]] | None = None
    """Awaited with where it ends, before a connection is cut."""

    def __post_init__(self) -> None:
        self.etag = self.etag or f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    def address(self, name: str = "file") -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    async def answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            request, *lines = (
                (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            )
            pairs = (line.split(": ", 1) for line in lines if line)
            headers = {name.lower(): value for name, value in pairs}
            self.requests.append({**headers, "path": request.split()[1]})
            manner = self.manners[0]
            if len(self.manners) > 1:
                self.manners.pop(0)
            response, end = self._response(manner, headers)
            writer.write(response)
            await writer.drain()
            if manner.cut is not None and self.before_cut is not None:
                await self.before_cut(end)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _response(self, manner: Manner, headers: dict[str, str]) -> tuple[bytes, int]:
        status, start, said = manner.status, 0, []
        wanted = headers.get("range", "")
        is_same = headers.get("if-range", self.etag) == self.etag
        if status == 200 and wanted and manner.knows_ranges and is_same:
            status = 206
            start = int(wanted.removeprefix("bytes=").rstrip("-")) + manner.shift
            total = len(self.body)
            said.append(f"Content-Range: bytes {start}-{total - 1}/{total}")
        body = self.body[start:] if status in {200, 206} else b"no"
        length = len(body) if manner.length is None else manner.length
        said += [f"Content-Length: {length}", f"ETag: {self.etag}", "Connection: close"]
        if manner.location:
            said.append(f"Location: {manner.location}")
        head = "\r\n".join([f"HTTP/1.1 {status} X", *said, "", ""]).encode("latin-1")
        return head + body[: manner.cut], start + (manner.cut or 0)


@asynccontextmanager
async def serving(server: BadServer) -> AsyncIterator[BadServer]:
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


class HastyClock(FakeClock):
    """A clock on which every wait is over at once; `waited` keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)
