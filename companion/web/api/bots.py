"""Commands and bots by API: how they stand, their book, what a person does by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web
from msgspec import inspect

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.show.bots import BotBook
from companion.domain.show.specs import Who
from companion.domain.text import clean_name
from companion.domain.values import Platform
from companion.i18n import N_, _
from companion.web.api.bots_shapes import (
    BotsObject,
    SandboxObject,
    bots_object,
    sandbox_line,
)
from companion.web.api.route import ApiHandler, Route, body_of, reply, sees_all
from companion.web.api.shapes import EntryObject, entry_object
from companion.web.problems import Problem
from companion.web.tokens import Scope

_PROBLEMS: Final = (409, 422, 503, 507)
_FIELD: Final = re.compile(
    r"(?:commands|periodic|thresholds|rules|announcement)[\w.\[\]]*(?=: )"
)
_BOOK: Final = inspect.type_info(BotBook)


class RepeatBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What failed or was interrupted: `run` of a line of the log."""

    run: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class AnnounceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether it is sent once more in a session that was announced already."""

    again: bool = False


class CounterBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A counter and its new value."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    value: Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]


class QuoteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quote, "" to drop one; number: null for the next that is free."""

    text: Annotated[str, msgspec.Meta(max_length=500)]
    number: Annotated[int, msgspec.Meta(ge=1, le=10**9)] | None = None


class SandboxBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody would type, who they are to the channel, and where."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    who: Who = "everyone"
    platform: Platform = Platform.TWITCH
    no_cooldowns: bool = False


class BotRoutes:
    """/bots and what is below it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/bots",
                handler=self._view,
                scope=Scope.READ,
                about=N_("How commands and bots stand, and what they did."),
                answer=BotsObject,
                problems=(409,),
            ),
            Route(
                method="GET",
                path="/api/v1/bots/book",
                handler=self._book,
                scope=Scope.CONTROL,
                about=N_("What commands and bots are told to do."),
                answer=BotBook,
                problems=(409,),
            ),
            _post(
                "book",
                self._keep,
                BotBook,
                BotBook,
                N_("Replace all that commands and bots are told to do."),
                scope=Scope.CONTROL,
            ),
            *self._by_hand(),
        )

    def _by_hand(self) -> Sequence[Route]:
        return (
            _post(
                "repeat",
                self._repeat,
                RepeatBody,
                EntryObject,
                N_("Do again what failed or was interrupted."),
            ),
            _post(
                "announce",
                self._announce,
                AnnounceBody,
                list[EntryObject],
                N_("Post that the stream is on, once per session."),
            ),
            _post(
                "counters", self._count, CounterBody, BotsObject, N_("Set a counter.")
            ),
            _post(
                "quotes",
                self._quote,
                QuoteBody,
                BotsObject,
                N_("Keep a quote, or drop it."),
            ),
            _post(
                "sandbox",
                self._sandbox,
                SandboxBody,
                SandboxObject,
                N_("What would be said to a text; nothing leaves or is recorded."),
            ),
        )

    def _answer(self, request: web.Request) -> web.Response:
        view = self._engine.bots.view()
        return reply(bots_object(view, sees_all=sees_all(request)))

    async def _view(self, request: web.Request) -> web.Response:
        return self._answer(request)

    async def _book(self, _request: web.Request) -> web.Response:
        return reply(_whole(self._engine.bots.book()))

    async def _keep(self, request: web.Request) -> web.Response:
        book = await body_of(request, BotBook)
        _refuse_unknown(await body_of(request, dict))
        try:
            await self._engine.bots.keep(book)
        except CommandError as error:
            named = _FIELD.match(str(error))
            if named is None:
                raise
            raise Problem(422, str(error), field=named[0]) from error
        return reply(_whole(self._engine.bots.book()))

    async def _repeat(self, request: web.Request) -> web.Response:
        body = await body_of(request, RepeatBody)
        return reply(entry_object(await self._engine.bots.repeat(body.run)))

    async def _announce(self, request: web.Request) -> web.Response:
        body = await body_of(request, AnnounceBody)
        entries: Sequence[Entry] = await self._engine.bots.announce(again=body.again)
        return reply([entry_object(one) for one in entries])

    async def _count(self, request: web.Request) -> web.Response:
        body = await body_of(request, CounterBody)
        name = clean_name(body.name)
        if not name:
            raise Problem(422, _("A counter needs a name."), field="name")
        await self._engine.bots.set_counter(name, body.value)
        return self._answer(request)

    async def _quote(self, request: web.Request) -> web.Response:
        body = await body_of(request, QuoteBody)
        await self._engine.bots.keep_quote(body.text, number=body.number)
        return self._answer(request)

    async def _sandbox(self, request: web.Request) -> web.Response:
        body = await body_of(request, SandboxBody)
        lines = await self._engine.bots.sandbox(
            body.text,
            who=body.who,
            platform=body.platform,
            no_cooldowns=body.no_cooldowns,
        )
        return reply(SandboxObject(lines=[sandbox_line(one) for one in lines]))


def _whole(value: object) -> object:
    """Return a book with every field, those that are as usual included."""
    if isinstance(value, msgspec.Struct):
        fields = value.__struct_fields__
        return {name: _whole(getattr(value, name)) for name in fields}
    return [_whole(one) for one in value] if isinstance(value, tuple) else value


def _refuse_unknown(raw: object) -> None:
    """Raise Problem 422 for a field that books have not: it would be lost silently.

    The file on disk is read with such fields: a later version may have written it.
    """
    unknown = _unknown(raw, _BOOK, "")
    if unknown:
        text = _("There is no field {field} here.").format(field=unknown)
        raise Problem(422, text, field=unknown)


def _unknown(raw: object, kind: inspect.Type, at: str) -> str:
    """Return the dotted name of the first field that `kind` has not, "" for none."""
    if isinstance(kind, inspect.StructType) and isinstance(raw, dict):
        fields = {one.encode_name: one.type for one in kind.fields}
        for name, value in raw.items():
            here = f"{at}.{name}".lstrip(".")[:200]
            found = here if name not in fields else _unknown(value, fields[name], here)
            if found:
                return found
    if isinstance(kind, inspect.VarTupleType) and isinstance(raw, list):
        for place, value in enumerate(raw):
            found = _unknown(value, kind.item_type, f"{at}[{place}]")
            if found:
                return found
    return ""


def _post(
    path: str,
    handler: ApiHandler,
    body: type[Any],
    answer: object,
    about: str,
    *,
    scope: Scope = Scope.MODERATE,
) -> Route:
    return Route(
        method="POST",
        path=f"/api/v1/bots/{path}",
        handler=handler,
        scope=scope,
        about=about,
        body=body,
        answer=answer,
        problems=_PROBLEMS,
    )
