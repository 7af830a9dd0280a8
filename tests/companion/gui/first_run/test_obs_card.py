"""Put it into OBS: added once, whatever stands in the way."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from msgspec import structs
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from companion.app.scene.beginning import connected
from companion.app.scene.stage import settle as settle_window
from companion.domain.studio import ObsView
from companion.domain.views import ConnectionState
from tests.companion.gui.first_run.room import (
    LEFT,
    SOURCE,
    TWITCH,
    Room,
    same,
)
from tests.companion.gui.inspection import clipped


def test_it_is_added_to_the_scene_that_is_chosen(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)
    card = room.cards.obs
    assert "30.2.3" in card.lead.text()
    assert card.scenes.current == "Gaming"

    card.scenes.set_current("Karaoke")
    room.click(card.primary)

    assert room.obs.done == [("add", "stage", "Karaoke")]
    assert room.cards.step == 2


def test_pressing_twice_adds_once(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)

    QTest.mouseClick(room.cards.obs.primary, LEFT)
    QTest.mouseClick(room.cards.obs.primary, LEFT)
    room.settle()

    assert room.obs.done == [("add", "stage", "Gaming")]


def test_what_is_there_already_is_said(room: Room) -> None:
    room.stand(connected(SOURCE))
    room.cards.go(1)

    assert "already" in room.cards.obs._where.text()  # what stands there


def test_a_wrong_password_stays_in_the_field_with_the_reason(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)
    card = room.cards.obs
    assert card.password.edit.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(card.password.edit, "wrong")

    room.click(card.primary)

    assert card.password.error == "Wrong password."
    assert card.password.edit.text() == "wrong"
    assert room.cards.step == 1
    card.password.edit.setText("right")
    room.click(card.primary)
    assert room.obs.done == [
        ("log_in", "wrong"),
        ("log_in", "right"),
        ("add", "stage", ""),
    ]
    assert room.cards.step == 2


def test_the_eye_uncovers_the_password(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)
    field = room.cards.obs.password

    room.click(field.eye)

    assert field.edit.echoMode() is QLineEdit.EchoMode.Normal


def test_an_empty_password_is_asked_for(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)

    room.click(room.cards.obs.primary)

    assert room.cards.obs.password.error == "Type the password that OBS shows."
    assert room.obs.done == []


def test_obs_that_is_not_running_is_waited_for(room: Room) -> None:
    room.stand(ObsView(state="absent"))
    room.cards.go(1)
    room.settle()
    card = room.cards.obs
    assert card.primary.text() == "Add when OBS starts"
    assert not card.again.isVisible()
    room.obs.look = same(room)

    room.click(card.primary)
    assert card.is_waiting
    assert card.skip.text() == "Next"
    room.stand(connected())

    assert room.obs.done == [("add", "stage", "Gaming")]
    assert room.cards.step == 2


def test_it_is_added_later_though_another_card_is_on(room: Room) -> None:
    room.stand(ObsView(state="absent"))
    room.cards.go(1)
    room.obs.look = same(room)
    room.click(room.cards.obs.primary)
    room.click(room.cards.obs.skip)
    assert room.cards.step == 2

    room.stand(connected())

    assert room.obs.done == [("add", "stage", "Gaming")]
    assert room.cards.step == 2


def test_it_is_added_though_the_cards_are_gone(room: Room) -> None:
    room.stand(ObsView(state="absent"))
    room.cards.go(1)
    room.obs.look = same(room)
    room.click(room.cards.obs.primary)

    room.cards.reject()
    room.stand(connected())
    room.stand(structs.replace(connected(), scene="Karaoke"))

    assert room.obs.done == [("add", "stage", "")]
    assert [one[0] for one in room.done] == ["set up", "say"]


def test_long_names_of_scenes_have_room(room: Room) -> None:
    long = "Just chatting with the camera and the overlays"
    room.stand(structs.replace(connected(), scene=long, scenes=(long, "Other")))
    room.cards.go(1)
    room.settle()

    assert clipped(room.cards) == []
    assert room.cards.obs.scenes.current == long


def test_a_server_that_is_off_is_told_with_the_way_to_its_switch(
    room: Room, run
) -> None:
    room.is_running = True
    room.stand(ObsView(state="absent"))
    room.cards.go(1)

    async def until_told() -> None:
        while not room.cards.obs.again.isVisible():  # a thread looks
            await settle_window(5)

    run(until_told())

    text = room.cards.obs._help_text.text()  # what stands there
    assert "Tools → WebSocket Server Settings → Enable WebSocket server" in text
    room.click(room.cards.obs.again)
    assert room.obs.done == [("look",)]


def test_what_obs_does_not_do_is_said(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)
    room.obs.refusal = "OBS has no scene called “Gaming”."

    room.click(room.cards.obs.primary)

    assert room.cards.obs.problem.text() == "OBS has no scene called “Gaming”."
    assert room.cards.step == 1
    assert not room.cards.obs.primary.is_busy


def test_the_tile_is_dropped_and_the_link_is_copied(room: Room) -> None:
    room.cards.go(1)
    room.settle()
    card = room.cards.obs

    data = card.mime_data()
    assert data is not None
    asked = parse_qs(urlsplit(data.urls()[0].toString()).query)
    assert asked["layer-width"] == ["1920"]
    assert asked["layer-height"] == ["1080"]
    room.click(card.link)

    assert QGuiApplication.clipboard().text().endswith("/stage/")
    assert card.link.detail == "copied · 1920 × 1080"


def test_obs_that_is_not_wanted_is_looked_for_when_it_is(room: Room) -> None:
    room.stand(ObsView(state="off"))
    room.cards.go(1)

    assert room.cards.obs.primary.text() == "Look for OBS"
    room.click(room.cards.obs.primary)

    assert room.done == [("enable",)]


def test_a_channel_in_trouble_is_still_told_on_the_second_card(room: Room) -> None:
    lost = structs.replace(
        TWITCH, state=ConnectionState.OFFLINE, detail="Twitch knows no channel mira."
    )
    room.cards.go(1)
    assert not room.cards.obs.trouble.isVisible()

    room.watch.connections([lost])

    assert room.cards.obs.trouble.isVisible()
