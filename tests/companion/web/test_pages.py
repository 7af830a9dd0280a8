"""What a link opens, and what no link opens."""

from __future__ import annotations

import gzip
import re

import pytest

from companion.web.frames import AnyOverlay
from companion.web.page_socket import LINK_IS_DEAD
from overlays.catalogue import CATALOGUE
from overlays.overlay import SHARED
from tests.companion.web.conftest import Web, next_message
from tests.companion.web.test_guard import UPGRADE
from tests.companion.web.test_static_files import TRICKS
from tests.support.events import rose, viewer
from tests.support.patience import PATIENCE_S
from tests.support.picture_host import NAME, png
from tests.support.raw_http import ask
from tests.support.small_engine import SmallEngine

OBS = {"User-Agent": "Mozilla/5.0 Chrome/127.0 Safari/537.36 OBS/32.1.0"}


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda overlay: overlay.name)
async def test_every_link_opens_its_page_with_all_it_loads(
    web: Web, overlay: AnyOverlay
) -> None:
    page = web.link(overlay.name).removeprefix(web.root)
    reply = await ask(web.port, page)

    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.body == (overlay.folder / "index.html").read_bytes()
    for address in re.findall(r'(?:src|href)="([^"]+)"', reply.body.decode()):
        path = f"{page}{address}"
        if address.startswith("../"):
            path = page.rsplit("/", 2)[0] + address.removeprefix("..")
        assert (address, (await ask(web.port, path)).status) == (address, 200)


async def test_a_page_has_a_strict_policy_and_is_not_kept(web: Web) -> None:
    reply = await ask(web.port, web.link().removeprefix(web.root))

    policy = dict(
        part.split(" ", 1)
        for part in reply.headers["content-security-policy"].split("; ")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self'",
        "font-src": "'self'",
        "frame-src": "'self'",
        "media-src": "'self'",
        "connect-src": f"'self' ws://127.0.0.1:{web.port}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    assert reply.headers["cache-control"] == "no-store"


async def test_a_link_names_port_token_and_overlay(web: Web) -> None:
    assert web.link() == (
        f"http://127.0.0.1:{web.port}/o/{web.tokens.overlay('leaderboard')}/leaderboard/"
    )


async def test_a_missing_slash_leads_to_the_page(web: Web) -> None:
    path = web.link().removeprefix(web.root).rstrip("/")

    reply = await ask(web.port, path)

    assert (reply.status, reply.headers["location"]) == (308, "leaderboard/")
    async with web.http.get(web.root + path) as page:
        assert (page.status, str(page.url)) == (200, web.link())


def wrong_links(web: Web) -> list[str]:
    mine, other = web.tokens.overlay("leaderboard"), web.tokens.overlay("chat")
    return [
        f"/o/{other}/leaderboard/",
        "/o/wrong/leaderboard/",
        f"/o/{mine[:-1]}/leaderboard/",
        f"/o/{mine}x/leaderboard/",
        f"/o/{mine.upper()}/leaderboard/",
        f"/o/{mine}/nothing/",
        f"/o/{mine}/",
        "/o//leaderboard/",
        "/o/%00/leaderboard/",
        f"/o/{mine}%00/leaderboard/",
        "/o/%ff%fe/leaderboard/",
        f"//o/{mine}/leaderboard/",
        f"/o/./{mine}/leaderboard/",
    ]


async def test_a_wrong_link_opens_nothing(web: Web) -> None:
    for link in wrong_links(web):
        reply = await ask(web.port, link)
        assert (link, reply.status) in ((link, 404), (link, 400))


async def test_a_wrong_link_says_nothing_about_why(web: Web) -> None:
    other = web.tokens.overlay("chat")
    bodies = {
        (await ask(web.port, path)).body
        for path in (
            f"/o/{other}/leaderboard/",
            "/o/wrong/leaderboard/",
            "/o/wrong/nothing/",
            "/o/wrong/leaderboard/overlay.js",
            "/o/wrong/shared/base.css",
            f"/o/{other}/leaderboard/ws",
            f"/o/wrong/picture/{'0' * 32}",
        )
    }

    assert len(bodies) == 1


async def test_a_stale_link_shows_nothing_on_the_stream(web: Web) -> None:
    reply = await ask(web.port, "/o/stale/leaderboard/", headers=OBS)

    assert reply.status == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert re.sub(r"<[^>]*>", "", reply.body.decode()) == ""


async def test_a_rotated_link_is_dead_and_its_page_cut(web: Web) -> None:
    old = web.link()
    page = await web.open_page()
    await page.receive(timeout=PATIENCE_S)

    new = await web.server.rotate("leaderboard")

    assert (await page.receive(timeout=PATIENCE_S)).data == LINK_IS_DEAD
    assert (await ask(web.port, old.removeprefix(web.root))).status == 404
    assert (await ask(web.port, new.removeprefix(web.root))).status == 200


async def test_a_page_that_comes_back_by_a_dead_link_can_tell(web: Web) -> None:
    old = web.link().removeprefix(web.root) + "ws"
    assert (await ask(web.port, old)).status == 400
    await web.server.rotate("leaderboard")

    assert (await ask(web.port, old)).status == 404
    assert (await ask(web.port, old, headers=UPGRADE)).status == 404


# 14: paths that lead elsewhere


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("below", ["leaderboard", "shared"])
async def test_no_path_leads_out_of_the_folder(
    web: Web, trick: str, below: str
) -> None:
    token = web.tokens.overlay("leaderboard")

    reply = await ask(web.port, f"/o/{token}/{below}/{trick}")

    assert reply.status in (400, 404, 421)
    assert b"root:" not in reply.body
    assert b"import" not in reply.body


async def test_what_is_not_ours_to_show_is_not_there(web: Web) -> None:
    token = web.tokens.overlay("leaderboard")
    for path in (
        "leaderboard/__init__.py",
        "overlay.py",
        "shared/PHOSPHOR-LICENSE.txt",
    ):
        assert (await ask(web.port, f"/o/{token}/{path}")).status == 404


async def test_a_file_is_sent_again_only_when_it_changed(web: Web) -> None:
    path = web.link().removeprefix(web.root) + "overlay.js"
    first = await ask(web.port, path)
    second = await ask(web.port, path, headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    assert (second.status, second.body) == (304, b"")


async def test_a_text_travels_packed_to_who_can_unpack_it(web: Web) -> None:
    path = web.link().removeprefix(web.root) + "overlay.js"
    plain = await ask(web.port, path)
    packed = await ask(web.port, path, headers={"Accept-Encoding": "br, gzip"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


async def test_fonts_and_scripts_are_shared(web: Web) -> None:
    token = web.tokens.overlay("chat")
    fonts = [path for path in (SHARED / "fonts").iterdir() if path.suffix == ".woff2"]

    assert fonts
    for path in fonts:
        reply = await ask(web.port, f"/o/{token}/shared/fonts/{path.name}")
        assert (reply.status, reply.headers["content-type"]) == (200, "font/woff2")


# Pictures


async def test_an_avatar_reaches_the_page(web: Web, engine: SmallEngine) -> None:
    engine.feed(rose(viewer("luna", avatar=f"https://{NAME}/luna.png")))
    async with web.open_page() as page:
        state = (await next_message(page))["data"]["state"]

    reply = await ask(web.port, state["rows"][0]["avatar"])

    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    assert reply.body == png()
    assert "sandbox" in reply.headers["content-security-policy"]


async def test_an_avatar_that_cannot_be_had_is_404(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(rose(viewer("luna", avatar=f"https://{NAME}/drawing.png")))
    async with web.open_page() as page:
        state = (await next_message(page))["data"]["state"]

    assert (await ask(web.port, state["rows"][0]["avatar"])).status == 404


@pytest.mark.parametrize(
    "key", ["0" * 32, "x", "../tokens.json", "..%2ftokens.json", "0" * 31 + "G", "%00"]
)
async def test_a_picture_that_is_not_there_is_404(web: Web, key: str) -> None:
    token = web.tokens.overlay("chat")

    assert (await ask(web.port, f"/o/{token}/picture/{key}")).status in (400, 404)


async def test_a_picture_needs_a_link(web: Web) -> None:
    assert (await ask(web.port, f"/o/wrong/picture/{'0' * 32}")).status == 404
