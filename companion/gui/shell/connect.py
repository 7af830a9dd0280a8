"""Connecting: one field that recognises what was typed, or a simulated stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.values import Platform
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.components.floating import paint_card
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, paragraph, rule
from companion.gui.components.toggle import Toggle
from companion.gui.shell.targets import Guess, recognise
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

PLATFORM_NAMES = {
    Platform.TIKTOK: "TikTok",
    Platform.TWITCH: "Twitch",
    Platform.YOUTUBE: "YouTube",
}
"""Names of companies are not translated."""


_ROWS_HEIGHT = 184
"""Three scenarios and the beginning of the next one, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A simulated stream that can be chosen; target is "simulator:…"."""

    target: str
    title: str
    description: str


class ScenarioRow(QAbstractButton):
    """One simulated stream in the list."""

    def __init__(self, scenario: Scenario, *, theme: Theme) -> None:
        super().__init__()
        self.scenario = scenario
        self._theme = theme
        self.setFixedHeight(48)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(scenario.title)
        self.setAccessibleDescription(scenario.description)
        self.setToolTip(scenario.description)
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 48)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        ground = tokens.bg3 if self.underMouse() or self.isDown() else tokens.bg1
        box = QRectF(self.rect())
        paint_card(painter, box, ground=ground, edge=tokens.line, radius=6)
        paint_icon(painter, QRectF(12, 15, 18, 18), "flask", tokens.t2)
        room = self.width() - 42 - 36
        lines = (
            (self.scenario.title, fonts.font(13, fonts.SEMIBOLD), tokens.t1, 6, 20),
            (self.scenario.description, fonts.font(12), tokens.t3, 25, 16),
        )
        for text, font, ink, top, height in lines:
            painter.setFont(font)
            painter.setPen(QColor(ink))
            elide = Qt.TextElideMode.ElideRight
            shown = QFontMetrics(font).elidedText(text, elide, room)
            words = QRectF(42, top, room, height)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown)
        arrow = QRectF(self.width() - 28, 16, 16, 16)
        paint_icon(painter, arrow, "caret-right", tokens.t3)
        painter.end()


class ConnectDialog(Dialog):
    """Asks for a channel; the platform is recognised from what is typed.

    available: platforms that this version can read. connect: starts a connection;
    calls back with None, or with the error that stands then beside the field.
    tiktok_accepted: whether the notice about TikTok was read before; on_tiktok_accepted
    records that it was.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        available: frozenset[Platform],
        scenarios: Sequence[Scenario],
        connect: Callable[[str, Callable[[CompanionError | None], None]], None],
        tiktok_accepted: bool,
        on_tiktok_accepted: Callable[[], object],
    ) -> None:
        super().__init__(parent, theme=theme, title=_("Connect a channel"), width=480)
        self._theme = theme
        self._available = available
        self._connect = connect
        self._accepted_before = tiktok_accepted
        self._on_accepted = on_tiktok_accepted
        self._guesses: tuple[Guess, ...] = ()
        self._make_field()
        self._make_notice()
        self._make_scenarios(scenarios)
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self.reject)
        self.act = Button(
            _("Connect"), theme=theme, look="primary", on_click=self._start
        )
        self.act.setDefault(True)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)
        self._on_edit("")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the dialog consists of

    def _make_field(self) -> None:
        lead = _(
            "A TikTok name, a Twitch name or a YouTube link. Reading needs no login."
        )
        self.body.addWidget(paragraph(lead))
        self.field = Field(
            _("Channel"),
            theme=self._theme,
            placeholder="@mira.plays",
            show_caption=False,
            height=40,
            on_edit=self._on_edit,
        )
        self.body.addWidget(self.field)
        self._which = QWidget()
        row = QHBoxLayout(self._which)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._which_words = label(size=12, ink="3")
        self.choice = Segmented(
            [
                Choice(
                    key=platform.value,
                    name=PLATFORM_NAMES[platform],
                )
                for platform in (Platform.TIKTOK, Platform.TWITCH)
            ],
            theme=self._theme,
            name=_("Platform"),
        )
        self.choice.chosen.connect(lambda _key: self._show_guess())
        row.addWidget(self._which_words)
        row.addWidget(self.choice)
        row.addStretch(1)
        self.body.addWidget(self._which)

    def _make_notice(self) -> None:
        self._notice = QWidget()
        row = QHBoxLayout(self._notice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        text = _(
            "TikTok has no official way to read a live stream. Companion uses an "
            "unofficial one that can stop working any day; it asks a sign server of "
            "somebody else, which learns which channel you connect to."
        )
        words = paragraph(text, size=12)
        self.accept_notice = Toggle(
            theme=self._theme,
            name=_("I have read this"),
            on_change=lambda _on: self._show_guess(),
        )
        row.addWidget(self.accept_notice, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self.body.addWidget(self._notice)

    def _make_scenarios(self, scenarios: Sequence[Scenario]) -> None:
        self.rows = [ScenarioRow(scenario, theme=self._theme) for scenario in scenarios]
        if not self.rows:
            return
        self.body.addWidget(rule())
        self.body.addWidget(label(_("Or a simulated stream"), size=12, ink="3"))
        self.body.addSpacing(-4)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        for row in self.rows:
            row.clicked.connect(lambda _on, r=row: self._go(r.scenario.target))
            column.addWidget(row)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.setFixedHeight(min(len(self.rows) * 56 - 8, _ROWS_HEIGHT))
        self.body.addWidget(area)

    # What happens

    @property
    def guess(self) -> Guess | None:
        """Return what would be connected to, None while nothing is recognised."""
        if len(self._guesses) < 2:
            return self._guesses[0] if self._guesses else None
        chosen = self.choice.current
        return next(g for g in self._guesses if g.platform.value == chosen)

    def type_text(self, text: str) -> None:
        """Put a text in as if it had been typed."""
        self.field.set_text(text)
        self._on_edit(text)

    def _on_edit(self, text: str) -> None:
        self._guesses = recognise(text)
        self.field.set_error("")
        self._show_guess()

    def _show_guess(self) -> None:
        guess = self.guess
        self.choice.setVisible(len(self._guesses) > 1)
        self._which_words.setText("")
        self._notice.hide()
        ready = False
        if guess is None:
            self._which_words.setText(
                _("The platform is recognised from what you type.")
            )
        elif guess.platform not in self._available:
            text = _("{platform} arrives with a later version of Companion.")
            self._which_words.setText(
                text.format(platform=PLATFORM_NAMES[guess.platform])
            )
        else:
            name = PLATFORM_NAMES[guess.platform]
            self._which_words.setText(_("This is {platform}.").format(platform=name))
            needs = guess.platform is Platform.TIKTOK and not self._accepted_before
            self._notice.setVisible(needs)
            ready = not needs or self.accept_notice.isChecked()
        if len(self._guesses) > 1 and guess and guess.platform in self._available:
            self._which_words.setText(_("Which platform?"))
        self.act.setEnabled(ready)

    def _start(self) -> None:
        guess = self.guess
        if guess is None:
            return
        if guess.platform is Platform.TIKTOK and not self._accepted_before:
            self._accepted_before = True
            self._on_accepted()
        self._go(guess.target)

    def _go(self, target: str) -> None:
        self.field.set_error("")
        self.act.set_busy(True, _("Connecting…"))
        self._connect(target, self._on_answer)

    def _on_answer(self, error: CompanionError | None) -> None:
        if not isValid(self):
            return  # cancelled meanwhile
        if error is None:
            self.accept()
            return
        self.act.set_busy(False, _("Connect"))
        self.field.set_error(str(error))
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
