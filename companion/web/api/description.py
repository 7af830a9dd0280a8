"""The API described: OpenAPI 3.1 for programs, a page for people.

Made of the routes themselves, so that neither can say what is not there.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from typing import Any

import msgspec
from aiohttp import web

from companion.i18n import N_, _
from companion.web.api.route import Route, reply
from companion.web.guard import BYTES
from companion.web.problems import PROBLEM_JSON, ProblemObject
from companion.web.wire import JSON

OPENAPI_PATH = "/api/v1/openapi.json"
DOCS_PATH = "/api/v1/docs"

_REFERENCE = "#/components/schemas/{name}"
_GUARDED = (401, 403, 421)
_POSTED = (400, 413, 415)

_STYLE = """
:root { color-scheme: dark light; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid #8885; padding: .75rem 0; }
h2 { font-size: 1rem; margin: 0; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; }
.scope { float: right; opacity: .8; }
"""

_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_CSP = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


class DescriptionRoutes:
    """GET /openapi.json and /docs; complete only once all routes are known."""

    def __init__(self, routes: Sequence[Route], version: str) -> None:
        self._routes = (*routes, *self.routes())
        self._version = version

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path=OPENAPI_PATH,
                handler=self._openapi,
                scope=None,
                about=N_("This description, for programs."),
                answer=dict[str, Any],
            ),
            Route(
                method="GET",
                path=DOCS_PATH,
                handler=self._docs,
                scope=None,
                about=N_("This description, for people."),
                media_type="text/html",
            ),
        )

    async def _openapi(self, _request: web.Request) -> web.Response:
        return reply(openapi(self._routes, self._version))

    async def _docs(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=docs_page(self._routes, self._version),
            content_type="text/html",
            headers={"Content-Security-Policy": _CSP},
        )


def openapi(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """Return the OpenAPI document of these routes."""
    types = [kind for route in routes for kind in (route.body, route.answer) if kind]
    described = list(dict.fromkeys([ProblemObject, *types]))
    schemas, components = msgspec.json.schema_components(
        described, ref_template=_REFERENCE
    )
    # msgspec describes a Decimal as text; here it is written as a number.
    components = _with_numbers(components)
    schema_of = dict(zip(described, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operation = _operation(route, schema_of)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Companion", "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, schema_of: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": _(route.about),
        "parameters": _parameters(route),
        "responses": _responses(route, schema_of),
        "security": [{"bearer": []}] if route.scope is not None else [],
    }
    if route.scope is not None:
        operation["x-scope"] = route.scope.word
    if route.body:
        content = {JSON: {"schema": schema_of[route.body]}}
        operation["requestBody"] = {"content": content, "required": False}
    if route.takes_bytes:
        file = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"content": file, "required": True}
    return operation


def _operation_id(route: Route) -> str:
    words = re.findall(r"[a-z0-9]+", route.path.removeprefix("/api/v1"))
    ending = [] if route.media_type == JSON else [route.media_type.partition("/")[2]]
    return "_".join([route.method.lower(), *words, *ending])


def _with_numbers(schema: Any) -> Any:  # noqa: ANN401  # JSON Schema is any JSON
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return {"type": "number"}
        return {key: _with_numbers(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_numbers(item) for item in schema]
    return schema


def _parameters(route: Route) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    in_query = [
        {
            "name": one.name,
            "in": "query",
            "required": False,
            "description": _(one.about),
            "schema": one.schema,
        }
        for one in route.query
    ]
    return [*in_path, *in_query]


def _responses(route: Route, schema_of: dict[Any, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": _("Done.")}
    if route.answer:
        done["content"] = {JSON: {"schema": schema_of[route.answer]}}
    elif route.status != 101:
        done["content"] = {route.media_type: {"schema": {"type": "string"}}}
    guarded = _GUARDED if route.scope is not None else (403, 421)
    posted = _POSTED if route.method == "POST" else ()
    refused = {
        str(status): {
            "description": _("Refused."),
            "content": {PROBLEM_JSON: {"schema": schema_of[ProblemObject]}},
        }
        for status in sorted({*guarded, *posted, *route.problems})
    }
    return {str(route.status): done, **refused}


def docs_page(routes: Sequence[Route], version: str) -> str:
    """Return the readable description as one page that loads nothing."""
    parts = [
        "<!doctype html><html><head><meta charset='utf-8'>",
        f"<title>Companion API</title><style>{_STYLE}</style></head><body>",
        f"<h1>Companion API {escape(version)}</h1>",
        f"<p>{escape(_('Send “Authorization: Bearer …” with every request.'))}",
        f" <a href='{OPENAPI_PATH}'>openapi.json</a></p>",
        *(_section(route) for route in routes),
        "</body></html>",
    ]
    return "".join(parts)


def _section(route: Route) -> str:
    scope = _("open") if route.scope is None else route.scope.word
    parts = [
        f"<section><span class='scope'>{escape(scope)}</span>",
        f"<h2><code>{route.method} {escape(route.path)}</code></h2>",
        f"<p>{escape(_(route.about))}</p>",
    ]
    for one in route.query:
        name = f"{one.name}: {one.schema['type']}"
        parts.append(f"<p><code>?{escape(name)}</code> {escape(_(one.about))}</p>")
    if route.body:
        parts.append(f"<pre>{escape(_example(route.body))}</pre>")
    return "".join([*parts, "</section>"])


def _example(body: type[Any]) -> str:
    """Return the fields of a body, each with its default or its type."""
    described = msgspec.json.schema(body)
    name = described["$ref"].rsplit("/", 1)[1]
    fields = described["$defs"][name]["properties"]
    plain = {
        key: field.get("default", field.get("type", "…"))
        for key, field in fields.items()
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()
