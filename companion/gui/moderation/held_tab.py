"""The Held tab: the queue, what was just decided, and what happens at zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.entries import Entry
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.empty import EmptyState
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.live.writable import Writable
from companion.gui.moderation.approval_queue import ApprovalQueue
from companion.gui.moderation.approvals import Approvals
from companion.gui.moderation.asked_people import AskedPeople
from companion.gui.moderation.asked_rows import AskedRows
from companion.gui.moderation.deciding import Deciding
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.gate_watch import GateWatch
from companion.gui.moderation.held_actions import ActName, act_named
from companion.gui.moderation.held_card import CardContext
from companion.gui.moderation.held_foot import HeldFoot
from companion.gui.moderation.held_list import HeldList
from companion.gui.moderation.held_queue import HeldQueue, HeldRow
from companion.gui.moderation.held_words import Facts, outcome_words
from companion.gui.moderation.just_decided import JustDecided
from companion.gui.moderation.keys_dialog import KeysDialog
from companion.gui.moderation.thresholds import held_from
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

TICK_MS = 200
"""How often countdowns are drawn: a tenth of a ring's smallest visible step."""

_NARROW = 720


class HeldTab(QWidget):
    """count_changed: how many wait. try_asked: the empty state's offer was taken.

    asked: Viewers about whom a person is asked. wants_approval: whether an overlay
    shows nothing until a person allows it.
    """

    count_changed = Signal(int)
    try_asked = Signal()

    def __init__(
        self,
        watch: Watch,
        gate: GateWatch,
        settings: GateSettings,
        deciding: Deciding,
        *,
        theme: Theme,
        show_dialog: Callable[[Dialog], object],
        wants_approval: Callable[[], bool],
        say: Callable[[Notice], object],
        asked: AskedPeople,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Held"))
        self.asked = AskedRows(asked, theme=theme)
        self._wants_approval = wants_approval
        self._say = say
        self._watch = watch
        self._gate = gate
        self._settings = settings
        self._deciding = deciding
        self._theme = theme
        self._show_dialog = show_dialog
        self._count = -1
        self.queue = HeldQueue()
        self.approval_queue = ApprovalQueue()
        for connection in watch.connections_now:
            self.approval_queue.begin(watch.recent(connection.target))
        watch.bridge.listen(self.approval_queue)
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        watch.totals_changed.connect(self.refresh)
        gate.lines_changed.connect(self._on_lines)
        gate.facts_known.connect(self._on_facts)
        gate.heard_before.connect(self._on_before)
        gate.failed.connect(self._on_failed)
        self.refresh()

    # Building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._banner_room = QWidget()
        room = QVBoxLayout(self._banner_room)
        room.setContentsMargins(16, 8, 16, 8)
        self.banner = Banner("", "", theme=self._theme, icon="shield-warning-fill")
        room.addWidget(self.banner)
        self._banner_room.hide()
        column.addWidget(self._banner_room)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = HeldList(
            self.queue,
            theme=self._theme,
            area=self.area,
            context=self._context,
            facts=self._facts,
            monotonic=self._watch.clock.monotonic,
        )
        self.list.acted.connect(self._act)
        self.list.wanted.connect(self._want)
        self.list.helped.connect(self.show_keys)
        self.list.undone.connect(self.undo_newest)
        self.list.can_undo = lambda: self.decided.newest is not None
        self.approvals = Approvals(
            theme=self._theme, approve=self._approve, block=self._retract
        )
        self.decided = JustDecided(theme=self._theme, undo=self._undo)
        self.decided.follows = self.approvals
        self._fill_area()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.area)
        column.addWidget(self.stack, 1)
        column.addWidget(self.asked)
        column.addWidget(rule())
        self.foot = HeldFoot(self._settings, theme=self._theme, on_help=self.show_keys)
        column.addWidget(self.foot)

    def _fill_area(self) -> None:
        inside = QWidget()
        self.rows_column = QVBoxLayout(inside)
        self.rows_column.setContentsMargins(0, 0, 0, 0)
        self.rows_column.setSpacing(0)
        self.try_button = Button(
            _("Try a text"), theme=self._theme, on_click=self.try_asked.emit
        )
        self.empty = EmptyState(
            theme=self._theme,
            icon="shield-check",
            title=_("Nothing is held"),
            text=_(
                "Messages that rules or model are not sure about wait here for you, "
                "with a countdown. Everything else is decided at once."
            ),
            actions=(self.try_button,),
        )
        self.rows_column.addWidget(self.empty, 1)
        self.rows_column.addWidget(self.list)
        self.rows_column.addWidget(self.approvals)
        self.rows_column.addWidget(self.decided)
        self.rows_column.addStretch(0)
        self.area.setWidget(inside)

    # Showing

    @property
    def shown(self) -> Sequence[HeldRow]:
        """Return the rows from top to bottom."""
        return self.queue.rows

    def refresh(self) -> None:
        """Take what waits now."""
        now = self._watch.clock.monotonic()
        had = self.queue.selected
        if self.queue.take(self._watch.held, now=now):
            self._say_outcomes()
            for row in self.queue.arrived:
                self._forget_facts(row)
            if had != self.queue.selected:
                self.list.note_unasked()
            self.list.refresh()
        self._let_go()
        self._show_approvals()

    def _show_approvals(self) -> None:
        self.approvals.take(
            self.approval_queue.waiting, is_wanted=self._wants_approval()
        )

    def tick(self) -> None:
        """Count down, and let go what has been said long enough."""
        now = self._watch.now
        self.list.tick(now)
        self.decided.tick(now)
        self._let_go()

    def _let_go(self) -> None:
        inside = self.list.underMouse()
        at = self.list.mapFromGlobal(QCursor.pos()) if inside else None
        self.list.point(at)
        for row in list(self.queue.leaving(now=self._watch.clock.monotonic())):
            self.list.collapse(row)
        self._show_count()

    def _show_count(self) -> None:
        self.empty.setVisible(not self.queue.rows)
        self.list.setVisible(bool(self.queue.rows))
        if self.queue.count != self._count:
            self._count = self.queue.count
            self.count_changed.emit(self._count)

    def _say_outcomes(self) -> None:
        for row in self.queue.rows:
            if row.is_gone and not row.is_mine:
                row.outcome = outcome_words(self._gate.line_of(row.seq))

    def _on_lines(self) -> None:
        self.approval_queue.take_lines(self._gate.lines)
        self._show_approvals()
        self.decided.take(self._gate.lines, now=self._watch.now)
        self._say_outcomes()
        self.list.refresh()

    def _on_facts(self, viewer_id: str) -> None:
        facts = self._gate.facts(viewer_id)
        if facts is not None:
            self.list.set_facts(viewer_id, facts, self._watch.now)

    def _on_before(self, seq: int, entries: Sequence[Entry]) -> None:
        self.list.set_before(seq, entries)

    def _on_failed(self, problem: str) -> None:
        self.banner.set_words(_("The gate does not answer"), problem)
        self._banner_room.setVisible(bool(problem))

    def _want(self, seq: int) -> None:
        if seq == self.queue.selected:
            self._gate.before(seq)

    def _facts(self, row: HeldRow) -> Facts | None:
        event = row.review.entry.event
        viewer = event.viewer if event is not None else None
        return self._gate.facts(viewer.id) if viewer is not None else None

    def _forget_facts(self, row: HeldRow) -> None:
        """Ask anew about somebody who has written again."""
        event = row.review.entry.event
        if event is not None and event.viewer is not None:
            self._gate.forget_facts(event.viewer.id)

    def _context(self) -> CardContext:
        session = self._watch.last_session
        return CardContext(
            now=self._watch.now,
            zone=session.timezone if session is not None else "",
            gate=self._gate.view,
            thresholds=held_from(self._settings.current, self._gate.view),
            why_not=Writable(self._watch.connections_now).why_not_viewer,
        )

    # Acting

    def _act(self, seq: int, name: str) -> None:
        row, act = self.queue.row(seq), act_named(name)
        if row is None or act is None or not row.is_open:
            return
        stays = act in {"picture", "permit"}
        self._deciding.act(
            row.review,
            act,
            begin=lambda: self._begin(row, act),
            done=lambda: self._stayed(row) if stays else self._done(row),
            failed=lambda problem: self._refused(row, problem),
        )

    def _begin(self, row: HeldRow, act: ActName) -> None:
        """Go on to the next row at once; this one goes when it is decided."""
        row.is_busy, row.error = True, ""
        if act not in {"picture", "permit"} and self.queue.selected == row.seq:
            self.queue.selected = self.queue.neighbour(row.seq) or row.seq
        self.list.refresh()

    def _done(self, row: HeldRow) -> None:
        self.queue.decided(row.seq, now=self._watch.clock.monotonic())
        self.list.release()
        self.list.collapse(row)
        self._look_again()

    def _stayed(self, row: HeldRow) -> None:
        row.is_busy = False
        self.list.refresh()
        self._look_again()

    def _refused(self, row: HeldRow, problem: str) -> None:
        row.is_busy = False
        row.error = _("Not decided: {why}").format(why=problem)
        self.list.refresh()
        self._look_again()

    def _approve(self, seq: int) -> None:
        self._deciding.approve(
            seq, done=lambda: self._approved(seq), failed=self._not_approved
        )

    def _retract(self, seq: int) -> None:
        self._deciding.retract(
            seq, done=lambda: self._approved(seq), failed=self._not_approved
        )

    def _approved(self, seq: int) -> None:
        self.approval_queue.approved(seq)
        self._show_approvals()
        self._look_again()

    def _not_approved(self, problem: str) -> None:
        self._say(Notice(text=_("Not decided"), detail=problem, kind="bad"))

    def undo_newest(self) -> None:
        """Take back the newest decision of a person."""
        newest = self.decided.newest
        if newest is not None:
            self._undo(newest.seq)

    def _undo(self, seq: int) -> None:
        self._deciding.undo(seq, done=self._look_again)

    def _look_again(self) -> None:
        self._watch.refresh()
        self._gate.look()
        self._show_count()

    def show_keys(self) -> None:
        """Show every key with what it does."""
        self._show_dialog(KeysDialog(self.window(), theme=self._theme))

    # Being there

    def take_focus(self) -> None:
        """Put the keyboard into the queue, or where there is something to do."""
        target = self.list if self.queue.rows else self.try_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.foot.refresh()
        self._timer.start()
        self.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.foot.set_narrow(self.width() < _NARROW)
