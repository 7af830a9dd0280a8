"""Hooks: other programs call them, each with a secret of its own; rules go by that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError
from companion.domain.ports import Clock, Engine
from companion.domain.show.bots import HOOK_NAME
from companion.domain.studio import Hooks, HookView
from companion.i18n import N_, _
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.shapes import Object
from companion.web.guard import presented_token
from companion.web.problems import Problem
from companion.web.throttle import Bucket
from companion.web.tokens import Scope, Tokens

PER_SECOND: Final = 10
"""Calls of one hook in a second; three seconds' worth at once."""

MAX_CALL: Final = 8 * 1024
"""Largest body of a call, in bytes."""

MOST_HOOKS: Final = 50

KEY_HEADER: Final = "Idempotency-Key"
"""What a delivery is called by who sends it; the same twice is one call."""

_LONGEST_KEY: Final = 200
_NAME: Final = msgspec.json.Decoder(Annotated[str, msgspec.Meta(pattern=HOOK_NAME)])


class HookBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hook: small letters, digits, - and _, as its address has it."""

    name: Annotated[str, msgspec.Meta(pattern=HOOK_NAME)]


class CallBody(msgspec.Struct, frozen=True):
    """What is read of a call, and nothing else; only whole units of amount count."""

    amount: Annotated[float, msgspec.Meta(ge=0, le=1_000_000_000)] = 0
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""


class HookObject(Object, frozen=True, kw_only=True):
    """A hook: where it is called, and the bearer token that opens it alone."""

    name: str
    address: str
    token: str


class CallObject(Object, frozen=True, kw_only=True):
    """The entry that a call became.

    again: this delivery was on record already, and nothing happened. withheld: the gate
    did not allow the text, and it is not kept.
    """

    seq: int
    again: bool
    withheld: bool


class TokenHooks:
    """Implements domain.studio.Hooks over the tokens of the data folder.

    address: of the server, "http://127.0.0.1:7717".
    """

    def __init__(self, tokens: Tokens, address: Callable[[], str]) -> None:
        self._tokens = tokens
        self._address = address

    def all(self) -> Sequence[HookView]:
        """Return every hook by name."""
        return [self._view(name) for name in sorted(self._tokens.hooks())]

    def make(self, name: str) -> HookView:
        """Return the hook of that name, made when there is none."""
        _check_name(name)
        known = self._tokens.hooks()
        if name not in known:
            if len(known) >= MOST_HOOKS:
                text = _("There are {n} hooks already; delete one first.")
                raise CommandError(text.format(n=MOST_HOOKS))
            self._tokens.rotate_hook(name)
        return self._view(name)

    def rotate(self, name: str) -> HookView:
        """Give a hook another token; who has the old one calls it no more."""
        self._require(name)
        self._tokens.rotate_hook(name)
        return self._view(name)

    def forget(self, name: str) -> None:
        """Delete a hook: nobody calls it any more."""
        self._require(name)
        self._tokens.forget_hook(name)

    def _require(self, name: str) -> None:
        if name not in self._tokens.hooks():
            raise CommandError(_("There is no hook “{name}”.").format(name=name))

    def _view(self, name: str) -> HookView:
        return HookView(
            name=name,
            address=f"{self._address()}/api/v1/hooks/{name}",
            token=self._tokens.hooks()[name],
        )


class HookRoutes:
    """POST /hooks/{name} for other programs; /bots/hooks for who sets them up."""

    def __init__(
        self, engine: Engine, *, tokens: Tokens, hooks: Hooks, clock: Clock
    ) -> None:
        self._engine = engine
        self._tokens = tokens
        self._hooks = hooks
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="POST",
                path="/api/v1/hooks/{name}",
                handler=self._call,
                scope=None,
                about=N_(
                    "Tell that something happened; rules go by it. The bearer is the"
                    " hook's own token. The same Idempotency-Key twice is one call."
                ),
                body=CallBody,
                answer=CallObject,
                status=202,
                problems=(401, 409, 413, 422, 429, 503, 507),
            ),
            Route(
                method="GET",
                path="/api/v1/bots/hooks",
                handler=self._all,
                scope=Scope.CONTROL,
                about=N_("Every hook, with its address and its token."),
                answer=list[HookObject],
            ),
            _verb("make", self._make, N_("Make a hook, or tell of the one there is.")),
            _verb("rotate", self._rotate, N_("Give a hook another token.")),
            _verb("forget", self._forget, N_("Delete a hook."), list[HookObject]),
        )

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not self._tokens.opens_hook(name, presented_token(request)):
            raise Problem(
                401,
                _("Send this hook's own token as “Authorization: Bearer …”."),
                headers={"WWW-Authenticate": 'Bearer realm="hook"'},
            )
        self._check_rate(name)
        if len(await request.read()) > MAX_CALL:
            told = _("The body may be {n} bytes at most.").format(n=f"{MAX_CALL:,}")
            raise Problem(413, told)
        body = await body_of(request, CallBody)
        answer = await self._engine.bots.call_hook(
            name, amount=int(body.amount), text=body.text, key=_key_of(request)
        )
        told_back = CallObject(
            seq=answer.seq, again=answer.is_again, withheld=answer.is_withheld
        )
        return reply(told_back, status=202)

    def _check_rate(self, name: str) -> None:
        """Raise Problem 429 when this hook is called more than it may be."""
        if name not in self._buckets:
            self._buckets[name] = Bucket(
                self._clock, per_second=PER_SECOND, burst=3 * PER_SECOND
            )
        if not self._buckets[name].take():
            told = _("Call this hook {n} times a second at most.").format(n=PER_SECOND)
            raise Problem(429, told, headers={"Retry-After": "1"})

    async def _all(self, _request: web.Request) -> web.Response:
        return self._told()

    async def _make(self, request: web.Request) -> web.Response:
        body = await body_of(request, HookBody)
        return reply(_hook_object(self._hooks.make(body.name)))

    async def _rotate(self, request: web.Request) -> web.Response:
        body = await body_of(request, HookBody)
        return reply(_hook_object(self._hooks.rotate(body.name)))

    async def _forget(self, request: web.Request) -> web.Response:
        body = await body_of(request, HookBody)
        self._hooks.forget(body.name)
        self._buckets.pop(body.name, None)
        return self._told()

    def _told(self) -> web.Response:
        return reply([_hook_object(one) for one in self._hooks.all()])


def _verb(
    verb: str,
    handler: ApiHandler,
    about: str,
    answer: Any = HookObject,  # noqa: ANN401  # as Route has it
) -> Route:
    return Route(
        method="POST",
        path=f"/api/v1/bots/hooks/{verb}",
        handler=handler,
        scope=Scope.CONTROL,
        about=about,
        body=HookBody,
        answer=answer,
        problems=(409, 422),
    )


def _key_of(request: web.Request) -> str:
    """Return what a delivery is called, "" for nothing; raises Problem 422."""
    keys = request.headers.getall(KEY_HEADER, [])
    if not keys:
        return ""
    is_plain = len(keys) == 1 and keys[0].isascii() and keys[0].isprintable()
    if not is_plain or not 0 < len(keys[0]) <= _LONGEST_KEY:
        told = _("{field} must be 1 to {n} plain characters.")
        told = told.format(field=KEY_HEADER, n=_LONGEST_KEY)
        raise Problem(422, told, field=KEY_HEADER)
    return keys[0]


def _check_name(name: str) -> None:
    try:
        _NAME.decode(msgspec.json.encode(name))
    except msgspec.ValidationError:
        told = _("name: 1 to 50 small letters, digits, - and _")
        raise CommandError(told) from None


def _hook_object(view: HookView) -> HookObject:
    return HookObject(name=view.name, address=view.address, token=view.token)
