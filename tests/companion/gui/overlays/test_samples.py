"""Examples are drawn one at a time, each as its page is when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec import structs

from companion.domain.errors import CommandError
from companion.domain.studio import OverlayView
from companion.gui.bridge import Bridge
from companion.gui.overlays.samples import Samples, Snapshots
from tests.companion.gui.overlays.willing import WillingEngine


class Drawer:
    """Draws nothing but the width of what it was given; refuses one by name."""

    problem = ""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int]] = []

    async def sample(self, view: OverlayView, snapshots: Snapshots) -> bytes | None:
        del snapshots
        if view.name == "goal":
            raise CommandError("The browser is gone.")
        self.drawn.append((view.name, view.width))
        return b"picture"

    async def live(
        self, view: OverlayView, snapshots: Snapshots, *, width: int, height: int
    ) -> bytes | None:
        del view, snapshots, width, height
        return None


class Queue:
    """The queue, what it drew and what it told."""

    def __init__(self, bridge: Bridge, engine: WillingEngine) -> None:
        self.pages = {view.name: view for view in engine.own_studio.overlays.views()}
        self.drawer = Drawer()
        self.taken: list[str] = []
        self.told: list[str] = []
        self.samples = Samples(
            bridge,
            self.drawer,
            page=self.pages.get,
            take=lambda view, _picture: self.taken.append(view.name),
            tell=self.told.append,
        )


@pytest.fixture
def queue(qt_loop: Any, run: Any) -> Iterator[tuple[Queue, Callable[[], None]]]:
    engine = WillingEngine()
    bridge = Bridge(engine, qt_loop)
    yield Queue(bridge, engine), lambda: run(bridge.answered())
    run(bridge.close())


def test_what_waits_already_is_drawn_once_and_as_it_is_then(queue: Any) -> None:
    made, settle = queue
    for name in ("chat", "alerts", "alerts"):
        made.samples.want(name)
    made.samples.draw()
    made.pages["alerts"] = structs.replace(made.pages["alerts"], width=640)

    settle()

    assert made.taken == ["chat", "alerts"]
    assert made.drawer.drawn[1] == ("alerts", 640)


def test_one_that_fails_is_told_and_the_others_follow(queue: Any) -> None:
    made, settle = queue
    for name in ("goal", "gone", "chat"):
        made.samples.want(name)

    made.samples.draw()
    settle()

    assert made.taken == ["chat"]
    assert made.told == ["The browser is gone.", ""]


def test_what_is_forgotten_is_not_drawn(queue: Any) -> None:
    made, settle = queue
    made.samples.want("chat")
    made.samples.want("alerts")
    made.samples.draw()

    made.samples.forget()
    settle()

    assert made.taken == ["chat"]
