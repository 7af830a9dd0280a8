"""The right-hand pane of a page: beside the rest, or over it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.gui.components.drawer import ROOMY, Drawer


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(ROOMY, 600)
    return made


@pytest.fixture
def pane() -> QWidget:
    return QWidget()


@pytest.fixture
def drawer(page: QWidget, pane: QWidget) -> Drawer:
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(QWidget(), 1)
    return Drawer(page, row, pane, width=392)


def _resize(page: QWidget, drawer: Drawer, width: int) -> None:
    page.resize(width, 600)
    drawer.fit()


def test_with_room_the_pane_stands_beside_the_page_and_cannot_be_shut(
    page: QWidget, drawer: Drawer
) -> None:
    _resize(page, drawer, ROOMY)
    drawer.set_open(False)

    assert (drawer.is_drawn, drawer.is_open) == (False, True)


def test_without_room_it_is_shut_until_it_is_asked_for(
    page: QWidget, pane: QWidget, drawer: Drawer
) -> None:
    _resize(page, drawer, ROOMY - 1)
    began = drawer.is_open
    drawer.set_open(True)

    assert not began
    assert drawer.is_open
    assert pane.geometry().getRect() == (ROOMY - 1 - 392, 0, 392, 600)


def test_an_open_drawer_leaves_some_of_a_narrow_page_in_sight(
    page: QWidget, pane: QWidget, drawer: Drawer
) -> None:
    _resize(page, drawer, 900)
    drawer.set_open(True)
    _resize(page, drawer, 400)

    assert pane.geometry().getRect() == (80, 0, 320, 600)


def test_it_takes_its_own_width_again_when_there_is_room(
    page: QWidget, pane: QWidget, drawer: Drawer
) -> None:
    turned: list[bool] = []
    drawer.turned.connect(turned.append)

    _resize(page, drawer, 400)
    drawer.set_open(True)
    _resize(page, drawer, ROOMY)

    assert turned == [True, False]
    assert (pane.width(), drawer.is_open) == (392, True)
