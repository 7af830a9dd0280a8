"""The first card: where the Broadcaster streams."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from companion.domain.errors import CompanionError
from companion.domain.values import Platform
from companion.gui.components.button import Button
from companion.gui.components.field import Field, Glyph
from companion.gui.components.segmented import Segmented
from companion.gui.components.text import label, paragraph
from companion.gui.first_run.channels import ChannelList
from companion.gui.first_run.desk import FirstRunDesk
from companion.gui.first_run.parts import Panel, StepCard
from companion.gui.shell.platform_choice import PlatformChoice
from companion.gui.shell.targets import Guess, is_link
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.i18n import _
from companion.platform_names import platform_name


class StreamCard(StepCard):
    """One field that recognises what was typed. done: there is a channel; go on."""

    done = Signal()

    def __init__(self, desk: FirstRunDesk) -> None:
        super().__init__(_("Where do you stream?"), theme=desk.theme)
        self._desk = desk
        self._which = PlatformChoice(theme=desk.theme)
        self._which.chosen.connect(self._show_guess)
        self.set_lead(
            _(
                "A TikTok name, a Twitch name or a YouTube link. TikTok and Twitch "
                "are read without a login."
            )
        )
        self._make_field()
        self._make_notice()
        self.channels = ChannelList(desk)
        self.body.addWidget(self.channels)
        self.another = Button(
            _("Another platform"),
            theme=desk.theme,
            look="ghost",
            icon="plus",
            on_click=self._add_another,
        )
        self.body.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.simulate = Button(
            _("Try with a simulated stream"),
            theme=desk.theme,
            look="ghost",
            on_click=self._simulate,
        )
        self.primary = Button(
            _("Continue"),
            theme=desk.theme,
            look="primary",
            height=40,
            on_click=self._go_on,
        )
        self.foot.addWidget(self.simulate)
        self.foot.addStretch(1)
        self.foot.addWidget(self.primary)
        desk.watch.connections_changed.connect(self._refresh)
        desk.watch.totals_changed.connect(self.channels.refresh)
        self._refresh()
        self._on_edit("")

    def enter(self) -> None:
        """Let a name be typed."""
        self._show_guess()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

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
        """Tell whether the notice about TikTok stands there, to be accepted."""
        return not self.notice.isHidden()

    def type_text(self, text: str) -> None:
        """Put a text in as if it had been typed."""
        self.field.set_text(text)
        self._on_edit(text)

    # What it consists of

    def _make_field(self) -> None:
        theme = self._desk.theme
        self.field = Field(
            _("Channel"),
            theme=theme,
            placeholder="@mira.plays",
            show_caption=False,
            height=48,
            on_edit=self._on_edit,
        )
        self.body.addWidget(self.field)
        row = QHBoxLayout(self.field.edit)
        row.setContentsMargins(14, 0, 14, 0)
        self._glyph = Glyph("magnifying-glass", theme=theme, size=20)
        self._platform = label(size=12, ink="3")
        for part in (self._glyph, self._platform):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._glyph)
        row.addStretch(1)
        row.addWidget(self._platform)
        self.field.edit.setTextMargins(28, 0, 72, 0)
        line = QWidget()
        line.setFixedHeight(28)
        choices = QHBoxLayout(line)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(8)
        self._hint = label(size=12, ink="3")
        choices.addWidget(self._hint)
        choices.addWidget(self._which)
        choices.addStretch(1)
        self.body.addWidget(line)

    def _make_notice(self) -> None:
        """Say about TikTok what must be accepted; only while it was not."""
        self.notice = Panel()
        column = QVBoxLayout(self.notice)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        title = _("Before TikTok is read")
        column.addWidget(label(title, size=12, weight=fonts.SEMIBOLD))
        self._notice_text = self._desk.wishes.tiktok_notice()
        for text in self._notice_text.split("\n\n"):
            column.addWidget(paragraph(text, size=12))
        self.notice.hide()
        self.body.addWidget(self.notice)

    # What happens

    def _on_edit(self, text: str) -> None:
        self._which.read(text)
        self.field.set_error("")
        self._show_guess()

    def _show_guess(self) -> None:
        guess = self.guess
        platform = guess.platform if guess else None
        icon = platform_icon(platform) if platform else "magnifying-glass"
        self._glyph.set_icon(icon, platform.value if platform else "t3")
        self._platform.setText(platform_name(platform) if platform else "")
        self._hint.setText(self._words(guess))
        pending = platform is Platform.TIKTOK and bool(self._notice_text)
        self.notice.setVisible(pending)
        # Now there is one thing to decide; what else there is would crowd it out.
        self.another.setVisible(not pending)
        self.simulate.setVisible(not pending)
        words = _("Accept and continue") if pending else _("Continue")
        self.primary.setText(words)
        self.primary.setAccessibleName(words)
        # Enter accepts nothing that was not read.
        self.primary.setDefault(not pending)
        self.primary.updateGeometry()
        self._allow()

    def _words(self, guess: Guess | None) -> str:
        if self.choice is not None:
            return _("Which platform?")
        if guess is None:
            if is_link(self.field.text):
                return _("This link names no TikTok, Twitch or YouTube channel.")
            return _("The platform is recognised from what you type.")
        if guess.platform not in self._desk.available:
            text = _("{platform} arrives with a later version of Companion.")
            return text.format(platform=platform_name(guess.platform))
        if guess.platform is Platform.YOUTUBE:
            return _("YouTube needs a free key; you are shown how.")
        return ""

    def _allow(self) -> None:
        guess = self.guess
        typed = guess is not None and guess.platform in self._desk.available
        nothing_typed = not self.field.text
        self.primary.setEnabled(typed or (nothing_typed and bool(self.channels.rows)))

    def _refresh(self) -> None:
        self.channels.refresh()
        self.another.setEnabled(bool(self.channels.rows) or self.guess is not None)
        self._allow()

    def _go_on(self) -> None:
        """Add what is typed, if anything is, and go to the next card."""
        if self.guess is None:
            self.done.emit()
            return
        if self.is_reading_notice:
            self._notice_text = ""
            self._desk.wishes.accept_tiktok()
        self._add(self.done.emit)

    def _add_another(self) -> None:
        """Add what is typed, if anything is, and let the next one be typed."""
        if self.guess is not None:
            self._add(self.enter)
        else:
            self.enter()

    def _simulate(self) -> None:
        scenarios = self._desk.scenarios
        if scenarios:
            self._connect(scenarios[0].target, self.done.emit)

    def _add(self, then: Callable[[], object]) -> None:
        guess = self.guess
        if guess is not None:
            self._connect(guess.target, then)

    def _connect(self, target: str, then: Callable[[], object]) -> None:
        self.field.set_error("")
        self.primary.set_busy(True)

        def answer(error: CompanionError | None) -> None:
            if not isValid(self):
                return  # closed meanwhile
            self.primary.set_busy(False)
            if error is not None:
                self.field.set_error(str(error))
                self.enter()
                return
            self.type_text("")
            then()

        self._desk.wishes.connect(target, answer)
