"""The pages of card, spotlight, viewers, hype train and prompter in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from overlays.markdown import nodes_of
from tests.overlays.conftest import BY_NAME, Show
from tests.overlays.sampling import frame
from tests.overlays.test_markdown import HOSTILE

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


def card(text: str, **more: Any) -> dict[str, Any]:
    known = {"id": "c", "title": "T", "picture": None, "nodes": nodes_of(text)}
    return {"card": {**known, **more}}


async def test_markdown_becomes_elements_of_a_short_list(show: Show) -> None:
    text = "# One\n**bold** *it*\nnext\n\n1. a\n2. b"
    page = (await show("card", card(text))).page

    tags = await page.locator(".body *").evaluate_all(
        "(all) => all.map((one) => one.tagName)"
    )
    assert tags == ["H1", "BDI", "H2", "P", "B", "I", "BR", "OL", "LI", "LI"]


async def test_no_text_of_a_card_runs_or_links(show: Show) -> None:
    shown = await show("card", card("calm"))
    allowed = "h1, h2, h3, h4, p, ul, ol, li, b, i, br, bdi, div"
    for number, text in enumerate(HOSTILE):
        await shown.server.show(card(text, title=f"card {number}"))
        await expect(shown.page.locator(".head")).to_have_text(f"card {number}")
        strange = shown.page.locator(f".body *:not({allowed})")
        assert await strange.count() == 0, text
    forged = [
        {"kind": "script", "nodes": [{"kind": "text", "text": "window.pwned=1"}]},
        {"kind": "__proto__", "nodes": []},
        {"kind": "constructor"},
        {"kind": "p", "nodes": [{"kind": "text", "text": "<b>left</b>"}]},
    ]
    await shown.server.show(card("", nodes=forged))

    await expect(shown.page.locator(".text")).to_have_text("<b>left</b>")
    assert await shown.page.locator("#stage script").count() == 0
    origin = f"http://127.0.0.1:{shown.server.port}/"
    assert [url for url in shown.requests if not url.startswith(origin)] == []
    assert shown.complaints == []


async def test_a_picture_of_ours_shows_and_one_that_is_gone_leaves_no_gap(
    show: Show,
) -> None:
    shown = await show("card", card("x", picture="https://evil.example/x.png"))
    await expect(shown.page.locator(".picture")).to_have_count(0)
    await shown.server.show(card("x", picture="/pictures/none"))
    await expect(shown.page.locator(".text")).to_have_text("x")

    await expect(shown.page.locator(".picture")).to_have_count(0)


async def test_what_nobody_tells_is_a_dash(show: Show) -> None:
    state = BY_NAME["viewers"].preview()
    shown = await show("viewers", state, platforms=True, peak=True, likes=True)
    items = shown.page.locator(".item")
    await expect(items).to_have_text(
        ["1,792", "1,284", "412", "96", "peak 2,104", "219,044"]
    )
    unknown = {"title": "Here", "watching": None, "peak": None, "likes": None}
    await shown.server.show({"viewers": {**unknown, "platforms": []}})

    await expect(items).to_have_text(["Here", "–", "peak –", "–"])


async def test_a_spotlight_changes_and_goes_when_its_viewer_does(show: Show) -> None:
    state = BY_NAME["spotlight"].preview()
    shown = await show("spotlight", state)
    page = shown.page
    await expect(page.locator(".fact")).to_have_text(
        ["#2place", "9,815points", "120gifts"]
    )
    other = {**state["spotlight"], "viewer": "twitch:1", "name": "Nova", "rank": None}
    await shown.server.show({"spotlight": {**other, "points": None, "gifts": 1}})
    await expect(page.locator(".name")).to_have_text("Nova")
    await expect(page.locator(".fact")).to_have_text(["1gift"])
    await shown.server.retract("twitch:1")

    await expect(page.locator(".slab")).to_have_count(0)


async def test_a_train_tells_its_level_and_the_time_that_is_left(show: Show) -> None:
    loaded = 1_767_297_600.0
    now = loaded + 30
    state = BY_NAME["hype_train"].preview()
    state["train"]["ends_at"] = (now + 89) * 1_000
    shown = await show("hype_train", state, clock=loaded)
    page = shown.page
    await page.clock.pause_at(now)
    await expect(page.locator(".lead")).to_have_text("3")
    await expect(page.locator(".head .figure")).to_have_text("74 %")
    await expect(page.locator(".left")).to_have_text("1:29")
    await page.clock.run_for(30_000)
    assert await page.locator(".left").inner_text() == "0:59"
    await shown.server.retract("twitch:112")
    await shown.arrived('"ids"')
    await page.clock.run_for(50)

    await expect(page.locator(".person")).to_have_text(
        ["NNova_Kessler", "ZZoë Ångström"]
    )


async def test_the_prompter_drops_what_is_deleted_and_the_oldest_first(
    show: Show,
) -> None:
    shown = await show("prompter", BY_NAME["prompter"].preview(), size=(1232, 200))
    await frame(shown.page)
    seen = shown.page.locator(".line:not([hidden])")
    await expect(seen.last.locator(".name")).to_have_text("Nova_Kessler")
    assert 0 < await seen.count() < 5
    await shown.server.retract(5)

    await expect(seen.last.locator(".name")).to_have_text("مريم الزهراء")
    await expect(seen.last).to_have_attribute("dir", "rtl")


async def test_the_log_has_times(show: Show) -> None:
    at = 1_767_297_600_000
    state = {
        "shows": "log",
        "lines": [{"id": "1", "at": at, "text": "Scene: Game", "is_bad": True}],
    }
    page = (await show("prompter", state, shows="log", heading=True)).page

    await expect(page.locator(".head")).to_have_text("Log")
    await expect(page.locator(".bad .text")).to_have_text("Scene: Game")
    assert (await page.locator(".time").inner_text()).count(":") == 2
