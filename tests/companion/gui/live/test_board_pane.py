"""The leaderboard under hand: selection, moves, menus, search."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from companion.domain.events import Share
from companion.domain.views import Shown
from companion.gui.live.board_pane import BoardPane
from tests.companion.gui.live.test_board_model import crowd
from tests.support.fakes import EPOCH
from tests.support.live_scene import TIKTOK, Ledger

pytestmark = pytest.mark.qt


class Desk:
    def __init__(self, qtbot, theme) -> None:
        self.asked: list[tuple[str, str]] = []
        self.book = Ledger()
        self.pane = BoardPane(
            theme=theme,
            on_open=lambda viewer: self.asked.append(("open", viewer)),
            on_award=lambda viewer: self.asked.append(("award", viewer)),
            on_reset=lambda viewer: self.asked.append(("reset", viewer)),
            on_reset_all=lambda: self.asked.append(("reset", "all")),
        )
        self.pane.resize(320, 560)
        qtbot.addWidget(self.pane)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def share(self, name: str, points: int) -> Shown:
        return self.book.shown(self.book.plain(Share, TIKTOK, name), points=points)

    def give(self, **points: int) -> None:
        self.pane.take_shown([self.share(name, n) for name, n in points.items()])

    def names(self) -> list[str]:
        model = self.pane.model
        return [model.row(one).name for one in range(model.rowCount())]


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


def test_the_head_counts_viewers(desk: Desk) -> None:
    desk.pane.load(crowd(2_318), upto=0)

    assert desk.pane.head.count.text() == "2,318 viewers"


def test_the_selection_stays_with_its_viewer(desk: Desk) -> None:
    desk.give(a=9, b=7, c=5, d=3)
    desk.pane.view.choose("tiktok:c")
    desk.give(d=50, e=60)

    assert desk.names() == ["e", "d", "a", "b", "c"]
    assert desk.pane.view.currentIndex().row() == 4
    assert desk.pane.view.chosen == "tiktok:c"


def test_following_the_selection_does_not_scroll(desk: Desk) -> None:
    desk.pane.load(crowd(500), upto=0)
    desk.pane.view.choose("tiktok:viewer 5")
    bar = desk.pane.view.verticalScrollBar()
    bar.setValue(4_000)
    desk.pane.take_shown([desk.share("viewer 480", 1_000)])

    assert bar.value() == 4_000
    assert desk.pane.view.currentIndex().row() == 5


def test_after_a_row_comes_the_next_rank(desk: Desk) -> None:
    desk.give(a=9, b=7, c=5)

    assert desk.pane.next_after("tiktok:b") == "tiktok:c"


def test_after_the_last_row_comes_the_one_above(desk: Desk) -> None:
    desk.give(a=9, b=7, c=5)

    assert desk.pane.next_after("tiktok:c") == "tiktok:b"


def test_after_the_only_row_comes_nobody(desk: Desk) -> None:
    desk.give(a=9)

    assert desk.pane.next_after("tiktok:a") == ""
    assert desk.pane.next_after("tiktok:unknown") == ""


def test_a_click_opens_and_selects(desk: Desk, qtbot) -> None:
    desk.give(a=9, b=7)
    view = desk.pane.view
    rect = view.visualRect(desk.pane.model.index(1, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    assert desk.asked == [("open", "tiktok:b")]
    assert view.chosen == "tiktok:b"


def test_keys_walk_and_enter_opens(desk: Desk) -> None:
    desk.give(a=9, b=7, c=5)
    desk.pane.view.setFocus()
    desk.pane.view.choose("tiktok:a")
    QTest.keyClick(desk.pane.view, Qt.Key.Key_Down)
    QTest.keyClick(desk.pane.view, Qt.Key.Key_Return)

    assert desk.asked == [("open", "tiktok:b")]


def test_the_menu_opens_awards_and_resets(desk: Desk) -> None:
    desk.give(a=9)
    items = desk.pane.view.menu_items("tiktok:a")
    for item in items:
        if item.on_pick is not None:
            item.on_pick()

    assert desk.asked == [
        ("open", "tiktok:a"),
        ("award", "tiktok:a"),
        ("reset", "tiktok:a"),
    ]


def test_few_moving_rows_glide(desk: Desk) -> None:
    desk.give(a=9, b=7, c=5)
    desk.give(c=3)
    view = desk.pane.view

    assert view._motion.state() is QAbstractAnimation.State.Running
    assert view._offset_of("tiktok:c") > 0
    assert view._offset_of("tiktok:b") < 0


def test_gliding_ends_in_place(desk: Desk, qtbot) -> None:
    desk.give(a=9, b=7, c=5)
    desk.give(c=3)
    view = desk.pane.view
    qtbot.waitUntil(lambda: view._motion.state() is QAbstractAnimation.State.Stopped)

    assert view._offset_of("tiktok:c") == 0


def test_many_moving_rows_just_stand_where_they_are(desk: Desk) -> None:
    desk.pane.load(crowd(13), upto=0)
    desk.pane.take_shown([desk.share("viewer 13", 500)])
    view = desk.pane.view

    assert view._motion.state() is QAbstractAnimation.State.Stopped
    assert view._offset_of("tiktok:viewer 13") == 0


def test_with_reduced_motion_nothing_glides(desk: Desk, theme) -> None:
    theme.set_reduced_motion(True)
    desk.give(a=9, b=7, c=5)
    desk.give(c=3)

    assert desk.pane.view._motion.state() is QAbstractAnimation.State.Stopped


def test_an_update_elsewhere_draws_nothing_here(desk: Desk) -> None:
    desk.pane.load(crowd(2_000), upto=0)
    touched = []
    desk.pane.model.dataChanged.connect(lambda one, _two: touched.append(one.row()))
    desk.pane.take_shown([desk.share("viewer 1900", 1)])

    assert touched == []


def test_an_update_on_screen_draws_only_its_rows(desk: Desk) -> None:
    desk.pane.load(crowd(2_000), upto=0)
    touched = []
    desk.pane.model.dataChanged.connect(lambda one, _two: touched.append(one.row()))
    desk.pane.take_shown([desk.share("viewer 3", 0), desk.share("viewer 5", 100)])

    assert touched == [0, 1, 2, 3, 4]


def test_moves_are_marked_and_begin_anew(desk: Desk) -> None:
    desk.give(a=9, b=7)
    desk.pane.tick(EPOCH)
    desk.give(b=9)
    assert [desk.pane.model.row(one).move for one in (0, 1)] == [1, -1]

    desk.pane.tick(EPOCH + 61_000_000)
    assert [desk.pane.model.row(one).move for one in (0, 1)] == [0, 0]


def test_searching_and_nobody_found(desk: Desk) -> None:
    desk.give(anna=9, bob=7)
    desk.pane.search.toggle()
    QTest.keyClicks(desk.pane.search.field.edit, "ann")
    assert desk.names() == ["anna"]
    QTest.keyClicks(desk.pane.search.field.edit, "x")
    assert desk.pane._stack.currentWidget() is desk.pane._nothing
    assert desk.pane._nothing.text() == "Nobody by that name"

    QTest.keyClick(desk.pane.search.field.edit, Qt.Key.Key_Escape)
    assert desk.names() == ["anna", "bob"]


def test_the_foot_says_what_is_on_stream_and_what_cannot_be_done(desk: Desk) -> None:
    (words,) = desk.pane.foot.findChildren(QLabel)
    (hide,) = desk.pane.foot.findChildren(QPushButton)

    assert words.text() == "On stream: top 5"
    assert not hide.isEnabled()
    assert "later" in hide.toolTip()


def test_hostile_names_stay_on_their_row(desk: Desk) -> None:
    desk.pane.take_shown(
        [
            desk.share("x" * 10_000, 5),
            desk.share("Z" + "\u0301" * 900, 4),
            desk.share("\u202eevil<b>", 3),
            desk.share("a\nb", 2),
        ]
    )
    desk.pane.grab()

    assert desk.names()[2:] == ["evil<b>", "a b"]
    assert len(desk.names()[0]) == 120
