"""One line of the run-sheet, painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from typing_extensions import override

from companion.domain.show.specs import kind_of
from companion.domain.show.views import ItemView
from companion.gui.components.amounts import clock_time
from companion.gui.show.part import CENTRE, RIGHT, Brush, face, wide
from companion.gui.show.rows import Row
from companion.gui.show.words import item_note, kind_icon, length, spec_title
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon

HEIGHT = 48


class SheetRow(Row):
    """place: which of how many of its kind. clock: what the countdown says, on air."""

    def __init__(
        self, item: ItemView, *, place: tuple[int, int] | None, clock: str = ""
    ) -> None:
        self.item = item
        self.key = item.id
        self.can_move = True
        self._place = place
        self._clock = clock

    @override
    def words(self) -> str:
        return f"{spec_title(self.item.spec)}\n{item_note(self.item, self._place)}"

    @override
    def ground(self, brush: Brush) -> str:
        return {
            "on air": brush.tokens.accent_wash,
            "next": brush.tokens.bg2,
        }.get(self.item.state, "")

    def _right(self) -> str:
        item = self.item
        if item.state == "on air":
            return self._clock
        if item.state == "done" and item.done_at is not None:
            return clock_time(item.done_at)
        return length(item.spec.seconds) if item.state == "next" else ""

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, state = brush.tokens, self.item.state
        if state == "on air":
            edge = QRectF(box.left(), box.top(), 3, box.height())
            brush.painter.fillRect(edge, QColor(tokens.accent))
        middle = box.center().y()
        grip = QRectF(box.left() + 12, middle - 7, 14, 14)
        mark, ink = "dots-six-vertical-bold", tokens.t4
        if state == "done":
            mark, ink = "check-bold", tokens.ok
        elif state == "skipped":
            mark, ink = "skip-forward", tokens.t3
        paint_icon(brush.painter, grip, mark, ink)
        icon_ink = tokens.t2
        if state in {"done", "skipped"}:
            icon_ink = tokens.t4
        elif state == "on air":
            icon_ink = tokens.accent_text
        icon = QRectF(box.left() + 40, middle - 9, 18, 18)
        paint_icon(brush.painter, icon, kind_icon(kind_of(self.item.spec)), icon_ink)
        self._paint_words(brush, box)

    def _paint_words(self, brush: Brush, box: QRectF) -> None:
        tokens, state = brush.tokens, self.item.state
        small = face(11, 1, tabular=True)
        right, edge = self._right(), box.right() - 12
        room = wide(right, small) if right else 0
        at_right = QRectF(edge - room, box.top(), room, box.height())
        brush.text(at_right, right, small, tokens.t3, RIGHT if right else CENTRE)
        left = box.left() + 68
        free = edge - left - (room + 8 if right else 0)
        is_near = state in {"on air", "next"}
        font = face(13, 1, fonts.SEMIBOLD if is_near else fonts.MEDIUM)
        is_past = state in {"done", "skipped"}
        title = QRectF(left, box.top() + 5, free, 20)
        ink = tokens.t3 if is_past else tokens.t1
        brush.text(title, spec_title(self.item.spec), font, ink)
        note = QRectF(left, title.bottom() + 1, free, 16)
        brush.text(note, item_note(self.item, self._place), face(11, 1), tokens.t3)
