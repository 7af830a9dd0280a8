"""What fired, and what did not, newest first; what failed can be done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.show.views import RunLine
from companion.gui.bots.form import Scroll
from companion.gui.bots.said import Said, Word
from companion.gui.bots.words import outcome_words
from companion.gui.components.amounts import clock_seconds
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import label
from companion.gui.theme.theme import Theme
from companion.i18n import _

MOST = 60
"""Lines on screen; the record has them all."""

_MARKS: dict[str, tuple[str, Literal["ok", "warn", "bad", "t3"]]] = {
    "done": ("check-circle-fill", "ok"),
    "begun": ("circle-half-fill", "t3"),
    "interrupted": ("warning-fill", "warn"),
    "failed": ("prohibit-fill", "bad"),
    "dry-run": ("prohibit-fill", "warn"),
}
_LEFT_OUT: tuple[str, Literal["t3"]] = ("minus-circle-fill", "t3")


class RunRow(QWidget):
    """One run: mark, what, when, and a button where it can be done again."""

    def __init__(self, line: RunLine, *, theme: Theme) -> None:
        super().__init__()
        self.line = line
        self.again: Button | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        icon, ink = _MARKS.get(line.outcome, _LEFT_OUT)
        mark = QVBoxLayout()
        mark.setContentsMargins(0, 1, 6, 0)
        mark.addWidget(Glyph(icon, theme=theme, size=14, ink=ink))
        mark.addStretch(1)
        row.addLayout(mark)
        words = [
            Word(text=line.name or line.bot, ink="t1", is_strong=True),
            Word(text=f": {outcome_words(line)}"),
        ]
        self.said = Said(words, theme=theme)
        row.addWidget(self.said, 1, top)
        side = QVBoxLayout()
        side.setSpacing(4)
        time = label(clock_seconds(line.at), size=11, ink="3", tabular=True)
        side.addWidget(time, 0, Qt.AlignmentFlag.AlignRight)
        if line.can_repeat:
            self.again = Button(
                _("do again"),
                theme=theme,
                height=24,
                name=_("Do again: {what}").format(what=self.said.text),
            )
            side.addWidget(self.again)
        side.addStretch(1)
        row.addLayout(side)
        self.setAccessibleName(f"{time.text()} {self.said.text}")


class RunLog(QWidget):
    """repeat_asked: the run of what is to be done again."""

    repeat_asked = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[RunRow] = []
        self._asked: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.area = Scroll()
        self.area.setAccessibleName(_("What fired, and what did not"))
        self.area.column.setContentsMargins(0, 4, 0, 4)
        self._empty = self.area.add_hint(
            _(
                "Every command, message and rule is told here: what it did, or why it "
                "did not."
            ),
        )
        self.area.column.addStretch(1)
        column.addWidget(self.area)

    def show_lines(self, lines: Sequence[RunLine]) -> None:
        """Show the newest; lines that stay keep their widgets, and the keyboard."""
        wanted = list(lines[:MOST])
        if wanted == [row.line for row in self.rows]:
            return
        kept: dict[int, list[RunRow]] = {}
        for row in self.rows:
            kept.setdefault(hash(row.line), []).append(row)
        rows = []
        for place, line in enumerate(wanted):
            same = [row for row in kept.get(hash(line), []) if row.line == line]
            row = same[0] if same else self._make(line)
            if same:
                kept[hash(line)].remove(row)
            rows.append(row)
            if self.area.column.indexOf(row) != place:
                self.area.column.insertWidget(place, row)
        for left in kept.values():
            for row in left:
                self.area.column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self.rows = rows
        self._empty.setVisible(not rows)

    def show_asked(self, run: str, asked: bool) -> None:
        """Show that a run is being done again, or no longer is."""
        for row in self.rows:
            if row.line.run == run and row.again is not None:
                row.again.set_busy(asked)

    def _make(self, line: RunLine) -> RunRow:
        row = RunRow(line, theme=self._theme)
        if row.again is not None:
            row.again.clicked.connect(lambda: self.repeat_asked.emit(line.run))
        return row
