"""The chosen verdict in full: text, reasons, scores, and everything to be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.amounts import clock_seconds
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, label, paragraph
from companion.gui.live.row_actions import RowAction
from companion.gui.moderation.decision_words import (
    by_name,
    label_name,
    score_text,
    verdict_icon,
    what_happened,
)
from companion.gui.moderation.line_model import LineRow
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_MOST_SCORES = 4


class VerdictDetail(QWidget):
    """Below the list; there only while a row is chosen."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.zone = ""
        self.setProperty("ground", "2")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Details of the verdict"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._glyph = Glyph("", theme=theme, size=16)
        self._name = ElidedLabel(weight=fonts.SEMIBOLD, natural=280)
        self._told = label("", size=12, ink="3", tabular=True)
        for part in (self._glyph, self._name, self._told):
            head.addWidget(part)
        head.addStretch(1)
        column.addLayout(head)
        self.text = paragraph("", size=15, ink="1")
        column.addWidget(self.text)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(4)
        column.addLayout(self._facts)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column.addLayout(self._buttons)
        self.actions_shown: tuple[Button, ...] = ()
        self.hide()

    def show_row(
        self, row: LineRow | None, actions: Sequence[RowAction | None]
    ) -> None:
        """Show a verdict and what can be done about it; None: nothing is chosen."""
        self.setVisible(row is not None)
        if row is None:
            return
        line = row.line
        icon, ink = verdict_icon(line.verdict)
        self._glyph.set_icon(icon, ink)
        self._name.setText(row.name)
        self._told.setText(
            _("{what} by {who} at {time}").format(
                what=what_happened(line),
                who=by_name(line.by, line.who),
                time=clock_seconds(line.at, zone=self.zone),
            )
        )
        self.text.setText(row.text)
        self.text.setVisible(bool(row.text))
        self._show_scores(row)
        self._show_actions([one for one in actions if one is not None])

    def _show_scores(self, row: LineRow) -> None:
        _clear(self._facts)
        ranked = sorted(row.line.scores.items(), key=lambda one: -one[1])
        for name, score in ranked[:_MOST_SCORES]:
            words = f"{label_name(name)} {score_text(score)}"
            self._facts.addWidget(Chip(words, theme=self._theme))
        model = getattr(row.line.what, "model", "")
        if model:
            self._facts.addWidget(Chip(model, theme=self._theme))
        if not ranked and row.line.by == "rules":
            words = _("no scores: the rules decided alone")
            self._facts.addWidget(label(words, size=12, ink="3"))
        self._facts.addStretch(1)

    def _show_actions(self, actions: Sequence[RowAction]) -> None:
        _clear(self._buttons)
        self.actions_shown = tuple(
            Button(
                action.name,
                theme=self._theme,
                height=24,
                icon=action.icon,
                key=action.key,
                look="ghost" if place > _MOST_SCORES else "normal",
                on_click=action.on_pick,
            )
            for place, action in enumerate(actions)
        )
        for button in self.actions_shown:
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)


def _clear(row: QHBoxLayout) -> None:
    while (item := row.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
