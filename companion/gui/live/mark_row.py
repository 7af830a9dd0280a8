"""What the gate holds against or for a Viewer, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.views import ViewerMarks
from companion.gui.components.amounts import clock_time, number
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.flow import Flow
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext


def mark_words(marks: ViewerMarks, zone: str = "") -> dict[str, str]:
    """Return every mark that can be taken back, with the words for it."""
    found = {}
    if marks.is_banned:
        found["ban"] = _("banned here")
    if marks.muted_until is not None:
        until = clock_time(marks.muted_until, zone=zone)
        found["mute"] = _("muted until {time}").format(time=until)
    if marks.is_trusted:
        found["trust"] = _("trusted")
    if marks.is_picture_hidden:
        found["picture"] = _("picture hidden")
    if marks.permit_until is not None:
        until = clock_time(marks.permit_until, zone=zone)
        found["permit"] = _("links until {time}").format(time=until)
    return found


class MarkRow(QWidget):
    """A button for each mark: pressing it takes the mark back. Hidden without any.

    unmark: gets the mark that is taken back.
    """

    def __init__(self, *, theme: Theme, unmark: Callable[[str], object]) -> None:
        super().__init__()
        self._theme = theme
        self._unmark = unmark
        self._flow = Flow(gap=8)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 0, 16, 12)
        around.addLayout(self._flow)
        self.buttons: dict[str, Button] = {}
        self.zone = ""
        self.hide()

    def show_marks(self, marks: ViewerMarks | None) -> None:
        """Show the marks of a Viewer; None: there are none."""
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        words = mark_words(marks, self.zone) if marks is not None else {}
        for mark, text in words.items():
            button = Button(
                text,
                theme=self._theme,
                height=24,
                trailing_icon="x-bold",
                tip=_("Take back: {what}").format(what=text),
                on_click=partial(self._unmark, mark),
            )
            self.buttons[mark] = button
            self._flow.addWidget(button)
        strikes = marks.strikes if marks is not None else 0
        if strikes:
            text = ngettext("{n} strike", "{n} strikes", strikes)
            chip = Chip(text.format(n=number(strikes)), theme=self._theme, kind="warn")
            self._flow.addWidget(chip)
        self.setVisible(bool(words) or strikes > 0)
        self.updateGeometry()
