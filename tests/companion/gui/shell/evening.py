"""The scene's engine with a watch that has seen it, for tests of the bars."""

from __future__ import annotations

from companion.app.scene.engine import SceneEngine
from companion.app.scene.stage import SceneClock
from companion.gui.bridge import Bridge
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.watch import Watch, read


class Evening:
    """The scene's engine, and a watch that has seen it."""

    def __init__(self, loop) -> None:
        self.engine = SceneEngine()
        self.engine.arrived = True
        bridge = Bridge(self.engine, loop)
        self.watch = Watch(bridge, clock=SceneClock())
        self.accounts = AccountWatch(bridge)
        self.look()

    def look(self) -> None:
        self.watch.take(read(self.engine))
