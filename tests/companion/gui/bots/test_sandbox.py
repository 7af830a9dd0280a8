"""The sandbox asks the engine, and says what came of it; what is typed is not lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.values import Platform
from tests.companion.gui.bots.conftest import Bench


def lines(bench: Bench) -> list[tuple[str, str]]:
    return [(row.line.who, row.line.text) for row in bench.page.side.sandbox.rows]


def test_a_command_is_answered_and_empty_variables_are_named(bench: Bench) -> None:
    sandbox = bench.page.side.sandbox
    sandbox.field.setFocus()
    QTest.keyClicks(sandbox.field, "!song")
    QTest.keyClick(sandbox.field, Qt.Key.Key_Return)
    bench.settle()

    assert lines(bench) == [
        ("viewer", "!song"),
        ("bot", "you, Mira has sung 7 songs. Next:"),
    ]
    assert sandbox.rows[1].line.empty == ("args.1",)
    assert sandbox.field.text() == ""


def test_it_is_asked_as_whom_where_and_with_what_is_typed(bench: Bench) -> None:
    sandbox = bench.page.side.sandbox
    bench.page.select("commands:hug")
    bench.command.reply.put("lots of ")
    sandbox.who.set_current("moderator")
    sandbox.platform.set_current("youtube")
    sandbox.free.toggle.click()

    sandbox.try_text("!hug")
    bench.settle()

    text, who, platform, no_cooldowns, book = bench.bots.tried[-1]
    assert (text, who, platform) == ("!hug", "moderator", Platform.YOUTUBE)
    assert no_cooldowns
    assert book is not None
    hug = next(one for one in book.commands if one.name == "hug")
    assert hug.reply.startswith("lots of ")


def test_it_can_be_tried_with_what_is_kept(bench: Bench) -> None:
    bench.page.side.sandbox.typed.toggle.click()

    bench.page.side.sandbox.try_text("!hug")
    bench.settle()

    assert bench.bots.tried[-1][4] is None


def test_why_there_is_no_reply_is_told(bench: Bench) -> None:
    sandbox = bench.page.side.sandbox
    for _each in range(2):
        sandbox.try_text("!song")
        bench.settle()

    assert lines(bench)[-1] == ("note", "no reply: cooldown, 11 s left")


def test_markup_stays_text(bench: Bench) -> None:
    sandbox = bench.page.side.sandbox
    sandbox.try_text("<b>bold</b>")
    bench.settle()

    assert sandbox.rows[0].said.text == "you as viewer  <b>bold</b>"


def test_only_the_last_lines_stay_and_they_can_be_emptied(bench: Bench) -> None:
    sandbox = bench.page.side.sandbox
    for number in range(70):
        sandbox.try_text(f"line {number}")
        bench.settle()
    assert len(sandbox.rows) == 60

    bench.page.side.clear.click()

    assert sandbox.rows == []


def test_a_draft_that_cannot_be_keeps_no_other_from_being_tried(bench: Bench) -> None:
    bench.page.new()
    bench.page.select("commands:hug")
    bench.command.reply.put("lots of ")

    bench.page.side.sandbox.try_text("!hug")
    bench.settle()

    book = bench.bots.tried[-1][4]
    assert book is not None
    assert "" not in {one.name for one in book.commands}
    assert next(one for one in book.commands if one.name == "hug").reply.startswith(
        "lots of "
    )
