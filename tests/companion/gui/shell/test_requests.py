"""Each wish does what it says; only what others see or cannot be undone asks first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.dialog import Question
from companion.gui.shell.connect import ConnectDialog
from companion.gui.shell.naming import NameDialog
from companion.gui.shell.palette import Palette
from companion.gui.shell.popover import PillPopover
from companion.gui.theme.theme import Theme
from companion.settings import Settings, with_values
from tests.companion.gui.desk import Desk, at_desk
from tests.support.fakes import EPOCH

Act = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def at_the_desk(theme: Theme, run, tmp_path: Path) -> Callable[..., None]:
    """Run a scene at a desk of its own."""

    def go(act: Act, **options: object) -> None:
        async def scene() -> None:
            async with at_desk(theme, tmp_path / "data", **options) as desk:
                await act(desk)

        run(scene())

    return go


def state(desk: Desk) -> str:
    session = desk.app.engine.session()
    return session.state if session is not None else "none"


async def go_live(desk: Desk, name: str = "Friday ranked") -> None:
    await desk.app.engine.start_session(name)
    await desk.settle()


# Pause, resume, end


def test_pause_does_not_ask(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.pause.click()
        await desk.settle()

        assert desk.window.requests.open_dialog is None
        assert state(desk) == "paused"
        assert desk.window.bar.sign.text == "PAUSED"

    at_the_desk(act)


def test_resume_ends_the_pause(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.pause.click()
        await desk.settle()
        desk.window.bar.resume.click()
        await desk.settle()

        assert state(desk) == "live"
        assert desk.window.bar.sign.text == "LIVE"

    at_the_desk(act)


def test_end_asks_with_the_name_in_the_question(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.end.click()
        await desk.settle()

        assert "Friday ranked" in desk.dialog(Question).windowTitle()
        assert state(desk) == "live"

    at_the_desk(act)


def test_end_ends_when_it_is_meant(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.end.click()
        desk.dialog(Question).act.click()
        await desk.settle()

        assert state(desk) == "ended"
        assert desk.window.bar.sign.text == "READY"

    at_the_desk(act)


def test_the_safe_answer_ends_nothing(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.end.click()
        desk.dialog(Question).safe.click()
        await desk.settle()

        assert state(desk) == "live"

    at_the_desk(act)


# New sessions and names


def test_a_new_session_gets_the_name_that_was_typed(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.bar.start.click()
        dialog = desk.dialog(NameDialog)
        QTest.keyClicks(dialog.field.edit, "Karaoke")
        dialog.act.click()
        await desk.settle()

        assert desk.app.engine.session().name == "Karaoke"
        assert desk.window.bar.name.text() == "Karaoke"

    at_the_desk(act)


def test_a_second_session_says_which_one_ends_first(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.requests.new_session()
        dialog = desk.dialog(NameDialog)
        QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
        await desk.settle()

        assert state(desk) == "live"
        assert desk.app.engine.session().name == "Friday ranked"

    at_the_desk(act)


def test_a_session_can_be_renamed(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.requests.rename()
        dialog = desk.dialog(NameDialog)
        assert dialog.field.text == "Friday ranked"
        dialog.field.set_text("Saturday")
        dialog.act.click()
        await desk.settle()

        assert desk.app.engine.session().name == "Saturday"

    at_the_desk(act)


def test_an_ended_session_is_resumed_without_a_question(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        ended = await desk.app.engine.end_session()
        await desk.settle()
        desk.window.requests.reopen(ended)
        await desk.settle()

        assert desk.window.requests.open_dialog is None
        assert state(desk) == "live"

    at_the_desk(act)


def test_resuming_beside_a_running_session_asks(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk, "First")
        first = await desk.app.engine.end_session()
        await go_live(desk, "Second")
        desk.window.requests.reopen(first)
        question = desk.dialog(Question)
        assert "Second" in question.accessibleDescription()
        question.act.click()
        await desk.settle()

        assert desk.app.engine.session().name == "First"

    at_the_desk(act)


# Connections


def test_a_simulated_stream_is_connected_from_the_dialog(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.bar.plus.click()
        dialog = desk.dialog(ConnectDialog)
        dialog.rows[0].click()
        await desk.settle()

        assert [view.target for view in desk.app.engine.connections()] == [
            "simulator:demo"
        ]
        assert desk.window.requests.open_dialog is None
        assert len(desk.window.bar.pills.pills) == 1

    at_the_desk(act)


def test_connecting_opens_a_session_when_none_runs(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.demo()
        await desk.settle()

        assert state(desk) == "live"

    at_the_desk(act)


def test_what_the_engine_refuses_stands_beside_the_field(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text("@mira.plays")
        dialog._go("simulator:no-such-scenario")
        await desk.settle()

        assert dialog.isVisible()
        assert "no-such-scenario" in dialog.field.error
        assert dialog.field.text == "@mira.plays"
        assert not dialog.act.is_busy

    at_the_desk(act)


def test_the_notice_about_tiktok_is_accepted_once_and_kept(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text("mira.plays")
        dialog.act.click()
        assert dialog.is_reading_notice
        assert desk.saved == []
        dialog.act.click()
        await desk.settle()

        accepted = datetime.fromtimestamp(EPOCH / 1_000_000, UTC)
        assert [one.tiktok.notice_accepted_at for one in desk.saved] == [accepted]
        dialog = desk.window.requests.open_dialog
        if dialog is not None:
            dialog.close()
        desk.window.requests.connect_channel()
        again = desk.dialog(ConnectDialog)
        again.type_text("other.name")
        again._start()
        assert not again.is_reading_notice

    at_the_desk(act)


def test_a_notice_that_was_read_before_does_not_come_again(at_the_desk) -> None:
    read = with_values(
        Settings(), {"tiktok.notice_accepted_at": datetime(2026, 1, 1, tzinfo=UTC)}
    )

    async def act(desk: Desk) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text("mira.plays")
        dialog.act.click()

        assert not dialog.is_reading_notice
        assert dialog.act.is_busy

    at_the_desk(act, settings=read)


def test_a_notice_that_has_changed_since_is_asked_anew(at_the_desk) -> None:
    read = with_values(
        Settings(), {"tiktok.notice_accepted_at": datetime(2025, 12, 31, tzinfo=UTC)}
    )

    async def act(desk: Desk) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text("mira.plays")
        dialog.act.click()

        assert dialog.is_reading_notice

    at_the_desk(act, settings=read)


def test_declining_the_notice_saves_and_connects_nothing(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text("mira.plays")
        dialog.act.click()
        dialog.cancel.click()
        dialog.cancel.click()
        await desk.settle()

        assert desk.saved == []
        assert list(desk.app.engine.connections()) == []
        assert desk.window.requests.open_dialog is None

    at_the_desk(act)


def test_a_pill_shows_its_connection_from_near_and_disconnects(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.demo()
        await desk.settle()
        [pill] = desk.window.bar.pills.pills
        pill.click()
        popover = desk.dialog(PillPopover)
        popover.disconnect_button.click()
        await desk.settle()

        assert list(desk.app.engine.connections()) == []
        assert desk.window.bar.pills.pills == ()

    at_the_desk(act)


def test_reconnect_makes_the_connection_anew(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.demo()
        await desk.settle()
        desk.window.bar.pills.pills[0].click()
        desk.dialog(PillPopover).reconnect.click()
        await desk.settle()

        [view] = desk.app.engine.connections()
        assert view.target == "simulator:demo"
        assert view.state in {ConnectionState.CONNECTING, ConnectionState.LIVE}

    at_the_desk(act)


def test_a_stream_is_watched_in_the_browser(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.demo()
        await desk.settle()
        desk.window.bar.pills.pills[0].click()
        assert desk.dialog(PillPopover).watch.isHidden()  # a simulator has no page
        desk.dialog(PillPopover).close()

        twitch = ConnectionView(
            target="twitch:mira", platform=Platform.TWITCH, state=ConnectionState.LIVE
        )
        desk.window.watch.connections([twitch])
        desk.window.requests.open_pill("twitch:mira", desk.window.bar)
        desk.dialog(PillPopover).watch.click()

        assert desk.pages == ["https://www.twitch.tv/mira"]

    at_the_desk(act)


# Find


def test_find_offers_pages_actions_and_viewers(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.bar.finder.click()
        palette = desk.dialog(Palette)
        await desk.settle()
        QTest.keyClicks(palette.field.edit, "over")
        assert [one.title for one in palette.results] == ["Overlays"]

        QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
        await desk.settle()

        assert desk.window.rail.current == "overlays"

    at_the_desk(act)


# Errors and leaving


def test_an_error_that_no_field_takes_becomes_a_notice(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.requests.pause()
        await desk.settle()

        [toast] = desk.window.toasts.shown
        assert toast.notice.kind == "bad"
        assert toast.notice.text

    at_the_desk(act)


def test_closing_the_window_only_asks_the_app_to_stop(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        desk.window.close()

        assert desk.left == [True]
        assert desk.window.isVisible()

    at_the_desk(act)


def test_closing_while_on_air_asks_first(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.close()
        question = desk.dialog(Question)
        assert desk.left == []
        question.safe.click()
        assert desk.left == []

        desk.window.close()
        desk.dialog(Question).act.click()
        await desk.settle()

        assert desk.left == [True]
        assert state(desk) == "ended"

    at_the_desk(act)


def test_closing_a_demo_asks_nothing(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await go_live(desk)
        desk.window.close()

        assert desk.left == [True]
        assert desk.window.requests.open_dialog is None

    at_the_desk(act, is_kept=False)
