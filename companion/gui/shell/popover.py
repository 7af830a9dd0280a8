"""A connection from near: what came lately, what was missed, reconnect, disconnect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.entries import Entry
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionState, ConnectionView, GapView
from companion.gui.components.amounts import age, clock_time, number, span
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.floating import float_card, paint_card
from companion.gui.components.focus import FocusRing
from companion.gui.components.pill_words import state_words, target_name
from companion.gui.components.text import ElidedLabel, isolated, label, paragraph, rule
from companion.gui.shell.event_line import event_line
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

WIDTH = 344
EVENTS, GAPS = 8, 3
"""Lines shown of each."""

_LOOK_BACK = 10 * 60 * 1_000_000


class _Ground(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        paint_card(painter, box, ground=tokens.bg3, edge=tokens.line2, radius=8)
        painter.end()


class PillPopover(QWidget):
    """Floats under its pill; closes when anything else is clicked, or on Escape."""

    def __init__(
        self,
        parent: QWidget,
        view: ConnectionView,
        recent: Sequence[Entry],
        *,
        theme: Theme,
        now: Timestamp,
        on_reconnect: Callable[[], object],
        on_disconnect: Callable[[], object],
    ) -> None:
        super().__init__(
            parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(target_name(view.target))
        self._theme = theme
        ground = _Ground(theme)
        ground.setFixedWidth(WIDTH)
        self._margin = float_card(self, ground, theme=theme, radius=8)
        self._column = QVBoxLayout(ground)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._add_head(view, now)
        self._add_counts(view)
        self._add_gaps(view.gaps)
        self._add_events(recent, now)
        self._column.addWidget(rule())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        ended = view.state in {ConnectionState.OFFLINE, ConnectionState.ENDED}
        words = _("Connect again") if ended else _("Reconnect")
        self.reconnect = Button(
            words,
            theme=theme,
            height=24,
            icon="arrows-clockwise",
            on_click=self._then_close(on_reconnect),
        )
        self.disconnect_button = Button(
            _("Disconnect"),
            theme=theme,
            height=24,
            look="destructive",
            on_click=self._then_close(on_disconnect),
        )
        foot.addWidget(self.reconnect)
        foot.addStretch(1)
        foot.addWidget(self.disconnect_button)
        self._column.addLayout(foot)
        self._ring = FocusRing(self, theme=theme, always=True)

    def show_below(self, pill: QWidget) -> None:
        """Appear under a pill, inside the window."""
        self.adjustSize()
        frame = pill.window()
        right = frame.width() - self.width() + self._margin - 8
        left = pill.mapTo(frame, QPoint(0, 0)).x() - self._margin
        top = pill.mapTo(frame, QPoint(0, pill.height())).y() - self._margin + 8
        self.move(frame.mapToGlobal(QPoint(min(left, right), top)))
        self.show()
        self.reconnect.setFocus(Qt.FocusReason.PopupFocusReason)

    def _then_close(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.close()
            act()

        return run

    def _add_head(self, view: ConnectionView, now: Timestamp) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        ink = view.platform.value if view.platform else "t2"
        head.addWidget(Glyph(platform_icon(view.platform), theme=self._theme, ink=ink))
        name = isolated(target_name(view.target))
        head.addWidget(ElidedLabel(name, weight=fonts.SEMIBOLD), 1)
        head.addWidget(label(state_words(view, now=now), size=12, ink="3"))
        self._column.addLayout(head)
        if view.detail:
            self._column.addWidget(paragraph(view.detail, size=12))

    def _add_counts(self, view: ConnectionView) -> None:
        heard = ngettext("{n} event heard", "{n} events heard", view.heard)
        parts = [heard.format(n=number(view.heard))]
        if view.heard_share is not None:
            share = _("about {percent} % of what the room's totals imply")
            parts.append(share.format(percent=int(view.heard_share * 100)))
        if view.duplicates:
            told = ngettext(
                "{n} repeat left out", "{n} repeats left out", view.duplicates
            )
            parts.append(told.format(n=number(view.duplicates)))
        if view.shed:
            parts.append(_("{n} shed under load").format(n=number(view.shed)))
        if view.budget:
            parts.append(view.budget)
        self._column.addWidget(paragraph(" · ".join(parts), size=12, ink="3"))

    def _add_gaps(self, gaps: Sequence[GapView]) -> None:
        for gap in list(gaps)[-GAPS:]:
            text = _(
                "Gap {began}–{ended} · {length} · {recovered} recovered, {unknown}"
            )
            unknown = _("unknown how many missed")
            if gap.unknown is not None:
                missed = ngettext("{n} missed", "{n} missed", gap.unknown)
                unknown = missed.format(n=number(gap.unknown))
            words = text.format(
                began=clock_time(gap.began),
                ended=clock_time(gap.ended),
                length=span(gap.ended - gap.began),
                recovered=number(gap.recovered),
                unknown=unknown,
            )
            self._column.addWidget(paragraph(words, size=12, ink="warn"))

    def _add_events(self, recent: Sequence[Entry], now: Timestamp) -> None:
        fresh = [entry for entry in recent if now - entry.at <= _LOOK_BACK][:EVENTS]
        self._column.addWidget(rule())
        if not fresh:
            text = _("Nothing came in the last 10 minutes.")
            self._column.addWidget(label(text, size=12, ink="3"))
            return
        self._column.addWidget(label(_("Last 10 minutes"), size=11, ink="3"))
        for entry in fresh:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(ElidedLabel(event_line(entry), size=12, ink="2"), 1)
            row.addWidget(label(age(now - entry.at), size=11, ink="3", tabular=True))
            self._column.addLayout(row)
            self._column.addSpacing(-4)
