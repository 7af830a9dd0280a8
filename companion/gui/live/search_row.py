"""A line to search a pane with; it is there only while one searches."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import rule
from companion.gui.theme.theme import Theme


class SearchRow(QWidget):
    """The field and the button in the pane's head that shows it.

    on_words: gets what is searched, "" once the search is over. back_to: takes the
    focus when the field goes. pane: where Ctrl+F opens the search.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        caption: str,
        placeholder: str,
        icon: str,
        pane: QWidget,
        back_to: QWidget,
        on_words: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._on_words = on_words
        self._back_to = back_to
        self.button = Button(
            theme=theme,
            look="ghost",
            icon=icon,
            height=24,
            name=caption,
            key="Ctrl+F",
            checkable=True,
            on_click=self._face,
        )
        self.field = Field(
            caption,
            theme=theme,
            placeholder=placeholder,
            show_caption=False,
            on_edit=lambda _text: self._tell(),
        )
        self._arrange(pane)

    def _arrange(self, pane: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._line = QHBoxLayout()
        self._line.setContentsMargins(16, 8, 16, 8)
        self._line.setSpacing(8)
        self._line.addWidget(self.field, 1)
        column.addLayout(self._line)
        column.addWidget(rule("h"))
        self.hide()
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, widget in (("Ctrl+F", pane), ("Esc", self.field)):
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(inside)
            shortcut.activated.connect(self.toggle)

    @property
    def is_open(self) -> bool:
        """Return whether somebody searches."""
        return self.button.isChecked()

    def add(self, control: QWidget) -> None:
        """Put another control beside the field."""
        self._line.addWidget(control)

    @property
    def words(self) -> str:
        """Return what is searched, "" while nothing is."""
        return self.field.text if self.button.isChecked() else ""

    def toggle(self) -> None:
        """Begin a search, or end it."""
        self.button.setChecked(not self.button.isChecked())
        self._face()

    def _face(self) -> None:
        searching = self.button.isChecked()
        self.setVisible(searching)
        if searching:
            self.field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.edit.selectAll()
        else:
            self._back_to.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _tell(self) -> None:
        self._on_words(self.words)
