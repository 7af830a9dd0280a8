"""One TCP connection: what aiohttp does not do by itself.

Requests that cannot be parsed never reach a middleware; aiohttp answers them with
what it could not read, and logs it, tokens included.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from aiohttp import web

from companion.i18n import _
from companion.web.guard import harden_headers
from companion.web.problems import Problem, answer

MAX_CONNECTIONS: Final = 1200
"""Open connections, sockets included; more are closed at once."""

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


def connection_factory(
    server: web.Server, loop: asyncio.AbstractEventLoop
) -> Connection:
    """Return a new Connection of a server; nothing about requests is logged."""
    return Connection(
        server,
        loop=loop,
        keepalive_timeout=_KEEP_ALIVE,
        access_log=None,  # type: ignore[arg-type]  # aiohttp takes None for "no log"
    )
