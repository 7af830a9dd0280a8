"""What of the verdicts is shown: words, viewer, verdict, who, rule, score."""

from __future__ import annotations

from msgspec import structs
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from companion.domain.entries import Verdict
from companion.domain.values import Viewer
from companion.domain.views import VerdictFilter
from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Field
from companion.gui.components.text import isolated, label
from companion.gui.live.display_text import name_of
from companion.gui.moderation.decision_words import (
    label_name,
    rule_names,
    score_text,
    verdict_name,
)
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings.moderation import LABELS

TYPING_MS = 250
"""How long typing or sliding must rest before the list is read anew."""

_ANY = ""


class VerdictFilters(QWidget):
    """Two rows of controls; `changed` comes when they rest."""

    changed = Signal(object)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._viewer: Viewer | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TYPING_MS)
        self._rest.timeout.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(self._first_row())
        column.addLayout(self._second_row())

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.words = Field(
            _("Find in texts and names"),
            theme=self._theme,
            placeholder=_("Find in texts and names"),
            show_caption=False,
            on_edit=lambda _text: self._rest.start(),
            on_enter=self._now,
        )
        row.addWidget(self.words, 1)
        self.viewer = Button(
            "",
            theme=self._theme,
            height=24,
            icon="user-bold",
            trailing_icon="x-bold",
            tip=_("Show all viewers again"),
            on_click=lambda: self.show_viewer(None),
        )
        self.viewer.hide()
        row.addWidget(self.viewer)
        self.clear = Button(
            _("Clear filters"),
            theme=self._theme,
            look="ghost",
            height=24,
            on_click=self.reset,
        )
        row.addWidget(self.clear)
        return row

    def _second_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        shown = (Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK)
        self.verdict = self._drop(
            {
                _ANY: _("Any verdict"),
                **{one.value: verdict_name(one) for one in shown},
            },
            _("Verdict"),
        )
        self.by = self._drop(
            {
                _ANY: _("By anybody"),
                "person": _("by people"),
                "rules": _("by rules"),
                "model": _("by the model"),
                "clock": _("by the countdown"),
                "undo": _("taken back"),
            },
            _("Who decided"),
        )
        self.rule = self._drop({_ANY: _("Any rule"), **rule_names()}, _("Rule"))
        self.label = self._drop(
            {_ANY: _("Highest score"), **{one: label_name(one) for one in LABELS}},
            _("Score of"),
        )
        self.score = QSlider(Qt.Orientation.Horizontal)
        self.score.setRange(0, 100)
        self.score.setPageStep(10)
        self.score.setMinimumWidth(64)
        self.score.setMaximumWidth(160)
        self.score.setAccessibleName(_("At least this score"))
        self.score.setToolTip(_("At least this score"))
        self.score.valueChanged.connect(self._on_score)
        self._score_text = label(_("any"), size=12, ink="3", tabular=True)
        self._score_text.setFixedWidth(48)
        for part in (self.verdict, self.by, self.rule, self.label):
            row.addWidget(part)
        row.addWidget(self.score, 1)
        row.addWidget(self._score_text)
        row.addStretch(0)
        return row

    @property
    def wanted(self) -> VerdictFilter:
        """Return what the controls ask for."""
        verdict = self.verdict.current
        return VerdictFilter(
            words=self.words.text,
            viewer_id=self._viewer.id if self._viewer else "",
            rule=self.rule.current,
            by=self.by.current,
            verdict=Verdict(verdict) if verdict else None,
            label=self.label.current,
            score=self.score.value() / 100,
            kind="verdict",
        )

    @property
    def is_empty(self) -> bool:
        """Return whether everything is let through."""
        return self.wanted == VerdictFilter(kind="verdict")

    def show_viewer(self, viewer: Viewer | None) -> None:
        """Show only what this Viewer wrote; None: of everybody."""
        self._viewer = viewer
        self.viewer.setVisible(viewer is not None)
        if viewer is not None:
            self.viewer.setText(isolated(_short(name_of(viewer))))
        self._now()

    def reset(self) -> None:
        """Let everything through again."""
        self.words.set_text("")
        for one in (self.verdict, self.by, self.rule, self.label):
            one.set_current(_ANY)
        self.score.setValue(0)
        self.show_viewer(None)

    def _drop(self, choices: dict[str, str], name: str) -> DropDown:
        found = DropDown(choices, theme=self._theme, name=name)
        found.chosen.connect(lambda _key: self._now())
        return found

    def _on_score(self, value: int) -> None:
        text = "≥ " + score_text(value / 100) if value else _("any")
        self._score_text.setText(text)
        self._rest.start()

    def _now(self) -> None:
        self._rest.stop()
        self._tell()

    def _tell(self) -> None:
        self.clear.setEnabled(not self.is_empty)
        self.changed.emit(structs.replace(self.wanted))


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
