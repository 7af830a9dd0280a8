"""One platform on the settings page: who is logged in, and the parts cards share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from companion.domain.values import Platform
from companion.domain.views import ConnectionView
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip, ChipKind
from companion.gui.components.field import Glyph
from companion.gui.components.pill_words import target_name
from companion.gui.components.text import Ink, isolated, label, paragraph, set_ink
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

CAPTION_WIDTH = 128
FIELD_WIDTH = 360
_CAPTION_GAP = 12
UNDER_FIELDS = CAPTION_WIDTH + _CAPTION_GAP
"""Where fields begin, in pixels from the left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A chip beside the platform's name."""

    text: str
    kind: ChipKind = "grey"
    icon: str = ""


class LoginCard(QFrame):
    """Head with chips and actions; put what the platform needs into `body`."""

    def __init__(self, platform: Platform, *, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self.setAccessibleName(platform_name(platform))
        self.platform = platform
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 16)
        row.setSpacing(12)
        mark = Glyph(platform_icon(platform), theme=theme, size=20, ink=platform.value)
        marks = QVBoxLayout()
        marks.setContentsMargins(0, 6, 0, 0)
        marks.addWidget(mark)
        marks.addStretch(1)
        row.addLayout(marks)
        column = QVBoxLayout()
        column.setSpacing(8)
        row.addLayout(column, 1)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        title = label(platform_name(platform), size=14, weight=fonts.SEMIBOLD)
        title.setMinimumHeight(32)
        self.head.addWidget(title)
        self._marks = QHBoxLayout()
        self._marks.setSpacing(6)
        self.head.addLayout(self._marks)
        self.head.addStretch(1)
        column.addLayout(self.head)
        self.trouble = Banner("", "", theme=theme, icon="warning-fill")
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column.addLayout(self.body)
        self.shown_marks: tuple[Mark, ...] = ()

    def show_marks(self, *marks: Mark) -> None:
        """Show these chips beside the name."""
        if marks == self.shown_marks:
            return
        self.shown_marks = marks
        while (item := self._marks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for mark in marks:
            chip = Chip(mark.text, theme=self.theme, kind=mark.kind, icon=mark.icon)
            self._marks.addWidget(chip)

    def show_trouble(self, title: str, text: str) -> None:
        """Say what is wrong with the login; two empty texts: nothing is."""
        self.trouble.set_words(title, text)
        self.trouble.setVisible(bool(title))

    def come_into_view(self) -> None:
        """Scroll the page until the card is at its top."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None and (inside := parent.widget()) is not None:
            top = self.mapTo(inside, QPoint(0, 0)).y()
            parent.verticalScrollBar().setValue(max(0, top - 16))


class Note(QWidget):
    """A line with a sign: what goes on, what has failed, what has worked.

    indent: of its beginning, in pixels; UNDER_FIELDS stands under what was typed.
    """

    def __init__(self, *, theme: Theme, indent: int = 0) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(indent, 0, 0, 0)
        row.setSpacing(6)
        self._glyph = Glyph("", theme=theme, size=14)
        self._words = paragraph("", size=12)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """Return what it says, "" when it says nothing."""
        return self._words.text()

    def say(self, text: str, *, ink: Ink = "3", icon: str = "") -> None:
        """Say something; "" says nothing."""
        tokens = {"3": "t3", "2": "t2", "1": "t1"}
        self._glyph.set_icon(icon, tokens.get(ink, ink))
        self._glyph.setVisible(bool(icon))
        set_ink(self._words, ink)
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def fail(self, text: str) -> None:
        """Say what went wrong."""
        self.say(text, ink="bad", icon="warning-circle-fill")


class Unfold(QWidget):
    """Words that open and close what stands under them."""

    def __init__(self, text: str, inside: QWidget, *, theme: Theme) -> None:
        super().__init__()
        self.inside = inside
        self.button = Button(
            text,
            theme=theme,
            look="ghost",
            height=24,
            icon="caret-right",
            checkable=True,
        )
        self.button.toggled.connect(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.button)
        column.addWidget(inside)
        inside.hide()

    def open(self, is_open: bool = True) -> None:
        """Show what is inside, or hide it."""
        self.button.setChecked(is_open)

    def _toggle(self, is_open: bool) -> None:
        self.inside.setVisible(is_open)
        self.button.set_icon("caret-down" if is_open else "caret-right")


class Budgets(QWidget):
    """What the connections of a platform have spent and have left, one line each."""

    def __init__(self, platform: Platform, caption: str) -> None:
        super().__init__()
        self._platform = platform
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        head = label(caption, size=12, ink="2")
        head.setFixedWidth(CAPTION_WIDTH)
        self.words = paragraph("", size=12)
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.hide()

    def show_views(self, views: Sequence[ConnectionView]) -> None:
        """Show what these connections say of their budgets; hidden without any."""
        mine = [
            view for view in views if view.platform is self._platform and view.budget
        ]
        # One budget is shared by all of them, as often as it is told.
        lines = list(dict.fromkeys(view.budget for view in mine))
        if len(lines) > 1:
            lines = [
                _("{name}: {budget}").format(
                    name=isolated(target_name(view.target)), budget=view.budget
                )
                for view in mine
            ]
        text = "\n".join(lines)
        if text != self.words.text():
            self.words.setText(text)
        self.setVisible(bool(text))


def captioned(caption: str, *widgets: QWidget) -> QWidget:
    """Return a row with its caption at the left, as wide as all captions are."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_CAPTION_GAP)
    top = Qt.AlignmentFlag.AlignTop
    head = label(caption, size=12, ink="2")
    head.setFixedWidth(CAPTION_WIDTH)
    head.setMinimumHeight(32)
    row.addWidget(head, 0, top)
    for widget in widgets:
        row.addWidget(widget, 0, top)
    row.addStretch(1)
    return line
