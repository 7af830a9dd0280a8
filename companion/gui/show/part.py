"""One piece of what the middle shows, painted at any size; and what paints pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.gui.components.text import isolated
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """What a part paints with. scale: 1.0 on the page, more in the big mode.

    current: key of the row that the keyboard is on, "" for none.
    """

    painter: QPainter
    tokens: Tokens
    scale: float = 1.0
    current: str = ""

    def px(self, pixels: float) -> float:
        """Return a measure of the page at this size."""
        return pixels * self.scale

    def text(
        self,
        box: QRectF,
        words: str,
        font: QFont,
        ink: Colour,
        flags: int = LEFT,
    ) -> None:
        """Write one line, elided at its end where it has no room."""
        shown = QFontMetrics(font).elidedText(
            words, Qt.TextElideMode.ElideRight, max(0, int(box.width()) + 1)
        )
        self.painter.setFont(font)
        self.painter.setPen(QColor(ink))
        self.painter.drawText(box, flags, isolated(shown) if shown else "")

    def bar(self, box: QRectF, share: float, ink: Colour) -> None:
        """Draw a track, and how much of it (0..1) is filled."""
        painter, radius = self.painter, box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tokens.bg4))
        painter.drawRoundedRect(box, radius, radius)
        width = box.width() * min(1.0, max(0.0, share))
        if width > 0:
            filled = QRectF(
                box.left(), box.top(), max(width, box.height()), box.height()
            )
            painter.setBrush(QColor(ink))
            painter.drawRoundedRect(filled, radius, radius)


def face(
    size: float, scale: float, weight: int = fonts.REGULAR, *, tabular: bool = False
) -> QFont:
    """Return the window's typeface at a size of the page, larger by `scale`."""
    return fonts.font(max(11, round(size * scale)), weight, tabular)


def wide(words: str, font: QFont) -> float:
    """Return how wide a line is, in pixels."""
    return QFontMetricsF(font).horizontalAdvance(words) + 1


def cut(words: str, font: QFont, width: float, most: int = 4) -> list[str]:
    """Return a text in lines that fit; what is more than `most` ends in an ellipsis."""
    lines: list[str] = []
    for part in words.split("\n"):
        layout = QTextLayout(part, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            start = line.textStart()
            lines.append(part[start : start + line.textLength()].rstrip())
        layout.endLayout()
    if len(lines) <= most:
        return lines or [""]
    last = QFontMetrics(font).elidedText(
        lines[most - 1] + " " + lines[most] + "…",
        Qt.TextElideMode.ElideRight,
        int(width),
    )
    return [*lines[: most - 1], last]


class Part(ABC):
    """One piece; it is made anew for every state."""

    @abstractmethod
    def height(self, width: float, scale: float) -> float:
        """Return how high it is, in pixels."""

    @abstractmethod
    def paint(self, brush: Brush, box: QRectF) -> None:
        """Paint it into `box`."""

    @abstractmethod
    def words(self) -> str:
        """Return what a screen reader says of it."""

    def picks(self) -> Sequence[str]:
        """Return the rows that something can be done with."""
        return ()

    def row(self, key: str, box: QRectF, scale: float) -> QRectF:
        """Return where a row is."""
        del key, scale
        return box


class Gap(Part):
    """Nothing, so many pixels high."""

    def __init__(self, pixels: float) -> None:
        self._pixels = pixels

    @override
    def height(self, width: float, scale: float) -> float:
        return self._pixels * scale

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        """Leave it free."""

    @override
    def words(self) -> str:
        return ""


class Board(QWidget):
    """Parts from top to bottom. Rows of theirs can be chosen by mouse and keyboard.

    menu_asked: what can be done with a row is wanted, by its key. placed: a row is to
    stand one higher (-1) or lower (1). removed: a row is to go.
    """

    menu_asked = Signal(str)
    placed = Signal(str, int)
    removed = Signal(str)

    def __init__(self, *, theme: Theme, scale: float = 1.0) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self._scale = scale
        self._current = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is shown."""
        return self._parts

    @property
    def current(self) -> str:
        """Return the key of the chosen row, "" for none."""
        return self._current

    @property
    def scale(self) -> float:
        """Return how much larger than on the page everything is."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Paint larger or smaller."""
        if scale != self._scale:
            self._scale = scale
            self.updateGeometry()
            self.update()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts; a chosen row stays chosen while it is there."""
        before = self.heightForWidth(self.width())
        self._parts = tuple(parts)
        keys = self.keys()
        if self._current not in keys:
            self._current = ""
        has_rows = bool(keys)
        policy = Qt.FocusPolicy.StrongFocus if has_rows else Qt.FocusPolicy.NoFocus
        if self.focusPolicy() != policy:
            self.setFocusPolicy(policy)
        words = "\n".join(part.words() for part in self._parts if part.words())
        if self.accessibleDescription() != words:
            self.setAccessibleDescription(words)
        if self.heightForWidth(self.width()) != before:
            self.updateGeometry()
        self.update()

    def keys(self) -> list[str]:
        """Return all rows that something can be done with, from top to bottom."""
        return [key for part in self._parts for key in part.picks()]

    def choose(self, key: str) -> None:
        """Choose a row."""
        if key != self._current and key in {"", *self.keys()}:
            self._current = key
            self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        heights = (part.height(width, self._scale) for part in self._parts)
        return round(sum(heights))

    @override
    def sizeHint(self) -> QSize:
        width = max(320, self.width())
        return QSize(320, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(160, self.width())))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._current if self.hasFocus() or self._current else ""
        brush = Brush(
            painter=painter,
            tokens=self._theme.tokens,
            scale=self._scale,
            current=current,
        )
        for part, box in self._placed():
            part.paint(brush, box)
        painter.end()

    def _placed(self) -> list[tuple[Part, QRectF]]:
        top, width, found = 0.0, float(self.width()), []
        for part in self._parts:
            height = part.height(width, self._scale)
            found.append((part, QRectF(0, top, width, height)))
            top += height
        return found

    def row_box(self, key: str) -> QRectF:
        """Return where a row is, a null box when it is not there."""
        for part, box in self._placed():
            if key in part.picks():
                return part.row(key, box, self._scale)
        return QRectF()

    def _row_at(self, event: QMouseEvent | QContextMenuEvent) -> str:
        point = (
            event.position()
            if isinstance(event, QMouseEvent)
            else event.pos().toPointF()
        )
        found = (key for key in self.keys() if self.row_box(key).contains(point))
        return next(found, "")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(self._row_at(event))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._ask(self._row_at(event))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._ask(self._current if is_key else self._row_at(event))

    def _ask(self, key: str) -> None:
        if key:
            self.choose(key)
            self.menu_asked.emit(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        keys, current, key = self.keys(), self._current, event.key()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if not keys:
            return None
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return (lambda: self.placed.emit(current, step)) if current else None
        if step:
            place = keys.index(current) + step if current else 0
            return lambda: self.choose(keys[max(0, min(place, len(keys) - 1))])
        if current and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return lambda: self._ask(current)
        if current and key == Qt.Key.Key_Delete:
            return lambda: self.removed.emit(current)
        return None
