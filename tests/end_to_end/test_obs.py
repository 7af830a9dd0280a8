"""Overlays in a real OBS: added, placed, seen, mended, and alive by themselves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from companion.domain.errors import CommandError
from companion.obs.client import ObsClient
from companion.obs.picture import BROWSER
from tests.support.obs.obs_process import CANVAS, OTHER_SCENE, SCENE, RealObs
from tests.support.obs.rig import (
    PATIENCE_S,
    Desk,
    add_colour,
    colours,
    companion_for,
    emptied,
    obs_with_browser,
    screenshot,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SOURCE = "Companion Leaderboard"
MAGENTA = (255, 0, 255)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_obs(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RealObs]:
    async with obs_with_browser(tmp_path_factory.mktemp("obs")) as obs:
        yield obs


@pytest_asyncio.fixture(loop_scope="module")
async def obs(shared_obs: RealObs) -> RealObs:
    await emptied(shared_obs)
    return shared_obs


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_desk(
    shared_obs: RealObs, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("companion") / "data"
    async with companion_for(shared_obs, folder) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="module")
async def desk(obs: RealObs, shared_desk: Desk) -> Desk:
    """A Companion that is connected to an OBS whose scenes are empty."""
    server = shared_desk.app.server
    await shared_desk.until(
        lambda view: (
            view.state == "connected"
            and not view.sources
            and not any(server.connected().values())
        )
    )
    return shared_desk


async def settings_of(obs: RealObs, source: str) -> Any:
    async with obs.client() as client:
        found = await client.call("GetInputSettings", {"inputName": source})
    return found["inputSettings"]


async def items_in(client: ObsClient, scene: str) -> list[Any]:
    found = await client.call("GetSceneItemList", {"sceneName": scene})
    return list(found["sceneItems"])


async def test_a_source_is_in_obs_when_the_answer_comes(
    desk: Desk, obs: RealObs
) -> None:
    status, answer = await desk.post(
        "/obs/add", {"overlay": "leaderboard", "scene": SCENE}
    )

    assert (status, answer) == (
        200,
        {"source": SOURCE, "scene": SCENE, "created": True},
    )
    settings = await settings_of(obs, SOURCE)
    assert settings["url"] == desk.link
    assert settings["reroute_audio"] is False
    async with obs.client() as client:
        (item,) = await items_in(client, SCENE)
    assert item["inputKind"] == BROWSER
    assert item["sceneItemEnabled"]
    # Upper left, as large on this canvas of 720 lines as on one of 1080.
    transform = item["sceneItemTransform"]
    assert (transform["positionX"], transform["positionY"]) == (32, 32)
    assert transform["scaleX"] == transform["scaleY"] == pytest.approx(2 / 3, abs=1e-3)
    overlay = next(
        one
        for one in desk.app.engine.studio.overlays.views()
        if one.name == "leaderboard"
    )
    assert (settings["width"], settings["height"]) == (overlay.width, overlay.height)


async def test_adding_twice_adds_once(desk: Desk, obs: RealObs) -> None:
    first = await desk.obs.add("leaderboard", SCENE)
    async with obs.client() as client:
        (item,) = await items_in(client, SCENE)
        await client.call(
            "SetSceneItemTransform",
            {
                "sceneName": SCENE,
                "sceneItemId": item["sceneItemId"],
                "sceneItemTransform": {"positionX": 500.0},
            },
        )
        second = await desk.obs.add("leaderboard", SCENE)
        (after,) = await items_in(client, SCENE)

    assert (first.created, second.created) == (True, False)
    assert second.source == first.source
    assert after["sceneItemTransform"]["positionX"] == 500  # as the person put it


async def test_another_scene_gets_the_same_source(desk: Desk, obs: RealObs) -> None:
    await desk.obs.add("leaderboard", SCENE)

    added = await desk.obs.add("leaderboard", OTHER_SCENE)

    assert (added.source, added.created) == (SOURCE, True)
    assert desk.source().scenes == (SCENE, OTHER_SCENE)
    assert len([one for one in obs.told(SOURCE) if one["event"] == "create"]) >= 1


async def test_a_stage_covers_the_canvas_and_is_in_the_mixer(
    desk: Desk, obs: RealObs
) -> None:
    added = await desk.obs.add("stage")

    settings = await settings_of(obs, added.source)
    async with obs.client() as client:
        (item,) = await items_in(client, SCENE)
    transform = item["sceneItemTransform"]
    assert settings["reroute_audio"] is True  # it may hold overlays with sounds
    assert (settings["width"], settings["height"]) == (1920, 1080)
    assert (transform["width"], transform["height"]) == pytest.approx(CANVAS, abs=0.5)
    assert (transform["positionX"], transform["positionY"]) == (0, 0)


async def test_a_name_that_somebody_else_has_is_left_to_them(
    desk: Desk, obs: RealObs
) -> None:
    await add_colour(obs, SOURCE, 0xFF0000FF)

    added = await desk.obs.add("leaderboard")

    assert added.source == f"{SOURCE} (2)"
    async with obs.client() as client:
        kinds = {
            one["sourceName"]: one["inputKind"] for one in await items_in(client, SCENE)
        }
    assert kinds == {SOURCE: "color_source_v3", added.source: BROWSER}


async def test_a_page_of_somebody_else_is_left_alone(desk: Desk, obs: RealObs) -> None:
    url = "http://127.0.0.1:9/o/not-a-token/leaderboard/"
    async with obs.client() as client:
        await client.call(
            "CreateInput",
            {
                "sceneName": SCENE,
                "inputName": SOURCE,
                "inputKind": BROWSER,
                "inputSettings": {"url": url},
            },
        )

    added = await desk.obs.add("leaderboard")

    assert added.source == f"{SOURCE} (2)"
    assert (await settings_of(obs, SOURCE))["url"] == url


async def test_a_scene_that_is_not_there_is_named(desk: Desk) -> None:
    status, answer = await desk.post(
        "/obs/add", {"overlay": "leaderboard", "scene": "Nowhere"}
    )

    assert status == 409
    assert answer["detail"] == "OBS has no scene called “Nowhere”."


async def test_an_overlay_that_is_not_there_is_not_found(desk: Desk) -> None:
    status, answer = await desk.post("/obs/add", {"overlay": "nonsense"})

    assert (status, answer["field"]) == (404, "overlay")


async def test_obs_shows_the_leaderboard_over_a_colour(
    desk: Desk, obs: RealObs
) -> None:
    await add_colour(obs, "Magenta", 0xFFFF00FF)
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")
    # A row of the leaderboard is dark; around it and beside it is the colour.
    row, beside, below = (200, 200), (900, 200), (200, 700)

    async with asyncio.timeout(PATIENCE_S):
        image = await screenshot(obs)
        while max(colours(image, [row])[0]) > 60:
            desk.app.engine.studio.overlays.show_test("leaderboard")
            await asyncio.sleep(0.1)
            image = await screenshot(obs)

    assert colours(image, [beside, below, (1, 1)]) == [MAGENTA] * 3
    if file := os.environ.get("OBS_PICTURE"):
        assert image.save(file)
    seen = {
        colours(image, [(x, y)])[0]
        for x in range(60, 460, 5)
        for y in range(50, 340, 5)
    }
    assert len(seen) > 20, "there is text in the rows"


async def test_hidden_and_shown_is_known_of_obs_and_of_the_page(
    desk: Desk, obs: RealObs
) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")

    await desk.obs.show_source(SOURCE, SCENE, visible=False)
    await desk.until_source("hidden")
    await desk.until(lambda _view: desk.app.server.showing()["leaderboard"] == 0)
    await desk.obs.show_source(SOURCE, SCENE, visible=True)
    await desk.until_source("showing")

    events = [one["event"] for one in obs.told(SOURCE)]
    assert events[-5:] == ["activate", "hide", "deactivate", "show", "activate"]


async def test_only_our_own_sources_are_hidden(desk: Desk, obs: RealObs) -> None:
    await add_colour(obs, "Camera", 0xFF112233)

    with pytest.raises(CommandError, match="Camera is no source of Companion's"):
        await desk.obs.show_source("Camera", SCENE, visible=False)


async def test_another_scene_on_air_hides_it(desk: Desk) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")

    await desk.obs.switch_scene(OTHER_SCENE)
    await desk.until_source("hidden")
    await desk.obs.switch_scene(SCENE)
    await desk.until_source("showing")


async def test_a_new_link_is_in_obs_at_once(desk: Desk, obs: RealObs) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")
    before = desk.link

    link = await desk.app.engine.studio.overlays.rotate("leaderboard")

    assert link != before
    assert (await settings_of(obs, SOURCE))["url"] == link
    await desk.until_source("showing")


async def test_a_link_of_long_ago_is_told_and_mended(desk: Desk, obs: RealObs) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")
    old = "http://127.0.0.1:7717/o/0123456789abcdefghijkl/leaderboard/"
    async with obs.client() as client:
        await client.call(
            "SetInputSettings",
            {"inputName": SOURCE, "inputSettings": {"url": old}},
        )
    await desk.obs.switch_scene(SCENE)
    async with obs.client() as client:  # OBS 29 does not tell of settings: this does
        await client.call("CreateScene", {"sceneName": "Told"})
        await client.call("RemoveScene", {"sceneName": "Told"})
    await desk.until_source("stale")
    assert desk.source().detail == "Its link is out of date: press Repair."

    status, answer = await desk.post("/obs/repair", {"overlay": "leaderboard"})

    assert (status, answer) == (200, {"overlay": "leaderboard", "sources": 1})
    assert (await settings_of(obs, SOURCE))["url"] == desk.link
    await desk.until_source("showing")


async def test_a_refresh_loads_the_page_past_the_cache(
    desk: Desk, obs: RealObs
) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")

    assert await desk.obs.reload("leaderboard") == 1

    assert obs.told(SOURCE)[-1]["event"] == "refresh"
    await desk.until_source("showing")


async def test_a_crashed_page_is_made_anew(desk: Desk, obs: RealObs) -> None:
    await desk.obs.add("leaderboard")
    await desk.until_source("showing")
    number = obs.told(SOURCE)[-1]["source"]

    (obs.pages / f"crash-{number}").touch()
    await desk.until(lambda _view: not desk.app.server.connected()["leaderboard"])
    await desk.until_source("showing")

    events = [one["event"] for one in obs.told(SOURCE)]
    assert events[-3:] == ["refresh", "update", "update"]
    assert [one["url"] for one in obs.told(SOURCE)[-2:]] == ["about:blank", desk.link]


async def test_obs_without_browser_sources_is_told_how_to_get_them(
    tmp_path: Path,
) -> None:
    async with RealObs.on_a_display(tmp_path, browser=False) as obs:
        await obs.start()
        async with companion_for(obs, tmp_path / "data") as desk:
            await desk.until(lambda view: view.state == "connected")

            with pytest.raises(CommandError, match="Install OBS from obsproject"):
                await desk.obs.add("leaderboard")
