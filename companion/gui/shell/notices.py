"""Seen on every page: what has stopped, credentials that broke, a crash."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.studio import SourceView
from companion.domain.values import Platform
from companion.gui.components.amounts import clock_time, date, number
from companion.gui.components.banner import Banner, Card
from companion.gui.components.button import Button
from companion.gui.obs.words import lost_sources, trouble_words
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.troubles import Trouble, troubles
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
        accounts: AccountWatch,
        open_logins: Callable[[Platform], object],
        on_mend: Callable[[SourceView], object] | None = None,
    ) -> None:
        super().__init__()
        self._on_mend = on_mend
        self._lost: tuple[SourceView, ...] = ()
        self.lost: Banner | None = None
        self._watch = watch
        self._theme = theme
        self._on_resume = on_resume
        self._on_start_new = on_start_new
        self._accounts = accounts
        self._open_logins = open_logins
        self._troubles: tuple[Trouble, ...] = ()
        self.alarm: Card | None = None
        self.strips: dict[Platform, Card | Banner] = {}
        self.log_in: dict[Platform, Button] = {}
        self.offer: Card | None = None
        self.resume: Button | None = None
        self.start_new: Button | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 8)
        self._column.setSpacing(8)
        watch.alarm_changed.connect(self.refresh)
        watch.unfinished_changed.connect(self.refresh)
        watch.connections_changed.connect(self._look_for_troubles)
        accounts.changed.connect(self._look_for_troubles)
        watch.obs_changed.connect(self._look_at_obs)
        watch.session_changed.connect(self._look_at_obs)
        self.refresh()

    def refresh(self) -> None:
        """Show what must be seen now."""
        for card in self._cards():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.alarm = self._alarm_card()
        self.offer = self._offer_card()
        self.lost = self._lost_banner()
        self.log_in = {}
        self.strips = {one.platform: self._strip(one) for one in self._troubles}
        cards = self._cards()
        for card in cards:
            self._column.addWidget(card)
        self.setVisible(bool(cards))

    def _cards(self) -> list[Card | Banner]:
        """Return everything that is shown, from top to bottom."""
        above = [self.alarm] if self.alarm is not None else []
        below = [self.offer] if self.offer is not None else []
        lost = [self.lost] if self.lost is not None else []
        return [*above, *lost, *self.strips.values(), *below]

    def _look_for_troubles(self) -> None:
        found = troubles(self._watch.connections_now, self._accounts.views)
        if found != self._troubles:
            self._troubles = found
            self.refresh()

    def _look_at_obs(self) -> None:
        """Warn while something is on air that viewers should see and do not."""
        watch = self._watch
        obs = watch.obs
        on_air = obs.is_streaming or obs.is_recording or watch.live_session is not None
        lost = lost_sources(obs) if on_air else ()
        if lost != self._lost:
            self._lost = lost
            self.refresh()

    def _lost_banner(self) -> Banner | None:
        lost, mend = self._lost, self._on_mend
        if not lost or mend is None:
            return None
        stale = all(one.state == "stale" for one in lost)

        def mend_all() -> None:
            for source in lost:
                mend(source)

        button = Button(
            _("Repair") if stale else _("Reload"),
            theme=self._theme,
            look="amber",
            height=24,
            on_click=mend_all,
        )
        details = [one.detail for one in lost if one.detail]
        return Banner(
            trouble_words(lost),
            next(iter(details), _("Everything is recorded.")),
            theme=self._theme,
            icon="monitor-play",
            actions=(button,),
        )

    def _strip(self, trouble: Trouble) -> Card | Banner:
        """Return the strip of a platform whose credentials do not work."""
        button = Button(
            _("Log in") if trouble.platform is not Platform.TIKTOK else _("Settings"),
            theme=self._theme,
            look="normal" if trouble.stopped else "amber",
            height=32 if trouble.stopped else 24,
            icon="key" if trouble.platform is not Platform.TIKTOK else "gear",
            on_click=lambda: self._open_logins(trouble.platform),
        )
        self.log_in[trouble.platform] = button
        make = Card if trouble.stopped else Banner
        return make(
            trouble.title,
            trouble.text,
            theme=self._theme,
            icon="key-fill",
            actions=(button,),
        )

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
