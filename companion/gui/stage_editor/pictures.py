"""Pictures of overlays as large as they stand on the stage."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from msgspec import structs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import OverlayView
from companion.gui.bridge import Bridge
from companion.gui.overlays.pictures import Painter, bundled, snapshots
from companion.gui.stage_editor.box import Box

Size = tuple[int, int]


class StagePictures(QObject):
    """Asks for one picture at a time: an overlay's example in a page of a size.

    A page does not grow with its frame: it has more room. So each size is drawn, and
    until then the picture before is shown as large as it was.

    drawn: there is another picture of an overlay, by name. problem_changed: why there
    are none, "" when there are.
    """

    drawn = Signal(str)
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
        self._wanted: deque[tuple[str, Size]] = deque()
        self._shown: dict[str, QPixmap] = {}
        self._sizes: dict[str, Size] = {}
        self._asking = False
        self.problem = ""

    def picture(self, name: str) -> QPixmap:
        """Return the picture of an overlay, null while there is none.

        It counts as large as its page: its logical size is in pixels of the canvas.
        """
        shown = self._shown.get(name)
        return self._shipped(name) if shown is None else shown

    def want(self, name: str, box: Box) -> None:
        """Have an overlay drawn in a page of that size, unless it is already."""
        size = (box.width, box.height)
        if self._painter is None or self._sizes.get(name) == size:
            return
        self._sizes[name] = size
        self._wanted = deque(one for one in self._wanted if one[0] != name)
        self._wanted.append((name, size))
        self._next()

    def forget(self) -> None:
        """Have everything drawn anew: looks may have changed."""
        self._wanted.clear()
        self._sizes.clear()

    def _shipped(self, name: str) -> QPixmap:
        view = self._overlay(name)
        if view is None:
            return QPixmap()
        picture = QPixmap.fromImage(bundled(view.kind))
        if not picture.isNull():
            picture.setDevicePixelRatio(picture.width() / view.width)
        return picture

    def _next(self) -> None:
        painter = self._painter
        if self._asking or painter is None or not self._wanted:
            return
        name, (width, height) = self._wanted.popleft()
        found = self._overlay(name)
        if found is None or not found.link:
            self._sizes.pop(name, None)
            self._next()
            return
        view = structs.replace(found, width=width, height=height)
        self._asking = True

        async def ask(engine: Engine) -> bytes | None:
            told = snapshots(engine.studio.overlays, name, sample=True)
            return await painter.sample(view, told)

        def then(data: bytes | None) -> None:
            self._asking = False
            self._tell(painter.problem)
            if data:
                self._take(name, data, width)
            self._next()

        def failed(error: CompanionError) -> None:
            self._asking = False
            self._tell(str(error))
            self._next()

        self._bridge.ask(ask, then=then, failed=failed)

    def _take(self, name: str, data: bytes, width: int) -> None:
        picture = QPixmap()
        picture.loadFromData(data)
        if picture.isNull():
            return
        picture.setDevicePixelRatio(picture.width() / width)
        self._shown[name] = picture
        self.drawn.emit(name)

    def _tell(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)
