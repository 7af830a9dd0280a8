"""Pictures of overlays as large as they stand on the stage."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from companion.domain.studio import OverlayView
from companion.gui.bridge import Bridge
from companion.gui.overlays.pictures import bundled
from companion.gui.overlays.samples import Painter, Samples
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
        self._overlay = overlay
        self._samples: Samples | None = None
        if painter is not None:
            self._samples = Samples(
                bridge, painter, page=self._page, take=self._take, tell=self._tell
            )
        self._shown: dict[str, QPixmap] = {}
        self._sizes: dict[str, Size] = {}
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
        if self._samples is None or self._sizes.get(name) == size:
            return
        self._sizes[name] = size
        self._samples.want(name)
        self._samples.draw()

    def forget(self) -> None:
        """Have everything drawn anew: looks may have changed."""
        if self._samples is not None:
            self._samples.forget()
        self._sizes.clear()

    def _shipped(self, name: str) -> QPixmap:
        view = self._overlay(name)
        if view is None:
            return QPixmap()
        picture = QPixmap.fromImage(bundled(view.kind))
        if not picture.isNull():
            picture.setDevicePixelRatio(picture.width() / view.width)
        return picture

    def _page(self, name: str) -> OverlayView | None:
        """Return an overlay's page in the size that it has on the stage now."""
        found, size = self._overlay(name), self._sizes.get(name)
        if found is None or not found.link or size is None:
            self._sizes.pop(name, None)
            return None
        width, height = size
        return structs.replace(found, width=width, height=height)

    def _take(self, view: OverlayView, data: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(data)
        if picture.isNull():
            return
        picture.setDevicePixelRatio(picture.width() / view.width)
        self._shown[view.name] = picture
        self.drawn.emit(view.name)

    def _tell(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)
