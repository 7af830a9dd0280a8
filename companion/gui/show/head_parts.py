"""What the middle shows of every kind: phases, question, countdown, figures, clocks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen
from typing_extensions import override

from companion.domain.on_air import Phase
from companion.domain.show.views import ClockView
from companion.domain.values import Platform
from companion.gui.components.amounts import decimal
from companion.gui.components.text import isolated
from companion.gui.show.part import CENTRE, LEFT, RIGHT, Brush, Part, cut, face, wide
from companion.gui.show.words import SECOND, phase_name
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.i18n import _
from companion.platform_names import platform_name

SLOW_US = 5 * SECOND
"""A platform that is later than this is amber: it explains why one waits."""


class PhaseLine(Part):
    """Every phase of the kind, with the one that it is in."""

    def __init__(self, steps: Sequence[Phase], phase: Phase) -> None:
        shown = [one for one in steps if one != "before" or phase == "before"]
        self._steps = shown if phase in shown else [*shown, phase]
        self._phase = phase

    @override
    def height(self, width: float, scale: float) -> float:
        return 20 * scale

    @override
    def words(self) -> str:
        return _("Phase: {phase}").format(phase=phase_name(self._phase))

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        names = [phase_name(one) for one in self._steps]
        place = self._steps.index(self._phase)
        strong = face(12, brush.scale, fonts.SEMIBOLD)
        used = sum(wide(one, strong) for one in names) + brush.px(16) * (place + 1)
        dash = min(brush.px(24), (box.width() - used) / max(1, len(names) - 1) - 16)
        x = box.left()
        for number, name in enumerate(names):
            if number:
                x = self._paint_dash(brush, x, box, max(0.0, dash))
            # A failed one came from somewhere among them: none has a tick.
            ahead = number - place
            if self._phase == "failed" and ahead < 0:
                ahead = 1
            x = self._paint_step(brush, x, box, name, ahead)

    @staticmethod
    def _paint_dash(brush: Brush, x: float, box: QRectF, dash: float) -> float:
        air = brush.px(8)
        line = QRectF(x + air, box.center().y(), dash, 1)
        brush.painter.fillRect(line, QColor(brush.tokens.line2))
        return x + dash + 2 * air

    def _paint_step(
        self,
        brush: Brush,
        x: float,
        box: QRectF,
        name: str,
        ahead: int,
    ) -> float:
        tokens, size = brush.tokens, brush.px(12)
        middle = box.center().y()
        if ahead < 0:
            mark = QRectF(x, middle - size / 2, size, size)
            paint_icon(brush.painter, mark, "check-bold", tokens.t2)
            x += size + brush.px(6)
        elif ahead == 0:
            dot = brush.px(7)
            is_failed = self._phase == "failed"
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(QColor(tokens.bad if is_failed else tokens.accent))
            brush.painter.drawEllipse(QRectF(x, middle - dot / 2, dot, dot))
            x += dot + brush.px(6)
        ink = tokens.t2 if ahead < 0 else tokens.t3
        if ahead == 0:
            ink = tokens.bad if self._phase == "failed" else tokens.accent_text
        weight = fonts.SEMIBOLD if ahead == 0 else fonts.REGULAR
        words = face(12, brush.scale, weight)
        width = wide(name, words)
        room = QRectF(x, box.top(), width + 2, box.height())
        brush.text(room, name, words, ink)
        return x + width


class Headline(Part):
    """The question at reading-from-afar size, and the countdown beside it.

    clock: "" for none. caption: beneath it. share: 0..1 of the time that is left, None
    where nothing runs out.
    """

    def __init__(
        self,
        title: str,
        *,
        clock: str = "",
        caption: str = "",
        share: float | None = None,
        is_ending: bool = False,
    ) -> None:
        self._title = title
        self._clock = clock
        self._caption = caption
        self._share = share
        self._is_ending = is_ending

    def _clock_width(self, scale: float) -> float:
        if not self._clock and not self._caption:
            return 0.0
        clock = wide(self._clock, face(40, scale, fonts.SEMIBOLD, tabular=True))
        caption = wide(self._caption, face(11, scale))
        return max(clock, caption) + 24 * scale

    def _lines(self, width: float, scale: float) -> list[str]:
        room = width - self._clock_width(scale)
        return cut(self._title, face(28, scale, fonts.SEMIBOLD), room, most=4)

    @override
    def height(self, width: float, scale: float) -> float:
        text = len(self._lines(width, scale)) * 36 * scale
        side = 64 * scale if self._clock or self._caption else 0
        bar = 16 * scale if self._share is not None else 8 * scale
        return max(text, side) + bar

    @override
    def words(self) -> str:
        return " · ".join(one for one in (self._title, self._clock) if one)

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, font = brush.tokens, face(28, brush.scale, fonts.SEMIBOLD)
        line_height = brush.px(36)
        side = self._clock_width(brush.scale)
        y = box.top()
        for line in self._lines(box.width(), brush.scale):
            room = QRectF(box.left(), y, box.width() - side, line_height)
            brush.painter.setFont(font)
            brush.painter.setPen(QColor(tokens.t1))
            brush.painter.drawText(room, LEFT, isolated(line))
            y += line_height
        if side:
            self._paint_clock(brush, box)
        if self._share is not None:
            bar = QRectF(
                box.left(), box.bottom() - brush.px(4), box.width(), brush.px(4)
            )
            brush.bar(bar, self._share, tokens.accent)

    def _paint_clock(self, brush: Brush, box: QRectF) -> None:
        tokens = brush.tokens
        clock = face(40, brush.scale, fonts.SEMIBOLD, tabular=True)
        right = QRectF(box.left(), box.top() - brush.px(2), box.width(), brush.px(42))
        ink = tokens.accent_text if self._is_ending else tokens.t1
        brush.text(right, self._clock, clock, ink, RIGHT)
        under = QRectF(box.left(), right.bottom(), box.width(), brush.px(16))
        brush.text(under, self._caption, face(11, brush.scale), tokens.t3, RIGHT)


class Figures(Part):
    """Numbers with what they count; those that do not fit go on in the next line."""

    def __init__(self, figures: Sequence[tuple[str, str]]) -> None:
        self._figures = [one for one in figures if one[0]]

    def _lines(self, width: float, scale: float) -> list[list[tuple[str, str, float]]]:
        lines: list[list[tuple[str, str, float]]] = []
        used = 0.0
        strong = face(20, scale, fonts.SEMIBOLD, tabular=True)
        for value, words in self._figures:
            own = max(wide(value, strong), wide(words, face(11, scale))) + 24 * scale
            own = min(own, width)
            if not lines or used + own > width + 24 * scale:
                lines.append([])
                used = 0.0
            lines[-1].append((value, words, own))
            used += own
        return lines

    @override
    def height(self, width: float, scale: float) -> float:
        count = len(self._lines(width, scale))
        return count * 52 * scale if count else 0

    @override
    def words(self) -> str:
        return ", ".join(f"{value} {words}" for value, words in self._figures)

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, y = brush.tokens, box.top()
        strong = face(20, brush.scale, fonts.SEMIBOLD, tabular=True)
        for line in self._lines(box.width(), brush.scale):
            x = box.left()
            for value, words, width in line:
                own = width - brush.px(8)
                top = QRectF(x, y, own, brush.px(28))
                brush.text(top, value, strong, tokens.t1)
                under = QRectF(x, top.bottom(), own, brush.px(16))
                brush.text(under, words, face(11, brush.scale), tokens.t3)
                x += width
            y += brush.px(52)


class FairClocks(Part):
    """How late each platform is, and that it is reckoned with."""

    def __init__(
        self, clocks: Sequence[ClockView], waiting: Sequence[Platform] = ()
    ) -> None:
        self._clocks = sorted(clocks, key=lambda one: one.delay_us)
        self._waiting = set(waiting)

    @override
    def height(self, width: float, scale: float) -> float:
        if not self._clocks:
            return 0
        return (
            24 + 20 * len(self._note(width, scale)) + 8 + 28 * len(self._clocks)
        ) * scale

    def _note(self, width: float, scale: float) -> list[str]:
        title = wide(_("Fair clocks"), face(13, scale, fonts.SEMIBOLD)) + 8 * scale
        words = _(
            "each platform closes by its own delay; “first” is judged by when it was "
            "sent"
        )
        room = width - 32 * scale
        font = face(12, scale)
        if wide(words, font) <= room - title:
            return [words]
        return ["", *cut(words, font, room, most=3)]

    @override
    def words(self) -> str:
        rows = (
            f"{platform_name(one.platform)} {self._delay(one)}" for one in self._clocks
        )
        return _("Fair clocks") + ": " + ", ".join(rows) if self._clocks else ""

    @staticmethod
    def _delay(clock: ClockView) -> str:
        shown = _("{n} s").format(n=decimal(clock.delay_us / SECOND, 1))
        spread = round(clock.spread_us / SECOND)
        return f"{shown} ±{spread}" if spread else shown

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        if not self._clocks:
            return
        tokens = brush.tokens
        brush.painter.setPen(QPen(QColor(tokens.line)))
        brush.painter.setBrush(QColor(tokens.bg2))
        card = box.adjusted(0.5, 0.5, -0.5, -0.5)
        brush.painter.drawRoundedRect(card, 8, 8)
        inside = box.adjusted(brush.px(16), brush.px(12), -brush.px(16), 0)
        y = self._paint_title(brush, inside, self._note(box.width(), brush.scale))
        slowest = max((one.delay_us for one in self._clocks), default=1)
        longest = max(slowest * 1.08, 2 * SECOND)
        for clock in self._clocks:
            row = QRectF(inside.left(), y, inside.width(), brush.px(28))
            self._paint_row(brush, row, clock, clock.delay_us / longest)
            y = row.bottom()

    @staticmethod
    def _paint_title(brush: Brush, inside: QRectF, note: Sequence[str]) -> float:
        strong = face(13, brush.scale, fonts.SEMIBOLD)
        title = _("Fair clocks")
        y, step = inside.top(), brush.px(20)
        line = QRectF(inside.left(), y, inside.width(), step)
        brush.text(line, title, strong, brush.tokens.t1)
        begins = wide(title, strong) + brush.px(8)
        for number, words in enumerate(note):
            room = line.adjusted(begins if number == 0 else 0, 0, 0, 0)
            room.translate(0, number * step)
            brush.text(room, words, face(12, brush.scale), brush.tokens.t3)
        return y + len(note) * step + brush.px(8)

    def _paint_row(
        self, brush: Brush, row: QRectF, clock: ClockView, share: float
    ) -> None:
        tokens, size = brush.tokens, brush.px(13)
        is_slow = clock.delay_us > SLOW_US
        middle = row.center().y()
        glyph = QRectF(row.left(), middle - size / 2, size, size)
        ink = platform_colour(clock.platform, tokens)
        paint_icon(brush.painter, glyph, platform_icon(clock.platform), ink)
        name = QRectF(row.left() + brush.px(28), row.top(), brush.px(72), row.height())
        brush.text(
            name, platform_name(clock.platform), face(12, brush.scale), tokens.t1
        )
        words = self._delay(clock)
        if clock.platform in self._waiting:
            words = _("waiting · {delay}").format(delay=words)
        font = face(12, brush.scale, tabular=True)
        room = max(brush.px(64), QFontMetricsF(font).horizontalAdvance(words) + 12)
        track = QRectF(
            name.right() + brush.px(8),
            middle - brush.px(2),
            row.right() - room - name.right() - brush.px(8),
            brush.px(4),
        )
        brush.bar(track, share, tokens.warn if is_slow else tokens.t2)
        at_right = QRectF(row.right() - room, row.top(), room, row.height())
        brush.text(at_right, words, font, tokens.warn if is_slow else tokens.t1, RIGHT)


class Line(Part):
    """One or more lines of text. size: 13 for words, 20 for a figure."""

    def __init__(
        self,
        text: str,
        *,
        size: int = 13,
        ink: str = "t2",
        weight: int = fonts.REGULAR,
        most: int = 6,
        is_centred: bool = False,
    ) -> None:
        self._text = text
        self._size = size
        self._ink = ink
        self._weight = weight
        self._most = most
        self._is_centred = is_centred

    def _lines(self, width: float, scale: float) -> list[str]:
        font = face(self._size, scale, self._weight)
        return cut(self._text, font, width, most=self._most)

    def _step(self, scale: float) -> float:
        return round(self._size * 1.45) * scale

    @override
    def height(self, width: float, scale: float) -> float:
        if not self._text:
            return 0
        return len(self._lines(width, scale)) * self._step(scale) + 8 * scale

    @override
    def words(self) -> str:
        return self._text

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        y, step = box.top(), self._step(brush.scale)
        font = face(self._size, brush.scale, self._weight)
        flags = CENTRE if self._is_centred else LEFT
        for line in self._lines(box.width(), brush.scale):
            room = QRectF(box.left(), y, box.width(), step)
            brush.text(room, line, font, getattr(brush.tokens, self._ink), flags)
            y += step
