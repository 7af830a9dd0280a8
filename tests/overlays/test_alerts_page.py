"""The alerts' page in a real browser."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.async_api import expect

from companion.domain.moments import Moment
from companion.domain.values import Platform
from overlays.alerts import Alerts, AlertsSettings
from overlays.overlay import State
from tests.overlays.conftest import Show
from tests.overlays.sampling import boxes, frame, rest
from tests.overlays.stream import Stream, moment, viewer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SOUNDS = """
  window.heard = [];
  window.Audio = class {
    constructor(path) { this.path = path; }
    play() { window.heard.push(this.path); return Promise.resolve(); }
    pause() {}
    removeAttribute() {}
  };
"""


def now() -> int:
    return round(time.time() * 1_000_000)


def streak(count: int, number: int = 1, **more: Any) -> Moment:
    known = {
        "viewer": viewer("Луна", "tiktok"),
        "platform": Platform.TIKTOK,
        "count": count,
        "worth": count,
        "title": "Rose",
        "is_running": True,
        "began": now(),
        **more,
    }
    return moment(number, "gift", **known)


def state(*moments: Moment, **chosen: Any) -> State:
    found = Alerts().project(
        Stream(happened=moments, now=now()), AlertsSettings(**chosen)
    )
    found.pop("next_at")
    for one in (found["main"], *found["rows"]):
        if one and one["sound"]:
            one["sound"] = f"/o/{one['sound']}.wav"
    return found


async def test_the_counter_of_a_streak_grows_in_place(show: Show) -> None:
    shown = await show("alerts", state(streak(120)))
    page = shown.page
    await expect(page.locator(".large .name")).to_have_text("Луна")
    await expect(page.locator(".large .deed")).to_have_text("sent Rose")
    await expect(page.locator(".large:not(.leaving) .amount")).to_have_text("×120")
    await page.evaluate("window.plate = document.querySelector('.large')")
    await shown.server.show(state(streak(121)))

    await expect(page.locator(".large:not(.leaving) .amount")).to_have_text("×121")
    assert await page.evaluate("window.plate === document.querySelector('.large')")
    await shown.server.show(state())
    await expect(page.locator(".large")).to_have_count(0)
    await rest(page)
    assert shown.complaints == []


async def test_a_sound_plays_when_an_alert_begins_and_never_again(show: Show) -> None:
    shown = await show("alerts", state(streak(120)), script=SOUNDS)
    page = shown.page
    assert await page.evaluate("window.heard") == [], "its beginning was not seen"
    await shown.server.show(state(streak(300, 2)))
    await expect(page.locator(".large:not(.leaving) .amount")).to_have_text("×300")
    await shown.server.show(state(streak(301, 2)))
    await expect(page.locator(".large:not(.leaving) .amount")).to_have_text("×301")

    heard = await page.evaluate("window.heard")
    assert [path.rpartition("/")[2] for path in heard] == ["builtin:chime.wav"]


async def test_medium_and_small_alerts_keep_their_amounts_beside_long_names(
    show: Show,
) -> None:
    long = "thisnameisfartoolongforanyoverlaytoshowinfull" * 3
    paid = moment(
        1,
        "superchat",
        viewer=viewer(long, "youtube"),
        amount_micros=20_000_000,
        currency="EUR",
        text="for the song 🙏",
        began=now(),
    )
    cheered = moment(2, "cheer", viewer=viewer(long), count=10, worth=10, began=now())
    arabic = streak(3, 3, viewer=viewer("مريم الزهراء", "tiktok"))
    shown = await show("alerts", state(paid, cheered, arabic), size=(1000, 700))
    page = shown.page
    await frame(page)
    [plate] = await boxes(page, ".medium")
    [amount] = await boxes(page, ".medium .amount")
    assert amount["right"] <= plate["right"]
    await expect(page.locator(".medium .amount")).to_have_text("€20.00")
    await expect(page.locator(".medium .text")).to_have_text("for the song 🙏")
    rows = await boxes(page, ".row")
    amounts = await boxes(page, ".row .amount")
    assert len(rows) == len(amounts) == 2
    for row, one in zip(rows, amounts, strict=True):
        assert one["right"] <= row["right"]
        assert one["width"] > 20
    await expect(page.locator(".row .amount").first).to_have_text("10 bits")


async def test_what_joined_is_counted_and_what_is_taken_off_goes_at_once(
    show: Show,
) -> None:
    began = now()
    followers = [
        moment(n, "follow", viewer=viewer(f"v{n}"), began=began) for n in range(1, 8)
    ]
    raid = moment(9, "raid", viewer=viewer("Paula"), viewers=84, began=began)
    shown = await show("alerts", state(*followers, raid))
    page = shown.page
    await expect(page.locator(".row").first).to_have_text("v1 and 6 others followed")
    await expect(page.locator(".row").last).to_have_text("Paula raids with 84")
    await shown.server.retract(9)

    await expect(page.locator(".row")).to_have_count(1)
    assert shown.complaints == []
