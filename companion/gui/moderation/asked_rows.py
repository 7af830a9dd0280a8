"""The questions that escalation ends with, beneath the queue until answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, isolated, label
from companion.gui.components.toast import READ_MS
from companion.gui.moderation.asked_people import Asked, AskedPeople
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

MOST = 3
"""Questions in sight; the others wait behind them and are counted."""

_ROW = 44

Answer = Callable[[Callable[[Asked], object], Asked], object]


class AskedRow(QWidget):
    """Who it is, why it is asked, and the three answers; `answer` gives them."""

    def __init__(
        self, asked: Asked, people: AskedPeople, *, theme: Theme, answer: Answer
    ) -> None:
        super().__init__()
        self.asked = asked
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(Glyph("warning-circle-fill", theme=theme, size=16, ink="warn"))
        name = isolated(asked.name)
        row.addWidget(ElidedLabel(name, weight=fonts.SEMIBOLD, natural=200))
        why = _("Blocked again after every step of escalation")
        row.addWidget(ElidedLabel(why, size=12, ink="3"), 1)
        self.time_out = Button(
            _("Time out"),
            theme=theme,
            height=24,
            name=_("Time out {name}").format(name=name),
            tip=_("For ten minutes, on their platform and here"),
            on_click=partial(answer, people.time_out, asked),
        )
        self.ban = Button(
            _("Ban"),
            theme=theme,
            height=24,
            name=_("Ban {name}").format(name=name),
            on_click=partial(answer, people.ban, asked),
        )
        self.let_be = Button(
            _("Let be"),
            theme=theme,
            look="ghost",
            height=24,
            name=_("Let {name} be").format(name=name),
            tip=_("Nothing happens; the next block asks again"),
            on_click=partial(answer, people.let_be, asked),
        )
        for button in (self.time_out, self.ban, self.let_be):
            row.addWidget(button)
        self.setAccessibleName(f"{name}: {why}")


class AskedRows(QWidget):
    """Hidden while nothing is asked.

    rest_ms: milliseconds after rows have moved in which a click is not taken: it was
    meant for another.
    """

    def __init__(self, people: AskedPeople, *, theme: Theme) -> None:
        super().__init__()
        self._people = people
        self._theme = theme
        self.rows: list[AskedRow] = []
        self.rest_ms = READ_MS
        self._moved = QElapsedTimer()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        self._more = label("", size=12, ink="3")
        self._more.setContentsMargins(40, 0, 16, 4)
        self._column.addWidget(self._more)
        people.rows = self
        people.changed.connect(self.refresh)
        self.refresh()

    def _answer(self, give: Callable[[Asked], object], asked: Asked) -> None:
        if not self._moved.isValid() or self._moved.elapsed() >= self.rest_ms:
            give(asked)

    def refresh(self) -> None:
        """Show the oldest questions; a row that stays keeps its place and its focus."""
        found = self._people.open
        wanted = found[:MOST]
        for row in [one for one in self.rows if one.asked not in wanted]:
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        known = [row.asked for row in self.rows]
        if known != list(wanted):
            self._moved.start()
        for asked in wanted:
            # The newest on top: nothing that is beneath the pointer moves.
            if asked not in known:
                row = AskedRow(
                    asked, self._people, theme=self._theme, answer=self._answer
                )
                self.rows.append(row)
                self._column.insertWidget(0, row)
        more = len(found) - len(wanted)
        text = ngettext("and {n} more", "and {n} more", more)
        self._more.setText(text.format(n=more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(found))
