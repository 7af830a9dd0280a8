"""Toasts stay six seconds, are at most three, and can be undone."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from companion.gui.components.strip import Foot
from companion.gui.components.toast import LIFETIME_MS, READ_MS, Notice, Toasts
from companion.gui.theme.theme import Theme


@pytest.fixture
def window(theme: Theme, qtbot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def toasts(window: QWidget, theme: Theme, qtbot) -> Toasts:
    made = Toasts(window, theme=theme)
    window.show()
    qtbot.waitExposed(window)
    return made


def texts(toasts: Toasts) -> list[str]:
    return [toast.notice.text for toast in toasts.shown]


def test_a_toast_goes_after_six_seconds(toasts: Toasts) -> None:
    toasts.say(Notice(text="Link copied"))

    toasts.pass_time(LIFETIME_MS - 1)
    assert texts(toasts) == ["Link copied"]
    toasts.pass_time(1)

    assert texts(toasts) == []


def test_at_most_three_are_shown_and_the_others_wait(toasts: Toasts) -> None:
    for number in range(5):
        toasts.say(Notice(text=str(number)))
    assert texts(toasts) == ["0", "1", "2"]

    toasts.pass_time(LIFETIME_MS)

    assert texts(toasts) == ["3", "4"]


def test_undo_does_what_it_says_once_and_the_toast_goes(toasts: Toasts, qtbot) -> None:
    undone: list[str] = []
    toasts.say(Notice(text="Reset Луна", undo=lambda: undone.append("reset")))

    qtbot.mouseClick(toasts.shown[0].undo, Qt.MouseButton.LeftButton)

    assert undone == ["reset"]
    assert texts(toasts) == []


def test_the_newest_that_can_be_undone_is_undone_by_its_key(toasts: Toasts) -> None:
    undone: list[str] = []
    toasts.say(Notice(text="first", undo=lambda: undone.append("first")))
    toasts.say(Notice(text="second", undo=lambda: undone.append("second")))
    toasts.say(Notice(text="copied"))

    assert toasts.undo_newest()
    assert undone == ["second"]
    assert texts(toasts) == ["first", "copied"]
    assert toasts.undo_newest()
    assert not toasts.undo_newest()


def test_it_stays_while_the_pointer_is_on_it(toasts: Toasts) -> None:
    toasts.say(Notice(text="Link copied"))
    toast = toasts.shown[0]
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)

    toasts.pass_time(LIFETIME_MS * 2)
    assert texts(toasts) == ["Link copied"]
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    toasts.pass_time(LIFETIME_MS)

    assert texts(toasts) == []


def test_they_stand_at_the_bottom_right_newest_lowest(
    toasts: Toasts, window: QWidget
) -> None:
    toasts.say(Notice(text="first"))
    toasts.say(Notice(text="second"))
    first, second = toasts.shown

    assert second.geometry().right() == window.width() - 17
    assert second.geometry().bottom() < window.height() - 28
    assert first.geometry().bottom() < second.geometry().top()


def row_at(window: QWidget, x: int, y: int, *, width: int = 400) -> Foot:
    """Put a row of buttons into the window."""
    row = Foot(48)
    row.setParent(window)
    row.setGeometry(x, y, width, 48)
    row.show()
    return row


def test_they_stand_above_rows_of_buttons_wherever_those_come_from(
    toasts: Toasts, window: QWidget
) -> None:
    for text in ("first", "second"):
        toasts.say(Notice(text=text))
    first, second = toasts.shown
    before = second.geometry()
    # One elsewhere, one hidden, and one of another window are in nobody's way.
    row_at(window, 0, 560, width=300)
    row_at(window, 624, 560).hide()
    other = QWidget()
    row_at(other, 624, 560)
    toasts.pass_time(1)
    assert second.geometry() == before

    lower = row_at(window, 624, 564)
    upper = row_at(window, 624, before.top() - 40)
    toasts.pass_time(1)
    assert not second.geometry().intersects(lower.geometry())
    assert second.geometry().bottom() < upper.geometry().top()
    assert first.geometry().bottom() < second.geometry().top()

    upper.deleteLater()
    lower.hide()
    QCoreApplication.sendPostedEvents(upper, QEvent.Type.DeferredDelete)
    toasts.pass_time(1)
    assert second.geometry() == before


def test_where_there_is_no_room_above_a_row_they_stay_in_the_window(
    toasts: Toasts, window: QWidget
) -> None:
    row_at(window, 624, 0).setFixedHeight(640)
    toasts.say(Notice(text="Link copied"))

    assert window.rect().contains(toasts.shown[0].geometry())


def test_they_move_with_the_window(toasts: Toasts, window: QWidget, qtbot) -> None:
    toasts.say(Notice(text="Link copied"))

    window.resize(1200, 700)

    qtbot.waitUntil(lambda: toasts.shown[0].geometry().right() == 1183)


def test_nothing_pops_up_while_somebody_types(
    toasts: Toasts, window: QWidget, qtbot
) -> None:
    edit = QLineEdit(window)
    edit.show()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)

    toasts.say(Notice(text="Link copied"))

    assert edit.text() == "a"
    assert texts(toasts) == []
    qtbot.waitUntil(lambda: texts(toasts) == ["Link copied"])


def test_markup_in_a_name_is_text(toasts: Toasts) -> None:
    toasts.say(Notice(text="<img src=x>", detail="<b>y</b>"))

    assert toasts.shown[0].accessibleName() == "<img src=x>"
    assert toasts.shown[0].childAt(QPoint(60, 20)) is not None


def test_a_question_keeps_its_place_and_is_alone(toasts: Toasts) -> None:
    answered: list[str] = []
    for name in ("first", "second"):
        toasts.say(Notice(text=name, answers={"Yes": partial(answered.append, name)}))
    toasts.pass_time(READ_MS)
    assert texts(toasts) == ["first"]
    place = toasts.shown[0].geometry()

    toasts.say(Notice(text="something else"))
    assert toasts.shown[0].geometry() == place

    toasts.shown[0].answers["Yes"].click()
    assert answered == ["first"]
    # A second click on the same spot was meant for the first.
    toasts.pass_time(0)
    second = next(one for one in toasts.shown if one.answers)
    second.answers["Yes"].click()
    assert answered == ["first"]
    toasts.pass_time(READ_MS)
    second.answers["Yes"].click()
    assert answered == ["first", "second"]


def test_a_question_that_somebody_else_has_answered_goes(toasts: Toasts) -> None:
    over: list[bool] = []
    ask = Notice(text="?", answers={"Yes": list}, is_over=lambda: bool(over))
    toasts.say(ask)
    toasts.say(ask)
    assert texts(toasts) == ["?"]

    over.append(True)
    toasts.pass_time(READ_MS)

    assert texts(toasts) == []
