"""What somebody wrote before the message that waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.domain.entries import Entry, Verdict
from companion.domain.values import Timestamp
from companion.gui.components.amounts import clock_time
from companion.gui.components.chip import chip_width, paint_chip
from companion.gui.live.display_text import one_line
from companion.gui.live.masking import masked_spans
from companion.gui.moderation.decision_words import verdict_kind, verdict_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_HEAD, _ROW = 16, 18
_TIME = 40
_EDGE = 14
_MOST = 3
"""Lines before the one that waits; their room is kept, so that nothing moves."""


class ContextLines(QWidget):
    """At most a few lines, newest last; what was blocked stays out of sight.

    at: of the message that waits, told as "this one".
    """

    def __init__(self, *, theme: Theme, at: Timestamp, zone: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._at = at
        self._zone = zone
        self._entries: tuple[Entry, ...] = ()
        self._told = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleName(_("Before this, in chat"))
        theme.changed.connect(self.update)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines as they are read, oldest first."""
        return tuple(
            f"{clock_time(entry.at, zone=self._zone)} {self._plain(entry)}"
            for entry in self._entries
        )

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show what was written before; nothing: this is the first."""
        self._entries = tuple(entries)[-_MOST:]
        self._told = True
        self.setAccessibleDescription("; ".join(self.lines) or self._nothing())
        self.update()

    def _told_height(self) -> int:
        return _HEAD + _ROW * (len(self._entries) + 1)

    def _nothing(self) -> str:
        return _("nothing yet: this is the first")

    def _plain(self, entry: Entry) -> str:
        text = one_line(str(getattr(entry.event, "text", "")))
        if entry.judgement.text is Verdict.ALLOW:
            return text
        return "".join(
            part if not hidden else f"[{verdict_name(entry.judgement.text)}]"
            for part, hidden in _parts(entry)
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, _HEAD + _ROW * (_MOST + 1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(QRect(0, 0, 2, self._told_height()), QColor(tokens.line2))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(fonts.font(11))
        painter.setPen(QColor(tokens.t3))
        head = QRect(_EDGE, 0, self.width() - _EDGE, 16)
        painter.drawText(head, middle, _("Before this, in chat"))
        top = _HEAD
        for entry in self._entries:
            self._paint_line(painter, top, entry)
            top += _ROW
        painter.setFont(fonts.font(12))
        box = QRect(_EDGE, top, self.width() - _EDGE, _ROW)
        if not self._entries and self._told:
            painter.setPen(QColor(tokens.t3))
            painter.drawText(box, middle, self._nothing())
        else:
            self._paint_time(painter, top, self._at)
            painter.setPen(QColor(tokens.t2))
            painter.drawText(box.adjusted(_TIME, 0, 0, 0), middle, _("this one"))
        painter.end()

    def _paint_time(self, painter: QPainter, top: int, at: Timestamp) -> None:
        painter.setFont(fonts.font(12, tabular=True))
        painter.setPen(QColor(self._theme.tokens.t3))
        box = QRect(_EDGE, top, _TIME, _ROW)
        words = clock_time(at, zone=self._zone)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_line(self, painter: QPainter, top: int, entry: Entry) -> None:
        self._paint_time(painter, top, entry.at)
        x, right = _EDGE + _TIME, self.width()
        font = fonts.font(12)
        metrics = QFontMetrics(font)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for part, hidden in _parts(entry):
            if x >= right:
                break
            if hidden:
                words = verdict_name(entry.judgement.text)
                width = chip_width(words)
                kind = verdict_kind(entry.judgement.text)
                chip = QRectF(QPoint(x, top + 1), QSize(width, 16))
                paint_chip(painter, chip, words, self._theme.tokens, kind=kind)
                x += width + 4
                continue
            text = metrics.elidedText(
                part.strip(), Qt.TextElideMode.ElideRight, right - x
            )
            painter.setFont(font)
            painter.setPen(QColor(self._theme.tokens.t3))
            painter.drawText(QRect(x, top, right - x, _ROW), middle, text)
            x += metrics.horizontalAdvance(text) + 4


def _parts(entry: Entry) -> list[tuple[str, bool]]:
    """Return the text cut at what is hidden, each part with whether it is."""
    text = one_line(str(getattr(entry.event, "text", "")))
    if entry.judgement.text is Verdict.ALLOW:
        return [(text, False)]
    parts, last = [], 0
    for start, end in masked_spans(text, entry.judgement.reasons):
        if start > last:
            parts.append((text[last:start], False))
        parts.append((text[start:end], True))
        last = end
    if last < len(text):
        parts.append((text[last:], False))
    return parts
