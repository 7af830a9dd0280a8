"""What the API answers has the shape that its description says, route by route."""

from __future__ import annotations

from typing import Any

import pytest

from companion.web.api.show_bodies import PATHS
from tests.end_to_end.test_show_api import BODIES
from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_answers_are_as_described(lively: Running) -> None:
    app = lively.app
    _status, document, _reply = await lively.ask("GET", "/api/v1/openapi.json")
    (first,) = (await app.get("/leaderboard?limit=1"))["standings"]
    viewer = first["viewer"]
    ids = {}
    for path in PATHS.values():
        _status, made = await app.post(f"/{path}", BODIES[path])
        ids[f"/api/v1/{path}/{{id}}"] = made["id"]
    for path, operations in document["paths"].items():
        schema = _answer_schema(operations.get("get", {}))
        if schema is None or path.endswith(".json"):
            continue
        asked = path.replace("{id}", ids.get(path, viewer["id"]))
        status, answer, _reply = await lively.ask("GET", asked, headers=lively.bearer())
        assert status == 200, path
        _check(answer, schema, document["components"]["schemas"], path)


def _answer_schema(operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("responses", {}).get("200", {}).get("content", {})
    schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return schema


KINDS = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "object": dict, "array": list, "null": type(None),
}  # fmt: skip


def _check(value: Any, schema: dict[str, Any], known: dict[str, Any], at: str) -> None:
    """Compare a value with as much of JSON Schema as the description uses."""
    if "$ref" in schema:
        _check(value, known[schema["$ref"].rsplit("/", 1)[1]], known, at)
    elif "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if _is_kind(value, one, known)]
        assert kinds, f"{at}: {value!r} is none of {schema['anyOf']}"
    elif "enum" in schema:
        assert value in schema["enum"], at
    elif "type" in schema:
        assert isinstance(value, KINDS[schema["type"]]), f"{at}: {value!r}"
    for name, inner in schema.get("properties", {}).items():
        _check(value[name], inner, known, f"{at}.{name}")
    if "properties" in schema:
        assert set(value) == set(schema["properties"]), at
    if isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, schema["items"], known, f"{at}[{number}]")


def _is_kind(value: Any, schema: dict[str, Any], known: dict[str, Any]) -> bool:
    try:
        _check(value, schema, known, "")
    except (AssertionError, KeyError):
        return False
    return True
