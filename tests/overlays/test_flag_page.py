"""The flag's page in a real browser: the code is read off the picture."""

from __future__ import annotations

import pytest
import zxingcpp
from playwright.async_api import Page, expect
from PySide6.QtGui import QImage

from overlays.flag import Flag
from overlays.themes import THEMES
from tests.overlays.conftest import BY_NAME, Show
from tests.overlays.on_air import scored, state
from tests.overlays.sampling import rest
from tests.overlays.server import settings_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

FLAG = Flag()
SIZE = (FLAG.width, FLAG.height)


async def read(page: Page) -> list[str]:
    """Return what a camera reads in the page; dark on light only, as some do."""
    picture = QImage.fromData(await page.screenshot())
    return [one.text for one in zxingcpp.read_barcodes(picture, try_invert=False)]


async def test_the_code_is_read_in_every_theme(show: Show) -> None:
    link = state(FLAG, code="https://companion.example/join?room=7&von=München")
    shown = await show("flag", link, size=SIZE, background="#808080")
    page = shown.page
    for theme in THEMES:
        shown.server.settings = settings_of(
            BY_NAME["flag"], theme=theme, background="#808080"
        )
        await shown.server.resend()
        await expect(page.locator("#stage")).to_have_attribute("data-theme", theme)
        await rest(page)

        expected = ["https://companion.example/join?room=7&von=München"]
        assert await read(page) == expected, theme


async def test_a_flag_from_what_comes_next_to_who_found_it(show: Show) -> None:
    waiting = state(FLAG, phase="waiting")
    shown = await show("flag", waiting, size=SIZE, motion="reduced")
    page = shown.page
    await expect(page.locator(".title")).to_have_text(
        "Next: Find the flag in the haunted house"
    )
    assert await read(page) == [], "nobody may find it before it begins"

    await shown.server.show(state(FLAG, found=()))
    await expect(page.locator(".worth")).to_have_text("+250")
    await expect(page.locator(".code")).to_have_text("!flag GH0ST-LANTERN")
    await expect(page.locator(".person")).to_have_count(0)
    assert await read(page) == ["!flag GH0ST-LANTERN"]

    found = (scored(2, 250, first=True), scored(4, 100))
    await shown.server.show(state(FLAG, found=found))
    await expect(page.locator(".person .name")).to_have_text(["Луна", "さくらもち🌸"])
    await expect(page.locator(".person .note")).to_have_text(["", "First blood"])
    await shown.server.retract("tiktok:104")
    await expect(page.locator(".person")).to_have_count(1)

    longest = "x" * 412
    await shown.server.show(state(FLAG, code=longest))
    await expect(page.locator(".code")).to_contain_text("xxx")
    assert await read(page) == [longest]

    await shown.server.show(state(FLAG, code="", points=0))
    await expect(page.locator(".qr, .code, .worth")).to_have_count(3)
    for part in (".qr", ".code", ".worth"):
        await expect(page.locator(part)).to_be_hidden()
    await shown.server.show(state(FLAG, phase="failed"))
    await expect(page.locator(".qr")).to_be_hidden()
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)
