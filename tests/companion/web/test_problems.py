"""What goes wrong is answered as RFC 9457 says."""

from __future__ import annotations

import msgspec
import pytest

from companion.domain.errors import (
    CommandError,
    CompanionError,
    DiskFull,
    Locked,
    ServerError,
    SettingsError,
)
from companion.i18n import set_language
from companion.web.problems import Problem, answer, from_error, from_validation
from tests.companion.web.conftest import Web
from tests.support.raw_http import ask


def test_a_problem_has_its_members() -> None:
    response = answer(Problem(422, "Too many.", field="viewer.id"))

    assert response.content_type == "application/problem+json"
    assert msgspec.json.decode(response.body) == {
        "type": "about:blank",
        "title": "Field not accepted",
        "status": 422,
        "detail": "Too many.",
        "field": "viewer.id",
    }


def test_a_problem_about_no_field_names_none() -> None:
    assert "field" not in msgspec.json.decode(answer(Problem(404, "Nothing.")).body)


@pytest.mark.parametrize(
    ("error", "status", "field"),
    [
        (CommandError("no"), 409, ""),
        (DiskFull("no"), 507, ""),
        (Locked("no"), 503, ""),
        (SettingsError("no", field="a.b"), 422, "a.b"),
        (ServerError("no"), 502, ""),
    ],
)
def test_the_type_of_an_error_decides(
    error: CompanionError, status: int, field: str
) -> None:
    problem = from_error(error)

    assert (problem.status, problem.detail, problem.field) == (status, "no", field)


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    id: str


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: Inner
    many: list[int] = []


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ("{}", "inner", "The field inner is missing."),
        ('{"inner":{}}', "inner.id", "The field inner.id is missing."),
        ('{"inner":{"id":1}}', "inner.id", "inner.id must be of type str."),
        ('{"inner":{"id":"","x":1}}', "inner.x", "There is no field inner.x here."),
        (
            '{"inner":{"id":""},"many":["a"]}',
            "many[0]",
            "many[0] must be of type int.",
        ),
        ("[]", "", "The body must be of type object."),
    ],
)
def test_the_field_is_named(body: str, field: str, detail: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(body, type=Outer)

    problem = from_validation(caught.value)

    assert (problem.status, problem.field, problem.detail) == (422, field, detail)


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        ("/nothing", "GET", 404),
        ("/healthz", "POST", 405),
        ("/healthz", "DELETE", 405),
        ("/o/wrong/chat/", "GET", 404),
    ],
)
async def test_every_refusal_is_a_problem(
    web: Web, target: str, method: str, status: int
) -> None:
    reply = await ask(web.port, target, method=method)

    problem = msgspec.json.decode(reply.body)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status, problem["status"]) == (status, status)
    assert problem["detail"]


async def test_what_was_sent_is_not_repeated(web: Web) -> None:
    for target in ("/<script>alert(1)</script>", "/o/<b>/chat/", "/api/v1/<i>"):
        reply = await ask(web.port, target, headers=web.bearer())

        assert reply.status == 404
        assert b"<" not in reply.body


def test_problems_speak_the_chosen_language() -> None:
    english = answer(Problem(404, "")).body
    set_language("fr")

    assert answer(Problem(404, "")).body != english
