"""A Viewer's coins, score, and whose accounts are theirs, by API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.show.views import WalletView
from companion.domain.values import Viewer
from companion.domain.views import GatedView
from companion.i18n import N_
from companion.web.api.bots_shapes import (
    ScoreObject,
    WalletObject,
    score_object,
    wallet_object,
)
from companion.web.api.route import ApiHandler, Route, body_of, reply, sees_all
from companion.web.api.session import NoBody
from companion.web.api.viewers import ReasonText
from companion.web.problems import Problem
from companion.web.tokens import Scope

_PROBLEMS: Final = (404, 409, 422, 503, 507)


class CoinsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Coins to give, or to take when negative; nobody gets below 0."""

    coins: Annotated[int, msgspec.Meta(ge=-1_000_000_000, le=1_000_000_000)]
    reason: ReasonText = ""


class LinkBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The other account of the same person, by its id."""

    other_id: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class CoinRoutes:
    """/viewers/{id}/wallet, coins, link, unlink and score."""

    def __init__(self, engine: Engine, view: GatedView) -> None:
        self._engine = engine
        self._view = view

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            _get("wallet", self._wallet, WalletObject, N_("A Viewer's coins.")),
            _get("score", self._score, ScoreObject, N_("A Viewer's score, and rank.")),
            _post("coins", self._award, CoinsBody, N_("Give coins, or take them.")),
            _post(
                "link",
                self._link,
                LinkBody,
                N_("Make another account the same person's: coins, score, votes."),
            ),
            _post(
                "unlink",
                self._unlink,
                NoBody,
                N_("Make this account a person of its own; it takes no coins along."),
            ),
        )

    async def _wallet(self, request: web.Request) -> web.Response:
        return self._answer(request, await self._known(request))

    async def _score(self, request: web.Request) -> web.Response:
        try:
            score = self._engine.coins.score(request.match_info["id"])
        except CommandError as error:
            raise Problem(404, str(error)) from error
        has_name = self._shows_name(request, score.viewer)
        return reply(score_object(score, has_name=has_name))

    async def _award(self, request: web.Request) -> web.Response:
        body = await body_of(request, CoinsBody)
        viewer_id = (await self._known(request)).viewer.id
        wallet = await self._engine.coins.award(
            viewer_id, body.coins, reason=body.reason
        )
        return self._answer(request, wallet)

    async def _link(self, request: web.Request) -> web.Response:
        body = await body_of(request, LinkBody)
        viewer_id = (await self._known(request)).viewer.id
        wallet = await self._engine.coins.link(viewer_id, body.other_id)
        return self._answer(request, wallet)

    async def _unlink(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        viewer_id = (await self._known(request)).viewer.id
        return self._answer(request, await self._engine.coins.unlink(viewer_id))

    async def _known(self, request: web.Request) -> WalletView:
        """Return the wallet at an address; Problem 404 when nobody has that id."""
        coins = self._engine.coins
        try:
            return await coins.wallet(request.match_info["id"])
        except CommandError as error:
            raise Problem(404, str(error)) from error

    def _answer(self, request: web.Request, wallet: WalletView) -> web.Response:
        has_name = self._shows_name(request, wallet.viewer)
        return reply(wallet_object(wallet, has_name=has_name))

    def _shows_name(self, request: web.Request, viewer: Viewer) -> bool:
        if sees_all(request):
            return True
        known = self._view.standing(viewer.id)
        return known is not None and known.viewer.name == viewer.name


def _get(path: str, handler: ApiHandler, answer: object, about: str) -> Route:
    return Route(
        method="GET",
        path=f"/api/v1/viewers/{{id}}/{path}",
        handler=handler,
        scope=Scope.READ,
        about=about,
        answer=answer,
        problems=(404, 409),
    )


def _post(
    path: str, handler: ApiHandler, body: type[msgspec.Struct], about: str
) -> Route:
    return Route(
        method="POST",
        path=f"/api/v1/viewers/{{id}}/{path}",
        handler=handler,
        scope=Scope.CONTROL,
        about=about,
        body=body,
        answer=WalletObject,
        problems=_PROBLEMS,
    )
