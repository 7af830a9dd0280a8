"""What is put on the overlays by hand: a featured comment, a test picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

import msgspec
from aiohttp import web

from companion.domain.ports import Engine
from companion.i18n import N_, _
from companion.web.api.route import Route, body_of, reply
from companion.web.api.session import NoBody
from companion.web.api.shapes import Object
from companion.web.hub import TEST_SECONDS, Hub
from companion.web.problems import Problem
from companion.web.tokens import Scope


class FeatureBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seq of a Chat entry; null takes off what is shown."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None


class FeatureObject(Object, frozen=True, kw_only=True):
    """What the question overlay shows from now on."""

    seq: int | None


class OverlayTestObject(Object, frozen=True, kw_only=True):
    """The test that has begun.

    seconds: how long it lasts. connected: pages that got it. showing: those of them
    that say viewers see them.
    """

    overlay: str
    test: bool
    seconds: float
    connected: int
    showing: int


class StageRoutes:
    """POST /feature and /overlays/{overlay}/test."""

    def __init__(self, engine: Engine, hub: Hub, overlays: Collection[str]) -> None:
        self._engine = engine
        self._hub = hub
        self._overlays = overlays

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
            Route(
                method="POST",
                path="/api/v1/overlays/{overlay}/test",
                handler=self._test,
                scope=Scope.CONTROL,
                about=N_("Show an overlay's preview for 5 seconds, marked as a test."),
                body=NoBody,
                answer=OverlayTestObject,
                status=202,
                problems=(404, 422),
            ),
        )

    async def _feature(self, request: web.Request) -> web.Response:
        body = await body_of(request, FeatureBody)
        await self._engine.feature(body.seq)
        return reply(FeatureObject(seq=body.seq))

    async def _test(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        name = request.match_info["overlay"]
        if name not in self._overlays:
            raise Problem(404, _("There is no such overlay."))
        self._hub.show_test(name)
        answer = OverlayTestObject(
            overlay=name,
            test=True,
            seconds=TEST_SECONDS,
            connected=self._hub.connected()[name],
            showing=self._hub.showing()[name],
        )
        return reply(answer, status=202)
