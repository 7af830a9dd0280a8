"""The API's description says what is there: all of it, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web as aiohttp_web

from companion.i18n import set_language
from tests.companion.web.conftest import Web
from tests.support.raw_http import ask


@pytest.fixture
async def document(web: Web) -> dict[str, Any]:
    async with web.http.get(f"{web.root}/api/v1/openapi.json") as reply:
        assert reply.status == 200
        found: dict[str, Any] = await reply.json()
        return found


async def test_every_route_is_described_and_no_other(
    web: Web, document: dict[str, Any]
) -> None:
    router = web.server._app().router
    there = {
        (route.method, route.resource.canonical)
        for route in router.routes()
        if isinstance(route, aiohttp_web.ResourceRoute)
        and not route.resource.canonical.startswith("/o/")
    }
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }

    assert described == there


async def test_the_contract_is_complete(document: dict[str, Any]) -> None:
    assert set(document["paths"]) >= {
        "/healthz",
        "/metrics",
        "/api/v1/metrics",
        "/api/v1/openapi.json",
        "/api/v1/docs",
        "/api/v1/session",
        "/api/v1/session/start",
        "/api/v1/session/pause",
        "/api/v1/session/resume",
        "/api/v1/session/end",
        "/api/v1/leaderboard",
        "/api/v1/viewers/{id}",
        "/api/v1/viewers/{id}/entries",
        "/api/v1/viewers/{id}/reset",
        "/api/v1/viewers/{id}/award",
        "/api/v1/viewers/{id}/undo",
        "/api/v1/events",
        "/api/v1/stream",
        "/api/v1/moderation/held",
        "/api/v1/moderation/{id}/allow",
        "/api/v1/moderation/{id}/block",
        "/api/v1/moderation/{id}/delete",
        "/api/v1/moderation",
        "/api/v1/moderation/verdicts",
        "/api/v1/moderation/try",
        "/api/v1/moderation/mode",
        "/api/v1/moderation/{id}/always-allow",
        "/api/v1/moderation/{id}/undo",
        "/api/v1/moderation/{id}/approve",
        "/api/v1/viewers/{id}/mute",
        "/api/v1/viewers/{id}/kick",
        "/api/v1/viewers/{id}/banish",
        "/api/v1/viewers/{id}/mark",
        "/api/v1/viewers/{id}/unmark",
        "/api/v1/chat",
        "/api/v1/viewers/{id}/timeout",
        "/api/v1/viewers/{id}/ban",
        "/api/v1/viewers/{id}/unban",
        "/api/v1/feature",
        "/api/v1/test/{kind}",
        "/api/v1/overlays",
        "/api/v1/overlays/busy",
        "/api/v1/overlays/{overlay}/test",
        "/api/v1/overlays/{overlay}/rotate",
    }


async def test_every_reference_leads_to_a_schema(document: dict[str, Any]) -> None:
    references = re.findall(r"'\$ref': '([^']+)'", str(document))

    assert references
    for reference in references:
        assert reference.rsplit("/", 1)[1] in document["components"]["schemas"]


async def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
    ]

    assert len(names) == len(set(names))


async def test_every_path_parameter_is_described(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            named = {
                one["name"] for one in operation["parameters"] if one["in"] == "path"
            }
            assert named == set(re.findall(r"\{(\w+)\}", path))


async def test_points_are_described_as_numbers(document: dict[str, Any]) -> None:
    standing = document["components"]["schemas"]["StandingObject"]

    assert standing["properties"]["points"]["type"] == "number"


async def test_the_page_for_people_names_every_route(
    web: Web, document: dict[str, Any]
) -> None:
    reply = await ask(web.port, "/api/v1/docs")

    page = reply.body.decode()
    assert reply.headers["content-type"].startswith("text/html")
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in page


async def test_the_page_for_people_loads_nothing(web: Web) -> None:
    reply = await ask(web.port, "/api/v1/docs")

    page = reply.body.decode()
    assert "<script" not in page
    assert re.findall(r"(?:src|href)='([^']+)'", page) == ["/api/v1/openapi.json"]
    assert "style-src 'sha256-" in reply.headers["content-security-policy"]
    assert "http" not in page.replace("/api/", "")


async def test_the_description_speaks_the_chosen_language(web: Web) -> None:
    english = (await ask(web.port, "/api/v1/docs")).body
    set_language("fr")

    assert (await ask(web.port, "/api/v1/docs")).body != english
