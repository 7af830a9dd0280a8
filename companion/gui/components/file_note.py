"""What of a file could not be used, until a person has taken note of it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.theme.theme import Theme
from companion.i18n import _


class FileNote(QWidget):
    """title: what is other than it was, in a few words."""

    def __init__(self, title: str, *, theme: Theme) -> None:
        super().__init__()
        self._title = title
        self._problem = ""
        self.done = Button(
            _("Understood"), theme=theme, look="amber", height=24, on_click=self.hide
        )
        self.banner = Banner(
            title, "", theme=theme, icon="file-x-fill", actions=(self.done,)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.banner)
        self.hide()

    def show_problem(self, problem: str) -> None:
        """Say what the file's problem is, where it was not said before; "" for none."""
        if problem != self._problem:
            self._problem = problem
            self.banner.set_words(self._title, problem)
            self.setVisible(bool(problem))
