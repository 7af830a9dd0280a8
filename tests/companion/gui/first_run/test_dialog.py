"""The three cards in turn: ended, skipped, put off, gone back; names and room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.studio import ObsView
from tests.companion.gui.first_run.room import (
    Room,
    shown,
)
from tests.companion.gui.inspection import clipped, nameless, unexplained


def test_going_live_ends_it_for_good(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    room.settle()

    room.click(room.cards.see.primary)

    assert room.answers("set up", "live") == [("set up",), ("live",)]


def test_escape_skips_it(room: Room) -> None:
    QTest.keyClick(room.cards, Qt.Key.Key_Escape)

    assert room.done == [("set up",)]


def test_what_is_put_off_is_offered_again(room: Room) -> None:
    room.cards.put_off()

    assert room.done == []


def test_back_leads_back(room: Room) -> None:
    room.cards.go(2)
    room.click(room.cards.see.go_back)
    assert room.cards.step == 1
    room.click(room.cards.obs.go_back)

    assert room.cards.step == 0
    assert "1 of 3" in room.cards.accessibleName()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_every_card_fits_and_has_names(room: Room, step: int) -> None:
    room.stand(ObsView(state="refused", detail="OBS does not take the password."))
    room.cards.go(step)
    room.settle()

    assert clipped(room.cards) == []
    assert nameless(room.cards) == []
    assert unexplained(room.cards) == []
    assert room.cards.card.height() <= 640
