"""The form of every kind: what holds is kept, what does not says so beside itself."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from companion.domain.errors import CommandError
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    Kind,
    PollSpec,
    QuizSpec,
    Team,
    TeamsSpec,
    WheelSpec,
    kind_of,
)
from companion.gui.components.colour_field import ColourField
from companion.gui.components.offered_line import OfferedLine
from companion.gui.show.editor import SpecEditor, fresh_spec
from companion.gui.show.table_field import Column, TableField
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import TEAM_COLOURS

SPECS: tuple[AnySpec, ...] = (
    PollSpec(question="Map?", options=("A", "B"), keywords=("a", ""), seconds=None),
    QuizSpec(question="Year?", options=("1", "2", "3"), correct=(0, 2), right=1500),
    FlagSpec(title="Find", code="ramen", prefix="flag"),
    WheelSpec(title="Songs", slots=("x", "y"), weights=(1, 3)),
    TeamsSpec(
        title="Pull",
        teams=(Team(key="a", name="A"), Team(key="b", name="B", gift="Rose")),
    ),
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1368, 780)
    qtbot.addWidget(made)
    return made


def open_editor(
    window: QWidget, theme: Theme, spec: AnySpec
) -> tuple[SpecEditor, list[AnySpec]]:
    kept: list[AnySpec] = []
    editor = SpecEditor(
        window,
        spec,
        theme=theme,
        keep=lambda one: kept.append(one.spec()),
        is_new=False,
    )
    return editor, kept


@pytest.mark.parametrize("spec", SPECS, ids=kind_of)
def test_what_is_opened_and_kept_is_the_same(
    window: QWidget, theme: Theme, spec: AnySpec
) -> None:
    editor, kept = open_editor(window, theme, spec)

    editor.submit()

    assert kept == [spec]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_a_form(window: QWidget, theme: Theme, kind: Kind) -> None:
    editor, _kept = open_editor(window, theme, fresh_spec(kind))

    assert editor.rows


def test_a_quiz_without_a_correct_option_says_so_beside_the_options(
    window: QWidget, theme: Theme
) -> None:
    spec = QuizSpec(question="Year?", options=("1", "2"), correct=())

    editor, kept = open_editor(window, theme, spec)
    editor.submit()

    assert editor.rows["options"].error == "Mark at least one option as correct."
    assert not kept


def test_what_is_no_number_stays_and_its_field_says_what_it_takes(
    window: QWidget, theme: Theme
) -> None:
    editor, kept = open_editor(window, theme, SPECS[0])
    seconds = editor.rows["seconds"].control
    assert isinstance(seconds, QLineEdit)
    seconds.setText("soon")

    editor.submit()

    expected = "A whole number, 1 to 86,400, or empty."
    assert editor.rows["seconds"].error == expected
    assert (seconds.text(), kept) == ("soon", [])


def test_points_are_written_in_points(window: QWidget, theme: Theme) -> None:
    editor, _kept = open_editor(window, theme, SPECS[1])
    right = editor.rows["right"].control
    assert isinstance(right, QLineEdit)

    assert right.text() == "1.5"


def test_enter_in_the_last_option_makes_another(window: QWidget, theme: Theme) -> None:
    editor, _kept = open_editor(window, theme, SPECS[0])
    table = editor.rows["options"].control
    assert isinstance(table, TableField)

    QTest.keyClick(table.rows[-1]["text"], Qt.Key.Key_Return)

    assert len(table.rows) == 3


def test_a_refusal_of_the_engine_that_names_no_field_stands_at_the_foot(
    window: QWidget, theme: Theme
) -> None:
    editor, _kept = open_editor(window, theme, SPECS[0])

    editor.show_refusal(CommandError("The disk is full."))

    assert editor.refusal == "The disk is full."


def test_a_table_without_rows_has_no_heads(window: QWidget, theme: Theme) -> None:
    columns = (Column(name="who", caption="Who"), Column(name="n", caption="Weight"))
    table = TableField("Weights", columns, theme=theme, most=5)
    heads = table.findChildren(QLabel)

    shown = [any(one.isVisibleTo(table) for one in heads)]
    table.add_row()
    shown.append(any(one.isVisibleTo(table) for one in heads))

    assert shown == [False, True]


def test_a_cards_picture_is_picked_from_the_library(
    window: QWidget, theme: Theme
) -> None:
    editor, kept = open_editor(window, theme, CardSpec(title="Pause"))
    (line,) = editor.findChildren(OfferedLine)
    assert [one.text for one in line.items()] == ["Nothing here yet"]

    editor.offer_pictures(["cat.png", "dog.png"])
    (cat, _dog) = line.items()
    assert cat.on_pick is not None
    cat.on_pick()
    editor.submit()

    assert kept == [CardSpec(title="Pause", picture="cat.png")]


TEAMS = TeamsSpec(
    title="Pull", teams=(Team(key="a", name="A"), Team(key="b", name="B"))
)


def colours_of(editor: SpecEditor) -> list[ColourField]:
    table = editor.rows["teams"].control
    assert isinstance(table, TableField)
    found = [cells["colour"] for cells in table.rows]
    assert all(isinstance(one, ColourField) for one in found)
    return found  # type: ignore[return-value]  # just asserted


def test_a_teams_colour_is_typed_as_people_type_it(
    window: QWidget, theme: Theme
) -> None:
    editor, kept = open_editor(window, theme, TEAMS)
    first, second = colours_of(editor)
    first.edit.setText("25F4EE")
    second.edit.setText("#a0b")

    editor.submit()

    spec = kept[0]
    assert isinstance(spec, TeamsSpec)
    assert [one.colour for one in spec.teams] == ["#25f4ee", "#aa00bb"]


def test_what_is_no_colour_is_said_with_its_line(window: QWidget, theme: Theme) -> None:
    editor, kept = open_editor(window, theme, TEAMS)
    colours_of(editor)[1].edit.setText("crimson")

    editor.submit()

    row = editor.rows["teams"]
    assert "Line 2: “crimson” is no colour." in row.error
    assert kept == []
    table = row.control
    assert isinstance(table, TableField)
    assert editor.focusWidget() is table.rows[1]["key"]


def test_each_new_team_has_a_colour_that_no_other_has(
    window: QWidget, theme: Theme
) -> None:
    editor, _kept = open_editor(window, theme, fresh_spec("teams"))
    table = editor.rows["teams"].control
    assert isinstance(table, TableField)
    for _team in range(4):
        table.add_row()

    assert [one.value for one in colours_of(editor)] == list(TEAM_COLOURS)


def test_enter_in_a_colour_goes_to_the_next_team(window: QWidget, theme: Theme) -> None:
    editor, _kept = open_editor(window, theme, TEAMS)
    table = editor.rows["teams"].control
    assert isinstance(table, TableField)
    QTest.keyClick(colours_of(editor)[1].edit, Qt.Key.Key_Return)

    assert len(table.rows) == 3
