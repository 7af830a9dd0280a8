"""Rows of a rule come and go; what is wrong stands beneath its row."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from companion.gui.bots.rule_editor import RuleEditor
from companion.gui.bots.rule_parts import Action
from tests.companion.gui.bots.conftest import Bench, type_into


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


def hook_rule(bench: Bench) -> RuleEditor:
    """Have the first rule wait for the hook "tip", and return its editor."""
    bench.page.open_tab("rules")
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)
    editor.event_kind.chosen.emit("hook")
    editor.about.edited.emit("tip")
    bench.settle()
    return editor


def test_a_rule_waits_for_a_hook_that_is_made_beside_it(bench: Bench) -> None:
    editor = hook_rule(bench)
    assert editor.hook.isVisibleTo(editor)
    assert not editor.hook.copy_token.isVisibleTo(editor)

    editor.hook.make.click()
    bench.settle()

    assert editor.hook.address.text() == "127.0.0.1:7717/api/v1/hooks/tip"
    assert not editor.hook.make.isVisibleTo(editor)
    bench.page.save()
    bench.settle()
    when = bench.bots.kept.rules[0].when
    assert (when.event, when.about) == ("hook", "tip")


def test_a_hooks_address_and_token_are_copied_and_the_token_is_never_shown(
    bench: Bench,
) -> None:
    editor = hook_rule(bench)
    editor.hook.make.click()
    bench.settle()
    assert bench.page.bots.now is not None
    (hook,) = bench.page.bots.now.hooks
    copied = []
    for button in (editor.hook.copy_address, editor.hook.copy_token):
        button.click()
        bench.settle()
        copied.append(QGuiApplication.clipboard().text())

    assert copied == [hook.address, hook.token]
    assert hook.token not in editor.hook.address.text()


def test_only_a_rule_that_waits_for_a_hook_has_its_row(bench: Bench) -> None:
    editor = hook_rule(bench)
    editor.event_kind.chosen.emit("raid")
    bench.settle()

    assert not editor.hook.isVisibleTo(editor)


def test_what_nobody_stands_behind_is_told_to_all_instead_of_replied(
    bench: Bench,
) -> None:
    bench.page.open_tab("rules")
    bench.page.new()
    editor = bench.page.editor.editor
    assert isinstance(editor, RuleEditor)
    action = editor.thens.rows[0]
    assert isinstance(action, Action)
    action.text.put("A tip of {{amount}}")

    editor.event_kind.chosen.emit("hook")

    told = editor.thens.rows[0]
    assert isinstance(told, Action)
    assert (told.kind, told.text.text) == ("message", "A tip of {{amount}}")
