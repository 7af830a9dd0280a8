"""A choice of many: what is chosen is said, and told once."""

from __future__ import annotations

import pytest

from companion.gui.components.dropdown import DropDown
from companion.gui.theme.theme import Theme


@pytest.fixture
def drop(theme: Theme, qtbot) -> DropDown:
    made = DropDown(
        {"": "Anything", "a": "First", "b": "Second"}, theme=theme, name="X"
    )
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_pick_is_told_once_and_shown(drop: DropDown) -> None:
    told: list[str] = []
    drop.chosen.connect(told.append)

    for _twice in range(2):
        drop.choices_menu().actions()[1].trigger()

    assert told == ["a"]
    assert drop.text() == "First"
    assert drop.accessibleName() == "X: First"


def test_the_menu_marks_what_is_chosen(drop: DropDown) -> None:
    drop.set_current("b")

    marked = [one.text() for one in drop.choices_menu().actions() if one.isChecked()]
    assert marked == ["Second"]


def test_choosing_by_code_tells_nobody_and_unknown_keys_change_nothing(
    drop: DropDown,
) -> None:
    told: list[str] = []
    drop.chosen.connect(told.append)

    drop.set_current("b")
    drop.set_current("zebra")

    assert (drop.current, told) == ("b", [])


def test_other_choices_keep_what_is_still_there(drop: DropDown) -> None:
    drop.set_current("b")
    drop.set_choices({"": "Anything", "b": "Second", "c": "Third"})
    assert drop.current == "b"

    drop.set_choices({"": "Anything", "c": "Third"})
    assert drop.current == ""
