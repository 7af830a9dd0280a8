"""Recent verdicts: what the gate said, found again, and set right after the fact."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.views import VerdictFilter
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.live.row_actions import RowAction
from companion.gui.moderation.line_model import LineModel, LineRow
from companion.gui.moderation.line_view import LineView
from companion.gui.moderation.paged_list import PagedList
from companion.gui.moderation.pages_of_lines import PagesOfLines
from companion.gui.moderation.verdict_actions import (
    ALLOW_KEY,
    ALWAYS_KEY,
    BLOCK_KEY,
    REVEAL_KEY,
    TRUST_KEY,
    UNDO_KEY,
    Done,
    LineWishes,
    VerdictDesk,
    all_actions,
    main_actions,
)
from companion.gui.moderation.verdict_delegate import (
    LOW,
    VerdictDelegate,
    spoken,
)
from companion.gui.moderation.verdict_detail import VerdictDetail
from companion.gui.moderation.verdict_filters import VerdictFilters
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

LOOK_MS = 2_000
"""How often new verdicts are looked for while the tab is open."""

_KEYS = (UNDO_KEY, ALLOW_KEY, BLOCK_KEY, ALWAYS_KEY, TRUST_KEY, REVEAL_KEY)


class VerdictsTab(QWidget):
    """Filters, the list, and the chosen verdict in full.

    viewer_opened: the id of a Viewer whose card is wanted. said: a Notice.
    """

    viewer_opened = Signal(str)
    said = Signal(object)

    def __init__(self, watch: Watch, *, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Verdicts"))
        self._watch = watch
        self._theme = theme
        self._entries = -1
        self.model = LineModel(spoken, self)
        self.pages = PagesOfLines(watch.bridge, self.model, self)
        self.desk = VerdictDesk(watch.bridge, self)
        self.filters = VerdictFilters(theme=theme)
        self.delegate = VerdictDelegate(theme=theme)
        self.view = LineView(
            self.model,
            self.delegate,
            theme=theme,
            name=_("Verdicts, newest first"),
            estimate=LOW,
            hover=lambda row: main_actions(row, self._wishes()),
            everything=self._everything,
            keys=_KEYS,
        )
        self.list = PagedList(
            self.view, self.pages, theme=theme, empty=self._make_empty(), row_height=LOW
        )
        self.detail = VerdictDetail(theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(rule())
        column.addWidget(self.list, 1)
        column.addWidget(self.detail)
        self._wire()

    def _wire(self) -> None:
        self.filters.changed.connect(self.show_filtered)
        self.view.chosen.connect(self._show_detail)
        self.desk.changed.connect(self.pages.look)
        self.desk.done.connect(self._tell)
        self.desk.refused.connect(self._refuse)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._watch.session_changed.connect(self._on_session)
        self._on_session()

    def _make_empty(self) -> EmptyState:
        clear = Button(
            _("Clear filters"), theme=self._theme, on_click=self.filters.reset
        )
        return EmptyState(
            theme=self._theme,
            icon="list-dashes",
            title=_("No verdicts here"),
            text=_(
                "Every message that the gate judges appears here, with what became of "
                "it and why. Filters may hide some of them."
            ),
            actions=(clear,),
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.pages.state == "loading":
            self.show_filtered(self.filters.wanted)
        else:
            self.pages.look()

    def show_filtered(self, wanted: VerdictFilter) -> None:
        """Read what a filter lets through."""
        self.pages.show(wanted)

    def look(self) -> None:
        """Look for new verdicts, when something was recorded since the last look."""
        entries = self._watch.totals.entries
        if self.isVisible() and entries != self._entries:
            self._entries = entries
            self.pages.look()

    def _on_session(self) -> None:
        session = self._watch.last_session
        zone = session.timezone if session is not None else ""
        self.delegate.zone = self.detail.zone = zone
        if self.isVisible():
            self.show_filtered(self.filters.wanted)

    def _wishes(self) -> LineWishes:
        return LineWishes(
            desk=self.desk,
            reveal=self._reveal,
            open_viewer=self.viewer_opened.emit,
            only_viewer=self.filters.show_viewer,
        )

    def _everything(self, row: LineRow) -> list[RowAction | None]:
        revealed = self.model.is_revealed(row.line.seq)
        return all_actions(row, self._wishes(), revealed=revealed)

    def _reveal(self, row: LineRow) -> None:
        seq = row.line.seq
        self.model.reveal(seq, revealed=not self.model.is_revealed(seq))

    def _show_detail(self, row: LineRow | None) -> None:
        self.detail.show_row(row, self._everything(row) if row is not None else ())

    def _tell(self, done: Done) -> None:
        seq = done.seq
        undo = None if seq is None else partial(self.desk.take_back, seq)
        self.said.emit(Notice(text=done.text, undo=undo))

    def _refuse(self, text: str) -> None:
        self.said.emit(Notice(text=text, kind="bad"))
