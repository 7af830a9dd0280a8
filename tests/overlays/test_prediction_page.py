"""The prediction's page in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from companion.domain.on_air import Option
from companion.domain.values import POINT
from overlays.prediction import Prediction
from tests.overlays.conftest import Show
from tests.overlays.on_air import state

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

PREDICTION = Prediction()
LINE = ".option .track > .line"


async def test_a_prediction_from_what_comes_next_to_who_was_right(show: Show) -> None:
    waiting = state(PREDICTION, phase="waiting")
    shown = await show("prediction", waiting, motion="reduced")
    page = shown.page
    await expect(page.locator(".title")).to_have_text(
        "Next: Do we beat the boss before midnight?"
    )

    await shown.server.show(state(PREDICTION))
    await expect(page.locator(f"{LINE} .amount")).to_have_text(
        ["18,400", "9,250", "4,100"]
    )
    await expect(page.locator(f"{LINE} .figure")).to_have_text(["58 %", "29 %", "13 %"])
    await expect(page.locator(".staked")).to_have_text("31,750 coins staked")
    await expect(page.locator(".count")).to_have_text("212 viewers")

    await shown.server.show(state(PREDICTION, keyword="!bet"))
    await expect(page.locator(".hint")).to_have_text("Type !bet 1 50 in any chat")

    await shown.server.show(state(PREDICTION, phase="results"))
    await expect(page.locator(".count")).to_have_text("212 viewers")
    await expect(page.locator(".hint")).to_be_hidden()
    await expect(page.locator(".lead .glyph")).to_have_count(0)

    # What came true wins, not what most coins were staked on.
    await shown.server.show(state(PREDICTION, phase="results", winner="2"))
    await expect(page.locator(f".ahead {LINE[8:]} .answer")).to_have_text(
        "With one life left"
    )
    await expect(page.locator(".ahead .lead .glyph")).to_have_count(1)
    await expect(page.locator(".behind")).to_have_count(2)

    await shown.server.show(state(PREDICTION, phase="failed", coins="pebbles"))
    await expect(page.locator(".side")).to_have_text("Called off. All pebbles go back")
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)


async def test_one_coin_is_called_by_the_name_of_one(show: Show) -> None:
    options = (Option(key="1", text="Yes", points=POINT), Option(key="2", text="No"))
    one = state(PREDICTION, options=options, coin="<i>pebble</i>", coins="pebbles")
    shown = await show("prediction", one, motion="reduced")

    await expect(shown.page.locator(".staked")).to_have_text("1 <i>pebble</i> staked")


async def test_coins_can_be_left_out(show: Show) -> None:
    shown = await show("prediction", state(PREDICTION), staked=False)

    await expect(shown.page.locator(f"{LINE} .amount")).to_have_text(["", "", ""])
    await expect(shown.page.locator(f"{LINE} .figure").first).to_have_text("58 %")
