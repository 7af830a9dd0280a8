"""A scene whose OBS and overlays do what they are asked, and remember it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.studio import SceneObs, SceneOverlays, SceneStudio
from companion.domain.errors import CommandError
from companion.domain.studio import ObsAct, ObsAdded, ObsView, OverlayView
from overlays.catalogue import overlay_named


class WillingOverlays(SceneOverlays):
    """tried: every look that was tried. more: names of duplicates that exist, too."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[tuple[str, Mapping[str, Any] | None]] = []
        self.more: list[str] = []
        self.rotated: list[str] = []
        self.calm = asyncio.Event()
        self.is_busy = False

    @override
    def views(self) -> Sequence[OverlayView]:
        found = list(super().views())
        for name in self.more:
            overlay = overlay_named(name)
            assert overlay is not None
            found.append(
                OverlayView(
                    name=name,
                    kind=overlay.kind,
                    title=f"{overlay.title()} 2",
                    description="",
                    width=overlay.width,
                    height=overlay.height,
                    link=f"http://127.0.0.1:7717/o/scene/{name}/",
                )
            )
        return tuple(found)

    @override
    def try_look(self, name: str, values: Mapping[str, Any] | None) -> None:
        self.tried.append((name, values))

    @override
    async def rotate(self, name: str) -> str:
        self.rotated.append(name)
        return f"http://127.0.0.1:7717/o/other/{name}/"

    @override
    async def busy(self, seconds: float = 30.0) -> None:
        self.is_busy = True
        try:
            await self.calm.wait()
        finally:
            self.is_busy = False


class WillingObs(SceneObs):
    """done: what was asked, in order. password: the one that it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[object, ...]] = []
        self.password = "right"
        self.refusal = ""

    def _do(self, *what: object) -> None:
        if self.refusal:
            raise CommandError(self.refusal)
        self.done.append(what)

    @override
    async def look(self) -> ObsView:
        self._do("look")
        self.shown = ObsView(state="locked")
        return self.shown

    @override
    async def log_in(self, password: str) -> ObsView:
        self._do("log_in", password)
        state = "connected" if password == self.password else "refused"
        self.shown = ObsView(
            state=state, detail="" if state == "connected" else "Wrong password."
        )
        return self.shown

    @override
    async def add(self, overlay: str, scene: str = "") -> ObsAdded:
        self._do("add", overlay, scene)
        return ObsAdded(source=f"Companion {overlay}", scene="Gaming", created=True)

    @override
    async def repair(self, overlay: str) -> int:
        self._do("repair", overlay)
        return 1

    @override
    async def reload(self, overlay: str) -> int:
        self._do("reload", overlay)
        return 2

    @override
    async def show_source(self, source: str, scene: str, *, visible: bool) -> None:
        self._do("show", source, scene, visible)

    @override
    async def switch_scene(self, scene: str) -> None:
        self._do("scene", scene)
        self.shown = structs.replace(self.shown, scene=scene)

    @override
    async def act(self, act: ObsAct) -> None:
        self._do("act", act)

    @override
    async def panic(self) -> bool:
        self._do("panic")
        return True


class WillingStudio(SceneStudio):
    """Both, behind the port."""

    own_overlays: WillingOverlays
    own_obs: WillingObs

    def __init__(self) -> None:
        super().__init__()
        self.own_overlays = WillingOverlays()
        self.own_obs = WillingObs()


class WillingEngine(SceneEngine):
    """The scene with such a studio."""

    own_studio: WillingStudio

    def __init__(self) -> None:
        super().__init__()
        self.arrived = True
        self.own_studio = WillingStudio()
