"""The questions that escalation ends with, above the queue until they are answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, isolated, label
from companion.gui.moderation.asked_people import Asked, AskedPeople
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

MOST = 3
"""Questions in sight; the others wait behind them and are counted."""

_ROW = 44


class AskedRow(QWidget):
    """Who it is, why it is asked, and the three answers."""

    def __init__(self, asked: Asked, people: AskedPeople, *, theme: Theme) -> None:
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
            on_click=partial(people.time_out, asked),
        )
        self.ban = Button(
            _("Ban"),
            theme=theme,
            height=24,
            name=_("Ban {name}").format(name=name),
            on_click=partial(people.ban, asked),
        )
        self.let_be = Button(
            _("Let be"),
            theme=theme,
            look="ghost",
            height=24,
            name=_("Let {name} be").format(name=name),
            tip=_("Nothing happens; the next block asks again"),
            on_click=partial(people.let_be, asked),
        )
        for button in (self.time_out, self.ban, self.let_be):
            row.addWidget(button)
        self.setAccessibleName(f"{name}: {why}")


class AskedRows(QWidget):
    """Hidden while nothing is asked."""

    def __init__(self, people: AskedPeople, *, theme: Theme) -> None:
        super().__init__()
        self._people = people
        self._theme = theme
        self.rows: list[AskedRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        self._more = label("", size=12, ink="3")
        self._more.setContentsMargins(40, 0, 16, 4)
        self._column.addWidget(self._more)
        people.rows = self
        people.changed.connect(self.refresh)
        self.refresh()

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
        for asked in wanted:
            if asked not in known:
                row = AskedRow(asked, self._people, theme=self._theme)
                self.rows.append(row)
                self._column.insertWidget(self._column.count() - 1, row)
        more = len(found) - len(wanted)
        text = ngettext("and {n} more", "and {n} more", more)
        self._more.setText(text.format(n=more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(found))
