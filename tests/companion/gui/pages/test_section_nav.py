"""The sections at the left lead through the settings and say where one is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.gui.pages.section_nav import SectionButton
from companion.gui.pages.settings import NAV_FROM, SettingsPage
from companion.gui.preferences import Preferences
from companion.gui.theme.theme import Theme
from companion.settings import Settings, catalogue
from tests.companion.gui.pages.settings_desk import SettingsDesk


@pytest.fixture
def page(theme: Theme, qtbot, qt_loop) -> SettingsPage:
    preferences = Preferences(Settings(), save=lambda _changed: None)
    made = SettingsDesk(preferences, theme=theme, loop=qt_loop).page
    qtbot.addWidget(made)
    made.resize(NAV_FROM, 640)
    made.show()
    QApplication.processEvents()
    return made


def buttons(page: SettingsPage) -> dict[str, SectionButton]:
    return {one.text(): one for one in page.nav.findChildren(SectionButton)}


def test_logins_come_first_and_scoring_right_after(page: SettingsPage) -> None:
    titles = list(buttons(page))

    assert titles[:2] == ["Platforms and logins", "Scoring"]
    assert page.nav.current == "Platforms and logins"


def test_no_section_of_the_settings_is_forgotten(page: SettingsPage) -> None:
    on_page = {
        setting.section for setting in catalogue() if setting.field in page.lines
    }
    on_cards = {"TikTok", "YouTube"}

    assert on_page - on_cards == set(buttons(page)) - {"Platforms and logins"}


def test_a_click_scrolls_to_the_section(page: SettingsPage) -> None:
    QTest.mouseClick(buttons(page)["Scoring"], Qt.MouseButton.LeftButton)

    assert page.area.verticalScrollBar().value() > 200
    assert page.nav.current == "Scoring"


def test_the_last_section_can_be_chosen_though_it_cannot_come_to_the_top(
    page: SettingsPage,
) -> None:
    QTest.keyClick(buttons(page)["Appearance"], Qt.Key.Key_Space)

    assert page.nav.current == "Appearance"


def test_scrolling_by_hand_moves_the_mark(page: SettingsPage) -> None:
    bar = page.area.verticalScrollBar()
    QTest.mouseClick(buttons(page)["Scoring"], Qt.MouseButton.LeftButton)
    bar.setValue(0)

    assert page.nav.current == "Platforms and logins"


def test_a_narrow_window_has_no_room_for_it(page: SettingsPage) -> None:
    assert page.nav.isVisible()
    page.resize(NAV_FROM - 1, 640)
    QApplication.processEvents()

    assert not page.nav.isVisible()
