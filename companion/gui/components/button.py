"""The button, in every look and state, painted to the design's measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy
from typing_extensions import override

from companion.gui.components.kbd import HEIGHT as KBD_HEIGHT
from companion.gui.components.kbd import kbd_width, paint_kbd
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Colour, Tokens

Look = Literal["normal", "primary", "ghost", "destructive", "final", "amber", "inherit"]
"""primary: the one next step. destructive: asks before it acts. final: the verb in
the dialog that asked. amber: on a degraded banner."""

Height = Literal[24, 32, 40]

_PADDING = {24: 8, 32: 12, 40: 16}
_ICON = {24: 14, 32: 16, 40: 18}
_FONT = {24: 12, 32: 13, 40: 14}
_GAP = 6
_HOVER_MS = 80


class Button(QPushButton):
    """A button with words, an icon, or both; an icon alone needs a `name`.

    icon: a Phosphor name; icon_ink: the token of its colour where it means something
    of its own, "" for that of the look. height: 24 dense, 32, 40 large. key: its
    shortcut, shown in the tooltip, and drawn on it when show_key. name: for screen
    readers.
    """

    def __init__(
        self,
        text: str = "",
        *,
        theme: Theme,
        look: Look = "normal",
        icon: str = "",
        icon_ink: str = "",
        trailing_icon: str = "",
        height: Height = 32,
        name: str = "",
        tip: str = "",
        key: str = "",
        show_key: bool = False,
        checkable: bool = False,
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._look: Look = look
        self._icon = icon
        self._icon_ink = icon_ink
        self._trailing = trailing_icon
        self._height = height
        self._key = key.replace("+", " ") if show_key else ""
        self._busy = False
        self._angle = 0
        self._hover = 0.0
        self._locked_width = 0
        weight = fonts.SEMIBOLD if look == "primary" else fonts.MEDIUM
        self.setFont(fonts.font(_FONT[height], weight))
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tip(tip or ("" if text else name), key)
        self.setAccessibleName(name or text)
        if key:
            self.setAccessibleDescription(key)
        if on_click is not None:
            self.clicked.connect(lambda _checked: on_click())
        self._fade = QVariantAnimation(self)
        self._fade.valueChanged.connect(self._on_fade)
        self._spinner = QTimer(self)
        self._spinner.setInterval(50)
        self._spinner.timeout.connect(self._turn)
        theme.changed.connect(self.update)

    @property
    def look(self) -> Look:
        """Return the look it was made with."""
        return self._look

    @property
    def is_busy(self) -> bool:
        """Return whether what it started is still going on."""
        return self._busy

    def set_tip(self, tip: str, key: str = "") -> None:
        """Explain the button under the pointer, with its key."""
        self.setToolTip(f"{tip} ({key})" if tip and key else tip)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_busy(self, busy: bool, text: str | None = None) -> None:
        """Show that its work goes on: same width, turning arc, takes no clicks."""
        self._locked_width = self.sizeHint().width() if busy else 0
        self._busy = busy
        if text is not None:
            self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, busy)
        if busy and not self._theme.reduced_motion:
            self._spinner.start()
        else:
            self._spinner.stop()
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        if not self.text() and not self._trailing:
            return QSize(max(self._height, self._locked_width), self._height)
        width = 2 * _PADDING[self._height] + self._content_width()
        return QSize(max(width, self._locked_width), self._height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return not self._busy and super().hitButton(pos)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._busy:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._fade_to(1.0)
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._fade_to(0.0)
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        ground, edge = self._surface(tokens)
        radius = 5 if self._height == 24 else 6
        painter.setPen(Qt.PenStyle.NoPen if edge is None else QPen(edge))
        painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else ground)
        box = QRectF(self.rect())
        if edge:
            box.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, radius, radius)
        self._paint_content(painter, tokens)
        painter.end()

    # Measuring and painting

    def _content_width(self) -> int:
        parts = []
        if self._icon or self._busy:
            parts.append(_ICON[self._height])
        if self.text():
            parts.append(QFontMetrics(self.font()).horizontalAdvance(self.text()))
        if self._trailing:
            parts.append(_ICON[self._height])
        if self._key:
            parts.append(kbd_width(self._key))
        return sum(parts) + _GAP * max(0, len(parts) - 1)

    def _surface(self, tokens: Tokens) -> tuple[QColor | None, QColor | None]:
        """Return ground and edge for the look and the state."""
        if self._look == "primary":
            return self._primary_surface(tokens)
        active = self.isDown() or self.isChecked()
        if self._look in {"ghost", "amber", "inherit"}:
            if active:
                return QColor(tokens.bg4), None
            hover = QColor(tokens.t2)
            hover.setAlphaF(0.12 * self._hover)
            return (hover, None) if self.isEnabled() else (None, None)
        if not self.isEnabled():
            return QColor(tokens.bg2), QColor(tokens.line)
        if self._look == "final":
            edge = tokens.bad if self._hover or active else tokens.bad_line
            return QColor(tokens.bad_wash), QColor(edge)
        ground = _mix(tokens.bg3, tokens.bg4, 1.0 if active else self._hover)
        return ground, QColor(tokens.ctl if active else tokens.line2)

    def _primary_surface(self, tokens: Tokens) -> tuple[QColor, None]:
        if not self.isEnabled():
            return QColor(tokens.accent_wash), None
        if self.isDown():
            return QColor(tokens.accent_pressed), None
        return _mix(tokens.accent_fill, tokens.accent_hover, self._hover), None

    def _inks(self, tokens: Tokens) -> tuple[Colour, Colour]:
        """Return the colours of words and icon."""
        if not self.isEnabled():
            return tokens.t3, tokens.t3
        match self._look:
            case "primary":
                return tokens.on_accent, tokens.on_accent
            case "destructive" | "final":
                return tokens.bad, tokens.bad
            case "amber":
                return tokens.warn, tokens.warn
            case "ghost":
                strong = self.isChecked() or self.underMouse()
                return (tokens.t1 if strong else tokens.t2), tokens.t2
            case _:
                return tokens.t1, tokens.t1 if self.isChecked() else tokens.t2

    def _paint_content(self, painter: QPainter, tokens: Tokens) -> None:
        words, icon_ink = self._inks(tokens)
        if self._icon_ink and self.isEnabled():
            icon_ink = str(getattr(tokens, self._icon_ink))
        size = _ICON[self._height]
        x = (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._icon or self._busy:
            box = QRectF(x, middle - size / 2, size, size)
            if self._busy:
                paint_arc(painter, box, words, self._angle)
            else:
                paint_icon(painter, box, self._icon, icon_ink)
            x += size + _GAP
        if self.text():
            painter.setFont(self.font())
            painter.setPen(QColor(words))
            width = QFontMetrics(self.font()).horizontalAdvance(self.text())
            box = QRectF(x, 0, width + 2, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self.text())
            x += width + _GAP
        if self._trailing:
            box = QRectF(x, middle - size / 2, size, size)
            paint_icon(painter, box, self._trailing, icon_ink)
            x += size + _GAP
        if self._key:
            box = QRectF(x, middle - KBD_HEIGHT / 2, kbd_width(self._key), KBD_HEIGHT)
            primary = self._look == "primary"
            paint_kbd(painter, box, self._key, tokens, on_accent=primary)

    def _fade_to(self, end: float) -> None:
        self._fade.stop()
        self._fade.setStartValue(self._hover)
        self._fade.setEndValue(end)
        self._fade.setDuration(self._theme.duration(_HOVER_MS))
        self._fade.start()

    def _on_fade(self, value: float) -> None:
        self._hover = value
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle + 24) % 360
        self.update()


def _mix(one: Colour, other: Colour, share: float) -> QColor:
    first, second = QColor(one), QColor(other)
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def paint_arc(
    painter: QPainter, rect: QRectF, colour: Colour | QColor, angle: int
) -> None:
    """Draw the turning arc of "connecting" and "busy"; angle in degrees."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour))
    pen.setWidthF(max(1.4, rect.width() / 10))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = pen.widthF() / 2 + rect.width() / 16
    box = rect.adjusted(inset, inset, -inset, -inset)
    painter.drawArc(box, (60 - angle) * 16, 300 * 16)
    painter.restore()


def icon_button(
    icon: str,
    name: str,
    *,
    theme: Theme,
    tip: str = "",
    key: str = "",
    on_click: Callable[[], object] | None = None,
) -> Button:
    """Return the small quiet button of pane heads and rows: an icon and no words."""
    return Button(
        theme=theme,
        look="ghost",
        icon=icon,
        height=24,
        name=name,
        tip=tip,
        key=key,
        on_click=on_click,
    )
