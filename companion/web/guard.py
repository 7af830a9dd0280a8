"""Who may ask at all: checks before any handler, headers on every answer.

A web page anywhere can send requests to 127.0.0.1. So that none gets in, the Host
must be ours (a foreign name that resolves here is an attack), an Origin must be
ours, and everything but overlay links needs a bearer token that pages do not have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aiohttp import hdrs, web

from companion.i18n import _
from companion.web.problems import Handler, Problem
from companion.web.tokens import Scope, Tokens
from companion.web.wire import JSON

MAX_BODY: Final = 64 * 1024
"""Largest request body in bytes."""

MAX_UPLOAD: Final = 2_000_000_000
"""The same where a file is taken; what a file may have is another, smaller number."""

SCOPE = web.RequestKey("scope", Scope)
"""The scope of the token that came with a request."""

PROTOCOL: Final = "companion.v1"
BEARER_PROTOCOL: Final = "bearer."

BYTES: Final = "application/octet-stream"
"""Media type of a body that is a file."""

Needs = Callable[[web.Request], Scope | None]
"""Gives the scope that a request needs; None when it needs no bearer token."""

TakesBytes = Callable[[web.Request], bool]
"""Tells whether a request's body is a file."""

_NAMES = ("127.0.0.1", "localhost", "[::1]")

# Without this, browsers run, frame or cache what an error page repeats.
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """The first middleware; port is the one the server listens on."""

    def __init__(
        self,
        *,
        port: int,
        tokens: Tokens,
        needs: Needs,
        takes_bytes: TakesBytes = lambda _request: False,
    ) -> None:
        self._hosts = frozenset(f"{name}:{port}" for name in _NAMES)
        self._origins = frozenset(f"http://{host}" for host in self._hosts)
        self._tokens = tokens
        self._needs = needs
        self._takes_bytes = takes_bytes

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Let a request through, or raise the Problem that refuses it."""
        self._check_host(request)
        self._check_origin(request)
        _check_fetch_site(request)
        _check_method(request)
        takes_bytes = self._takes_bytes(request)
        _check_type(request, BYTES if takes_bytes else JSON)
        _check_size(request, MAX_UPLOAD if takes_bytes else MAX_BODY)
        self._check_token(request)
        return await handler(request)

    def _check_host(self, request: web.Request) -> None:
        hosts = request.headers.getall(hdrs.HOST, [])
        # "GET http://evil/ HTTP/1.1" would otherwise name another host than Host.
        is_ours = request.raw_path.startswith("/") or request.raw_path == "*"
        if not is_ours or len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise Problem(421, _("This server answers only to its own address."))

    def _check_origin(self, request: web.Request) -> None:
        origins = request.headers.getall(hdrs.ORIGIN, [])
        if any(origin not in self._origins for origin in origins):
            raise Problem(403, _("Pages of other sites may not ask this server."))

    def _check_token(self, request: web.Request) -> None:
        needed = self._needs(request)
        if needed is None:
            return
        scope = self._tokens.scope_of(presented_token(request))
        if scope is None:
            raise Problem(
                401,
                _("Send the token as “Authorization: Bearer …”."),
                headers={"WWW-Authenticate": 'Bearer realm="companion"'},
            )
        if scope < needed:
            raise Problem(
                403, _("This needs a token of scope {scope}.").format(scope=needed.word)
            )
        request[SCOPE] = scope


def presented_token(request: web.Request) -> str:
    """Return the bearer token of a request, "" when there is none or more than one.

    A browser cannot set Authorization on a WebSocket, so there it comes as the
    subprotocol `bearer.<token>`.
    """
    values = request.headers.getall(hdrs.AUTHORIZATION, [])
    if values:
        scheme, _space, token = values[0].partition(" ")
        is_bearer = len(values) == 1 and scheme.lower() == "bearer"
        return token.strip() if is_bearer else ""
    if request.headers.get(hdrs.UPGRADE, "").lower() != "websocket":
        return ""
    bearers = [p for p in offered_protocols(request) if p.startswith(BEARER_PROTOCOL)]
    return bearers[0].removeprefix(BEARER_PROTOCOL) if len(bearers) == 1 else ""


def offered_protocols(request: web.Request) -> list[str]:
    """Return the WebSocket subprotocols that the client offers."""
    lines = request.headers.getall(hdrs.SEC_WEBSOCKET_PROTOCOL, [])
    return [name.strip() for line in lines for name in line.split(",")]


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on an answer that has not chosen its own."""
    harden_headers(response)


def harden_headers(response: web.StreamResponse) -> None:
    """Set every security header that the response does not have yet."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers[hdrs.SERVER] = "Companion"  # not the versions of what it runs on


def _check_fetch_site(request: web.Request) -> None:
    # Another port of this machine counts as "same-site", and is as foreign.
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_followed_link = (
        request.method == hdrs.METH_GET
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )
    if site not in ("none", "same-origin") and not is_followed_link:
        raise Problem(403, _("Pages of other sites may not ask this server."))


def _check_method(request: web.Request) -> None:
    error = request.match_info.http_exception
    if request.method == hdrs.METH_OPTIONS:
        allowed = getattr(error, "allowed_methods", ()) or (hdrs.METH_GET,)
        raise web.HTTPMethodNotAllowed(request.method, allowed)
    if isinstance(error, web.HTTPMethodNotAllowed):
        raise error


def _check_type(request: web.Request, wanted: str) -> None:
    if request.method in (hdrs.METH_GET, hdrs.METH_HEAD):
        return
    # A page can send forms and plain text anywhere unasked, these only when allowed.
    is_empty = not request.body_exists and hdrs.CONTENT_TYPE not in request.headers
    if is_empty or request.content_type == wanted:
        return
    if wanted == JSON:
        raise Problem(415, _("Send JSON, with “Content-Type: application/json”."))
    raise Problem(
        415, _("Send the file, with “Content-Type: {type}”.").format(type=BYTES)
    )


def _check_size(request: web.Request, most: int) -> None:
    if (request.content_length or 0) > most:
        raise Problem(
            413, _("The body may be {n} bytes at most.").format(n=f"{most:,}")
        )
