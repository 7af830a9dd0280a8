"""The Live page's panes side by side: chat, activity, leaderboard, and one card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Clock
from companion.domain.views import (
    ConnectionView,
    Review,
    SessionView,
    Shown,
    ViewerCard,
    ViewerMarks,
)
from companion.gui.components.button import Button
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.live.actions import WHOLE_BOARD, Ask, BoardReading, LiveActions
from companion.gui.live.activity_pane import ActivityPane
from companion.gui.live.board_pane import BoardPane
from companion.gui.live.card_head import CardActions
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_pane import ChatPane
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.composer import Composer, Outgoing
from companion.gui.live.corrections import Corrections
from companion.gui.live.gating import Gating
from companion.gui.live.intake import Intake
from companion.gui.live.moderating import Moderating
from companion.gui.live.names import Names
from companion.gui.live.stopped import StoppedShare
from companion.gui.live.tab_store import TabStore
from companion.gui.live.viewer_card import WIDTH as CARD_WIDTH
from companion.gui.live.viewer_card import CardView
from companion.gui.live.writable import Writable
from companion.gui.moderation.approval_queue import wants_approval
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.i18n import _

ACTIVITY_WIDTH = 376
TICK_MS = 1_000
"""How often ages, countdowns and the open card are brought up to date."""

CATCH_UP_SECONDS = 5
MANY_VIEWERS = 5_000
FIRST_VIEWERS = 1_000


class LivePanes(QWidget):
    """Implements EngineListener: hears the bridge, and keeps what it shows itself.

    ask: `Bridge.ask`. dropped: how many events the window was too slow for. say: shows
    a notice. on_connect, on_simulate, on_set_up: what to do while nothing has
    come.
    """

    def __init__(
        self,
        *,
        ask: Ask,
        dropped: Callable[[], int],
        theme: Theme,
        clock: Clock,
        say: Callable[[Notice], object],
        on_connect: Callable[[], object],
        on_simulate: Callable[[], object],
        on_login: Callable[[], object] = lambda: None,
        on_set_up: Callable[[], object] = lambda: None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._ask = ask
        self._dropped = dropped
        self._dropped_known = 0
        self._read_at = 0.0
        self._session_id = ""
        self._reading = False
        self._card_stale = False
        self._card_is_open = False
        self._compact = False
        self.requests = LiveActions(ask, say)
        self.moderating = Moderating(self, theme=theme, ask=ask, say=say)
        self._preferences = preferences
        self.gating = Gating(
            ask,
            say,
            wants_approval=self._wants_approval,
            on_changed=self._on_marks_changed,
        )
        self.composer = Composer(
            theme=theme,
            on_send=self._send,
            on_login=on_login,
            on_leave=lambda: self.chat.view.setFocus(Qt.FocusReason.OtherFocusReason),
        )
        self._store = TabStore(preferences)
        self.stopped = StoppedShare(self.requests.read_entries)
        self._make_panes(_empty_actions(theme, on_connect, on_simulate, on_set_up), say)
        self._arrange()
        self._intake = Intake(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def _make_panes(
        self, empty_actions: Sequence[Button], say: Callable[[Notice], object]
    ) -> None:
        theme, clock = self._theme, self._clock
        self.chat = ChatPane(
            theme=theme,
            clock=clock,
            actions=self._chat_actions(),
            composer=self.composer,
            empty_actions=empty_actions,
            store=self._store,
            say=say,
        )
        self.activity = ActivityPane(
            theme=theme,
            clock=clock,
            on_open=self.open_viewer,
            name_of_id=self._name_of_id,
        )
        self.board = BoardPane(
            theme=theme,
            on_open=self.open_viewer,
            on_award=self._ask_award,
            on_reset=self._ask_reset,
            on_reset_all=self._ask_reset_all,
        )
        self.corrections = Corrections(
            self,
            theme=theme,
            requests=self.requests,
            board=self.board,
            on_reset_done=self._after_reset,
        )
        self.names = Names(self.requests, on_names=self.chat.model.set_names)
        self.card = CardView(
            theme=theme, clock=clock, actions=self._card_actions(), ask=self._ask
        )

    def stopped_share(self) -> float | None:
        """Return how much of the chat is held or blocked, 0..1; None: not known."""
        return self.stopped.share

    def as_widget(self) -> QWidget:
        """Return itself, for the layout."""
        return self

    # Layout

    def _arrange(self) -> None:
        self._left = QStackedLayout()
        self._left.addWidget(self.chat)
        self._middle = QWidget()
        self._shelf = QStackedLayout(self._middle)
        self._shelf.addWidget(self.activity)
        self._shelf.addWidget(self.card)
        self._hairline = rule("v")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._left, 1)
        row.addWidget(self._hairline)
        row.addWidget(self._middle)
        row.addWidget(rule("v"))
        row.addWidget(self.board)
        self._middle.setFixedWidth(ACTIVITY_WIDTH)
        self.chat.head.offer_tab(lambda: self.show_tab("activity"), before=False)
        self.activity.head.offer_tab(lambda: self.show_tab("chat"), before=True)

    def set_compact(self, compact: bool) -> None:
        """Below 1200 pixels activity becomes a tab of chat."""
        if compact == self._compact:
            return
        self._compact = compact
        if compact:
            self._shelf.removeWidget(self.activity)
            self._left.addWidget(self.activity)
        else:
            self._left.removeWidget(self.activity)
            self._shelf.insertWidget(0, self.activity)
        self._left.setCurrentWidget(self.chat)
        self._middle.setVisible(not compact)
        self._hairline.setVisible(not compact)
        self.chat.head.show_tab(compact)
        self.activity.head.show_tab(compact)
        self.board.set_compact(compact)
        self._place_card()

    def show_tab(self, name: str) -> None:
        """Show "chat" or "activity" in the one place both have in a narrow window."""
        if self._compact:
            self._left.setCurrentWidget(
                self.activity if name == "activity" else self.chat
            )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_card()

    def _place_card(self) -> None:
        """Put the card where activity stands, or over the right edge as a drawer."""
        is_open = self._card_is_open
        self.card.set_drawer(self._compact)
        if self._compact:
            self._shelf.removeWidget(self.card)
            self.card.setParent(self)
            width = self.card.width()
            left = max(0, self.width() - width)
            self.card.setGeometry(left, 0, width, self.height())
            self.card.setVisible(is_open)
            self.card.raise_()
            return
        if self.card.parentWidget() is not self._middle:
            self._shelf.addWidget(self.card)
        self._shelf.setCurrentWidget(self.card if is_open else self.activity)
        self._middle.setFixedWidth(CARD_WIDTH if is_open else ACTIVITY_WIDTH)

    # What the engine says

    def shown(self, items: Sequence[Shown]) -> None:
        """Take entries that passed the gate."""
        self._intake.put(self._take_shown, items)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take what the gate holds back."""
        self._intake.put(self.chat.take_reviews, items)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Take what leaves every screen."""
        self._intake.put(self.chat.take_retracted, seqs)

    def _take_shown(self, items: Sequence[Shown]) -> None:
        for batch in _by_session(items):
            self._turn_to(batch[0].entry.session)
            self.chat.take_shown(batch)
            self.activity.take_shown(batch)
            self.board.take_shown(batch)
            self._note_card(batch)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Say how many platforms there are, and what can be written to."""
        self.chat.set_platforms(len({one.platform for one in items}))
        writable = Writable(items)
        self.moderating.writable = writable
        self.composer.set_writable(writable)
        self.names.take_connections(items)
        self.chat.filters.set_channels([one.target for one in items])

    def session(self, view: SessionView | None) -> None:
        """Take the session's time zone, and turn to it when it is another."""
        if view is not None:
            self._intake.put(self._take_session, (view,))

    def _take_session(self, views: Sequence[SessionView]) -> None:
        for view in views:
            self._turn_to(view.id)
            self._set_zone(view.timezone)

    def alarm(self, text: str) -> None:
        """Do nothing: alarms stand above every page."""

    def _turn_to(self, session_id: str) -> None:
        if session_id == self._session_id:
            return
        self._session_id = session_id
        self.stopped.begin(session_id)
        self.chat.clear()
        self.activity.clear()
        self.board.clear()
        self.close_card()
        self._read_board(WHOLE_BOARD)

    def _read_board(self, limit: int) -> None:
        """Have the engine's standings, which know of entries that were never heard."""
        self._reading = True
        self._dropped_known = self._dropped()
        self._read_at = self._clock.monotonic()
        board = self.board.model.board
        board.begin_loading()

        def then(reading: BoardReading) -> None:
            self._reading = False
            session, standings, upto = reading
            if session is None or board is not self.board.model.board:
                return
            self._set_zone(session.timezone)
            if session.id == self._session_id:
                whole = len(standings) < limit
                (self.board.load if whole else self.board.correct)(standings, upto)

        def failed(_error: CompanionError) -> None:
            self._reading = False
            self._dropped_known = -1
            board.stop_loading()

        self.requests.read_board(limit, then, failed)

    def _catch_up(self) -> None:
        """Read the standings again when the window was too slow for some events.

        Reading everybody's costs the engine a few microseconds each, so from some
        thousands on only the first are set right, and not more often than needed.
        """
        is_due = self._clock.monotonic() - self._read_at >= CATCH_UP_SECONDS
        if is_due and self._dropped() != self._dropped_known:
            few = len(self.board.model.board) < MANY_VIEWERS
            self._read_board(WHOLE_BOARD if few else FIRST_VIEWERS)

    def _set_zone(self, zone: str) -> None:
        self.chat.set_zone(zone)
        self.card.set_zone(zone)

    def tick(self) -> None:
        """Bring what changes with time up to date."""
        now = self._clock.now()
        self._look_at_settings()
        self.chat.tick()
        self.activity.tick()
        self.board.tick(now)
        self.stopped.look()
        if self._card_stale and self._card_is_open:
            self._read_card(self.card.viewer_id)
        if self._reading:
            return
        if not self._session_id:
            self._look_for_session()
        else:
            self._catch_up()

    def _look_for_session(self) -> None:
        """Ask whether a session ran before this window began to hear."""
        self._reading = True

        def then(reading: BoardReading) -> None:
            self._reading = False
            if reading[0] is not None:
                self.session(reading[0])

        def failed(_error: CompanionError) -> None:
            self._reading = False

        self.requests.read_board(1, then, failed)

    # The card

    def open_viewer(self, viewer_id: str) -> None:
        """Show a Viewer's card, and select them in the leaderboard."""
        self.board.view.choose(viewer_id)
        self.card.show_waiting(viewer_id, self.board.model.board.name_of(viewer_id))
        self._card_is_open = True
        self._place_card()
        self._read_card(viewer_id)

    def close_card(self) -> None:
        """Put the card away; the focus goes back to the leaderboard."""
        focused: QWidget | None = self.focusWidget()
        had_focus = focused is not None and self.card.isAncestorOf(focused)
        self._card_is_open = False
        self._place_card()
        if had_focus:
            self.board.view.setFocus()

    def _read_card(self, viewer_id: str) -> None:
        self._card_stale = False

        def then(card: ViewerCard) -> None:
            if viewer_id == self.card.viewer_id:
                self.card.show_card(card)

        self.requests.card(viewer_id, then, self._card_failed)
        self._read_marks(viewer_id)

    def _read_marks(self, viewer_id: str) -> None:
        def then(marks: ViewerMarks | None) -> None:
            if viewer_id == self.card.viewer_id:
                self.card.show_marks(marks)

        self.gating.read_marks(viewer_id, then)

    def _on_marks_changed(self, viewer_id: str) -> None:
        if self._card_is_open and viewer_id == self.card.viewer_id:
            self._read_marks(viewer_id)
            self.card.look_at_decisions()

    def _wants_approval(self) -> bool:
        found = self._preferences
        return found is not None and wants_approval(found.current.overlays)

    def _look_at_settings(self) -> None:
        """Show what has no verdict yet as the settings say now."""
        if self._preferences is not None:
            pending = self._preferences.current.moderation.pending
            self.chat.model.set_hides_pending(pending == "hidden")

    def _card_failed(self, error: CompanionError) -> None:
        self.close_card()
        self.requests.tell(error)

    def _after_reset(self, viewer_id: str, following: str) -> None:
        """Go on to who is next; the card that was open goes along."""
        if not following:
            return
        if self._card_is_open and self.card.viewer_id == viewer_id:
            self.open_viewer(following)
        else:
            self.board.view.choose(following)

    def _note_card(self, items: Sequence[Shown]) -> None:
        """Have the card read anew soon when something of its Viewer came."""
        if not self._card_is_open:
            return
        viewer_id = self.card.viewer_id
        self._card_stale = self._card_stale or any(
            item.entry.earner is not None and item.entry.earner.id == viewer_id
            for item in items
        )

    # Wiring: the table asks for corrections, and they read the table

    def _ask_award(self, viewer_id: str) -> None:
        self.corrections.ask_award(viewer_id)

    def _ask_reset(self, viewer_id: str) -> None:
        self.corrections.ask_reset(viewer_id)

    def _ask_reset_all(self) -> None:
        self.corrections.ask_reset_all()

    def _chat_actions(self) -> ChatActions:
        def hide(row: ChatRow) -> None:
            self.requests.hide(row.seq, row.name)

        return ChatActions(
            feature=self.requests.feature,
            hide=hide,
            allow=lambda row: self.requests.allow(row.seq),
            open_viewer=self.open_viewer,
            platform=self.moderating.actions(reply=self._reply),
            gate=self.gating.actions(),
            shortlist=self.requests.shortlist,
        )

    def _name_of_id(self, subject: str) -> str:
        """Return who is meant by the id of a Viewer or of a Chat, "" if unknown."""
        name = self.chat.model.log.author_of(subject)
        return name or self.board.model.board.known_name(subject)

    def _reply(self, row: ChatRow) -> None:
        self.show_tab("chat")
        self.composer.answer(row)

    def _send(self, outgoing: Outgoing) -> None:
        self.moderating.send(
            outgoing.text,
            targets=outgoing.targets,
            reply_to=outgoing.reply_to,
            then=outgoing.then,
            failed=outgoing.failed,
        )

    def _card_actions(self) -> CardActions:
        return CardActions(
            award=self.corrections.ask_award,
            reset=self.corrections.ask_reset,
            undo=self.requests.undo,
            close=self.close_card,
            platform=self.moderating.actions(reply=self._reply),
            rows=self._chat_actions(),
            gate=self.gating.actions(),
            unmark=self.gating.unmark,
        )


def _by_session(items: Sequence[Shown]) -> list[Sequence[Shown]]:
    """Return runs of entries of one session each; nearly always one run."""
    runs: list[list[Shown]] = []
    for item in items:
        if not runs or runs[-1][0].entry.session != item.entry.session:
            runs.append([])
        runs[-1].append(item)
    return list(runs)


def _empty_actions(
    theme: Theme,
    on_connect: Callable[[], object],
    on_simulate: Callable[[], object],
    on_set_up: Callable[[], object],
) -> tuple[Button, ...]:
    return (
        Button(
            _("Connect a channel"), theme=theme, look="primary", on_click=on_connect
        ),
        Button(_("Simulated stream"), theme=theme, on_click=on_simulate),
        Button(_("Set up"), theme=theme, look="ghost", on_click=on_set_up),
    )
