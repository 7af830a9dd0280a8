"""What must be seen on every page: a crash to resume from, and what has stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.amounts import clock_time, date, number
from companion.gui.components.banner import Card
from companion.gui.components.button import Button
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext


class Notices(QWidget):
    """Cards above the page; there is none when all is well."""

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        on_resume: Callable[[], object],
        on_start_new: Callable[[], object],
    ) -> None:
        super().__init__()
        self._watch = watch
        self._theme = theme
        self._on_resume = on_resume
        self._on_start_new = on_start_new
        self.alarm: Card | None = None
        self.offer: Card | None = None
        self.resume: Button | None = None
        self.start_new: Button | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 8)
        self._column.setSpacing(8)
        watch.alarm_changed.connect(self.refresh)
        watch.unfinished_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what must be seen now."""
        for card in (self.alarm, self.offer):
            if card is not None:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.alarm = self._alarm_card()
        self.offer = self._offer_card()
        for card in (self.alarm, self.offer):
            if card is not None:
                self._column.addWidget(card)
        self.setVisible(bool(self.alarm or self.offer))

    def _alarm_card(self) -> Card | None:
        text = self._watch.alarm_text
        if not text:
            return None
        first, _stop, rest = text.partition(". ")
        entries = self._watch.totals.entries
        safe = ngettext("{n} entry is safe.", "{n} entries are safe.", entries)
        words = f"{rest} {safe.format(n=number(entries))}".strip()
        return Card(first, words, theme=self._theme, icon="hard-drives-fill")

    def _offer_card(self) -> Card | None:
        session = self._watch.unfinished
        if session is None:
            return None
        self.resume = Button(
            _("Resume"), theme=self._theme, look="primary", on_click=self._on_resume
        )
        self.start_new = Button(
            _("Start new"), theme=self._theme, on_click=self._on_start_new
        )
        began = _("{day} at {time}").format(
            day=date(session.started_at), time=clock_time(session.started_at)
        )
        name = session.name or began
        entries = session.totals.entries
        text = ngettext(
            "It ended without being closed. {n} entry is safe.",
            "It ended without being closed. {n} entries are safe.",
            entries,
        )
        return Card(
            _("Resume {name}?").format(name=name),
            text.format(n=number(entries)),
            theme=self._theme,
            icon="clock-counter-clockwise",
            kind="ask",
            actions=(self.start_new, self.resume),
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(edge, QColor(self._theme.tokens.line))
        painter.end()
