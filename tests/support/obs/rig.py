"""A real OBS, a browser beside it, and Companion: what tests of OBS are made of."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PySide6.QtGui import QColor, QImage

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, begin, open_app
from companion.app.studio.obs import ADDRESS_VARIABLE, PASSWORD_VARIABLE
from companion.domain.studio import Obs, ObsView, SourceView
from companion.web.tokens import Scope
from tests.support.obs.browser import browser_of, caught_up
from tests.support.obs.obs_process import OTHER_SCENE, SCENE, RealObs

PATIENCE_S = 40.0


class Desk:
    """A running Companion, and what a test asks of it."""

    def __init__(self, app: RunningApp) -> None:
        self.app = app

    @property
    def obs(self) -> Obs:
        return self.app.engine.studio.obs

    @property
    def link(self) -> str:
        return self.app.server.links()["leaderboard"]

    def source(self, overlay: str = "leaderboard") -> SourceView:
        """Return the only source of an overlay."""
        (found,) = [one for one in self.obs.view().sources if one.overlay == overlay]
        return found

    async def until(self, is_so: Callable[[ObsView], Any]) -> ObsView:
        """Wait until OBS stands so."""
        view = self.obs.view()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not is_so(view):
                    await asyncio.sleep(0.02)
                    view = self.obs.view()
        except TimeoutError:
            raise AssertionError(f"still {view}") from None
        return view

    async def until_source(self, state: str, overlay: str = "leaderboard") -> None:
        """Wait until the first source of an overlay does so."""
        await self.until(
            lambda view: (
                [one.state for one in view.sources if one.overlay == overlay][:1]
                == [state]
            )
        )

    async def post(
        self, path: str, body: object, *, scope: Scope = Scope.CONTROL
    ) -> tuple[int, Any]:
        """Ask the API; returns status and answer."""
        root = f"http://127.0.0.1:{self.app.server.port}/api/v1"
        bearer = {"Authorization": f"Bearer {self.app.tokens.api(scope)}"}
        async with (
            aiohttp.ClientSession() as client,
            client.post(root + path, json=body, headers=bearer) as answer,
        ):
            return answer.status, await answer.json(content_type=None)


@asynccontextmanager
async def companion_for(
    obs: RealObs,
    folder: Path,
    *overrides: str,
    password: str | None = None,
    port: int = 0,
) -> AsyncIterator[Desk]:
    """Run Companion on a silent simulator, with OBS's address and password."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(ADDRESS_VARIABLE, obs.address)
        environment.setenv(
            PASSWORD_VARIABLE, obs.password if password is None else password
        )
        options = RunOptions(
            purpose="tests",
            folder=folder,
            connect=("simulator:7",),
            rate=0,
            port=port,
            overrides=overrides,
        )
        async with open_app(options, make_machine()) as app:
            await begin(app.engine, options)
            yield Desk(app)


@asynccontextmanager
async def obs_with_browser(folder: Path) -> AsyncIterator[RealObs]:
    """Run a real OBS with two scenes, and a browser for its sources."""
    async with RealObs.on_a_display(folder) as obs, browser_of(obs.pages):
        await obs.start()
        yield obs


async def emptied(obs: RealObs) -> None:
    """Take everything out of OBS's scenes, and bring the first on air."""
    async with obs.client() as client:
        # An input that is removed stays in scenes that are not drawn.
        for scene in (SCENE, OTHER_SCENE):
            found = await client.call("GetSceneItemList", {"sceneName": scene})
            for one in found["sceneItems"]:
                item = {"sceneName": scene, "sceneItemId": one["sceneItemId"]}
                await client.call("RemoveSceneItem", item)
        await client.call("SetCurrentProgramScene", {"sceneName": SCENE})
        await client.call("SetCurrentSceneTransition", {"transitionName": "Fade"})
    async with asyncio.timeout(PATIENCE_S):
        while _alive(obs):  # noqa: ASYNC110  # another process does it
            await asyncio.sleep(0.02)
    if obs.told():
        await caught_up(obs.pages)


def _alive(obs: RealObs) -> int:
    events = [one["event"] for one in obs.told()]
    return events.count("create") - events.count("destroy")


async def screenshot(obs: RealObs, scene: str = SCENE) -> QImage:
    """Return the picture that OBS itself makes of a scene."""
    async with obs.client() as client:
        found = await client.call(
            "GetSourceScreenshot",
            {"sourceName": scene, "imageFormat": "png"},
            patience_s=15,
        )
    image = QImage()
    assert image.loadFromData(base64.b64decode(found["imageData"].partition(",")[2]))
    return image


def colours(image: QImage, points: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return red, green and blue of points."""
    found = [QColor(image.pixel(x, y)) for x, y in points]
    return [(one.red(), one.green(), one.blue()) for one in found]


async def add_colour(obs: RealObs, name: str, abgr: int) -> None:
    """Put a source of one colour, as large as the canvas, into the first scene."""
    async with obs.client() as client:
        await client.call(
            "CreateInput",
            {
                "sceneName": SCENE,
                "inputName": name,
                "inputKind": "color_source_v3",
                "inputSettings": {"color": abgr, "width": 1280, "height": 720},
            },
        )
