"""One Viewer explained: who, how many points, and where every one comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.ports import Clock
from companion.domain.views import ViewerCard
from companion.gui.components.amounts import date, number, points
from companion.gui.components.avatar import paint_avatar
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.field import Glyph
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import ElidedLabel, isolated, label, rule
from companion.gui.live.card_delegate import HEIGHT, LINE, LineDelegate, LinesModel
from companion.gui.live.card_history import HistoryModel
from companion.gui.live.card_lines import CardLine, card_lines
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.display_text import name_of, one_line, platform_of
from companion.gui.live.feed_view import FeedView
from companion.gui.live.figures import clock as clock_text
from companion.gui.live.figures import is_same_day, place
from companion.gui.live.gift_tiles import GiftTiles
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 472


@dataclass(frozen=True, slots=True, kw_only=True)
class CardActions:
    """What a card may ask for; undo gets the seq of a correction."""

    award: Callable[[str], object]
    reset: Callable[[str], object]
    undo: Callable[[int], object]
    close: Callable[[], object]


class _Avatar(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._who = ("", "")
        self.setFixedSize(56, 56)
        theme.changed.connect(self.update)

    def show_viewer(self, viewer_id: str, name: str) -> None:
        self._who = (viewer_id, name)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_avatar(painter, QRectF(self.rect()), *self._who)
        painter.end()


class _Figure(QWidget):
    """A caption and a number below it."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(0)
        column.addWidget(label(caption, size=11, weight=fonts.MEDIUM, ink="3"))
        self.value = label("", size=16, weight=fonts.SEMIBOLD, tabular=True)
        column.addWidget(self.value)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(caption)


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


class CardView(QFrame):
    """The drawer's content. `show_card` may be called as often as the card changes."""

    def __init__(self, *, theme: Theme, clock: Clock, actions: CardActions) -> None:
        super().__init__()
        self._theme = theme
        self._clock = clock
        self._actions = actions
        self._zone = ""
        self._undoable = 0
        self.viewer_id = ""
        self.setObjectName("viewerCard")
        self.setProperty("ground", "1")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.lines = LinesModel(self)
        self.history = HistoryModel(self)
        self.gifts = GiftTiles(theme=theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rule("v"))
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        column.addLayout(self._make_head())
        column.addLayout(self._make_buttons())
        column.addWidget(rule("h"))
        column.addLayout(self._make_figures())
        column.addWidget(rule("h"))
        column.addWidget(self._make_tabs())
        column.addWidget(rule("h"))
        column.addLayout(self._make_pages(), 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_button.click)

    # What is shown

    def set_zone(self, zone: str) -> None:
        """Write times of day of the session's time zone."""
        self._zone = zone
        self.lines.zone = self.history.zone = zone
        self._history_delegate.set_zone(zone)

    def show_waiting(self, viewer_id: str, name: str) -> None:
        """Show who it is while the card is being read."""
        if viewer_id == self.viewer_id:
            return
        self.viewer_id = viewer_id
        self._show_who(name, "")
        self.rank.hide()
        for figure in self._figures:
            figure.value.setText("–")
        self.lines.show_lines([])
        self.history.show_entries(())
        self.gifts.show_gifts(())
        self._set_counts(0, 0)
        self._show_sum(0, adds_up=None)
        self._undoable = 0
        self.undo.setEnabled(False)
        self.setAccessibleName(name)

    def show_card(self, card: ViewerCard) -> None:
        """Show a card as it was read."""
        self.viewer_id = card.viewer.id
        name = name_of(card.viewer)
        self._show_who(name, one_line(card.viewer.handle))
        self.setAccessibleName(name)
        standing = card.standing
        lines = card_lines(card, self._zone)
        total = standing.points if standing else 0
        self.rank.setVisible(standing is not None)
        if standing is not None:
            words = place(standing.rank)
            self.rank.set_text(f"{words} · {_('tie')}" if standing.tie else words)
        self._show_figures(card, total)
        self.lines.show_lines(lines)
        self.history.show_entries(card.entries)
        self.gifts.show_gifts(card.gifts)
        self._set_counts(len(lines), self.history.rowCount())
        made = lines[0].total if lines else 0
        self._show_sum(total, adds_up=made == total)
        newest = next((line for line in lines if line.can_be_undone), None)
        self._undoable = newest.seq if newest else 0
        self.undo.setEnabled(newest is not None)
        self.undo.set_tip(
            _("Take back: {what}").format(what=newest.text)
            if newest
            else _("There is no correction to take back")
        )

    def _show_who(self, name: str, handle: str) -> None:
        self.avatar.show_viewer(self.viewer_id, name)
        self.name.setText(isolated(name))
        platform = platform_of(self.viewer_id)
        self.platform.set_icon(
            platform_icon(platform), platform.value if platform else "t2"
        )
        self.handle.setText(isolated(handle) if handle else "")

    def _show_figures(self, card: ViewerCard, total: int) -> None:
        texts = (
            points(total),
            number(sum(gift.diamonds for gift in card.gifts)),
            self._first_seen(card),
            points(card.used_points),
        )
        for figure, text in zip(self._figures, texts, strict=True):
            figure.value.setText(text)

    def _first_seen(self, card: ViewerCard) -> str:
        at = card.first_seen
        if at is None:
            return "–"
        if is_same_day(at, self._clock.now(), self._zone):
            return clock_text(at, self._zone)
        return date(at, zone=self._zone)

    def _set_counts(self, lines: int, messages: int) -> None:
        self.points_tab.setText(_("Points {n}").format(n=number(lines)))
        self.chat_tab.setText(_("Chat {n}").format(n=number(messages)))

    def _show_sum(self, total: int, *, adds_up: bool | None) -> None:
        self.sum_title.setText(_("Where {n} comes from").format(n=points(total)))
        if adds_up is None:
            self.sum_note.setText("")
        elif adds_up:
            self.sum_note.setText(_("newest first · adds up"))
        else:
            self.sum_note.setText(_("newest first · more is on its way"))
        self.sum_mark.setVisible(adds_up is True)

    # Building

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 16, 16, 12)
        row.setSpacing(12)
        self.avatar = _Avatar(self._theme)
        row.addWidget(self.avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(8)
        self.name = ElidedLabel(size=20, weight=fonts.SEMIBOLD, natural=300)
        self.rank = Chip("", theme=self._theme)
        first.addWidget(self.name)
        first.addWidget(self.rank)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(4)
        self.platform = Glyph("", theme=self._theme, size=13)
        self.handle = ElidedLabel(size=12, ink="3", natural=320)
        second.addWidget(self.platform)
        second.addWidget(self.handle)
        second.addStretch(1)
        words.addLayout(first)
        words.addLayout(second)
        row.addLayout(words, 1)
        self.close_button = Button(
            theme=self._theme,
            icon="x",
            look="ghost",
            name=_("Close the card"),
            key="Esc",
            on_click=self._actions.close,
        )
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        self.award = Button(
            _("Award…"),
            theme=self._theme,
            height=24,
            icon="plus-circle",
            on_click=lambda: self._actions.award(self.viewer_id),
        )
        self.undo = Button(
            _("Undo"),
            theme=self._theme,
            height=24,
            icon="arrow-u-up-left",
            on_click=lambda: self._actions.undo(self._undoable),
        )
        self.reset = Button(
            _("Reset…"),
            theme=self._theme,
            height=24,
            look="destructive",
            on_click=lambda: self._actions.reset(self.viewer_id),
        )
        row.addWidget(self.award)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.reset)
        return row

    def _make_figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        captions = (_("Points"), _("Diamonds"), _("First seen"), _("Used"))
        self._figures = [_Figure(caption) for caption in captions]
        for index, figure in enumerate(self._figures):
            if index:
                row.addWidget(rule("v"))
            row.addWidget(figure, 1)
        return row

    def _make_tabs(self) -> QWidget:
        holder = QWidget()
        holder.setFixedHeight(40)
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        self.points_tab = self._tab(0)
        self.chat_tab = self._tab(1)
        row.addWidget(self.points_tab)
        row.addWidget(self.chat_tab)
        row.addStretch(1)
        self.points_tab.setChecked(True)
        return holder

    def _tab(self, page: int) -> Button:
        tab = Button(
            theme=self._theme,
            look="ghost",
            height=24,
            checkable=True,
            on_click=lambda: self.show_tab(page),
        )
        tab.setAutoExclusive(True)
        return tab

    def show_tab(self, page: int) -> None:
        """Show points (0) or chat (1)."""
        (self.chat_tab if page else self.points_tab).setChecked(True)
        self._pages.setCurrentIndex(page)

    def _make_pages(self) -> QStackedLayout:
        self._pages = QStackedLayout()
        self._pages.addWidget(self._make_points())
        self._history_delegate = ChatDelegate(theme=self._theme, clock=self._clock)
        self.messages = FeedView(edge=Qt.Edge.TopEdge)
        self._history_delegate.setParent(self.messages)
        self.messages.setItemDelegate(self._history_delegate)
        self.messages.setModel(self.history)
        self.messages.setAccessibleName(_("Chat history, newest first"))
        self._theme.changed.connect(self.messages.forget_heights)
        self._pages.addWidget(self.messages)
        return self._pages

    def _make_points(self) -> QWidget:
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
            self.lines, theme=self._theme, on_undo=self._actions.undo
        )
        column.addWidget(self.points_view, 1)
        column.addWidget(self.gifts)
        return page
