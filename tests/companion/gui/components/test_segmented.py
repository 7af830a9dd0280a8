"""The choice of few."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from companion.gui.components.segmented import Choice, Segmented
from companion.gui.theme.theme import Theme

CHOICES = [Choice(key=key, name=key.title()) for key in ("all", "money", "chat")]


@pytest.fixture
def segmented(theme: Theme, qtbot) -> Segmented:
    made = Segmented(CHOICES, theme=theme, name="Show")
    qtbot.addWidget(made)
    made.show()
    return made


def buttons(segmented: Segmented) -> list[QAbstractButton]:
    return segmented.findChildren(QAbstractButton)


def test_the_first_is_chosen_unless_another_is_named(theme: Theme, qtbot) -> None:
    assert Segmented(CHOICES, theme=theme, name="Show").current == "all"
    named = Segmented(CHOICES, theme=theme, name="Show", current="chat")
    assert named.current == "chat"


def test_a_click_chooses_and_tells(segmented: Segmented, qtbot) -> None:
    with qtbot.waitSignal(segmented.chosen) as told:
        qtbot.mouseClick(buttons(segmented)[1], Qt.MouseButton.LeftButton)

    assert told.args == ["money"]
    assert segmented.current == "money"


def test_arrow_keys_move_the_choice_and_wrap_around(segmented: Segmented) -> None:
    told: list[str] = []
    segmented.chosen.connect(told.append)

    QTest.keyClick(segmented, Qt.Key.Key_Left)
    QTest.keyClick(segmented, Qt.Key.Key_Right)

    assert told == ["chat", "all"]


def test_it_is_one_stop_for_the_tab_key(segmented: Segmented) -> None:
    segmented.set_current("money")

    stops = [
        button.accessibleName()
        for button in buttons(segmented)
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert stops == ["Money"]


def test_setting_it_tells_nobody(segmented: Segmented) -> None:
    told: list[str] = []
    segmented.chosen.connect(told.append)

    segmented.set_current("chat")

    assert told == []
    assert segmented.current == "chat"
