"""The model: which one, how it does, and how strictly its scores are read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.banner import Banner
from companion.gui.components.text import label, rule
from companion.gui.moderation.gate_settings import PREFIX, GateSettings
from companion.gui.moderation.model_choice import ModelChoice
from companion.gui.moderation.model_state import ModelState
from companion.gui.moderation.opinion_key import OpinionKeyLine
from companion.gui.moderation.policy_card import PolicyCard
from companion.gui.pages.setting_line import Line
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import catalogue

_WIDEST = 920

_LINES = ("model.deadline_s", "model.strict")
_SECOND = (
    "model.second_opinion.address",
    "model.second_opinion.low",
    "model.second_opinion.high",
)


class ModelTab(QWidget):
    """State on top, then strictness, the choice, and what is rarely changed."""

    def __init__(self, watch: Watch, *, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Model"))
        self._watch = watch
        self._theme = theme
        self.gate = GateSettings(watch.bridge, preferences, self)
        self._settings = {
            one.field.removeprefix(PREFIX): one
            for one in catalogue()
            if one.field.startswith(PREFIX)
        }
        self.lines: dict[str, Line] = {}
        self.body = self._make_body()
        self.state = ModelState(theme=theme)
        self.policy = PolicyCard(watch.bridge, self.gate, theme=theme)
        self.choice = ModelChoice(watch.bridge, self.gate, theme=theme)
        self.warning = Banner(
            _("Texts leave this computer"),
            _("Doubtful messages are sent to this address, without their names."),
            theme=theme,
            icon="cloud-arrow-up",
        )
        self._section(_("Now"), [self.state])
        self._section(_("Strictness"), [self.policy])
        self._section(_("Models"), [self.choice])
        self._section(_("When it is late"), [self._line(name) for name in _LINES])
        second = [self._line(name) for name in _SECOND]
        self.key = OpinionKeyLine(watch.bridge, theme=theme)
        self._section(_("Second opinion"), [*second, self.key, self.warning])
        self.body.addStretch(1)
        self.gate.changed.connect(self._refresh_lines)
        watch.totals_changed.connect(self.refresh)
        self._refresh_lines()
        self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.gate.look()

    def refresh(self) -> None:
        """Show how the model stands now."""
        self.state.show_view(self._watch.gate)
        self.key.show_kept(self._watch.gate.has_opinion_key)

    def _refresh_lines(self) -> None:
        for name, line in self.lines.items():
            line.show_value(self.gate.value(name))
        address = self.gate.current.model.second_opinion.address
        self.warning.setVisible(bool(address))

    def _make_body(self) -> QVBoxLayout:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(16, 16, 16, 16)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        body = QVBoxLayout(holder)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        outer.addWidget(holder)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        return body

    def _section(self, title: str, parts: Sequence[QWidget]) -> None:
        self.body.addWidget(label(title, size=13, weight=fonts.SEMIBOLD))
        card = QFrame()
        card.setProperty("card", "plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(0)
        for place, part in enumerate(parts):
            if place and not isinstance(part, Banner):
                column.addWidget(rule())
            column.addWidget(part)
        self.body.addWidget(card)
        self.body.addSpacing(8)

    def _line(self, name: str) -> Line:
        line = Line(
            self._settings[name],
            self.gate.value(name),
            theme=self._theme,
            change=lambda _field, value, told: self.gate.change({name: value}, told),
        )
        self.lines[name] = line
        return line
