"""What was promised on the card about OBS, kept after the cards are gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import ObsAdded
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.first_run.desk import OVERLAY
from companion.gui.shell.watch import Watch
from companion.i18n import _


class AddLater(QObject):
    """Adds the overlay to the scene on air as soon as OBS is there; once.

    say: shows a notice. Lives as long as the watch does.
    """

    def __init__(self, watch: Watch, *, say: Callable[[Notice], object]) -> None:
        super().__init__(watch)
        self._watch = watch
        self._say = say
        watch.obs_changed.connect(self._look)

    def _look(self) -> None:
        if self._watch.obs.state != "connected":
            return
        self._watch.obs_changed.disconnect(self._look)

        async def ask(engine: Engine) -> ObsAdded:
            return await engine.studio.obs.add(OVERLAY)

        self._watch.bridge.ask(ask, then=self._told, failed=self._failed)

    def _told(self, added: ObsAdded) -> None:
        text = _("{source} is in OBS now, in {scene}")
        source, scene = isolated(added.source), isolated(added.scene)
        self._say(Notice(text=text.format(source=source, scene=scene)))
        self.deleteLater()

    def _failed(self, error: CompanionError) -> None:
        self._say(Notice(text=_("OBS did not do it"), detail=str(error), kind="bad"))
        self.deleteLater()
