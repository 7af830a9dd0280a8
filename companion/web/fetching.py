"""Getting a picture from a platform's own host, and from nowhere else.

The address comes from chat, so it is treated as an attack on this computer's own
network: an exact list of hosts, https on port 443, no redirect, and only addresses
that are public, looked up once and then used.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from companion.domain.addresses import is_public
from companion.web.picture_hosts import PICTURE_HOSTS

MAX_PICTURE: Final = 1024 * 1024
"""Largest picture that is taken, in bytes."""

_LONGEST_ADDRESS = 2048
_AT_ONCE = 6
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_HEADERS = {
    "Accept": "image/webp,image/png,image/jpeg,image/gif",
    "Accept-Encoding": "identity",  # a small answer must not unpack to a large one
    "User-Agent": "Companion",
}


class NotFetched(Exception):
    """The picture was not taken; the text says why, for the log."""


def picture_address(address: str) -> URL | None:
    """Return the address as it would be fetched, or None when it never is."""
    if len(address) > _LONGEST_ADDRESS or not address.isascii():
        return None
    if not address.isprintable() or "\\" in address:
        return None
    try:
        url = URL(address)
        is_wanted = (
            url.scheme == "https"
            and url.explicit_port in (None, 443)
            and url.user is None
            and url.password is None
            and url.raw_host in PICTURE_HOSTS
        )
    except ValueError:
        return None
    return url.with_fragment(None) if is_wanted else None


class PublicResolver(AbstractResolver):
    """Looks a name up and keeps only public addresses; fails when any is not."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,
    ) -> list[ResolveResult]:
        """Return where `host` is; raises OSError when it is not wholly public."""
        found = await self._inner.resolve(host, port, family)
        if not found or not all(is_public(one["host"]) for one in found):
            raise OSError(None, "not a public address")
        return found

    async def close(self) -> None:
        """Close the resolver behind it."""
        await self._inner.close()


class Fetcher:
    """Fetches pictures; `async with` opens and closes its connections.

    resolver: how names become addresses; None: the system's, public ones only.
    trust: whose certificates count; None: the system's.
    """

    def __init__(
        self,
        *,
        resolver: AbstractResolver | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver = resolver
        self._trust = trust
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        """Open; nothing is connected before it is needed."""
        resolver = self._resolver or PublicResolver(aiohttp.ThreadedResolver())
        connector = aiohttp.TCPConnector(
            resolver=resolver,
            ssl=self._trust or True,
            use_dns_cache=False,
            limit=_AT_ONCE,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=_HEADERS,
            timeout=_TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self._session.close()

    async def fetch(self, url: URL) -> bytes:
        """Return what is at an address that `picture_address` gave.

        Raises NotFetched when it is not there, too large, or somewhere else.
        """
        try:
            async with (
                self._at_once,
                self._session.get(url, allow_redirects=False) as reply,
            ):
                return await _body_of(reply)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise NotFetched(type(error).__name__) from error


async def _body_of(reply: aiohttp.ClientResponse) -> bytes:
    try:
        return await _body(reply)
    except BaseException:
        reply.close()  # else what is left would be read to its end, if it has one
        raise


async def _body(reply: aiohttp.ClientResponse) -> bytes:
    if reply.status != 200:
        raise NotFetched(f"status {reply.status}")
    if reply.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("compressed")
    content = bytearray()
    async for piece in reply.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > MAX_PICTURE:
            raise NotFetched("too large")
    return bytes(content)
