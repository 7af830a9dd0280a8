"""The held rows, of which only those in sight are built: a thousand cost no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from typing_extensions import override

from companion.domain.entries import Entry
from companion.domain.values import Timestamp
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.moderation.held_actions import act_of
from companion.gui.moderation.held_card import CardContext, HeldCard
from companion.gui.moderation.held_queue import HeldQueue, HeldRow
from companion.gui.moderation.held_words import Facts, spoken
from companion.gui.theme.theme import Theme
from companion.i18n import _

CLOSED = 88
"""Pixels that a row is taken to be high until it has been in sight."""

_COLLAPSE_MS = 120
_SECOND_CLICK_S = 0.25
"""A click so soon after another is meant for the row that has just gone."""

_UNASKED_S = 0.4
"""Keys so soon after the selection moved by itself are meant for the row before."""


class HeldList(QWidget):
    """Rows in a scroll area; keys work wherever in them the focus is.

    acted: an action was asked for, by seq and name. wanted: a row has come into sight,
    by seq. helped: the list of keys was asked for.
    undone: Ctrl+Z.
    """

    acted = Signal(int, str)
    wanted = Signal(int)
    helped = Signal()
    undone = Signal()

    def __init__(
        self,
        queue: HeldQueue,
        *,
        theme: Theme,
        area: QScrollArea,
        context: Callable[[], CardContext],
        facts: Callable[[HeldRow], Facts | None],
        monotonic: Callable[[], float],
    ) -> None:
        super().__init__()
        self.queue = queue
        self.cards: dict[int, HeldCard] = {}
        self.can_undo: Callable[[], bool] = lambda: False
        self._theme = theme
        self._area = area
        self._context = context
        self._facts = facts
        self._heights: dict[tuple[int, bool], int] = {}
        self._shrinking: dict[int, tuple[float, QVariantAnimation]] = {}
        self._opened: int | None = None
        self._monotonic = monotonic
        self._clicked_at = self._unasked_at = -1.0
        self._placing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_FOCUS, True)
        self.setAccessibleName(_("Held messages"))
        self.setMouseTracking(True)
        area.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # Rows

    def refresh(self) -> None:
        """Show the queue as it is now: build what came into sight, drop the rest."""
        if self._opened != self.queue.selected:
            self._opened = self.queue.selected
            self._tell_selection()
        for card in self.cards.values():
            if not card.row.is_open:
                self._take_focus_from(card)
            # What is said of a row stands where its chips were: nothing below moves.
            if card.refresh() and card.row.error:
                self._heights.pop((card.row.seq, card.is_open), None)
        self._place()

    def tick(self, now: Timestamp) -> None:
        """Count down on the rows in sight."""
        for card in self.cards.values():
            card.tick(now)

    def note_unasked(self) -> None:
        """Note that the selection moves by itself: keys on their way are not for it."""
        self._unasked_at = self._monotonic()

    def set_facts(self, viewer_id: str, facts: Facts, now: Timestamp) -> None:
        """Say on all rows in sight how new their Viewer is."""
        for card in self.cards.values():
            event = card.row.review.entry.event
            if event is not None and event.viewer and event.viewer.id == viewer_id:
                card.set_facts(facts, now)
                self._heights.pop((card.row.seq, card.is_open), None)
        self._place()

    def set_before(self, seq: int, entries: Sequence[Entry]) -> None:
        """Show on a row what was written before it."""
        card = self.cards.get(seq)
        if card is not None:
            card.set_before(entries)
            self._heights.pop((seq, card.is_open), None)
            self._place()

    def collapse(self, row: HeldRow) -> None:
        """Let a row go: in 120 ms, or at once."""
        if row.seq in self._shrinking:
            return
        duration = self._theme.duration(_COLLAPSE_MS)
        if not duration or row.seq not in self.cards or not self.isVisible():
            self._remove(row)
            return
        animation = QVariantAnimation(self)
        animation.setStartValue(1.0)
        animation.setEndValue(0.0)
        animation.setDuration(duration)
        animation.valueChanged.connect(lambda share: self._shrink(row, share))
        animation.finished.connect(lambda: self._remove(row))
        self._shrinking[row.seq] = (1.0, animation)
        animation.start()

    def select(self, seq: int | None) -> None:
        """Open a row, and have it in sight."""
        if seq == self.queue.selected and seq == self._opened:
            return
        self.queue.selected = seq
        self.release()
        self.refresh()
        self.reveal()

    def release(self) -> None:
        """Let go what was only still said: the hand moves by itself now."""
        for row in list(self.queue.acknowledge()):
            if row.seq != self.queue.selected:
                self.collapse(row)

    def reveal(self) -> None:
        """Scroll as little as is needed to see the selected row."""
        top = 0
        for row in self.queue.rows:
            height = self._height(row)
            if row.seq == self.queue.selected:
                self._scroll_to(top, height)
                return
            top += height

    # Placing

    def _remove(self, row: HeldRow) -> None:
        self._shrinking.pop(row.seq, None)
        top, seen = self._top_of(row), self._visible()[0]
        height = self._height(row)
        was_selected = row.seq == self.queue.selected
        self.queue.remove(row)
        self._heights = {k: v for k, v in self._heights.items() if k[0] != row.seq}
        if was_selected:
            self.note_unasked()
        if top is not None and top + height <= seen:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() - height)
        self.refresh()

    def _shrink(self, row: HeldRow, share: float) -> None:
        if row.seq in self._shrinking:
            self._shrinking[row.seq] = (share, self._shrinking[row.seq][1])
            self._place()

    def _height(self, row: HeldRow) -> int:
        is_open = row.seq == self._opened
        height = self._heights.get((row.seq, is_open), CLOSED)
        shrinking = self._shrinking.get(row.seq)
        return height if shrinking is None else round(height * shrinking[0])

    def _top_of(self, wanted: HeldRow) -> int | None:
        top = 0
        for row in self.queue.rows:
            if row is wanted:
                return top
            top += self._height(row)
        return None

    def _visible(self) -> tuple[int, int]:
        """Return the part of the list that is in sight, as top and bottom."""
        view = self._area.viewport()
        if not view.isAncestorOf(self):
            return 0, self.height()
        top = self.mapFrom(view, QPoint(0, 0)).y()
        return top, top + view.height()

    def _place(self) -> None:
        if self._placing:
            return
        self._placing = True
        try:
            self._place_rows()
        finally:
            self._placing = False

    def _place_rows(self) -> None:
        first, last = self._visible()
        y, shown = 0, set()
        for row in self.queue.rows:
            height = self._height(row)
            if y + height >= first and y <= last:
                card = self._card(row)
                key = (row.seq, card.is_open)
                if key not in self._heights:
                    self._heights[key] = card.height_for(self.width())
                    height = self._height(row)
                card.setGeometry(0, y, self.width(), height)
                card.show()
                shown.add(row.seq)
            y += height
        for seq in [seq for seq in self.cards if seq not in shown]:
            self._drop(self.cards.pop(seq))
        if self.height() != y:
            self.setFixedHeight(y)
            self._tell_area()

    def _tell_area(self) -> None:
        """Have the area scroll as far as the rows now reach, before the next paint."""
        inside = self._area.widget()
        layout = inside.layout() if inside is not None else None
        if inside is None or layout is None:
            return
        layout.activate()
        view = self._area.viewport().size()
        inside.resize(view.width(), max(view.height(), layout.minimumSize().height()))

    def _card(self, row: HeldRow) -> HeldCard:
        is_open = row.seq == self._opened
        card = self.cards.get(row.seq)
        if card is not None and card.is_open == is_open:
            return card
        if card is not None:
            self._drop(card)
        card = HeldCard(
            row,
            theme=self._theme,
            context=self._context(),
            facts=self._facts(row),
            is_open=is_open,
        )
        seq = row.seq
        card.asked.connect(lambda name: self._on_asked(seq, name))
        card.pressed.connect(lambda: self._on_pressed(seq))
        card.setParent(self)
        self._put_into_tab_order(card)
        self.cards[seq] = card
        self.wanted.emit(seq)
        return card

    def _put_into_tab_order(self, card: HeldCard) -> None:
        before: QWidget = self
        for button in card.stops:
            QWidget.setTabOrder(before, button)
            before = button

    def _take_focus_from(self, card: HeldCard) -> None:
        """Keep the keyboard in the queue when a button is about to go."""
        focused = QApplication.focusWidget()
        if focused is not None and card.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, card: HeldCard) -> None:
        self._take_focus_from(card)
        card.hide()
        card.deleteLater()

    def _scroll_to(self, top: int, height: int) -> None:
        first, last = self._visible()
        bar = self._area.verticalScrollBar()
        if top < first or height > last - first:
            bar.setValue(bar.value() + top - first)
        elif top + height > last:
            bar.setValue(bar.value() + top + height - last)

    def _tell_selection(self) -> None:
        row = self.queue.row(self.queue.selected)
        words = ""
        if row is not None:
            words = spoken(row.review, self._facts(row), now=self._context().now)
        self.setAccessibleDescription(words)
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, changed))

    # The hand

    def _on_scrolled(self) -> None:
        self._place()

    def _on_asked(self, seq: int, name: str) -> None:
        now = self._monotonic()
        again = self._clicked_at >= 0 and now - self._clicked_at < _SECOND_CLICK_S
        if again and seq != self.queue.selected:
            return
        self._clicked_at = now
        self.acted.emit(seq, name)

    def _on_pressed(self, seq: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.select(seq)

    @override
    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _is_undo(event):
            event.setAccepted(self.can_undo())
            if event.isAccepted():
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_J: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_K: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 5,
            Qt.Key.Key_PageUp: -5,
            Qt.Key.Key_Home: -len(self.queue.rows),
            Qt.Key.Key_End: len(self.queue.rows),
        }.get(Qt.Key(event.key()), 0)
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if _is_undo(event):
            self.undone.emit()
        elif event.text() == "?":
            self.helped.emit()
        elif not plain:
            event.ignore()
        elif step:
            self.select(self.queue.step(step))
        elif event.key() == Qt.Key.Key_Period:
            self._open_menu()
        elif act_of(event.key()) is not None:
            self._on_act_key(event)
        else:
            event.ignore()

    def _open_menu(self) -> None:
        card = self.cards.get(self.queue.selected or 0)
        if card is not None and card.is_open and card.row.is_open:
            card.open_menu()

    def _on_act_key(self, event: QKeyEvent) -> None:
        name = act_of(event.key())
        row = self.queue.row(self.queue.selected)
        ago = self._monotonic() - self._unasked_at
        unasked = self._unasked_at >= 0 and ago < _UNASKED_S
        # A key that is held down decides once, and one that was meant for a row that
        # has gone meanwhile decides nothing.
        if event.isAutoRepeat() or unasked or row is None or name is None:
            return
        if row.is_gone:
            self.select(self.queue.neighbour(row.seq))
        elif row.is_open:
            self.acted.emit(row.seq, name)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.queue.pointed = None
        super().leaveEvent(event)

    def point(self, at: QPoint | None) -> None:
        """Note where the pointer is, in the list's own coordinates; None: elsewhere."""
        pointed = None
        if at is not None:
            for seq, card in self.cards.items():
                if card.geometry().contains(at):
                    pointed = seq
        self.queue.pointed = pointed

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._heights.clear()
            self._place()


def _is_undo(event: QKeyEvent) -> bool:
    control = Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_Z and event.modifiers() == control
