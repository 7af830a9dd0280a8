"""The multiplier table in the window."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from companion.gui.pages.tiers import TierTable
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.settings import FILE_NAME, load, save
from tests.companion.gui.pages.settings_desk import SettingsDesk

CLASSIC = [(4, 5), (9, 6), (19, 7), (49, 8), (99, 10), (299, 15), (999, 20), (None, 30)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def open_table(theme: Theme, qtbot, qt_loop) -> Callable[[Path], TierTable]:
    def table_of(file: Path) -> TierTable:
        preferences = Preferences(load(file), save=lambda one: save(file, one))
        page = SettingsDesk(preferences, theme=theme, loop=qt_loop).page
        qtbot.addWidget(page)
        page.show()
        return page.tiers

    return table_of


def stored(file: Path) -> list[tuple[int | None, Decimal]]:
    return [(tier.up_to, tier.factor) for tier in load(file).scoring.gift.tiers]


def type_into(table: TierTable, row: int, place: int, text: str) -> None:
    field = table.rows[row][place]
    field.edit.setText(text)
    field.edit.editingFinished.emit()


def test_it_shows_the_tiers_of_a_preset(file: Path, open_table, qtbot) -> None:
    file.write_text('[scoring]\npreset = "classic"\n')
    table = open_table(file)

    assert [(row[0].text, row[1].text) for row in table.rows] == [
        ("" if limit is None else str(limit), str(factor)) for limit, factor in CLASSIC
    ]


def test_tiers_are_added_and_saved_as_soon_as_they_make_sense(
    file: Path, open_table, qtbot
) -> None:
    table = open_table(file)
    qtbot.mouseClick(table.add_button, Qt.MouseButton.LeftButton)
    assert len(table.rows) == 2

    type_into(table, 0, 0, "9")
    type_into(table, 0, 1, "2,5")
    type_into(table, 1, 1, "4")

    assert table.note.text() == ""
    assert stored(file) == [(9, Decimal("2.5")), (None, Decimal(4))]


@pytest.mark.parametrize("text", ["many", "-3", "0"])
def test_what_is_no_limit_is_refused_beside_it_and_stays_typed(
    file: Path, open_table, qtbot, text: str
) -> None:
    file.write_text('[scoring]\npreset = "classic"\n')
    table = open_table(file)
    before = stored(file)

    type_into(table, 0, 0, text)

    assert table.note.isVisible()
    assert table.rows[0][0].text == text
    assert stored(file) == before


def test_limits_must_rise(file: Path, open_table, qtbot) -> None:
    file.write_text('[scoring]\npreset = "classic"\n')
    table = open_table(file)

    type_into(table, 1, 0, "3")

    assert "rise" in table.note.text()


def test_removing_the_last_but_one_turns_tiers_off(
    file: Path, open_table, qtbot
) -> None:
    file.write_text("[scoring.gift]\ntiers = [{up_to = 9, factor = 2}, {factor = 4}]\n")
    table = open_table(file)

    qtbot.mouseClick(table.rows[0][2], Qt.MouseButton.LeftButton)

    assert table.rows == []
    assert stored(file) == []
