"""The chat pane: filter, search, text size, countdown, empty states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from companion.domain.entries import Featured
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.chat_pane import ChatPane
from tests.support.fakes import EPOCH, FakeClock
from tests.support.live_scene import SECOND, TIKTOK, TWITCH, Ledger

pytestmark = pytest.mark.qt


class Desk:
    def __init__(self, qtbot, theme) -> None:
        self.book = Ledger()
        self.clock = FakeClock()
        nothing = ChatActions(
            feature=lambda _seq: None,
            hide=lambda _row: None,
            allow=lambda _row: None,
            open_viewer=lambda _viewer: None,
        )
        self.begin = QPushButton("Connect")
        self.pane = ChatPane(
            theme=theme, clock=self.clock, actions=nothing, empty_actions=()
        )
        self.pane.resize(672, 600)
        qtbot.addWidget(self.pane)
        self.pane.show()

    def say(self, platform, text: str) -> None:
        self.pane.take_shown([self.book.shown(self.book.chat(platform, "Ida", text))])

    def texts(self) -> list[str]:
        model = self.pane.model
        return [model.row(one).text for one in range(model.rowCount())]


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


def test_before_anything_came_it_says_what_will(desk: Desk) -> None:
    assert desk.pane._stack.currentWidget() is desk.pane._empty

    desk.say(TIKTOK, "first")
    assert desk.pane._stack.currentWidget() is desk.pane.view


def test_a_segment_shows_one_platform(desk: Desk) -> None:
    desk.say(TIKTOK, "one")
    desk.say(TWITCH, "two")
    desk.pane.filters.platform._pick(desk.pane.filters.platform._segments[2])

    assert desk.texts() == ["two"]


def test_a_filter_that_lets_nothing_through_says_so(desk: Desk) -> None:
    desk.say(TIKTOK, "one")
    desk.pane.filters.platform._pick(desk.pane.filters.platform._segments[3])

    assert desk.pane._stack.currentWidget() is desk.pane._nothing
    assert desk.pane._nothing.text() == "Nothing that passes this filter yet"


def test_ctrl_f_searches_and_escape_ends_it(desk: Desk, qtbot) -> None:
    desk.say(TIKTOK, "a rose")
    desk.say(TIKTOK, "a tulip")
    desk.pane.view.setFocus()
    QTest.keyClick(desk.pane.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert desk.pane.search.isVisible()
    QTest.keyClicks(desk.pane.search.field.edit, "ROSE")
    assert desk.texts() == ["a rose"]

    QTest.keyClick(desk.pane.search.field.edit, Qt.Key.Key_Escape)
    assert not desk.pane.search.isVisible()
    assert desk.texts() == ["a rose", "a tulip"]


def test_typing_f_into_the_search_features_nothing(desk: Desk) -> None:
    desk.say(TIKTOK, "fff")
    desk.pane.search.toggle()
    QTest.keyClicks(desk.pane.search.field.edit, "f")

    assert desk.pane.search.words == "f"


def test_larger_text_makes_higher_rows(desk: Desk) -> None:
    desk.say(TIKTOK, "hello")
    before = desk.pane.view.visualRect(desk.pane.model.index(0)).height()
    desk.pane.larger.click()

    assert desk.pane.view.visualRect(desk.pane.model.index(0)).height() == before + 2


async def test_a_held_row_counts_down(desk: Desk) -> None:
    chat = desk.book.chat(TIKTOK, "Bo", "hm")
    desk.pane.take_reviews([desk.book.review(chat, expires_in=10)])
    delegate = desk.pane.view.itemDelegate()
    assert isinstance(delegate, ChatDelegate)
    row = desk.pane.model.row(0)
    assert delegate.chips(row) == ["Held · 10 s"]

    await desk.clock.advance(1)
    painted = []
    desk.pane.model.dataChanged.connect(lambda one, _two: painted.append(one.row()))
    desk.pane.tick()
    assert delegate.chips(row) == ["Held · 9 s"]
    assert painted == [0]


async def test_a_silent_streak_ends_with_time(desk: Desk) -> None:
    desk.pane.take_shown([desk.book.shown(desk.book.gift("Луна", "Rose", total=3))])
    assert desk.pane.model.row(0).running

    await desk.clock.advance(20)
    desk.pane.tick()
    assert not desk.pane.model.row(0).running


def test_the_head_counts_platforms(desk: Desk) -> None:
    desk.pane.set_platforms(3)
    assert desk.pane.head.count.text() == "3 platforms"

    desk.pane.set_platforms(1)
    assert desk.pane.head.count.text() == "1 platform"


def test_times_follow_the_sessions_zone(desk: Desk) -> None:
    desk.book.at = EPOCH + 60 * SECOND
    desk.pane.set_zone("Europe/Paris")
    desk.say(TIKTOK, "hi")

    assert desk.pane.model.data(desk.pane.model.index(0)).endswith("21:01")


def test_chips_tell_the_state_of_a_row(desk: Desk) -> None:
    desk.pane.take_shown(
        [
            desk.book.shown(desk.book.chat(TIKTOK, "Ida", "hi"), test=True),
            desk.book.shown(Featured(of=1)),
        ]
    )
    delegate = desk.pane.view.itemDelegate()
    assert isinstance(delegate, ChatDelegate)

    assert delegate.chips(desk.pane.model.row(0)) == ["test", "on overlay"]
