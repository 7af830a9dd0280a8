"""See it: the gift is sent when it can be seen, and only a page proves it."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtTest import QTest

from companion.app.scene.beginning import connected
from companion.domain.studio import SourceView
from tests.companion.gui.first_run.room import (
    SOURCE,
    Room,
    looked,
    shown,
)


def test_the_gift_is_sent_once_as_soon_as_it_can_be_seen(room: Room) -> None:
    room.stand(connected(SOURCE))
    room.cards.go(2)
    looked(room)
    looked(room)
    assert room.overlays.tested == [], "the page is still opening"

    shown(room)
    looked(room)
    looked(room)

    assert room.overlays.tested == ["gift"]
    assert room.cards.see.proof is not None
    assert room.cards.see.proof.is_proved


def test_how_long_the_gift_took_is_what_the_page_says_after_it(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    looked(room)
    looked(room)
    assert room.overlays.tested == ["gift"]
    assert room.cards.see.proof is not None
    assert "gift" not in room.cards.see.proof.detail

    (alerts,) = room.overlays.open_pages["alerts"]
    room.overlays.open_pages["alerts"] = (structs.replace(alerts, delay_ms=41.0),)
    looked(room)

    assert "gift on screen after 41 ms" in room.cards.see.proof.detail


def test_the_keys_one_to_three_send_what_stands_on_the_buttons(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    looked(room)
    looked(room)
    room.overlays.tested.clear()

    for key in "123":
        QTest.keyClicks(room.cards, key)
        room.settle()

    assert room.overlays.tested == ["gift", "follow", "chat"]
    assert room.cards.see.since.text() == "0:52 since you opened Companion"


@pytest.mark.parametrize(
    ("source", "done"),
    [
        (
            structs.replace(SOURCE, is_visible=False, state="hidden"),
            ("show", "Companion Stage", "Gaming", True),
        ),
        (structs.replace(SOURCE, scenes=("Karaoke",)), ("scene", "Karaoke")),
        (structs.replace(SOURCE, state="stale"), ("repair", "stage")),
        (structs.replace(SOURCE, state="silent"), ("reload", "stage")),
    ],
    ids=["show", "switch", "repair", "reload"],
)
def test_what_is_missing_is_mended_with_one_click(
    room: Room, source: SourceView, done: tuple[object, ...]
) -> None:
    def repair(overlay: str):
        room.obs.done.append(("repair", overlay))
        return _nothing()

    def reload(overlay: str):
        room.obs.done.append(("reload", overlay))
        return _nothing()

    room.obs.repair, room.obs.reload = repair, reload
    room.stand(connected(source))
    room.cards.go(2)
    room.settle()

    room.click(room.cards.see.mend)

    assert room.obs.done == [done]


async def _nothing() -> int:
    return 1
