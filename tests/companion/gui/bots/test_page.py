"""The page: the list, the editor, saving and undoing; keys, small windows, screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.domain.show.bots import CommandDef
from companion.domain.values import Platform
from companion.gui.bots.rows import TABS, Tab
from companion.gui.bots.table import Table
from tests.companion.gui import inspection
from tests.companion.gui.bots.conftest import Bench, type_into


def focused(bench: Bench) -> QWidget | None:
    """Return where the keyboard is, whether the window is in front or not."""
    return bench.page.window().focusWidget()


def row_of(bench: Bench, key: str) -> int:
    return bench.keys.index(key)


def click_switch(table: Table, row: int) -> None:
    column = table.model().columnCount() - 1
    at = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


# The list


def test_tabs_count_what_they_hold(bench: Bench) -> None:
    names = [tab.accessibleName() for tab in bench.page.list.tabs.values()]

    assert names == [
        "Commands 16",
        "Periodic 3",
        "Threshold 2",
        "Rules 7",
        "Counters, quotes",
    ]


def test_a_line_says_all_of_a_command_to_a_screen_reader(bench: Bench) -> None:
    model = bench.page.list.table.model()
    index = model.index(row_of(bench, "commands:so"), 0)

    spoken = model.data(index, Qt.ItemDataRole.AccessibleTextRole)

    assert spoken.startswith("!so, shout-out for {{args.1}}")
    assert spoken.endswith("mod, 5 s, 3, on")


def test_our_own_commands_are_marked(bench: Bench) -> None:
    says = [row.cells[0].text for row in bench.page.list.table.rows[:6]]

    assert all(text.endswith(", built in") for text in says)


def test_the_foot_tells_how_many_replies_are_left(bench: Bench) -> None:
    assert bench.page.list.pace.text() == (
        "Replies left this minute: Twitch 17 of 20 · YouTube 8 of 10 · "
        "TikTok is read-only"
    )


def test_arrows_walk_and_the_editor_follows(bench: Bench) -> None:
    table = bench.page.list.table
    bench.page.select("commands:song")
    table.setFocus()

    QTest.keyClick(table, Qt.Key.Key_Down)

    assert bench.page.selected == "commands:hug"
    assert bench.command.name.text() == "!hug"


def test_a_click_on_the_switch_switches_at_once(bench: Bench) -> None:
    table = bench.page.list.table
    place = row_of(bench, "commands:lurk")

    click_switch(table, place)
    bench.settle()

    kept = {one.name: one.is_on for one in bench.bots.kept.commands}
    assert kept["lurk"] is True
    assert table.rows[place].is_on is True


def test_space_switches_one_of_our_own(bench: Bench) -> None:
    table = bench.page.list.table
    bench.page.select("commands:points")
    table.setFocus()

    QTest.keyClick(table, Qt.Key.Key_Space)
    bench.settle()

    kept = {one.name: one.is_on for one in bench.bots.kept.commands}
    assert kept["points"] is False


def test_a_switch_that_is_refused_turns_back(bench: Bench) -> None:
    bench.bots.refuses = "The disk is full."

    click_switch(bench.page.list.table, row_of(bench, "commands:hug"))
    bench.settle()

    assert bench.page.list.table.rows[row_of(bench, "commands:hug")].is_on is True
    assert bench.notices[-1].detail == "The disk is full."


def test_switching_keeps_what_is_typed_and_not_saved(bench: Bench) -> None:
    bench.page.select("commands:hug")
    bench.command.reply.put("lots of ")

    click_switch(bench.page.list.table, row_of(bench, "commands:hug"))
    bench.settle()

    kept = {one.name: one for one in bench.bots.kept.commands}
    assert kept["hug"].reply == "{{viewer}} hugs {{args.1}}"
    assert kept["hug"].is_on is False
    assert bench.command.reply.text.startswith("lots of ")


# Editing


def test_everything_that_is_typed_is_kept_by_save(bench: Bench) -> None:
    bench.page.select("commands:hug")
    editor = bench.command
    type_into(editor.aliases, "!cuddle, squeeze")
    type_into(editor.all, "7.5")
    editor.who.chosen.emit("vip")
    editor.places.toggles[Platform.YOUTUBE].click()
    editor.anywhere.toggle.click()
    assert bench.page.editor.status.text() == "Not saved"

    bench.page.editor.save.click()
    bench.settle()

    kept = next(one for one in bench.bots.kept.commands if one.name == "hug")
    assert kept == CommandDef(
        name="hug",
        aliases=("cuddle", "squeeze"),
        reply="{{viewer}} hugs {{args.1}}",
        who="vip",
        cooldown_s=7.5,
        platforms=(Platform.TWITCH,),
        anywhere=True,
    )
    assert bench.page.editor.status.text() == "Saved"
    assert not bench.page.editor.save.isVisible()


def test_saving_one_leaves_what_is_typed_of_another(bench: Bench) -> None:
    bench.page.select("commands:hug")
    bench.command.reply.put("a ")
    bench.page.select("commands:song")
    bench.command.reply.put("b ")

    bench.page.save()
    bench.settle()

    kept = {one.name: one.reply for one in bench.bots.kept.commands}
    assert kept["song"].startswith("b ")
    assert not kept["hug"].startswith("a ")
    bench.page.select("commands:hug")
    assert bench.command.reply.text.startswith("a ")


def test_what_is_typed_outlives_leaving_page_and_tab(bench: Bench) -> None:
    bench.page.select("commands:song")
    bench.command.reply.put("new ")
    type_into(bench.command.each, "soon")

    bench.page.open_tab("rules")
    bench.page.hide()
    bench.page.show()
    bench.settle()
    bench.page.open_tab("commands")

    assert bench.page.selected == "commands:song"
    assert bench.command.reply.text.startswith("new ")
    assert bench.command.each.text() == "soon"
    assert bench.command.form.problems == {"cooldown_s": "A number, 0 to 86,400."}


def test_the_engine_s_error_stands_beside_its_field(bench: Bench) -> None:
    bench.page.select("commands:song")
    bench.command.reply.put("{{nobody}} ")
    place = [one.name for one in bench.bots.kept.commands].index("song")
    bench.bots.refuses = f"commands[{place}].reply: {{{{nobody}}}} is not known"

    bench.page.save()
    bench.settle()

    assert bench.command.form.problems == {"reply": "{{nobody}} is not known."}
    assert bench.command.reply.text.startswith("{{nobody}} ")
    assert bench.page.editor.status.text() == "Not saved: see what is marked"


def test_an_error_about_no_field_stands_at_the_foot(bench: Bench) -> None:
    bench.page.select("commands:song")
    bench.command.reply.put("x")
    bench.bots.refuses = "The disk is full."

    bench.page.save()
    bench.settle()

    assert bench.page.editor.status.text() == "The disk is full."
    bench.bots.refuses = ""
    bench.page.save()
    bench.settle()
    assert bench.page.editor.status.text() == "Saved"


def test_a_command_that_is_renamed_stays_selected(bench: Bench) -> None:
    bench.page.select("commands:hug")
    type_into(bench.command.name, "!hugs")

    bench.page.save()
    bench.settle()

    assert bench.page.selected == "commands:hugs"
    assert bench.keys.index("commands:hugs") == 8


def test_a_new_command_is_typed_saved_and_listed(bench: Bench) -> None:
    bench.page.list.new.click()
    assert focused(bench) is bench.command.name
    bench.page.save()
    assert "name" in bench.command.form.problems

    type_into(bench.command.name, "!clip")
    bench.command.reply.put("Clips: {{link}}")
    bench.page.save()
    bench.settle()

    assert bench.bots.kept.commands[-1] == CommandDef(
        name="clip", reply="Clips: {{link}}"
    )
    assert bench.page.selected == "commands:clip"


def test_discard_shows_again_what_is_kept(bench: Bench) -> None:
    bench.page.select("commands:hug")
    bench.command.reply.put("x")
    type_into(bench.command.all, "often")

    bench.page.editor.discard.click()

    assert bench.command.reply.text == "{{viewer}} hugs {{args.1}}"
    assert bench.command.all.text() == "20"
    assert bench.command.form.problems == {}
    assert bench.page.editor.status.text() == "Saved"


def test_a_deleted_command_comes_back_where_it_stood(bench: Bench) -> None:
    before = bench.bots.kept
    bench.page.select("commands:hug")

    bench.page.editor.trash.click()
    bench.settle()
    assert "hug" not in {one.name for one in bench.bots.kept.commands}
    assert bench.page.selected == "commands:so"
    undo = bench.notices[-1].undo
    assert undo is not None
    undo()
    bench.settle()

    assert bench.bots.kept == before
    assert "commands:hug" in bench.keys


def test_discarding_what_is_new_can_be_undone(bench: Bench) -> None:
    bench.page.new()
    bench.command.reply.put("typed a lot")
    bench.page.discard()
    bench.settle()
    undo = bench.notices[-1].undo
    assert undo is not None

    undo()
    bench.settle()

    assert bench.page.list.table.rows[-1].title == "New command"
    bench.page.select(bench.keys[-1])
    assert bench.command.reply.text == "typed a lot"


def test_our_own_command_goes_back_to_how_it_was_made(bench: Bench) -> None:
    bench.page.select("commands:points")
    assert not bench.page.editor.trash.isEnabled()
    type_into(bench.command.all, "99")
    bench.page.save()
    bench.settle()

    assert bench.page.editor.trash.accessibleName() == "Back to how it was made"
    bench.page.editor.trash.click()
    bench.settle()

    assert bench.command.all.text() == "10"
    assert "points" not in {one.name for one in bench.bots.kept.commands}


# Being there


def test_what_was_read_last_stays_when_the_engine_fails(bench: Bench) -> None:
    bench.page.bots.failed.emit("The show is off.")

    assert bench.page.list.failure.isVisible()
    assert len(bench.keys) == 16


def test_nothing_is_read_while_the_page_is_hidden(bench: Bench) -> None:
    bench.page.hide()

    assert not bench.page.bots.is_running


def test_an_empty_tab_says_what_will_be_there(bench: Bench) -> None:
    bench.bots.is_empty = True
    bench.settle()

    bench.page.open_tab("rules")

    shown = bench.page.list.stack.currentWidget()
    assert shown is not None
    assert shown.accessibleName() == "No rules yet"
    assert bench.page.selected == ""


def test_keys_reach_everything(bench: Bench) -> None:
    page = bench.page
    page.select("commands:hug")
    page.list.table.setFocus()

    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert focused(bench) is bench.command.name
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_N)
    assert bench.command.name.text() == ""
    reached = inspection.tab_order(page)

    for name in ("Commands 17", "New", "Commands", "Reply", "Save", "Say something"):
        assert name in reached


@pytest.mark.parametrize("tab", TABS)
def test_every_control_has_a_name(bench: Bench, tab: Tab) -> None:
    bench.page.open_tab(tab)

    for key in bench.keys:
        bench.page.select(key)
        assert inspection.nameless(bench.page) == []
        assert inspection.unexplained(bench.page) == []


@pytest.mark.parametrize("size", [(1368, 780), (968, 540), (904, 460)])
@pytest.mark.parametrize("tab", TABS)
def test_nothing_is_cut_off(bench: Bench, tab: Tab, size: tuple[int, int]) -> None:
    bench.page.resize(*size)
    bench.page.open_tab(tab)
    bench.settle()

    assert inspection.clipped(bench.page) == []


def test_in_a_small_window_the_sandbox_is_a_drawer(bench: Bench) -> None:
    page = bench.page
    page.resize(968, 540)
    assert not page.side.isVisible()

    page.editor.side.click()
    assert page.side.isVisible()
    assert focused(bench) is page.side.sandbox.field
    QTest.keyClick(page.side.sandbox.field, Qt.Key.Key_Escape)

    assert not page.side.isVisible()
    page.resize(1368, 780)
    assert page.side.isVisible()


def test_tabs_move_together_where_their_words_need_the_room(bench: Bench) -> None:
    tab = bench.page.list.tabs["periodic"]
    roomy = tab.sizeHint().width()

    bench.page.resize(904, 460)
    narrow = tab.sizeHint().width()
    bench.page.resize(1368, 780)

    assert narrow < roomy == tab.sizeHint().width()
