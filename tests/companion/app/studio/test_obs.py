"""The desk for OBS, beside what is tried with a real one in end_to_end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from companion.app.logins import OBS_PASSWORD
from companion.app.machine import SystemClock
from companion.app.studio.obs import ObsDesk
from companion.app.studio.preflight import Preflight
from companion.domain.errors import CommandError, SettingsError
from companion.domain.on_air import ObsLogOnAir
from companion.domain.studio import ObsView
from companion.settings.obs import ObsSettings
from tests.companion.app.studio.test_obs_sources import overlay
from tests.companion.obs.test_reading import answer
from tests.support.fakes import FakeClock
from tests.support.obs.scripted import HELLO, ScriptedObs, scripted_obs
from tests.support.small_engine import SmallEngine

LOCKED = {**HELLO, "authentication": {"challenge": "c", "salt": "s"}}


class Drawer(dict[str, str]):
    """Secrets in memory."""

    def read(self, name: str) -> str | None:
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value

    def erase(self, name: str) -> None:
        self.pop(name, None)


def desk(
    settings: ObsSettings,
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    secrets: Drawer | None = None,
    show: Callable[[ObsLogOnAir], None] = lambda _log: None,
) -> ObsDesk:
    return ObsDesk(
        settings,
        clock=SystemClock(),
        secrets=Drawer() if secrets is None else secrets,
        environment=environment or {},
        views=lambda: (overlay(),),
        preflight=Preflight(SmallEngine(FakeClock()), folder=folder),
        show=show,
    )


@asynccontextmanager
async def at_work(desk: ObsDesk) -> AsyncIterator[ObsDesk]:
    jobs = [asyncio.ensure_future(job) for job in desk.jobs()]
    try:
        yield desk
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.wait(jobs)


@pytest.fixture
async def obs() -> AsyncIterator[ScriptedObs]:
    async with scripted_obs() as obs:
        obs.answer = answer
        yield obs


async def test_switched_off_nobody_is_asked(obs: ScriptedObs, tmp_path: Path) -> None:
    settings = ObsSettings(enabled=False, address=obs.address)
    async with at_work(desk(settings, tmp_path)) as one:
        assert await one.look() == ObsView(state="off")

        one.apply(ObsSettings(address=obs.address))
        view = await one.look()

    assert (view.state, view.scenes) == ("connected", ("A", "B"))


async def test_the_environment_goes_before_the_settings(
    obs: ScriptedObs, tmp_path: Path
) -> None:
    settings = ObsSettings(enabled=False, address="ws://127.0.0.1:1")
    environment = {"COMPANION_OBS_URL": obs.address + "/"}
    async with at_work(desk(settings, tmp_path, environment=environment)) as one:
        assert (await one.look()).state == "connected"


def test_an_address_in_the_environment_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="COMPANION_OBS_URL: an address") as error:
        desk(ObsSettings(), tmp_path, environment={"COMPANION_OBS_URL": "http://x"})

    assert error.value.field == "COMPANION_OBS_URL"


async def test_a_password_is_kept_when_obs_has_taken_it(
    obs: ScriptedObs, tmp_path: Path
) -> None:
    obs.hello = LOCKED
    secrets = Drawer()
    settings = ObsSettings(address=obs.address)
    async with at_work(desk(settings, tmp_path, secrets=secrets)) as one:
        assert (await one.look()).state == "locked"
        with pytest.raises(CommandError, match="Type the password"):
            await one.log_in("")

        assert (await one.log_in("typed")).state == "connected"

    assert secrets == {OBS_PASSWORD: "typed"}


async def test_a_password_that_nobody_asked_for_is_not_kept(
    obs: ScriptedObs, tmp_path: Path
) -> None:
    secrets = Drawer()
    settings = ObsSettings(address=obs.address)
    async with at_work(desk(settings, tmp_path, secrets=secrets)) as one:
        assert (await one.log_in("typed")).state == "connected"

    assert secrets == {}


async def test_without_obs_every_wish_says_why(tmp_path: Path) -> None:
    settings = ObsSettings(address="ws://127.0.0.1:1")
    async with at_work(desk(settings, tmp_path)) as one:
        assert (await one.look()).state == "absent"
        for wish in (
            one.add("leaderboard"),
            one.repair("leaderboard"),
            one.reload("leaderboard"),
            one.show_source("x", "y", visible=True),
            one.switch_scene("x"),
            one.act("stream_start"),
        ):
            with pytest.raises(CommandError, match="OBS does not answer on"):
                await wish


async def test_an_obs_that_nobody_has_set_up_is_no_news(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with at_work(desk(ObsSettings(), tmp_path)) as one:
        await one.look()  # whatever listens there now

    assert caplog.messages == []


async def test_that_obs_comes_and_goes_is_news_to_who_has_set_it_up(
    obs: ScriptedObs, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="companion")
    has_gone = asyncio.Event()

    def show(log: ObsLogOnAir) -> None:
        if log.lines[-1][1] == "OBS has gone":
            has_gone.set()

    settings = ObsSettings(address="ws://127.0.0.1:1")
    async with at_work(desk(settings, tmp_path, show=show)) as one:
        assert (await one.look()).state == "absent"
        assert caplog.messages == [], "it may be started later"

        one.apply(ObsSettings(address=obs.address))
        assert (await one.look()).state == "connected"
        await obs.close()
        await asyncio.wait_for(has_gone.wait(), 10)

    said = [text[:8] for text in caplog.messages if text.startswith("OBS")]
    assert said == ["OBS 30.2", "OBS: OBS"]
