"""The session bar: on every page, so that health is never a page away."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.views import SessionView
from companion.gui.components.amounts import clock_time, number, stopwatch
from companion.gui.components.button import Button, icon_button
from companion.gui.components.floating import paint_card
from companion.gui.components.kbd import HEIGHT as KBD_HEIGHT
from companion.gui.components.kbd import kbd_width, paint_kbd
from companion.gui.components.text import ElidedLabel, label
from companion.gui.shell.pills import PillRow
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

AirState = Literal["live", "paused", "ready"]


class AirSign(QWidget):
    """LIVE, PAUSED or READY: colour, shape and word say the same."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state: AirState = "ready"
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state("ready")
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """Return the word it shows."""
        match self._state:
            case "live":
                return _("LIVE")
            case "paused":
                return _("PAUSED")
            case _:
                return _("READY")

    def set_state(self, state: AirState) -> None:
        """Show whether events count now."""
        self._state = state
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(round(self._words_width()) + 28, 24)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        ground, ink = {
            "live": (tokens.accent_fill, tokens.on_accent),
            "paused": (tokens.warn_wash, tokens.warn),
            "ready": (tokens.bg3, tokens.t2),
        }[self._state]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setBrush(QColor(ink))
        if self._state == "paused":
            paint_icon(painter, QRectF(6, 7, 10, 10), "pause-fill", ink)
        elif self._state == "live":
            painter.drawEllipse(QRectF(8, 9, 6, 6))
        else:
            paint_icon(painter, QRectF(6, 7, 10, 10), "circle-bold", ink)
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        box = QRectF(20, 0, self.width() - 20, 24)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self.text)
        painter.end()

    def _font(self) -> QFont:
        font = QFont(fonts.font(11, fonts.BOLD))
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.66)
        return font

    def _words_width(self) -> float:
        return QFontMetricsF(self._font()).horizontalAdvance(self.text)


class FindBox(QPushButton):
    """Looks like a field, opens the palette."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setText(_("Find"))
        self.setFont(fonts.font(13))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(_("Find"))
        self.setToolTip(_("Find a page, a viewer or an action (Ctrl+K)"))
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(136, 34 + words + 12 + kbd_width(_("Ctrl K")) + 10), 32)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        hover = self.underMouse()
        paint_card(
            painter,
            QRectF(self.rect()),
            ground=tokens.bg2 if hover else tokens.bg1,
            edge=tokens.line2,
            radius=6,
        )
        icon_box = QRectF(10, 8, 16, 16)
        paint_icon(painter, icon_box, "magnifying-glass", tokens.t3)
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.t3))
        words = QRectF(34, 0, self.width() - 34, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        key = _("Ctrl K")
        width = kbd_width(key)
        box = QRectF(
            self.width() - width - 10,
            (self.height() - KBD_HEIGHT) / 2,
            width,
            KBD_HEIGHT,
        )
        paint_kbd(painter, box, key, tokens)
        painter.end()


class SessionBar(QWidget):
    """What is on air, who is heard, and the four things that are done to a session.

    The signals say what a person asked for; the window carries it out.
    """

    connect_asked = Signal()
    find_asked = Signal()
    pause_asked = Signal()
    resume_asked = Signal()
    end_asked = Signal()
    start_asked = Signal()
    menu_asked = Signal()
    pill_opened = Signal(str)

    def __init__(self, watch: Watch, *, theme: Theme) -> None:
        super().__init__()
        self._watch = watch
        self._theme = theme
        self._compact = False
        self.setAccessibleName(_("Session"))
        self.sign = AirSign(theme=theme)
        self.clock = label(size=20, weight=fonts.SEMIBOLD, tabular=True)
        self.clock.setAccessibleName(_("Time on air"))
        self.name = ElidedLabel(size=12, weight=fonts.SEMIBOLD)
        self.subtitle = ElidedLabel(size=11, ink="3")
        self.more = icon_button(
            "dots-three-bold",
            _("More about this session"),
            theme=theme,
            on_click=self.menu_asked.emit,
        )
        self.plus = Button(
            theme=theme,
            look="ghost",
            icon="plus-bold",
            name=_("Connect a channel"),
            key="Ctrl+O",
            on_click=self.connect_asked.emit,
        )
        self.pills = PillRow(theme=theme, end=self.plus)
        self.pills.opened.connect(self.pill_opened)
        self.finder = FindBox(theme=theme)
        self.finder.clicked.connect(lambda _on: self.find_asked.emit())
        self._make_buttons()
        self._lay_out()
        watch.session_changed.connect(self.refresh)
        watch.connections_changed.connect(self._show_pills)
        watch.totals_changed.connect(self.tick)
        theme.changed.connect(self.update)
        self.set_compact(False)
        self.refresh()

    def _make_buttons(self) -> None:
        self.pause = Button(
            theme=self._theme,
            icon="pause-fill",
            name=_("Pause: go on recording, stop counting points"),
            key="Ctrl+P",
            on_click=self.pause_asked.emit,
        )
        self.resume = Button(
            _("Resume"),
            theme=self._theme,
            look="primary",
            icon="play-fill",
            tip=_("Count points again"),
            key="Ctrl+P",
            on_click=self.resume_asked.emit,
        )
        self.end = Button(
            _("End"),
            theme=self._theme,
            icon="stop-fill",
            tip=_("End the session…"),
            key="Ctrl+E",
            on_click=self.end_asked.emit,
        )
        self.start = Button(
            _("New session"),
            theme=self._theme,
            icon="play-fill",
            tip=_("Open a session"),
            key="Ctrl+N",
            on_click=self.start_asked.emit,
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(8)
        self._row = row
        row.addWidget(self.sign)
        row.addSpacing(4)
        row.addWidget(self.clock)
        row.addSpacing(4)
        self._words = QWidget()
        self._words.setFixedWidth(172)
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.name)
        column.addWidget(self.subtitle)
        column.addStretch(1)
        row.addWidget(self._words)
        row.addWidget(self.more)
        row.addWidget(self.pills)
        row.addStretch(1)
        for button in (self.finder, self.pause, self.resume, self.end, self.start):
            row.addWidget(button)

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels: 48 high, without the session's name and without Find."""
        self._compact = compact
        self.setFixedHeight(48 if compact else 56)
        edge = 8 if compact else 16
        self._row.setContentsMargins(edge, 0, edge, 1)
        self._row.setSpacing(6 if compact else 8)
        self.finder.setVisible(not compact)
        self.pills.set_compact(compact)
        self.refresh()

    def refresh(self) -> None:
        """Show the session as it stands."""
        session = self._watch.live_session
        state: AirState = "ready"
        if session is not None:
            state = "paused" if session.state == "paused" else "live"
        self.sign.set_state(state)
        self.clock.setVisible(session is not None)
        self.more.setVisible(session is not None)
        self.pause.setVisible(state == "live")
        self.resume.setVisible(state == "paused")
        self.end.setVisible(session is not None)
        self.start.setVisible(session is None)
        self._words.setVisible(session is not None and not self._compact)
        if session is not None:
            self._say(session)
        self._show_pills()
        self.tick()

    def tick(self) -> None:
        """Move the clock on."""
        session = self._watch.live_session
        if session is not None:
            text = stopwatch(self._watch.now - session.started_at)
            self.clock.setText(text)
            self.clock.setAccessibleDescription(text)

    def _say(self, session: SessionView) -> None:
        name = session.name or _("Unnamed session")
        subtitle = _("Session {n} · since {time}").format(
            n=number(session.ordinal), time=clock_time(session.started_at)
        )
        self.name.setText(name)
        self.subtitle.setText(subtitle)
        self._words.setToolTip(f"{name}\n{subtitle}")

    def _show_pills(self) -> None:
        before = self.pills.stops
        self.pills.show_views(self._watch.connections_now, now=self._watch.now)
        if self.pills.stops != before:
            # Pills are made later than their neighbours, and would come last.
            order = (self.more, *self.pills.stops, self.finder)
            for one, other in pairwise(order):
                QWidget.setTabOrder(one, other)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.bg1))
        edge = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(edge, QColor(tokens.line))
        painter.end()
