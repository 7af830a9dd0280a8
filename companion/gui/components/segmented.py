"""A choice of few, all of them visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout
from typing_extensions import override

from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One segment: words or an icon; `ink` names its token ("twitch")."""

    key: str
    name: str
    icon: str = ""
    ink: str = "t2"


class _Segment(QAbstractButton):
    def __init__(self, choice: Choice, theme: Theme) -> None:
        super().__init__()
        self.choice = choice
        self._theme = theme
        self.setText("" if choice.icon else choice.name)
        self.setCheckable(True)
        self.setAccessibleName(choice.name)
        self.setToolTip(choice.name if choice.icon else "")
        self.setFixedHeight(22)
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        bold = QFontMetrics(fonts.font(12, fonts.SEMIBOLD))
        width = 14 if self.choice.icon else bold.horizontalAdvance(self.text())
        return QSize(width + 20, 22)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        if self.isChecked():
            light = tokens.name == "light"
            painter.setPen(QPen(QColor(tokens.line2)) if light else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.segment_on))
            inset = 0.5 if light else 0.0
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 4, 4)
        if self.choice.icon:
            icon_box = QRectF(box.center().x() - 7, box.center().y() - 7, 14, 14)
            colour = self._theme.colour(self.choice.ink)
            paint_icon(painter, icon_box, self.choice.icon, colour)
        else:
            weight = fonts.SEMIBOLD if self.isChecked() else fonts.REGULAR
            strong = self.isChecked() or self.underMouse()
            painter.setFont(fonts.font(12, weight))
            painter.setPen(QColor(tokens.t1 if strong else tokens.t2))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class Segmented(QFrame):
    """Neutral, never pink. Arrow keys move the choice; one stop for Tab."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[Choice], *, theme: Theme, name: str, current: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName("segmented")
        self.setAccessibleName(name)
        self.setFixedHeight(28)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._segments = [_Segment(choice, theme) for choice in choices]
        for segment in self._segments:
            self._group.addButton(segment)
            row.addWidget(segment)
            segment.clicked.connect(lambda _on, s=segment: self._pick(s))
        self.set_current(current or choices[0].key)

    @property
    def keys(self) -> list[str]:
        """Return the keys of all segments, from left to right."""
        return [segment.choice.key for segment in self._segments]

    @property
    def current(self) -> str:
        """Return the key of the chosen segment."""
        checked = self._group.checkedButton()
        return checked.choice.key if isinstance(checked, _Segment) else ""

    def set_current(self, key: str) -> None:
        """Choose without telling; unknown keys change nothing."""
        for segment in self._segments:
            if segment.choice.key == key:
                segment.setChecked(True)
        for segment in self._segments:
            on = segment.isChecked()
            segment.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus
            )

    def clear(self) -> None:
        """Choose none of them: what holds is not among the segments."""
        self._group.setExclusive(False)
        for segment in self._segments:
            segment.setChecked(False)
            segment.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._segments[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.setExclusive(True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = self.keys
        before = keys.index(self.current) if self.current else -1
        index = (before + step) % len(keys)
        self._pick(self._segments[index])
        self._segments[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _pick(self, segment: _Segment) -> None:
        self.set_current(segment.choice.key)
        self.chosen.emit(segment.choice.key)
