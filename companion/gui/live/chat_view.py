"""The chat list under hand: hover actions, menu, keys, and the way back to now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QHideEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMenu, QToolTip
from typing_extensions import override

from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.live.chat_actions import (
    ALLOW_KEY,
    FEATURE_KEY,
    HIDE_KEY,
    SHORTLIST_KEY,
    ChatActions,
    all_actions,
    allow_action,
    delete,
    feature_action,
    hide_action,
    hover_actions,
    open_action,
    reply,
    shortlist_action,
)
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.chat_model import ChatModel
from companion.gui.live.chat_row import ChatRow, RowKind
from companion.gui.live.chat_words import gap_cost, gap_name, with_hidden_parts
from companion.gui.live.feed_view import FeedView
from companion.gui.live.figures import clock
from companion.gui.live.platform_actions import DELETE_KEY, REPLY_KEY
from companion.gui.live.row_actions import RowAction, RowActions, item_of
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

Pick = Callable[[ChatRow, ChatActions], RowAction | None]


class ChatView(FeedView):
    """Chat rows; what is done with them goes through `actions`."""

    def __init__(
        self,
        model: ChatModel,
        delegate: ChatDelegate,
        *,
        theme: Theme,
        actions: ChatActions,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._actions = actions
        self._model = model
        self._delegate = delegate
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setAccessibleName(_("Chat"))
        self.bar = RowActions(self, theme=theme, on_hover=self._on_bar)
        self._bar_uid = 0
        self.jump = Button(theme=theme, icon="arrow-down-bold", on_click=self._jump)
        self.jump.setParent(self)
        self.jump.hide()
        self.hovered.connect(lambda _row: self._show_bar())
        self.laid_out.connect(self._show_bar)
        self.unseen_changed.connect(self._show_jump)
        self.activated.connect(self._open)
        theme.changed.connect(self.forget_heights)
        self._add_keys()

    def reading(self) -> tuple[int, int] | None:
        """Return the uids first and last on screen, None while pinned to the end."""
        rows = self.visible_rows()
        if self.is_pinned or rows is None:
            return None
        return self._model.row(rows[0]).uid, self._model.row(rows[1]).uid

    def menu_for(self, row: ChatRow) -> QMenu:
        """Return the row's menu; it is shown with `popup`."""
        if row.kind is RowKind.GAP:
            return menu(self, _gap_items(row, self._model.zone), theme=self._theme)
        items = [
            SEPARATOR if action is None else item_of(action)
            for action in all_actions(row, self._actions)
        ]
        if row.text:
            copy = MenuItem(
                text=_("Copy text"),
                icon="copy",
                key="Ctrl+C",
                on_pick=lambda: _copy(row),
            )
            items.extend((SEPARATOR, copy))
        return menu(self, items, theme=self._theme)

    # Keys

    def _add_keys(self) -> None:
        picks: tuple[tuple[str, Pick], ...] = (
            (FEATURE_KEY, feature_action),
            (SHORTLIST_KEY, shortlist_action),
            (ALLOW_KEY, allow_action),
            (HIDE_KEY, hide_action),
            (REPLY_KEY, reply),
            (DELETE_KEY, delete),
        )
        for key, pick in picks:
            self._key(key).activated.connect(lambda p=pick: self._do(p))
        self._key("Ctrl+C").activated.connect(self._copy_current)
        self._key("Esc").activated.connect(self._leave_row)

    def _key(self, keys: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        return shortcut

    def current_row(self) -> ChatRow | None:
        """Return the row that keys act on."""
        index = self.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def _do(self, pick: Pick) -> None:
        row = self.current_row()
        if row is None or not row.is_message:
            return
        action = pick(row, self._actions)
        if action is not None and action.on_pick is not None:
            action.on_pick()

    def _copy_current(self) -> None:
        row = self.current_row()
        if row is not None:
            _copy(row)

    def _leave_row(self) -> None:
        self.selectionModel().clear()
        self.pin()

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row.kind is RowKind.GAP:
            self.menu_for(row).popup(self._global(self.visualRect(index).bottomLeft()))
        elif row.is_message:
            action = open_action(row, self._actions)
            if action.on_pick is not None:
                action.on_pick()

    # Pointer

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        row, hit = self._hit(at)
        if row is None or hit == "row":
            return
        index = self.indexAt(at)
        if hit == "details":
            self.menu_for(row).popup(self._global(at))
        elif hit == "quote":
            self.go_to(row.answers)
        elif hit == "name":
            self._open(index)

    def go_to(self, uid: int) -> None:
        """Bring a row on screen and choose it; a row that is not shown stays away."""
        position = self._model.position_of(uid)
        if position is None:
            return
        index = self._model.index(position)
        self.scrollTo(index)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """Return what the badge under the pointer means, "" where none is."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        top = self.visualRect(index).top()
        row = self._model.row(index.row())
        place = QPoint(at.x(), at.y() - top)
        return self._delegate.tip(row, place, self.viewport().width())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        _row, hit = self._hit(event.position().toPoint())
        hand = Qt.CursorShape.PointingHandCursor
        arrow = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(arrow if hit == "row" else hand)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        row = self._model.row(index.row())
        if not (row.is_message or row.kind is RowKind.GAP):
            return
        self._model_menu(row).popup(
            self._global(self.visualRect(index).center())
            if by_key
            else event.globalPos()
        )

    def _model_menu(self, row: ChatRow) -> QMenu:
        """Return the row's menu, under which the list stands still."""
        self.hold(True)
        result = self.menu_for(row)
        result.aboutToHide.connect(lambda: self.hold(False))
        return result

    def _hit(self, at: QPoint) -> tuple[ChatRow | None, str]:
        index = self.indexAt(at)
        if not index.isValid():
            return None, "row"
        row = self._model.row(index.row())
        top = self.visualRect(index).top()
        width = self.viewport().width()
        return row, self._delegate.hit(row, QPoint(at.x(), at.y() - top), width)

    def _global(self, at: QPoint) -> QPoint:
        return self.viewport().mapToGlobal(at)

    # What floats

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.bar.hide()
        super().hideEvent(event)

    def _on_bar(self, inside: bool) -> None:
        self.hold(inside)
        if not inside:
            self._show_bar()

    def _show_bar(self) -> None:
        """Offer the hovered row's actions; the bar under the pointer stays as it is."""
        if self.bar.isVisible() and self.bar.underMouse():
            return
        row = self.hovered_row
        shown = self._model.row(row) if 0 <= row < self._model.rowCount() else None
        if shown is None or not shown.is_message:
            self.bar.hide()
            return
        rect = self.visualRect(self._model.index(row))
        self._bar_uid = shown.uid
        more = RowAction(
            name=_("More"),
            icon="dots-three-bold",
            on_pick=lambda: self._model_menu(shown).popup(
                self.bar.mapToGlobal(self.bar.rect().bottomLeft())
            ),
        )
        self.bar.show_at(rect, [*hover_actions(shown, self._actions), more])

    def _show_jump(self, unseen: int) -> None:
        self.jump.setText(
            ngettext("{n} new", "{n} new", unseen).format(n=number(unseen))
        )
        self.jump.resize(self.jump.sizeHint())
        self._place_jump()
        self.jump.setVisible(unseen > 0)
        self.jump.raise_()

    def _place_jump(self) -> None:
        self.jump.move(
            (self.width() - self.jump.width()) // 2,
            self.height() - self.jump.height() - 8,
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_jump()

    def _jump(self) -> None:
        self.selectionModel().clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pin()


def _gap_items(row: ChatRow, zone: str) -> Sequence[MenuItem]:
    gap = row.gap
    if gap is None:
        return ()
    began, ended = (clock(at, zone, seconds=True) for at in (gap.began, gap.ended))
    lines = (
        f"{gap_name(gap)} · {gap.source}",
        _("Not heard from {began} to {ended}").format(began=began, ended=ended),
        gap_cost(gap),
    )
    return [MenuItem(text=line) for line in lines]


def _copy(row: ChatRow) -> None:
    QGuiApplication.clipboard().setText(with_hidden_parts(row, "…"))
