"""What a browser source loads: the page, its files, pictures and its socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from aiohttp import hdrs, web

from companion.domain.ports import Clock
from companion.i18n import _
from companion.web.frames import AnyOverlay
from companion.web.guard import offered_protocols
from companion.web.hub import Hub
from companion.web.page_socket import MAX_FRAME, PageSocket
from companion.web.pictures import Pictures
from companion.web.problems import Problem
from companion.web.seats import Seats
from companion.web.socket_faults import socket_faults
from companion.web.static_files import MEDIA_TYPES, file_at, file_response
from companion.web.tokens import Tokens
from overlays.overlay import SHARED

# OBS puts a Broadcaster's own CSS into the page as a style element.
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self'; font-src 'self'; media-src 'self'; frame-src 'self';"
    " connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'"
)
_PICTURE_CSP: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
_WORKER_CSP: Final = "default-src 'none'; connect-src 'self'"
_BLANK: Final = "<!doctype html><html><head><title></title></head><body></body></html>"


class MediaFiles(Protocol):
    """The files of a media library, for pages."""

    def path_of(self, name: str) -> Path | None:
        """Return where a file lies, by its name; None when there is none."""


class NoMedia:
    """A library without files."""

    def path_of(self, name: str) -> Path | None:  # noqa: ARG002  # a port's shape
        """Return None."""
        return None


class Pages:
    """The routes below /o/; a link token opens its own overlay and shared files."""

    def __init__(
        self,
        overlays: Mapping[str, AnyOverlay],
        *,
        tokens: Tokens,
        hub: Hub,
        pictures: Pictures,
        media: Callable[[], MediaFiles],
        seats: Seats,
        clock: Clock,
    ) -> None:
        self._overlays = overlays
        self._tokens = tokens
        self._hub = hub
        self._pictures = pictures
        self._media_files = media
        self._seats = seats
        self._clock = clock

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes; the first that fits a path is taken."""
        on = "/o/{token}/{overlay}/on/"
        return (
            web.get("/o/{token}/picture/{key}", self._picture, allow_head=False),
            web.get("/o/{token}/media/{name}", self._media, allow_head=False),
            web.get("/o/{token}/shared/{path:.+}", self._shared, allow_head=False),
            web.get("/o/{token}/{overlay}", self._without_slash, allow_head=False),
            web.get("/o/{token}/{overlay}/", self._page, allow_head=False),
            web.get("/o/{token}/{overlay}/ws", self._socket, allow_head=False),
            web.get("/o/{token}/{overlay}/worker.js", self._worker, allow_head=False),
            web.get(on + "shared/{path:.+}", self._shared, allow_head=False),
            web.get(on + "{part}/", self._page, allow_head=False),
            web.get(on + "{part}/{path:.+}", self._file, allow_head=False),
            web.get("/o/{token}/{overlay}/{path:.+}", self._file, allow_head=False),
        )

    def _overlay(self, request: web.Request) -> AnyOverlay:
        """Return the overlay that the link opens; 404 for every other link."""
        name = request.match_info["overlay"]
        is_open = self._tokens.opens(name, request.match_info["token"])
        if not is_open or name not in self._overlays:
            raise _not_there()
        return self._overlays[name]

    def _asked(self, request: web.Request) -> AnyOverlay:
        """Return the overlay whose page is asked for: a part of a stage too."""
        overlay = self._overlay(request)
        part = request.match_info.get("part")
        if part is None:
            return overlay
        if part not in self._hub.parts(overlay.name):
            raise _not_there()
        return self._overlays[part]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        try:
            overlay = self._asked(request)
        except Problem:
            if "OBS/" in request.headers.get(hdrs.USER_AGENT, ""):
                # The text of an error must not appear on the stream.
                return web.Response(status=404, text=_BLANK, content_type="text/html")
            raise
        return web.Response(
            body=(overlay.folder / "index.html").read_bytes(),
            content_type="text/html",
            charset="utf-8",
            headers={"Content-Security-Policy": _CSP.format(host=request.host)},
        )

    async def _without_slash(self, request: web.Request) -> web.StreamResponse:
        self._overlay(request)
        # Relative, so that it stays right for every name of this computer.
        headers = {hdrs.LOCATION: f"{request.match_info['overlay']}/"}
        return web.Response(status=308, headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        overlay = self._asked(request)
        path = file_at(overlay.folder, request.match_info["path"])
        if path is None:
            raise _not_there()
        return file_response(request, path)

    async def _shared(self, request: web.Request) -> web.StreamResponse:
        is_open = self._tokens.opens_any(request.match_info["token"])
        path = file_at(SHARED, request.match_info["path"]) if is_open else None
        if path is None:
            raise _not_there()
        return file_response(request, path)

    async def _worker(self, request: web.Request) -> web.StreamResponse:
        self._overlay(request)
        # Its own address, because a worker serves only what stands below it.
        answer = file_response(request, SHARED / "worker.js")
        answer.headers["Content-Security-Policy"] = _WORKER_CSP
        return answer

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        if not self._tokens.opens_any(request.match_info["token"]):
            raise _not_there()
        picture = await self._pictures.get(request.match_info["key"])
        if picture is None:
            raise _not_there()
        return web.Response(
            body=picture.content,
            content_type=picture.media_type,
            headers={
                "Cache-Control": "private, max-age=86400",
                "Content-Security-Policy": _PICTURE_CSP,
            },
        )

    async def _media(self, request: web.Request) -> web.StreamResponse:
        is_open = self._tokens.opens_any(request.match_info["token"])
        path = self._media_files().path_of(request.match_info["name"])
        if not is_open or path is None or path.suffix not in MEDIA_TYPES:
            raise _not_there()
        # Not file_response: a video is too large to be read at once, and is sought in.
        headers = {
            "Content-Type": MEDIA_TYPES[path.suffix],
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _PICTURE_CSP,
        }
        return web.FileResponse(path, headers=headers)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        name = self._overlay(request).name
        if offered_protocols(request):
            # aiohttp would log what was offered: a token may be in it.
            raise Problem(400, _("This socket has no subprotocols."))
        with self._seats.take():
            ws = web.WebSocketResponse(
                autoping=False,
                max_msg_size=MAX_FRAME,
                compress=False,
                timeout=1.0,
            )
            await ws.prepare(request)
            transport = request.transport
            if isinstance(transport, asyncio.Transport):  # else it has gone already
                async with socket_faults(ws):
                    page = PageSocket(ws, transport, self._clock)
                    await self._hub.serve(name, page)
        return ws


def _not_there() -> Problem:
    return Problem(404, _("There is nothing at this address."))
