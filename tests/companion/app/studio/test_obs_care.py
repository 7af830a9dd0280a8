"""Sources looked after: woken, forced, given links, no more often than it helps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from msgspec import structs

from companion.app.studio.obs_care import FORCE_AFTER_S, WAKE_AFTER_S, ObsCare
from companion.app.studio.obs_line import ObsLine, Way
from companion.app.studio.obs_work import ObsWork
from companion.domain.studio import OverlayView, PageView
from tests.companion.app.studio.test_obs_sources import OLD, link, overlay
from tests.support.fakes import FakeClock
from tests.support.obs.scripted import ScriptedObs, scripted_obs

SOURCE = "Companion Leaderboard"


class Cared:
    """A line to an OBS with one source, and what is done for it."""

    def __init__(self, obs: ScriptedObs, url: str) -> None:
        self.obs = obs
        self.url = url
        self.overlay: OverlayView = overlay()
        self.said: list[str] = []
        self.frames = 0
        self.clock = FakeClock()
        obs.answer = self._answer
        self.line = ObsLine(
            self.clock, on_event=lambda _event: None, on_state=lambda: None
        )
        self.care = ObsCare(
            self.line,
            ObsWork(self.line, self.clock),
            clock=self.clock,
            views=lambda: (self.overlay,),
            say=self.said.append,
        )

    async def after(self, seconds: float) -> list[str]:
        """Let time pass and look once; returns what OBS was asked to do."""
        self.obs.asked.clear()
        await self.clock.advance(seconds)
        looking = asyncio.create_task(self.care.look_after())
        while not looking.done():
            await asyncio.sleep(0)
            if self.url == "about:blank":
                await self.clock.advance(0.05)  # OBS has not drawn a frame yet
        await looking
        return [
            data.get("inputSettings", {}).get("url", kind)
            for kind, data in self.obs.asked
            if kind in {"SetInputSettings", "PressInputPropertiesButton"}
        ]

    def page(self, *, is_showing: bool = True) -> None:
        """Let its page answer."""
        page = PageView(
            overlay="leaderboard",
            since=0,
            heard_at=self.clock.now(),
            obs="2.19",
            is_showing=is_showing,
        )
        self.overlay = structs.replace(self.overlay, pages=(page,))

    def _answer(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        match kind:
            case "GetSceneList":
                return {
                    "currentProgramSceneName": "Game",
                    "scenes": [{"sceneName": "Game"}],
                }
            case "GetInputList":
                return {"inputs": [{"inputName": SOURCE}]}
            case "GetInputSettings":
                return {"inputSettings": {"url": self.url}}
            case "SetInputSettings":
                self.url = data["inputSettings"]["url"]
            case "GetSceneItemList":
                item = {
                    "sceneItemId": 1,
                    "sourceName": SOURCE,
                    "sceneItemEnabled": True,
                }
                return {"sceneItems": [item]}
            case "GetStats":
                self.frames += 1
                return {"renderTotalFrames": self.frames}
            case "GetRecordStatus":
                return {"outputActive": True}
        return {}


@pytest_asyncio.fixture
async def cared() -> AsyncIterator[Cared]:
    async with scripted_obs() as obs:
        cared = Cared(obs, link())
        cared.line.go(Way(address=obs.address))
        running = asyncio.create_task(cared.line.run())
        try:
            await cared.line.look()
            yield cared
        finally:
            running.cancel()
            await asyncio.wait((running,))


async def test_a_page_that_answers_is_left_alone(cared: Cared) -> None:
    cared.page()

    assert await cared.after(0) == []
    assert await cared.after(WAKE_AFTER_S + 1) == []


async def test_a_page_that_does_not_answer_is_woken_then_forced_and_then_let_be(
    cared: Cared,
) -> None:
    assert await cared.after(0) == []
    assert await cared.after(WAKE_AFTER_S - 0.1) == []

    assert await cared.after(0.2) == ["PressInputPropertiesButton"]
    assert await cared.after(FORCE_AFTER_S - 0.1) == []
    assert await cared.after(0.2) == ["about:blank", link()]
    assert await cared.after(600) == []


async def test_one_that_came_back_is_woken_again_the_next_time(cared: Cared) -> None:
    await cared.after(0)
    await cared.after(WAKE_AFTER_S)
    cared.page()
    await cared.after(1)
    cared.overlay = overlay()

    await cared.after(0)
    assert await cared.after(WAKE_AFTER_S) == ["PressInputPropertiesButton"]


async def test_nothing_is_woken_when_it_is_not_wanted(cared: Cared) -> None:
    cared.care.wakes = False
    await cared.after(0)

    assert await cared.after(600) == []


async def test_a_link_of_before_is_renewed_by_itself(cared: Cared) -> None:
    cared.url = link(OLD)
    cared.care.former.add(OLD)
    await cared.line.read_now()

    assert await cared.after(0) == [link()]
    assert await cared.after(0) == []


async def test_a_link_of_somebody_elses_is_left_alone(cared: Cared) -> None:
    cared.url = link(OLD)
    await cared.line.read_now()

    assert await cared.after(0) == []
    (source,) = cared.care.sources()
    assert source.state == "stale"


async def test_on_air_a_silent_source_is_told_once(cared: Cared) -> None:
    for seconds in (0, 3, 3, 3, 3):
        await cared.after(seconds)

    assert cared.said == [f"OBS has stopped showing {SOURCE}"]
