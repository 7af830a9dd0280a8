"""Sandbox chat: what would be said to a text; nothing leaves this window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.show.bots import BotBook
from companion.domain.show.views import SandboxLine
from companion.domain.values import Platform
from companion.gui.bots.controls import Switch, TextField
from companion.gui.bots.form import Scroll
from companion.gui.bots.said import Said, Word
from companion.gui.bots.words import REPLY_ORDER, role_of, who_choices, who_words
from companion.gui.bridge import Bridge
from companion.gui.components.chip import Chip
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.flow import Flow
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

LEAST = 136
"""Height of what is said, in pixels, also while nothing is."""

MOST = 60
"""Lines that are kept; older ones go."""


class SandboxRow(QWidget):
    """One line: a glyph, who, what, and variables that had no value."""

    def __init__(self, line: SandboxLine, icon: str, ink: str, *, theme: Theme) -> None:
        super().__init__()
        self.line = line
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 12, 3)
        row.setSpacing(8)
        glyph = Glyph(icon, theme=theme, size=14, ink=ink)
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 3, 0, 0)
        holder.addWidget(glyph)
        holder.addStretch(1)
        row.addLayout(holder)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.said = Said(_words(line), theme=theme, size=13, line=20)
        column.addWidget(self.said)
        if line.empty:
            chips = QWidget()
            flow = Flow(gap=4, parent=chips)
            for name in line.empty:
                words = _("{variable} is empty").format(variable=name)
                flow.addWidget(Chip(words, theme=theme, kind="warn"))
            column.addWidget(chips)
        row.addLayout(column, 1)
        self.setAccessibleName(self.said.text)


def _words(line: SandboxLine) -> list[Word]:
    if line.who == "note":
        return [Word(text=line.text, ink="t3")]
    ink = "accent_text" if line.who == "bot" else "t1"
    return [
        Word(text=f"{line.name}  ", ink=ink, is_strong=True),
        Word(text=line.text),
    ]


class Sandbox(QWidget):
    """draft: the book as it is typed now, with everything that is not saved."""

    def __init__(
        self, bridge: Bridge, *, theme: Theme, draft: Callable[[], BotBook]
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._theme = theme
        self._draft = draft
        self.rows: list[SandboxRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.area = Scroll()
        self.area.setAccessibleName(_("Sandbox chat"))
        self.area.follow_end()
        self.area.column.setContentsMargins(0, 8, 0, 8)
        self._empty = self.area.add_hint(
            _("Type a command as a viewer would. Nothing is sent or recorded."),
        )
        self.area.column.addStretch(1)
        column.addWidget(self.area, 1)
        self._foot = self._make_foot()
        column.addWidget(self._foot)
        self._fit()

    def _make_foot(self) -> QWidget:
        theme = self._theme
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        roles = {key: _role(key) for key in who_choices()}
        self.who = DropDown(roles, theme=theme, name=_("As whom"), height=32)
        self.field = TextField(_("Say something"), placeholder=_("Say something"))
        self.field.returnPressed.connect(self.say)
        self.platform = DropDown(
            {one.value: platform_name(one) for one in REPLY_ORDER},
            theme=theme,
            name=_("On which platform"),
        )
        self.free = Switch(
            _("no cooldowns"), theme=theme, ink="3", on_change=lambda _on: None
        )
        self.typed = Switch(
            _("unsaved too"), theme=theme, ink="3", on_change=lambda _on: None
        )
        self.typed.toggle.setChecked(True)
        for switch in (self.free, self.typed):
            switch.setMinimumHeight(24)
            switch.words.setWordWrap(False)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.who)
        line.addWidget(self.field, 1)
        holder = QWidget()
        more = Flow(gap=8, parent=holder)
        for part in (self.platform, self.free, self.typed):
            more.addWidget(part)
        column.addLayout(line)
        column.addWidget(holder)
        return foot

    def try_text(self, text: str) -> None:
        """Say a text, as if it had been typed here."""
        self.field.setText(text)
        self.say()

    def say(self) -> None:
        """Ask what would be said to what is typed."""
        text = self.field.text().strip()
        if not text:
            return
        platform = Platform(self.platform.current)
        who = role_of(self.who.current)
        book = self._draft() if self.typed.toggle.isChecked() else None
        free = self.free.toggle.isChecked()

        async def ask(engine: Engine) -> Sequence[SandboxLine]:
            return await engine.bots.sandbox(
                text, who=who, platform=platform, no_cooldowns=free, book=book
            )

        def then(lines: Sequence[SandboxLine]) -> None:
            own = SandboxLine(who="viewer", text=text, name=_you_as(who))
            for line in (own, *(one for one in lines if one.who != "viewer")):
                self._add(line, platform)
            if self.field.text().strip() == text:
                self.field.clear()

        def failed(error: CompanionError) -> None:
            # What was typed stays; the reason stands where the answer would.
            self._add(SandboxLine(who="note", text=str(error)), platform, is_bad=True)

        self._bridge.ask(ask, then=then, failed=failed)

    def empty(self) -> None:
        """Forget what was said here."""
        for row in self.rows:
            self._drop(row)
        self.rows = []
        self._empty.show()
        self._fit()

    def _add(
        self, line: SandboxLine, platform: Platform, *, is_bad: bool = False
    ) -> None:
        icon, ink = {
            "viewer": (platform_icon(platform), platform.value),
            "bot": ("robot-fill", "accent_text"),
            "note": ("clock-fill", "t3"),
        }[line.who]
        if is_bad:
            icon, ink = "warning-circle-fill", "bad"
        row = SandboxRow(line, icon, ink, theme=self._theme)
        self._empty.hide()
        self.area.column.insertWidget(self.area.column.count() - 1, row)
        # Shown now and not with the next event: its height counts at once.
        row.show()
        self.rows.append(row)
        while len(self.rows) > MOST:
            self._drop(self.rows.pop(0))
        self._fit()

    def _fit(self) -> None:
        """Be no higher than what is said needs; the rest is the log's."""
        needed = self.area.needed_height
        foot = self._foot.sizeHint().height()
        self.setMaximumHeight(max(LEAST, needed) + foot)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _drop(self, row: SandboxRow) -> None:
        self.area.column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def take_focus(self) -> None:
        """Put the keyboard where something is said."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)


def _role(key: str) -> str:
    return _("viewer") if key == "everyone" else who_words(key)


def _you_as(who: str) -> str:
    return _("you as {role}").format(role=_role(who))
