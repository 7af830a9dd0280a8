"""Blocked, held and permitted words: three lists, each with its file in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from companion.domain.errors import CompanionError, SettingsError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.flow import Flow
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, paragraph
from companion.gui.components.toggle import Toggle
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.list_editor import ListEditor, Told
from companion.gui.pages.setting_line import choice_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext
from companion.moderation.word_list import (
    entry_of,
    exported,
    list_of_file,
    starter_entries,
)
from companion.settings import ModerationSettings

FIELDS = ("blocklist", "holdlist", "permitlist")

_FILTER = "*.txt"
_LANGUAGES: tuple[str, ...] = tuple(
    sorted(
        get_args(
            get_args(ModerationSettings.model_fields["starter_lists"].annotation)[0]
        ),
        key=choice_name,
    )
)


class WordLists(QWidget):
    """One of the lists at a time, and which starter lists are in force."""

    def __init__(self, bridge: Bridge, gate: GateSettings, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._gate = gate
        self._theme = theme
        self._field = FIELDS[0]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        self.which = Segmented(
            [Choice(key=field, name=name) for field, name in _names().items()],
            theme=theme,
            name=_("Which list"),
        )
        self.which.chosen.connect(self.show_list)
        column.addLayout(self._make_head())
        self.about = paragraph("", size=12, ink="3")
        column.addWidget(self.about)
        self.editor = ListEditor(
            theme=theme,
            name=_("Words and phrases"),
            placeholder=_("Find or add a word or phrase; ~word also w o r d"),
            save=self._save,
            check=_problem,
        )
        column.addWidget(self.editor)
        column.addLayout(self._make_starters())
        gate.changed.connect(self.refresh)
        self.show_list(FIELDS[0])

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.which)
        row.addStretch(1)
        self.import_button = Button(
            _("Import…"),
            theme=self._theme,
            height=24,
            icon="download-simple",
            on_click=self._ask_import,
        )
        self.export_button = Button(
            _("Export…"),
            theme=self._theme,
            height=24,
            icon="upload-simple",
            on_click=self._ask_export,
        )
        row.addWidget(self.import_button)
        row.addWidget(self.export_button)
        return row

    def _make_starters(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(_("Starter lists"), weight=fonts.MEDIUM))
        head.addWidget(label(_("severe slurs are held"), size=12, ink="3"))
        head.addStretch(1)
        self.edit_button = Button(
            _("Edit a copy"),
            theme=self._theme,
            height=24,
            icon="pencil-simple",
            on_click=self._offer_copies,
        )
        head.addWidget(self.edit_button)
        column.addLayout(head)
        lines = Flow(gap=8)
        self.starters: dict[str, Toggle] = {}
        for language in _LANGUAGES:
            name = choice_name(language)
            toggle = Toggle(
                theme=self._theme,
                name=_("Starter list: {language}").format(language=name),
                on=language in self._gate.current.starter_lists,
                on_change=lambda _on: self._save_starters(),
            )
            self.starters[language] = toggle
            lines.addWidget(_named(toggle, name))
        column.addLayout(lines)
        return column

    def show_list(self, field: str) -> None:
        """Show one of the lists, by its setting's name."""
        self._field = field
        self.which.set_current(field)
        self.about.setText(_about(field))
        self.editor.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it is saved, or is being saved."""
        entries: Any = self._gate.wanted(self._field)
        self.editor.show_entries(entries)
        self.export_button.setEnabled(bool(entries))
        chosen: Any = self._gate.wanted("starter_lists")
        for language, toggle in self.starters.items():
            toggle.show_on(language in chosen)

    def copies_menu(self) -> QMenu:
        """Return the starter lists of which a copy can be edited."""
        lines = [
            MenuItem(
                text=choice_name(language), on_pick=partial(self.edit_copy, language)
            )
            for language in _LANGUAGES
        ]
        return menu(self, lines, theme=self._theme)

    def edit_copy(self, language: str) -> None:
        """Put a starter list's entries among the held words, in its place."""
        held: Any = self._gate.wanted("holdlist")
        starters: Any = self._gate.wanted("starter_lists")
        copied = starter_entries(language)

        def told(error: str) -> None:
            words = ngettext(
                "{n} entry of {list} is held from here now, and can be edited.",
                "{n} entries of {list} are held from here now, and can be edited.",
                len(copied),
            )
            done = words.format(n=number(len(copied)), list=choice_name(language))
            self.editor.say(error or done, is_error=bool(error))

        self.show_list("holdlist")
        self._gate.change(
            {
                "holdlist": list(dict.fromkeys((*held, *copied))),
                "starter_lists": [one for one in starters if one != language],
            },
            told,
        )

    def import_file(self, path: Path) -> None:
        """Add what a file holds; a file with anything wrong in it adds nothing."""

        async def read(_engine: Engine) -> list[str]:
            found = await asyncio.to_thread(list_of_file, path)
            return [entry.written for entry in found.entries]

        def failed(error: CompanionError) -> None:
            self.editor.say(str(error), is_error=True)

        self._bridge.ask(read, then=self.editor.add_all, failed=failed)

    def export_file(self, path: Path) -> None:
        """Write the list, one entry a line."""
        entries: Sequence[str] = getattr(self._gate.current, self._field)

        heading = _about(self._field)

        def write_lines() -> None:
            path.write_text(exported(entries, heading=heading), "utf-8")

        async def write(_engine: Engine) -> None:
            try:
                await asyncio.to_thread(write_lines)
            except OSError as error:
                cause = error.strerror or str(error)
                words = _("{file} cannot be written: {cause}")
                raise SettingsError(
                    words.format(file=path, cause=cause), field=self._field
                ) from error

        def then(_none: None) -> None:
            told = ngettext(
                "{n} entry written to {file}",
                "{n} entries written to {file}",
                len(entries),
            )
            self.editor.say(told.format(n=number(len(entries)), file=path.name))

        def failed(error: CompanionError) -> None:
            self.editor.say(str(error), is_error=True)

        self._bridge.ask(write, then=then, failed=failed)

    def _offer_copies(self) -> None:
        below = QPoint(0, self.edit_button.height() + 4)
        self.copies_menu().popup(self.edit_button.mapToGlobal(below))

    def _ask_import(self) -> None:
        dialog = QFileDialog(self.window(), _("Import a list"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{_('Lists of words')} ({_FILTER})", "* (*)"])
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_export(self) -> None:
        dialog = QFileDialog(self.window(), _("Export the list"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"{self._field}.txt")
        dialog.fileSelected.connect(lambda name: self.export_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, entries: Sequence[str], told: Told) -> None:
        self._gate.change({self._field: list(entries)}, told)

    def _save_starters(self) -> None:
        chosen = [name for name, toggle in self.starters.items() if toggle.isChecked()]
        self._gate.change(
            {"starter_lists": chosen},
            lambda error: self.editor.say(error, is_error=bool(error)),
        )


def _named(toggle: Toggle, name: str) -> QWidget:
    """Return a switch with its name after it; the two wrap together."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 12, 0)
    row.setSpacing(8)
    row.addWidget(toggle)
    row.addWidget(label(name, size=12, ink="2"))
    return holder


def _names() -> dict[str, str]:
    return {
        "blocklist": _("Blocked"),
        "holdlist": _("Held"),
        "permitlist": _("Permitted"),
    }


def _about(field: str) -> str:
    return {
        "blocklist": _("Messages and names with one of these are never shown."),
        "holdlist": _("Messages and names with one of these wait for a person."),
        "permitlist": _(
            "What no list stops, also inside longer words: Scunthorpe, Dick van Dyke."
        ),
    }[field]


def _problem(text: str) -> str:
    try:
        entry_of(text)
    except ValueError as error:
        return str(error)
    return ""
