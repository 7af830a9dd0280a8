"""Find: what begins so comes first, whatever the accents."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.gui.shell.palette import SHOWN, Finding, Palette, matches, plain
from companion.gui.theme.theme import Theme


def findings(*titles: str, picked: list[str] | None = None) -> list[Finding]:
    log = picked if picked is not None else []
    return [
        Finding(title=title, pick=lambda t=title: log.append(t)) for title in titles
    ]


def titles(found: list[Finding]) -> list[str]:
    return [finding.title for finding in found]


def test_titles_that_begin_so_come_before_words_and_parts() -> None:
    found = matches(findings("Old moderation", "Commodore", "Moderation"), "mod")

    assert titles(found) == ["Moderation", "Old moderation", "Commodore"]


def test_accents_and_case_do_not_matter() -> None:
    assert plain("ÉTOILE Filante") == "etoile filante"
    assert titles(matches(findings("étoile filante"), "ETO")) == ["étoile filante"]


def test_nothing_typed_offers_the_first_ones() -> None:
    many = findings(*(f"page {number}" for number in range(20)))

    assert len(matches(many, "  ")) == SHOWN


def test_a_name_of_ten_thousand_characters_is_found_too() -> None:
    assert matches(findings("W" * 10_000), "www")


@pytest.fixture
def window(theme: Theme, qtbot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


def test_arrows_choose_and_enter_picks(window: QWidget, theme: Theme) -> None:
    picked: list[str] = []
    palette = Palette(
        window, findings("Live", "Viewers", "Show", picked=picked), theme=theme
    )
    palette.open()

    QTest.keyClick(palette.field.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)

    assert picked == ["Viewers"]
    assert not palette.isVisible()


def test_up_from_the_first_is_the_last(window: QWidget, theme: Theme) -> None:
    picked: list[str] = []
    palette = Palette(
        window, findings("Live", "Viewers", "Show", picked=picked), theme=theme
    )
    palette.open()

    QTest.keyClick(palette.field.edit, Qt.Key.Key_Up)
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)

    assert picked == ["Show"]


def test_escape_picks_nothing(window: QWidget, theme: Theme) -> None:
    picked: list[str] = []
    palette = Palette(window, findings("Live", picked=picked), theme=theme)
    palette.open()

    QTest.keyClick(palette.field.edit, Qt.Key.Key_Escape)

    assert picked == []
    assert not palette.isVisible()


def test_nothing_found_says_so_and_enter_does_nothing(
    window: QWidget, theme: Theme
) -> None:
    palette = Palette(window, findings("Live"), theme=theme)
    palette.open()

    QTest.keyClicks(palette.field.edit, "zzz")
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)

    assert palette.results == ()
    assert palette.isVisible()


def test_what_comes_later_is_found_too(window: QWidget, theme: Theme) -> None:
    palette = Palette(window, findings("Live"), theme=theme)
    palette.open()
    QTest.keyClicks(palette.field.edit, "nova")
    assert palette.results == ()

    palette.add(findings("Nova_Kessler"))

    assert titles(list(palette.results)) == ["Nova_Kessler"]
