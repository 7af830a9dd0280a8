"""The activity pane: newest first, money only, ages, clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from companion.domain.events import Follow
from companion.gui.live.activity_pane import ActivityPane
from tests.support.fakes import EPOCH, FakeClock
from tests.support.live_scene import SECOND, TIKTOK, Ledger, Scene

pytestmark = pytest.mark.qt


class Desk:
    def __init__(self, qtbot, theme) -> None:
        self.opened: list[str] = []
        self.book = Ledger()
        self.clock = FakeClock(EPOCH + 46 * 60 * SECOND)
        self.pane = ActivityPane(
            theme=theme, clock=self.clock, on_open=self.opened.append
        )
        self.checker = QAbstractItemModelTester(
            self.pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        self.pane.resize(376, 400)
        qtbot.addWidget(self.pane)
        self.pane.show()

    def names(self) -> list[str]:
        model = self.pane.model
        return [model.row(one).name for one in range(model.rowCount())]

    def support(self, count: int) -> None:
        self.pane.take_shown(
            [
                self.book.shown(self.book.superchat(f"v{n}", 1_000_000))
                for n in range(count)
            ]
        )


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


def test_the_newest_line_stands_first(desk: Desk) -> None:
    desk.support(3)

    assert desk.names() == ["v2", "v1", "v0"]


def test_money_only_hides_the_rest_and_shows_it_again(desk: Desk, qtbot) -> None:
    desk.pane.take_shown(list(Scene().activity()))
    everything = desk.pane.model.rowCount()
    desk.pane.money_only.click()
    rows = [desk.pane.model.row(one) for one in range(desk.pane.model.rowCount())]
    assert all(row.money for row in rows)
    assert 0 < len(rows) < everything

    book = desk.book
    desk.pane.take_shown([book.shown(book.plain(Follow, TIKTOK, "unseen"))])
    assert "unseen" not in desk.names()

    desk.pane.money_only.click()
    assert "unseen" in desk.names()


def test_a_line_that_grows_changes_alone(desk: Desk) -> None:
    book = desk.book
    desk.pane.take_shown([book.shown(book.gift("Луна", "Rose", total=1))])
    desk.support(5)
    changed = []
    desk.pane.model.dataChanged.connect(
        lambda one, two: changed.append((one.row(), two.row()))
    )
    more = book.gift("Луна", "Rose", total=9, increase=8)
    desk.pane.take_shown([book.shown(more)])

    assert changed == [(5, 5)]
    assert desk.pane.model.row(5).units == 9


def test_while_it_is_read_new_lines_move_nothing(desk: Desk) -> None:
    desk.support(60)
    bar = desk.pane.view.verticalScrollBar()
    bar.setValue(500)
    first, _last = desk.pane.view.visible_rows()
    name = desk.pane.model.row(first).name
    top = desk.pane.view.visualRect(desk.pane.model.index(first)).top()
    desk.support(10)

    moved = next(n for n in range(70) if desk.names()[n] == name and n >= 10)
    assert desk.pane.view.visualRect(desk.pane.model.index(moved)).top() == top


async def test_ages_grow(desk: Desk) -> None:
    desk.book.at = desk.clock.now()
    desk.support(1)
    await desk.clock.advance(0.4)
    assert desk.pane.model.data(desk.pane.model.index(0)).endswith("0.4 s")
    await desk.clock.advance(47.6)
    assert desk.pane.model.data(desk.pane.model.index(0)).endswith("48 s")
    await desk.clock.advance(72)
    assert desk.pane.model.data(desk.pane.model.index(0)).endswith("2 min")


def test_a_click_and_enter_open_the_viewer(desk: Desk, qtbot) -> None:
    desk.support(1)
    rect = desk.pane.view.visualRect(desk.pane.model.index(0))
    viewport = desk.pane.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.keyClick(desk.pane.view, Qt.Key.Key_Return)

    assert desk.opened == ["youtube:v0", "youtube:v0"]


def test_the_head_counts_events_not_lines(desk: Desk) -> None:
    book = desk.book
    desk.pane.take_shown([book.shown(book.like("Ida", 1)) for _ in range(1_204)])

    assert desk.pane.head.count.text() == "1,204"
    assert desk.pane.model.rowCount() == 1


def test_it_is_bounded(desk: Desk) -> None:
    desk.support(600)
    desk.support(600)

    assert desk.pane.model.rowCount() == 500
    assert desk.names()[0] == "v599"


def test_before_anything_came_it_says_what_will(desk: Desk) -> None:
    assert desk.pane._stack.currentWidget() is desk.pane._nothing

    desk.support(1)
    assert desk.pane._stack.currentWidget() is desk.pane.view
    desk.pane.clear()
    assert desk.pane._stack.currentWidget() is desk.pane._nothing
