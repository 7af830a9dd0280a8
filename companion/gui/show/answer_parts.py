"""What can be answered and how many did: options with bars, ratings, clouds, teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen
from typing_extensions import override

from companion.domain.on_air import RatingOnAir, TeamsOnAir
from companion.gui.components.amounts import decimal, number
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import ChipKind, chip_width, paint_chip
from companion.gui.show.part import CENTRE, LEFT, RIGHT, Brush, Part, face, wide
from companion.gui.show.words import amount_of, unit_name
from companion.gui.theme import fonts
from companion.i18n import _, ngettext

_ROW = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One option. amount: votes, or coins staked. chip: what is said of it."""

    key: str
    text: str
    amount: int
    is_good: bool = False
    chip: str = ""
    chip_icon: str = ""
    chip_kind: ChipKind = "ok"


class Answers(Part):
    """Options with bars, counts and shares. can_pick: rows can be chosen."""

    def __init__(self, answers: Sequence[Answer], *, can_pick: bool = False) -> None:
        self._answers = tuple(answers)
        self._total = sum(one.amount for one in answers)
        self._can_pick = can_pick

    @override
    def height(self, width: float, scale: float) -> float:
        return len(self._answers) * _ROW * scale

    @override
    def picks(self) -> Sequence[str]:
        return [one.key for one in self._answers] if self._can_pick else ()

    @override
    def row(self, key: str, box: QRectF, scale: float) -> QRectF:
        place = [one.key for one in self._answers].index(key)
        step = _ROW * scale
        return QRectF(box.left(), box.top() + place * step, box.width(), step)

    @override
    def words(self) -> str:
        return "\n".join(
            " ".join(
                part
                for part in (one.key, one.text, number(one.amount), one.chip)
                if part
            )
            for one in self._answers
        )

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        step = brush.px(_ROW)
        for place, one in enumerate(self._answers):
            row = QRectF(box.left(), box.top() + place * step, box.width(), step)
            self._paint_row(brush, row, one)

    def _paint_row(self, brush: Brush, row: QRectF, one: Answer) -> None:
        tokens, px = brush.tokens, brush.px
        line = QRectF(row.left(), row.bottom() - 1, row.width(), 1)
        brush.painter.fillRect(line, QColor(tokens.line))
        if self._can_pick and brush.current == one.key:
            paint_chosen(brush, row)
        self._paint_key(brush, row, one)
        count_font = face(16, brush.scale, fonts.SEMIBOLD, tabular=True)
        count_room = max(px(56), wide(number(one.amount), count_font))
        right = row.right()
        share = one.amount / self._total if self._total else 0.0
        percent = _("{n} %").format(n=round(100 * share))
        at_right = QRectF(right - px(64), row.top(), px(64), row.height())
        brush.text(
            at_right, percent, face(13, brush.scale, tabular=True), tokens.t3, RIGHT
        )
        count = QRectF(right - px(76) - count_room, row.top(), count_room, row.height())
        brush.text(count, number(one.amount), count_font, tokens.t1, RIGHT)
        left = row.left() + px(52)
        room = QRectF(left, row.top(), count.left() - px(12) - left, row.height())
        self._paint_words(brush, room, one)
        bar = QRectF(room.left(), row.top() + px(34), room.width(), px(6))
        brush.bar(bar, share, tokens.ok if one.is_good else tokens.t2)

    @staticmethod
    def _paint_key(brush: Brush, row: QRectF, one: Answer) -> None:
        tokens, size = brush.tokens, brush.px(32)
        box = QRectF(row.left(), row.center().y() - size / 2, size, size)
        edge, ground = tokens.line2, tokens.bg3
        if one.is_good:
            edge, ground = tokens.ok_line, tokens.ok_wash
        brush.painter.setPen(QPen(QColor(edge)))
        brush.painter.setBrush(QColor(ground))
        radius = brush.px(6)
        brush.painter.drawRoundedRect(
            box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius
        )
        font = face(13, brush.scale, fonts.BOLD)
        brush.text(box, one.key, font, tokens.ok if one.is_good else tokens.t1, CENTRE)

    @staticmethod
    def _paint_words(brush: Brush, room: QRectF, one: Answer) -> None:
        font = face(14, brush.scale, fonts.MEDIUM)
        line = QRectF(room.left(), room.top() + brush.px(9), room.width(), brush.px(20))
        chip = chip_width(one.chip, one.chip_icon) if one.chip else 0
        has_room = chip and room.width() - chip - 8 >= brush.px(64)
        free = room.width() - (chip + 8 if has_room else 0)
        words = QRectF(line.left(), line.top(), free, line.height())
        brush.text(words, one.text, font, brush.tokens.t1, LEFT)
        if has_room:
            x = line.left() + min(free, wide(one.text, font)) + 6
            box = QRectF(x, line.center().y() - CHIP_HEIGHT / 2, chip, CHIP_HEIGHT)
            paint_chip(
                brush.painter,
                box,
                one.chip,
                brush.tokens,
                kind=one.chip_kind,
                icon=one.chip_icon,
            )


def paint_chosen(brush: Brush, row: QRectF) -> None:
    """Draw the ground of the row that the keyboard is on."""
    brush.painter.fillRect(row, QColor(brush.tokens.bg3))
    edge = QRectF(row.left() - 8, row.top(), 2, row.height())
    brush.painter.fillRect(edge, QColor(brush.tokens.cyan))


class Cloud(Part):
    """Words, larger the more Viewers said them, with how many did."""

    _MOST = 60

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        self._words = tuple(words[: self._MOST])
        self._top = max((count for _word, count in self._words), default=1)

    def _size(self, count: int) -> int:
        return 14 + round(22 * (count / self._top))

    def _lines(self, width: float, scale: float) -> list[list[tuple[str, int, float]]]:
        lines: list[list[tuple[str, int, float]]] = []
        used = 0.0
        for word, count in self._words:
            own = wide(word, face(self._size(count), scale, fonts.SEMIBOLD))
            own += wide(number(count), face(11, scale, tabular=True)) + 24 * scale
            own = min(own, width)
            if not lines or used + own > width:
                lines.append([])
                used = 0.0
            lines[-1].append((word, count, own))
            used += own
        return lines

    def _heights(self, lines: Sequence[Sequence[tuple[str, int, float]]]) -> list[int]:
        return [round(1.4 * self._size(max(c for _w, c, _o in one))) for one in lines]

    @override
    def height(self, width: float, scale: float) -> float:
        return sum(self._heights(self._lines(width, scale))) * scale + 8 * scale

    @override
    def words(self) -> str:
        return ", ".join(f"{word} {number(count)}" for word, count in self._words)

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, y = brush.tokens, box.top()
        lines = self._lines(box.width(), brush.scale)
        for line, height in zip(lines, self._heights(lines), strict=True):
            x, high = box.left(), brush.px(height)
            for word, count, own in line:
                font = face(self._size(count), brush.scale, fonts.SEMIBOLD)
                small = face(11, brush.scale, tabular=True)
                tail = wide(number(count), small)
                free = own - tail - brush.px(20)
                is_top = count == self._top
                ink = tokens.accent_text if is_top else tokens.t1
                brush.text(QRectF(x, y, free, high), word, font, ink)
                at = x + min(free, wide(word, font)) + brush.px(4)
                brush.text(
                    QRectF(at, y, tail + 2, high), number(count), small, tokens.t3
                )
                x += own
            y += high


class Rated(Part):
    """The mean, and how many gave what."""

    def __init__(self, rating: RatingOnAir) -> None:
        self._rating = rating

    @override
    def height(self, width: float, scale: float) -> float:
        return 176 * scale

    @property
    def _mean(self) -> str:
        mean = self._rating.mean
        return (
            "—" if mean is None else decimal(mean, 1 if self._rating.high > 10 else 2)
        )

    @override
    def words(self) -> str:
        told = _("Mean {mean} of {high}").format(
            mean=self._mean, high=self._rating.high
        )
        counts = ", ".join(number(one) for one in self._rating.histogram)
        return f"{told}: {counts}"

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, px, one = brush.tokens, brush.px, self._rating
        side = px(128)
        strong = face(40, brush.scale, fonts.SEMIBOLD, tabular=True)
        mean = QRectF(box.left(), box.top() + px(40), side, px(48))
        brush.text(mean, self._mean, strong, tokens.t1)
        under = QRectF(box.left(), mean.bottom(), side, px(20))
        of = _("mean, of {low} to {high}").format(low=one.low, high=one.high)
        brush.text(under, of, face(12, brush.scale), tokens.t3)
        chart = box.adjusted(side + px(16), px(12), 0, -px(36))
        top = max(one.histogram, default=0) or 1
        steps = max(1, len(one.histogram))
        step = chart.width() / steps
        for place, count in enumerate(one.histogram):
            high = chart.height() * count / top
            left = chart.left() + place * step
            bar = QRectF(left + 2, chart.bottom() - high, step - 4, high)
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(QColor(tokens.t2 if count == top else tokens.ctl))
            brush.painter.drawRoundedRect(bar, 2, 2)
            if steps <= 11:
                above = QRectF(left, bar.top() - px(16), step, px(16))
                small = face(11, brush.scale, tabular=True)
                brush.text(above, number(count), small, tokens.t2, CENTRE)
        base = QRectF(chart.left(), chart.bottom(), chart.width(), 1)
        brush.painter.fillRect(base, QColor(tokens.line2))
        self._paint_scale(brush, chart, steps, step)

    def _paint_scale(
        self, brush: Brush, chart: QRectF, steps: int, step: float
    ) -> None:
        one, tokens = self._rating, brush.tokens
        font = face(11, brush.scale, tabular=True)
        y, high = chart.bottom() + brush.px(4), brush.px(16)
        each = steps == one.high - one.low + 1
        if each and steps <= 11:
            for place in range(steps):
                box = QRectF(chart.left() + place * step, y, step, high)
                brush.text(box, str(one.low + place), font, tokens.t3, CENTRE)
            return
        whole = QRectF(chart.left(), y, chart.width(), high)
        brush.text(whole, str(one.low), font, tokens.t3, LEFT)
        brush.text(whole, str(one.high), font, tokens.t3, RIGHT)


class Tug(Part):
    """Teams with what they have; the winner of the round bears a chip."""

    def __init__(self, teams: TeamsOnAir) -> None:
        self._teams = teams

    @override
    def height(self, width: float, scale: float) -> float:
        return len(self._teams.teams) * _ROW * scale

    @override
    def words(self) -> str:
        unit = unit_name(self._teams.unit)
        return "\n".join(
            f"{one.name} {amount_of(one.value, self._teams.unit)} {unit}"
            for one in self._teams.teams
        )

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        px, top = brush.px, max((one.value for one in self._teams.teams), default=0)
        for place, one in enumerate(self._teams.teams):
            row = QRectF(
                box.left(), box.top() + place * px(_ROW), box.width(), px(_ROW)
            )
            line = QRectF(row.left(), row.bottom() - 1, row.width(), 1)
            brush.painter.fillRect(line, QColor(brush.tokens.line))
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(QColor(one.colour))
            mark = QRectF(row.left(), row.center().y() - px(10), px(20), px(20))
            brush.painter.drawRoundedRect(mark, 4, 4)
            count_font = face(20, brush.scale, fonts.SEMIBOLD, tabular=True)
            value = amount_of(one.value, self._teams.unit)
            count_room = max(px(72), wide(value, count_font))
            count = QRectF(
                row.right() - count_room, row.top(), count_room, row.height()
            )
            brush.text(count, value, count_font, brush.tokens.t1, RIGHT)
            left = row.left() + px(36)
            room = QRectF(left, row.top(), count.left() - px(12) - left, row.height())
            self._paint_team(brush, room, place, one.value / top if top else 0.0)

    def _paint_team(self, brush: Brush, room: QRectF, place: int, share: float) -> None:
        one, px = self._teams.teams[place], brush.px
        font = face(14, brush.scale, fonts.MEDIUM)
        line = QRectF(room.left(), room.top() + px(9), room.width(), px(20))
        people = ngettext("{n} member", "{n} members", one.members)
        note = people.format(n=number(one.members))
        if one.wins:
            won = ngettext("{n} round won", "{n} rounds won", one.wins)
            note += " · " + won.format(n=one.wins)
        if self._teams.winner == one.key:
            note = _("wins") + " · " + note
        small = face(12, brush.scale)
        tail = min(wide(note, small), room.width() / 2)
        name = QRectF(line.left(), line.top(), line.width() - tail - 8, line.height())
        brush.text(name, one.name, font, brush.tokens.t1)
        brush.text(line, note, small, brush.tokens.t3, RIGHT)
        bar = QRectF(room.left(), room.top() + px(34), room.width(), px(6))
        brush.bar(bar, share, one.colour)
