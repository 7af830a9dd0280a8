"""Answers that say what went wrong: RFC 9457 `application/problem+json`."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

from companion.domain.errors import (
    CommandError,
    CompanionError,
    DiskFull,
    LedgerError,
    SettingsError,
)
from companion.i18n import _
from companion.web.wire import encode

PROBLEM_JSON = "application/problem+json"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_log = logging.getLogger(__name__)


class Problem(Exception):
    """Ends a request with an answer that says what was wrong.

    detail: one sentence for the person or program that asked. field: dotted name of
    the field that was not accepted, "" when it is not about one.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        field: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})


class ProblemObject(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={"kind": "type"},
):
    """The body of every error; field is there when one field is to blame."""

    kind: str = msgspec.field(default_factory=lambda: "about:blank")
    title: str
    status: int
    detail: str
    field: str = ""


def answer(problem: Problem) -> web.Response:
    """Return the response that a Problem becomes."""
    body = ProblemObject(
        title=_title(problem.status),
        status=problem.status,
        detail=problem.detail,
        field=problem.field,
    )
    return web.Response(
        status=problem.status,
        body=encode(body),
        content_type=PROBLEM_JSON,
        headers=problem.headers,
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into an answer; a bug of ours is logged."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return answer(_from_aiohttp(error))
    except Problem as problem:
        return answer(problem)
    except CompanionError as error:
        return answer(from_error(error))
    except Exception as error:  # a bug in one answer ends no other
        if isinstance(error, ConnectionError) and request.transport is None:
            raise  # who asked has hung up in mid-body; aiohttp lets that pass
        _log.exception("an answer failed")
        return answer(
            Problem(500, _("This is a fault of Companion; its log says more."))
        )


def from_error(error: CompanionError) -> Problem:
    """Return the Problem that one of our own errors is to a program."""
    match error:
        case DiskFull():
            return Problem(507, str(error))
        case LedgerError():
            return Problem(503, str(error))
        case SettingsError():
            return Problem(422, str(error), field=error.field)
        case CommandError():
            return Problem(409, str(error))
        case _:
            return Problem(502, str(error))


def from_validation(error: msgspec.ValidationError) -> Problem:
    """Return the Problem that names the field msgspec did not accept."""
    text, _sep, path = str(error).partition(" - at `")
    field = path.removesuffix("`").removeprefix("$").lstrip(".")
    named = re.fullmatch(
        r"Object (?:contains unknown|missing required) field `(.*)`", text
    )
    if named:
        field = f"{field}.{named[1]}".lstrip(".")
    return Problem(422, _accepted_instead(text, field), field=field)


_NAMED = re.compile(r"Object (?:contains unknown|missing required) field `(.*)`")
_WANTED = re.compile(
    r"Expected `(?P<kind>[^`]*)`(?:, got `(?P<got>[^`]*)`)?(?P<more>.*)"
)


def _accepted_instead(text: str, field: str) -> str:
    if text.startswith("Object contains unknown"):
        return _("There is no field {field} here.").format(field=field)
    if text.startswith("Object missing"):
        return _("The field {field} is missing.").format(field=field)
    wanted = _WANTED.fullmatch(text)
    if wanted is None:
        return _("{field} is not accepted: {reason}").format(field=field, reason=text)
    kind = wanted["kind"].replace(" | null", "") + wanted["more"]
    if not field:
        return _("The body must be of type {kind}.").format(kind=kind)
    return _("{field} must be of type {kind}.").format(field=field, kind=kind)


def _from_aiohttp(error: web.HTTPException) -> Problem:
    # aiohttp's own texts repeat what was sent; ours never do.
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Problem(error.status, _detail(error.status), headers=headers)


def _title(status: int) -> str:
    titles = {
        400: _("Bad request"),
        401: _("Token missing or wrong"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        409: _("Not possible now"),
        413: _("Too large"),
        415: _("Not JSON"),
        421: _("Wrong address"),
        422: _("Field not accepted"),
        429: _("Too many requests"),
        503: _("Not available"),
        507: _("Disk full"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


def _detail(status: int) -> str:
    details = {
        400: _("The request could not be read."),
        404: _("There is nothing at this address."),
        405: _("This address does not take that method."),
        413: _("The request is larger than this address takes."),
    }
    return details.get(status) or _title(status)
