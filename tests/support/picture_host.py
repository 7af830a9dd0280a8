"""A picture host on this machine: real TLS under the platforms' names.

The certificates beside this file are made for these tests and trusted nowhere else.
"""

from __future__ import annotations

import asyncio
import ssl
import struct
import zlib
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from companion.web.fetching import MAX_PICTURE

FOLDER = Path(__file__).parent
NAME = "static-cdn.jtvnw.net"
"""A name on the list of hosts that the certificate is good for."""


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a grey PNG of this size."""
    rows = b"".join(b"\x00" + b"\x80" * min(width, 4096) for _ in range(min(height, 4)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )


class PictureHost:
    """Serves pictures, and what an attacker would serve instead."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.seen: list[dict[str, str]] = []
        self.release = asyncio.Event()
        self.port = 0

    def resolver(self) -> Here:
        """Return a resolver by which every name is this host."""
        return Here(self.port)

    @staticmethod
    def trust() -> ssl.SSLContext:
        """Return a context that trusts this host's certificate."""
        return ssl.create_default_context(cafile=str(FOLDER / "picture_host_ca.pem"))

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{name:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(FOLDER / "picture_host.pem")
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.asked[name] += 1
        self.seen.append(dict(request.headers))
        match name:
            case "redirect.png":
                raise web.HTTPFound("/ok.png")
            case "large.png":
                return web.Response(body=png() + b"\x00" * MAX_PICTURE)
            case "endless.png":
                return await self._endless(request)
            case "packed.png":
                answer = web.Response(body=png())
                answer.enable_compression(web.ContentCoding.gzip)
                return answer
            case "slow.png":
                await self.release.wait()
                return web.Response(body=png())
            case "page.png":
                return web.Response(text="<script>alert(1)</script>")
            case "drawing.png":
                return web.Response(text="<svg xmlns='http://www.w3.org/2000/svg'/>")
            case "huge.png":
                return web.Response(body=png(30_000, 30_000))
            case "missing.png":
                raise web.HTTPNotFound
        return web.Response(body=png())

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        piece = b"\x00" * 65536
        while request.transport is not None and not request.transport.is_closing():
            await response.write(piece)
            await asyncio.sleep(0)
        return response


class Here(AbstractResolver):
    """Every name is 127.0.0.1, at one port whatever was asked."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        return [address(host, "127.0.0.1", self._port)]

    async def close(self) -> None:
        pass


class Everywhere(AbstractResolver):
    """Every name has these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        return [address(host, one, port) for one in self._addresses]

    async def close(self) -> None:
        pass


def address(host: str, ip: str, port: int) -> ResolveResult:
    return ResolveResult(hostname=host, host=ip, port=port, family=2, proto=0, flags=0)
