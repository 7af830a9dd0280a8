"""Pictures are asked for one at a time, and only while somebody looks."""

from __future__ import annotations

import hashlib
import json
from importlib import resources

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from companion.app.scene.studio import SceneOverlays
from companion.gui.bridge import Bridge
from companion.gui.overlays.pictures import Pictures, bundled, trimmed
from companion.gui.overlays.samples import snapshots
from overlays.catalogue import CATALOGUE, AnyOverlay
from tests.companion.gui.overlays.willing import WillingEngine


def drawing(width: int, height: int) -> QImage:
    """Return a transparent page with a mark of 20 by 10 pixels in it."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.fillRect(50, 30, 20, 10, QColor("#ff0050"))
    painter.end()
    return image


def encoded(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


class Drawer:
    """Draws the same for everything, and remembers what was asked."""

    def __init__(self) -> None:
        self.problem = ""
        self.samples: list[str] = []
        self.lives: list[tuple[str, bool]] = []
        self.at_once = 0
        self.most = 0

    async def sample(self, view, _snapshots):
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.samples.append(view.name)
        self.at_once -= 1
        return encoded(drawing(view.width // 2, view.height // 2))

    async def live(self, view, told, *, width, height):
        self.lives.append((view.name, "test" in told[0]))
        return encoded(drawing(width, height))


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def pictures(theme, qt_loop, run, drawer):
    engine = WillingEngine()
    bridge = Bridge(engine, qt_loop)
    views = {view.name: view for view in engine.own_studio.overlays.views()}
    made = Pictures(bridge, drawer, overlay=views.get)
    yield made, lambda: run(bridge.answered())
    made.stop()
    run(bridge.close())


def test_tiles_are_drawn_one_after_the_other_and_once(pictures, drawer) -> None:
    made, settle = pictures
    drawn = []
    made.tile_drawn.connect(lambda name, _picture: drawn.append(name))

    made.want("chat", "goal", "chat")
    settle()
    assert drawer.samples == []

    made.start()
    settle()
    assert drawn == ["chat", "goal"]
    assert drawer.most == 1


def test_the_selected_overlay_is_drawn_anew_and_no_other(pictures, drawer) -> None:
    made, settle = pictures
    made.start()
    made.select("chat", sample=False, room=QSize(400, 200))
    settle()
    made.look()
    settle()

    assert drawer.lives == [("chat", False), ("chat", False)]

    made.stop()
    assert not made.is_running


def test_a_trimmed_picture_is_what_is_not_transparent() -> None:
    picture = trimmed(drawing(200, 100), page_width=400)

    assert (picture.width(), picture.height()) == (32, 22)
    assert picture.deviceIndependentSize().width() == 64


def test_a_page_with_nothing_on_it_is_no_picture() -> None:
    empty = QImage(40, 40, QImage.Format.Format_ARGB32)
    empty.fill(Qt.GlobalColor.transparent)

    assert trimmed(empty, page_width=40).isNull()


def test_an_example_carries_no_mark_of_a_test_and_parts_are_named() -> None:
    class Staged(SceneOverlays):
        def state(self, name, *, sample):
            told = {"overlay": name, "state": {}, "test": True}
            return {**told, "parts": ["chat"]} if name == "stage" else told

    told = snapshots(Staged(), "stage", sample=True)

    assert [one.get("part") for one in told] == [None, "chat"]
    assert not any("test" in one for one in told)


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda one: one.name)
def test_every_kind_brings_a_picture_that_is_not_older_than_its_example(
    overlay: AnyOverlay,
) -> None:
    file = resources.files("resources") / "previews" / "drawn_from.json"
    drawn = json.loads(file.read_text("utf-8"))
    data = json.dumps(overlay.preview(), sort_keys=True, ensure_ascii=False)
    now = hashlib.sha256(data.encode()).hexdigest()[:16]

    assert drawn.get(overlay.kind) == now, "run packaging/previews.py"
    assert not bundled(overlay.kind).isNull()
