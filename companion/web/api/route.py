"""What a route is; the router, the guard and the API's description read the same."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from companion.i18n import N_, _
from companion.web.guard import SCOPE
from companion.web.problems import Problem, from_validation
from companion.web.tokens import Scope
from companion.web.wire import JSON, encode

MAX_LIMIT = 1000
"""Most items in one answer."""

ApiHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BodyT = TypeVar("BodyT")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One query parameter; schema as OpenAPI writes it, about marked with N_."""

    name: str
    schema: dict[str, Any]
    about: str


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path.

    scope: the least that its token must allow; None: open to everybody.
    about: one sentence, marked with N_. body, answer: types of what comes and goes;
    answer None: not JSON. takes_bytes: the body is a file. problems: statuses it can
    answer besides the guard's.
    """

    method: str
    path: str
    handler: ApiHandler
    scope: Scope | None
    about: str
    query: tuple[Parameter, ...] = ()
    body: type[Any] | None = None
    takes_bytes: bool = False
    answer: Any = None
    status: int = 200
    media_type: str = JSON
    problems: tuple[int, ...] = ()


LIMIT = Parameter(
    name="limit",
    schema={"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
    about=N_("How many at most."),
)


def reply(value: object, *, status: int = 200) -> web.Response:
    """Return `value` as a JSON answer."""
    return web.Response(status=status, body=encode(value), content_type=JSON)


async def body_of(request: web.Request, kind: type[BodyT]) -> BodyT:
    """Return the request's body as `kind`; an empty one counts as {}.

    Raises Problem 400 when it is no JSON, 422 when a field is not accepted.
    """
    raw = await request.read() or b"{}"
    try:
        return decoded(raw, kind)
    except msgspec.ValidationError as error:
        raise from_validation(error) from error
    except (ValueError, RecursionError) as error:
        raise Problem(400, _("The body is not valid JSON.")) from error


def decoded(raw: bytes, kind: type[BodyT]) -> BodyT:
    """Return JSON as `kind`; an escape of half a character becomes U+FFFD.

    Raises msgspec.ValidationError, or ValueError when it is no JSON.
    """
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        text = json.dumps(json.loads(raw), ensure_ascii=False)
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return msgspec.json.decode(whole, type=kind)


def whole_number(
    request: web.Request, name: str, default: int, *, low: int, high: int
) -> int:
    """Return a query parameter as a number; raises Problem 422 outside low..high."""
    text = request.query.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20
    if not is_number or not low <= int(text) <= high:
        raise Problem(
            422,
            _("{field} must be a whole number from {low} to {high}.").format(
                field=name, low=low, high=high
            ),
            field=name,
        )
    return int(text)


def limit_of(request: web.Request, default: int) -> int:
    """Return the `limit` of a request, 1 to MAX_LIMIT."""
    return whole_number(request, "limit", default, low=1, high=MAX_LIMIT)


def choice(request: web.Request, name: str, among: tuple[str, ...]) -> str | None:
    """Return a query parameter; raises Problem 422 when it is not among them."""
    text = request.query.get(name)
    if text is not None and text not in among:
        raise Problem(
            422,
            _("{field} must be one of: {choices}.").format(
                field=name, choices=", ".join(among)
            ),
            field=name,
        )
    return text


def sees_secrets(request: web.Request) -> bool:
    """Return whether the token may see what would spoil a game."""
    return request[SCOPE] >= Scope.CONTROL


def sees_all(request: web.Request) -> bool:
    """Return whether the token may see texts and names that are not allowed."""
    return request[SCOPE] >= Scope.MODERATE
