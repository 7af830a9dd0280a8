"""Regular expressions, each with what happens; tried on a text while they are typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.components.button import Button
from companion.gui.components.field import Field, Glyph
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, paragraph
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.pattern_check import problem_of, tries
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import Setting

REST_MS = 200
"""How long typing must rest before the patterns are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRow:
    """The controls of one pattern."""

    widget: QWidget
    field: Field
    action: Segmented
    glyph: Glyph
    told: Callable[[str], object]


class PatternList(QWidget):
    """What is typed is kept when it is no pattern, and nothing is saved then."""

    def __init__(
        self,
        bridge: Bridge,
        gate: GateSettings,
        setting: Setting,
        *,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._gate = gate
        self._theme = theme
        self.rows: list[PatternRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(label(setting.title, weight=fonts.MEDIUM))
        column.addWidget(paragraph(setting.description, size=12, ink="3"))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column.addLayout(self._column)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.trial = Field(
            _("Text to try the patterns on"),
            theme=theme,
            placeholder=_("Try the patterns on a text"),
            show_caption=False,
            on_edit=lambda _text: self._rest.start(),
        )
        self.add_button = Button(
            _("Add a pattern"), theme=theme, icon="plus", on_click=self.add
        )
        foot.addWidget(self.add_button)
        foot.addWidget(self.trial, 1)
        column.addLayout(foot)
        self.note = paragraph("", size=12, ink="bad")
        self.note.hide()
        column.addWidget(self.note)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.try_all)
        gate.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is saved, unless somebody is at work here."""
        saved = [(one.pattern, one.action) for one in self._gate.current.rules.patterns]
        if saved != self._typed() and not self._is_busy():
            self._show(saved)

    def add(self) -> None:
        """Add an empty row; it is saved once it has a pattern."""
        self._add_row("", "hold")
        self.rows[-1].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, row: PatternRow) -> None:
        """Take a pattern away."""
        self.rows.remove(row)
        self._column.removeWidget(row.widget)
        row.widget.hide()
        row.widget.deleteLater()
        self._save()

    def try_all(self) -> None:
        """Try every pattern on the text, beside the window's thread."""
        text = self.trial.text
        typed = [pattern for pattern, _action in self._typed()]
        rows = list(self.rows)
        if not text:
            for row in rows:
                row.glyph.set_icon("", "t3")
            return

        async def look(_engine: Engine) -> Sequence[bool | None]:
            return await asyncio.to_thread(tries, typed, text)

        def then(found: Sequence[bool | None]) -> None:
            if rows == self.rows and text == self.trial.text:
                for row, is_found in zip(rows, found, strict=True):
                    _mark(row, is_found)

        self._bridge.ask(look, then=then)

    def _show(self, patterns: Sequence[tuple[str, str]]) -> None:
        for row in self.rows:
            self._column.removeWidget(row.widget)
            row.widget.hide()
            row.widget.deleteLater()
        self.rows = []
        for pattern, action in patterns:
            self._add_row(pattern, action)

    def _add_row(self, pattern: str, action: str) -> None:
        widget = QWidget()
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        glyph = Glyph("", theme=self._theme, size=16)
        field = Field(
            _("Pattern"),
            theme=self._theme,
            text=pattern,
            show_caption=False,
            on_edit=lambda _text: self._rest.start(),
        )
        field.edit.setMaxLength(200)
        segmented = Segmented(
            [Choice(key="hold", name=_("Hold")), Choice(key="block", name=_("Block"))],
            theme=self._theme,
            name=_("What happens"),
            current=action,
        )
        row = PatternRow(
            widget=widget,
            field=field,
            action=segmented,
            glyph=glyph,
            told=field.set_error,
        )
        field.edit.editingFinished.connect(partial(self._check_and_save, row))
        segmented.chosen.connect(lambda _key: self._save())
        remove = Button(
            theme=self._theme,
            look="ghost",
            icon="x",
            name=_("Remove the pattern"),
            on_click=lambda: self.remove(row),
        )
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(field, 1)
        line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(segmented, 0, top)
        line.addWidget(remove, 0, top)
        self._column.addWidget(widget)
        self.rows.append(row)

    def _check_and_save(self, row: PatternRow) -> None:
        error = problem_of(row.field.text) if row.field.text else ""
        row.told(error)
        if not error:
            self._save()

    def _save(self) -> None:
        if any(row.field.error for row in self.rows):
            return
        patterns = [
            {"pattern": pattern, "action": action}
            for pattern, action in self._typed()
            if pattern
        ]
        saved = [
            {"pattern": one.pattern, "action": one.action}
            for one in self._gate.current.rules.patterns
        ]
        if patterns != saved:
            self._gate.change({"rules.patterns": patterns}, self._tell)

    def _tell(self, error: str) -> None:
        self.note.setText(error)
        self.note.setVisible(bool(error))

    def _typed(self) -> list[tuple[str, str]]:
        return [(row.field.text, row.action.current) for row in self.rows]

    def _is_busy(self) -> bool:
        return any(
            row.field.edit.hasFocus() or row.field.error or not row.field.text
            for row in self.rows
        )


def _mark(row: PatternRow, is_found: bool | None) -> None:
    """Show whether a pattern is in the text; None: it is none, or took too long."""
    if is_found is None:
        row.glyph.set_icon("warning-circle-fill", "bad")
        row.glyph.setToolTip(_("Not a pattern, or too slow on this text"))
    elif is_found:
        row.glyph.set_icon("check-circle-fill", "ok")
        row.glyph.setToolTip(_("Found in the text"))
    else:
        row.glyph.set_icon("minus-circle", "t3")
        row.glyph.setToolTip(_("Not in the text"))
    row.glyph.setAccessibleName(row.glyph.toolTip())
