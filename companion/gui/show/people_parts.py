"""Viewers in rows, the wheel, and how far a goal is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen, QPolygonF
from typing_extensions import override

from companion.domain.on_air import WheelOnAir
from companion.domain.values import Viewer
from companion.gui.components.amounts import number
from companion.gui.components.avatar import paint_avatar
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import ChipKind, chip_width, paint_chip
from companion.gui.live.display_text import platform_of
from companion.gui.show.answer_parts import paint_chosen
from companion.gui.show.part import RIGHT, Brush, Part, face, wide
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.i18n import _, ngettext

_ROW = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Viewer in a row. lead: before the name, such as the place; amount: at right."""

    viewer: Viewer
    lead: str = ""
    amount: str = ""
    chip: str = ""
    chip_kind: ChipKind = "pink"


class People(Part):
    """Rows of Viewers under a caption. can_pick: something can be done with them."""

    def __init__(
        self,
        people: Sequence[Person],
        *,
        caption: str = "",
        more: int = 0,
        can_pick: bool = False,
    ) -> None:
        self._people = tuple(people)
        self._caption = caption
        self._more = more
        self._can_pick = can_pick

    @override
    def height(self, width: float, scale: float) -> float:
        if not self._people and not self._caption:
            return 0
        head = 28 if self._caption else 0
        tail = 28 if self._more else 4
        return (head + len(self._people) * _ROW + tail) * scale

    @override
    def picks(self) -> Sequence[str]:
        return [one.viewer.id for one in self._people] if self._can_pick else ()

    @override
    def row(self, key: str, box: QRectF, scale: float) -> QRectF:
        place = [one.viewer.id for one in self._people].index(key)
        top = box.top() + ((28 if self._caption else 0) + place * _ROW) * scale
        return QRectF(box.left(), top, box.width(), _ROW * scale)

    @override
    def words(self) -> str:
        names = [
            " ".join(part for part in (one.lead, one.viewer.name, one.amount) if part)
            for one in self._people
        ]
        return "\n".join([*([self._caption] if self._caption else ()), *names])

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        y = box.top()
        if self._caption:
            line = QRectF(box.left(), y, box.width(), brush.px(24))
            font = face(12, brush.scale, fonts.SEMIBOLD)
            brush.text(line, self._caption, font, brush.tokens.t2)
            y += brush.px(28)
        for one in self._people:
            row = QRectF(box.left(), y, box.width(), brush.px(_ROW))
            if self._can_pick and brush.current == one.viewer.id:
                paint_chosen(brush, row)
            paint_person(brush, row, one)
            y += brush.px(_ROW)
        if self._more:
            words = ngettext("and {n} more", "and {n} more", self._more)
            line = QRectF(box.left(), y, box.width(), brush.px(24))
            shown = words.format(n=number(self._more))
            brush.text(line, shown, face(12, brush.scale), brush.tokens.t3)


def paint_person(brush: Brush, row: QRectF, one: Person) -> None:
    """Draw a Viewer: lead, avatar, name, chip, platform, amount."""
    tokens, px = brush.tokens, brush.px
    middle, left, right = row.center().y(), row.left(), row.right()
    if one.lead:
        is_first = one.lead == "1"
        font = face(12, brush.scale, fonts.SEMIBOLD, tabular=True)
        room = max(px(20), wide(one.lead, font))
        ink = tokens.accent_text if is_first else tokens.t3
        box = QRectF(left, row.top(), room, row.height())
        brush.text(box, one.lead, font, ink, RIGHT)
        left += room + px(10)
    disc = px(24)
    face_box = QRectF(left, middle - disc / 2, disc, disc)
    paint_avatar(brush.painter, face_box, one.viewer.id, one.viewer.name)
    left += disc + px(10)
    if one.amount:
        font = face(13, brush.scale, fonts.SEMIBOLD, tabular=True)
        room = max(px(24), wide(one.amount, font))
        box = QRectF(right - room, row.top(), room, row.height())
        brush.text(box, one.amount, font, tokens.t1, RIGHT)
        right -= room + px(10)
    platform = platform_of(one.viewer.id)
    glyph = QRectF(right - px(13), middle - px(6.5), px(13), px(13))
    ink = platform_colour(platform, tokens)
    paint_icon(brush.painter, glyph, platform_icon(platform), ink)
    right = glyph.left() - px(8)
    chip = chip_width(one.chip) if one.chip else 0
    if chip and right - left - chip - 8 >= px(56):
        box = QRectF(right - chip, middle - CHIP_HEIGHT / 2, chip, CHIP_HEIGHT)
        paint_chip(brush.painter, box, one.chip, tokens, kind=one.chip_kind)
        right = box.left() - 8
    name = QRectF(left, row.top(), right - left, row.height())
    brush.painter.save()
    # Clipped, as marks piled on a letter reach into the rows around it.
    brush.painter.setClipRect(name)
    brush.text(name, one.viewer.name, face(13, brush.scale, fonts.MEDIUM), tokens.t1)
    brush.painter.restore()


class Disc(Part):
    """The wheel with its slots beside it; the picked one is pink, and only it."""

    _LISTED = 9

    def __init__(self, wheel: WheelOnAir) -> None:
        self._wheel = wheel
        people = wheel.people or (None,) * len(wheel.slots)
        self._names = [
            viewer.name if viewer is not None else text
            for text, viewer in zip(wheel.slots, people, strict=False)
        ]

    @override
    def height(self, width: float, scale: float) -> float:
        return 248 * scale if self._names else 0

    @override
    def words(self) -> str:
        picked = self._wheel.picked
        told = ", ".join(self._names)
        if picked is None or picked >= len(self._names):
            return told
        return _("It is {slot}").format(slot=self._names[picked]) + "\n" + told

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        if not self._names:
            return
        px = brush.px
        size = min(px(224), box.width() * 0.5)
        disc = QRectF(box.left(), box.top() + px(12), size, size)
        self._paint_slices(brush, disc)
        list_box = QRectF(
            disc.right() + px(24),
            disc.top(),
            box.right() - disc.right() - px(24),
            size,
        )
        self._paint_list(brush, list_box)

    def _paint_slices(self, brush: Brush, disc: QRectF) -> None:
        tokens, painter = brush.tokens, brush.painter
        count, picked = len(self._names), self._wheel.picked
        span = 360.0 / count
        # The pointer stands at the top; the picked slot is beneath it.
        turn = 0.0 if picked is None else (picked + self._wheel.turn) * span
        grounds = (tokens.bg3, tokens.bg4)
        for place in range(count):
            is_picked = place == picked
            odd = count % 2 and place == count - 1
            ground = tokens.line2 if odd else grounds[place % 2]
            painter.setPen(QPen(QColor(tokens.bg1), 1))
            painter.setBrush(QColor(tokens.accent_fill if is_picked else ground))
            start = 90.0 + turn - place * span
            painter.drawPie(disc, round(16 * start), round(-16 * span))
        hub = disc.width() * 0.12
        middle = disc.center()
        painter.setBrush(QColor(tokens.bg1))
        painter.drawEllipse(middle, hub, hub)
        tip = brush.px(9)
        top = QPointF(middle.x(), disc.top() + tip)
        painter.setBrush(QColor(tokens.t1))
        painter.drawPolygon(
            QPolygonF(
                [top, top + QPointF(-tip, -2 * tip), top + QPointF(tip, -2 * tip)]
            )
        )

    def _paint_list(self, brush: Brush, box: QRectF) -> None:
        tokens, step = brush.tokens, brush.px(24)
        picked, count = self._wheel.picked, len(self._names)
        # Where not all have room, the last line tells how many there are.
        most = self._LISTED if count <= self._LISTED else self._LISTED - 1
        first = max(0, picked - most + 1) if picked is not None else 0
        shown = range(first, min(count, first + most))
        y = box.top()
        for place in shown:
            is_picked = place == picked
            line = QRectF(box.left(), y, box.width(), step)
            weight = fonts.SEMIBOLD if is_picked else fonts.REGULAR
            ink = tokens.accent_text if is_picked else tokens.t2
            brush.text(line, self._names[place], face(13, brush.scale, weight), ink)
            y += step
        if count > len(shown):
            more = _("{n} in all").format(n=number(count))
            line = QRectF(box.left(), y, box.width(), step)
            brush.text(line, more, face(12, brush.scale), tokens.t3)


class Reached(Part):
    """How far a goal is."""

    def __init__(self, value: int, target: int, unit: str) -> None:
        self._value, self._target, self._unit = value, max(1, target), unit

    @override
    def height(self, width: float, scale: float) -> float:
        return 104 * scale

    @override
    def words(self) -> str:
        text = _("{value} of {target} {unit}")
        return text.format(
            value=number(self._value), target=number(self._target), unit=self._unit
        )

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, px = brush.tokens, brush.px
        big = face(40, brush.scale, fonts.SEMIBOLD, tabular=True)
        line = QRectF(box.left(), box.top() + px(12), box.width(), px(48))
        value = number(self._value)
        brush.text(line, value, big, tokens.t1)
        rest = _("of {target} {unit}").format(
            target=number(self._target), unit=self._unit
        )
        after = line.adjusted(wide(value, big) + px(8), px(10), 0, 0)
        brush.text(after, rest, face(16, brush.scale), tokens.t2)
        percent = _("{n} %").format(n=100 * self._value // self._target)
        if after.width() - wide(rest, face(16, brush.scale)) > px(72):
            figure = face(20, brush.scale, fonts.SEMIBOLD, tabular=True)
            brush.text(line, percent, figure, tokens.t2, RIGHT)
        bar = QRectF(box.left(), line.bottom() + px(12), box.width(), px(12))
        is_reached = self._value >= self._target
        ink = tokens.ok if is_reached else tokens.accent
        brush.bar(bar, self._value / self._target, ink)
