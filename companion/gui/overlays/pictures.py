"""Where the page's pictures come from, and when they are asked for anew."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBitmap, QImage, QPixmap, QRegion

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import OverlayView
from companion.gui.bridge import Bridge
from companion.gui.overlays.samples import Painter, Samples, snapshots

LIVE_MS = 500
"""Between two looks at what the selected overlay shows: at most two pictures a second.
"""

LARGEST = QSize(560, 224)
"""What a tile keeps of a picture, in pixels: twice what it shows at 100 %."""

_MARGIN = 6
"""Kept around a trimmed picture, in its own pixels."""


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
        self._samples: Samples | None = None
        if painter is not None:
            self._samples = Samples(
                bridge, painter, page=overlay, take=self._take, tell=self._tell
            )
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
        self._draw()

    def stop(self) -> None:
        """Look no more; the browser ends by itself."""
        self._timer.stop()
        if self._samples is not None:
            self._samples.forget()

    def want(self, *names: str) -> None:
        """Have tiles drawn again, the first ones first."""
        for name in names:
            if self._samples is not None:
                self._samples.want(name)
        if self.is_running:
            self._draw()

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

    def _draw(self) -> None:
        if self._samples is not None:
            self._samples.draw()

    def _take(self, view: OverlayView, picture: bytes) -> None:
        image = QImage.fromData(picture)
        self.tile_drawn.emit(view.name, trimmed(image, page_width=view.width))

    def _fail_live(self, error: CompanionError) -> None:
        self._is_drawing = False
        self._tell(str(error))

    def _tell(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)


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
