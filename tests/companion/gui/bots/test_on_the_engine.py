"""The page on a real engine: what is made here is what chat is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.domain.show.bots import BotBook, CommandDef
from companion.gui.bots.command_editor import CommandEditor
from companion.gui.bots.page import BotsPage
from companion.gui.bots.table import Table
from companion.gui.bots.threshold_editor import ThresholdEditor
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.interactions.bots.book import FILE_NAME, BookFile
from companion.settings import Settings
from tests.companion.gui.bots.conftest import type_into
from tests.companion.gui.page_stand import OnStand, Stands
from tests.support.real_engine import RunningEngine


@dataclass(kw_only=True)
class Desk(OnStand):
    """The page and its engine."""

    page: BotsPage
    running: RunningEngine

    @property
    def book(self) -> BotBook:
        """Return what the engine keeps."""
        return self.running.engine.bots.book()

    @property
    def command(self) -> CommandEditor:
        """Return the editor, while a command is selected."""
        editor = self.page.editor.editor
        assert isinstance(editor, CommandEditor)
        return editor

    def settle(self) -> None:
        """Wait for what was asked, and let the page look."""
        self.stand.answered()
        self.page.bots.look()
        self.stand.answered()

    def click(self, widget: QWidget) -> None:
        """Click a button, and wait for what comes of it."""
        assert widget.isVisible()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def make(self, name: str, reply: str) -> None:
        """Make a command by mouse and keys, and save it."""
        self.click(self.page.list.new)
        type_into(self.command.name, name)
        self.command.reply.put(reply)
        self.click(self.page.editor.save)

    def ask(self, text: str) -> list[tuple[str, str]]:
        """Say something in the sandbox; returns who said what then."""
        sandbox = self.page.side.sandbox
        sandbox.field.setFocus()
        QTest.keyClicks(sandbox.field, text)
        QTest.keyClick(sandbox.field, Qt.Key.Key_Return)
        self.settle()
        return [(row.line.who, row.line.text) for row in sandbox.rows]

    def switch(self, key: str) -> None:
        """Click the switch of a line."""
        table: Table = self.page.list.table
        row = [one.key for one in table.rows].index(key)
        index = table.model().index(row, table.model().columnCount() - 1)
        table.scrollTo(index)
        at = table.visualRect(index).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
        self.settle()


@pytest.fixture
def desk(theme: Theme, stands: Stands, tmp_path: Path) -> Iterator[Desk]:
    """The page, 1368 pixels wide, in a session that has just begun."""
    with stands.in_session(tmp_path) as (stand, running):
        page = BotsPage(
            stand.watch,
            preferences=Preferences(Settings(), save=lambda _settings: None),
            theme=theme,
            say=stand.notices.append,
            show_dialog=stand.dialogs.append,
        )
        stand.put(page)
        found = Desk(page=page, running=running, stand=stand)
        found.settle()
        yield found


def test_our_own_commands_are_listed_before_anything_is_made(desk: Desk) -> None:
    keys = {row.key for row in desk.page.list.table.rows}

    built_in = {f"commands:{one.name}" for one in desk.running.engine.bots.built_in()}
    assert built_in
    assert built_in <= keys


def test_a_command_is_made_saved_and_answered_in_the_sandbox(desk: Desk) -> None:
    desk.make("!clip", "Clip it, {{viewer}}: {{args.1}}")

    said = desk.ask("!clip now")

    assert desk.book.commands == (
        CommandDef(name="clip", reply="Clip it, {{viewer}}: {{args.1}}"),
    )
    assert desk.page.selected == "commands:clip"
    assert said[0] == ("viewer", "!clip now")
    assert said[1][0] == "bot"
    assert said[1][1].startswith("Clip it, ")
    assert said[1][1].endswith(": now")


def test_what_is_typed_and_not_saved_is_tried_and_not_kept(desk: Desk) -> None:
    desk.make("!clip", "old")
    desk.command.reply.put(", new")

    said = desk.ask("!clip")

    assert said[1] == ("bot", "old, new")
    assert desk.book.commands[0].reply == "old"


def test_a_command_that_is_switched_off_is_silent_and_kept_so(desk: Desk) -> None:
    desk.make("!clip", "Clip it")

    desk.switch("commands:clip")
    said = desk.ask("!clip")

    assert desk.book.commands[0].is_on is False
    assert "bot" not in {who for who, _text in said}


def test_one_of_our_own_is_switched_off(desk: Desk) -> None:
    desk.switch("commands:uptime")

    kept = {one.name: one.is_on for one in desk.book.commands}
    assert kept == {"uptime": False}
    assert "bot" not in {who for who, _text in desk.ask("!uptime")}


def test_what_the_engine_refuses_stands_beside_its_field(desk: Desk) -> None:
    desk.make("!clip", "Clip it, {{nobody}}")

    assert "nobody" in desk.command.form.problems["reply"]
    assert desk.page.editor.status.text() == "Not saved: see what is marked"
    assert desk.command.reply.text == "Clip it, {{nobody}}"
    assert desk.book.commands == ()


def test_a_name_that_is_taken_stands_beside_the_name(desk: Desk) -> None:
    desk.make("!clip", "one")
    desk.make("!clip", "two")

    assert "name" in desk.command.form.problems
    assert [one.reply for one in desk.book.commands] == ["one"]


def test_a_command_that_is_put_right_is_saved(desk: Desk) -> None:
    desk.make("!clip", "{{nobody}}")

    desk.command.reply.edit.clear()
    desk.command.reply.put("Clip it")
    desk.click(desk.page.editor.save)

    assert desk.command.form.problems == {}
    assert [one.reply for one in desk.book.commands] == ["Clip it"]


def test_a_deleted_command_is_answered_no_more_and_comes_back(desk: Desk) -> None:
    desk.make("!clip", "Clip it")

    desk.click(desk.page.editor.trash)
    gone = desk.book.commands
    undo = desk.notices[-1].undo
    assert undo is not None
    undo()
    desk.settle()

    assert gone == ()
    assert [one.name for one in desk.book.commands] == ["clip"]


@pytest.fixture
def broken_book(tmp_path: Path) -> Path:
    """A book of the bots that was cut off in the middle, before the start."""
    file = tmp_path / FILE_NAME
    file.write_bytes(b'{"commands":[{"name":"hi","rep')
    return file


def test_a_broken_book_is_told_with_the_file_that_keeps_it(
    broken_book: Path, desk: Desk
) -> None:
    note = desk.page.list.file_note

    assert note.isVisible()
    told = note.banner.accessibleDescription()
    assert "it is kept as bots.json.broken." in told
    assert "give it its old name" in told
    aside = broken_book.with_name("bots.json.broken")
    assert aside.read_bytes() == b'{"commands":[{"name":"hi","rep'


def test_what_is_made_after_a_broken_book_is_kept_and_the_note_goes_on_demand(
    broken_book: Path, desk: Desk
) -> None:
    desk.make("!clip", "Clip it")
    desk.click(desk.page.list.file_note.done)
    desk.settle()

    assert not desk.page.list.file_note.isVisible()
    assert [one.name for one in BookFile(broken_book).book.commands] == ["clip"]


def test_a_sound_book_is_told_nothing_of(desk: Desk) -> None:
    assert not desk.page.list.file_note.isVisible()


def test_what_writes_nowhere_fits_beside_its_caption(desk: Desk) -> None:
    desk.click(desk.page.list.new)
    places = desk.command.places

    room = places.rect()
    for platform, note in places.notes.items():
        assert note.isVisible(), platform
        assert room.contains(note.mapTo(places, note.rect().bottomRight())), platform
    assert desk.command.width() <= desk.page.editor.width()


def test_what_only_listens_is_not_called_read_only(desk: Desk) -> None:
    desk.page.open_tab("thresholds")
    desk.click(desk.page.list.new)
    editor = desk.page.editor.editor
    assert isinstance(editor, ThresholdEditor)

    assert not any(note.isVisible() for note in editor.places.notes.values())
    assert all(toggle.isEnabled() for toggle in editor.places.toggles.values())
