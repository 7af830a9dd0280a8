"""The chat list under hand: pinned or read, hovered, keyed, clicked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from companion.domain.entries import Featured, Gap
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_delegate import ChatDelegate
from companion.gui.live.chat_model import ChatModel
from companion.gui.live.chat_view import ChatView
from tests.support.fakes import EPOCH, FakeClock
from tests.support.live_scene import TIKTOK, TWITCH, Ledger, Role

pytestmark = pytest.mark.qt


class Desk:
    """A chat view in a window, and what was asked of it."""

    def __init__(self, qtbot, theme) -> None:
        self.asked: list[tuple[str, object]] = []
        self.book = Ledger()
        self.model = ChatModel()
        self.model.zone = "UTC"
        actions = ChatActions(
            feature=lambda seq: self.asked.append(("feature", seq)),
            hide=lambda row: self.asked.append(("hide", row.seq)),
            allow=lambda row: self.asked.append(("allow", row.seq)),
            open_viewer=lambda viewer: self.asked.append(("open", viewer)),
        )
        delegate = ChatDelegate(theme=theme, clock=FakeClock())
        delegate.set_zone("UTC")
        self.view = ChatView(self.model, delegate, theme=theme, actions=actions)
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.other = QLineEdit()
        column.addWidget(self.other)
        column.addWidget(self.view)
        self.window.resize(672, 500)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)

    def say(self, count: int = 1, name: str = "Ida", text: str = "hi {n}") -> None:
        self.model.take_shown(
            self.book.shown(self.book.chat(TWITCH, name, text.format(n=n)))
            for n in range(count)
        )
        self.model.trim(self.view.reading())

    def tops(self) -> dict[int, int]:
        rows = self.view.visible_rows()
        assert rows is not None
        return {
            self.model.row(one).uid: self.view.visualRect(self.model.index(one)).top()
            for one in range(rows[0], rows[1] + 1)
        }

    def scroll_up(self, pixels: int = 300) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() - pixels)

    def point_at(self, position: int) -> None:
        rect = self.view.visualRect(self.model.index(position))
        QTest.mouseMove(self.view.viewport(), rect.center())
        self.view._pointer = rect.center()
        self.view._find_hover()

    def choose(self, position: int) -> None:
        self.view.setCurrentIndex(self.model.index(position))
        self.view.setFocus()


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


def test_new_rows_come_into_view_at_the_end(desk: Desk) -> None:
    desk.say(100)

    assert desk.view.visible_rows()[1] == 99
    assert (
        desk.view.verticalScrollBar().value() == desk.view.verticalScrollBar().maximum()
    )


def test_scrolled_up_nothing_moves_and_new_rows_are_counted(desk: Desk) -> None:
    desk.say(100)
    desk.scroll_up()
    before = desk.tops()
    desk.say(23)

    assert desk.tops() == before
    assert desk.view.unseen == 23
    assert desk.view.jump.isVisible()
    assert desk.view.jump.text() == "23 new"


def test_the_button_goes_back_to_now(desk: Desk, qtbot) -> None:
    desk.say(100)
    desk.scroll_up()
    desk.say(23)
    qtbot.mouseClick(desk.view.jump, Qt.MouseButton.LeftButton)

    assert desk.view.visible_rows()[1] == 122
    assert not desk.view.jump.isVisible()
    assert desk.view.is_pinned


def test_scrolling_to_the_end_goes_back_to_now(desk: Desk) -> None:
    desk.say(100)
    desk.scroll_up()
    desk.say(5)
    bar = desk.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.say(1)

    assert desk.view.unseen == 0
    assert desk.view.visible_rows()[1] == 105


def test_trimming_at_the_top_moves_nothing(desk: Desk) -> None:
    desk.say(1_990)
    desk.scroll_up(20_000)
    before = desk.tops()
    for _ in range(25):
        desk.say(100)

    assert desk.tops() == before
    assert len(desk.model.log) <= 4_000


def test_the_wheel_scrolls_by_pixels_not_by_rows(desk: Desk) -> None:
    desk.say(100)
    before = desk.tops()
    desk.scroll_up(10)
    after = desk.tops()

    shared = before.keys() & after.keys()
    assert {after[uid] - before[uid] for uid in shared} == {10}


def test_new_rows_take_no_focus(desk: Desk) -> None:
    desk.other.setFocus()
    desk.say(100)
    desk.scroll_up()
    desk.say(5)

    assert desk.window.focusWidget() is desk.other


def test_hover_actions_float_and_shift_nothing(desk: Desk) -> None:
    desk.say(30)
    before = desk.tops()
    desk.point_at(25)

    assert desk.view.bar.isVisible()
    assert desk.tops() == before
    row = desk.view.visualRect(desk.model.index(25))
    bar = desk.view.mapFrom(desk.window, desk.view.bar.pos())
    assert bar.y() == row.top() - 10


def test_the_bar_features_the_row_under_the_pointer(desk: Desk, qtbot) -> None:
    desk.say(30)
    desk.point_at(25)
    qtbot.mouseClick(desk.view.bar.buttons[0], Qt.MouseButton.LeftButton)

    assert desk.asked == [("feature", 26)]


def test_what_is_not_possible_yet_says_why(desk: Desk) -> None:
    desk.say(30)
    desk.point_at(25)
    reply, time_out = desk.view.bar.buttons[1], desk.view.bar.buttons[2]

    assert not reply.isEnabled()
    assert "No connection can be written to" in reply.toolTip()
    assert not time_out.isEnabled()
    assert "No connection can be written to" in time_out.toolTip()


def test_under_the_pointer_on_the_bar_the_list_stands_still(desk: Desk) -> None:
    desk.say(100)
    desk.view.hold(True)
    before = desk.tops()
    desk.say(10)
    after = desk.tops()
    assert {uid: after[uid] for uid in before} == before

    desk.view.hold(False)
    assert desk.view.visible_rows()[1] == 109


def test_the_bar_takes_no_focus(desk: Desk, qtbot) -> None:
    desk.other.setFocus()
    desk.say(30)
    desk.point_at(25)
    qtbot.mouseClick(desk.view.bar.buttons[0], Qt.MouseButton.LeftButton)

    assert desk.window.focusWidget() is desk.other


def test_keys_act_on_the_chosen_row(desk: Desk) -> None:
    desk.say(30)
    desk.choose(27)
    QTest.keyClick(desk.view, Qt.Key.Key_F)
    QTest.keyClick(desk.view, Qt.Key.Key_Delete)
    QTest.keyClick(desk.view, Qt.Key.Key_Return)

    assert desk.asked == [("feature", 28), ("hide", 28), ("open", "twitch:Ida")]


def test_f_takes_a_featured_row_off_again(desk: Desk) -> None:
    desk.say(3)
    desk.model.take_shown([desk.book.shown(Featured(of=2))])
    desk.choose(1)
    QTest.keyClick(desk.view, Qt.Key.Key_F)

    assert desk.asked == [("feature", None)]


def test_a_lets_a_held_message_through(desk: Desk) -> None:
    review = desk.book.review(desk.book.chat(TIKTOK, "Bo", "hm"))
    desk.model.take_reviews([review])
    desk.choose(0)
    QTest.keyClick(desk.view, Qt.Key.Key_F)
    QTest.keyClick(desk.view, Qt.Key.Key_A)

    assert desk.asked == [("allow", review.entry.seq)]


def test_keys_walk_the_rows_and_stop_the_scrolling(desk: Desk) -> None:
    desk.say(100)
    desk.choose(99)
    for _ in range(30):
        QTest.keyClick(desk.view, Qt.Key.Key_Up)

    assert desk.view.currentIndex().row() == 69
    assert not desk.view.is_pinned
    first, last = desk.view.visible_rows()
    assert first <= 69 <= last


def test_the_end_key_leads_back_to_now(desk: Desk) -> None:
    desk.say(100)
    desk.scroll_up()
    desk.view.setFocus()
    QTest.keyClick(desk.view, Qt.Key.Key_End)
    desk.say(1)

    assert desk.view.is_pinned
    assert desk.view.visible_rows()[1] == 100


def test_escape_leads_back_to_now(desk: Desk) -> None:
    desk.say(100)
    desk.choose(50)
    QTest.keyClick(desk.view, Qt.Key.Key_Escape)

    assert desk.view.is_pinned
    assert not desk.view.currentIndex().isValid()


def test_a_click_on_the_name_opens_the_viewer(desk: Desk, qtbot) -> None:
    desk.say(3)
    rect = desk.view.visualRect(desk.model.index(1))
    qtbot.mouseClick(
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(95, rect.center().y()),
    )

    assert desk.asked == [("open", "twitch:Ida")]


def test_a_click_on_the_text_opens_nothing(desk: Desk, qtbot) -> None:
    desk.say(3)
    rect = desk.view.visualRect(desk.model.index(1))
    qtbot.mouseClick(
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(400, rect.center().y()),
    )

    assert desk.asked == []
    assert desk.view.currentIndex().row() == 1


def test_the_menu_offers_the_same_with_keys(desk: Desk) -> None:
    desk.say(1)
    shown = desk.view.menu_for(desk.model.row(0))
    words = [action.text() for action in shown.actions() if action.text()]

    assert words == [
        "Feature on overlay\tF",
        "Reply\tR",
        "Open viewer\tEnter",
        "Hide message\tDel",
        "Delete on TikTok\tShift+Del",
        "Time out",
        "Ban",
        "Unban",
        "Copy text\tCtrl+C",
    ]
    enabled = [action.isEnabled() for action in shown.actions() if action.text()]
    assert enabled == [True, False, True, True, False, False, False, False, True]


def test_the_menu_of_a_held_row_allows_and_blocks(desk: Desk) -> None:
    desk.model.take_reviews([desk.book.review(desk.book.chat(TIKTOK, "Bo", "hm"))])
    shown = desk.view.menu_for(desk.model.row(0))
    words = {action.text().split("\t")[0]: action for action in shown.actions()}

    assert words["Allow"].isEnabled()
    assert words["Block"].isEnabled()
    assert not words["Feature on overlay"].isEnabled()
    assert "allowed" in words["Feature on overlay"].toolTip()


def test_a_gap_tells_its_details(desk: Desk) -> None:
    gap = Gap(
        source="tiktok:@mira.plays",
        platform=TIKTOK,
        began=EPOCH,
        ended=EPOCH + 125_000_000,
        recovered=14,
        unknown=3,
    )
    desk.model.take_shown([desk.book.shown(gap)])
    shown = desk.view.menu_for(desk.model.row(0))

    assert [action.text() for action in shown.actions()] == [
        "TikTok gap · tiktok:@mira.plays",
        "Not heard from 20:00:00 to 20:02:05",
        "14 events recovered, 3 unknown",
    ]


def test_the_menu_key_opens_the_menu_of_the_chosen_row(desk: Desk, qapp) -> None:
    desk.say(3)
    desk.choose(1)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5)
    )
    qapp.sendEvent(desk.view, event)

    popup = qapp.activePopupWidget()
    assert popup is not None
    popup.close()


def test_copying_leaves_hidden_words_out(desk: Desk) -> None:
    review = desk.book.review(desk.book.chat(TIKTOK, "Bo", "so bad"), hidden="bad")
    desk.model.take_reviews([review])
    desk.choose(0)
    QTest.keyClick(desk.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "so …"


def test_the_chosen_row_unfolds_a_long_text(desk: Desk) -> None:
    desk.say(1, text="word " * 300)
    before = desk.view.visualRect(desk.model.index(0)).height()
    desk.choose(0)

    assert desk.view.visualRect(desk.model.index(0)).height() > before


def test_hostile_rows_stay_in_their_place(desk: Desk, theme) -> None:
    desk.model.take_shown(
        desk.book.shown(desk.book.chat(TIKTOK, name, text, Role.MODERATOR))
        for name, text in (
            ("x" * 10_000, "<script>alert(1)</script>"),
            ("Z" + "\u0301" * 500, "t" + "\u0336" * 500),
            ("\u202eevil", "\u2069\u2069 out \u202e"),
            ("a\nb", "one\ntwo\nthree"),
            ("مريم", "שלום 123 hello"),
        )
    )
    heights = [
        desk.view.visualRect(desk.model.index(one)).height()
        for one in range(desk.model.rowCount())
    ]
    desk.view.grab()

    assert heights == [28] * 5


def test_a_row_that_leaves_takes_its_selection_along(desk: Desk) -> None:
    desk.say(2_000)
    desk.choose(0)
    desk.view.pin()
    desk.say(10)

    assert not desk.view.currentIndex().isValid()


def test_another_width_keeps_what_is_read_at_the_top(desk: Desk) -> None:
    desk.say(100, text="a somewhat longer message that will wrap when it is narrow {n}")
    desk.scroll_up(500)
    first = min(desk.tops())
    desk.window.resize(400, 500)

    assert min(desk.tops()) == first


def test_every_row_is_read_out(desk: Desk) -> None:
    desk.say(1)
    index = desk.model.index(0)

    said = desk.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Ida, hi 0, Twitch, 20:00"


def test_the_line_above_an_answer_leads_to_what_it_answers(desk: Desk) -> None:
    first = desk.book.chat(TWITCH, "Ida", "which headset?")
    desk.model.take_shown([desk.book.shown(first)])
    desk.say(60)
    answer = desk.book.chat(TWITCH, "Bo", "the wired one", reply_to=first.id)
    desk.model.take_shown([desk.book.shown(answer)])
    last = desk.view.visualRect(desk.model.index(61))
    QTest.mouseClick(
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(last.left() + 120, last.top() + 8),
    )

    rows = desk.view.visible_rows()
    assert rows is not None
    assert rows[0] == 0
    assert desk.view.currentIndex().row() == 0


def test_pointing_at_a_badge_tells_the_role(desk: Desk) -> None:
    chat = desk.book.chat(TWITCH, "Zoë", "hi", Role.MODERATOR)
    desk.model.take_shown([desk.book.shown(chat)])
    rect = desk.view.visualRect(desk.model.index(0))
    laid = desk.view.itemDelegate()._laid_out(desk.model.row(0), rect.width())
    (mark,) = laid.marks
    at = rect.topLeft() + mark.box.center().toPoint()

    assert desk.view.tip_at(at) == "Moderator"
    assert desk.view.tip_at(at + QPoint(200, 0)) == ""
    assert "Moderator" in desk.model.data(desk.model.index(0))
