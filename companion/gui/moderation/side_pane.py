"""The right-hand pane: the last hour, recent verdicts, and a text to try."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.amounts import number
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.text import label, rule
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.gate_watch import GateWatch
from companion.gui.moderation.hour_chart import HourChart, label_shares, sums
from companion.gui.moderation.recent_verdicts import ROW, RecentVerdicts, filters
from companion.gui.moderation.thresholds import held_from
from companion.gui.moderation.try_text import TryText
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

WIDTH = 440
_HEAD = 40


class SidePane(QWidget):
    """opened: a verdict's seq, which the Verdicts tab explains."""

    opened = Signal(int)

    def __init__(
        self, watch: Watch, gate: GateWatch, settings: GateSettings, *, theme: Theme
    ) -> None:
        super().__init__()
        self._watch = watch
        self._gate = gate
        self._settings = settings
        self._theme = theme
        self._is_drawer = False
        self.setAccessibleName(_("Last hour, recent verdicts, try a text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self.chart = HourChart(theme=theme)
        self._count = label(size=12, ink="3", tabular=True)
        self._held = label(size=11, ink="3", tabular=True)
        self._blocked = label(size=11, ink="3", tabular=True)
        self._shares = label(size=11, ink="3", tabular=True)
        self._shares.setContentsMargins(16, 0, 16, 8)
        self._add_chart(column)
        self.filter = DropDown(filters(), theme=theme, name=_("Which verdicts"))
        self.recent = RecentVerdicts(theme=theme)
        self.filter.chosen.connect(self.recent.lines.narrow)
        self.recent.opened.connect(self.opened)
        column.addLayout(_head(_("Recent verdicts"), self.filter))
        column.addWidget(rule())
        self.recent.setMinimumHeight(2 * ROW)
        column.addWidget(self.recent, 1)
        column.addWidget(rule())
        nothing = label(_("nothing is stored"), size=11, ink="3")
        column.addLayout(_head(_("Try a text"), nothing))
        column.addWidget(rule())
        self.trial = TryText(watch.bridge, theme=theme)
        column.addWidget(self.trial)
        gate.lines_changed.connect(self._on_lines)
        gate.bars_changed.connect(self._on_bars)
        gate.view_changed.connect(self.refresh)
        settings.changed.connect(self.refresh)
        theme.changed.connect(self.update)
        self._on_bars()

    def _add_chart(self, column: QVBoxLayout) -> None:
        signs = QWidget()
        row = QHBoxLayout(signs)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for ink, words in (("warn", self._held), ("bad", self._blocked)):
            row.addWidget(Glyph("circle-fill", theme=self._theme, size=8, ink=ink))
            row.addWidget(words)
            row.addSpacing(4)
        column.addLayout(_head(_("Last hour"), signs, count=self._count))
        column.addWidget(rule())
        room = QVBoxLayout()
        room.setContentsMargins(16, 12, 16, 8)
        room.addWidget(self.chart)
        column.addLayout(room)
        column.addWidget(self._shares)
        column.addWidget(rule())

    @property
    def zone(self) -> str:
        """Return the session's time zone, "" for the machine's."""
        session = self._watch.last_session
        return session.timezone if session is not None else ""

    def refresh(self) -> None:
        """Judge what stands in the field by what the gate judges by now."""
        if self._gate.view is not None:
            thresholds = held_from(self._settings.current, self._gate.view)
            self.trial.set_gate(self._gate.view, thresholds)

    def set_drawer(self, is_drawer: bool) -> None:
        """Lie over the page with an edge of its own, or stand beside it."""
        self._is_drawer = is_drawer
        self.setAutoFillBackground(False)
        self.update()

    def _on_lines(self) -> None:
        self.recent.lines.zone = self.zone
        self.recent.lines.take(self._gate.lines)

    def _on_bars(self) -> None:
        bars: Sequence[object] = self._gate.bars
        judged, held, blocked = sums(self._gate.bars)
        words = ngettext("{n} judged", "{n} judged", judged)
        self._count.setText(words.format(n=number(judged)) if bars else "")
        self._held.setText(_("held {n}").format(n=number(held)))
        self._blocked.setText(_("blocked {n}").format(n=number(blocked)))
        shares = label_shares(self._gate.bars)
        self._shares.setText(_("By label: {shares}").format(shares=shares))
        self._shares.setVisible(bool(shares))
        self.chart.set_bars(self._gate.bars, zone=self.zone)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.bg1))
        edge = tokens.line2 if self._is_drawer else tokens.line
        painter.fillRect(0, 0, 1, self.height(), QColor(edge))
        painter.end()


def _head(title: str, right: QWidget, *, count: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.setSpacing(8)
    heading = label(title, weight=fonts.SEMIBOLD)
    heading.setFixedHeight(_HEAD)
    row.addWidget(heading)
    if count is not None:
        row.addWidget(count)
    row.addStretch(1)
    row.addWidget(right)
    return row
