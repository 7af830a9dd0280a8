"""Where do you stream: what is typed is recognised, refused, accepted, added."""

from __future__ import annotations

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.errors import CommandError
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from tests.companion.gui.first_run.room import (
    TWITCH,
    Room,
)


def test_a_name_is_recognised_while_it_is_typed(room: Room) -> None:
    stream = room.cards.stream
    assert not stream.primary.isEnabled()

    room.type_text("twitch.tv/Mira_Plays")

    assert stream.guess is not None
    assert stream.guess.target == "twitch:mira_plays"
    assert stream.choice is None
    room.click(stream.primary)
    assert room.done == [("connect", "twitch:mira_plays")]
    assert room.cards.step == 1


def test_a_menu_appears_only_when_two_fit(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("mira_plays")

    assert stream.choice is not None
    assert stream.choice.keys == ["tiktok", "twitch"]
    stream.choice.set_current("twitch")
    stream.choice.chosen.emit("twitch")
    room.click(stream.primary)

    assert room.done == [("connect", "twitch:mira_plays")]


def test_tiktok_waits_until_its_notice_is_accepted(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("@mira.plays")

    assert stream.is_reading_notice
    assert stream.primary.text() == "Accept and continue"
    QTest.keyClick(stream.field.edit, Qt.Key.Key_Return)
    assert room.done == [], "Enter accepts nothing"
    room.click(stream.primary)

    assert room.done == [("accept",), ("connect", "tiktok:@mira.plays")]
    room.cards.go(0)
    room.type_text("@mira.plays")
    assert not stream.is_reading_notice, "it is asked once"


def test_enter_goes_on_where_nothing_is_to_be_accepted(room: Room) -> None:
    room.type_text("twitch.tv/mira")

    QTest.keyClick(room.cards.stream.field.edit, Qt.Key.Key_Return)
    room.settle()

    assert room.cards.step == 1


def test_what_is_refused_stays_typed_with_the_reason_beside_it(room: Room) -> None:
    room.problem = CommandError("This is connected already.")
    stream = room.cards.stream
    room.type_text("twitch.tv/mira")

    room.click(stream.primary)

    assert room.cards.step == 0
    assert stream.field.error == "This is connected already."
    assert stream.field.text == "twitch.tv/mira"


def test_another_platform_is_added_on_the_same_card(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("twitch.tv/mira")
    room.watch.connections([TWITCH])

    room.click(stream.another)

    assert room.done == [("connect", "twitch:mira")]
    assert (room.cards.step, stream.field.text) == (0, "")
    assert stream.field.edit.hasFocus()
    assert stream.primary.isEnabled(), "a channel is there"


def test_a_channel_has_its_state_and_can_be_taken_off(room: Room) -> None:
    lost = structs.replace(
        TWITCH,
        state=ConnectionState.OFFLINE,
        detail="Twitch knows no channel mira; is it spelled right?",
    )
    room.watch.connections([lost])
    row = room.cards.stream.channels.rows["twitch:mira"]

    assert row.words is not None
    assert row.words.mark == "bad"
    assert "no channel mira" in row.accessibleName()
    row.remove.click()
    assert room.done == [("disconnect", "twitch:mira")]

    room.watch.connections([])
    assert room.cards.stream.channels.rows == {}


def test_youtube_is_shown_how_and_blocks_nothing(room: Room) -> None:
    video = "youtube:dQw4w9WgXcQ"
    needs = ConnectionView(
        target=video,
        platform=Platform.YOUTUBE,
        state=ConnectionState.NEEDS_LOGIN,
    )
    room.watch.connections([needs])
    stream = room.cards.stream

    assert stream.primary.isEnabled()
    room.settle()
    room.click(stream.channels.rows[video].help)

    assert room.done == [("login", Platform.YOUTUBE, video)]


def test_a_simulated_stream_needs_nothing(room: Room) -> None:
    room.click(room.cards.stream.simulate)

    assert room.done == [("connect", "simulator:1")]
    assert room.cards.step == 1
