"""Controls of a command: each changes its field, and nothing else."""

from __future__ import annotations

from PySide6.QtTest import QTest

from companion.domain.values import Platform
from tests.companion.gui.bots.conftest import Bench, type_into


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


def test_commands_are_written_with_the_prefix_that_is_set(bench: Bench) -> None:
    bench.page.select("commands:song")
    bench.preferences.change({"bots.prefix": "?"})
    bench.settle()

    assert bench.page.editor.title.text() == "?song"
    assert bench.command.name.text() == "?song"
    assert bench.command.aliases.text() == "?songs, ?歌"
    type_into(bench.command.name, "?sing")
    bench.page.save()
    bench.settle()

    assert "sing" in {one.name for one in bench.bots.kept.commands}
