"""The wheel's page in a real browser."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from overlays.wheel import Wheel
from tests.overlays.conftest import Show
from tests.overlays.on_air import someone, state
from tests.overlays.sampling import boxes, rest, styles

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

WHEEL = Wheel()
SIZE = (WHEEL.width, WHEEL.height)

UNDER_POINTER = """() => {
  const { left, top, width, height } = document.querySelector(".disc")
    .getBoundingClientRect();
  const found = document.elementsFromPoint(left + width * 0.93, top + height / 2);
  const sectors = [...document.querySelectorAll(".sector")];
  return sectors.indexOf(found.find((one) => sectors.includes(one)));
}"""


def spun(count: int, picked: int, **more: Any) -> dict[str, Any]:
    """Return a wheel of `count` slots that has long come to rest."""
    slots = tuple(f"slot {n}" for n in range(count))
    return state(WHEEL, slots=slots, picked=picked, **{"spun_at": 1_000, **more})


async def under_pointer(page: Page) -> int:
    found: int = await page.evaluate(UNDER_POINTER)
    return found


async def test_it_stops_at_what_was_picked(show: Show) -> None:
    shown = await show("wheel", spun(2, 0, turn=0.02), size=SIZE)
    page = shown.page
    for count, picked, turn in (
        (2, 0, 0.02),
        (2, 1, 0.98),
        (3, 2, 0.5),
        (7, 0, 0.1),
        (60, 0, 0.1),
        (60, 59, 0.9),
        (60, 31, 0.5),
    ):
        await shown.server.show(spun(count, picked, turn=turn))
        await expect(page.locator(".winner")).to_have_text(f"slot {picked}")
        await expect(page.locator(".sector")).to_have_count(count)

        assert await under_pointer(page) == picked, (count, picked)
        await expect(page.locator(".slot.hit")).to_have_text(f"slot {picked}")
    sizes = await styles(page, ".slot, .winner, .title", "fontSize")
    assert min(float(one.removesuffix("px")) for one in sizes) >= 24


async def test_pages_that_come_at_different_times_turn_alike(show: Show) -> None:
    now = time.time()
    turning = spun(12, 4, spun_at=round((now - 1) * 1_000_000), seconds=60)
    pages = [(await show("wheel", turning, size=SIZE)).page for _ in range(2)]
    begun = [
        await page.evaluate(
            """() => {
              const [turn] = document.querySelector(".rotor").getAnimations();
              return Date.now() - (performance.now() - turn.startTime);
            }"""
        )
        for page in pages
    ]

    assert begun == pytest.approx([(now - 1) * 1000] * 2, abs=20)
    await expect(pages[0].locator(".result")).to_be_hidden()
    assert await styles(pages[0], ".sector.hit", "fill") == []


async def test_the_result_comes_when_it_stands(show: Show) -> None:
    waiting = state(WHEEL, phase="waiting", picked=None, spun_at=None)
    shown = await show("wheel", waiting, size=SIZE)
    page = shown.page
    await expect(page.locator(".title")).to_have_text("Next: What happens next?")
    await expect(page.locator(".slot")).to_have_count(12)
    await expect(page.locator(".result")).to_be_hidden()

    began = round(time.time() * 1_000_000)
    await shown.server.show(
        state(WHEEL, phase="ongoing", picked=7, spun_at=began, seconds=0.8)
    )
    await expect(page.locator(".winner")).to_have_text("مفاجأة")
    assert time.time() * 1_000_000 >= began + 800_000
    await rest(page)
    assert await under_pointer(page) == 7

    await shown.server.show(state(WHEEL, phase="failed"))
    await expect(page.locator(".disc, .result")).to_have_count(2)
    await expect(page.locator(".disc")).to_be_hidden()
    await shown.server.show({"shown": None})
    await rest(page)
    await expect(page.locator(".slab.panel")).to_have_count(0)


async def test_with_reduced_motion_it_jumps_when_it_would_stand(show: Show) -> None:
    began = round(time.time() * 1_000_000)
    turning = spun(12, 4, spun_at=began, seconds=600)
    shown = await show("wheel", turning, size=SIZE, reduced=True)
    page = shown.page

    assert await styles(page, ".rotor", "transform") == ["matrix(1, 0, 0, 1, 0, 0)"]
    assert await page.evaluate("document.getAnimations().length") == 0
    await shown.server.show(spun(12, 4))
    await expect(page.locator(".winner")).to_have_text("slot 4")
    assert await under_pointer(page) == 4


async def test_sixty_long_texts_stay_in_their_slots(show: Show) -> None:
    slots = tuple(f"{n} {'W' * 300}" for n in range(60))
    long = state(WHEEL, slots=slots, picked=None, spun_at=None)
    page = (await show("wheel", long, size=SIZE)).page
    [disc] = await boxes(page, ".disc")
    for one in await boxes(page, ".slot"):
        assert disc["left"] < one["left"] < one["right"] < disc["right"]
        assert disc["top"] < one["top"] < one["bottom"] < disc["bottom"]


async def test_a_wheel_that_takes_names_tells_how_to_get_there(show: Show) -> None:
    wheel = state(
        WHEEL,
        phase="ongoing",
        slots=("",) * 6,
        people=tuple(someone(n) for n in range(1, 7)),
        keyword="!spin",
        picked=None,
        spun_at=None,
    )
    shown = await show("wheel", wheel, size=SIZE, motion="reduced")
    page = shown.page

    await expect(page.locator(".hint")).to_have_text("Type !spin in any chat")
    await expect(page.locator(".labels .slot").first).to_have_text("Nova_Kessler")
    foot = await page.locator(".foot").bounding_box()
    disc = await page.locator(".disc").bounding_box()
    assert foot is not None
    assert disc is not None
    assert foot["y"] + foot["height"] <= disc["y"]
    assert disc["y"] + disc["height"] <= WHEEL.height

    await shown.server.show(state(WHEEL, phase="ongoing", picked=None, spun_at=None))
    await expect(page.locator(".foot")).to_be_hidden()
