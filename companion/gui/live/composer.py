"""The line at the foot of chat to write with: to all platforms, or in answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from companion.domain.entries import PlatformAction
from companion.domain.errors import CompanionError
from companion.domain.values import Platform
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.field import Field, Glyph
from companion.gui.components.kept_clear import keep_clear
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import ElidedLabel, label, rule, set_ink
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.compose_parts import TargetChooser, address, platform_names
from companion.gui.live.display_text import isolated
from companion.gui.live.moderating import Sent
from companion.gui.live.writable import (
    LOGGED_IN,
    Writable,
    can_write,
    target_name,
    why_not,
)
from companion.gui.theme.theme import Theme
from companion.i18n import _

THREADED = frozenset({Platform.TWITCH})
"""Platforms on which a message can be an answer to another one."""

_NEAR = 50
"""Characters left from which on they are counted in sight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A text on its way. reply_to: seq of the message that it answers."""

    text: str
    targets: tuple[str, ...]
    reply_to: int | None
    then: Sent
    failed: Callable[[CompanionError], object]


class Composer(QWidget):
    """Writes to every connection that can, to one, or in answer to a message.

    What is typed stays until it was sent. Only `answer`, which somebody asked for,
    takes the focus.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        on_send: Callable[[Outgoing], object],
        on_login: Callable[[], object],
        on_leave: Callable[[], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._on_send = on_send
        self._on_leave = on_leave
        self._writable = Writable()
        self._targets: tuple[str, ...] | None = None
        self._answered: ChatRow | None = None
        self._address = ""
        self._on_login = on_login
        self._make(on_login)
        self._arrange()
        keep_clear(self)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self._refresh()

    # What is known

    def set_writable(self, writable: Writable) -> None:
        """Take the connections as they stand."""
        self._writable = writable
        open_targets = {one.target for one in writable.connections}
        if self._targets is not None and not open_targets.issuperset(self._targets):
            self._targets = None
        self._refresh()

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the connections that Enter sends to."""
        if self._answered is not None:
            chosen = self._writable.chosen([self._answered.source])
        else:
            chosen = self._writable.chosen(self._targets)
        return tuple(one.target for one in chosen)

    @property
    def left(self) -> int:
        """Return how many characters are left for the chosen connections."""
        return self._writable.limit(self.targets) - len(self.field.text)

    @property
    def answered(self) -> ChatRow | None:
        """Return the message that is being answered."""
        return self._answered

    def answer(self, row: ChatRow) -> None:
        """Begin to answer a message.

        Where a platform knows no answers, the text names whom it is for.
        """
        self._drop_address()
        self._answered = row
        if row.platform not in THREADED and not self.field.text:
            self._address = address(row)
            self.field.set_text(self._address)
        self._refresh()
        self.field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stop_answering(self) -> None:
        """Write to everybody again; what is typed stays."""
        self._drop_address()
        self._answered = None
        self._refresh()

    def _drop_address(self) -> None:
        """Take the name away again when nothing was written behind it."""
        if self._address and self.field.edit.text().strip() == self._address.strip():
            self.field.set_text("")
        self._address = ""

    def choose(self, targets: Sequence[str] | None) -> None:
        """Choose where to write; None: wherever it is possible."""
        self._targets = None if targets is None else tuple(targets)
        self._refresh()

    # Building

    def _make(self, on_login: Callable[[], object]) -> None:
        theme = self._theme
        self.chooser = TargetChooser(theme, on_click=self._open_targets)
        self.field = Field(
            _("Message"),
            theme=theme,
            show_caption=False,
            on_edit=lambda _text: self._refresh_send(),
            on_enter=self._send,
        )
        self.note = label("", size=11, ink="3", tabular=True)
        self.login = Button(_("Log in…"), theme=theme, on_click=on_login)
        self.send = Button(
            theme=theme,
            look="primary",
            icon="paper-plane-right-fill",
            name=_("Send"),
            key="Enter",
            on_click=self._send,
        )
        self.send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.answer_line = QWidget()
        self.answer_words = ElidedLabel("", size=12, ink="3")
        self.leave = Button(
            theme=theme,
            look="ghost",
            icon="x-bold",
            height=24,
            name=_("Do not answer"),
            key="Esc",
            on_click=self._leave,
        )

    def _arrange(self) -> None:
        above = QHBoxLayout(self.answer_line)
        above.setContentsMargins(16, 4, 12, 0)
        above.setSpacing(6)
        mark = Glyph("arrow-bend-up-left", theme=self._theme, size=12)
        above.addWidget(mark)
        above.addWidget(self.answer_words, 1)
        above.addWidget(self.leave)
        inside = QHBoxLayout(self.field.edit)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(self.note)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.chooser)
        row.addWidget(self.field, 1)
        row.addWidget(self.login)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule("h"))
        column.addWidget(self.answer_line)
        column.addLayout(row)

    # Showing

    def _refresh(self) -> None:
        writable, edit = self._writable, self.field.edit
        why = writable.why_none
        if not why and self._answered is not None and not self.targets:
            why = writable.why_not_target(self._answered.source)
        self.login.setVisible(writable.login_helps)
        self.chooser.show_targets(self.targets)
        self.chooser.setVisible(bool(writable.able))
        self.chooser.setEnabled(self._answered is None)
        # A line that is being typed into is never switched off: that would take the
        # focus away, and the words with it.
        edit.setReadOnly(bool(why))
        self.field.setEnabled(not why or edit.hasFocus() or bool(edit.text()))
        edit.setPlaceholderText(why or self._invitation())
        edit.setAccessibleDescription(why)
        answered = self._answered
        self.answer_line.setVisible(answered is not None)
        if answered is not None:
            words = _("Answering {name}: {text}").format(
                name=isolated(answered.name), text=answered.text
            )
            self.answer_words.setText(words)
        self._refresh_send()

    def _invitation(self) -> str:
        answered = self._answered
        if answered is not None:
            return _("Answer {name}").format(name=isolated(answered.name))
        names = platform_names(self.targets)
        if len(names) == 1:
            return _("Write to {platform}").format(platform=names[0])
        *others, last = names or [""]
        first = ", ".join(others)
        return _("Write to {first} and {last}").format(first=first, last=last)

    def _refresh_send(self) -> None:
        text, left = self.field.text, self.left
        can = bool(self.targets)
        self.send.setEnabled(can and bool(text) and left >= 0)
        tip = _("Send")
        if text and can and left < 0:
            tip = _("{n} characters too long").format(n=number(-left))
        self.send.set_tip(tip, "Enter")
        self._show_note(text, left)

    def _show_note(self, text: str, left: int) -> None:
        """Say how much is left, or what cannot be written to."""
        words = ""
        if self.targets and text:
            words = number(left).replace("-", "−")
        elif self.targets and self._answered is None:
            words = self._read_only()
        set_ink(self.note, "bad" if text and left < 0 else "3")
        self.note.setText(words)
        self.note.setToolTip(words)
        shown = self.note.sizeHint().width() + 14 if words else 0
        self.field.edit.setTextMargins(0, 0, shown, 0)
        is_near = bool(text) and left < _NEAR
        self.field.edit.setAccessibleDescription(
            _("{n} characters left").format(n=number(left)) if is_near else ""
        )

    def _read_only(self) -> str:
        """Return the platform that takes no texts: "TikTok is read-only"."""
        mute = platform_names(
            one.target
            for one in self._writable.connections
            if one.platform is not None
            and one.platform not in LOGGED_IN
            and not can_write(one)
        )
        if len(mute) != 1:
            return ""
        return _("{platform} is read-only").format(platform=mute[0])

    # Acting

    def _open_targets(self) -> None:
        at = self.chooser.mapToGlobal(QPoint(0, 0))
        result = self.targets_menu()
        result.popup(at - QPoint(0, result.sizeHint().height()))

    def targets_menu(self) -> QMenu:
        """Return the menu of where to write, with why some cannot be chosen."""
        items = [
            MenuItem(
                text=_("All that can be written to"),
                checked=self._targets is None and len(self.targets) > 1,
                on_pick=lambda: self.choose(None),
            ),
            SEPARATOR,
        ]
        connections = self._writable.connections
        for one in connections:
            why = why_not(one)
            items.append(
                MenuItem(
                    text=target_name(one.target),
                    checked=not why and one.target in self.targets,
                    on_pick=None if why else partial(self.choose, (one.target,)),
                    tip=why,
                )
            )
            if why:
                items.append(MenuItem(text=why))
        if any(one.platform in LOGGED_IN and why_not(one) for one in connections):
            login = MenuItem(text=_("Log in…"), icon="key", on_pick=self._on_login)
            items.extend((SEPARATOR, login))
        return menu(self, items, theme=self._theme)

    def _send(self) -> None:
        text, targets = self.field.text, self.targets
        if not (text and targets) or self.left < 0 or self.send.is_busy:
            return
        answered = self._answered
        self.send.set_busy(True)

        def then(notes: Sequence[PlatformAction]) -> None:
            self._sent(text, answered, notes)

        def failed(_error: CompanionError) -> None:
            self.send.set_busy(False)

        self._on_send(
            Outgoing(
                text=text,
                targets=targets,
                reply_to=None if answered is None else answered.seq,
                then=then,
                failed=failed,
            )
        )

    def _sent(
        self, text: str, answered: ChatRow | None, notes: Sequence[PlatformAction]
    ) -> None:
        """Keep what was refused, for those that refused it; else make room."""
        self.send.set_busy(False)
        missing = [note.source for note in notes if note.outcome != "done"]
        if missing:
            if len(missing) < len(notes):
                self.choose(missing)
            return
        if self.field.text == text:
            self.field.set_text("")
        if answered is not None and self._answered is answered:
            self._answered = None
            self._address = ""
        self._refresh()

    def _leave(self) -> None:
        """End the answer; without one, go back to where one reads."""
        if self._answered is not None:
            self.stop_answering()
        else:
            self._on_leave()
