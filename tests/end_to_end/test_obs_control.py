"""OBS steered and lost: passwords, panic, outputs, OBS first, OBS gone."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
import pytest_asyncio

from companion.app.logins import OBS_PASSWORD
from companion.domain.errors import CommandError
from companion.domain.on_air import ObsLogOnAir
from companion.web.tokens import Scope
from tests.companion.app.test_keyring_secrets import Drawer
from tests.support.obs.browser import caught_up
from tests.support.obs.obs_process import OTHER_SCENE, PASSWORD, SCENE, RealObs
from tests.support.obs.rig import (
    PATIENCE_S,
    Desk,
    add_colour,
    companion_for,
    emptied,
    obs_with_browser,
    screenshot,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SOURCE = "Companion Leaderboard"
PANIC = (f"obs.privacy_scene={OTHER_SCENE}",)

SLOW_MS = 20_000
"""A transition as long as OBS lets it be."""


@pytest.fixture
def said() -> Callable[[str], None]:
    """Say a figure, which `pytest -s` shows."""
    return lambda text: print(text, file=sys.stderr)  # noqa: T201  # see above


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """A keyring in memory, in place of whatever this machine has."""
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_obs(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RealObs]:
    async with obs_with_browser(tmp_path_factory.mktemp("obs")) as obs:
        yield obs


@pytest_asyncio.fixture(loop_scope="module")
async def obs(shared_obs: RealObs) -> RealObs:
    """An OBS with empty scenes; one that a test has ended runs again."""
    if not shared_obs.is_running:
        await shared_obs.start()
    await emptied(shared_obs)
    return shared_obs


@pytest_asyncio.fixture(loop_scope="module")
async def desk(obs: RealObs, tmp_path: Path) -> AsyncIterator[Desk]:
    async with companion_for(obs, tmp_path / "data", *PANIC) as desk:
        await desk.until(lambda view: view.state == "connected")
        yield desk


async def test_panic_cuts_to_the_privacy_scene_and_goes_back(
    desk: Desk, obs: RealObs, said: Callable[[str], None]
) -> None:
    async with obs.client() as client:
        await client.call(
            "SetCurrentSceneTransitionDuration", {"transitionDuration": SLOW_MS}
        )
    try:
        began = time.monotonic()
        is_private = await desk.obs.panic()
        async with obs.client() as client:
            told = await client.call("GetCurrentProgramScene")
        took_ms = (time.monotonic() - began) * 1000

        assert is_private
        assert told["currentProgramSceneName"] == OTHER_SCENE
        assert took_ms < SLOW_MS / 2, "it does not wait for the transition"
        await desk.until(lambda view: view.is_privacy)
        async with obs.client() as client:
            transition = await client.call("GetCurrentSceneTransition")
        assert transition["transitionName"] == "Fade"
    finally:
        async with obs.client() as client:
            await client.call(
                "SetCurrentSceneTransitionDuration", {"transitionDuration": 300}
            )
    assert await desk.obs.panic() is False
    view = await desk.until(lambda view: view.scene == SCENE)
    assert not view.is_privacy
    said(f"panic: {took_ms:.0f} ms")


async def test_panic_passes_over_a_transition_of_the_scene_itself(
    desk: Desk, obs: RealObs
) -> None:
    own = {"sceneName": OTHER_SCENE, "transitionName": "Fade"}
    async with obs.client() as client:
        await client.call("SetSceneSceneTransitionOverride", own)
        try:
            await desk.obs.panic()
            told = await client.call(
                "GetSceneSceneTransitionOverride", {"sceneName": OTHER_SCENE}
            )
        finally:
            await client.call(
                "SetSceneSceneTransitionOverride",
                {"sceneName": OTHER_SCENE, "transitionName": None},
            )

    assert told["transitionName"] == "Fade"  # as the person has it
    await desk.until(lambda view: view.is_privacy)


async def test_in_studio_mode_panic_changes_what_viewers_see(
    desk: Desk, obs: RealObs
) -> None:
    async with obs.client() as client:
        await client.call("SetStudioModeEnabled", {"studioModeEnabled": True})
        try:
            assert await desk.obs.panic()
            told = await client.call("GetCurrentProgramScene")
            assert told["currentProgramSceneName"] == OTHER_SCENE
            assert not await desk.obs.panic()
        finally:
            await client.call("SetStudioModeEnabled", {"studioModeEnabled": False})


async def test_panic_answers_by_the_api(desk: Desk) -> None:
    assert await desk.post("/obs/panic", {}) == (200, {"privacy": True})
    assert await desk.post("/obs/panic", {}) == (200, {"privacy": False})
    status, _answer = await desk.post("/obs/panic", {}, scope=Scope.MODERATE)
    assert status == 403


async def test_without_a_privacy_scene_panic_says_where_to_choose_one(
    obs: RealObs, tmp_path: Path
) -> None:
    async with companion_for(obs, tmp_path / "data") as desk:
        await desk.until(lambda view: view.state == "connected")

        with pytest.raises(CommandError, match="Choose a privacy scene first"):
            await desk.obs.panic()


async def test_a_recording_is_begun_at_once_and_ended_when_confirmed(
    desk: Desk, obs: RealObs
) -> None:
    await add_colour(obs, "Camera", 0xFF112233)
    status, answer = await desk.post("/obs/act", {"act": "record_start"})
    assert (status, answer["recording"]) == (200, True)
    status, again = await desk.post("/obs/act", {"act": "record_start"})
    assert (status, again["detail"]) == (409, "It runs already.")

    status, answer = await desk.post("/obs/act", {"act": "record_stop"})
    assert (status, answer["field"]) == (422, "confirm")
    assert desk.obs.view().is_recording

    body = {"act": "record_stop", "confirm": True}
    status, answer = await desk.post("/obs/act", body)
    assert (status, answer["recording"]) == (200, False)
    log = desk.app.engine.view.on_air(ObsLogOnAir)
    assert log is not None
    texts = [text for _at, text in log.lines]
    assert texts[:2] == ["OBS is connected", "Recording"]


async def test_a_replay_is_saved_only_while_the_buffer_runs(
    desk: Desk, obs: RealObs
) -> None:
    await add_colour(obs, "Camera", 0xFF112233)  # without any source OBS asks first
    with pytest.raises(CommandError, match="It does not run"):
        await desk.obs.act("replay_save")

    await desk.obs.act("replay_start")
    assert desk.obs.view().is_replaying
    await desk.obs.act("replay_save")
    await desk.obs.act("replay_stop")
    assert not desk.obs.view().is_replaying


async def test_on_air_it_is_told_when_obs_stops_showing_an_overlay(
    obs: RealObs, tmp_path: Path
) -> None:
    asleep = "obs.refresh_on_start=false"
    async with companion_for(obs, tmp_path / "data", asleep) as desk:
        await desk.until(lambda view: view.state == "connected")
        await desk.obs.add("leaderboard")
        await desk.until_source("showing")
        await desk.obs.act("record_start")
        try:
            number = obs.told(SOURCE)[-1]["source"]
            (obs.pages / f"crash-{number}").touch()
            view = await desk.until(lambda view: view.detail)
            assert view.detail == f"OBS has stopped showing {SOURCE}. Press Reload."
            await desk.until(lambda _view: _is_logged(desk, "has stopped showing"))

            assert await desk.obs.reload("leaderboard") == 1
            await desk.until_source("showing")
            assert desk.obs.view().detail == ""
        finally:
            await desk.obs.act("record_stop")


def _is_logged(desk: Desk, text: str) -> bool:
    log = desk.app.engine.view.on_air(ObsLogOnAir)
    return log is not None and any(text in line for _at, line in log.lines)


async def test_obs_first_then_companion(
    obs: RealObs, tmp_path: Path, said: Callable[[str], None]
) -> None:
    folder = tmp_path / "data"
    async with companion_for(obs, folder) as desk:
        port = desk.app.server.port
        await desk.until(lambda view: view.state == "connected")
        await desk.obs.add("leaderboard")
        await desk.until_source("showing")
    await obs.end()
    await obs.start()  # its page finds nobody, and OBS does not load it again
    await caught_up(obs.pages)
    events = [(one["event"], one["url"]) for one in obs.told(SOURCE)]
    assert events[0] == ("create", desk.link)
    assert "refresh" not in dict(events)

    began = time.monotonic()
    async with companion_for(obs, folder, port=port) as again:
        await again.until_source("showing")
        took_s = time.monotonic() - began

        assert again.link == desk.link
    assert obs.told(SOURCE)[-1]["event"] == "refresh"
    said(f"OBS first, then Companion: {took_s:.1f} s until it shows")


async def test_another_port_is_given_to_obs_by_itself(
    obs: RealObs, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    async with companion_for(obs, folder) as desk:
        await desk.until(lambda view: view.state == "connected")
        await desk.obs.add("leaderboard")
    async with companion_for(obs, folder) as again:
        assert again.link != desk.link
        await again.until_source("showing")


async def test_obs_that_closes_in_mid_action_is_told_at_once(
    desk: Desk, obs: RealObs
) -> None:
    await desk.obs.add("leaderboard")
    await obs.freeze()
    adding = asyncio.create_task(desk.obs.add("question"))
    await asyncio.sleep(0.2)  # it has been asked by now, and cannot answer

    await obs.kill()
    # Who waits until patience ends is told something else.
    with pytest.raises(CommandError, match="OBS has closed meanwhile"):
        await adding

    view = await desk.until(lambda view: view.state == "absent")
    assert "OBS does not answer on" in view.detail
    with pytest.raises(CommandError, match="OBS does not answer on"):
        await desk.obs.add("question")

    await obs.start()
    await desk.until(lambda view: view.state == "connected")


async def test_a_wrong_password_is_told_and_the_right_one_is_kept(
    obs: RealObs, tmp_path: Path, drawer: Drawer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with companion_for(obs, tmp_path / "data", password="") as desk:
        view = await desk.until(lambda view: view.state == "locked")
        assert "OBS asks for its password" in view.detail
        status, answer = await desk.post("/obs/add", {"overlay": "leaderboard"})
        assert status == 409
        assert "OBS asks for its password" in answer["detail"]

        refused = await desk.obs.log_in("a wrong password")
        assert refused.state == "refused"
        assert "does not take the password" in refused.detail
        assert drawer.get_password("Companion", OBS_PASSWORD) is None

        assert (await desk.obs.log_in(PASSWORD)).state == "connected"

    assert drawer.get_password("Companion", OBS_PASSWORD) == PASSWORD
    assert PASSWORD not in caplog.text
    async with companion_for(obs, tmp_path / "data", password="") as again:
        await again.until(lambda view: view.state == "connected")  # asked only once
    for file in (tmp_path / "data").rglob("*"):
        assert file.is_dir() or PASSWORD.encode() not in file.read_bytes()


async def test_preflight_says_what_is_good_and_what_to_do(
    desk: Desk, obs: RealObs
) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")

    answer = await _preflight_once(desk, "OBS is showing this overlay.")

    assert {one["name"]: one["state"] for one in answer}["OBS"] == "good"
    assert {one["about"] for one in answer} >= {
        "obs", "overlay", "port", "platform", "gate", "disk",
    }  # fmt: skip
    assert all(one["fix"] for one in answer if one["state"] == "bad")

    await desk.obs.show_source(SOURCE, SCENE, visible=False)
    await _preflight_once(desk, "Not in the scene that is on air, or hidden there.")


async def _preflight_once(desk: Desk, detail: str) -> list[Any]:
    """Return the preflight in which the source stands so.

    A page that a slow machine was late with is loaded once more by Companion, and is
    away meanwhile: one look may fall into that.
    """
    found: dict[str, Any] = {}
    answer: list[Any] = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while found.get("detail") != detail:
                status, answer = await desk.post("/obs/preflight", {})
                assert status == 200
                found = {one["name"]: one for one in answer}[SOURCE]
    except TimeoutError:
        raise AssertionError(f"still {found}") from None
    return answer


async def test_a_newcomer_sees_an_overlay_after_four_actions(
    obs: RealObs, tmp_path: Path, drawer: Drawer, said: Callable[[str], None]
) -> None:
    """Open, connect, add to OBS (with its password, asked once), press Test."""
    actions: list[tuple[str, float]] = []
    began = time.monotonic()

    def done(action: str) -> None:
        actions.append((action, time.monotonic() - began))

    async with companion_for(obs, tmp_path / "data", password="") as desk:
        done("open, and connect the simulator")
        await desk.until(lambda view: view.state == "locked")
        await desk.obs.log_in(PASSWORD)
        done("type OBS's password")
        await desk.obs.add("leaderboard")
        done("Add to OBS")
        await desk.until_source("showing")
        desk.app.engine.studio.overlays.show_test("leaderboard")
        done("Test")
        async with asyncio.timeout(PATIENCE_S):
            while not _is_drawn(await screenshot(obs)):
                desk.app.engine.studio.overlays.show_test("leaderboard")
                await asyncio.sleep(0.1)
        seen_s = time.monotonic() - began

    assert len(actions) <= 4
    assert seen_s < 60
    for action, at in actions:
        said(f"{at:5.1f} s  {action}")
    said(f"{seen_s:5.1f} s  the leaderboard is visible in OBS's own picture")


def _is_drawn(image: Any) -> bool:
    """Tell whether anything but the empty, black canvas is in a picture."""
    points = ((x, y) for x in range(60, 460, 5) for y in range(50, 340, 5))
    return any(image.pixel(x, y) & 0xFFFFFF > 0x404040 for x, y in points)


async def test_an_obs_without_a_password_is_taken_and_warned_of(
    tmp_path: Path,
) -> None:
    async with RealObs.on_a_display(tmp_path, password="", browser=False) as obs:
        await obs.start()
        async with companion_for(obs, tmp_path / "data", password="") as desk:
            await desk.until(lambda view: view.state == "connected")
            checks = await desk.obs.preflight()

    (about,) = [one for one in checks if one.name == "OBS"]
    assert (about.state, bool(about.fix)) == ("look", True)
    assert "any web page could steer it" in about.detail
