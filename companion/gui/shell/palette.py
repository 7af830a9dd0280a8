"""Find: pages, actions and viewers from the keyboard, with Ctrl K."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.values import Platform
from companion.gui.components.avatar import paint_avatar
from companion.gui.components.field import Field
from companion.gui.components.floating import FloatingCard, float_card
from companion.gui.components.focus import FocusRing
from companion.gui.components.kbd import HEIGHT as KBD_HEIGHT
from companion.gui.components.kbd import kbd_width, paint_kbd
from companion.gui.components.text import label
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import Tokens
from companion.i18n import _

SHOWN = 8
"""Most results on screen."""

WIDTH = 520


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that can be found; viewer_id: a person, drawn with their avatar."""

    title: str
    pick: Callable[[], object]
    icon: str = ""
    key: str = ""
    detail: str = ""
    viewer_id: str = ""
    platform: Platform | None = None


def plain(text: str) -> str:
    """Return a text as it is compared: without case and accents."""
    parts = normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not combining(letter))


def matches(findings: Sequence[Finding], typed: str) -> list[Finding]:
    """Return what fits: titles that begin so, then words that do, then the rest."""
    wanted = plain(typed.strip())
    if not wanted:
        return list(findings[:SHOWN])
    ranked = []
    for place, finding in enumerate(findings):
        title = plain(finding.title)
        if title.startswith(wanted):
            ranked.append((0, place, finding))
        elif any(word.startswith(wanted) for word in title.split()):
            ranked.append((1, place, finding))
        elif wanted in title:
            ranked.append((2, place, finding))
    ranked.sort(key=lambda item: item[:2])
    return [finding for _rank, _place, finding in ranked[:SHOWN]]


class FindingRow(QAbstractButton):
    """One result."""

    def __init__(self, finding: Finding, *, theme: Theme) -> None:
        super().__init__()
        self.finding = finding
        self._theme = theme
        self.setCheckable(True)
        self.setFixedHeight(36)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setText(finding.title)
        self.setAccessibleName(finding.title)

    @override
    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, 36)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.bg4))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        self._paint_mark(painter, tokens)
        right = self._paint_right(painter, tokens)
        font = fonts.font(13)
        painter.setFont(font)
        painter.setPen(QColor(tokens.t1))
        room = right - 36
        elide = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(self.finding.title, elide, room)
        words = QRectF(36, 0, room, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _paint_mark(self, painter: QPainter, tokens: Tokens) -> None:
        finding = self.finding
        if finding.viewer_id:
            box = QRectF(8, 8, 20, 20)
            paint_avatar(painter, box, finding.viewer_id, finding.title)
        elif finding.icon:
            paint_icon(painter, QRectF(10, 10, 16, 16), finding.icon, tokens.t2)

    def _paint_right(self, painter: QPainter, tokens: Tokens) -> int:
        """Draw key, detail and platform at the right; return where they begin."""
        right = self.width() - 8
        finding = self.finding
        if finding.key:
            width = kbd_width(finding.key)
            box = QRectF(
                right - width, (self.height() - KBD_HEIGHT) / 2, width, KBD_HEIGHT
            )
            paint_kbd(painter, box, finding.key, tokens)
            right -= width + 8
        if finding.detail:
            font = fonts.font(12, tabular=True)
            painter.setFont(font)
            painter.setPen(QColor(tokens.t3))
            width = QFontMetrics(font).horizontalAdvance(finding.detail)
            words = QRectF(right - width, 0, width + 2, self.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), finding.detail)
            right -= width + 8
        if finding.viewer_id:
            box = QRectF(right - 14, 11, 14, 14)
            colour = platform_colour(finding.platform, tokens)
            paint_icon(painter, box, platform_icon(finding.platform), colour)
            right -= 22
        return right


class Palette(QDialog):
    """Type, move with the arrows, Enter opens; Escape leaves everything as it was."""

    def __init__(
        self, parent: QWidget, findings: Sequence[Finding], *, theme: Theme
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Find"))
        self.setAccessibleName(_("Find"))
        self._theme = theme
        self._findings = list(findings)
        self._rows: list[FindingRow] = []
        self._chosen = 0
        ground = FloatingCard(theme=theme, radius=10)
        ground.setFixedWidth(WIDTH)
        self._margin = float_card(self, ground, theme=theme)
        self._column = QVBoxLayout(ground)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(0)
        self.field = Field(
            _("Find a page, a viewer or an action"),
            theme=theme,
            placeholder=_("Find a page, a viewer or an action"),
            show_caption=False,
            height=40,
            on_edit=lambda _text: self._fill(),
        )
        self.field.edit.installEventFilter(self)
        self._column.addWidget(self.field)
        self._column.addSpacing(8)
        self._nothing = label(_("Nothing has that name."), size=12, ink="3")
        self._nothing.setContentsMargins(10, 8, 8, 8)
        self._column.addWidget(self._nothing)
        self._fill()
        self._ring = FocusRing(self, theme=theme, always=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def results(self) -> tuple[Finding, ...]:
        """Return what is listed, best first."""
        return tuple(row.finding for row in self._rows)

    def add(self, findings: Sequence[Finding]) -> None:
        """Offer more, such as viewers that the engine has just named."""
        self._findings.extend(findings)
        self._fill()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step and self._rows:
                self._choose((self._chosen + step) % len(self._rows))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._pick()
                return True
        return super().eventFilter(watched, event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            frame = parent.window()
            top = frame.mapToGlobal(QPoint(frame.width() // 2, 72))
            self.move(top - QPoint(self.width() // 2, self._margin))

    def _fill(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [
            FindingRow(finding, theme=self._theme)
            for finding in matches(self._findings, self.field.text)
        ]
        for place, row in enumerate(self._rows):
            row.clicked.connect(lambda _on, p=place: self._click(p))
            self._column.addWidget(row)
        self._nothing.setVisible(not self._rows)
        self._choose(0)
        self.adjustSize()

    def _choose(self, place: int) -> None:
        self._chosen = place
        for index, row in enumerate(self._rows):
            row.setChecked(index == place)
        if self._rows:
            self.field.edit.setAccessibleDescription(self._rows[place].finding.title)

    def _click(self, place: int) -> None:
        self._choose(place)
        self._pick()

    def _pick(self) -> None:
        if not self._rows:
            return
        finding = self._rows[self._chosen].finding
        self.accept()
        finding.pick()
