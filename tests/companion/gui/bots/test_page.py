"""The page: the list, the editor, saving and undoing; keys, small windows, screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from companion.domain.show.bots import CommandDef
from companion.domain.values import Platform
from companion.gui.bots.announcement_editor import AnnouncementEditor
from companion.gui.bots.rows import TABS, Tab
from companion.gui.bots.rule_editor import RuleEditor
from companion.gui.bots.rule_parts import Action
from companion.gui.bots.small_editors import CounterEditor
from companion.gui.bots.table import Table
from companion.gui.components.dialog import Question
from tests.companion.gui import inspection
from tests.companion.gui.bots.conftest import Bench


def type_into(widget: QLineEdit, text: str) -> None:
    """Replace what stands in a field, by keys."""
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text)


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


def test_what_is_no_number_stands_marked_and_keeps_save_off(bench: Bench) -> None:
    bench.page.select("commands:song")

    type_into(bench.command.all, "often")

    assert bench.command.form.problems == {"cooldown_s": "A number, 0 to 86,400."}
    assert bench.command.all.text() == "often"
    assert bench.command.all.property("bad") is True
    assert bench.command.all.accessibleDescription() == "A number, 0 to 86,400."
    assert not bench.page.editor.save.isEnabled()

    type_into(bench.command.all, "20")

    assert bench.command.form.problems == {}
    assert bench.page.editor.save.isEnabled()


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


def test_the_name_of_our_own_command_cannot_be_typed_over(bench: Bench) -> None:
    bench.page.select("commands:points")

    QTest.keyClicks(bench.command.name, "x")

    assert bench.command.name.text() == "!points"


def test_the_last_platform_stays_on(bench: Bench) -> None:
    bench.page.select("commands:song")
    toggles = bench.command.places.toggles
    toggles[Platform.TWITCH].click()
    toggles[Platform.YOUTUBE].click()

    assert toggles[Platform.YOUTUBE].isChecked()
    assert not toggles[Platform.TIKTOK].isEnabled()
    assert "read only" in toggles[Platform.TIKTOK].accessibleDescription()


def test_a_variable_is_put_in_from_the_menu(bench: Bench) -> None:
    bench.page.select("commands:hug")
    reply = bench.command.reply
    names = [item.text.split()[0] for item in reply.items()]
    assert {"{{viewer}}", "{{args.1}}", "{{counter.song}}"} <= set(names)
    picked = next(one for one in reply.items() if one.text.startswith("{{rank}}"))
    assert picked.on_pick is not None

    picked.on_pick()

    assert reply.text.startswith("{{rank}}")
    assert reply.count.text() == "34 of 500 characters"


def test_a_counter_is_chosen_and_taken_away(bench: Bench) -> None:
    bench.page.select("commands:hug")
    items = {one.text: one.on_pick for one in bench.command.counter_items()}
    pick = items["deaths"]
    assert pick is not None
    pick()
    assert bench.command.then.text() == "counter deaths + 1"

    items = {one.text: one.on_pick for one in bench.command.counter_items()}
    clear = items["No counter"]
    assert clear is not None
    clear()

    assert bench.command.then.text() == "add"


# Periodic, threshold, rules


def test_a_text_is_added_and_removed_in_turn(bench: Bench) -> None:
    bench.page.open_tab("periodic")
    bench.page.select("periodic:periodic-2")
    editor = bench.page.editor.editor
    assert editor is not None
    texts = editor.texts  # type: ignore[attr-defined]  # of the periodic editor
    texts.add_button.click()
    texts.boxes[2].put("Third.")
    texts.boxes[0].remove.click()

    bench.page.save()
    bench.settle()

    kept = next(one for one in bench.bots.kept.periodic if one.id == "periodic-2")
    assert kept.texts == ("Clips go into #clips.", "Third.")


def test_a_threshold_bot_tells_how_far_it_is(bench: Bench) -> None:
    bench.page.open_tab("thresholds")
    editor = bench.page.editor.editor
    assert editor is not None

    state = editor.state  # type: ignore[attr-defined]  # of the threshold editor
    assert state.far.text() == "18 of 25"
    assert "then rests 5 min" in state.rests.text()
    assert "last fired 20:12" in state.rests.text()


def test_beneath_a_command_stands_the_bot_that_is_nearest(bench: Bench) -> None:
    bench.page.select("commands:song")
    glance = bench.page.editor.glance
    assert glance.isVisible()
    assert glance.toggle.accessibleName() == "Threshold bot: “Confetti”"

    glance.toggle.click()
    bench.settle()

    assert bench.bots.kept.thresholds[0].is_on is False
    assert glance.toggle.accessibleName() == "Threshold bot: “Encore”"


def test_rows_of_a_rule_are_added_changed_and_removed(bench: Bench) -> None:
    bench.page.open_tab("rules")
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)
    editor.conditions.rows[1].remove.click()
    editor.thens.add_button.click()
    editor.thens.rows[2].do.chosen.emit("scene")  # type: ignore[union-attr]  # an action
    editor.thens.rows[2].named.edited.emit("Boss")  # type: ignore[union-attr]  # an action
    editor.event_kind.chosen.emit("raid")
    editor.dry.toggle.click()

    bench.page.save()
    bench.settle()

    kept = bench.bots.kept.rules[0]
    assert [one.fact for one in kept.conditions] == ["who"]
    assert [(one.do, one.name) for one in kept.actions] == [
        ("sound", "boss.ogg"),
        ("alert", ""),
        ("scene", "Boss"),
    ]
    assert (kept.when.event, kept.when.about, kept.is_dry) == ("raid", "", True)


def test_an_error_of_a_rule_stands_beneath_its_row(bench: Bench) -> None:
    bench.page.open_tab("rules")
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)
    editor.dry.toggle.click()
    bench.bots.refuses = "rules[0].actions[1].text: a text is missing"

    bench.page.save()
    bench.settle()

    assert editor.thens.rows[1].error.text == "A text is missing."
    assert editor.thens.rows[0].error.text == ""


def test_an_amount_that_is_none_stays_typed_and_marked(bench: Bench) -> None:
    bench.page.open_tab("rules")
    bench.page.select("rules:rule-5")
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)
    action = editor.thens.rows[0]
    assert isinstance(action, Action)

    type_into(action.amount, "many")
    bench.page.select("rules:rule-1")
    assert bench.page.editor.status.text() == "Saved"
    bench.page.select("rules:rule-5")

    again = editor.thens.rows[0]
    assert isinstance(again, Action)
    assert again.amount.text() == "many"
    assert again.error.text == "A whole number, -1,000,000 to 1,000,000."
    assert not bench.page.editor.save.isEnabled()

    again.remove.click()

    assert bench.page.editor.save.isEnabled()


def test_the_last_action_of_a_rule_stays(bench: Bench) -> None:
    bench.page.open_tab("rules")
    bench.page.select("rules:rule-2")
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)

    assert not editor.thens.rows[0].remove.isEnabled()


# Announcement, counters, quotes, notes


def announcement(bench: Bench) -> AnnouncementEditor:
    bench.page.open_tab("periodic")
    bench.page.select("announcement:")
    editor = bench.page.editor.editor
    assert isinstance(editor, AnnouncementEditor)
    return editor


def test_the_post_is_seen_as_it_is_sent(bench: Bench) -> None:
    editor = announcement(bench)

    assert editor.preview.text() == (
        "Friday ranked, then karaoke: live now at twitch.tv/mira_plays"
    )
    editor.text.put("Hello! ")
    assert editor.preview.text() == "Save it to see how it reads."
    assert not editor.send.isEnabled()


def test_sending_asks_and_asks_again_when_it_was_sent(bench: Bench) -> None:
    announcement(bench).send.click()
    first = bench.dialogs[-1]
    assert isinstance(first, Question)
    first.act.click()
    bench.settle()
    second = bench.dialogs[-1]
    assert isinstance(second, Question)
    assert second is not first
    assert bench.bots.announced == 0

    second.act.click()
    bench.settle()

    assert bench.bots.announced == 1


def test_a_webhook_s_address_is_masked_and_forgotten_here(bench: Bench) -> None:
    hooks = announcement(bench).webhooks
    type_into(hooks.name, "guild")
    type_into(hooks.address, "https://example.org/t0ken!")
    assert hooks.address.displayText() == "●" * 26

    hooks.add.click()
    bench.settle()

    assert bench.bots.hooks == ["discord", "guild"]
    assert hooks.address.text() == ""
    texts = [one.text() + one.toolTip() for one in bench.page.findChildren(QLabel)]
    assert not any("t0ken" in text for text in texts)
    hooks.switches["guild"].toggle.click()
    bench.page.save()
    bench.settle()
    assert bench.bots.kept.announcement.webhooks == ("discord", "guild")


def test_a_webhook_without_https_is_refused_and_stays_typed(bench: Bench) -> None:
    hooks = announcement(bench).webhooks
    type_into(hooks.name, "guild")
    type_into(hooks.address, "http://example.org")

    hooks.add.click()

    assert hooks.error.text == "An address that begins with https://."
    assert hooks.address.text() == "http://example.org"
    assert bench.bots.hooks == ["discord"]


def test_a_counter_is_set_by_its_buttons(bench: Bench) -> None:
    bench.page.open_tab("counters")
    bench.page.select("counters:deaths")
    editor = bench.page.editor.editor
    assert isinstance(editor, CounterEditor)

    editor.up.click()
    bench.page.save()
    bench.settle()

    assert bench.bots.counters["deaths"] == 42
    assert bench.page.editor.status.text() == "Saved"


def test_a_quote_is_kept_deleted_and_brought_back(bench: Bench) -> None:
    bench.page.open_tab("counters")
    bench.page.new("quotes")
    editor = bench.page.editor.editor
    assert editor is not None
    editor.text.put("One more round.")  # type: ignore[attr-defined]  # of the quote editor
    bench.page.save()
    bench.settle()
    assert bench.bots.quotes[3] == "One more round."
    assert bench.page.selected == "quotes:3"

    bench.page.delete()
    bench.settle()
    assert 3 not in bench.bots.quotes
    undo = bench.notices[-1].undo
    assert undo is not None
    undo()
    bench.settle()

    assert bench.bots.quotes[3] == "One more round."


def test_the_note_board_is_kept(bench: Bench) -> None:
    bench.page.open_tab("counters")
    editor = bench.page.editor.editor
    assert editor is not None
    editor.text.put("Buy cake. ")  # type: ignore[attr-defined]  # of the notes' editor

    bench.page.save()
    bench.settle()

    assert bench.bots.kept.notes.startswith("Buy cake. ")


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
