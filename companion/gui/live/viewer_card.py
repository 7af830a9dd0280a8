"""One Viewer explained: who, how many points, and where every one comes from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.ports import Clock
from companion.domain.values import Points
from companion.domain.views import ViewerCard, ViewerMarks
from companion.gui.components.amounts import date, number, points
from companion.gui.components.field import Glyph
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import label, rule
from companion.gui.live.actions import Ask
from companion.gui.live.card_decisions import CardDecisions
from companion.gui.live.card_delegate import HEIGHT, LINE, LineDelegate, LinesModel
from companion.gui.live.card_head import CardActions, CardHead, Figures
from companion.gui.live.card_history import HistoryModel
from companion.gui.live.card_lines import CardLine, card_lines
from companion.gui.live.card_tabs import Tab
from companion.gui.live.chat_actions import ChatActions, all_actions
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.display_text import name_of
from companion.gui.live.feed_view import FeedView
from companion.gui.live.figures import clock as clock_text
from companion.gui.live.figures import is_same_day
from companion.gui.live.gift_tiles import GiftTiles
from companion.gui.live.row_actions import item_of
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 472
LOW = 640
"""Height in pixels below which the gifts leave more room to the points."""


class LinesView(FeedView):
    """Lines of the card; the menu of a correction takes it back."""

    def __init__(
        self, model: LinesModel, *, theme: Theme, on_undo: Callable[[int], object]
    ) -> None:
        super().__init__(edge=Qt.Edge.TopEdge, estimate=HEIGHT, padding=0)
        self._theme = theme
        self._on_undo = on_undo
        self.setItemDelegate(LineDelegate(model, theme=theme, parent=self))
        self.setModel(model)
        self.setAccessibleName(_("Where the points come from"))
        theme.changed.connect(self.viewport().update)

    def menu_items(self, index: QModelIndex) -> list[MenuItem]:
        """Return what can be done with a line; nothing with most of them."""
        line: CardLine | None = index.data(LINE)
        if line is None or not line.can_be_undone:
            return []
        return [
            MenuItem(
                text=_("Undo this correction"),
                icon="arrow-u-up-left",
                on_pick=lambda: self._on_undo(line.seq),
            )
        ]

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        items = self.menu_items(index)
        if items:
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
            menu(self, items, theme=self._theme).popup(
                at if by_key else event.globalPos()
            )


class CardMessages(FeedView):
    """What the Viewer wrote; a message's menu offers what chat does."""

    def __init__(self, model: HistoryModel, *, theme: Theme, clock: Clock) -> None:
        super().__init__(edge=Qt.Edge.TopEdge)
        self.row_actions: ChatActions | None = None
        self._theme = theme
        self._history = model
        self.delegate = ChatDelegate(theme=theme, clock=clock)
        self.delegate.setParent(self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setAccessibleName(_("Chat history, newest first"))
        theme.changed.connect(self.forget_heights)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid() or self.row_actions is None:
            return
        row = self._history.row(index.row())
        items = [
            SEPARATOR if action is None else item_of(action)
            for action in all_actions(row, self.row_actions)
        ]
        at = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu(self, items, theme=self._theme).popup(at if by_key else event.globalPos())


class CardView(QFrame):
    """The card; `show_card` may be called as often as it changes."""

    def __init__(
        self, *, theme: Theme, clock: Clock, actions: CardActions, ask: Ask
    ) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._zone = ""
        self._is_drawer = False
        self.viewer_id = ""
        self.setProperty("ground", "1")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.lines = LinesModel(self)
        self.history = HistoryModel(self)
        self.messages = CardMessages(self.history, theme=theme, clock=clock)
        self.messages.row_actions = actions.rows
        self.gifts = GiftTiles(theme=theme)
        self.head = CardHead(theme=theme, actions=actions)
        self.figures = Figures((_("Points"), _("Diamonds"), _("First seen"), _("Used")))
        self.points_tab = Tab(
            _("Points"), theme=theme, on_pick=lambda: self.show_tab(0)
        )
        self.chat_tab = Tab(_("Chat"), theme=theme, on_pick=lambda: self.show_tab(1))
        self.decisions = CardDecisions(theme=theme, ask=ask)
        self.decisions_tab = Tab(
            _("Moderation"), theme=theme, on_pick=lambda: self.show_tab(2)
        )
        self.decisions.counted.connect(self.decisions_tab.set_count)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(rule("h"))
        column.addWidget(self.figures)
        column.addWidget(rule("h"))
        column.addWidget(self._make_tabs())
        column.addWidget(rule("h"))
        self._pages = QStackedLayout()
        self._pages.addWidget(self._make_points(actions))
        self._pages.addWidget(self.messages)
        self._pages.addWidget(self.decisions)
        column.addLayout(self._pages, 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.head.close_button.click)

    def set_drawer(self, is_drawer: bool) -> None:
        """Draw the edge of a drawer, which lies over its neighbours."""
        self._is_drawer = is_drawer
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gifts.set_rows(1 if self.height() < LOW else 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_drawer:
            painter = QPainter(self)
            edge = self._theme.colour("line2")
            painter.fillRect(QRect(0, 0, 1, self.height()), edge)
            painter.end()

    def set_zone(self, zone: str) -> None:
        """Write times of day of the session's time zone."""
        self._zone = zone
        self.lines.zone = self.history.zone = zone
        self.decisions.delegate.zone = self.head.marks.zone = zone
        self.messages.delegate.set_zone(zone)

    def show_waiting(self, viewer_id: str, name: str) -> None:
        """Show who it is while the card is being read."""
        if viewer_id == self.viewer_id:
            return
        self.viewer_id = viewer_id
        self.setAccessibleName(name)
        self.head.show_who(viewer_id, name)
        self.head.show_rank(None)
        self.head.show_moderation(None)
        self.head.marks.show_marks(None)
        self.decisions_tab.set_count(0)
        self.head.show_undoable(0, "")
        self.figures.show_texts("–", "–", "–", "–")
        self.lines.show_lines([])
        self.history.show_entries(())
        self.gifts.show_gifts(())
        self.sum_title.setText("")
        self.sum_note.setText("")
        self.sum_mark.hide()

    def show_card(self, card: ViewerCard) -> None:
        """Show a card as it was read."""
        self.viewer_id = card.viewer.id
        name = name_of(card.viewer)
        self.setAccessibleName(name)
        self.head.show_who(card.viewer.id, name, card.viewer.handle)
        self.head.show_rank(card.standing)
        self.head.show_moderation(card.viewer)
        lines = card_lines(card, self._zone)
        total = card.standing.points if card.standing else 0
        self.figures.show_texts(
            points(total),
            number(sum(gift.diamonds for gift in card.gifts)),
            self._first_seen(card),
            points(card.used_points),
        )
        self.lines.show_lines(lines)
        self.history.show_entries(card.entries)
        self.gifts.show_gifts(card.gifts)
        self.points_tab.set_count(len(lines))
        self.chat_tab.set_count(self.history.rowCount())
        self._show_sum(total, lines)
        newest = next((line for line in lines if line.can_be_undone), None)
        self.head.show_undoable(
            newest.seq if newest else 0, newest.text if newest else ""
        )

    def show_marks(self, marks: ViewerMarks | None) -> None:
        """Show what the gate holds against or for them; None: nothing."""
        self.head.marks.show_marks(marks)
        self.decisions.show_viewer(self.viewer_id)

    def look_at_decisions(self) -> None:
        """Read again what was decided about them."""
        self.decisions.look()

    def show_tab(self, page: int) -> None:
        """Show points (0), chat (1) or moderation (2)."""
        tabs = (self.points_tab, self.chat_tab, self.decisions_tab)
        tabs[page].setChecked(True)
        self._pages.setCurrentIndex(page)

    def _first_seen(self, card: ViewerCard) -> str:
        at = card.first_seen
        if at is None:
            return "–"
        if is_same_day(at, self._clock.now(), self._zone):
            return clock_text(at, self._zone)
        return date(at, zone=self._zone)

    def _show_sum(self, total: Points, lines: list[CardLine]) -> None:
        adds_up = total == (lines[0].total if lines else 0)
        self.sum_title.setText(_("Where {n} comes from").format(n=points(total)))
        self.sum_note.setText(
            _("newest first · adds up")
            if adds_up
            else _("newest first · being counted")
        )
        self.sum_mark.setVisible(adds_up)

    def _make_tabs(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        row.addWidget(self.points_tab)
        row.addWidget(self.chat_tab)
        row.addWidget(self.decisions_tab)
        row.addStretch(1)
        self.points_tab.setChecked(True)
        return holder

    def _make_points(self, actions: CardActions) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 4)
        head.setSpacing(4)
        self.sum_title = label("", weight=fonts.SEMIBOLD)
        self.sum_note = label("", size=11, ink="3")
        self.sum_mark = Glyph("check-bold", theme=self._theme, size=12, ink="ok")
        head.addWidget(self.sum_title)
        head.addStretch(1)
        head.addWidget(self.sum_note)
        head.addWidget(self.sum_mark)
        column.addLayout(head)
        self.points_view = LinesView(
            self.lines, theme=self._theme, on_undo=actions.undo
        )
        column.addWidget(self.points_view, 1)
        column.addWidget(self.gifts)
        return page
