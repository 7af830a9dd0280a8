"""Themes and hostile texts together; the sheets themselves: tests/overlays/sheet.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from overlays.overlay import State
from overlays.themes import THEMES
from tests.overlays.conftest import BY_NAME, Shown
from tests.overlays.sheet import KINDS, Sheet, everything, written

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

ALL = [name for name in BY_NAME if name != "stage"]

SAMPLE = {"leaderboard": 3, "chat": 1, "poll": 2, "alerts": 0}
"""Overlays that are built differently, and where their turn of themes begins."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bench(browser: Browser) -> AsyncIterator[Page]:
    """Return a page that measures pictures of others."""
    page = await browser.new_page()
    yield page
    await page.close()


@pytest.mark.parametrize(("name", "turn"), SAMPLE.items())
async def test_some_texts_in_some_themes_stay_in_their_place(
    browser: Browser, bench: Page, name: str, turn: int
) -> None:
    themes = list(THEMES)[turn::4]
    # The longest and the most hostile; the others by turns.
    wanted = [
        (theme, kind)
        for n, theme in enumerate(themes)
        for kind in (KINDS[n % 4], *KINDS[4:])
    ]
    cells = await Sheet(browser, BY_NAME[name], bench).cells(wanted, pictures=False)

    assert len(cells) == 3 * len(themes)
    assert [cell for cell in cells if cell.faults] == []


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
async def test_every_text_in_every_theme_stays_in_its_place(
    browser: Browser, bench: Page, name: str
) -> None:
    sheet = Sheet(browser, BY_NAME[name], bench)
    cells = await sheet.cells(everything(), pictures=False)

    assert len(cells) == len(THEMES) * len(KINDS)
    assert [cell for cell in cells if cell.faults] == []


FAULTY = """() => {
  document.querySelector(".name").style.textOverflow = "clip";
  document.querySelector(".row").style.marginLeft = "-40px";
  const spot = document.body.appendChild(document.createElement("i"));
  spot.style.cssText =
    "position: fixed; right: 0; bottom: 0; width: 9px; height: 9px; background: red";
  window.pwned = 1;
}"""


async def test_a_fault_is_found(browser: Browser, bench: Page) -> None:
    class Faulty(Sheet):
        async def _show(self, shown: Shown, theme: str, state: State) -> None:
            await super()._show(shown, theme, state)
            await shown.page.evaluate(FAULTY)

    wanted = [("studio", KINDS[4])]
    [cell] = await Faulty(browser, BY_NAME["leaderboard"], bench).cells(wanted)
    told = " ".join(cell.faults)

    for fault in ("cut off", "reaches beyond", "pixels are painted", "a script ran"):
        assert fault in told, told


async def test_all_that_people_write_is_replaced() -> None:
    state = {"rows": [{"id": "x", "name": "Zoë", "text": "hi"}, {"name": "", "n": 1}]}

    assert written(state, KINDS[3]) == {
        "rows": [
            {"id": "x", "name": KINDS[3].names[0], "text": KINDS[3].texts[0]},
            {"name": "", "n": 1},
        ]
    }
