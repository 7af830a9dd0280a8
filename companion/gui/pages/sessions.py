"""Sessions: every stream so far with its totals; an ended one can be resumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from companion.domain.views import SessionView
from companion.gui.components.amounts import (
    clock_time,
    date,
    number,
    points,
    stopwatch,
)
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.text import ElidedLabel, label, rule
from companion.gui.pages.page import Page
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

SHOWN = 100
"""Sessions listed; the command line lists all."""


class SessionsPage(Page):
    """Newest first. Read when the page is opened and when a session changes.

    on_resume gets the session to continue.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        on_resume: Callable[[SessionView], object],
        on_start: Callable[[], object],
    ) -> None:
        super().__init__(_("Sessions"))
        self._watch = watch
        self._theme = theme
        self._on_resume = on_resume
        self.resume_buttons: list[Button] = []
        self._empty = EmptyState(
            theme=theme,
            icon="clock-counter-clockwise",
            title=_("No sessions yet"),
            text=_(
                "Each stream becomes a session with its chat, gifts and standings. "
                "They stay on this computer until you delete them."
            ),
            actions=(Button(_("New session"), theme=theme, on_click=on_start),),
        )
        self._table: QWidget = QFrame()
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._table)
        self.body.addStretch(0)
        watch.session_changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read the list anew."""
        self._watch.bridge.ask(lambda engine: engine.sessions(), then=self.show_list)

    def show_list(self, sessions: Sequence[SessionView]) -> None:
        """Show these sessions, newest first."""
        self.body.removeWidget(self._table)
        self._table.hide()
        self._table.deleteLater()
        self.resume_buttons = []
        self._table = self._make_table(sessions[:SHOWN])
        self.body.insertWidget(1, self._table)
        self._empty.setVisible(not sessions)
        self._table.setVisible(bool(sessions))

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _make_table(self, sessions: Sequence[SessionView]) -> QWidget:
        table = QFrame()
        table.setProperty("card", "plain")
        grid = QGridLayout(table)
        grid.setContentsMargins(16, 0, 16, 4)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        heads = (
            _("Session"),
            _("Length"),
            _("Viewers"),
            _("Gifts"),
            _("Chats"),
            _("Points"),
            "",
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.setRowMinimumHeight(0, 32)
        for column, head in enumerate(heads):
            words = label(head, size=11, weight=fonts.MEDIUM, ink="3")
            if column:
                words.setAlignment(right)
            grid.addWidget(words, 0, column)
        for place, session in enumerate(sessions):
            grid.addWidget(rule(), 2 * place + 1, 0, 1, len(heads))
            grid.setRowMinimumHeight(2 * place + 2, 48)
            self._add_row(grid, 2 * place + 2, session)
        return table

    def _add_row(self, grid: QGridLayout, row: int, session: SessionView) -> None:
        totals = session.totals
        cells = (
            self._length(session),
            number(totals.viewers),
            number(totals.gifts),
            number(totals.chats),
            points(totals.points),
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(_title(session), row, 0)
        for column, text in enumerate(cells, 1):
            words = label(text, ink="2", tabular=True)
            words.setAlignment(right)
            grid.addWidget(words, row, column)
        if session.state == "ended":
            button = Button(
                _("Resume"),
                theme=self._theme,
                height=24,
                name=_("Resume {name}").format(name=name_of(session)),
                on_click=lambda: self._on_resume(session),
            )
            self.resume_buttons.append(button)
            grid.addWidget(button, row, len(cells) + 1)
        else:
            word = _("live") if session.state == "live" else _("paused")
            grid.addWidget(label(word, size=12, ink="pink"), row, len(cells) + 1)

    def _length(self, session: SessionView) -> str:
        ended = session.ended_at or self._watch.now
        return stopwatch(ended - session.started_at)


def name_of(session: SessionView) -> str:
    """Return a session's name, or its number when it has none."""
    return session.name or _("Session {n}").format(n=number(session.ordinal))


def _title(session: SessionView) -> QWidget:
    holder = QWidget()
    column = QGridLayout(holder)
    column.setContentsMargins(0, 4, 0, 4)
    column.setVerticalSpacing(0)
    column.addWidget(ElidedLabel(name_of(session), weight=fonts.SEMIBOLD), 0, 0)
    began = _("{day} at {time}").format(
        day=date(session.started_at, zone=session.timezone),
        time=clock_time(session.started_at, zone=session.timezone),
    )
    column.addWidget(ElidedLabel(began, size=11, ink="3"), 1, 0)
    return holder
