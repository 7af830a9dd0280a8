"""A list of texts that a person keeps: add, find, remove; what is wrong is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

Told = Callable[[str], object]
Save = Callable[[Sequence[str], Told], object]
"""Keeps the whole list; tells what is wrong, "" when it is kept."""

_HEIGHT = 176


SAVING_MS = 300
"""From when on it is said that a list is being saved; short ones are before."""


class ListEditor(QWidget):
    """One field both finds and adds: Enter adds what is not there yet.

    name: what the list is. placeholder: what can be typed. check: returns what is
    wrong with an entry, "" when it can stand there. save: keeps the list.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        name: str,
        placeholder: str,
        save: Save,
        check: Callable[[str], str] = lambda _text: "",
        height: int = _HEIGHT,
    ) -> None:
        super().__init__()
        self._save = save
        self._check = check
        self._entries: list[str] = []
        self._words = ""
        self._found: list[str] = []
        self._model = QStringListModel(self)
        self._saving = 0
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SAVING_MS)
        self._slow.timeout.connect(lambda: self.say(_("Saving…")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.field = Field(
            name,
            theme=theme,
            placeholder=placeholder,
            show_caption=False,
            on_edit=self._on_edit,
            on_enter=self.add,
        )
        self.add_button = Button(_("Add"), theme=theme, icon="plus", on_click=self.add)
        self.add_button.setEnabled(False)
        top.addWidget(self.field, 1)
        top.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self.view = self._make_view(name, height)
        column.addWidget(self.view)
        column.addLayout(self._make_foot(theme))
        self.note = paragraph("", size=12, ink="3")
        self.note.hide()
        column.addWidget(self.note)

    def _make_view(self, name: str, height: int) -> QListView:
        view = QListView()
        view.setProperty("well", True)
        view.setProperty(OWN_FOCUS, True)
        view.setModel(self._model)
        view.setFont(fonts.font(13))
        view.setUniformItemSizes(True)
        view.setFixedHeight(height)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(name)
        view.selectionModel().selectionChanged.connect(lambda *_all: self._refresh())
        delete = QShortcut(QKeySequence("Del"), view)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        return view

    def _make_foot(self, theme: Theme) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.count = label("", size=12, ink="3", tabular=True)
        self.remove_button = Button(
            _("Remove"),
            theme=theme,
            height=24,
            icon="trash",
            key="Del",
            on_click=self.remove,
        )
        self.remove_button.setEnabled(False)
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        self.foot = foot
        return foot

    @property
    def entries(self) -> tuple[str, ...]:
        """Return what the list holds as it is shown."""
        return tuple(self._entries)

    @property
    def found(self) -> list[str]:
        """Return the entries that contain what is typed."""
        return list(self._found)

    def show_entries(self, entries: Sequence[str]) -> None:
        """Show what the list holds."""
        if list(entries) != self._entries:
            self._entries = list(entries)
            self._find()
        self._refresh()

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Say something beneath the list; "" says nothing."""
        set_ink(self.note, "bad" if is_error else "3")
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def clear(self) -> None:
        """Forget what is typed and said: another list is shown."""
        self.say("")
        self.field.set_text("")
        self._on_edit("")

    def add(self) -> None:
        """Add what is typed, unless it is there already or cannot be."""
        text = self.field.text
        if not text:
            return
        error = self._check(text)
        if not error and text in self._entries:
            error = _("This is in the list already")
        self.field.set_error(error)
        if error:
            return

        def told(error: str) -> None:
            self.field.set_error(error)
            if not error:
                self.field.set_text("")
                self._on_edit("")

        self._keep([*self._entries, text], told)

    def add_all(self, entries: Sequence[str]) -> None:
        """Add many at once, as from a file; those that are there stay as they are."""
        known = set(self._entries)
        fresh = list(dict.fromkeys(one for one in entries if one not in known))

        def told(error: str) -> None:
            if error:
                self.say(error, is_error=True)
                return
            added = ngettext("{n} entry added", "{n} entries added", len(fresh))
            parts = [added.format(n=number(len(fresh)))]
            there = len(entries) - len(fresh)
            if there:
                parts.append(_("{n} were there already").format(n=number(there)))
            self.say(" · ".join(parts))

        self._keep([*self._entries, *fresh], told)

    def remove(self) -> None:
        """Take the selected entries off the list."""
        chosen = {str(index.data()) for index in self.view.selectedIndexes()}
        if chosen:
            kept = [one for one in self._entries if one not in chosen]
            self._keep(kept, lambda error: self.say(error, is_error=True))

    def choose(self, entry: str) -> None:
        """Select one entry."""
        row = self._found.index(entry)
        self.view.selectionModel().select(
            self._model.index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _keep(self, entries: Sequence[str], told: Told) -> None:
        self.say("")
        before = list(self._entries)
        kept = list(entries)

        def answered(error: str) -> None:
            self._saving -= 1
            if not self._saving:
                self._slow.stop()
                self.say("")
            if error and self._entries == kept:
                self.show_entries(before)
            told(error)

        self.show_entries(kept)
        self._saving += 1
        self._slow.start()
        self._save(tuple(kept), answered)

    def _on_edit(self, text: str) -> None:
        self.field.set_error("")
        self.add_button.setEnabled(bool(text.strip()))
        words = text.strip().casefold()
        if words != self._words:
            self._words = words
            self._find()
        self._refresh()

    def _find(self) -> None:
        """Show the entries that contain what is looked for, in their order.

        A proxy would ask Python for each row: 100,000 of them stop the window.
        """
        words = self._words
        found = self._entries
        if words:
            found = [one for one in found if words in one.casefold()]
        self._found = found
        self._model.setStringList(found)

    def _refresh(self) -> None:
        total, shown = len(self._entries), len(self._found)
        self.view.setVisible(total > 0)
        self.remove_button.setVisible(total > 0)
        words = ngettext("{n} entry", "{n} entries", total).format(n=number(total))
        if shown != total:
            words = _("{shown} of {all}").format(shown=number(shown), all=words)
        self.count.setText(words)
        self.remove_button.setEnabled(self.view.selectionModel().hasSelection())
