"""The ring: 2 px of cyan, 2 px off, for people who use the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.focus import FOCUS_AREA, OWN_FOCUS, FocusRing
from companion.gui.theme.theme import Theme


class Form(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.resize(400, 300)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        self.first = Button("First", theme=theme)
        self.second = Button("Second", theme=theme)
        self.field = QLineEdit()
        for part in (self.first, self.second, self.field):
            column.addWidget(part)
        self.ring = FocusRing(self, theme=theme)


@pytest.fixture
def form(theme: Theme, qtbot) -> Form:
    made = Form(theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def tab(form: Form) -> None:
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_Tab)


def test_the_tab_key_brings_the_ring(form: Form) -> None:
    form.first.setFocus()
    tab(form)

    assert form.focusWidget() is form.second
    assert form.ring.target is form.second


def test_the_ring_is_two_pixels_off_and_two_wide(form: Form, theme: Theme) -> None:
    form.first.setFocus()
    tab(form)

    target = form.second.geometry()
    assert form.ring.geometry() == target.adjusted(-4, -4, 4, 4)
    image = form.grab().toImage()
    middle = target.center().x()
    assert image.pixelColor(middle, target.top() - 3).name() == theme.tokens.cyan
    assert image.pixelColor(middle, target.top() - 2).name() != theme.tokens.cyan


def test_a_click_brings_no_ring(form: Form) -> None:
    QTest.mouseClick(
        form.windowHandle(), Qt.MouseButton.LeftButton, pos=form.second.pos()
    )

    assert form.ring.target is None


def test_a_click_takes_the_ring_away(form: Form) -> None:
    form.first.setFocus()
    tab(form)
    QTest.mouseClick(
        form.windowHandle(),
        Qt.MouseButton.LeftButton,
        pos=form.second.geometry().center(),
    )

    assert form.ring.target is None


def test_a_text_field_always_has_it(form: Form) -> None:
    QTest.mouseClick(
        form.windowHandle(),
        Qt.MouseButton.LeftButton,
        pos=form.field.geometry().center(),
    )

    assert form.ring.target is form.field


def test_the_ring_follows_when_things_move(form: Form, qtbot) -> None:
    form.first.setFocus()
    tab(form)
    form.second.move(form.second.pos() + QPoint(30, 7))

    wanted = form.second.geometry().adjusted(-4, -4, 4, 4)
    assert form.ring.geometry() == wanted


def test_what_shows_its_own_focus_has_no_ring(form: Form) -> None:
    form.second.setProperty(OWN_FOCUS, True)
    form.first.setFocus()
    tab(form)

    assert form.ring.target is None


def test_a_control_may_say_which_part_the_ring_goes_around(form: Form) -> None:
    form.second.setProperty(FOCUS_AREA, QRect(8, 2, 20, 10))
    form.first.setFocus()
    tab(form)

    corner = form.second.pos() + QPoint(8 - 4, 2 - 4)
    assert form.ring.geometry() == QRect(corner.x(), corner.y(), 28, 18)


def test_the_ring_is_deaf_to_the_mouse(form: Form) -> None:
    assert form.ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert form.ring.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_what_is_deleted_leaves_no_ring(form: Form, qtbot) -> None:
    form.first.setFocus()
    tab(form)
    form.second.deleteLater()

    qtbot.waitUntil(lambda: form.ring.target is not form.second)
    tab(form)


def test_in_a_scrolling_page_only_the_visible_part_is_ringed(
    theme: Theme, qtbot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    area = QScrollArea(window)
    area.setGeometry(50, 50, 200, 100)
    inside = QWidget()
    inside.resize(180, 400)
    button = Button("Below", theme=theme)
    button.setParent(inside)
    button.move(10, 80)
    area.setWidget(inside)
    ring = FocusRing(window, theme=theme, always=True)
    window.show()
    qtbot.waitExposed(window)
    button.setFocus(Qt.FocusReason.TabFocusReason)

    qtbot.waitUntil(ring.isVisible)
    assert ring.geometry().bottom() <= 150 + 4
