"""The show by API: interactions of every kind, the run-sheet, questions, control.

Remote controllers say who they are in `X-Companion-Controller`; while one of them has
control the others only watch. A program without that header is the Broadcaster's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final, Literal, cast, get_args

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.show.desk import Verb
from companion.domain.show.specs import AnySpec, Kind
from companion.domain.show.views import InteractionView, ShowView
from companion.domain.text import clean_name
from companion.domain.values import Viewer
from companion.domain.views import GatedView
from companion.i18n import N_, _
from companion.pipeline.gate import masked
from companion.web.api.route import (
    ApiHandler,
    Route,
    body_of,
    reply,
    sees_all,
    sees_secrets,
)
from companion.web.api.session import NoBody
from companion.web.api.show_bodies import BODIES, PATHS, spec_of
from companion.web.api.show_shapes import (
    ControlObject,
    InteractionObject,
    InteractionsObject,
    ShowObject,
    ShowSight,
    interaction_object,
    show_object,
)
from companion.web.problems import Problem
from companion.web.tokens import Scope

CONTROLLER: Final = "X-Companion-Controller"

_PROBLEMS: Final = (404, 409, 422, 503, 507)
_VERBS: Final = frozenset(get_args(Verb))


class VerbBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a verb needs: seconds of "extend", key of "decide", a Viewer's id."""

    value: Annotated[str, msgspec.Meta(max_length=300)] | int = ""


class ItemBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the run-sheet, by its id."""

    item: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class SheetLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line: its id ("" for a new one) and what it is, as `spec` shows it."""

    spec: AnySpec
    id: Annotated[str, msgspec.Meta(max_length=100)] = ""


class SheetBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole run-sheet, in order."""

    items: Annotated[tuple[SheetLine, ...], msgspec.Meta(max_length=200)]
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ScoreboardBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the scoreboard is shown on the stream."""

    shown: bool


class QuestionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An allowed chat entry and its place in the queue; place 0 is next."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    state: Literal["listed", "shown", "used", "dropped"] = "listed"
    place: Annotated[int, msgspec.Meta(ge=0, le=100_000)] | None = None


class ControlBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A controller that comes, is still there, or leaves."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    leave: bool = False


class ShowRoutes:
    """/show, and one group of routes for each kind of interaction."""

    def __init__(self, engine: Engine, view: GatedView) -> None:
        self._engine = engine
        self._view = view

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        kinds = [route for kind in PATHS for route in self._of_kind(kind)]
        return (*self._whole(), *kinds)

    def _whole(self) -> Sequence[Route]:
        return (
            Route(
                method="GET",
                path="/api/v1/show",
                handler=self._get,
                scope=Scope.READ,
                about=N_("Interactions, run-sheet, scoreboard, questions, clocks."),
                answer=ShowObject,
                problems=(409,),
            ),
            _post("/show/next", self._next, NoBody, N_("Do the one next step.")),
            _post("/show/back", self._back, NoBody, N_("Go back one step.")),
            _post("/show/go", self._go, ItemBody, N_("Go to a line of the run-sheet.")),
            _post(
                "/show/skip",
                self._skip,
                ItemBody,
                N_("Leave out a line of the run-sheet, or take it up again."),
            ),
            _post("/show/sheet", self._sheet, SheetBody, N_("Keep the run-sheet.")),
            _post(
                "/show/scoreboard",
                self._scoreboard,
                ScoreboardBody,
                N_("Show the scoreboard on the stream, or take it off."),
            ),
            _post(
                "/show/questions",
                self._question,
                QuestionBody,
                N_("Put an allowed chat message into the queue of questions."),
            ),
            Route(
                method="POST",
                path="/api/v1/show/control",
                handler=self._control,
                scope=Scope.MODERATE,
                about=N_("Say that a remote controller is there; who has control."),
                body=ControlBody,
                answer=ControlObject,
                problems=_PROBLEMS,
            ),
        )

    def _of_kind(self, kind: Kind) -> Sequence[Route]:
        path = f"/api/v1/{PATHS[kind]}"
        return (
            Route(
                method="POST",
                path=path,
                handler=partial(self._make, kind),
                scope=Scope.MODERATE,
                about=N_("Set up an interaction of this kind."),
                body=BODIES[kind],
                answer=InteractionObject,
                status=201,
                problems=_PROBLEMS,
            ),
            Route(
                method="GET",
                path=path,
                handler=partial(self._list, kind),
                scope=Scope.READ,
                about=N_("Those of this kind in the running session, newest first."),
                answer=InteractionsObject,
                problems=(409,),
            ),
            Route(
                method="GET",
                path=f"{path}/{{id}}",
                handler=partial(self._one, kind),
                scope=Scope.READ,
                about=N_("One of them."),
                answer=InteractionObject,
                problems=(404, 409),
            ),
            Route(
                method="POST",
                path=f"{path}/{{id}}/{{verb}}",
                handler=partial(self._act, kind),
                scope=Scope.MODERATE,
                about=N_(
                    "Do something with it: start, close, reveal, show, hide, finish,"
                    " back; `may` names all that are possible now."
                ),
                body=VerbBody,
                answer=InteractionObject,
                problems=_PROBLEMS,
            ),
        )

    # The whole show.

    def _answer(
        self, request: web.Request, view: ShowView | None = None
    ) -> web.Response:
        shown = view or self._engine.show.view()
        return reply(show_object(shown, self._sight(request), name=_name(request)))

    async def _get(self, request: web.Request) -> web.Response:
        return self._answer(request)

    async def _next(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return self._answer(
            request, await self._engine.show.next(who=self._who(request))
        )

    async def _back(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return self._answer(
            request, await self._engine.show.back(who=self._who(request))
        )

    async def _go(self, request: web.Request) -> web.Response:
        body = await body_of(request, ItemBody)
        who = self._who(request)
        return self._answer(request, await self._engine.show.go(body.item, who=who))

    async def _skip(self, request: web.Request) -> web.Response:
        body = await body_of(request, ItemBody)
        who = self._who(request)
        return self._answer(request, await self._engine.show.skip(body.item, who=who))

    async def _sheet(self, request: web.Request) -> web.Response:
        body = await body_of(request, SheetBody)
        self._who(request)
        items = [(one.id, one.spec) for one in body.items]
        await self._engine.show.keep_sheet(clean_name(body.name), items)
        return self._answer(request)

    async def _scoreboard(self, request: web.Request) -> web.Response:
        body = await body_of(request, ScoreboardBody)
        await self._engine.show.show_scoreboard(body.shown, who=self._who(request))
        return self._answer(request)

    async def _question(self, request: web.Request) -> web.Response:
        body = await body_of(request, QuestionBody)
        await self._engine.show.mark_question(
            body.seq, body.state, place=body.place, who=self._who(request)
        )
        return self._answer(request)

    async def _control(self, request: web.Request) -> web.Response:
        body = await body_of(request, ControlBody)
        show, name = self._engine.show, clean_name(body.name)
        if body.leave:
            show.leave_control(name)
        else:
            show.take_control(name)
        view = show.view().controller
        return reply(
            ControlObject(
                holder=view.name,
                others=list(view.others),
                mine=view.name == name and not body.leave,
            )
        )

    def _who(self, request: web.Request) -> str:
        """Return who asks, for the record; raises CommandError who only watches."""
        name = _name(request)
        self._engine.show.check_control(name)
        return name

    # One kind.

    async def _make(self, kind: Kind, request: web.Request) -> web.Response:
        body = await body_of(request, BODIES[kind])
        who = self._who(request)
        view = await self._engine.show.make(spec_of(kind, body), who=who)
        return reply(interaction_object(view, self._sight(request)), status=201)

    async def _list(self, kind: Kind, request: web.Request) -> web.Response:
        views, sight = self._engine.show.view().interactions, self._sight(request)
        return reply(
            InteractionsObject(
                interactions=[
                    interaction_object(one, sight) for one in views if one.kind == kind
                ]
            )
        )

    async def _one(self, kind: Kind, request: web.Request) -> web.Response:
        return self._reply(request, self._found(kind, request))

    async def _act(self, kind: Kind, request: web.Request) -> web.Response:
        body = await body_of(request, VerbBody)
        verb = request.match_info["verb"]
        if verb not in _VERBS:
            raise Problem(404, _("There is nothing at this address."))
        found = self._found(kind, request)
        view = await self._engine.show.act(
            found.id, cast("Verb", verb), value=str(body.value), who=self._who(request)
        )
        return self._reply(request, view)

    def _found(self, kind: Kind, request: web.Request) -> InteractionView:
        nothing = Problem(404, _("There is no such interaction in this session."))
        try:
            found = self._engine.show.interaction(request.match_info["id"])
        except CommandError as error:
            raise nothing from error
        if found.kind != kind:
            raise nothing
        return found

    def _reply(self, request: web.Request, view: InteractionView) -> web.Response:
        return reply(interaction_object(view, self._sight(request)))

    def _sight(self, request: web.Request) -> ShowSight:
        return ShowSight(
            people=sees_all(request), secrets=sees_secrets(request), seen=self._seen
        )

    def _seen(self, viewer: Viewer) -> Viewer:
        """Return a Viewer under the name that the stream may see now, or an alias."""
        known = self._view.standing(viewer.id)
        return masked(viewer) if known is None else known.viewer


def _name(request: web.Request) -> str:
    return clean_name(request.headers.get(CONTROLLER, ""))[:50]


def _post(
    path: str, handler: ApiHandler, body: type[msgspec.Struct], about: str
) -> Route:
    return Route(
        method="POST",
        path=f"/api/v1{path}",
        handler=handler,
        scope=Scope.MODERATE,
        about=about,
        body=body,
        answer=ShowObject,
        problems=_PROBLEMS,
    )
