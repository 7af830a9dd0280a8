"""The window as a whole: it fits, it has names, the keyboard reaches everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest

from companion.app.scene.cast import VIEWERS
from companion.app.scene.moments import MOMENTS, Moment
from companion.app.scene.stage import Stage, open_stage, settle
from companion.gui.components.button import Button
from companion.gui.components.toast import Notice
from companion.gui.first_run.dialog import FirstRun
from companion.gui.live.chat_pane import ChatPane
from companion.gui.pages.settings import SettingsPage
from companion.gui.shell.rail import PAGES
from companion.gui.theme.theme import Theme
from companion.i18n import set_language
from companion.settings import Settings
from companion.settings.models import GeneralSettings
from tests.companion.gui.desk import at_desk
from tests.companion.gui.inspection import clipped, nameless, tab_order, unexplained

SMALL, LARGE = (1024, 640), (1440, 900)
SIZES = pytest.mark.parametrize(
    "size", [SMALL, pytest.param(LARGE, marks=pytest.mark.long)], ids="{0[0]}".format
)
"""What has room in the small window has it in the large one, as a rule."""
EVERY_MOMENT = pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: one.name)
Look = Callable[[Stage], None]


@pytest.fixture
def on_stage(theme: Theme, run) -> Callable[..., None]:
    """Look at a window on the scene, caught in a moment."""
    theme.set_reduced_motion(True)

    # Keys are pressed between runs of the loop, never inside a coroutine: QTest lets
    # Qt work on, and then a task's step would run inside another task's.
    def go(look: Look, moment: Moment, size: tuple[int, int] = LARGE) -> None:
        stage = run(open_stage(theme, size, alone=moment.alone))
        try:
            moment.act(stage)
            run(settle())
            look(stage)
        finally:
            run(stage.close())

    return go


def moment(name: str) -> Moment:
    return next(one for one in MOMENTS if one.name == name)


def roots(stage: Stage) -> list:
    dialog = stage.window.requests.open_dialog
    return [stage.window] if dialog is None else [stage.window, dialog]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is wrong with a moment at one size in one language."""

    clipped: list[str]
    nameless: list[str]
    unexplained: list[str]


@pytest.fixture(scope="module")
def known() -> dict[object, Findings]:
    return {}


@pytest.fixture
def inspected(on_stage, known) -> Callable[..., Findings]:
    """Look once at every moment; each test asks about one thing that was seen."""

    def inspect(one: Moment, size: tuple[int, int], language: str = "en") -> Findings:
        set_language(language)

        def look(stage: Stage) -> None:
            assert (stage.window.width(), stage.window.height()) == size
            seen = roots(stage)
            known[one.name, size, language] = Findings(
                clipped=[item for root in seen for item in clipped(root)],
                nameless=[item for root in seen for item in nameless(root)],
                unexplained=[item for root in seen for item in unexplained(root)],
            )

        if (one.name, size, language) not in known:
            on_stage(look, one, size)
        return known[one.name, size, language]

    return inspect


@EVERY_MOMENT
@SIZES
def test_nothing_is_cut_off(inspected, moment: Moment, size: tuple[int, int]) -> None:
    assert inspected(moment, size).clipped == []


@EVERY_MOMENT
def test_french_fits_too(inspected, moment: Moment) -> None:
    assert inspected(moment, SMALL, "fr").clipped == []


@EVERY_MOMENT
def test_every_control_has_a_name(inspected, moment: Moment) -> None:
    assert inspected(moment, SMALL).nameless == []


@EVERY_MOMENT
def test_what_shows_only_an_icon_is_explained(inspected, moment: Moment) -> None:
    assert inspected(moment, SMALL).unexplained == []


def test_tab_goes_from_the_rail_over_the_bar_into_the_page(on_stage) -> None:
    def look(stage: Stage) -> None:
        order = tab_order(stage.window)

        bar = [
            "Live",
            "More about this session",
            "tiktok @mira.plays",
            "twitch mira_plays",
            "youtube Mira Plays",
            "Connect a channel",
            "Find",
            "Pause: go on recording, stop counting points",
            "End",
        ]
        assert order[: len(bar)] == bar
        assert "All" in order[len(bar) :]

    on_stage(look, moment("live"))


@pytest.mark.parametrize("name", ["live", "overlays", "settings"])
def test_the_tab_key_comes_around(on_stage, run, name: str) -> None:
    def look(stage: Stage) -> None:
        window = stage.window
        window.activateWindow()
        run(settle(20))
        window.rail.button(window.rail.current).setFocus()
        seen = []
        for _step in range(200):
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
            focused = window.focusWidget()
            assert focused is not None
            if focused in seen:
                break
            seen.append(focused)

        assert focused in seen
        assert len(seen) >= 8

    on_stage(look, moment(name))


@pytest.mark.parametrize(("number", "page"), list(enumerate(PAGES, 1)))
def test_ctrl_and_a_number_open_a_page(on_stage, number: int, page) -> None:
    def look(stage: Stage) -> None:
        window = stage.window
        key = Qt.Key(Qt.Key.Key_0.value + number)
        QTest.keyClick(window.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)

        assert window.rail.current == page.key
        assert window.stack.currentWidget() is window.page(page.key)

    start = "viewers" if page.key == "live" else "live"
    on_stage(look, moment(start))


def test_below_1200_pixels_the_window_is_compact(on_stage, run) -> None:
    def look(stage: Stage) -> None:
        window = stage.window
        assert window.rail.width() == 56
        assert window.bar.height() == 48
        assert not window.live.tiles.likes.isVisible()
        assert not window.bar.finder.isVisible()

        window.resize(*LARGE)
        run(settle())

        assert window.rail.width() == 72
        assert window.bar.height() == 56
        assert window.live.tiles.likes.isVisible()
        assert window.bar.finder.isVisible()

    on_stage(look, moment("live"), SMALL)


@pytest.mark.parametrize(
    ("name", "acting"),
    [
        ("bots-error", {"Save", "Discard"}),
        ("show-stream", {"Duplicate quiz", "Save as pack"}),
        ("show", {"Reveal answer", "Back to waiting"}),
        ("overlays-content", {"Reset look"}),
    ],
)
def test_no_toast_covers_what_acts(on_stage, run, name: str, acting: set[str]) -> None:
    def look(stage: Stage) -> None:
        window = stage.window
        for size in (LARGE, SMALL, (960, 600)):
            window.resize(*size)
            for _toast in range(2):
                window.toasts.say(Notice(text="A line was removed", undo=lambda: None))
            run(settle())
            window.toasts.pass_time(1)  # what changes beneath them is seen at a tick
            covered = {
                button.accessibleName() or button.text()
                for button in window.findChildren(Button)
                for toast in window.toasts.shown
                if button.isVisible()
                and not toast.isAncestorOf(button)
                and toast.geometry().intersects(
                    QRect(button.mapTo(window, QPoint(0, 0)), button.size())
                )
            }
            assert window.toasts.shown
            assert not covered & acting

    on_stage(look, moment(name))


def test_a_viewer_that_was_found_is_opened_on_the_live_page(on_stage, run) -> None:
    def look(stage: Stage) -> None:
        window = stage.window
        window.go("settings")
        window.bar.find_asked.emit()
        run(stage.bridge.answered())
        palette = window.requests.open_dialog
        QTest.keyClicks(palette.field.edit, "nova")
        QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
        run(settle())

        assert window.rail.current == "live"
        assert window.live.panes.card.viewer_id == VIEWERS["nova"].id

    on_stage(look, moment("live"))


def test_undo_is_a_key_away(on_stage) -> None:
    def look(stage: Stage) -> None:
        assert len(stage.window.toasts.shown) == 2
        QTest.keyClick(
            stage.window.windowHandle(),
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier,
        )

        assert len(stage.window.toasts.shown) == 1

    on_stage(look, moment("live-toasts"))


def test_an_engine_that_does_not_start_is_told_and_can_be_closed(
    theme: Theme, run, tmp_path: Path
) -> None:
    async def act() -> None:
        async with at_desk(theme, tmp_path / "data") as desk:
            desk.window.refuse("Port 7717 is taken. Close the other program.")
            await desk.settle()
            page = desk.window.stack.currentWidget()
            texts = page.accessibleDescription()

            assert texts == "Port 7717 is taken. Close the other program."
            page.actions_shown[0].click()
            assert desk.left == [True]

    run(act())


def test_the_badge_follows_what_is_held(on_stage) -> None:
    def look(stage: Stage) -> None:
        assert stage.window.rail.button("moderation").badge == 4

    on_stage(look, moment("live"))


def test_the_theme_changes_while_the_window_is_open(
    on_stage, run, theme: Theme
) -> None:
    def look(stage: Stage) -> None:
        def ground() -> str:
            return stage.window.grab().toImage().pixelColor(30, 700).name()

        dark = ground()
        theme.set_mode("light")
        run(settle())

        assert dark == "#0b0c0e"
        assert ground() == theme.tokens.bg0

    on_stage(look, moment("live"))


def test_a_filter_of_the_chat_is_kept_in_the_settings(
    run, theme: Theme, tmp_path: Path
) -> None:
    async def act() -> None:
        async with at_desk(theme, tmp_path) as desk:
            pane = desk.window.findChild(ChatPane)
            assert pane is not None
            dialog = pane.filters.ask()
            dialog.money.click()
            dialog.name.set_text("Money")
            QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)

        assert [tab.name for tab in desk.saved[-1].chat.tabs] == ["Money"]

    run(act())


def test_the_gate_in_the_status_line_leads_to_its_model(on_stage) -> None:
    def look(stage: Stage) -> None:
        QTest.mouseClick(stage.window.status.gate, Qt.MouseButton.LeftButton)

        page = stage.window.page("moderation")
        assert stage.window.stack.currentWidget() is page
        assert page.current == "model"

    on_stage(look, moment("live"))


def test_the_window_is_no_larger_than_the_screen(on_stage) -> None:
    def look(stage: Stage) -> None:
        stage.window.fit_into(QSize(1280, 700))
        assert (stage.window.width(), stage.window.height()) == (1280, 700)
        stage.window.fit_into(QSize(1920, 1080))
        assert (stage.window.width(), stage.window.height()) == (1280, 700)

    on_stage(look, MOMENTS[0])


@pytest.mark.parametrize(
    ("offers", "is_set_up", "comes"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_the_first_run_comes_by_itself_where_nothing_is_yet(
    theme: Theme,
    run,
    tmp_path: Path,
    offers: bool,
    is_set_up: bool,
    comes: bool,
) -> None:
    settings = Settings(general=GeneralSettings(is_set_up=is_set_up))

    async def look() -> None:
        async with at_desk(
            theme, tmp_path, settings=settings, offers_first_run=offers
        ) as desk:
            desk.window.start()
            await desk.settle()
            opened = desk.window.requests.open_dialog
            assert isinstance(opened, FirstRun) is comes
            if comes:
                opened.put_off()
            assert desk.saved == []

    run(look())


def test_the_first_run_does_not_come_where_there_was_a_session(
    theme: Theme, run, tmp_path: Path
) -> None:
    async def look() -> None:
        async with at_desk(theme, tmp_path, offers_first_run=True) as desk:
            await desk.app.engine.start_session("one")
            await desk.app.engine.end_session()
            desk.window.start()
            await desk.settle()
            assert desk.window.requests.open_dialog is None

    run(look())


def test_set_up_is_on_the_empty_live_page_and_in_the_settings(
    theme: Theme, run, tmp_path: Path
) -> None:
    async def look() -> None:
        async with at_desk(theme, tmp_path) as desk:
            (button,) = [
                one
                for one in desk.window.live.findChildren(Button)
                if one.text() == "Set up"
            ]
            button.click()
            desk.dialog(FirstRun).reject()
            assert [one.general.is_set_up for one in desk.saved] == [True]
            page = desk.window.page("settings")
            assert isinstance(page, SettingsPage)
            page.set_up.click()
            assert desk.dialog(FirstRun).step == 0

    run(look())
