"""The overlays of the running app: looked at, tried out, given other links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from companion.app.studio.busy import BusyStream
from companion.app.wiring import validated
from companion.domain.errors import CommandError
from companion.domain.ports import Clock, Engine, IdSource, Random
from companion.domain.studio import Obs, OverlayView
from companion.i18n import _
from companion.web.api.made_events import KINDS, TestBody, made_event
from companion.web.server import OverlayServer
from overlays.overlay import Overlay


class OverlayDesk:
    """Implements domain.studio.Overlays over the server and the engine.

    obs: gets new links at once; None: there is none.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        server: OverlayServer,
        clock: Clock,
        ids: IdSource,
        chance: Random,
        obs: Obs | None = None,
    ) -> None:
        self._engine = engine
        self._server = server
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._obs = obs

    def views(self) -> Sequence[OverlayView]:
        """Return every overlay in the order of the catalogue, with its pages."""
        links = self._server.links()
        return [self._view(one, links[one.name]) for one in self._server.overlays()]

    def _view(self, overlay: Overlay[Any], link: str) -> OverlayView:
        width, height = self._server.size(overlay.name)
        return OverlayView(
            name=overlay.name,
            kind=overlay.kind,
            title=overlay.title(),
            description=overlay.description(),
            width=width,
            height=height,
            link=link,
            pages=self._server.pages(overlay.name),
        )

    def show_test(self, name: str) -> None:
        """Show an overlay's example for some seconds, marked as a test."""
        self._server.show_test(self._known(name).name)

    async def test_event(self, kind: str) -> int:
        """Take a simulated event of a kind through the whole line; returns its seq."""
        if kind not in KINDS:
            raise CommandError(_("There is no such kind of test event."))
        event = made_event(
            kind, TestBody(), id=self._ids.new_id(), now=self._clock.now()
        )
        return (await self._engine.inject(event)).seq

    async def busy(self, seconds: float = 30.0) -> None:
        """Simulate a busy stream for a while: marked, never scored; cancel to stop."""
        stream = BusyStream(
            self._engine.inject,
            clock=self._clock,
            ids=self._ids,
            seed=int(self._chance.random() * 1_000_000),
        )
        await stream.run(seconds)

    async def rotate(self, name: str) -> str:
        """Give an overlay a new link; OBS sources that we know get it at once."""
        link = await self._server.rotate(self._known(name).name)
        if self._obs is not None and self._obs.view().state == "connected":
            await self._obs.repair(name)
        return link

    def try_look(self, name: str, values: Mapping[str, Any] | None) -> None:
        """Show an overlay by other settings without saving them; None: as saved."""
        overlay = self._known(name)
        look = None if values is None else validated(overlay, values)
        self._server.try_look(name, look)

    def state(self, name: str, *, sample: bool) -> dict[str, Any]:
        """Return what an overlay's page gets first: its snapshot, live or sample."""
        return self._server.seen(self._known(name).name, sample=sample)

    def _known(self, name: str) -> Overlay[Any]:
        for one in self._server.overlays():
            if one.name == name:
                return one
        raise CommandError(_("There is no overlay called {name}.").format(name=name))
