"""Undone and done again."""

from __future__ import annotations

from companion.gui.stage_editor.history import History


def test_steps_are_undone_and_done_again() -> None:
    history = History(1)
    history.push(2)
    history.push(3)

    assert [history.undo(), history.undo(), history.undo()] == [2, 1, 1]
    assert [history.redo(), history.redo(), history.redo()] == [2, 3, 3]


def test_another_step_forgets_what_was_undone() -> None:
    history = History(1)
    history.push(2)
    history.undo()
    history.push(5)

    assert not history.can_redo
    assert history.undo() == 1


def test_the_same_is_no_step_and_old_ones_fall_out() -> None:
    history = History(0, most=2)
    history.push(0)
    assert not history.can_undo
    for state in (1, 2, 3):
        history.push(state)

    assert [history.undo(), history.undo(), history.undo()] == [2, 1, 1]
