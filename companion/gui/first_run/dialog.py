"""The three cards in turn, in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.first_run.desk import FirstRunDesk
from companion.gui.first_run.later import AddLater
from companion.gui.first_run.obs_card import ObsCard
from companion.gui.first_run.parts import EDGE, StepBars, StepCard
from companion.gui.first_run.see_card import SeeCard
from companion.gui.first_run.stream_card import StreamCard
from companion.i18n import _

WIDTH, HEIGHT = 440, 616
_AIR = 16
"""Least between the card and the window's edges, in pixels, above and below."""


class FirstRun(Dialog):
    """Where do you stream, put it into OBS, see it. Escape and the cross skip it."""

    def __init__(self, parent: QWidget, desk: FirstRunDesk) -> None:
        super().__init__(parent, theme=desk.theme, title=_("Set up"), width=WIDTH)
        self._desk = desk
        self.card.setFixedHeight(min(HEIGHT, max(400, parent.height() - _AIR)))
        self._heading.hide()
        layout = self.card.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.stream = StreamCard(desk)
        self.obs = ObsCard(desk)
        self.see = SeeCard(desk)
        self._cards: tuple[StepCard, ...] = (self.stream, self.obs, self.see)
        self.body.addWidget(self._make_head())
        self._stack = QStackedWidget()
        for card in self._cards:
            self._stack.addWidget(card)
        self.body.addWidget(self._stack, 1)
        self.stream.done.connect(lambda: self.go(1))
        self.obs.back.connect(lambda: self.go(0))
        self.obs.done.connect(self._go_from_obs)
        self.see.back.connect(lambda: self.go(1))
        self.see.done.connect(self._finish)
        self.finished.connect(self._on_finished)
        self._is_put_off = False
        self._show_title()

    @property
    def step(self) -> int:
        """Return which card is on, from 0."""
        return self._stack.currentIndex()

    def go(self, step: int) -> None:
        """Show another card, from 0."""
        before = self._cards[self.step]
        before.leave()
        self._stack.setCurrentIndex(step)
        self.bars.set_step(step + 1)
        self._show_title()
        self._cards[step].enter()

    def put_off(self) -> None:
        """Close; it is offered again, because something else comes first."""
        self._is_put_off = True
        self.reject()

    def _make_head(self) -> QWidget:
        theme = self._desk.theme
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(EDGE, 20, 16, 16)
        row.setSpacing(8)
        self.bars = StepBars(len(self._cards), theme=theme)
        row.addWidget(self.bars, 1)
        self.skip = Button(
            theme=theme,
            look="ghost",
            icon="x",
            height=24,
            name=_("Skip"),
            tip=_("Skip this. “Set up” on the Live page and in the settings opens it"),
            on_click=self.reject,
        )
        self.skip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.skip)
        return head

    def _show_title(self) -> None:
        """Tell screen readers which card is on."""
        words = _("{title}, step {step}").format(
            title=self._cards[self.step].title, step=self.bars.words
        )
        self.setWindowTitle(words)
        self.setAccessibleName(words)

    def _go_from_obs(self) -> None:
        # While another card is on, OBS has only just started: nothing to leave.
        if self.step == 1:
            self.go(2)

    def _finish(self) -> None:
        self.accept()
        self._desk.wishes.go_live()

    def _on_finished(self, _code: int) -> None:
        for card in self._cards:
            card.leave()
        self._desk.studio.stop()
        if self.obs.wait_no_more():
            AddLater(self._desk.watch, say=self._desk.wishes.say)
        if not self._is_put_off:
            self._desk.wishes.change_done()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.studio.start()
        # When it is in front: before that no field can have the keyboard.
        QTimer.singleShot(0, self._cards[self.step].enter)
