"""The unified chat: every platform's messages and support in one list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from companion.domain.ports import Clock
from companion.domain.values import Platform
from companion.domain.views import Review, Shown
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.chat_model import ChatModel
from companion.gui.live.chat_row import PLATFORM_NAMES, RowState
from companion.gui.live.chat_view import ChatView
from companion.gui.live.composer import Composer
from companion.gui.live.pane_head import PaneHead
from companion.gui.live.search_row import SearchRow
from companion.gui.theme.icons import PLATFORM_ICONS
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_ALL = "all"


class ChatPane(QWidget):
    """Head, list, and the line to reply with.

    empty_actions: what to do while nothing has come, such as connecting a channel.
    composer: the line to write with; without one nothing can be written.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        clock: Clock,
        actions: ChatActions,
        composer: Composer | None = None,
        empty_actions: Sequence[Button] = (),
    ) -> None:
        super().__init__()
        self._clock = clock
        self.model = ChatModel(self)
        self._delegate = ChatDelegate(theme=theme, clock=clock)
        self.view = ChatView(self.model, self._delegate, theme=theme, actions=actions)
        self.search = self._search(theme)
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

    def _search(self, theme: Theme) -> SearchRow:
        return SearchRow(
            theme=theme,
            caption=_("Find in chat"),
            placeholder=_("Find a name or words in chat"),
            icon="funnel",
            pane=self,
            back_to=self.view,
            on_words=lambda _words: self._apply_filter(),
        )

    def _head(self, theme: Theme) -> PaneHead:
        head = PaneHead(_("Chat"), theme=theme, neighbour=_("Activity"))
        self.filter = Segmented(
            [Choice(key=_ALL, name=_("All")), *_platform_choices()],
            theme=theme,
            name=_("Show one platform"),
        )
        self.filter.chosen.connect(lambda _key: self._apply_filter())
        self.larger = Button(
            theme=theme,
            look="ghost",
            icon="text-aa",
            height=24,
            name=_("Text size"),
            on_click=self._enlarge,
        )
        for control in (self.filter, self.larger, self.search.button):
            head.add(control)
        return head

    def _apply_filter(self) -> None:
        key = self.filter.current
        platform = None if key == _ALL else Platform(key)
        self.model.set_filter(platform, self.search.words)

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


def _platform_choices() -> list[Choice]:
    return [
        Choice(
            key=platform.value,
            name=PLATFORM_NAMES[platform],
            icon=PLATFORM_ICONS[platform],
            ink=platform.value,
        )
        for platform in Platform
    ]


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
