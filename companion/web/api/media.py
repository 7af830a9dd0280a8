"""The media library: what is there, and files that come and go."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from aiohttp import web

from companion.domain.ports import Engine
from companion.domain.studio import MediaItem
from companion.i18n import N_, _
from companion.media.names import safe_name
from companion.web.api.route import Parameter, Route, reply
from companion.web.api.shapes import Object
from companion.web.guard import MAX_UPLOAD
from companion.web.problems import Problem
from companion.web.tokens import Scope

_NAME = Parameter(
    name="name",
    schema={"type": "string", "minLength": 1, "maxLength": 200},
    about=N_("What the file is called; its ending follows from its content."),
)


class MediaObject(Object, frozen=True, kw_only=True):
    """One file. size: bytes; width, height: pixels; seconds: null for what rests."""

    name: str
    id: str
    kind: Literal["image", "sound", "video"]
    media_type: str
    size: int
    width: int
    height: int
    seconds: float | None
    has_alpha: bool
    used_by: list[str]


class MediaRoutes:
    """GET and POST /media, DELETE /media/{name}."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/media",
                handler=self._items,
                scope=Scope.CONTROL,
                about=N_("Every file of the media library, and what uses it."),
                answer=list[MediaObject],
                problems=(409,),
            ),
            Route(
                method="POST",
                path="/api/v1/media",
                handler=self._add,
                scope=Scope.CONTROL,
                about=N_(
                    "Add a file: its bytes are the body. What it is is told by its"
                    " content; one with the same content is there only once."
                ),
                query=(_NAME,),
                takes_bytes=True,
                answer=MediaObject,
                status=201,
                problems=(409, 413, 422),
            ),
            Route(
                method="DELETE",
                path="/api/v1/media/{name}",
                handler=self._remove,
                scope=Scope.CONTROL,
                about=N_("Remove a file that nothing uses."),
                answer=list[MediaObject],
                problems=(409,),
            ),
        )

    async def _items(self, _request: web.Request) -> web.Response:
        return self._all()

    async def _add(self, request: web.Request) -> web.Response:
        name = request.query.get("name", "")
        if not 0 < len(name) <= 200:
            raise Problem(422, _("Say what the file is called: ?name=…"), field="name")
        with tempfile.TemporaryDirectory(prefix="companion-upload-") as folder:
            path = Path(folder) / safe_name(name, "")
            await _save(request, path)
            item = await self._engine.studio.media.add(str(path))
        return reply(_object(item), status=201)

    async def _remove(self, request: web.Request) -> web.Response:
        await self._engine.studio.media.remove(request.match_info["name"])
        return self._all()

    def _all(self) -> web.Response:
        return reply([_object(item) for item in self._engine.studio.media.items()])


async def _save(request: web.Request, path: Path) -> None:
    """Write a request's body to a file; Problem 413 when it is too long."""
    left = MAX_UPLOAD
    with await asyncio.to_thread(path.open, "xb") as file:
        async for piece in request.content.iter_chunked(256 * 1024):
            left -= len(piece)
            if left < 0:
                raise Problem(413, _("The file is too large."))
            await asyncio.to_thread(file.write, piece)


def _object(item: MediaItem) -> MediaObject:
    return MediaObject(
        name=item.name,
        id=item.id,
        kind=item.kind,
        media_type=item.media_type,
        size=item.size,
        width=item.width,
        height=item.height,
        seconds=item.seconds,
        has_alpha=item.has_alpha,
        used_by=list(item.used_by),
    )
