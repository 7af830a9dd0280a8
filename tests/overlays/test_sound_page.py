"""Sounds of a page: each once, few at the same time, none that comes too late."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.overlays.conftest import BY_NAME, Shown, watch
from tests.overlays.server import TOKEN, OverlayServer
from tests.support.patience import PATIENCE_MS

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SCRIPT = """
async ([path, isReal]) => {
  const { makeSounds } = await import(path);
  window.heard = [];
  window.players = [];
  const make = (source) => {
    const player = {
      source, play: () => (heard.push([source.split("/").pop(), player.volume]),
        Promise.resolve()),
      pause() { player.isPaused = true; }, removeAttribute() {},
    };
    players.push(player);
    return player;
  };
  window.sounds = makeSounds(isReal ? {} : { make });
}
"""


class Sounds:
    """A page's sounds, with players that only write down what they are asked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def follow(self, *wanted: dict[str, Any], still: bool = False) -> None:
        await self.page.evaluate(
            "([wanted, still]) => sounds.follow(wanted, { still })", [[*wanted], still]
        )

    async def drop(self, *ids: str) -> None:
        await self.page.evaluate("(ids) => sounds.drop(ids)", [*ids])

    async def heard(self) -> list[str]:
        return [name for name, _volume in await self.page.evaluate("heard")]

    async def end(self, number: int) -> None:
        await self.page.evaluate("(n) => players[n].onended()", number)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shown(browser: Browser) -> AsyncIterator[Shown]:
    """One page for all of these tests: each makes sounds of its own."""
    server = OverlayServer(BY_NAME["question"])
    await server.start()
    shown = Shown(await browser.new_page(), server)
    watch(shown)
    await shown.page.goto(server.link)
    yield shown
    await shown.page.close()
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def box(shown: Shown) -> Sounds:
    await shown.page.evaluate(SCRIPT, [f"/o/{TOKEN}/shared/sound.js", False])
    return Sounds(shown.page)


def one(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "path": f"/sounds/{id_}", **more}


async def test_a_sound_is_heard_once(box: Sounds) -> None:
    await box.follow(one("old"), still=True)
    for _repeated in range(3):
        await box.follow(one("old"), one("a", volume=0.25))
    await box.follow()
    await box.follow(one("a"), one("b", age=5_000), one("c", path=None))
    await box.follow(one("c", volume=9))

    assert await box.page.evaluate("heard") == [["a", 0.25], ["c", 1]]


async def test_few_sound_together_and_voices_alone(box: Sounds) -> None:
    await box.follow(
        one("say", voice=True, age=9_000), *(one(str(n)) for n in range(1, 5))
    )
    assert await box.heard() == ["1", "2", "3"]

    await box.end(0)
    assert await box.heard() == ["1", "2", "3", "4"]
    for number in (1, 2, 3):
        await box.end(number)
    assert await box.heard() == ["1", "2", "3", "4", "say"]

    await box.follow(one("say2", voice=True))
    assert "say2" not in await box.heard()
    await box.end(4)
    assert (await box.heard())[-1] == "say2"


async def test_what_waits_is_bounded_and_leaves_with_its_cause(box: Sounds) -> None:
    await box.follow(*(one(str(n)) for n in range(100)))
    assert await box.heard() == ["92", "93", "94"]

    await box.follow(*(one(str(n)) for n in range(98)))
    for number in range(5):
        await box.end(number)

    assert await box.heard() == ["92", "93", "94", "95", "96", "97"]


async def test_what_is_retracted_stops_at_once(box: Sounds) -> None:
    await box.follow(*(one(name) for name in "abcd"))

    await box.drop("a", "d", "e")
    await box.follow(one("e"))

    assert await box.page.evaluate("players[0].isPaused")
    assert await box.heard() == ["a", "b", "c"]
    assert await box.page.evaluate("sounds.playing") == ["b", "c"]


async def test_an_address_elsewhere_is_not_played(box: Sounds) -> None:

    await box.follow(one("a", path="https://evil.example/a.mp3"))
    await box.follow(one("b", path="data:audio/wav;base64,AAAA"))

    assert await box.heard() == []


async def test_a_real_sound_plays_to_its_end_or_is_refused_without_a_word(
    shown: Shown,
) -> None:
    page = shown.page
    await page.evaluate(SCRIPT, [f"/o/{TOKEN}/shared/sound.js", True])
    path = f"/o/{TOKEN}/shared/sounds/tick.wav"

    for wanted in ({"id": "a", "path": path}, {"id": "b", "path": "/o/nothing.wav"}):
        # Without a gesture a browser may refuse: it ends either way.
        await page.evaluate("(one) => sounds.follow([one])", wanted)
        await page.wait_for_function(
            "() => sounds.playing.length === 0", timeout=PATIENCE_MS
        )

    mine = [text for text in shown.complaints if "404" not in text]
    assert json.dumps(mine) == "[]"
