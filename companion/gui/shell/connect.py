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
from companion.gui.components.chip import Chip
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.components.floating import paint_card
from companion.gui.components.segmented import Segmented
from companion.gui.components.text import label, paragraph, rule
from companion.gui.shell.platform_choice import PlatformChoice
from companion.gui.shell.targets import Guess, is_link
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must be so before some platforms can be read.

    available: platforms that this version can read. tiktok_notice: the notice that
    must be accepted first, its paragraphs apart by an empty line; "" when it was.
    on_tiktok_accepted records that it was. youtube_ready: a key or a login is there.
    on_youtube_setup: leads to where one is given, with the target that waits for it.
    """

    available: frozenset[Platform]
    tiktok_notice: str
    on_tiktok_accepted: Callable[[], object]
    youtube_ready: bool
    on_youtube_setup: Callable[[str], object]


class ConnectDialog(Dialog):
    """Asks for a channel; the platform is recognised from what is typed.

    connect: starts a connection; calls back with None, or with the error that stands
    then beside the field.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        scenarios: Sequence[Scenario],
        connect: Callable[[str, Callable[[CompanionError | None], None]], None],
        conditions: Conditions,
    ) -> None:
        super().__init__(parent, theme=theme, title=_("Connect a channel"), width=480)
        self._theme = theme
        self._connect = connect
        self._conditions = conditions
        self._notice = conditions.tiktok_notice
        self._which = PlatformChoice(theme=theme)
        self._which.chosen.connect(self._show_guess)
        self._asking = self._part()
        self._make_field()
        self._make_youtube()
        self._make_scenarios(scenarios)
        self._reading = self._part()
        self._make_notice()
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self._back)
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

    def _part(self) -> QVBoxLayout:
        """Return the column of one of the two things that the dialog shows."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.body.addWidget(part)
        return column

    def _make_field(self) -> None:
        lead = _(
            "A TikTok name, a Twitch name, or a YouTube link or @handle. Reading "
            "TikTok and Twitch needs no login."
        )
        self._asking.addWidget(paragraph(lead))
        self.field = Field(
            _("Channel"),
            theme=self._theme,
            placeholder="@mira.plays",
            show_caption=False,
            height=40,
            on_edit=self._on_edit,
        )
        self._asking.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._which_words = label(size=12, ink="3")
        self.unofficial = Chip(_("unofficial"), theme=self._theme)
        self.unofficial.setToolTip(
            _("TikTok has no official way to read a live chat; see the notice.")
        )
        row.addWidget(self._which_words)
        row.addWidget(self._which)
        row.addWidget(self.unofficial)
        row.addStretch(1)
        line = QWidget()
        # As high with the choice as without, so that nothing below moves.
        line.setFixedHeight(28)
        row.setContentsMargins(0, 0, 0, 0)
        line.setLayout(row)
        self._asking.addWidget(line)

    def _make_youtube(self) -> None:
        text = _(
            "YouTube is read with a free API key of your own, or with a Google login. "
            "The settings show how, step by step; it takes about three minutes."
        )
        self.needs = paragraph(text, size=12)
        self._asking.addWidget(self.needs)

    def _make_notice(self) -> None:
        for text in self._notice.split("\n\n"):
            self._reading.addWidget(paragraph(text))

    def _make_scenarios(self, scenarios: Sequence[Scenario]) -> None:
        self.rows = [ScenarioRow(scenario, theme=self._theme) for scenario in scenarios]
        if not self.rows:
            return
        self._asking.addWidget(rule())
        self._asking.addWidget(label(_("Or a simulated stream"), size=12, ink="3"))
        self._asking.addSpacing(-4)
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
        self._asking.addWidget(area)

    # What happens

    @property
    def guess(self) -> Guess | None:
        """Return what would be connected to, None while nothing is recognised."""
        return self._which.guess

    @property
    def choice(self) -> Segmented | None:
        """Return the platforms to choose from, None while there is no choice."""
        return self._which.segments

    @property
    def is_reading_notice(self) -> bool:
        """Return whether the notice about TikTok stands there, to be accepted."""
        return not self._of(self._reading).isHidden()

    def type_text(self, text: str) -> None:
        """Put a text in as if it had been typed."""
        self.field.set_text(text)
        self._on_edit(text)

    def _on_edit(self, text: str) -> None:
        self._which.read(text)
        self.field.set_error("")
        self._show_part(notice=False)

    def _show_part(self, *, notice: bool) -> None:
        """Show the question, or the notice in its place."""
        self._of(self._asking).setVisible(not notice)
        self._of(self._reading).setVisible(notice)
        # Enter accepts nothing that was not read.
        (self.cancel if notice else self.act).setDefault(True)
        if notice:
            self.set_title(_("Before TikTok is read"))
            self.cancel.setText(_("Not now"))
            self.act.setText(_("Accept and connect"))
            self.act.setEnabled(True)
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.set_title(_("Connect a channel"))
            self.cancel.setText(_("Cancel"))
            self._show_guess()

    def _show_guess(self) -> None:
        guess = self.guess
        self.unofficial.setVisible(
            guess is not None and guess.platform is Platform.TIKTOK
        )
        self.needs.setVisible(self._needs_setup(guess))
        setting_up = self._needs_setup(guess)
        self.act.setText(_("Set up YouTube") if setting_up else _("Connect"))
        self._which_words.setText(self._words(guess))
        available = self._conditions.available
        self.act.setEnabled(guess is not None and guess.platform in available)

    def _words(self, guess: Guess | None) -> str:
        if guess is None:
            if is_link(self.field.text):
                return _("This link names no TikTok, Twitch or YouTube channel.")
            return _("The platform is recognised from what you type.")
        name = platform_name(guess.platform)
        if guess.platform not in self._conditions.available:
            text = _("{platform} arrives with a later version of Companion.")
            return text.format(platform=name)
        if self.choice is not None:
            return _("Which platform?")
        return _("This is {platform}.").format(platform=name)

    def _needs_setup(self, guess: Guess | None) -> bool:
        return (
            guess is not None
            and guess.platform is Platform.YOUTUBE
            and not self._conditions.youtube_ready
        )

    def _start(self) -> None:
        guess = self.guess
        if guess is None:
            return
        if self._needs_setup(guess):
            self.accept()
            self._conditions.on_youtube_setup(guess.target)
            return
        if guess.platform is Platform.TIKTOK and self._notice:
            if not self.is_reading_notice:
                self._show_part(notice=True)
                return
            self._notice = ""
            self._conditions.on_tiktok_accepted()
            self._show_part(notice=False)
        self._go(guess.target)

    def _back(self) -> None:
        """Leave the notice unaccepted, or the dialog."""
        if not self.is_reading_notice:
            self.reject()
            return
        self._show_part(notice=False)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def _of(self, column: QVBoxLayout) -> QWidget:
        """Return the widget that a part's column is laid out in."""
        found = column.parentWidget()
        if found is None:
            raise RuntimeError("a part without its widget")
        return found
