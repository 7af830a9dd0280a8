"""The three cards on a scene that does what it is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.app.scene.beginning import connected
from companion.domain.errors import CompanionError
from companion.domain.studio import ObsView, PageView, SourceView
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.first_run.dialog import FirstRun
from companion.gui.shell.watch import Watch, read
from tests.companion.gui.overlays.willing import WillingEngine

NOTICE = "TikTok is read unofficially.\n\nIt only reads."
LEFT = Qt.MouseButton.LeftButton
SOURCE = SourceView(
    source="Companion Stage",
    overlay="stage",
    scenes=("Gaming",),
    is_visible=True,
    state="waiting",
)
TWITCH = ConnectionView(
    target="twitch:mira", platform=Platform.TWITCH, state=ConnectionState.LIVE
)


@dataclass
class Room:
    """The cards, and what came of what was done with them."""

    cards: FirstRun
    engine: WillingEngine
    watch: Watch
    settle: Callable[[], None]
    done: list[tuple[object, ...]] = field(default_factory=list)
    problem: CompanionError | None = None
    is_running: bool = False

    @property
    def obs(self):
        return self.engine.own_studio.own_obs

    @property
    def overlays(self):
        return self.engine.own_studio.own_overlays

    def look(self) -> None:
        self.watch.take(read(self.engine))
        self.settle()

    def stand(self, view: ObsView) -> None:
        self.obs.shown = view
        self.look()

    def answers(self, *names: str) -> list[object]:
        return [one for one in self.done if one[0] in names]

    def click(self, on: QWidget) -> None:
        assert on.isVisible()
        QTest.mouseClick(on, LEFT)
        self.settle()

    def type_text(self, text: str) -> None:
        QTest.keyClicks(self.cards.stream.field.edit, text)


def shown(room: Room) -> None:
    """Have OBS show the stage, and its page say so."""
    page = PageView(
        overlay="stage",
        since=0,
        heard_at=room.watch.now - 300_000,
        is_showing=True,
        obs="2.23.5",
    )
    alerts = structs.replace(page, overlay="alerts", stage="stage")
    room.overlays.open_pages.update(stage=(page,), alerts=(alerts,))
    room.stand(connected(SOURCE))


def looked(room: Room) -> None:
    """Let half a second pass, as far as the card can tell."""
    room.cards.see._desk.studio.look()  # what its timer does
    room.settle()


def same(room: Room):
    """Return a look at OBS that finds what is there already."""

    async def look() -> ObsView:
        return room.obs.shown

    return look
