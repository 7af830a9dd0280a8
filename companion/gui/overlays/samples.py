"""Overlays' examples, drawn one at a time: a browser draws no two at once faster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import Overlays, OverlayView
from companion.gui.bridge import Bridge

Snapshots = Sequence[Mapping[str, Any]]
"""What a page gets first; after a stage's own those of its parts, each named `part`."""


class Painter(Protocol):
    """Draws overlays' pages with a browser; its methods run on the engine's loop."""

    @property
    def problem(self) -> str:
        """Return why there are no pictures, as one sentence; "" when there are."""

    async def sample(self, view: OverlayView, snapshots: Snapshots) -> bytes | None:
        """Return a page with its example, from the cache where it can be."""

    async def live(
        self,
        view: OverlayView,
        snapshots: Snapshots,
        *,
        width: int,
        height: int,
    ) -> bytes | None:
        """Return what a page shows, in at most this size; None: as the last time."""


class Samples:
    """A queue of names.

    page: gives the page that is to be drawn when its turn comes, None for none. take:
    gets the page and its picture. tell: gets why there is none, "" when there is.
    """

    def __init__(
        self,
        bridge: Bridge,
        painter: Painter,
        *,
        page: Callable[[str], OverlayView | None],
        take: Callable[[OverlayView, bytes], object],
        tell: Callable[[str], object],
    ) -> None:
        self._bridge = bridge
        self._painter = painter
        self._page = page
        self._take = take
        self._tell = tell
        self._wanted: deque[str] = deque()
        self._asking = False

    def want(self, name: str) -> None:
        """Put a name at the end, unless it waits already; `draw` begins."""
        if name not in self._wanted:
            self._wanted.append(name)

    def forget(self) -> None:
        """Draw nothing of what waits."""
        self._wanted.clear()

    def draw(self) -> None:
        """Draw what waits, unless that is going on."""
        while self._wanted and not self._asking:
            view = self._page(self._wanted.popleft())
            if view is not None and view.link:
                self._ask(view)

    def _ask(self, view: OverlayView) -> None:
        painter = self._painter
        self._asking = True

        async def ask(engine: Engine) -> bytes | None:
            told = snapshots(engine.studio.overlays, view.name, sample=True)
            return await painter.sample(view, told)

        def then(picture: bytes | None) -> None:
            self._asking = False
            self._tell(painter.problem)
            if picture:
                self._take(view, picture)
            self.draw()

        def failed(error: CompanionError) -> None:
            self._asking = False
            self._tell(str(error))
            self.draw()

        self._bridge.ask(ask, then=then, failed=failed)


def snapshots(overlays: Overlays, name: str, *, sample: bool) -> list[dict[str, Any]]:
    """Return what an overlay's page gets first, and what the parts of a stage get.

    An example is shown as it will look, without the mark of a test.
    """
    own = _snapshot(overlays, name, sample=sample)
    parts = own.get("parts") or ()
    return [
        own,
        *({**_snapshot(overlays, part, sample=sample), "part": part} for part in parts),
    ]


def _snapshot(overlays: Overlays, name: str, *, sample: bool) -> dict[str, Any]:
    told = dict(overlays.state(name, sample=sample))
    if sample:
        told.pop("test", None)
    return told
