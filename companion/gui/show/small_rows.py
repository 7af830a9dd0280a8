"""Rows of the scoreboard and of the queue of questions."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from typing_extensions import override

from companion.domain.show.views import QuestionView
from companion.gui.components.chip import HEIGHT as CHIP_HEIGHT
from companion.gui.components.chip import ChipKind, chip_width, paint_chip
from companion.gui.live.display_text import platform_of
from companion.gui.show.part import Brush, cut, face
from companion.gui.show.people_parts import Person, paint_person
from companion.gui.show.rows import Row
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.i18n import _

SCORE_HEIGHT = 40
QUESTION_HEIGHT = 64


class ScoreRow(Row):
    """Somebody on the scoreboard."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.key = person.viewer.id

    @override
    def words(self) -> str:
        one = self._person
        parts = (one.lead, one.viewer.name, one.amount, one.chip)
        return " ".join(part for part in parts if part)

    @override
    def ground(self, brush: Brush) -> str:
        return ""

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        paint_person(brush, box.adjusted(16, 0, -16, 0), self._person)


class QuestionRow(Row):
    """A question: who asked, two lines of it at most, and whether it was shown."""

    def __init__(self, question: QuestionView) -> None:
        self.question = question
        self.key = str(question.seq)
        self.can_move = question.state == "listed"

    @override
    def words(self) -> str:
        one = self.question
        return f"{one.viewer.name}: {one.text}\n{self._chip()[0]}".strip()

    def _chip(self) -> tuple[str, ChipKind]:
        match self.question.state:
            case "shown":
                return _("on stream"), "cyan"
            case "used":
                return _("used"), "grey"
            case _:
                return "", "grey"

    @override
    def ground(self, brush: Brush) -> str:
        return ""

    @override
    def paint(self, brush: Brush, box: QRectF) -> None:
        tokens, one = brush.tokens, self.question
        inside = box.adjusted(16, 0, -16, 0)
        platform = platform_of(one.viewer.id)
        glyph = QRectF(inside.left(), inside.top() + 11, 13, 13)
        ink = platform_colour(platform, tokens)
        paint_icon(brush.painter, glyph, platform_icon(platform), ink)
        chip, kind = self._chip()
        room = chip_width(chip) if chip else 0
        name = QRectF(
            glyph.right() + 8, inside.top() + 8, inside.width() - 29 - room, 18
        )
        is_used = one.state == "used"
        title_ink = tokens.t3 if is_used else tokens.t1
        brush.text(name, one.viewer.name, face(12, 1, fonts.SEMIBOLD), title_ink)
        if chip:
            at = QRectF(inside.right() - room, inside.top() + 7, room, CHIP_HEIGHT)
            paint_chip(brush.painter, at, chip, tokens, kind=kind)
        font = face(12, 1)
        y = inside.top() + 27
        for line in cut(one.text, font, inside.width(), most=2):
            words = QRectF(inside.left(), y, inside.width(), 16)
            brush.text(words, line, font, tokens.t3 if is_used else tokens.t2)
            y += 16
