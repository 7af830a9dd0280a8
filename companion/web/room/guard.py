"""Who may ask the room's server at all, and what every answer of it says.

Plain http on a local network: whoever is in that network can listen. What is checked
here is that no page of another site, and no foreign name that leads to this machine,
can use a visitor's browser to ask.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Final

from aiohttp import hdrs, web

from companion.i18n import _
from companion.web.problems import Handler, Problem
from companion.web.wire import JSON

MAX_BODY: Final = 4096
"""Largest request body in bytes."""

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""Of the page; the rest may do nothing."""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class RoomGuard:
    """The first middleware. names: this machine's own, beside its addresses."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names | {"localhost"}

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Let a request through, or raise the Problem that refuses it."""
        host = self._checked_host(request)
        _check_origin(request, f"http://{host}")
        _check_body(request)
        return await handler(request)

    def _checked_host(self, request: web.Request) -> str:
        hosts = request.headers.getall(hdrs.HOST, [])
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if not request.raw_path.startswith("/") or not self._is_ours(host, request):
            raise Problem(421, _("This server answers only to its own address."))
        return host

    def _is_ours(self, host: str, request: web.Request) -> bool:
        """Return whether a Host names the very address that the request came to."""
        transport = request.transport
        where = transport.get_extra_info("sockname") if transport else None
        if not where:
            return False
        name, _colon, port = host.rpartition(":")
        if port != str(where[1]):
            return False
        return name in self._names or _is_same(name, str(where[0]))


def _is_same(name: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")) == ipaddress.ip_address(address)
    except ValueError:
        return False


def _check_origin(request: web.Request, own: str) -> None:
    origins = request.headers.getall(hdrs.ORIGIN, [])
    is_socket = request.headers.get(hdrs.UPGRADE, "").lower() == "websocket"
    # A browser always says where a POST or a socket comes from.
    is_needed = is_socket or request.method not in (hdrs.METH_GET, hdrs.METH_HEAD)
    if any(one != own for one in origins) or (is_needed and len(origins) != 1):
        raise Problem(403, _("Pages of other sites may not ask this server."))


def _check_body(request: web.Request) -> None:
    if request.method in (hdrs.METH_GET, hdrs.METH_HEAD):
        return
    if request.method == hdrs.METH_POST and request.content_type != JSON:
        raise Problem(415, _("Send JSON, with “Content-Type: application/json”."))
    if (request.content_length or 0) > MAX_BODY:
        raise Problem(
            413, _("The body may be {n} bytes at most.").format(n=f"{MAX_BODY:,}")
        )


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on an answer that has not chosen its own."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers[hdrs.SERVER] = "Companion"


def names_of_machine() -> frozenset[str]:
    """Return what this machine is called in its network."""
    name = socket.gethostname().lower()
    bare = name.partition(".")[0]
    return frozenset(one for one in (name, bare, f"{bare}.local") if one)
