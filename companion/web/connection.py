"""One TCP connection: what aiohttp does not do by itself.

Requests that cannot be parsed never reach a middleware; aiohttp answers them with
what it could not read, and logs it, tokens included.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Final

from aiohttp import web

from companion.i18n import _
from companion.web.guard import harden_headers
from companion.web.problems import Problem, answer

MAX_CONNECTIONS: Final = 1200
"""Open connections, sockets included; more are closed at once."""

MAX_OF_ONE: Final = MAX_CONNECTIONS // 2
"""Of them from one address of a network: one telephone shuts nobody out."""

_KEEP_ALIVE = 30.0

_log = logging.getLogger(__name__)


class Connection(web.RequestHandler):
    """Answers malformed requests without repeating them, and counts connections."""

    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, or close it when there are too many."""
        super().connection_made(transport)
        manager = self._manager
        if manager is not None and len(manager.connections) > MAX_CONNECTIONS:
            self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # it repeats what was sent
    ) -> web.StreamResponse:
        """Answer what no middleware saw; raises ConnectionError in mid-answer."""
        _log.info("refused a request: %s", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun")
        detail = _("The request could not be read.") if status < 500 else _("A fault.")
        response = answer(Problem(status, detail))
        harden_headers(response)
        response.force_close()
        return response


class NetworkConnection(Connection):
    """One that comes over a network: no address has more than MAX_OF_ONE.

    Those that are open are counted in `of_address` of all of one server.
    """

    __slots__ = ("_address", "_of_address")

    def __init__(
        self,
        server: web.Server,
        *,
        loop: asyncio.AbstractEventLoop,
        of_address: Counter[str],
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=_KEEP_ALIVE,
            auto_decompress=False,  # as below
            access_log=None,  # type: ignore[arg-type]  # as below
        )
        self._of_address = of_address
        self._address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, or close it when its address has too many."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""
        self._of_address[self._address] += 1
        if self._of_address[self._address] > MAX_OF_ONE:
            self.force_close()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Count one less."""
        super().connection_lost(exc)
        self._of_address[self._address] -= 1
        if not self._of_address[self._address]:
            del self._of_address[self._address]


def connection_factory(
    server: web.Server,
    loop: asyncio.AbstractEventLoop,
    of_address: Counter[str] | None = None,
) -> Connection:
    """Return a new Connection of a server; nothing about requests is logged.

    of_address: as in NetworkConnection, None for a server of this machine alone.
    """
    if of_address is not None:
        return NetworkConnection(server, loop=loop, of_address=of_address)
    return Connection(
        server,
        loop=loop,
        keepalive_timeout=_KEEP_ALIVE,
        auto_decompress=False,  # nobody needs it, and what is broken ends in a fault
        access_log=None,  # type: ignore[arg-type]  # aiohttp takes None for "no log"
    )
