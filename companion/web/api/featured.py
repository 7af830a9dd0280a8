"""What is put on the overlays by hand: a featured comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from aiohttp import web

from companion.domain.ports import Engine
from companion.i18n import N_
from companion.web.api.route import Route, body_of, reply
from companion.web.api.shapes import Object
from companion.web.tokens import Scope


class FeatureBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seq of a Chat entry; null takes off what is shown."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None


class FeatureObject(Object, frozen=True, kw_only=True):
    """What the question overlay shows from now on."""

    seq: int | None


class FeatureRoutes:
    """POST /feature."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="POST",
                path="/api/v1/feature",
                handler=self._feature,
                scope=Scope.MODERATE,
                about=N_(
                    "Show a chat message on the question overlay;"
                    " 409 while it is not allowed."
                ),
                body=FeatureBody,
                answer=FeatureObject,
                problems=(409, 422, 503, 507),
            ),
        )

    async def _feature(self, request: web.Request) -> web.Response:
        body = await body_of(request, FeatureBody)
        await self._engine.feature(body.seq)
        return reply(FeatureObject(seq=body.seq))
