"""The third card: a simulated gift, and whether viewers see it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from shiboken6 import isValid
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.gui.components.amounts import countdown
from companion.gui.components.button import Button
from companion.gui.components.text import ElidedLabel, label, paragraph
from companion.gui.first_run.desk import OVERLAY, FirstRunDesk
from companion.gui.first_run.parts import Mark, Painted, Panel, StepCard
from companion.gui.first_run.words import Proof, alert_delay, proof_of, shows_alerts
from companion.gui.overlays.pictures import Pictures, bundled
from companion.gui.overlays.tile import FittedPicture, paint_game
from companion.gui.theme import fonts
from companion.i18n import _

PREVIEW = 220
"""Height of the picture, in pixels: 16 to 9 in a card."""

_STAGE_WIDTH = 1920
"""Pixels of the page of which the example is a picture."""

_AFTER_S = 6.0
"""Seconds that the page has before the first gift is sent without it."""


_LOOKS = 2
"""Looks at OBS until what was done on the card before is known; the first of them may
have been on its way."""


class StagePicture(Painted):
    """What viewers see, over a stand-in game."""

    def __init__(self, *, desk: FirstRunDesk) -> None:
        super().__init__(theme=desk.theme, height=PREVIEW)
        self._fitted = FittedPicture()
        self.setAccessibleName(_("What viewers see"))

    def room(self) -> QSize:
        """Return how large a picture may be here, in screen pixels."""
        return self.size() * self.devicePixelRatioF()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, 6, 6)
        painter.setClipPath(shape)
        paint_game(painter, box)
        self._fitted.paint(painter, box, self.picture)
        painter.end()


class SeeCard(StepCard):
    """done: it is over. back: to the card about OBS."""

    done = Signal()
    back = Signal()

    def __init__(self, desk: FirstRunDesk) -> None:
        super().__init__(_("See it"), theme=desk.theme)
        self._desk = desk
        self._is_here = False
        self._has_sent = False
        self._entered = 0.0
        self._looks = 0
        self._delay_before: float | None = None
        self._gift_ms: float | None = None
        self.proof: Proof | None = None
        self.set_lead(_("A simulated gift. Shown, marked, never scored."))
        self.picture = StagePicture(desk=desk)
        self.body.addWidget(self.picture)
        self._make_proof()
        self._make_tests()
        self.body.addStretch(1)
        self._make_foot()
        self.pictures = Pictures(
            desk.bridge, desk.painter, overlay=desk.studio.overlay, parent=self
        )
        self.pictures.drawn.connect(self.picture.show_picture)
        self.pictures.problem_changed.connect(self._show_note)
        desk.studio.changed.connect(self._on_looked)
        desk.studio.failed.connect(lambda _problem: self._refresh())
        self._refresh()

    def enter(self) -> None:
        """Begin to look, and send the first gift as soon as it can be seen."""
        self._is_here = True
        # Enter must not end what has only just come.
        self.primary.setDefault(False)
        self._entered = self._desk.clock.monotonic()
        self._looks = 0
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        if self.picture.picture.isNull():
            self._show_example()
        self.pictures.select(OVERLAY, sample=False, room=self.picture.room())
        self.pictures.start()
        self._tick.start()
        self._count()
        self._desk.refresh()
        self._refresh()
        self.gift.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Look no more."""
        self._is_here = False
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
        self.pictures.stop()
        self._tick.stop()

    # What it consists of

    def _make_proof(self) -> None:
        theme = self._desk.theme
        self.panel = Panel()
        row = QHBoxLayout(self.panel)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        self.mark = Mark(theme=theme, size=22)
        row.addWidget(self.mark)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title = label(weight=fonts.SEMIBOLD)
        self._detail = paragraph("", size=12)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        row.addLayout(column, 1)
        self.mend = Button(theme=theme, name="-", on_click=self._mend)
        row.addWidget(self.mend)
        self.body.addWidget(self.panel)

    def _make_tests(self) -> None:
        theme = self._desk.theme
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        kinds = (
            (_("Gift"), "gift", "gift", "1"),
            (_("Follow"), "user-plus", "follow", "2"),
            (_("Comment"), "chat-text", "chat", "3"),
        )
        buttons = []
        self._shortcuts: list[QShortcut] = []
        for words, icon, kind, key in kinds:
            button = Button(
                words,
                theme=theme,
                icon=icon,
                key=key,
                show_key=True,
                tip=_("Simulated, marked as a test, never scored"),
                on_click=partial(self.test, kind),
            )
            row.addWidget(button)
            buttons.append(button)
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(button.click)
            shortcut.setEnabled(False)
            self._shortcuts.append(shortcut)
        self.gift, self.follow, self.comment = buttons
        row.addStretch(1)
        self.body.addLayout(row)
        self.note = paragraph("", size=12, ink="3")
        self.note.hide()
        self.body.addWidget(self.note)
        self.problem = paragraph("", size=12, ink="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)

    def _make_foot(self) -> None:
        theme = self._desk.theme
        self.go_back = Button(
            theme=theme,
            look="ghost",
            icon="caret-left",
            name=_("Back"),
            on_click=self.back.emit,
        )
        self.foot.addWidget(self.go_back)
        self.since = ElidedLabel(size=12, ink="3", tabular=True)
        self.foot.addWidget(self.since, 1)
        self.primary = Button(
            _("Go live with this"),
            theme=theme,
            look="primary",
            height=40,
            on_click=self.done.emit,
        )
        self.foot.addWidget(self.primary)
        self._tick = QTimer(self)
        self._tick.setInterval(1_000)
        self._tick.timeout.connect(self._count)

    # What is seen

    def _on_looked(self) -> None:
        self._looks += 1
        if self._is_here and self._looks == 1:
            self.pictures.look()  # before this the overlay was not known
        self._refresh()

    def _refresh(self) -> None:
        studio = self._desk.studio
        self._take_delay()
        proof = proof_of(
            studio.overlay(OVERLAY),
            studio.obs,
            now=studio.now,
            gift_ms=self._gift_ms,
            problem=studio.problem,
        )
        self.proof = proof
        self.panel.set_kind("ok" if proof.is_proved else "plain")
        self._title.setText(proof.title)
        self._detail.setText(proof.detail)
        spoken = f"{proof.title}. {proof.detail}"
        self.panel.setAccessibleName(spoken)
        if proof.is_proved:
            self.mark.show_icon("check-circle-fill", "ok")
        elif proof.is_waiting:
            self.mark.show_icon("")
        else:
            self.mark.show_icon("warning-circle-fill", "warn")
        self.mend.setVisible(bool(proof.act))
        self.mend.setText(proof.verb)
        self.mend.setAccessibleName(proof.verb)
        self.mend.updateGeometry()
        self._send_first()

    def _take_delay(self) -> None:
        """Note what the page says of the gift; it says so at its next heartbeat."""
        alerts = self._desk.studio.overlay("alerts")
        told = alert_delay(alerts.pages) if alerts is not None else None
        if not self._has_sent:
            self._delay_before = told
        elif told is not None and told != self._delay_before:
            self._gift_ms = told

    def _send_first(self) -> None:
        """Send the first gift when it is seen, or when nobody is to be waited for."""
        if self._has_sent or not self._is_here or self.proof is None:
            return
        if self._looks < _LOOKS:
            return
        alerts = self._desk.studio.overlay("alerts")
        is_ready = alerts is not None and shows_alerts(alerts.pages)
        may_come = self.proof.is_waiting or (self.proof.is_proved and not is_ready)
        waited = self._desk.clock.monotonic() - self._entered
        if not may_come or waited >= _AFTER_S:
            self.test("gift")

    def _show_example(self) -> None:
        self.picture.show_picture(_example())

    def _show_note(self, problem: str) -> None:
        words = _("Example picture. {why}").format(why=problem) if problem else ""
        self.note.setText(words)
        self.note.setVisible(bool(problem))

    def _count(self) -> None:
        began = self._desk.began
        if began is None:
            self.since.setText("")
            return
        passed = round((self._desk.clock.monotonic() - began) * 1_000_000)
        words = _("{time} since you opened Companion")
        self.since.setText(words.format(time=countdown(passed)))

    # What is done

    def test(self, kind: str) -> None:
        """Send a simulated event through everything that a real one passes."""
        if kind == "gift":
            self._has_sent = True
        self._say("")

        async def ask(engine: Engine) -> int:
            return await engine.studio.overlays.test_event(kind)

        def then(_seq: int) -> None:
            if isValid(self):
                self.pictures.look()

        self._desk.bridge.ask(ask, then=then, failed=self._failed)

    def _mend(self) -> None:
        proof = self.proof
        if proof is None or not proof.act:
            return
        if proof.act == "back":
            self.back.emit()
            return
        self._say("")

        async def ask(engine: Engine) -> None:
            obs = engine.studio.obs
            match proof.act:
                case "show":
                    source = proof.source.source if proof.source else ""
                    await obs.show_source(source, proof.scene, visible=True)
                case "switch":
                    await obs.switch_scene(proof.scene)
                case "repair":
                    await obs.repair(OVERLAY)
                case "reload":
                    await obs.reload(OVERLAY)

        def then(_none: None) -> None:
            if isValid(self):
                self._desk.refresh()

        self._desk.bridge.ask(ask, then=then, failed=self._failed)

    def _failed(self, error: CompanionError) -> None:
        if isValid(self):
            self._say(str(error))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _example() -> QPixmap:
    """Return the picture of a stage that we ship; null where there is none."""
    image = bundled(OVERLAY)
    if image.isNull():
        return QPixmap()
    picture = QPixmap.fromImage(image)
    picture.setDevicePixelRatio(picture.width() / _STAGE_WIDTH)
    return picture
