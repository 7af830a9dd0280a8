"""The row of figures above the Live page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from companion.domain.views import Totals
from companion.gui.components.amounts import clock_time, decimal, number, span
from companion.gui.components.tile import Tile
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

NOTHING = "–"
"""Shown where nobody has told a number."""


class Tiles(QWidget):
    """Viewers, diamonds, likes, chat per minute, new follows, held, toxic share.

    stopped: which share of the chat is held or blocked, 0..1; None: not known.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        stopped: Callable[[], float | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._watch = watch
        self._stopped = stopped
        self._theme = theme
        self.viewers = Tile(_("Viewers"), theme=theme)
        self.diamonds = Tile(_("Diamonds"), theme=theme, series="pink")
        self.likes = Tile(_("Likes"), theme=theme)
        self.rate = Tile(_("Chat per minute"), theme=theme, series="cyan")
        self.follows = Tile(_("New follows"), theme=theme)
        self.held = Tile(_("Held"), theme=theme, icon="hourglass-medium-fill")
        self.toxic = Tile(_("Toxic, last 5 min"), theme=theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 1)
        row.setSpacing(1)
        for tile in self.all:
            row.addWidget(tile, 1)
        self.setAccessibleName(_("Figures"))
        watch.totals_changed.connect(self.refresh)
        watch.session_changed.connect(self.refresh)
        self.set_compact(False)
        self.refresh()

    @property
    def all(self) -> tuple[Tile, ...]:
        """Return the tiles from left to right."""
        return (
            self.viewers,
            self.diamonds,
            self.likes,
            self.rate,
            self.follows,
            self.held,
            self.toxic,
        )

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels Likes and New follows go, and the small print."""
        self.likes.setVisible(not compact)
        self.follows.setVisible(not compact)
        for tile in self.all:
            tile.set_compact(compact)
        self.setFixedHeight(65 if compact else 81)

    def refresh(self) -> None:
        """Show the totals as last read."""
        totals = self._watch.totals
        trends = self._watch.trends
        self._show_viewers(totals)
        gifts = ngettext("{n} gift · exact", "{n} gifts · exact", totals.gifts)
        self.diamonds.show_figure(
            number(totals.diamonds),
            gifts.format(n=number(totals.gifts)),
            values=trends.series("diamonds"),
        )
        self._show_likes(totals)
        usual = trends.usual_chats
        told = _("usual {low}–{high}")
        line = told.format(low=usual[0], high=usual[1]) if usual else self._since()
        line = self._with_stopped(line)
        self.rate.show_figure(
            number(trends.chats_per_minute), line, values=trends.series("rate")
        )
        self.follows.show_figure(
            number(totals.follows), self._since(), values=trends.series("follows")
        )
        self._show_held()
        self._show_toxic()

    def _show_viewers(self, totals: Totals) -> None:
        if totals.watching is None:
            self.viewers.show_figure(NOTHING, _("no platform has told yet"))
            return
        line = ""
        if totals.watching_peak is not None:
            peak = number(totals.watching_peak)
            line = _("peak {n}").format(n=peak)
            at = self._watch.trends.peak_at
            if at is not None:
                line = _("peak {n} at {time}").format(n=peak, time=clock_time(at))
        self.viewers.show_figure(
            number(totals.watching), line, values=self._watch.trends.series("watching")
        )

    def _show_likes(self, totals: Totals) -> None:
        values = self._watch.trends.series("likes")
        if totals.likes_room is None or totals.likes > totals.likes_room:
            line = _("as heard · maybe not all")
            self.likes.show_figure(number(totals.likes), line, values=values)
        else:
            heard = _("{n} of {total} heard · partial")
            line = heard.format(n=number(totals.likes), total=number(totals.likes_room))
            self.likes.show_figure(number(totals.likes_room), line, values=values)

    def _show_held(self) -> None:
        count = len(self._watch.held)
        left = self._watch.oldest_decides_in()
        line = _("nothing waits")
        if count:
            line = _("until somebody decides")
        if count and left is not None:
            line = _("oldest decides itself in {left}").format(left=span(left))
        self.held.show_figure(number(count), line, hot=count > 0)

    def _show_toxic(self) -> None:
        """Show the share of the newest texts that were held or blocked, honestly."""
        gate = self._watch.gate
        line = _("rules only")
        if gate.model.state == "ready":
            line = ngettext("{n} judged", "{n} judged", gate.judged_recently)
            line = line.format(n=number(gate.judged_recently))
        if gate.toxic_share is None:
            nothing = _("nothing judged yet")
            self.toxic.show_figure(NOTHING, f"{nothing} · {line}")
            return
        percent = decimal(gate.toxic_share * 100, 1)
        self.toxic.show_figure(_("{n} %").format(n=percent), line)

    def _with_stopped(self, line: str) -> str:
        """Return a line with how much of the chat the gate keeps back."""
        share = self._stopped()
        if share is None:
            return line
        percent = decimal(share * 100, 1)
        return _("{line} · {n} % stopped").format(line=line, n=percent)

    def _since(self) -> str:
        session = self._watch.live_session
        if session is None:
            return _("no session")
        return _("since {time}").format(time=clock_time(session.started_at))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.bg1))
        line = QColor(tokens.line)
        for tile in self.all[:-1]:
            if tile.isVisible():
                right = tile.geometry().right() + 1
                painter.fillRect(QRectF(right, 0, 1, self.height()), line)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), line)
        painter.end()
