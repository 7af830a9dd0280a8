"""A phone can read the QR code: sharp modules, a quiet zone, dark on light."""

from __future__ import annotations

import pytest
import segno
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from companion.gui.components.qr import QUIET, QrCode
from companion.gui.theme.theme import Theme

ADDRESS = "https://www.twitch.tv/activate?device-code=KPWVRTHB"


def matrix() -> tuple[bytearray, ...]:
    return tuple(segno.make_qr(ADDRESS, error="m").matrix)


def drawn(code: QrCode, ratio: float = 1.0) -> QImage:
    picture = QPixmap(code.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill("#808080")
    code.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return picture.toImage()


def read_back(image: QImage, modules: int) -> list[list[bool]]:
    """Return the modules of the picture, found as a camera finds them: by its edges."""
    dark = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).lightness() < 64
    ]
    left, top = min(x for x, _y in dark), min(y for _x, y in dark)
    step = (max(x for x, _y in dark) - left + 1) / modules
    return [
        [
            image.pixelColor(
                int(left + (column + 0.5) * step), int(top + (row + 0.5) * step)
            ).lightness()
            < 64
            for column in range(modules)
        ]
        for row in range(modules)
    ]


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_every_module_is_where_the_code_has_it(
    theme: Theme, qtbot, mode: str, ratio: float
) -> None:
    theme.set_mode(mode)  # type: ignore[arg-type]  # both are modes
    code = QrCode(name="Login")
    qtbot.addWidget(code)
    code.show_text(ADDRESS)
    wanted = [[bool(one) for one in row] for row in matrix()]

    assert read_back(drawn(code, ratio), len(wanted)) == wanted


def test_four_modules_around_it_are_empty(theme: Theme, qtbot) -> None:
    code = QrCode(name="Login")
    qtbot.addWidget(code)
    code.show_text(ADDRESS)
    image = drawn(code)
    modules = len(matrix())
    step = code.width() // (modules + 2 * QUIET)
    quiet = QUIET * step

    for x in range(code.width()):
        for y in range(code.height()):
            near = min(x, y, code.width() - 1 - x, code.height() - 1 - y)
            if 6 <= near < quiet:  # the tile's corners are round
                assert image.pixelColor(x, y).lightness() > 200


def test_without_a_text_nothing_is_drawn(theme: Theme, qtbot) -> None:
    code = QrCode(name="Login")
    qtbot.addWidget(code)
    code.show_text(ADDRESS)
    code.show_text("")
    image = drawn(code)

    assert image.pixelColor(84, 84).name() == "#808080"
