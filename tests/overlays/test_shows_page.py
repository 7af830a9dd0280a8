"""Teams, gift menu, scoreboard and room in a real browser."""

from __future__ import annotations

from time import time
from typing import Any

import pytest
import zxingcpp
from msgspec import structs
from playwright.async_api import expect
from PySide6.QtGui import QImage

from companion.domain.on_air import MenuLine
from companion.domain.values import POINT
from overlays.gift_menu import GiftMenu
from overlays.room import Room
from overlays.scoreboard import Scoreboard
from overlays.teams import Teams
from overlays.themes import THEMES
from tests.overlays.conftest import BY_NAME, Show
from tests.overlays.on_air import EXAMPLES, scored, someone, state
from tests.overlays.sampling import rest
from tests.overlays.server import settings_of
from tests.overlays.test_every_page import outside

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

LAVA, ICE = EXAMPLES["teams"].teams  # type: ignore[attr-defined]  # of teams


async def test_two_teams_pull_a_rope_until_one_wins(show: Show) -> None:
    shown = await show("teams", state(Teams()), motion="reduced")
    page = shown.page
    await expect(page.locator(".amount")).to_have_text(["18,425", "12,980"])
    await expect(page.locator(".side")).to_have_text("Round 2")
    await expect(page.locator(".hint")).to_have_text("Type !team lava in any chat")
    await expect(page.locator(".won")).to_be_hidden()
    knot = page.locator(".knot")

    one_sided = (structs.replace(LAVA, value=0), structs.replace(ICE, value=9 * POINT))
    await shown.server.show(state(Teams(), teams=one_sided, winner="ice"))
    await expect(page.locator(".won")).to_have_text("Команда Лёд wins the round")
    # The stronger has nearly all of it, and the other is still seen.
    pulled = await knot.evaluate("(one) => parseFloat(one.style.transform.slice(11))")
    assert pulled == pytest.approx(8)
    await shown.server.show(state(Teams(), is_tied=True, phase="results"))
    await expect(page.locator(".won")).to_have_text("A tie")
    await expect(page.locator(".ring")).to_be_hidden()


async def test_six_teams_race_in_bars_and_stay_in_the_source(show: Show) -> None:
    teams = tuple(
        structs.replace(LAVA, key=str(n), name="W" * 200, value=10**15 * n)
        for n in range(6)
    )
    size = (Teams.width, Teams.height)
    six = state(Teams(), teams=teams, title="M" * 300, winner="5")
    shown = await show("teams", six, size=size, motion="reduced")
    await rest(shown.page)

    await expect(shown.page.locator(".rope")).to_be_hidden()
    await expect(shown.page.locator(".bar")).to_have_count(6)
    assert await outside(shown.page) == []


async def test_a_line_lights_with_who_fired_it_and_goes_out(show: Show) -> None:
    loaded = round(time())
    told = lit_at(loaded + 60, state(GiftMenu()))
    shown = await show("gift_menu", told, clock=loaded, lit_s=2)
    page = shown.page
    await page.clock.pause_at(loaded + 60)
    lit = page.locator(".item.lit")
    await expect(lit.locator(".does")).to_have_text("Boss music")
    await expect(lit.locator(".by")).to_have_text("さくらもち🌸")
    await page.clock.run_for(3_000)
    await expect(lit).to_have_count(0)
    await page.clock.resume()

    await shown.server.show(state(GiftMenu(), phase="failed"))
    await expect(page.locator(".item")).to_have_count(5)
    await expect(page.locator(".content")).to_be_hidden()


def lit_at(seconds: int, told: dict[str, Any]) -> dict[str, Any]:
    """Return a menu whose second line was lit then, by the page's clock."""
    told["shown"]["lines"][1]["lit_at"] = seconds * 1000
    return told


async def test_many_lines_take_turns_and_a_lit_one_comes_to_the_front(
    show: Show,
) -> None:
    lines = tuple(MenuLine(gift="Rose", label=f"label {n}") for n in range(12))
    many = state(GiftMenu(), lines=lines)
    shown = await show("gift_menu", many, motion="reduced", lines=5, turn_s=120)
    page = shown.page
    await expect(page.locator(".item")).to_have_count(5)

    last = (*lines[:11], structs.replace(lines[11], by=someone(1)))
    told = state(GiftMenu(), lines=last)
    told["shown"]["lit_line"] = "line-11"
    await shown.server.show(told)
    await expect(page.locator(".does").last).to_have_text("label 11")
    await expect(page.locator(".item:not(.leaving)")).to_have_count(5)
    await shown.server.retract("twitch:101")
    await expect(page.locator(".item.lit .by")).to_have_text("")


async def test_the_scoreboard_comes_with_its_rule_and_goes(show: Show) -> None:
    shown = await show("scoreboard", state(Scoreboard()), motion="reduced")
    page = shown.page
    await expect(page.locator(".title")).to_have_text("Scoreboard")
    await expect(page.locator(".rule")).to_contain_text("First is who sent it first")
    await expect(page.locator(".lead")).to_have_text(list("12245678"))
    await shown.server.retract("twitch:101")
    await expect(page.locator(".person")).to_have_count(7)
    await shown.server.show(state(Scoreboard(), scores=()))
    await expect(page.locator(".empty")).to_have_text("Nobody has a point yet")
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)


async def test_places_that_do_not_fit_make_room(show: Show) -> None:
    scores = tuple(scored(n, 10**12) for n in range(1, 16))
    board = state(Scoreboard(), scores=scores)
    size = (Scoreboard.width, 480)
    shown = await show("scoreboard", board, size=size, motion="reduced")
    await rest(shown.page)

    assert await outside(shown.page) == []
    await expect(shown.page.locator(".rule")).to_be_visible()


async def test_the_way_into_the_room_is_read_in_every_theme(show: Show) -> None:
    size = (Room.width, Room.height)
    shown = await show("room", state(Room()), size=size, background="#808080")
    page = shown.page
    await expect(page.locator(".code")).to_have_text("RAMEN7")
    await expect(page.locator(".address")).to_have_text("192.168.178.24\u200b:7718")
    for theme in THEMES:
        shown.server.settings = settings_of(
            BY_NAME["room"], theme=theme, background="#808080"
        )
        await shown.server.resend()
        await expect(page.locator("#stage")).to_have_attribute("data-theme", theme)
        await rest(page)
        picture = QImage.fromData(await page.screenshot())
        read = zxingcpp.read_barcodes(picture, try_invert=False)
        assert [one.text for one in read] == [EXAMPLES["room"].address], theme  # type: ignore[attr-defined]  # of a room


async def test_the_code_of_the_room_is_never_cut_off(show: Show) -> None:
    wide = state(Room(), code="WMWMWM", address="http://192.168.178.124:65535/#WMWMWM")
    shown = await show("room", wide, size=(Room.width, Room.height))
    page = shown.page

    cut = []
    for theme in THEMES:
        shown.server.settings = settings_of(
            BY_NAME["room"], theme=theme, motion="reduced", animation="none"
        )
        await shown.server.resend()
        await expect(page.locator("#stage")).to_have_attribute("data-theme", theme)
        await rest(page)
        code = page.locator(".code")
        if await code.evaluate("(one) => one.scrollWidth > one.clientWidth"):
            cut.append(theme)
    assert cut == []


async def test_a_room_that_closes_leaves_nothing(show: Show) -> None:
    shown = await show("room", state(Room()), motion="reduced")
    await shown.server.show(state(Room(), phase="failed"))
    await expect(shown.page.locator(".qr")).to_be_hidden()
    await expect(shown.page.locator(".code")).to_be_hidden()
    await shown.server.show({"shown": None})
    await expect(shown.page.locator(".slab")).to_have_count(0)
