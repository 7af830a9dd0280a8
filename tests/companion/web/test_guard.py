"""Attacks on the local server, as bytes on its socket. Numbers are attack areas."""

from __future__ import annotations

import gzip
import json

import pytest

from companion.web.guard import MAX_BODY
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web
from tests.support.raw_http import Reply, ask, send

JSON = {"Content-Type": "application/json"}
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def everywhere(web: Web) -> list[str]:
    """One path of every kind: open, API, page, file, socket, picture, nothing."""
    page = web.link().removeprefix(web.root)
    token = web.tokens.overlay("leaderboard")
    return [
        "/healthz",
        "/metrics",
        "/api/v1/session",
        "/api/v1/openapi.json",
        page,
        f"{page}overlay.js",
        f"{page}ws",
        f"/o/{token}/shared/base.css",
        f"/o/{token}/picture/{'0' * 32}",
        "/nothing/here",
    ]


# 1, 2: the Host


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
async def test_our_own_names_are_answered(web: Web, name: str) -> None:
    assert (await ask(web.port, "/healthz", host=f"{name}:{web.port}")).status == 200


async def test_a_foreign_host_is_refused_on_every_path(web: Web) -> None:
    answers = {
        path: (await ask(web.port, path, host=f"evil.example:{web.port}")).status
        for path in everywhere(web)
    }

    assert set(answers.values()) == {421}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1:{port}0",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "evil.example",
        "evil.example#127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "evil@127.0.0.1:{port}",
        "0.0.0.0:{port}",
        "2130706433:{port}",
        "127.1:{port}",
        "0x7f.0.0.1:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "[::]:{port}",
        "127.0.0.1:{port}, evil.example",
        "",
        "null",
    ],
)
async def test_a_host_that_only_looks_like_ours_is_refused(web: Web, host: str) -> None:
    reply = await ask(web.port, "/healthz", host=host.format(port=web.port))

    assert reply.status in (400, 421)
    assert b"ok" not in reply.body


async def test_a_request_without_a_host_is_refused(web: Web) -> None:
    reply = await send(web.port, "GET /healthz HTTP/1.0\r\n\r\n")

    assert reply.status == 421


async def test_two_hosts_are_refused(web: Web) -> None:
    reply = await send(
        web.port,
        f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\n"
        "Host: evil.example\r\nConnection: close\r\n\r\n",
    )

    assert reply.status == 400


@pytest.mark.parametrize(
    "target", ["http://evil.example/healthz", "http://127.0.0.1:{port}/healthz"]
)
async def test_a_whole_address_as_target_is_refused(web: Web, target: str) -> None:
    assert (await ask(web.port, target.format(port=web.port))).status == 421


async def test_a_proxy_request_is_refused(web: Web) -> None:
    reply = await ask(web.port, "evil.example:443", method="CONNECT")

    assert reply.status in (400, 421)


# 3, 4: the Origin

ORIGINS = [
    "http://evil.example",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "http://127.0.0.1:{port}.evil.example",
    "http://localhost.evil.example:{port}",
    "http://absolute",
    "file://",
    "null",
    "",
    "HTTP://127.0.0.1:{port}",
]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_page_of_another_origin_gets_no_socket(web: Web, origin: str) -> None:
    path = web.link().removeprefix(web.root) + "ws"
    headers = {**UPGRADE, "Origin": origin.format(port=web.port)}

    assert (await ask(web.port, path, headers=headers)).status == 403


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_page_of_another_origin_changes_nothing(web: Web, origin: str) -> None:
    headers = {**JSON, **web.bearer(), "Origin": origin.format(port=web.port)}

    reply = await ask(
        web.port, "/api/v1/session/pause", method="POST", headers=headers, body=b"{}"
    )

    assert reply.status == 403
    assert (await web.get("/api/v1/session"))[1]["state"] == "live"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_our_own_pages_get_a_socket(web: Web, name: str) -> None:
    path = web.link().removeprefix(web.root) + "ws"
    headers = {**UPGRADE, "Origin": f"http://{name}:{web.port}"}

    assert (await ask(web.port, path, headers=headers)).status == 101


async def test_without_an_origin_the_token_decides(web: Web) -> None:
    path = web.link().removeprefix(web.root) + "ws"

    assert (await ask(web.port, path, headers=UPGRADE)).status == 101
    assert (
        await ask(web.port, "/o/wrong/leaderboard/ws", headers=UPGRADE)
    ).status == 404
    assert (await ask(web.port, "/api/v1/stream", headers=UPGRADE)).status == 401


# 5, 6: tokens


async def test_the_api_is_closed_without_a_token(web: Web) -> None:
    for path in ("/api/v1/session", "/api/v1/leaderboard", "/api/v1/events",
                 "/api/v1/metrics", "/metrics", "/api/v1/viewers/tiktok:1",
                 "/api/v1/moderation/held", "/api/v1/nothing"):  # fmt: skip
        reply = await ask(web.port, path)
        assert (path, reply.status) == (path, 401)
        assert reply.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic {token}",
        "{token}",
        "Bearer {half}",
        "Bearer {token}x",
        "Bearer {token} x",
        "Bearer Ünïcode",
    ],
)
async def test_a_wrong_bearer_is_401(web: Web, value: str) -> None:
    token = web.tokens.api(Scope.CONTROL)
    header = value.format(token=token, half=token[: len(token) // 2])

    reply = await ask(web.port, "/api/v1/session", headers={"Authorization": header})

    assert reply.status == 401


async def test_a_token_in_the_address_is_not_one(web: Web) -> None:
    token = web.tokens.api(Scope.CONTROL)
    for query in (f"?token={token}", f"?access_token={token}", f"?bearer={token}"):
        assert (await ask(web.port, f"/api/v1/session{query}")).status == 401


async def test_a_bearer_subprotocol_counts_on_sockets_only(web: Web) -> None:
    offered = f"companion.v1, bearer.{web.tokens.api(Scope.READ)}"
    headers = {"Sec-WebSocket-Protocol": offered}

    assert (await ask(web.port, "/api/v1/session", headers=headers)).status == 401


async def test_an_overlay_link_does_not_open_the_api(web: Web) -> None:
    token = web.tokens.overlay("leaderboard")

    for path in ("/api/v1/session", "/api/v1/events", "/metrics"):
        headers = {"Authorization": f"Bearer {token}"}
        assert (await ask(web.port, path, headers=headers)).status == 403


async def test_an_api_token_does_not_open_overlays(web: Web) -> None:
    token = web.tokens.api(Scope.CONTROL)

    assert (await ask(web.port, f"/o/{token}/leaderboard/")).status == 404


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/api/v1/session/pause", Scope.CONTROL),
        ("/api/v1/session/start", Scope.CONTROL),
        ("/api/v1/test/chat", Scope.CONTROL),
        ("/api/v1/overlays/leaderboard/test", Scope.CONTROL),
        ("/api/v1/viewers/tiktok:luna/reset", Scope.CONTROL),
        ("/api/v1/viewers/tiktok:luna/award", Scope.CONTROL),
        ("/api/v1/viewers/tiktok:luna/undo", Scope.CONTROL),
        ("/api/v1/feature", Scope.MODERATE),
        ("/api/v1/moderation/1/allow", Scope.MODERATE),
        ("/api/v1/moderation/1/block", Scope.MODERATE),
    ],
)
async def test_a_lower_scope_changes_nothing(
    web: Web, path: str, needed: Scope
) -> None:
    lower = [scope for scope in (Scope.READ, Scope.MODERATE) if scope < needed]

    for scope in lower:
        status, problem = await web.post(path, scope=scope)
        assert (status, problem["status"]) == (403, 403)


# 7, 8: what browsers can send unasked


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "text/json",
        "application/jsonp",
        "",
    ],
)
async def test_what_is_not_json_is_415(web: Web, content_type: str) -> None:
    headers = {**web.bearer(), "Content-Type": content_type}

    reply = await ask(
        web.port, "/api/v1/session/pause", method="POST", headers=headers, body=b"{}"
    )

    assert reply.status == 415


async def test_a_body_without_a_type_is_415(web: Web) -> None:
    reply = await ask(
        web.port,
        "/api/v1/session/pause",
        method="POST",
        headers=web.bearer(),
        body=b"{}",
    )

    assert reply.status == 415


async def test_json_with_a_charset_is_json(web: Web) -> None:
    headers = {**web.bearer(), "Content-Type": "application/json; charset=utf-8"}

    reply = await ask(
        web.port, "/api/v1/session/pause", method="POST", headers=headers, body=b"{}"
    )

    assert reply.status == 200


async def test_a_post_may_have_no_body_at_all(web: Web) -> None:
    reply = await ask(
        web.port,
        "/api/v1/session/pause",
        method="POST",
        headers={**web.bearer(), "Content-Length": "0"},
    )

    assert reply.status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_another_site_fetches_is_refused(
    web: Web, site: str, method: str
) -> None:
    headers = {**JSON, **web.bearer(), "Sec-Fetch-Site": site}

    reply = await ask(web.port, "/api/v1/session", method=method, headers=headers)

    assert reply.status == 403


async def test_another_site_may_not_frame_or_embed_a_page(web: Web) -> None:
    page = web.link().removeprefix(web.root)
    for destination in ("iframe", "embed", "object"):
        headers = {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": destination,
        }
        assert (await ask(web.port, page, headers=headers)).status == 403


async def test_a_link_that_somebody_follows_is_answered(web: Web) -> None:
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }

    assert (await ask(web.port, "/api/v1/docs", headers=headers)).status == 200


@pytest.mark.parametrize("path", ["/api/v1/session/pause", "/healthz", "/nothing", "*"])
async def test_options_is_refused(web: Web, path: str) -> None:
    headers = {
        "Origin": f"http://127.0.0.1:{web.port}",
        "Access-Control-Request-Method": "POST",
    }

    reply = await ask(web.port, path, method="OPTIONS", headers=headers)

    assert reply.status == 405
    assert not any(name.startswith("access-control") for name in reply.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/session/start",
        "/api/v1/session/pause",
        "/api/v1/session/resume",
        "/api/v1/session/end",
        "/api/v1/test/chat",
        "/api/v1/feature",
        "/api/v1/overlays/leaderboard/test",
        "/api/v1/viewers/tiktok:luna/reset",
        "/api/v1/moderation/1/allow",
    ],
)
async def test_nothing_changes_by_get(web: Web, path: str) -> None:
    reply = await ask(web.port, path, headers=web.bearer())

    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert (await ask(web.port, path)).status == 405


# 9: sizes


async def test_a_body_that_says_it_is_too_large_is_413(web: Web) -> None:
    headers = {**JSON, **web.bearer(), "Content-Length": str(MAX_BODY + 1)}

    reply = await ask(web.port, "/api/v1/test/chat", method="POST", headers=headers)

    assert reply.status == 413


async def test_a_body_that_grows_too_large_is_413(web: Web) -> None:
    piece = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    head = (
        f"POST /api/v1/test/chat HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\n"
        f"Authorization: {web.bearer()['Authorization']}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )

    reply = await send(web.port, head.encode() + piece * 4 + b"0\r\n\r\n")

    assert reply.status == 413


async def test_a_packed_body_does_not_grow_past_the_limit(web: Web) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    headers = {**JSON, **web.bearer(), "Content-Encoding": "gzip"}

    reply = await ask(
        web.port, "/api/v1/test/chat", method="POST", headers=headers, body=packed
    )

    assert len(packed) < MAX_BODY
    assert reply.status in (400, 413)


# 13: headers on every answer


def assert_hardened(reply: Reply) -> None:
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "frame-ancestors" in reply.headers["content-security-policy"]
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert "aiohttp" not in str(reply.headers).lower()
    assert not any(name.startswith("access-control") for name in reply.headers)


async def test_every_answer_is_hardened(web: Web) -> None:
    for path in everywhere(web):
        for headers in ({}, web.bearer(), {"Origin": "http://evil.example"}):
            assert_hardened(await ask(web.port, path, headers=headers))
        assert_hardened(await ask(web.port, path, host="evil.example"))
        assert_hardened(await ask(web.port, path, method="OPTIONS"))
        assert_hardened(await ask(web.port, path, method="DELETE"))


async def test_a_malformed_request_is_answered_hardened_and_not_repeated(
    web: Web,
) -> None:
    token = web.tokens.overlay("leaderboard")
    for line in (
        f"GET /o/{token}/leaderboard/ HTTP/9.9",
        f"GET /o/{token}/\x01 HTTP/1.1",
        f"G<T /o/{token}/ HTTP/1.1",
        f"GET /o/{token}/ {'x' * 9000} HTTP/1.1",
        f"GET {'/' * 9000}{token} HTTP/1.1",
    ):
        reply = await send(web.port, f"{line}\r\nHost: 127.0.0.1:{web.port}\r\n\r\n")
        assert reply.status in (400, 404, 414)
        assert_hardened(reply)
        assert reply.headers["content-type"].startswith("application/problem+json")
        assert token not in reply.body.decode()


@pytest.mark.parametrize(
    "request_text",
    [
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nBad Header\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
async def test_garbage_is_refused(web: Web, request_text: str) -> None:
    reply = await send(
        web.port, request_text.replace("{port}", str(web.port)) + "\r\n\r\n"
    )

    assert reply.status in (400, 405, 421)
    assert_hardened(reply)


# 23, 24: what JSON and text can carry


async def test_prototype_keys_are_refused_as_unknown_fields(web: Web) -> None:
    body = json.loads('{"__proto__": {"admin": true}, "constructor": 1}')

    status, problem = await web.post("/api/v1/test/chat", body)

    assert status == 422
    assert problem["field"] in ("__proto__", "constructor")


async def test_line_breaks_in_a_path_come_out_escaped(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await ask(
        web.port, "/api/v1/%0d%0aSet-Cookie:x%1b[2J", headers=web.bearer()
    )

    assert reply.status == 404
    assert "set-cookie" not in reply.headers
    assert "\x1b" not in caplog.text
