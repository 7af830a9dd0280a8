"""The unified chat: every platform's messages and support in one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from companion.domain.ports import Clock
from companion.domain.views import Review, Shown
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.text import label
from companion.gui.components.toast import Notice
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.chat_filters import ChatFilters
from companion.gui.live.chat_model import ChatModel
from companion.gui.live.chat_row import RowState
from companion.gui.live.chat_view import ChatView
from companion.gui.live.composer import Composer
from companion.gui.live.pane_head import PaneHead
from companion.gui.live.tab_store import TabStore
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext


class ChatPane(QWidget):
    """Head, list, and the line to reply with.

    empty_actions: what to do while nothing has come, such as connecting a channel.
    composer: the line to write with; without one nothing can be written. store: the
    saved filters. say: shows a notice.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        clock: Clock,
        actions: ChatActions,
        composer: Composer | None = None,
        empty_actions: Sequence[Button] = (),
        store: TabStore | None = None,
        say: Callable[[Notice], object] = lambda _notice: None,
    ) -> None:
        super().__init__()
        self._clock = clock
        self.model = ChatModel(self)
        self._delegate = ChatDelegate(theme=theme, clock=clock)
        self.view = ChatView(self.model, self._delegate, theme=theme, actions=actions)
        self.filters = ChatFilters(
            self,
            self.model,
            theme=theme,
            back_to=self.view,
            store=store or TabStore(),
            say=say,
        )
        self.search = self.filters.search
        self.head = self._head(theme)
        self._nothing = label("", ink="3")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty = _empty_state(theme, empty_actions)
        self._stack = QStackedLayout()
        for widget in (self.view, self._empty, self._nothing):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.filters.strip)
        column.addWidget(self.search)
        column.addLayout(self._stack, 1)
        self.composer = composer
        if composer is not None:
            column.addWidget(composer)
        for signal in (
            self.model.rowsInserted,
            self.model.rowsRemoved,
            self.model.modelReset,
        ):
            signal.connect(self._choose_face)
        self._choose_face()

    # What the engine says

    def take_shown(self, items: Sequence[Shown]) -> None:
        """Take entries that passed the gate."""
        self.model.take_shown(items)
        self.model.trim(self.view.reading())

    def take_reviews(self, items: Sequence[Review]) -> None:
        """Take what the gate holds back."""
        self.model.take_reviews(items)
        self.model.trim(self.view.reading())

    def take_retracted(self, seqs: Sequence[int]) -> None:
        """Take what leaves every screen."""
        self.model.take_retracted(seqs)

    def clear(self) -> None:
        """Forget everything, for another session."""
        self.model.clear()
        self.filters.forget_unseen()

    def set_platforms(self, count: int) -> None:
        """Say how many platforms are connected."""
        words = ngettext("{n} platform", "{n} platforms", count).format(n=count)
        self.head.count.setText(words if count else "")

    def set_zone(self, zone: str) -> None:
        """Write times of day of the session's time zone."""
        if zone != self.model.zone:
            self.model.zone = zone
            self._delegate.set_zone(zone)
            self.view.forget_heights()

    def tick(self) -> None:
        """Count held rows down and end silent Streaks; called once a second."""
        self.model.settle(self._clock.now())
        rows = self.view.visible_rows()
        if rows is None:
            return
        for position in range(rows[0], rows[1] + 1):
            if self.model.row(position).state is RowState.HELD:
                self.model.touch(position)

    # Head

    def _head(self, theme: Theme) -> PaneHead:
        head = PaneHead(_("Chat"), theme=theme, neighbour=_("Activity"))
        self.larger = Button(
            theme=theme,
            look="ghost",
            icon="text-aa",
            height=24,
            name=_("Text size"),
            on_click=self._enlarge,
        )
        for control in (self.filters.platform, self.larger, self.search.button):
            head.add(control)
        return head

    def _enlarge(self) -> None:
        self._delegate.enlarge()
        self.view.forget_heights()

    def _choose_face(self) -> None:
        """Show the list, the way to begin, or that the filter lets nothing through."""
        if self.model.rowCount():
            face: QWidget = self.view
        elif len(self.model.log):
            face = self._nothing
            self._nothing.setText(_("Nothing that passes this filter yet"))
        else:
            face = self._empty
        self._stack.setCurrentWidget(face)


def _empty_state(theme: Theme, actions: Sequence[Button]) -> EmptyState:
    return EmptyState(
        theme=theme,
        icon="broadcast",
        title=_("No stream yet"),
        text=_(
            "Connect a channel and chat, gifts and standings appear here. Waiting is "
            "fine: Companion starts when you go live."
        ),
        actions=actions,
    )
