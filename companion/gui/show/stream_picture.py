"""What viewers see of the show now, small, drawn from the same state as the overlay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.domain.on_air import (
    CardOnAir,
    FlagOnAir,
    GiveawayOnAir,
    GoalOnAir,
    OnAir,
    Option,
    QueueOnAir,
    RatingOnAir,
    Scored,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.views import InteractionView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import decimal, number, points
from companion.gui.overlays.tile import paint_game
from companion.gui.show.bodies import timer_face
from companion.gui.show.part import LEFT, RIGHT, Brush, cut, face, wide
from companion.gui.show.words import amount_of
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import (
    GAME_INK,
    GAME_SHADE,
    STREAM_CORRECT,
    STREAM_DIM,
    STREAM_PINK,
    STREAM_TRACK,
)
from companion.i18n import _

_SLAB = 216
_FULL = 360
"""Width that the picture is drawn for, in pixels."""


class StreamPicture(QWidget):
    """A stand-in game with the slab on it; nothing on it while nothing is shown."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: OnAir | None = None
        self._started: Timestamp | None = None
        self._now: Timestamp = 0
        self._scores: Sequence[Scored] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("What viewers see"))
        theme.changed.connect(self.update)

    def show_view(
        self,
        view: InteractionView | None,
        now: Timestamp,
        scores: Sequence[Scored] = (),
    ) -> None:
        """Show what is on the stream. scores: of the scoreboard, when it is shown."""
        self._shown = view.on_air if view is not None else None
        self._started = view.started_at if view is not None else None
        self._now, self._scores = now, scores
        lines = [self._title(), *self._lines()]
        words = ", ".join(one for one in lines if one)
        self.setAccessibleDescription(words or _("Nothing of the show"))
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.width() * 9 // 16)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, 8, 8)
        painter.setClipPath(clip)
        paint_game(painter, box)
        painter.save()
        # The same picture at any size.
        share = box.width() / _FULL
        painter.scale(share, share)
        box = QRectF(0, 0, _FULL, box.height() / share)
        brush = Brush(painter=painter, tokens=self._theme.tokens)
        if self._shown is not None:
            self._paint_slab(brush, box, self._title(), self._lines(), is_left=True)
        if self._scores:
            lines = [
                f"{one.viewer.name}  {points(one.points)}" for one in self._scores[:5]
            ]
            self._paint_slab(brush, box, _("Scoreboard"), lines, is_left=False)
        painter.restore()
        box = QRectF(self.rect())
        painter.setClipping(False)
        painter.setPen(QPen(self._theme.colour("line2")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()

    # The slab

    def _paint_slab(
        self,
        brush: Brush,
        box: QRectF,
        title: str,
        lines: Sequence[str],
        *,
        is_left: bool,
    ) -> None:
        width = min(
            _SLAB if is_left else 128, box.width() * (0.62 if is_left else 0.34)
        )
        inside = width - 20
        font = face(11, 1, fonts.SEMIBOLD)
        heads = cut(title, font, inside, most=3) if title else []
        options = self._options() if is_left else ()
        rows = (len(options) + 1) // 2 if options else min(len(lines), 6)
        is_running = is_left and self._share() is not None
        height = 16 + 14 * len(heads) + 20 * rows + (8 if is_running else 0)
        left = box.left() + 16 if is_left else box.right() - 16 - width
        slab = QRectF(left, box.bottom() - 14 - height, width, height)
        brush.painter.setPen(Qt.PenStyle.NoPen)
        brush.painter.setBrush(QColor(GAME_SHADE))
        brush.painter.drawRoundedRect(slab, 6, 6)
        y = slab.top() + 7
        for head in heads:
            brush.text(QRectF(left + 10, y, inside, 14), head, font, GAME_INK)
            y += 14
        y += 3
        if options:
            self._paint_options(brush, QRectF(left + 10, y, inside, 20 * rows), options)
        else:
            small = face(11, 1)
            for line in lines[:6]:
                name, gap, value = line.partition("  ")
                room = QRectF(left + 10, y, inside, 18)
                if gap:
                    brush.text(room, value, small, GAME_INK, RIGHT)
                    room.adjust(0, 0, -wide(value, small) - 4, 0)
                brush.text(room, name, small, STREAM_DIM, LEFT)
                y += 20
        share = self._share() if is_left else None
        if share is not None:
            bar = QRectF(left + 10, slab.bottom() - 9, inside, 3)
            brush.painter.fillRect(bar, QColor(STREAM_TRACK))
            bar.setWidth(inside * share)
            brush.painter.fillRect(bar, QColor(STREAM_PINK))

    @staticmethod
    def _paint_options(brush: Brush, box: QRectF, options: Sequence[Option]) -> None:
        half = (box.width() - 4) / 2
        for place, one in enumerate(options):
            cell = QRectF(
                box.left() + (place % 2) * (half + 4),
                box.top() + (place // 2) * 20,
                half,
                17,
            )
            ground = STREAM_CORRECT if one.is_correct else STREAM_TRACK
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(QColor(ground))
            brush.painter.drawRoundedRect(cell, 3, 3)
            words = f"{one.key} {one.text}"
            inner = cell.adjusted(6, 0, -6, 0)
            # A stake is told in coins, which are kept in thousandths as Points are.
            amount = points(one.points) if one.points else number(one.votes or 0)
            if amount != number(0):
                figures = face(11, 1, tabular=True)
                brush.text(inner, amount, figures, GAME_INK, RIGHT)
                inner.adjust(0, 0, -wide(amount, figures) - 4, 0)
            brush.text(inner, words, face(11, 1), GAME_INK)

    # What is on it

    def _options(self) -> Sequence[Option]:
        return getattr(self._shown, "options", ())

    def _title(self) -> str:
        shown = self._shown
        return getattr(shown, "question", "") or getattr(shown, "title", "")

    def _share(self) -> float | None:
        ends: Timestamp | None = getattr(self._shown, "closes_at", None)
        if ends is None or self._started is None or ends <= self._started:
            return None
        left = max(0, ends - self._now)
        return min(1.0, left / (ends - self._started))

    def _lines(self) -> list[str]:
        """Return what stands under the title; two spaces part a name from a number."""
        match self._shown:
            case WordCloudOnAir() as shown:
                return [f"{word}  {number(n)}" for word, n in shown.words[:5]]
            case RatingOnAir() as shown:
                mean = "—" if shown.mean is None else decimal(shown.mean, 1)
                return [f"{mean} / {shown.high}"]
            case FlagOnAir() as shown:
                found = [one.viewer.name for one in reversed(shown.found[-4:])]
                return [*([shown.code] if shown.code else []), *found]
            case GiveawayOnAir() as shown:
                told = _("{n} entered").format(n=number(shown.entrants))
                return [one.name for one in shown.winners] or [shown.keyword, told]
            case WheelOnAir() as shown:
                return _picked(shown)
            case QueueOnAir() as shown:
                return [one.name for one in (*shown.now, *shown.waiting)]
            case GoalOnAir() as shown:
                return [f"{number(shown.value)} / {number(shown.target)}"]
            case TimerOnAir() as shown:
                return [timer_face(shown, self._now)]
            case CardOnAir() as shown:
                return [one for one in shown.text.splitlines() if one.strip()]
            case TeamsOnAir() as shown:
                return [
                    f"{one.name}  {amount_of(one.value, shown.unit)}"
                    for one in shown.teams
                ]
            case _:
                return [f"{one.key} {one.text}" for one in self._options()]


def _picked(shown: WheelOnAir) -> list[str]:
    if shown.picked is not None and shown.picked < len(shown.slots):
        people = shown.people
        viewer = people[shown.picked] if shown.picked < len(people) else None
        return [viewer.name if viewer is not None else shown.slots[shown.picked]]
    return list(shown.slots)
