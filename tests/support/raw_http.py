"""HTTP as an attacker writes it: bytes on a socket, nothing tidied up."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """What came back; headers' names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


async def send(port: int, request: str | bytes, *, within: float = 5.0) -> Reply:
    """Send bytes to the local port and return the answer."""
    raw = request.encode("latin-1") if isinstance(request, str) else request
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(within):
            writer.write(raw)
            await writer.drain()
            return await _reply(reader)
    finally:
        await hang_up(writer)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Break a connection and wait until it is gone."""
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def ask(
    port: int,
    target: str,
    *,
    method: str = "GET",
    host: str | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Reply:
    """Send one request whose target goes out exactly as written."""
    lines = [f"{method} {target} HTTP/1.1"]
    lines.append(f"Host: {f'127.0.0.1:{port}' if host is None else host}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("Connection: close")
    head = "\r\n".join(lines) + "\r\n\r\n"
    return await send(port, head.encode("utf-8", "surrogateescape") + body)


async def _reply(reader: asyncio.StreamReader) -> Reply:
    status_line = await reader.readline()
    if not status_line:
        return Reply(0, {}, b"")
    headers: dict[str, str] = {}
    while (line := await reader.readline()).strip():
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    status = int(status_line.split()[1])
    length = headers.get("content-length")
    if status == 101:
        return Reply(status, headers, b"")
    body = await (reader.readexactly(int(length)) if length else reader.read())
    return Reply(status, headers, body)
