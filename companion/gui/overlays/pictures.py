"""Where the page's pictures come from, and when they are asked for anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any, Protocol

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBitmap, QImage, QPixmap, QRegion

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import Overlays, OverlayView
from companion.gui.bridge import Bridge

LIVE_MS = 500
"""Between two looks at what the selected overlay shows: at most two pictures a second.
"""

LARGEST = QSize(560, 224)
"""What a tile keeps of a picture, in pixels: twice what it shows at 100 %."""

_MARGIN = 6
"""Kept around a trimmed picture, in its own pixels."""


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


class Pictures(QObject):
    """Asks for pictures of tiles one by one, of the selected overlay all the time.

    tile_drawn: a trimmed picture of an overlay's example, by name. drawn: the whole
    page of the selected one. problem_changed: why there are none, "" when there are.
    """

    tile_drawn = Signal(str, QPixmap)
    drawn = Signal(QPixmap)
    problem_changed = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        painter: Painter | None,
        *,
        overlay: Callable[[str], OverlayView | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._painter = painter
        self._overlay = overlay
        self._wanted: deque[str] = deque()
        self._asking = False
        self._is_drawing = False
        self._selected = ""
        self._is_sample = False
        self._room = QSize(480, 200)
        self.problem = ""
        self._timer = QTimer(self)
        self._timer.setInterval(LIVE_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_running(self) -> bool:
        """Tell whether it looks by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to look at the selected overlay."""
        self._timer.start()
        self.look()
        self._next()

    def stop(self) -> None:
        """Look no more; the browser ends by itself."""
        self._timer.stop()
        self._wanted.clear()

    def want(self, *names: str) -> None:
        """Have tiles drawn again, the first ones first."""
        for name in names:
            if name not in self._wanted:
                self._wanted.append(name)
        if self.is_running:
            self._next()

    def select(self, name: str, *, sample: bool, room: QSize) -> None:
        """Look at another overlay, at its example or at what it shows now."""
        is_other = (name, sample, room) != (self._selected, self._is_sample, self._room)
        self._selected, self._is_sample, self._room = name, sample, room
        if is_other and self.is_running:
            self.look()

    def look(self) -> None:
        """Ask for a picture of the selected overlay, unless one is on its way."""
        view = self._overlay(self._selected)
        painter = self._painter
        if self._is_drawing or view is None:
            return
        if painter is None or not view.link:
            return
        self._is_drawing = True
        sample, room, name = self._is_sample, self._room, self._selected

        async def ask(engine: Engine) -> bytes | None:
            told = snapshots(engine.studio.overlays, name, sample=sample)
            return await painter.live(
                view, told, width=room.width(), height=room.height()
            )

        def then(picture: bytes | None) -> None:
            self._is_drawing = False
            self._tell(painter.problem)
            if picture and (name, sample) == (self._selected, self._is_sample):
                self.drawn.emit(_sized(picture, view))

        self._bridge.ask(ask, then=then, failed=self._fail_live)

    def _next(self) -> None:
        painter = self._painter
        if self._asking or not self._wanted:
            return
        name = self._wanted.popleft()
        view = self._overlay(name)
        if view is None or painter is None or not view.link:
            self._next()
            return
        self._asking = True

        async def ask(engine: Engine) -> bytes | None:
            told = snapshots(engine.studio.overlays, name, sample=True)
            return await painter.sample(view, told)

        def then(picture: bytes | None) -> None:
            self._asking = False
            self._tell(painter.problem)
            if picture:
                self.tile_drawn.emit(
                    name, trimmed(QImage.fromData(picture), page_width=view.width)
                )
            self._next()

        def failed(error: CompanionError) -> None:
            self._asking = False
            self._tell(str(error))
            self._next()

        self._bridge.ask(ask, then=then, failed=failed)

    def _fail_live(self, error: CompanionError) -> None:
        self._is_drawing = False
        self._tell(str(error))

    def _tell(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)


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


def bundled(kind: str) -> QImage:
    """Return the picture that we ship of a kind; null where there is none."""
    file = resources.files("resources") / "previews" / f"{kind}.webp"
    return QImage.fromData(file.read_bytes()) if file.is_file() else QImage()


def trimmed(image: QImage, *, page_width: int) -> QPixmap:
    """Return what is not transparent of a whole page, with a little air around it.

    Null where all of it is transparent.

    page_width: the page's own, in pixels; the picture may be smaller.
    """
    if image.isNull():
        return QPixmap()
    whole = QRect(0, 0, image.width(), image.height())
    box = whole
    if image.hasAlphaChannel():
        seen = QRegion(QBitmap.fromImage(image.createAlphaMask())).boundingRect()
        air = seen.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        if seen.isEmpty():
            return QPixmap()
        box = air & whole
    ratio = image.width() / page_width
    cut = image.copy(box)
    if cut.width() > LARGEST.width() or cut.height() > LARGEST.height():
        # Thirty tiles would keep a hundred megabytes otherwise.
        cut = cut.scaled(
            LARGEST,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        ratio *= cut.width() / box.width()
    result = QPixmap.fromImage(cut)
    result.setDevicePixelRatio(ratio)
    return result


def _sized(picture: bytes, view: OverlayView) -> QPixmap:
    """Return a picture that counts as large as the overlay's source is."""
    result = QPixmap()
    result.loadFromData(picture)
    if not result.isNull():
        result.setDevicePixelRatio(result.width() / view.width)
    return result
