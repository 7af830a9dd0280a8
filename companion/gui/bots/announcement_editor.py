"""The going-live post: its text, where it goes, how it will read, and sending it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.bots.controls import Switch, TextField, side_by_side
from companion.gui.bots.draft import Item
from companion.gui.bots.editor import Editor
from companion.gui.bots.form import ErrorLine
from companion.gui.bots.text_box import TextBox
from companion.gui.bots.variables import offered
from companion.gui.components.button import Button, icon_button
from companion.gui.components.text import isolated, label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _


class Webhooks(QWidget):
    """Webhooks by name: which are written to, and a new one.

    An address is typed masked, goes to the keyring, and never comes back from there.
    chosen: names that are written to. kept: a name and its address; "" forgets it.
    """

    chosen = Signal(tuple)
    kept = Signal(str, str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[str, ...] | None = None
        self._on: tuple[str, ...] = ()
        self.switches: dict[str, Switch] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.name = TextField(_("Name of a webhook"), placeholder="discord")
        self.address = TextField(
            _("Its address, kept in the keyring"), placeholder="https://…"
        )
        self.address.setEchoMode(QLineEdit.EchoMode.Password)
        self.address.returnPressed.connect(self._keep)
        self.add = Button(_("Keep"), theme=theme, on_click=self._keep)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 2)
        line.addWidget(self.address, 3)
        line.addWidget(self.add)
        column.addLayout(line)
        self.error = ErrorLine(theme=theme)
        column.addWidget(self.error)
        hint = _(
            "The address is a secret: whoever has it can write there. It is kept in "
            "the system’s keyring and not shown again."
        )
        column.addWidget(paragraph(hint, size=11, ink="3"))
        self.setFocusProxy(self.name)

    def show_names(self, names: tuple[str, ...], on: tuple[str, ...]) -> None:
        """Show which webhooks there are, and which are written to."""
        self._on = on
        every = tuple(dict.fromkeys([*names, *on]))
        if every != self._shown:
            self._shown = every
            self._rebuild(every, names)
        for name, switch in self.switches.items():
            switch.toggle.show_on(name in on)

    def show_kept(self, error: str) -> None:
        """Say that the address is kept, or why it is not."""
        self.add.set_busy(False)
        self.error.say(error)
        if not error:
            self.name.clear()
            self.address.clear()

    def _rebuild(self, every: tuple[str, ...], kept: tuple[str, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.switches = {}
        for name in every:
            words = isolated(name)
            if name not in kept:
                words = _("{name}, no address kept").format(name=words)
            switch = Switch(
                words,
                theme=self._theme,
                on_change=partial(self._choose, name),
            )
            forget = icon_button(
                "trash",
                _("Forget the webhook {name}").format(name=name),
                theme=self._theme,
                on_click=partial(self.kept.emit, name, ""),
            )
            forget.setEnabled(name in kept)
            self.switches[name] = switch
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(switch, 1)
            line.addWidget(forget)
            self._list.addWidget(row)

    def _choose(self, name: str, on: bool) -> None:
        rest = tuple(one for one in self._on if one != name)
        self._on = (*rest, name) if on else rest
        self.chosen.emit(self._on)

    def _keep(self) -> None:
        name, address = self.name.text().strip(), self.address.text().strip()
        if not name:
            self.error.say(_("Name it first, such as “discord”."))
            return
        if not address.startswith("https://"):
            self.error.say(_("An address that begins with https://."))
            return
        self.error.say("")
        self.add.set_busy(True)
        self.kept.emit(name, address)


class AnnouncementEditor(Editor):
    """sent: it is to be sent now. kept: a webhook's name and address."""

    sent = Signal()
    kept = Signal(str, str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.text = TextBox(
            _("Post"),
            theme=theme,
            most=500,
            variables=lambda: offered(self.reading, where="nobody"),
        )
        self.text.edited.connect(lambda text: self.set_values(text=text))
        self.form.add(_("Post"), self.text, "text")
        self._make_preview()
        self.by_itself = Switch(
            _("By itself when the session starts"),
            theme=theme,
            on_change=lambda on: self.set_values(by_itself=on),
        )
        self.form.add(_("Sent"), self.by_itself, "by_itself")
        self.to_chat = Switch(
            _("Into the chats"),
            theme=theme,
            on_change=lambda on: self.set_values(to_chat=on),
        )
        self.form.add(_("To"), self.to_chat, "to_chat")
        self.webhooks = Webhooks(theme=theme)
        self.webhooks.chosen.connect(lambda names: self.set_values(webhooks=names))
        self.webhooks.kept.connect(self.kept.emit)
        self.form.add(_("Webhooks"), self.webhooks, "webhooks")
        self.send = Button(
            _("Send now…"),
            theme=theme,
            icon="paper-plane-tilt",
            tip=_("Once per session; asks before"),
            on_click=self.sent.emit,
        )
        self.form.add("", side_by_side(self.send))

    def _make_preview(self) -> None:
        card = QFrame()
        card.setProperty("card", "plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        self._title = label(_("As it is sent now"), size=11, ink="3")
        self._title.setFont(fonts.font(11))
        self.preview = paragraph("", ink="1")
        column.addWidget(self._title)
        column.addWidget(self.preview)
        self.form.add(_("Preview"), card)

    @override
    def refresh(self, item: Item) -> None:
        one = self._one
        self.text.show_text(one.text)
        self.by_itself.toggle.show_on(one.by_itself)
        self.to_chat.toggle.show_on(one.to_chat)
        names = tuple(self.reading.webhooks) if self.reading else ()
        self.webhooks.show_names(names, one.webhooks)
        self.send.setEnabled(not item.is_dirty)
        self.send.set_tip(
            _("Save it first") if item.is_dirty else _("Once per session; asks before")
        )
        self.preview.setText(self._preview_words(item))

    def _preview_words(self, item: Item) -> str:
        if item.is_dirty:
            return _("Save it to see how it reads.")
        read = self.reading.announcement if self.reading else ""
        return read or _("Nothing is written yet.")
