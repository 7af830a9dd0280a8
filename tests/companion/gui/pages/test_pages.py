"""The other pages: honest about what they do, and what they do works."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from companion.app.scene.engine import LINKS, SceneEngine
from companion.app.scene.stage import SceneClock
from companion.app.wiring import overlay_settings
from companion.domain.errors import SettingsError
from companion.gui.bridge import Bridge
from companion.gui.components.field import Field
from companion.gui.components.segmented import Segmented
from companion.gui.components.toast import Notice
from companion.gui.components.toggle import Toggle
from companion.gui.moderation.approval_queue import wants_approval
from companion.gui.pages.coming import bots_page, show_page, viewers_page
from companion.gui.pages.overlays import MASK, OverlaysPage, masked
from companion.gui.pages.sessions import SessionsPage
from companion.gui.pages.settings import SettingsPage
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import FILE_NAME, Settings, load, save
from overlays.catalogue import CATALOGUE
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


# Overlays


def test_a_link_is_shown_without_its_token() -> None:
    shown = masked(f"http://127.0.0.1:7717/o/{TOKEN}/leaderboard/")

    assert shown == f"http://127.0.0.1:7717/o/{MASK}/leaderboard/"
    assert TOKEN not in masked(f"http://127.0.0.1:7717/o/{TOKEN}/chat/?t={TOKEN}")


@pytest.fixture
def preferences() -> Preferences:
    def save(settings: Settings) -> None:
        overlay_settings(settings)
        SAVED.append(settings)

    SAVED.clear()
    return Preferences(Settings(overlays={"chat": {"delay_s": 7}}), save=save)


@pytest.fixture
def overlays(
    watch: Watch, preferences: Preferences, theme: Theme, qtbot
) -> OverlaysPage:
    page = OverlaysPage(
        watch,
        preferences=preferences,
        theme=theme,
        say=NOTICES.append,
        test=TESTED.append,
    )
    NOTICES.clear()
    TESTED.clear()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


NOTICES: list[Notice] = []
TESTED: list[str] = []
SAVED: list[Settings] = []


def test_what_an_overlay_waits_for_is_shown_and_changed_at_once(
    overlays: OverlaysPage,
) -> None:
    chat, question = overlays.rows["chat"], overlays.rows["question"]
    assert chat.waits.text() == "Waits 7 s"
    assert question.waits.text() == "Does not wait"

    chat.waits.chosen.emit("10")
    assert SAVED[-1].overlays == {"chat": {"delay_s": 10}}
    assert chat.waits.text() == "Waits 10 s"

    chat.waits.chosen.emit("approval")
    assert SAVED[-1].overlays == {"chat": {"approval": True}}
    assert wants_approval(SAVED[-1].overlays)
    assert chat.waits.text() == "Waits for your OK"
    assert "Waits for your OK" in NOTICES[-1].text

    chat.waits.chosen.emit("0")
    assert overlay_settings(SAVED[-1])["chat"].delay_s == 0
    assert not wants_approval(SAVED[-1].overlays)
    assert chat.waits.text() == "Does not wait"
    assert question.waits.text() == "Does not wait"


def test_a_wait_that_cannot_be_saved_is_told_and_not_shown(
    overlays: OverlaysPage, preferences: Preferences
) -> None:
    def refuse(_settings: Settings) -> None:
        raise SettingsError("The disk is full.", field="overlays")

    preferences._save = refuse
    overlays.rows["chat"].waits.chosen.emit("30")

    assert NOTICES[-1].detail == "The disk is full."
    assert overlays.rows["chat"].waits.text() == "Waits 7 s"


def test_every_overlay_is_listed_with_its_link_masked(overlays: OverlaysPage) -> None:
    assert list(overlays.rows) == [overlay.name for overlay in CATALOGUE]
    for name, row in overlays.rows.items():
        assert row.link_shown == f"http://127.0.0.1:7717/o/{MASK}/{name}/"


def test_no_token_is_anywhere_on_the_page(overlays: OverlaysPage) -> None:
    texts = [label.text() + label.toolTip() for label in overlays.findChildren(QLabel)]

    assert not any("/o/scene/" in text for text in texts)


def test_copying_gives_the_whole_link_and_warns(overlays: OverlaysPage) -> None:
    overlays.rows["question"].copy.click()

    assert QGuiApplication.clipboard().text() == LINKS["question"]
    assert "question" in NOTICES[0].text.lower()
    assert "Do not show it" in NOTICES[0].detail


def test_the_test_button_names_its_overlay(overlays: OverlaysPage) -> None:
    overlays.rows["chat"].test.click()

    assert TESTED == ["chat"]


def test_without_a_server_there_is_nothing_to_copy_or_test(
    overlays: OverlaysPage, watch: Watch
) -> None:
    reading = read(SceneEngine())
    watch.take(
        type(reading)(
            session=reading.session,
            totals=reading.totals,
            connections=(),
            reviews=(),
            unfinished=None,
            links={},
        )
    )

    row = overlays.rows["leaderboard"]
    assert not row.copy.isEnabled()
    assert not row.test.isEnabled()
    assert row.link_shown == "The overlay server is off."


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


@pytest.mark.parametrize("make", ["viewers", "show", "bots"])
def test_a_page_that_is_not_there_yet_says_so(theme: Theme, qtbot, make: str) -> None:
    went: list[str] = []
    pages = {
        "viewers": lambda: viewers_page(
            theme=theme, on_live=lambda: went.append("live")
        ),
        "show": lambda: show_page(theme=theme),
        "bots": lambda: bots_page(theme=theme),
    }
    page = pages[make]()
    qtbot.addWidget(page)
    page.show()

    assert any("in a later version" in text for text in words(page))
