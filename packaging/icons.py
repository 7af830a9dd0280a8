"""Make the program's icons of resources/icons/logo.svg: .ico, .icns and .png.

Usage: icons.py [FOLDER]. Windows and macOS want their own formats; run it again when
the drawing changes.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER: Final = Path(__file__).parents[1] / "resources" / "icons"
SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_HEADER: Final = struct.Struct("<HHH")
_PICTURE: Final = struct.Struct("<BBBBHHII")


def drawn(drawing: QSvgRenderer, size: int) -> QImage:
    """Return the drawing as a square picture with transparency; size in pixels."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def encoded(picture: QImage, form: str) -> bytes:
    """Return a picture's bytes in a format that Qt knows by that name."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(form.encode())).write(picture):
        raise SystemExit(f"Qt cannot write {form}")
    return bytes(buffer.data().data())


def icon_file(pictures: list[bytes]) -> bytes:
    """Return a .ico of PNG pictures, one for each of SIZES."""
    head = _HEADER.pack(0, 1, len(pictures))
    at = len(head) + _PICTURE.size * len(pictures)
    for size, content in zip(SIZES, pictures, strict=True):
        side = size % 256  # 256 is written as 0
        head += _PICTURE.pack(side, side, 0, 0, 1, 32, len(content), at)
        at += len(content)
    return head + b"".join(pictures)


def main() -> None:
    """Write all three files into the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    _app = QGuiApplication([])
    drawing = QSvgRenderer(str(FOLDER / "logo.svg"))
    pictures = [encoded(drawn(drawing, size), "png") for size in SIZES]
    (folder / "logo.ico").write_bytes(icon_file(pictures))
    (folder / "logo.png").write_bytes(pictures[-1])
    (folder / "logo.icns").write_bytes(encoded(drawn(drawing, 512), "icns"))


if __name__ == "__main__":
    main()
