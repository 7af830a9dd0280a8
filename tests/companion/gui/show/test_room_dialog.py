"""The room from the window: opened, told how to join, renewed and closed, for real."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.app.scene.stage import settle
from companion.domain.show.views import RoomView
from companion.gui.show.room_dialog import RoomDialog
from tests.companion.gui.show.conftest import Evening
from tests.companion.web.room.conftest import OpenRoom
from tests.support.patience import PATIENCE_S


@dataclass
class Host:
    """The page, the dialog over it, and phones that join."""

    evening: Evening
    dialog: RoomDialog
    phones: OpenRoom

    @property
    def room(self) -> RoomView:
        """Return how the engine's room stands, not what the dialog says of it."""
        return self.evening.running.engine.room.view()

    @property
    def strip(self) -> str:
        """Return what the line under the run-sheet says."""
        return self.evening.page.sheet.room.state.text()

    def click(self, button: QWidget) -> None:
        """Click a button, and wait for what comes of it."""
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.evening.settle()

    def join(self) -> Any:
        """Have somebody open the page on their phone; returns their socket."""

        async def come_in() -> Any:
            page = await self.phones.page("Luna")
            await page.told()
            return page.ws

        ws = self.evening.run(come_in())
        self.evening.settle()
        return ws


@pytest.fixture
def host(evening: Evening, qt_loop: Any) -> Iterator[Host]:
    """The dialog as the line under the run-sheet opens it; the room is closed."""

    async def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    http = evening.run(session())
    QTest.mouseClick(evening.page.sheet.room.open, Qt.MouseButton.LeftButton)
    dialog = evening.dialogs[-1]
    assert isinstance(dialog, RoomDialog)
    dialog.show()
    yield Host(evening=evening, dialog=dialog, phones=OpenRoom(evening.running, http))
    dialog.hide()
    evening.run(http.close())


@pytest.fixture
def opened(host: Host) -> Host:
    """The same, with the room open."""
    host.click(host.dialog.open_room)
    assert host.room.is_open
    return host


def test_it_is_closed_until_a_person_opens_it(host: Host) -> None:
    assert not host.room.is_open
    assert host.strip == "closed"
    assert not host.dialog.qr.isVisible()
    assert not host.dialog.renew.isVisible()


def test_opened_it_tells_how_to_join(opened: Host) -> None:
    room, dialog = opened.room, opened.dialog

    assert dialog.code.text() == room.code
    assert f"http://{dialog.address.text()}/" == room.address
    assert dialog.qr.text == f"{room.address}#{room.code}"
    assert dialog.people.text() == "0"
    assert opened.strip == f"{room.code} · 0 in"
    assert not dialog.open_room.isVisible()


def test_it_counts_who_is_in(opened: Host) -> None:
    ws = opened.join()
    there = (opened.dialog.people.text(), opened.strip)
    opened.evening.run(ws.close())
    opened.evening.settle()

    assert there == ("1", f"{opened.room.code} · 1 in")
    assert opened.dialog.people.text() == "0"


def test_the_link_is_copied_with_the_code_in_it(opened: Host) -> None:
    opened.click(opened.dialog.copy)

    link = QGuiApplication.clipboard().text()
    assert link == f"{opened.room.address}#{opened.room.code}"
    assert opened.dialog.copy.text() == "Copied"


def test_a_new_code_takes_the_place_of_the_old_one(opened: Host) -> None:
    before = opened.room.code
    opened.click(opened.dialog.copy)
    opened.click(opened.dialog.renew)

    assert opened.room.is_open
    assert opened.room.code != before
    assert opened.dialog.code.text() == opened.room.code
    assert opened.dialog.copy.text() == "Copy link"
    status, _body, _headers = opened.evening.run(
        opened.phones.ask("POST", "/join", json={"code": before, "name": "Nova"})
    )
    assert status == 403


def test_while_somebody_is_in_a_new_code_asks_first(opened: Host) -> None:
    before = opened.room.code
    ws = opened.join()
    opened.click(opened.dialog.renew)
    asked = opened.room.code
    opened.click(opened.dialog.safe)
    left = opened.room.code

    assert (asked, left) == (before, before)
    assert not ws.closed
    opened.click(opened.dialog.renew)
    opened.click(opened.dialog.act)

    assert opened.room.code != before
    opened.evening.run(_ended(ws))


def test_closing_asks_while_somebody_is_in_and_ends_their_page(opened: Host) -> None:
    ws = opened.join()
    opened.click(opened.dialog.close_room)
    assert opened.room.is_open
    assert opened.dialog.act.text() == "Close the room"
    opened.click(opened.dialog.act)

    assert not opened.room.is_open
    assert opened.strip == "closed"
    assert opened.dialog.open_room.isVisible()
    opened.evening.run(_ended(ws))


def test_what_is_asked_is_forgotten_when_the_room_closes_elsewhere(
    opened: Host,
) -> None:
    ws = opened.join()
    opened.click(opened.dialog.close_room)
    opened.evening.run(opened.evening.running.engine.room.close())
    opened.evening.settle()

    assert not opened.dialog.act.isVisible()
    assert opened.dialog.open_room.isVisible()
    opened.evening.run(_ended(ws))


def test_a_port_that_is_taken_is_said_where_it_was_to_open(
    host: Host, room_port: int
) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", room_port))  # where the room listens
        other.listen()
        host.click(host.dialog.open_room)

        assert not host.room.is_open
        assert host.dialog.problem.isVisible()
        assert str(room_port) in host.dialog.problem.accessibleDescription()
        assert not host.dialog.open_room.is_busy
        assert host.strip == "could not open"
    host.click(host.dialog.open_room)

    assert host.room.is_open
    assert str(room_port) not in host.dialog.problem.accessibleDescription()


async def _ended(ws: aiohttp.ClientWebSocketResponse) -> None:
    """Wait until the other side has closed a socket."""
    while not ws.closed:
        await ws.receive(timeout=PATIENCE_S)
    await settle(1)
