"""A periodic message: texts in turn, how often, after how much chat, where."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.bots.controls import NumberField, Places, TextField, side_by_side
from companion.gui.bots.draft import Item
from companion.gui.bots.editor import Editor, wrong_text
from companion.gui.bots.text_box import TextBox
from companion.gui.bots.variables import offered
from companion.gui.components.button import Button, icon_button
from companion.gui.components.text import paragraph
from companion.gui.theme.theme import Theme
from companion.i18n import _

TEXTS = 100
"""Of one bot, at most."""


class Texts(QWidget):
    """Messages that come in turn; at least one."""

    def __init__(self, owner: PeriodicEditor, *, theme: Theme) -> None:
        super().__init__()
        self._owner = owner
        self._theme = theme
        self.boxes: list[_Box] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        column.addLayout(self._column)
        self.add_button = Button(
            _("Another text"), theme=theme, icon="plus", height=24, on_click=self._add
        )
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show texts; a box that is typed into stays the box it is."""
        while len(self.boxes) > len(texts):
            box = self.boxes.pop()
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        while len(self.boxes) < len(texts):
            self.boxes.append(self._make_box(len(self.boxes)))
            self._column.addWidget(self.boxes[-1])
        for box, text in zip(self.boxes, texts, strict=True):
            box.show_text(text)
            box.remove.setVisible(len(texts) > 1)
        self.add_button.setEnabled(len(texts) < TEXTS)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def _make_box(self, place: int) -> _Box:
        box = _Box(place, theme=self._theme, owner=self._owner)
        box.edited.connect(lambda _text: self._tell())
        box.remove.clicked.connect(lambda: self._remove(place))
        return box

    def _tell(self) -> None:
        self._owner.set_values(texts=tuple(box.text for box in self.boxes))

    def _add(self) -> None:
        texts = (*(box.text for box in self.boxes), "")
        self.show_texts(texts)
        self._tell()
        self.boxes[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, place: int) -> None:
        texts = [box.text for box in self.boxes]
        del texts[place]
        self.show_texts(tuple(texts))
        self._tell()


class _Box(TextBox):
    def __init__(self, place: int, *, theme: Theme, owner: PeriodicEditor) -> None:
        super().__init__(
            _("Text {n}").format(n=place + 1),
            theme=theme,
            most=500,
            height=56,
            variables=owner.variables,
        )
        self.remove = icon_button(
            "x", _("Remove text {n}").format(n=place + 1), theme=theme
        )
        foot = self.insert.parentWidget()
        if foot is not None and (line := foot.layout()) is not None:
            line.addWidget(self.remove)


class PeriodicEditor(Editor):
    """Messages that come by themselves, only while a session is live."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.name = TextField(_("Name"))
        self.name.edited.connect(lambda text: self.set_values(name=text.strip()))
        self.form.add(_("Name"), self.name, "name")
        self.texts = Texts(self, theme=theme)
        self.form.add(_("Says, in turn"), self.texts, "texts")
        self.every = NumberField(
            _("At the earliest every so many seconds"),
            unit="s",
            least=60,
            most=86_400,
        )
        self.join_number("every_s", self.every)
        self.form.add(_("Every"), side_by_side(self.every), "every_s")
        self.after = NumberField(
            _("After so many chat lines"),
            unit=_("chat lines"),
            least=0,
            most=10_000,
            width=144,
        )
        self.join_number("after_lines", self.after)
        self.form.add(_("And after"), side_by_side(self.after), "after_lines")
        self.places = Places(theme=theme, answers=True)
        self.places.chosen.connect(lambda where: self.set_values(platforms=where))
        self.form.add(_("Where"), self.places, "platforms")
        note = _("Only while a session is live, and only when chat is awake.")
        self.form.add("", paragraph(note, size=12, ink="3"))

    @override
    def refresh(self, item: Item) -> None:
        one = self._one
        if self.name.text().strip() != one.name:
            self.name.show_text(one.name)
        self.texts.show_texts(one.texts)
        self.every.show_number(one.every_s, wrong_text(item, "every_s"))
        self.after.show_number(one.after_lines, wrong_text(item, "after_lines"))
        if self.reading is not None:
            self.places.show_pace(self.reading.view.pace)
        self.places.show_places(one.platforms)

    def variables(self) -> list[tuple[str, str]]:
        """Return what can be put into a text."""
        return offered(self.reading, where="nobody")
