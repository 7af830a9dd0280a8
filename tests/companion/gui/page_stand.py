"""A window with one page of the app in it, over an engine of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from qasync import QEventLoop
from shiboken6 import isValid

from companion.app.scene.stage import SceneClock, settle
from companion.domain.ports import Clock, Engine
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.shell.watch import Watch, read
from companion.settings import Settings
from tests.support.fakes import FakeClock
from tests.support.real_engine import RunningEngine, open_engine


@dataclass(kw_only=True)
class PageStand:
    """What a page is made of, and what it showed over itself."""

    bridge: Bridge
    watch: Watch
    window: QWidget
    run: Callable[[Any], Any]
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)

    def put(self, page: QWidget) -> None:
        """Show the page, 1368 pixels wide."""
        page.setParent(self.window)
        for one in (self.window, page):
            one.resize(1368, 780)
        self.window.show()

    def answered(self) -> None:
        """Wait for everything that was asked."""
        self.run(self.bridge.answered())

    def until(self, is_so: Callable[[], bool]) -> None:
        """Let the window do its work until something is so."""

        async def wait() -> None:
            while not is_so():
                await settle(1)

        self.run(wait())


@dataclass(kw_only=True)
class OnStand:
    """A page that stands there; each kind of page has more to touch."""

    stand: PageStand

    @property
    def notices(self) -> list[Notice]:
        """Return what was said, oldest first."""
        return self.stand.notices

    @property
    def dialogs(self) -> list[Dialog]:
        """Return the dialogs that were opened, oldest first."""
        return self.stand.dialogs

    def run(self, coroutine: Any) -> Any:
        """Run a coroutine on the window's loop to its end."""
        return self.stand.run(coroutine)


class Stands:
    """Opens stands; made by the fixture `stands`."""

    def __init__(self, loop: QEventLoop, run: Callable[[Any], Any]) -> None:
        self._loop = loop
        self._run = run

    @contextmanager
    def over(self, engine: Engine, clock: Clock) -> Iterator[PageStand]:
        """A stand over an engine that runs already."""
        bridge = Bridge(engine, self._loop)
        watch = Watch(bridge, clock=clock)
        window = QWidget()
        stand = PageStand(bridge=bridge, watch=watch, window=window, run=self._run)
        yield stand
        # Hidden, a page reads no more.
        window.hide()
        for one in (*stand.dialogs, window):
            if isValid(one):
                one.deleteLater()
        self._run(bridge.close())
        watch.stop()

    @contextmanager
    def over_scene(self, engine: Engine) -> Iterator[PageStand]:
        """A stand over the evening of the pictures, read once."""
        with self.over(engine, SceneClock()) as stand:
            stand.watch.take(read(engine))
            yield stand

    @contextmanager
    def in_session(
        self, folder: Path, settings: Settings | None = None
    ) -> Iterator[tuple[PageStand, RunningEngine]]:
        """A stand over a real engine, in a session that has just begun."""
        clock = FakeClock()
        opened = open_engine(folder, clock, settings=settings)
        running = self._run(opened.__aenter__())
        self._run(running.engine.start_session("Friday"))
        with self.over(running.engine, clock) as stand:
            yield stand, running
        self._run(opened.__aexit__(None, None, None))
