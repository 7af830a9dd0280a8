"""The second group: lines that go on stream when a person says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.entries import Entry
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.text import ElidedLabel, isolated, label
from companion.gui.live.display_text import name_of, one_line, platform_of
from companion.gui.moderation.held_actions import act_of
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

MOST = 8
"""Rows in sight; the others wait behind them and are counted."""

_ROW = 40


class ApprovalRow(QWidget):
    """Mark, name, text, and the two answers."""

    def __init__(
        self,
        entry: Entry,
        *,
        theme: Theme,
        on_approve: Callable[[], object],
        on_block: Callable[[], object],
        on_press: Callable[[], object],
    ) -> None:
        super().__init__()
        self.entry = entry
        self.is_selected = False
        self._theme = theme
        self._on_press = on_press
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        event = entry.event
        viewer = event.viewer if event is not None else None
        platform = platform_of(viewer.id) if viewer is not None else None
        ink = platform.value if platform else "t2"
        row.addWidget(Glyph(platform_icon(platform), theme=theme, size=14, ink=ink))
        name = ElidedLabel(
            isolated(name_of(viewer)), weight=fonts.SEMIBOLD, natural=200
        )
        row.addWidget(name)
        text = one_line(str(getattr(event, "text", "")))
        row.addWidget(ElidedLabel(text, ink="2"), 1)
        self.approve = Button(
            _("OK for the stream"),
            theme=theme,
            icon="check-bold",
            icon_ink="ok",
            height=24,
            key="A",
            on_click=on_approve,
        )
        self.block = Button(
            _("Block"),
            theme=theme,
            icon="prohibit-bold",
            icon_ink="bad",
            height=24,
            key="B",
            on_click=on_block,
        )
        for button in (self.approve, self.block):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.setAccessibleName(f"{name.text()}: {text}")
        theme.changed.connect(self.update)

    def select(self, selected: bool) -> None:
        """Wear the selection, or not."""
        if selected != self.is_selected:
            self.is_selected = selected
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._on_press()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_selected:
            painter = QPainter(self)
            tokens = self._theme.tokens
            painter.fillRect(self.rect(), QColor(tokens.bg2))
            painter.fillRect(QRect(0, 0, 2, self.height()), QColor(tokens.cyan))
            painter.end()


class Approvals(QWidget):
    """The oldest lines; A lets one through, B blocks it, J and K move.

    approve, block: get the entry's seq.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        approve: Callable[[int], object],
        block: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._approve = approve
        self._block = block
        self._selected = 0
        self.rows: list[ApprovalRow] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_FOCUS, True)
        self.setAccessibleName(_("Waiting for your OK to go on stream"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 0)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 16, 4)
        head.setSpacing(8)
        caption = _("Waiting for your OK to go on stream")
        head.addWidget(label(caption, size=11, ink="3"))
        self._count = label(size=11, ink="3", tabular=True)
        head.addWidget(self._count)
        head.addStretch(1)
        self._column.addLayout(head)
        self._nothing = label(_("Nothing waits"), size=12, ink="3")
        self._nothing.setContentsMargins(16, 4, 16, 4)
        self._column.addWidget(self._nothing)
        self.hide()

    def take(self, waiting: Sequence[Entry], *, is_wanted: bool) -> None:
        """Show what waits; nothing of it all where no overlay asks for it."""
        self.setVisible(is_wanted)
        shown = list(waiting[:MOST])
        if [row.entry.seq for row in self.rows] != [one.seq for one in shown]:
            self._fill(shown)
        more = len(waiting) - len(shown)
        text = ngettext("and {n} more", "and {n} more", more)
        self._count.setText(text.format(n=more) if more > 0 else "")
        self._nothing.setVisible(not shown)

    def _fill(self, entries: Sequence[Entry]) -> None:
        kept = {row.entry.seq: row for row in self.rows}
        wanted = {entry.seq for entry in entries}
        for seq, row in kept.items():
            if seq not in wanted:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = [kept.get(entry.seq) or self._row(entry) for entry in entries]
        for row in self.rows:
            if row.entry.seq not in kept:
                self._column.addWidget(row)
        self._select(min(self._selected, max(0, len(self.rows) - 1)))

    def _row(self, entry: Entry) -> ApprovalRow:
        return ApprovalRow(
            entry,
            theme=self._theme,
            on_approve=partial(self._approve, entry.seq),
            on_block=partial(self._block, entry.seq),
            on_press=partial(self._press, entry.seq),
        )

    def _press(self, seq: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        places = [place for place, row in enumerate(self.rows) if row.entry.seq == seq]
        if places:
            self._select(places[0])

    def _select(self, place: int) -> None:
        self._selected = place
        for number, row in enumerate(self.rows):
            row.select(number == place and self.hasFocus())
        chosen = self.rows[place].accessibleName() if self.rows else ""
        self.setAccessibleDescription(chosen)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._select(self._selected)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._select(self._selected)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_J: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_K: -1,
            Qt.Key.Key_Up: -1,
        }.get(Qt.Key(event.key()), 0)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        act = {Qt.Key.Key_A: self._approve, Qt.Key.Key_B: self._block}.get(
            Qt.Key(event.key())
        )
        if plain and step and self.rows:
            self._select(max(0, min(len(self.rows) - 1, self._selected + step)))
        elif plain and act is not None and self.rows:
            if not event.isAutoRepeat():
                act(self.rows[self._selected].entry.seq)
        elif not plain or act_of(event.key()) is None:
            super().keyPressEvent(event)
        # The held queue's other keys end here: they are not meant for its selection.
