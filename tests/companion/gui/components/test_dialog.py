"""Dialogs ask by name, and Enter is the safe answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.gui.components.dialog import Question
from companion.gui.theme.theme import Theme


@pytest.fixture
def window(theme: Theme, qtbot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


def ask(
    window: QWidget, theme: Theme, answers: list[str], reason: str = ""
) -> Question:
    question = Question(
        window,
        theme=theme,
        title="Reset Луна to 0 points?",
        consequence="Gifts and chat history stay.",
        verb="Reset",
        safe="Keep points",
        on_yes=answers.append,
        reason=reason,
    )
    question.open()
    return question


def test_enter_is_the_safe_answer(window: QWidget, theme: Theme) -> None:
    answers: list[str] = []
    question = ask(window, theme, answers)

    QTest.keyClick(question.focusWidget(), Qt.Key.Key_Return)

    assert not question.isVisible()
    assert answers == []


def test_enter_in_the_reason_is_the_safe_answer_too(
    window: QWidget, theme: Theme
) -> None:
    answers: list[str] = []
    question = ask(window, theme, answers, reason="Reason (optional)")
    QTest.keyClick(question.reason.edit, Qt.Key.Key_Return)

    assert answers == []


def test_escape_is_the_safe_answer(window: QWidget, theme: Theme) -> None:
    answers: list[str] = []
    question = ask(window, theme, answers)

    QTest.keyClick(question, Qt.Key.Key_Escape)

    assert not question.isVisible()
    assert answers == []


def test_the_verb_acts_with_the_reason_typed(window: QWidget, theme: Theme) -> None:
    answers: list[str] = []
    question = ask(window, theme, answers, reason="Reason (optional)")
    QTest.keyClicks(question.reason.edit, "raid test")

    question.act.click()

    assert answers == ["raid test"]


def test_the_safe_answer_has_the_focus_and_the_ring(
    window: QWidget, theme: Theme, qtbot
) -> None:
    question = ask(window, theme, [])

    qtbot.waitUntil(lambda: question._ring.target is question.safe)
    assert question.focusWidget() is question.safe


def test_it_is_in_the_middle_of_its_window(
    window: QWidget, theme: Theme, qtbot
) -> None:
    question = ask(window, theme, [])
    qtbot.waitExposed(question)

    middle = question.mapToGlobal(question.rect().center())
    wanted = window.mapToGlobal(window.rect().center())

    assert (middle - wanted).manhattanLength() <= 4


def test_it_is_modal_for_its_window_and_blocks_no_loop(
    window: QWidget, theme: Theme
) -> None:
    question = ask(window, theme, [])

    assert question.isModal()
    assert question.windowModality() is Qt.WindowModality.WindowModal


def test_screen_readers_hear_question_and_consequence(
    window: QWidget, theme: Theme
) -> None:
    question = ask(window, theme, [])

    assert question.accessibleName() == "Reset Луна to 0 points?"
    assert question.accessibleDescription() == "Gifts and chat history stay."
