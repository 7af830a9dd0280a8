"""The other pages: honest about what they do, and what they do works."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from companion.app.scene.engine import SceneEngine
from companion.app.scene.stage import SceneClock
from companion.domain.errors import SettingsError
from companion.gui.bridge import Bridge
from companion.gui.components.field import Field
from companion.gui.components.segmented import Segmented
from companion.gui.components.toggle import Toggle
from companion.gui.pages.coming import viewers_page
from companion.gui.pages.sessions import SessionsPage
from companion.gui.pages.settings import SettingsPage
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import FILE_NAME, Settings, load, save
from tests.companion.gui.desk import at_desk
from tests.companion.gui.pages.settings_desk import SettingsDesk

TOKEN = "Zm9vYmFyYmF6cXV1eA"


@pytest.fixture
def watch(theme: Theme, qt_loop) -> Watch:
    engine = SceneEngine()
    engine.arrived = True
    made = Watch(Bridge(engine, qt_loop), clock=SceneClock())
    made.take(read(engine))
    return made


# Sessions


@pytest.fixture
def sessions(watch: Watch, theme: Theme, qtbot) -> SessionsPage:
    page = SessionsPage(
        watch, theme=theme, on_resume=RESUMED.append, on_start=lambda: None
    )
    RESUMED.clear()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


RESUMED: list[object] = []


def words(widget) -> list[str]:
    return [
        label.text()
        for label in widget.findChildren(QLabel)
        if label.isVisibleTo(widget)
    ]


def test_sessions_are_listed_with_totals_and_can_be_resumed(
    sessions: SessionsPage, run
) -> None:
    listed = run(SceneEngine().sessions())
    sessions.show_list(listed)
    QGuiApplication.processEvents()

    shown = words(sessions)
    assert "Friday ranked, then karaoke" in shown
    assert "Session 211" in shown
    assert "112,480" in shown
    assert "2:14:37" in shown
    assert len(sessions.resume_buttons) == 4

    sessions.resume_buttons[0].click()

    assert [one.name for one in RESUMED] == ["Thursday: new season"]


def test_without_sessions_the_page_says_what_will_be_here(
    sessions: SessionsPage,
) -> None:
    sessions.show_list([])

    assert "No sessions yet" in words(sessions)


def test_the_list_is_read_when_the_page_opens(
    theme: Theme, run, tmp_path: Path
) -> None:
    async def act() -> None:
        async with at_desk(theme, tmp_path / "data") as desk:
            await desk.app.engine.start_session("First")
            await desk.app.engine.start_session("Second")
            desk.window.go("sessions")
            await desk.settle()

            shown = words(desk.window.page("sessions"))
            assert "First" in shown
            assert "Second" in shown

    run(act())


# Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def settings(theme: Theme, qtbot, file: Path, qt_loop) -> SettingsPage:
    preferences = Preferences(Settings(), save=lambda changed: save(file, changed))
    page = SettingsDesk(preferences, theme=theme, loop=qt_loop).page
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


def test_the_theme_changes_at_once_and_is_saved(
    settings: SettingsPage, theme: Theme, file: Path
) -> None:
    control = settings.lines["appearance.theme"].control
    assert isinstance(control, Segmented)

    QTest.keyClick(control, Qt.Key.Key_Right)

    assert theme.mode == "light"
    assert load(file).appearance.theme == "light"


def test_of_moderation_only_the_general_few_stand_here(
    theme: Theme, qtbot, qt_loop
) -> None:
    preferences = Preferences(Settings(), save=lambda _settings: None)
    desk = SettingsDesk(preferences, theme=theme, loop=qt_loop)
    qtbot.addWidget(desk.page)

    shown = [name for name in desk.page.lines if name.startswith("moderation.")]
    assert shown == [
        "moderation.hold_seconds",
        "moderation.expired",
        "moderation.pictures",
        "moderation.pending",
    ]
    desk.page.open_moderation.click()
    assert desk.gone_to == ["moderation"]


def test_a_setting_of_moderation_is_in_force_at_once(
    theme: Theme, qtbot, run, qt_loop
) -> None:
    preferences = Preferences(Settings(), save=lambda _settings: None)
    desk = SettingsDesk(preferences, theme=theme, loop=qt_loop)
    qtbot.addWidget(desk.page)
    line = desk.page.lines["moderation.pending"]
    assert isinstance(line.control, Segmented)

    async def choose() -> None:
        line.control.chosen.emit("hidden")
        await desk.bridge.answered()

    run(choose())

    assert preferences.current.moderation.pending == "hidden"
    assert line.note.isHidden()


def test_motion_is_switched_off_at_once(
    settings: SettingsPage, theme: Theme, file: Path
) -> None:
    control = settings.lines["appearance.reduced_motion"].control
    assert isinstance(control, Toggle)

    QTest.keyClick(control, Qt.Key.Key_Space)

    assert theme.reduced_motion
    assert load(file).appearance.reduced_motion


def type_into(settings: SettingsPage, name: str, text: str) -> None:
    field = settings.lines[name].control
    assert isinstance(field, Field)
    field.edit.clear()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def test_a_number_is_saved_and_says_when_it_takes_effect(
    settings: SettingsPage, file: Path
) -> None:
    type_into(settings, "server.port", "7800")

    assert load(file).server.port == 7800
    line = settings.lines["server.port"]
    assert "Saved. It takes effect when Companion starts again." in words(line)


@pytest.mark.parametrize("text", ["ten", "80", "70000", ""])
def test_what_is_not_accepted_is_said_beside_and_not_saved(
    settings: SettingsPage, file: Path, text: str
) -> None:
    type_into(settings, "server.port", text)

    line = settings.lines["server.port"]
    assert any("whole number, 1,024 to 65,535" in said for said in words(line))
    assert not file.exists()
    assert line.control.text == text


def test_every_simple_setting_has_a_line_with_a_control(
    settings: SettingsPage,
) -> None:
    assert {
        "general.language",
        "general.timezone",
        "server.port",
        "appearance.theme",
        "appearance.scale",
        "moderation.hold_seconds",
        "scoring.like.per",
        "tiktok.sign_url",
        "youtube.units_per_day",
    } <= set(settings.lines)


def test_a_folder_that_cannot_be_written_is_said_beside(
    theme: Theme, qtbot, qt_loop
) -> None:
    def refuse(_settings: Settings) -> None:
        raise SettingsError("settings.toml cannot be written.", field="settings")

    preferences = Preferences(Settings(), save=refuse)
    page = SettingsDesk(preferences, theme=theme, loop=qt_loop).page
    qtbot.addWidget(page)
    page.show()

    said = page.change("server.port", 7800)

    assert said == "settings.toml cannot be written."


# Pages that are not there yet


def test_a_page_that_is_not_there_yet_says_so(theme: Theme, qtbot) -> None:
    page = viewers_page(theme=theme, on_live=lambda: None)
    qtbot.addWidget(page)
    page.show()

    assert any("in a later version" in text for text in words(page))
