"""One held message on screen: closed with two answers, or open with all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import UNSET, structs
from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.entries import Entry, Reason, Verdict
from companion.domain.values import Timestamp
from companion.domain.views import GateView
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.field import Glyph
from companion.gui.components.flow import Flow
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import ElidedLabel, paragraph
from companion.gui.live.display_text import isolated, name_of, platform_of
from companion.gui.moderation.context_lines import ContextLines
from companion.gui.moderation.held_actions import Act, main_acts, more_acts
from companion.gui.moderation.held_queue import HeldRow
from companion.gui.moderation.held_words import (
    Facts,
    how_new,
    reason_chips,
    reasons_of,
    spoken,
    text_of,
)
from companion.gui.moderation.marked_text import MarkedText
from companion.gui.moderation.matched import matched_spans
from companion.gui.moderation.ring import CountdownRing
from companion.gui.moderation.score_bars import ScoreBars, score_bars
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContext:
    """What a card needs beside its row.

    thresholds: 0..1 by label, from which on a score is held. why_not: why a platform
    cannot be asked about a Viewer, by id; "" when it can.
    """

    now: Timestamp
    zone: str
    gate: GateView | None
    thresholds: dict[str, float]
    why_not: Callable[[str], str]


class HeldCard(QWidget):
    """asked: an action by its name. pressed: the row itself was clicked."""

    asked = Signal(str)
    pressed = Signal()

    def __init__(
        self,
        row: HeldRow,
        *,
        theme: Theme,
        context: CardContext,
        facts: Facts | None,
        is_open: bool,
    ) -> None:
        super().__init__()
        self.row = row
        self.is_open = is_open
        self.buttons: dict[str, Button] = {}
        self.before: ContextLines | None = None
        self._theme = theme
        self._context = context
        self._facts = facts
        self._seen = (row.is_busy, row.is_gone, row.outcome, row.error)
        self._build()
        self._show_state()
        self.tick(context.now)
        theme.changed.connect(self.update)

    # Building

    def _build(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        self.ring = CountdownRing(theme=self._theme)
        outer.addWidget(self.ring, 0, top)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head())
        text = text_of(self.row.review)
        if text:
            self._column.addSpacing(2)
            spans = matched_spans(text, self._reasons())
            self.text = MarkedText(text, spans, theme=self._theme)
            self._column.addWidget(self.text)
        self._column.addSpacing(6)
        self._chips = QWidget()
        self._chip_flow = Flow(gap=6, parent=self._chips)
        self._fill_chips()
        self._column.addWidget(self._chips)
        self._note = paragraph("", size=12, ink="bad")
        self._note.hide()
        self._column.addWidget(self._note)
        if self.is_open:
            self._add_details()
        outer.addLayout(self._column, 1)
        if not self.is_open and not self.row.is_gone:
            outer.addLayout(self._quick())

    def _head(self) -> QHBoxLayout:
        review = self.row.review
        event = review.entry.event
        viewer = event.viewer if event is not None else None
        platform = platform_of(viewer.id) if viewer is not None else None
        head = QHBoxLayout()
        head.setSpacing(8)
        ink = platform.value if platform else "t2"
        head.addWidget(
            Glyph(platform_icon(platform), theme=self._theme, size=14, ink=ink)
        )
        self.name = ElidedLabel(isolated(name_of(viewer)), weight=fonts.SEMIBOLD)
        if review.name is Verdict.HOLD:
            self.name.setProperty("ink", "warn")
        # Some scripts' fonts are higher; rows of one height are easier to scan.
        self.name.setFixedHeight(18)
        head.addWidget(self.name)
        self.meta = ElidedLabel(size=12, ink="3", tabular=True)
        head.addWidget(self.meta, 1)
        return head

    def _reasons(self) -> list[Reason]:
        """Return why it waits; places hold only for the text as it was written."""
        reasons = reasons_of(self.row.review)
        if text_of(self.row.review) == getattr(self.row.review.entry.event, "text", ""):
            return list(reasons)
        return [structs.replace(one, start=UNSET, end=UNSET) for one in reasons]

    def _fill_chips(self) -> None:
        while (item := self._chip_flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        chips = reason_chips(self.row.review, self._facts, self._context.gate)
        for words, kind in chips:
            self._chip_flow.addWidget(Chip(words, theme=self._theme, kind=kind))
        self.chips = tuple(words for words, _kind in chips)
        self._chips.setVisible(bool(chips))

    def _quick(self) -> QHBoxLayout:
        result = QHBoxLayout()
        result.setSpacing(4)
        by_name = {act.name: act for act in main_acts()}
        for name in ("allow", "block"):
            button = self._button(by_name[name], height=24)
            # One stop for Tab: the list; its keys do all this and more.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            result.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return result

    def _add_details(self) -> None:
        review = self.row.review
        middle = QHBoxLayout()
        middle.setSpacing(24)
        scores = review.scores or review.entry.judgement.scores
        top = Qt.AlignmentFlag.AlignTop
        if scores:
            bars = score_bars(scores, self._context.thresholds)
            self.scores = ScoreBars(bars, theme=self._theme)
            middle.addWidget(self.scores, 3, top)
        self.before = ContextLines(
            theme=self._theme, at=review.entry.at, zone=self._context.zone
        )
        middle.addWidget(self.before, 3, top)
        self._column.addSpacing(10)
        self._column.addLayout(middle)
        self._column.addSpacing(12)
        holder = QWidget()
        line = Flow(gap=8, parent=holder)
        acts = main_acts()
        for act in acts:
            line.addWidget(self._button(act, height=32))
        self.more = Button(
            theme=self._theme,
            icon="dots-three-bold",
            look="ghost",
            name=_("More"),
            key=".",
            on_click=self.open_menu,
        )
        line.addWidget(self.more)
        line.push = next(p for p, act in enumerate(acts) if act.name == "timeout")
        self._column.addWidget(holder)

    def _button(self, act: Act, *, height: int) -> Button:
        dense = height == 24
        button = Button(
            act.text,
            theme=self._theme,
            look=act.look,
            icon=act.icon,
            icon_ink=act.ink,
            height=24 if dense else 32,
            tip=act.tip,
            key=act.key,
            show_key=not dense,
            on_click=partial(self.asked.emit, act.name),
        )
        if act.name == "timeout" and (why := self._why_not()):
            words = _("Hidden here only: {why}").format(why=why)
            button.set_tip(words, act.key)
        self.buttons[act.name] = button
        return button

    def _why_not(self) -> str:
        event = self.row.review.entry.event
        viewer = event.viewer if event is not None else None
        return self._context.why_not(viewer.id) if viewer is not None else ""

    @property
    def stops(self) -> Sequence[Button]:
        """Return where Tab stops, from left to right: nowhere on a closed row."""
        return (*self.buttons.values(), self.more) if self.is_open else ()

    def open_menu(self) -> None:
        """Show what else can be done."""
        items = [
            MenuItem(
                text=act.text,
                icon=act.icon,
                key=act.key,
                on_pick=partial(self.asked.emit, act.name),
            )
            for act in more_acts()
        ]
        popup = menu(self.window(), items, theme=self._theme)
        popup.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    # Showing

    def tick(self, now: Timestamp) -> None:
        """Count down."""
        review = self.row.review
        if not self.row.is_gone:
            self.ring.show_left(now=now, began=review.entry.at, ends=review.expires_at)
        meta = how_new(review, self._facts, now=now, zone=self._context.zone)
        if meta != self.meta.text():
            self.meta.setText(meta)
            self.setAccessibleName(spoken(review, self._facts, now=now))

    def set_facts(self, facts: Facts, now: Timestamp) -> None:
        """Say how new the Viewer is."""
        if facts != self._facts:
            self._facts = facts
            self._fill_chips()
            self.tick(now)

    def set_before(self, entries: Sequence[Entry]) -> None:
        """Show what was written before, on an open row."""
        if self.before is not None:
            self.before.set_entries(entries)

    def refresh(self) -> bool:
        """Show the row's state; returns whether that changed anything."""
        seen = (self.row.is_busy, self.row.is_gone, self.row.outcome, self.row.error)
        if seen == self._seen:
            return False
        self._seen = seen
        self._show_state()
        return True

    def _show_state(self) -> None:
        row = self.row
        for button in self.buttons.values():
            button.setEnabled(row.is_open)
        words = row.outcome if row.is_gone else row.error
        if row.is_gone:
            self.ring.show_outcome("check-circle", "t3")
        self._note.setText(words)
        self._note.setProperty("ink", "2" if row.is_gone else "bad")
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)
        self._note.setVisible(bool(words))
        self._chips.setVisible(not words and bool(self.chips))
        self.setAccessibleDescription(words)
        self.update()

    def height_for(self, width: int) -> int:
        """Return how high it is at this width, the line beneath included."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) + 1 if layout is not None else 88

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = self.rect()
        if self.is_open:
            painter.fillRect(box, QColor(tokens.bg2))
            painter.fillRect(QRect(0, 0, 2, box.height()), QColor(tokens.cyan))
        painter.fillRect(
            QRect(0, box.height() - 1, box.width(), 1), QColor(tokens.line)
        )
        painter.end()
