"""The media library by the API: files come as bytes, and only with the right token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.web.tokens import Scope
from tests.companion.media import samples
from tests.companion.web.conftest import Web, names_in
from tests.support.picture_host import png

BYTES = {"Content-Type": "application/octet-stream"}


async def send(
    web: Web,
    name: str,
    content: bytes,
    *,
    scope: Scope = Scope.CONTROL,
    headers: dict[str, str] = BYTES,
) -> tuple[int, Any]:
    async with web.http.post(
        f"{web.root}/api/v1/media",
        params={"name": name},
        data=content,
        headers={**web.bearer(scope), **headers},
    ) as reply:
        return reply.status, await reply.json(content_type=None)


async def delete(web: Web, name: str) -> tuple[int, Any]:
    async with web.http.delete(
        f"{web.root}/api/v1/media/{name}", headers=web.bearer()
    ) as reply:
        return reply.status, await reply.json(content_type=None)


async def test_a_file_comes_is_shown_and_goes(web: Web, tmp_path: Path) -> None:
    clip = samples.webm(alpha=True, padding=300_000)

    status, item = await send(web, "../Party.mp4", clip)

    assert (status, item["name"], item["kind"]) == (201, "Party.mp4.webm", "video")
    assert (item["has_alpha"], item["seconds"], item["used_by"]) == (True, 4.0, [])
    assert await web.get("/api/v1/media") == (200, [item])
    link = web.link().rsplit("/", 2)[0]
    async with web.http.get(f"{link}/media/Party.mp4.webm") as page:
        assert page.headers["Content-Type"] == "video/webm"
        assert await page.read() == clip

    assert await delete(web, "Party.mp4.webm") == (200, [])
    assert names_in(tmp_path / "media") == set()


async def test_what_is_no_media_is_409_and_says_what_is(
    web: Web, tmp_path: Path
) -> None:
    status, problem = await send(web, "logo.svg", b"<svg/>")

    assert status == 409
    assert "logo.svg" in problem["detail"]
    assert "PNG, JPEG, GIF, WebP" in problem["detail"]
    assert names_in(tmp_path / "media") == set()


async def test_a_page_of_another_site_cannot_send_a_file(web: Web) -> None:
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "image/png"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json"},
    ):
        assert (await send(web, "a.png", png(), headers=headers))[0] == 415
    evil = {**BYTES, "Origin": "https://evil.example"}
    assert (await send(web, "a.png", png(), headers=evil))[0] == 403
    assert await web.get("/api/v1/media") == (200, [])


@pytest.mark.parametrize("scope", [Scope.READ, Scope.MODERATE])
async def test_a_lesser_token_is_not_enough(web: Web, scope: Scope) -> None:
    assert (await send(web, "a.png", png(), scope=scope))[0] == 403
    assert (await web.get("/api/v1/media", scope=scope))[0] == 403


async def test_a_body_that_is_announced_too_large_is_413(web: Web) -> None:
    huge = {**BYTES, "Content-Length": "3000000000"}

    status, _problem = await send(web, "a.png", b"x", headers=huge)

    assert status == 413


async def test_other_routes_take_no_files(web: Web) -> None:
    async with web.http.post(
        f"{web.root}/api/v1/test/chat",
        data=b"x" * 100,
        headers={**web.bearer(), **BYTES},
    ) as reply:
        assert reply.status == 415


@pytest.mark.parametrize("name", ["", "x" * 201])
async def test_a_file_without_a_name_is_422(web: Web, name: str) -> None:
    status, problem = await send(web, name, png())

    assert (status, problem["field"]) == (422, "name")


async def test_what_is_not_there_cannot_be_removed(web: Web) -> None:
    status, problem = await delete(web, "nothing.png")

    assert status == 409
    assert "nothing.png" in problem["detail"]


async def test_a_sound_of_ours_and_nothing_else_is_served(web: Web) -> None:
    link = web.link().rsplit("/", 2)[0]
    for name, status in (
        ("builtin%3Achime", 200),
        ("builtin%3A..%2F..%2Flook.js", 404),
        ("..%2Fsettings.toml", 404),
        ("%2Fetc%2Fpasswd", 404),
        ("speech%3A1", 404),
        ("a.png%3A%3A$DATA", 404),
    ):
        async with web.http.get(f"{link}/media/{name}") as page:
            assert (name, page.status) == (name, status)
