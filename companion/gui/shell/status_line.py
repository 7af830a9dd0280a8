"""The line at the foot: is it recorded, is it checked, what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from companion.domain.views import ConnectionView
from companion.gui.components.amounts import decimal, number
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, Ink, set_ink
from companion.gui.moderation.model_state import gate_words
from companion.gui.obs.words import status_words
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_CPU_EVERY = 4
_PRESSES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class StatusItem(QWidget):
    """Icon and words; hidden while there is nothing to say.

    on_click: what more there is to see; None: nothing. Words that find no room end in
    an ellipsis; the tooltip has all of them.
    """

    def __init__(
        self,
        icon: str,
        *,
        theme: Theme,
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._on_click = on_click
        if on_click is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon = icon
        self._glyph = Glyph(icon, theme=theme, size=13) if icon else None
        self._words = ElidedLabel(size=11, ink="3", tabular=True)
        if self._glyph is not None:
            row.addWidget(self._glyph)
        row.addWidget(self._words)

    @property
    def text(self) -> str:
        """Return what it says."""
        return self._words.text()

    def say(self, text: str, *, ink: Ink = "3", glyph: str = "t3") -> None:
        """Say something; the ink is the words', the glyph's token the icon's."""
        self.setVisible(bool(text))
        if text != self._words.text():
            self._words.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(text)
        set_ink(self._words, ink)
        if self._glyph is not None:
            self._glyph.set_icon(self._icon, glyph)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._on_click is not None and inside:
            self._on_click()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._on_click is not None and event.key() in _PRESSES:
            self._on_click()
        else:
            super().keyPressEvent(event)


class StatusLine(QWidget):
    """OBS, gate, ledger and gaps on the left; budgets and CPU on the right.

    cpu: returns the percent of one core that our processes use. on_gate: shows the
    gate's model. on_obs: shows OBS from near.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        cpu: Callable[[], float],
        on_gate: Callable[[], object] | None = None,
        on_obs: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._watch = watch
        self._theme = theme
        self._read_cpu = cpu
        self._looks = 0
        self._compact = False
        self.setFixedHeight(28)
        self.setAccessibleName(_("Status"))
        self.obs = StatusItem("record-fill", theme=theme, on_click=on_obs)
        self.gate = StatusItem("shield-check", theme=theme, on_click=on_gate)
        self.ledger = StatusItem("database", theme=theme)
        self.gaps = StatusItem("warning", theme=theme)
        self.budgets = StatusItem("", theme=theme)
        self.cpu = StatusItem("", theme=theme)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(16)
        for item in (self.obs, self.gate, self.ledger, self.gaps):
            self._row.addWidget(item)
        self._row.addStretch(1)
        self._row.addWidget(self.budgets)
        self._row.addWidget(self.cpu)
        self.set_compact(False)
        for changed in (
            watch.totals_changed,
            watch.connections_changed,
            watch.alarm_changed,
            watch.obs_changed,
        ):
            changed.connect(self.refresh)
        theme.changed.connect(self.update)
        self.refresh()

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels gaps and budgets go; the pills still tell of gaps."""
        self._compact = compact
        self._row.setContentsMargins(16, 1, 16, 0)
        self._row.setSpacing(12 if compact else 16)
        self.refresh()

    def refresh(self) -> None:
        """Say how things stand now."""
        watch = self._watch
        obs = status_words(watch.obs)
        self.obs.say(obs.text, ink=obs.ink, glyph=obs.glyph)
        self._say_gate()
        self._say_ledger()
        views = watch.connections_now
        missing = gaps_text(views, dropped=watch.bridge.dropped)
        self.gaps.say("" if self._compact else missing, ink="warn", glyph="warn")
        budgets = "   ".join(view.budget for view in views if view.budget)
        self.budgets.say("" if self._compact else budgets)
        if self._looks % _CPU_EVERY == 0:
            percent = decimal(self._read_cpu(), 1)
            self.cpu.say(_("CPU {percent} %").format(percent=percent))
        self._looks += 1

    def _say_gate(self) -> None:
        words, is_degraded = gate_words(self._watch.gate)
        if is_degraded:
            self.gate.say(words, ink="warn", glyph="warn")
        else:
            self.gate.say(words, glyph="ok")

    def _say_ledger(self) -> None:
        entries = number(self._watch.totals.entries)
        if self._watch.alarm_text:
            text = _("Look above: something stopped · {n} entries are safe")
            self.ledger.say(text.format(n=entries), ink="bad", glyph="bad")
        elif self._watch.live_session is None:
            self.ledger.say(_("Ledger ready"), glyph="t3")
        else:
            text = ngettext(
                "Ledger saved · {n} entry",
                "Ledger saved · {n} entries",
                self._watch.totals.entries,
            )
            self.ledger.say(text.format(n=entries), glyph="ok")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.bg0))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(tokens.line))
        painter.end()


def gaps_text(views: tuple[ConnectionView, ...], *, dropped: int) -> str:
    """Return what was not heard or not shown, "" when nothing was lost."""
    gaps = [gap for view in views for gap in view.gaps]
    shed = sum(view.shed for view in views)
    parts = []
    if gaps:
        told = ngettext("{n} gap", "{n} gaps", len(gaps))
        parts.append(told.format(n=number(len(gaps))))
        recovered = sum(gap.recovered for gap in gaps)
        unknown = sum(gap.unknown or 0 for gap in gaps)
        told = _("{recovered} recovered, {unknown} unknown")
        parts.append(told.format(recovered=number(recovered), unknown=number(unknown)))
    if shed:
        parts.append(_("{n} shed under load").format(n=number(shed)))
    if dropped:
        parts.append(_("{n} not drawn here").format(n=number(dropped)))
    return " · ".join(parts)
