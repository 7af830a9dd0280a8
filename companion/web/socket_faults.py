"""A WebSocket whose work fails is closed: it can no longer be answered over HTTP."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import WSCloseCode, web

_log = logging.getLogger(__name__)


@asynccontextmanager
async def socket_faults(ws: web.WebSocketResponse) -> AsyncIterator[None]:
    """Log what goes wrong inside, and close the socket with code 1011."""
    try:
        yield
    except Exception:  # noqa: BLE001  # a bug here must not end the others
        _log.exception("a socket failed")
        await ws.close(code=WSCloseCode.INTERNAL_ERROR)
