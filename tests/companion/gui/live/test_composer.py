"""The line to write with: where to, how long, in answer to what, with what outcome."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from companion.domain.entries import PlatformAction
from companion.domain.errors import CommandError
from companion.gui.live.chat_row import ChatRow, row_of
from companion.gui.live.composer import Composer, Outgoing
from companion.gui.live.writable import Writable
from tests.companion.gui.live.test_writable import LOGIN, TIKTOK, TWITCH, YOUTUBE
from tests.companion.gui.live.test_writable import connection as connected
from tests.support.live_scene import TWITCH as ON_TWITCH
from tests.support.live_scene import YOUTUBE as ON_YOUTUBE
from tests.support.live_scene import Ledger

pytestmark = pytest.mark.qt


class Desk:
    def __init__(self, qtbot, theme) -> None:
        self.sent: list[Outgoing] = []
        self.logins: list[bool] = []
        self.left: list[bool] = []
        self.line = Composer(
            theme=theme,
            on_send=self.sent.append,
            on_login=lambda: self.logins.append(True),
            on_leave=lambda: self.left.append(True),
        )
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.other = QLineEdit()
        column.addWidget(self.other)
        column.addWidget(self.line)
        self.window.resize(600, 200)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.edit = self.line.field.edit

    def connect(self, *connections) -> None:
        self.line.set_writable(Writable(connections))

    def type(self, text: str) -> None:
        self.edit.setFocus()
        QTest.keyClicks(self.edit, text)

    def enter(self) -> None:
        QTest.keyClick(self.edit, Qt.Key.Key_Return)

    def row(self, text: str = "which headset?", platform=ON_TWITCH) -> ChatRow:
        book = Ledger()
        entry = book.entry(book.chat(platform, "Ida", text))
        row = row_of(entry, 1)
        assert row is not None
        return row


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


def action(target: str, outcome: str = "done", why: str = "") -> PlatformAction:
    return PlatformAction(action="send", source=target, outcome=outcome, why=why)


def test_without_a_connection_it_is_off_and_says_what_to_do(desk: Desk) -> None:
    desk.connect()

    assert not desk.edit.isEnabled()
    assert desk.edit.placeholderText() == "Connect a channel to write in its chat"
    assert not desk.line.login.isVisible()
    assert not desk.line.send.isEnabled()


def test_tiktok_alone_says_why_it_cannot_be_written_to(desk: Desk) -> None:
    desk.connect(TIKTOK)

    assert desk.edit.placeholderText() == "TikTok can only be read."
    assert not desk.line.login.isVisible()


def test_a_missing_login_leads_to_the_logins(desk: Desk) -> None:
    desk.connect(TIKTOK, connected("twitch:mira", why=LOGIN))
    assert desk.edit.placeholderText() == "Log in to Twitch or YouTube to write"
    desk.line.login.click()

    assert desk.logins == [True]


def test_enter_sends_to_all_that_can(desk: Desk) -> None:
    desk.connect(TIKTOK, TWITCH, YOUTUBE)
    assert desk.edit.placeholderText() == "Write to Twitch and YouTube"
    assert desk.line.note.text() == "TikTok is read-only"
    desk.type("hello")
    desk.enter()

    (out,) = desk.sent
    assert (out.text, out.reply_to) == ("hello", None)
    assert out.targets == ("twitch:mira", "youtube:@mira")


def test_one_target_can_be_chosen_and_the_others_say_why_not(desk: Desk) -> None:
    desk.connect(TIKTOK, TWITCH, YOUTUBE)
    shown = desk.line.targets_menu()
    lines = [(one.text(), one.isEnabled()) for one in shown.actions() if one.text()]
    assert lines == [
        ("All that can be written to", True),
        ("TikTok · @mira", False),
        ("TikTok can only be read.", False),
        ("Twitch · mira", True),
        ("YouTube · @mira", True),
    ]
    shown.actions()[-1].trigger()

    assert desk.line.targets == ("youtube:@mira",)
    assert desk.edit.placeholderText() == "Write to YouTube"


def test_what_is_left_goes_by_the_smallest_limit(desk: Desk) -> None:
    desk.connect(TWITCH, YOUTUBE)
    desk.type("x" * 150)
    assert desk.line.note.text() == "50"
    desk.edit.setText("x" * 201)
    desk.line._refresh_send()
    assert desk.line.note.text() == "−1"
    assert not desk.line.send.isEnabled()
    desk.enter()
    assert desk.sent == []

    desk.line.choose(["twitch:mira"])
    assert desk.line.note.text() == "299"
    assert desk.line.send.isEnabled()


def test_the_text_goes_only_once_it_was_sent(desk: Desk) -> None:
    desk.connect(TWITCH)
    desk.type("hello")
    desk.enter()
    assert desk.line.send.is_busy
    desk.enter()
    assert len(desk.sent) == 1
    assert desk.edit.text() == "hello"

    desk.sent[0].then([action("twitch:mira")])
    assert desk.edit.text() == ""
    assert not desk.line.send.is_busy


def test_a_text_that_failed_stays(desk: Desk) -> None:
    desk.connect(TWITCH)
    desk.type("hello")
    desk.enter()
    desk.sent[0].failed(CommandError("The session has ended."))
    assert desk.edit.text() == "hello"

    desk.enter()
    desk.sent[1].then([action("twitch:mira", "refused", "held for review")])
    assert desk.edit.text() == "hello"
    assert desk.line.send.isEnabled()


def test_what_one_platform_refused_is_not_sent_twice_to_the_other(desk: Desk) -> None:
    desk.connect(TWITCH, YOUTUBE)
    desk.type("hello")
    desk.enter()
    desk.sent[0].then([action("twitch:mira"), action("youtube:@mira", "failed")])

    assert desk.edit.text() == "hello"
    assert desk.line.targets == ("youtube:@mira",)


def test_what_was_typed_meanwhile_stays(desk: Desk) -> None:
    desk.connect(TWITCH)
    desk.type("one")
    desk.enter()
    desk.edit.setText("one and two")
    desk.sent[0].then([action("twitch:mira")])

    assert desk.edit.text() == "one and two"


def test_an_answer_shows_what_it_answers_and_escape_leaves_it(desk: Desk) -> None:
    desk.connect(connected("tiktok:@mira.plays"), TWITCH)
    assert not desk.line.answer_line.isVisible()
    row = desk.row()
    desk.line.answer(row)
    assert desk.line.answer_line.isVisible()
    assert "which headset?" in desk.line.answer_words.text()
    assert desk.edit.hasFocus()
    desk.type("the wired one")
    QTest.keyClick(desk.edit, Qt.Key.Key_Escape)

    assert not desk.line.answer_line.isVisible()
    assert desk.edit.text() == "the wired one"
    assert desk.left == []
    QTest.keyClick(desk.edit, Qt.Key.Key_Escape)
    assert desk.left == [True]


def test_an_answer_goes_through_the_connection_of_its_message_only(desk: Desk) -> None:
    desk.connect(connected("tiktok:@mira.plays"), TWITCH)
    row = desk.row()
    desk.line.answer(row)
    desk.type("yes")
    desk.enter()
    assert desk.sent[0].targets == (row.source,)
    assert desk.sent[0].reply_to == row.seq

    desk.sent[0].then([action(row.source)])
    assert desk.line.answered is None


def test_a_lost_connection_takes_neither_focus_nor_words(desk: Desk) -> None:
    desk.connect(TWITCH)
    desk.type("hello")
    desk.connect(connected("twitch:mira", why=LOGIN))
    assert QApplication.focusWidget() is desk.edit
    assert desk.edit.text() == "hello"
    assert not desk.line.send.isEnabled()
    QTest.keyClicks(desk.edit, "x")
    assert desk.edit.text() == "hello"

    desk.connect(TWITCH)
    assert desk.line.send.isEnabled()


def test_a_connection_that_comes_takes_no_focus(desk: Desk) -> None:
    desk.other.setFocus()
    desk.connect()
    desk.connect(TWITCH, YOUTUBE)

    assert QApplication.focusWidget() is desk.other


def test_a_target_that_goes_is_chosen_no_more(desk: Desk) -> None:
    desk.connect(TWITCH, YOUTUBE)
    desk.line.choose(["youtube:@mira"])
    desk.connect(TWITCH)

    assert desk.line.targets == ("twitch:mira",)


def test_where_nothing_can_be_an_answer_the_text_names_whom_it_is_for(
    desk: Desk,
) -> None:
    desk.connect(connected("tiktok:@mira.plays"), YOUTUBE)
    row = desk.row(platform=ON_YOUTUBE)
    desk.line.answer(row)
    assert desk.edit.text() == "@Ida "
    desk.line.stop_answering()
    assert desk.edit.text() == ""

    desk.line.answer(row)
    QTest.keyClicks(desk.edit, "hello")
    desk.line.stop_answering()
    assert desk.edit.text() == "@Ida hello"


def test_the_menu_leads_to_the_logins_that_are_missing(desk: Desk) -> None:
    desk.connect(TWITCH, connected("youtube:@mira", why="An API key can only read."))
    login = desk.line.targets_menu().actions()[-1]
    assert login.text() == "Log in…"
    login.trigger()

    assert desk.logins == [True]
