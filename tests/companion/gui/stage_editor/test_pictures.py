"""Pictures of overlays in pages as large as their frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter

from companion.domain.studio import OverlayView
from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.pictures import StagePictures
from companion.gui.stage_editor.piece import anchored
from tests.companion.gui.stage_editor.conftest import Workshop

FRAME = QRectF(0, 0, 400, 300)


class Drawer:
    """Draws pages of one colour, at half their size, and remembers which."""

    problem = ""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int]] = []

    async def sample(
        self, view: OverlayView, snapshots: Sequence[Mapping[str, Any]]
    ) -> bytes | None:
        assert snapshots
        self.asked.append((view.name, view.width, view.height))
        page = QImage(view.width // 2, view.height // 2, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.red)
        data = QBuffer()
        QImageWriter(data, QByteArray(b"png")).write(page)
        return bytes(data.data().data())

    async def live(
        self,
        view: OverlayView,
        snapshots: Sequence[Mapping[str, Any]],
        *,
        width: int,
        height: int,
    ) -> bytes | None:
        raise NotImplementedError


@pytest.fixture
def drawer() -> Drawer:
    """What draws."""
    return Drawer()


@pytest.fixture
def pictures(shop: Workshop, drawer: Drawer) -> StagePictures:
    """Pictures of the scene's overlays."""
    studio = shop.editor.studio
    return StagePictures(
        shop.watch.bridge, drawer, overlay=studio.overlay, parent=shop.editor
    )


def _box(width: int, height: int) -> Box:
    return Box(x=7, y=7, width=width, height=height)


def test_each_size_is_drawn_once(
    shop: Workshop, drawer: Drawer, pictures: StagePictures
) -> None:
    pictures.want("goal", _box(512, 224))
    pictures.want("chat", _box(700, 400))
    pictures.want("goal", _box(512, 224))
    shop.settle()
    assert drawer.asked == [("goal", 512, 224), ("chat", 700, 400)]
    size = pictures.picture("goal").deviceIndependentSize()
    assert (size.width(), size.height()) == (512, 224)

    pictures.want("goal", _box(600, 224))
    shop.settle()
    assert drawer.asked[-1] == ("goal", 600, 224)
    assert pictures.picture("goal").deviceIndependentSize().width() == 600


def test_only_the_last_of_many_sizes_that_wait_is_drawn(
    shop: Workshop, drawer: Drawer, pictures: StagePictures
) -> None:
    pictures.want("chat", _box(100, 100))
    for width in range(200, 300, 10):
        pictures.want("goal", _box(width, 224))
    shop.settle()

    assert drawer.asked == [("chat", 100, 100), ("goal", 290, 224)]


def test_without_a_server_and_for_what_is_not_there_nothing_is_asked(
    shop: Workshop, drawer: Drawer, pictures: StagePictures
) -> None:
    shop.studio.own_overlays.is_served = False
    shop.settle()
    pictures.want("goal", _box(512, 224))
    pictures.want("fireworks", _box(512, 224))
    shop.settle()
    assert drawer.asked == []
    # What we ship is shown then.
    assert not pictures.picture("goal").isNull()
    assert pictures.picture("fireworks").isNull()

    shop.studio.own_overlays.is_served = True
    shop.settle()
    pictures.want("goal", _box(512, 224))
    shop.settle()
    assert drawer.asked == [("goal", 512, 224)]


@pytest.mark.parametrize(
    ("align", "left", "top"),
    [
        ("top-left", 0, 0),
        ("top", 100, 0),
        ("right", 200, 100),
        ("center", 100, 100),
        ("bottom-right", 200, 200),
    ],
)
def test_a_page_of_another_size_keeps_its_corner(
    align: str, left: int, top: int
) -> None:
    place = anchored(QSizeF(200, 100), FRAME, align)

    assert (place.left(), place.top()) == (left, top)
    assert place.size() == QSizeF(200, 100)


def test_a_page_that_is_too_wide_becomes_smaller() -> None:
    place = anchored(QSizeF(800, 200), FRAME, "bottom-left")

    assert place == QRectF(0, 200, 400, 100)
