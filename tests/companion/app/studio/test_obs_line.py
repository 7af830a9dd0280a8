"""The line to OBS: kept, found again, and honest about how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from companion.app.machine import SystemClock
from companion.app.studio.obs_line import ObsLine, Way
from companion.domain.errors import CommandError
from companion.obs.protocol import Event
from tests.companion.obs.test_reading import ANSWERS, answer
from tests.support.obs.scripted import HELLO, ScriptedObs, scripted_obs


class Watched:
    """A line at work, with all that it told."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.events: list[Event] = []
        self.changed = asyncio.Event()
        self.line = ObsLine(
            SystemClock(),
            on_event=self.events.append,
            on_state=self._note,
            patience_s=0.2,
        )

    def _note(self) -> None:
        self.states.append(self.line.state)
        self.changed.set()

    async def until(self, state: str) -> None:
        async with asyncio.timeout(10):
            while self.line.state != state:
                self.changed.clear()
                await self.changed.wait()

    async def until_so(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110  # what changes is a plain value
                await asyncio.sleep(0.01)


@asynccontextmanager
async def at_work(way: Way) -> AsyncIterator[Watched]:
    watched = Watched()
    watched.line.go(way)
    running = asyncio.create_task(watched.line.run())
    try:
        yield watched
    finally:
        running.cancel()
        await asyncio.wait((running,))


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Watched, ScriptedObs]]:
    async with scripted_obs() as obs:
        obs.answer = answer
        async with at_work(Way(address=obs.address)) as watched:
            await watched.until("connected")
            yield watched, obs


async def test_it_is_off_until_it_has_an_address() -> None:
    async with at_work(Way()) as watched:
        await watched.line.look()

        assert watched.line.state == "off"
        with pytest.raises(CommandError, match="not connected"):
            _client = watched.line.client


async def test_connected_means_that_the_picture_is_there() -> None:
    async with connected() as (watched, _obs):
        assert watched.states == ["connecting", "connected"]
        assert watched.line.picture.scenes == ("A", "B")


async def test_nothing_there_is_told_with_what_to_do(unused_tcp_port: int) -> None:
    address = f"ws://127.0.0.1:{unused_tcp_port}"
    async with at_work(Way(address=address)) as watched:
        await watched.until("absent")

        assert address in watched.line.detail
        assert "Enable WebSocket server" in watched.line.detail
        with pytest.raises(CommandError, match="Enable WebSocket server"):
            await watched.line.ask("GetVersion")


async def test_it_finds_obs_again_by_itself() -> None:
    async with connected() as (watched, obs):
        await obs.close()
        await watched.until("absent")
        await watched.until("connected")

        assert watched.states == ["connecting", "connected", "absent", "connected"]


async def test_a_line_that_is_lost_on_air_is_told_as_that() -> None:
    async with connected() as (watched, obs):
        await obs.event("StreamStateChanged", outputActive=True)
        await watched.until_so(lambda: watched.line.picture.is_streaming)
        await obs.close()
        await watched.until("absent")

        assert "while it was streaming" in watched.line.detail


async def test_without_a_password_it_is_locked_until_there_is_one() -> None:
    async with scripted_obs() as obs:
        obs.answer = answer
        obs.hello = {**HELLO, "authentication": {"challenge": "c", "salt": "s"}}
        async with at_work(Way(address=obs.address)) as watched:
            await watched.until("locked")

            watched.line.go(Way(address=obs.address, password="typed"))
            await watched.line.look()

            assert watched.line.state == "connected"
            assert watched.line.is_protected


def test_a_way_that_is_written_down_has_no_password() -> None:
    assert "typed" not in repr(Way(address="ws://127.0.0.1:1", password="typed"))


async def test_another_address_is_gone_to_at_once() -> None:
    async with connected() as (watched, first), scripted_obs() as second:
        second.answer = answer
        await first.close()  # while it waits for its next try
        await watched.until("absent")

        watched.line.go(Way(address=second.address))
        await watched.line.look()

        assert watched.line.state == "connected"
        assert second.identified.is_set()


async def test_switched_off_it_hangs_up() -> None:
    async with connected() as (watched, _obs):
        watched.line.go(Way())
        await watched.until("off")

        assert watched.line.picture.scenes == ()


async def test_after_an_event_that_needs_it_obs_is_read_again() -> None:
    async with connected() as (watched, obs):
        changed: dict[str, Any] = {
            "currentProgramSceneName": "A",
            "scenes": [{"sceneName": "A"}],
        }
        obs.answer = lambda kind, data: (
            dict(changed) if kind == "GetSceneList" else answer(kind, data)
        )
        await obs.event("SceneRemoved", sceneName="B")

        await watched.until_so(lambda: watched.line.picture.scenes == ("A",))
        assert [event.event_type for event in watched.events] == ["SceneRemoved"]


async def test_what_was_read_before_an_event_does_not_undo_it() -> None:
    """The answer to a reading that was asked before comes after the event."""
    async with connected() as (watched, obs):
        scenes = dict(ANSWERS["GetSceneList"])

        def late(kind: str, data: dict[str, Any]) -> dict[str, Any]:
            if kind == "GetSceneList" and not told:
                told.append(asyncio.ensure_future(switch()))
            return dict(scenes) if kind == "GetSceneList" else answer(kind, data)

        async def switch() -> None:
            scenes["currentProgramSceneName"] = "B"
            await obs.event("CurrentProgramSceneChanged", sceneName="B")

        told: list[asyncio.Future[None]] = []
        obs.answer = late
        seen: list[str] = []
        await obs.event("SceneCreated", sceneName="C")
        await watched.until_so(lambda: bool(told) and told[0].done())
        await watched.until_so(lambda: watched.line.picture.scene == "B")
        for _look in range(30):
            seen.append(watched.line.picture.scene)
            await asyncio.sleep(0.01)

        assert set(seen) == {"B"}


async def test_obs_that_still_loads_is_waited_for() -> None:
    async with scripted_obs() as obs:
        not_ready = {"status": {"result": False, "code": 207}}
        is_loading = [True]
        obs.answer = lambda kind, data: (
            dict(not_ready)
            if kind == "GetSceneList" and is_loading
            else answer(kind, data)
        )
        async with at_work(Way(address=obs.address)) as watched:
            await obs.heard.wait()
            assert watched.line.state == "connecting"
            is_loading.clear()
            await watched.until("connected")


async def test_obs_that_stands_still_is_told_and_asked_again() -> None:
    async with connected() as (watched, obs):
        obs.answer = lambda kind, data: (
            None if kind == "StartRecord" else answer(kind, data)
        )

        with pytest.raises(CommandError, match="OBS does not answer"):
            await watched.line.ask("StartRecord")

        assert watched.line.state == "connected"
        assert await watched.line.ask("GetVersion") == ANSWERS["GetVersion"]


async def test_a_storm_of_events_costs_a_few_readings() -> None:
    async with connected() as (watched, obs):
        before = len([one for one in obs.asked if one[0] == "GetSceneList"])
        for number in range(2000):
            await obs.event("SceneItemListReindexed", n=number)
        await watched.until_so(lambda: len(watched.events) == 2000)

        after = len([one for one in obs.asked if one[0] == "GetSceneList"])
        assert after - before < 60
