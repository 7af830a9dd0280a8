"""The one interaction on air, at reading-from-afar size, and its next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.desk import Verb
from companion.domain.show.views import ControllerView, InteractionView, ShowView
from companion.domain.values import Timestamp
from companion.gui.components.button import icon_button
from companion.gui.components.field import Glyph
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, isolated, rule
from companion.gui.show.bodies import parts_of
from companion.gui.show.head_parts import FairClocks
from companion.gui.show.on_air_chip import OnAirChip
from companion.gui.show.part import Board, Gap
from companion.gui.show.row_acts import RowActs
from companion.gui.show.step_row import StepRow
from companion.gui.show.steps import primary_verb
from companion.gui.show.wishes import ShowWishes
from companion.gui.show.words import heading
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_CLOCKED = {"poll", "quiz", "word_cloud", "rating", "flag", "giveaway", "prediction"}
"""Kinds whose answers are judged by when they were said."""


class Interaction(QWidget):
    """What is on air: parts, then the buttons, then how late each platform is."""

    def __init__(self, wishes: ShowWishes, *, theme: Theme, scale: float = 1.0) -> None:
        super().__init__()
        self._wishes = wishes
        self.board = Board(theme=theme, scale=scale)
        self.acts = RowActs(self.board, wishes, theme=theme)
        self.steps = StepRow(theme=theme, on_step=self.step)
        self.below = Board(theme=theme, scale=scale)
        self._view: InteractionView | None = None
        self._edge = 32 if scale == 1.0 else 64
        self._inside = QWidget()
        self._scrolled = QVBoxLayout(self._inside)
        self._scrolled.setContentsMargins(self._edge, 24, self._edge, 0)
        self._scrolled.setSpacing(24)
        self._scrolled.addWidget(self.board)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inside)
        self._pinned = QVBoxLayout()
        self._pinned.setContentsMargins(self._edge, 16, self._edge, 16)
        self._pinned.setSpacing(24)
        self._pinned.addWidget(self.steps)
        self._pinned.addWidget(self.below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.area)
        column.addLayout(self._pinned)
        column.addStretch(1)
        self._is_low: bool | None = None

    def fit(self) -> None:
        """Keep the steps in sight: what has no room above them scrolls."""
        width = max(160, self.width() - 2 * self._edge)
        board = self.board.heightForWidth(width) + 24
        steps = self.steps.layout_height(width) + 32
        below = self.below.heightForWidth(width) + 24
        is_low = board + steps + below > self.height()
        if is_low != self._is_low:
            self._is_low = is_low
            target = self._scrolled if is_low else self._pinned
            target.addWidget(self.below)
        inside = board + (below if is_low else 0)
        self._inside.setMinimumHeight(inside)
        self.area.setFixedHeight(max(96, min(inside, self.height() - steps)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @property
    def view(self) -> InteractionView | None:
        """Return what is shown."""
        return self._view

    def show_interaction(
        self, view: InteractionView, show: ShowView, now: Timestamp
    ) -> None:
        """Show how an interaction stands."""
        self._view = view
        self.board.setAccessibleName(heading(view, show.sheet))
        self.acts.view = view
        self.board.show_parts(parts_of(view, now, is_big=self.board.scale > 1))
        self.steps.show_steps(view)
        shown = view.kind in _CLOCKED and bool(show.clocks)
        clocks = [FairClocks(show.clocks, view.waiting_for)] if shown else []
        self.below.show_parts([*clocks, Gap(8)])
        self.fit()

    def step(self, verb: str, value: str = "") -> None:
        """Do what a button or a key says."""
        view = self._view
        if view is None:
            return
        if verb == "decide":
            self.acts.open_decide(self.steps.button("decide"))
        elif verb == view.next and verb != "start":
            self._wishes.next()
        else:
            self._wishes.act_on(view.id, _verb(verb), value)

    def next(self) -> None:
        """Do the one next step."""
        if self._view is not None:
            verb = primary_verb(self._view)
            if verb:
                self.step(verb)
            else:
                self._wishes.next()


def _verb(verb: str) -> Verb:
    return verb  # type: ignore[return-value]  # from `may`, which only has verbs


class Middle(QWidget):
    """The middle pane with its head. wide_asked: the whole window for it."""

    wide_asked = Signal()
    side_asked = Signal()

    def __init__(
        self, wishes: ShowWishes, *, theme: Theme, empty: Callable[[], QWidget]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._wishes = wishes
        self.setAccessibleName(_("On air"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        self.interaction = Interaction(wishes, theme=theme)
        column.addWidget(self.interaction, 1)
        self.empty = empty()
        column.addWidget(self.empty, 1)
        self.interaction.hide()
        wishes.busy_changed.connect(self.interaction.steps.set_busy)

    def _make_head(self) -> QWidget:
        theme = self._theme
        head = Strip(40, right=8)
        row = head.row
        self.chip = OnAirChip(theme=theme)
        self.title = ElidedLabel(weight=fonts.SEMIBOLD)
        self._lock = Glyph("lock-simple-fill", theme=theme, size=12)
        self.control = ElidedLabel(size=12, ink="3")
        self.wide = icon_button(
            "arrows-out",
            _("Big type, whole window"),
            theme=theme,
            key="F11",
            on_click=self.wide_asked.emit,
        )
        self.side = icon_button(
            "monitor", _("On stream now"), theme=theme, on_click=self.side_asked.emit
        )
        self.side.hide()
        row.addWidget(self.chip)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self._lock)
        row.addWidget(self.control)
        row.addWidget(self.wide)
        row.addWidget(self.side)
        return head

    def show_view(
        self, view: ShowView, current: InteractionView | None, now: Timestamp
    ) -> None:
        """Show what is on air, or what can be."""
        words = controller_words(view.controller)
        self.control.setText(words)
        self.control.setToolTip(words)
        self.interaction.setVisible(current is not None)
        self.empty.setVisible(current is None)
        is_shown = current is not None and current.shown
        self.chip.set_state(is_on=is_shown, is_there=current is not None)
        if current is None:
            self.title.setText(_("Nothing is on air"))
            return
        self.title.setText(heading(current, view.sheet))
        self.interaction.show_interaction(current, view, now)


def controller_words(controller: ControllerView) -> str:
    """Return who may write now, and who watches."""
    watching = [isolated(name) for name in controller.others]
    told = _("You control")
    if not controller.is_window and controller.name:
        name = isolated(controller.name)
        told = _("You and {name} control").format(name=name)
    if not watching:
        return told
    if len(watching) == 1:
        more = _("{name} watches").format(name=watching[0])
    else:
        more = _("{names} watch").format(names=", ".join(watching))
    return f"{told} · {more}"
