"""How strictly scores are read; what would change shows before it is in force."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import WouldChange
from companion.gui.bridge import Bridge
from companion.gui.components.button import Button
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.moderation.changed_lines import (
    ChangedModel,
    ChangedView,
    change_words,
)
from companion.gui.moderation.decision_words import label_name, score_text
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.policy_draft import OWN, PolicyDraft
from companion.gui.moderation.threshold_bar import KINDS, ThresholdBar, paint_mark
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.moderation.policy import LEVELS, Limits
from companion.settings.moderation import LABELS

REST_MS = 120
"""How long a mark must rest before the newest messages are read by it."""

_FIGURE_WIDTH = 44


class _Shape(QWidget):
    """One mark of the legend."""

    def __init__(self, kind: str, *, theme: Theme) -> None:
        super().__init__()
        self._kind = kind
        self._theme = theme
        self.setFixedSize(18, 18)
        theme.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inks = {"flag": "t2", "hold": "warn", "block": "bad"}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour(inks[self._kind])))
        painter.scale(0.8, 0.8)
        paint_mark(painter, self._kind, QPointF(11, 11))
        painter.end()


class PolicyCard(QWidget):
    """Level and marks; nothing is in force before Apply. changed: the draft did."""

    changed = Signal()

    def __init__(self, bridge: Bridge, gate: GateSettings, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._gate = gate
        self._theme = theme
        self.draft = PolicyDraft(gate.current.policy)
        self._asking = False
        self._again = False
        self.bars: dict[str, ThresholdBar] = {}
        self._figures: dict[str, tuple[QLabel, ...]] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addLayout(self._make_level())
        column.addLayout(self._make_legend())
        column.addLayout(self._make_bars())
        self.outcome = paragraph("", size=12, ink="2")
        self.changes = ChangedModel(self)
        self.view = ChangedView(self.changes, theme=theme)
        self.view.hide()
        column.addLayout(self._make_foot())
        column.addWidget(self.view)
        gate.changed.connect(self._on_saved)
        self._show()

    def _make_level(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(_("Level"), weight=fonts.MEDIUM))
        self._about = paragraph("", size=12, ink="3")
        words.addWidget(self._about)
        row.addLayout(words, 1)
        names = {**{level: level for level in LEVELS}, OWN: _("Own")}
        self.level = Segmented(
            [Choice(key=key, name=name) for key, name in names.items()],
            theme=self._theme,
            name=_("Level"),
            current=self.draft.level,
        )
        self.level.chosen.connect(self._on_level)
        row.addWidget(self.level, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_legend(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        names = {
            "flag": _("flag: marked in the window only"),
            "hold": _("hold: waits for a person"),
            "block": _("block: never shown"),
        }
        for kind in KINDS:
            row.addWidget(_Shape(kind, theme=self._theme))
            row.addWidget(label(names[kind], size=11, ink="3"))
            row.addSpacing(12)
        row.addStretch(1)
        return row

    def _make_bars(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, kind in enumerate(KINDS):
            grid.addWidget(_Shape(kind, theme=self._theme), 0, 2 + place, right)
        for place, name in enumerate(LABELS, 1):
            words = label_name(name)
            grid.addWidget(label(words, size=12, ink="2"), place, 0)
            bar = ThresholdBar(words, self.draft.limits(name), theme=self._theme)
            bar.moved.connect(lambda limits, one=name: self._on_moved(one, limits))
            grid.addWidget(bar, place, 1)
            self.bars[name] = bar
            figures = []
            for kind_place in range(len(KINDS)):
                figure = label("", size=12, ink="3", tabular=True)
                figure.setFixedWidth(_FIGURE_WIDTH)
                figure.setAlignment(right)
                grid.addWidget(figure, place, 2 + kind_place)
                figures.append(figure)
            self._figures[name] = tuple(figures)
        return grid

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.outcome, 1)
        self.discard_button = Button(
            _("Discard"), theme=self._theme, look="ghost", on_click=self.discard
        )
        self.apply_button = Button(
            _("Apply"), theme=self._theme, look="primary", on_click=self.apply
        )
        for button in (self.discard_button, self.apply_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def apply(self) -> None:
        """Have the gate judge by the draft."""
        self.apply_button.set_busy(True)

        def told(error: str) -> None:
            self.apply_button.set_busy(False)
            if error:
                self._say(error, is_error=True)
            else:
                self.discard()

        self._gate.change(self.draft.changes(), told)

    def discard(self) -> None:
        """Go back to what is in force."""
        self._rest.stop()
        self._again = False
        self.draft.discard(self._gate.current.policy)
        self._show()

    def _on_level(self, level: str) -> None:
        self.draft.choose_level(level)
        self._show()
        self._compare()

    def _on_moved(self, name: str, limits: Limits) -> None:
        self.draft.move(name, limits)
        self._show(but=name)
        self._compare()

    def _on_saved(self) -> None:
        """Show what was saved elsewhere, unless a draft is at work here."""
        if not self.draft.is_changed:
            self.discard()

    def _compare(self) -> None:
        if self.draft.is_changed:
            self._rest.start()

    def _ask(self) -> None:
        """Read the newest messages by the draft; one question at a time."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        table: Mapping[str, object] = self.draft.table(self._gate.current)

        async def look(engine: Engine) -> WouldChange:
            return await engine.gate.would_change(table)

        def then(found: WouldChange) -> None:
            if self.draft.is_changed and not self._again:
                self._say(change_words(found.looked_at, found.lines))
                self.changes.show_lines(found.lines)
                self.view.show_count(len(found.lines))
            self._answered()

        def failed(error: CompanionError) -> None:
            self._say(str(error), is_error=True)
            self._answered()

        self._bridge.ask(look, then=then, failed=failed)

    def _answered(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self._compare()

    def _show(self, *, but: str = "") -> None:
        """Show the draft; `but` a label whose marks are being moved."""
        is_changed = self.draft.is_changed
        self.level.set_current(self.draft.level)
        self._about.setText(_level_words(self.draft.level))
        for name, bar in self.bars.items():
            limits = self.draft.limits(name)
            if name != but:
                bar.show_limits(limits)
            for figure, value in zip(self._figures[name], limits, strict=True):
                figure.setText("–" if value >= 1 else score_text(value))
        self.discard_button.setVisible(is_changed)
        self.apply_button.setVisible(is_changed)
        if not is_changed:
            self._say(
                _("Move a mark, and the messages that would change show before it.")
            )
            self.changes.show_lines(())
            self.view.hide()
        self.changed.emit()

    def _say(self, text: str, *, is_error: bool = False) -> None:
        set_ink(self.outcome, "bad" if is_error else "2")
        self.outcome.setText(text)


def _level_words(level: str) -> str:
    return {
        "0": _("Scores stop nothing; the rules still do."),
        "1": _("Stops what is meant to hurt: threats, hate, the worst."),
        "2": _("The usual one: toxic messages wait; swearing among friends passes."),
        "3": _("Insults and swearing wait too."),
        "4": _("For children and for raids: little passes that is not kind."),
        OWN: _("Marks of your own, as they stand below."),
    }[level]
