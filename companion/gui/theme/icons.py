"""Phosphor icons out of qtawesome, in the theme's colours.

Names are Phosphor's: "broadcast", with "-fill" for selected things and states and
"-bold" at 14 px or less.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import msgspec
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QPainter,
    QPainterPath,
    QPixmap,
    QRawFont,
)
from PySide6.QtSvg import QSvgRenderer

from companion.domain.values import Platform
from companion.gui.theme.tokens import Colour, Tokens

PLATFORM_ICONS = {
    Platform.TIKTOK: "tiktok-logo-fill",
    Platform.TWITCH: "twitch-logo-fill",
    Platform.YOUTUBE: "youtube-logo-fill",
    Platform.ROOM: "house-fill",
}
"""The platforms' own marks; a house for people in the room."""

UNKNOWN_PLATFORM_ICON = "flask-fill"
"""For the simulator and for replays, which are no platform."""

FONT = "phosphor-1.3.0.ttf"
CHARMAP = "phosphor-charmap-1.3.0.json"
_EM = 1024
_ASCENT = 960


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Return where qtawesome keeps its fonts.

    Found without importing it: that would load the whole of Qt a second time, under
    other names, and twelve fonts. Raises FileNotFoundError when it is not installed.
    """
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome")
    return Path(spec.submodule_search_locations[0]) / "fonts"


@lru_cache(maxsize=1)
def _glyphs() -> dict[str, str]:
    """Return every icon's character by name."""
    codes = msgspec.json.decode((_folder() / CHARMAP).read_bytes(), type=dict[str, str])
    return {name: chr(int(code, 16)) for name, code in codes.items()}


@lru_cache(maxsize=1)
def _raw_font() -> QRawFont:
    hinting = QFont.HintingPreference.PreferNoHinting
    return QRawFont(str(_folder() / FONT), _EM, hinting)


def exists(name: str) -> bool:
    """Return whether Phosphor has an icon of that name."""
    return name in _glyphs()


@lru_cache(maxsize=256)
def _outline(name: str) -> QPainterPath:
    """Return the icon in its em square of 1024 units. Raises KeyError."""
    raw = _raw_font()
    path = raw.pathForGlyph(raw.glyphIndexesForString(_glyphs()[name])[0])
    path.translate(0, _ASCENT)
    return path


def paint_icon(
    painter: QPainter, rect: QRect | QRectF, name: str, colour: Colour | QColor
) -> None:
    """Draw the icon, as large as fits, in the middle of `rect`. Raises KeyError."""
    outline = _outline(name)
    box = QRectF(rect)
    size = min(box.width(), box.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(
        box.center().x() - size / 2,
        box.center().y() - size / 2,
    )
    painter.scale(size / _EM, size / _EM)
    painter.fillPath(outline, QColor(colour))
    painter.restore()


@lru_cache(maxsize=512)
def pixmap(name: str, colour: Colour, size: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a picture of `size` logical pixels, for delegates."""
    result = QPixmap(QSize(size, size) * ratio)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    paint_icon(painter, QRect(0, 0, size, size), name, colour)
    painter.end()
    return result


def icon(name: str, colour: Colour, size: int = 16) -> QIcon:
    """Return the icon for a button or a menu, sharp at one, two and three times."""
    result = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        result.addPixmap(pixmap(name, colour, size, ratio))
    return result


def platform_icon(platform: Platform | None) -> str:
    """Return the name of the platform's mark; None is a simulator or a replay."""
    return PLATFORM_ICONS[platform] if platform else UNKNOWN_PLATFORM_ICON


def platform_colour(platform: Platform | None, tokens: Tokens) -> Colour:
    """Return the colour of the platform's mark; it is never a surface."""
    if platform is None:
        return tokens.t2
    return str(getattr(tokens, platform.value))


def paint_logo(painter: QPainter, rect: QRectF) -> None:
    """Draw the mark, as sharp as the screen is."""
    _logo().render(painter, rect)


@lru_cache(maxsize=1)
def _logo() -> QSvgRenderer:
    file = resources.files("resources") / "icons" / "logo.svg"
    return QSvgRenderer(file.read_bytes())


def window_icon() -> QIcon:
    """Return the mark for title bars, docks and task switchers."""
    result = QIcon()
    for size in (16, 32, 48, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_logo(painter, QRectF(0, 0, size, size))
        painter.end()
        result.addPixmap(picture)
    return result
