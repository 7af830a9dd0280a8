"""What every overlay's page does alike, in a real browser."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.overlays.conftest import BACK_S, BY_NAME, Show
from tests.overlays.people import FULL, PEOPLE, board, line, lines, people_in, top
from tests.overlays.pixels import pixel
from tests.overlays.sampling import frame, rest, styles
from tests.support.patience import soonest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

ROOT = {"leaderboard": ".board", "question": ".card", "chat": ".line"}
"""What the pages that were there first are known by; all others are alike."""

each = pytest.mark.parametrize("name", list(ROOT))


@each
async def test_the_page_loads_without_complaint_and_asks_nobody_else(
    show: Show, name: str
) -> None:
    shown = await show(name, BY_NAME[name].preview())
    await expect(shown.page.locator(ROOT[name]).first).to_be_visible()
    await rest(shown.page)

    origin = f"http://127.0.0.1:{shown.server.port}/"
    assert shown.complaints == []
    assert [url for url in shown.requests if not url.startswith(origin)] == []


@each
async def test_the_preview_fits_the_size_that_is_given_to_the_source(
    show: Show, name: str
) -> None:
    overlay = BY_NAME[name]
    size = (overlay.width, overlay.height)
    page = (await show(name, overlay.preview(), size=size)).page
    await expect(page.locator(ROOT[name]).first).to_be_visible()
    await rest(page)

    outside = await page.locator("#stage *").evaluate_all(
        """(all) => all.map((one) => one.getBoundingClientRect())
          .filter((at) => at.right > innerWidth || at.bottom > innerHeight
            || at.left < 0 || at.top < 0).length"""
    )
    assert outside == 0
    assert await page.locator(".row, .line").count() == len(
        overlay.preview().get("rows") or overlay.preview().get("lines") or []
    )


@each
async def test_every_word_comes_from_the_labels(show: Show, name: str) -> None:
    overlay = BY_NAME[name]
    labels = {
        key: "".join(["⟦", *re.findall(r"\{\w+\}", text), "⟧"])
        for key, text in overlay.labels().items()
    }
    labels["language"] = "en"
    page = (await show(name, FULL[name], labels=labels)).page
    await expect(page.locator(ROOT[name]).first).to_be_visible()
    text = await page.locator("#stage").inner_text()

    for written in sorted(people_in(FULL[name]), key=len, reverse=True):
        text = text.replace(written, "")
    assert "⟦" in text
    assert re.findall(r"[^\W\d_]+", text) == []
    assert "⟦" in await page.title()


@each
async def test_the_page_says_which_language_it_speaks(show: Show, name: str) -> None:
    labels = {**BY_NAME[name].labels(), "language": "fr"}
    page = (await show(name, BY_NAME[name].preview(), labels=labels)).page

    await expect(page.locator("html")).to_have_attribute("lang", "fr")


async def corner(page: Page) -> tuple[int, ...]:
    clip = {"x": 1910, "y": 5, "width": 1, "height": 1}
    return pixel(await page.screenshot(clip=clip, omit_background=True))


@each
async def test_the_background_is_transparent_or_as_chosen(
    show: Show, name: str
) -> None:
    state = BY_NAME[name].preview()
    chosen = {
        "transparent": (0, 0, 0, 0),
        "chroma": (0, 255, 0, 255),
        "#336699": (0x33, 0x66, 0x99, 255),
    }
    for background, colour in chosen.items():
        page = (await show(name, state, background=background)).page
        await expect(page.locator(ROOT[name]).first).to_be_visible()
        assert await corner(page) == colour


async def test_the_style_that_obs_adds_does_not_take_the_chroma_away(
    show: Show,
) -> None:
    page = (await show("leaderboard", top(3), background="chroma")).page
    await page.add_style_tag(
        content="body { background-color: rgba(0, 0, 0, 0); margin: 0px auto; "
        "overflow: hidden; }"
    )

    assert await corner(page) == (0, 255, 0, 255)


@pytest.mark.parametrize("align", ["top-left", "top", "right", "bottom-right"])
async def test_it_stands_where_the_broadcaster_wants_it(show: Show, align: str) -> None:
    page = (
        await show("leaderboard", top(3), align=align, margin_x=64, margin_y=48)
    ).page
    await frame(page)
    at = await page.locator(".board").bounding_box()
    assert at is not None

    left = {"top-left": 64, "top": 640, "right": 1216, "bottom-right": 1216}
    assert at["x"] == left[align]
    if align.startswith("top"):
        assert at["y"] == 48
    elif align.startswith("bottom"):
        assert at["y"] + at["height"] == 1080 - 48
    else:
        assert at["y"] + at["height"] / 2 == pytest.approx(540, abs=1)


async def test_its_size_follows_the_settings(show: Show) -> None:
    page = (await show("leaderboard", top(3), scale=150)).page
    await frame(page)

    assert await styles(page, ".row:not(.first) .who", "fontSize") == ["48px"] * 2


async def test_colours_and_opacity_follow_the_settings(show: Show) -> None:
    light = {"slab": "#ffffff", "ink": "#101010", "mute": "#333333", "moved": "#004a4d"}
    page = (await show("leaderboard", top(2), opacity=90, **light)).page
    await frame(page)

    plates = await styles(page, ".row > .plate", "backgroundColor")
    assert plates == ["rgba(255, 255, 255, 0.9)"] * 2
    assert await styles(page, ".row:not(.first) .name", "color") == ["rgb(16, 16, 16)"]
    ranks = await styles(page, ".row:not(.first) .rank", "backgroundColor")
    assert ranks == ["rgb(233, 233, 233)"]


@each
async def test_it_comes_back_within_two_seconds_and_keeps_the_last_state(
    show: Show, name: str
) -> None:
    shown = await show(name, FULL[name])
    await expect(shown.page.locator(ROOT[name]).first).to_be_visible()
    await rest(shown.page)
    before = await shown.page.locator("#stage").inner_text()
    port = shown.server.port

    async def back() -> float:
        await shown.server.stop()
        await shown.complained(times=len(shown.complaints) + 4)
        assert await shown.page.locator("#stage").inner_text() == before
        shown.server.heard.clear()
        began = time.monotonic()
        await shown.server.start(port)
        await shown.server.until(lambda server: server.heard)
        return time.monotonic() - began

    assert await soonest(BACK_S, back) < BACK_S
    assert await shown.page.locator("#stage").inner_text() == before
    assert shown.server.requests["page"] == 1, "nothing was loaded again"


async def test_after_a_break_it_shows_what_is_now(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    port = shown.server.port
    await shown.server.stop()
    shown.server.state = board(4, 5)
    await shown.server.start(port)

    await expect(shown.page.locator(".place")).to_have_text(["1", "2"])
    await expect(shown.page.locator(".name").first).to_have_text("Луна")


async def test_a_newer_app_brings_its_own_page_without_a_flash(show: Show) -> None:
    shown = await show("leaderboard", top(3), size=(700, 520))
    page = shown.page
    await expect(page.locator(".row")).to_have_count(3)
    await rest(page)
    cast = await page.context.new_cdp_session(page)
    seen: list[int] = []

    async def take(event: dict[str, Any]) -> None:
        seen.append(len(event["data"]))
        await cast.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    cast.on("Page.screencastFrame", take)
    await cast.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    shown.server.app = "2"
    await shown.server.resend()

    await expect(page.locator("#stage")).to_have_count(0)
    newer = page.frame_locator("iframe")
    await expect(newer.locator(".row")).to_have_count(3)
    await frame(page)
    await cast.send("Page.stopScreencast")
    assert shown.server.requests["page"] == 3, "looked whether it is there, then went"
    await shown.server.until(lambda server: server.connected == 1)
    assert seen
    # What moves and icons that come make a frame differ a little.
    assert min(seen) > 0.8 * max(seen), "one without words packs to half of it"
    assert shown.complaints == []


async def test_a_newer_page_is_loaded_for_good_when_nobody_looks(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    shown.server.app = "2"
    await shown.server.resend()
    await expect(shown.page.locator("#stage")).to_have_count(0)
    hidden = "new CustomEvent('obsSourceVisibleChanged', {detail: {visible: false}})"
    async with shown.page.expect_event("load"):
        await shown.page.evaluate(f"dispatchEvent({hidden}) && null")

    await expect(shown.page.locator(".row")).to_have_count(3)
    await expect(shown.page.locator("iframe")).to_have_count(0)


async def test_what_it_does_not_understand_it_leaves_alone(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    await expect(shown.page.locator(".row")).to_have_count(3)
    for nonsense in ("", "{", "null", "[]", '{"v":2,"kind":"update","data":{}}'):
        await shown.server.send_raw(nonsense)
    await shown.server.send_raw('{"v":1,"seq":9,"kind":"later","data":{"state":1}}')
    await shown.server.show(top(2))

    await expect(shown.page.locator(".row")).to_have_count(2)
    assert shown.complaints == []


async def test_it_says_every_ten_seconds_that_it_lives(show: Show) -> None:
    loaded = 1_767_297_600
    shown = await show("chat", lines(line(1)), clock=loaded)
    await shown.page.clock.pause_at(loaded + 60)
    await shown.server.until(lambda server: server.heard)
    shown.server.heard.clear()
    await shown.page.clock.run_for(30_100)
    await shown.server.until(lambda server: len(server.heard) >= 3)

    assert len(shown.server.heard) == 3
    beat = shown.server.heard[-1]
    assert (beat["v"], beat["kind"]) == (1, "alive")
    delay = beat["data"].pop("delay")
    assert beat["data"] == {"visible": True, "seq": 1, "obs": None}
    assert delay >= 0, "until the first message was drawn"


async def test_a_link_that_was_replaced_shows_nothing_any_more(show: Show) -> None:
    shown = await show("chat", lines(line(1)))
    await expect(shown.page.locator(".line")).to_have_count(1)
    await shown.server.close_pages(code=4404)

    await expect(shown.page.locator("#stage")).to_have_count(0)
    assert shown.complaints == []


async def test_by_a_link_that_opens_nothing_it_hides_until_one_does(show: Show) -> None:
    shown = await show("chat", lines(line(1)))
    seen = shown.page.locator("html")
    shown.server.is_unknown = True
    await shown.server.close_pages(code=1001)
    await expect(seen).to_have_css("opacity", "0")

    shown.server.is_unknown = False
    await expect(seen).to_have_css("opacity", "1")
    await expect(shown.page.locator(".line")).to_have_count(1)


async def test_it_tells_the_version_of_obs(show: Show) -> None:
    shown = await show(
        "chat", lines(), script='window.obsstudio = { pluginVersion: "2.26.8" };'
    )

    assert shown.server.heard[0]["data"]["obs"] == "2.26.8"


def tell_obs(page: Page, *, visible: bool) -> Any:
    return page.evaluate(
        "(visible) => dispatchEvent("
        "new CustomEvent('obsSourceVisibleChanged', { detail: { visible } }))",
        visible,
    )


async def test_while_obs_hides_it_nothing_is_drawn(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    await expect(shown.page.locator(".row")).to_have_count(3)
    await tell_obs(shown.page, visible=False)
    await shown.server.until(lambda s: s.heard[-1]["data"]["visible"] is False)
    shown.frames.clear()
    for places in (4, 5):
        await shown.server.show(top(places))
    await shown.arrived(PEOPLE[4][0])
    await frame(shown.page)
    assert await shown.page.locator(".row").count() == 3

    await tell_obs(shown.page, visible=True)
    await expect(shown.page.locator(".row")).to_have_count(5)
    assert await shown.page.evaluate("document.getAnimations().length") == 0
    await shown.server.until(lambda s: s.heard[-1]["data"]["visible"] is True)


async def test_what_is_retracted_while_hidden_never_flashes_up_again(
    show: Show,
) -> None:
    shown = await show("chat", lines(line(1, text="bad"), line(2, text="good")))
    await expect(shown.page.locator(".line")).to_have_count(2)
    await tell_obs(shown.page, visible=False)
    await shown.server.retract(1)

    await expect(shown.page.locator(".text")).to_have_text(["good"])


@each
async def test_at_rest_it_costs_nothing(show: Show, name: str) -> None:
    shown = await show(name, FULL[name])
    await expect(shown.page.locator(ROOT[name]).first).to_be_visible()
    await rest(shown.page)
    devtools = await shown.page.context.new_cdp_session(shown.page)
    await devtools.send("Performance.enable")

    quietest = min([await cost_of_two_seconds(shown.page, devtools) for _ in "ab"])

    assert quietest < 0.010, "half a per cent of one core"


async def cost_of_two_seconds(page: Page, devtools: CDPSession) -> float:
    """Return the seconds that the page's main thread worked in two seconds."""
    before = await worked(devtools)
    # Nothing is waited for here: a stretch of rest is what is measured.
    await page.wait_for_timeout(2_000)
    return await worked(devtools) - before


async def worked(devtools: CDPSession) -> float:
    answer = await devtools.send("Performance.getMetrics")
    metrics = {one["name"]: one["value"] for one in answer["metrics"]}
    return float(metrics["TaskDuration"])
