"""Taking connections: a socket that listens, and the requests that come in by it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from contextlib import AsyncExitStack
from typing import Final

from aiohttp import web

from companion.domain.errors import ServerError
from companion.i18n import _
from companion.web.connection import connection_factory

BACKLOG: Final = 1024
"""Connections that may wait to be taken."""

_AT_ONCE: Final = 16
"""Connections taken before others have a turn: a crowd at the door stops nothing."""

_WINDOWS_IN_USE: Final = 10048


def listening_socket(
    host: str, port: int, *, send_buffer: int | None = None
) -> socket.socket:
    """Return a socket that listens there; raises OSError, OverflowError.

    port: 0 takes any free one. send_buffer: in bytes, None: the system's own choice.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:  # Windows lets others share a port unless told
            sock.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if send_buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        sock.bind((host, port))
        sock.listen(BACKLOG)  # on Linux, a port in use shows only here
        sock.setblocking(False)
    except (OSError, OverflowError):
        sock.close()
        raise
    return sock


def is_in_use(error: Exception) -> bool:
    """Return whether a socket cannot listen because its port is taken."""
    is_windows = getattr(error, "winerror", None) == _WINDOWS_IN_USE
    return is_windows or getattr(error, "errno", None) == errno.EADDRINUSE


async def accept(
    running: AsyncExitStack,
    runner: web.AppRunner,
    listening: socket.socket,
    *,
    is_for_network: bool = False,
) -> None:
    """Let a runner that is set up answer what comes in, until `running` ends.

    is_for_network: no one address may take up all connections. Nothing about requests
    is logged. Raises ServerError when it is not set up.
    """
    of_address: Counter[str] | None = Counter() if is_for_network else None
    loop = asyncio.get_running_loop()
    http = runner.server
    if http is None:  # setup() has made it
        raise ServerError(_("The server could not be set up."))
    accepting = await loop.create_server(
        lambda: connection_factory(http, loop, of_address),
        sock=listening,
        backlog=_AT_ONCE,
    )
    # asyncio takes as many at once as may wait; waiting costs nothing.
    listening.listen(BACKLOG)
    running.callback(accepting.close)
