"""EventSub notifications: what is read, what is refused, and nothing else raised."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    Chat,
    ChatMode,
    Cheer,
    Raid,
    Subscription,
    ViewerRemoved,
)
from companion.platforms.twitch.parse import parse
from companion.platforms.twitch.wanted import BY_TYPE
from tests.companion.platforms.twitch.recording_cases import CASES
from tests.companion.platforms.twitch.test_recordings import sent
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_events import Room, notifications

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=12,
)
SPOKEN = [name for name, (via, _what) in CASES.items() if via != "irc"]


def wrapped(kind: str, event: Any) -> dict[str, Any]:
    metadata = {"message_id": "m-1", "subscription_type": kind}
    return {"metadata": metadata, "payload": {"event": event}}


def read(*happenings: script.AnyHappening, via: str) -> list[Any]:
    room = Room("1001", "mira_plays")
    return [
        told
        for one in happenings
        for kind, event in notifications(structs.replace(one, id=one.id or "i"), room)
        if kind == via
        for told in parse(wrapped(kind, event), channel="mira_plays")
    ]


@given(JSON)
def test_anything_at_all_is_read_or_a_changed_protocol(value: Any) -> None:
    try:
        parse(value, channel="mira_plays")
    except ProtocolChanged:
        return


@pytest.mark.parametrize("kind", sorted(BY_TYPE))
@given(event=JSON)
def test_any_event_of_each_type_is_read_or_a_changed_protocol(
    kind: str, event: Any
) -> None:
    try:
        parse(wrapped(kind, event), channel="mira_plays")
    except ProtocolChanged:
        return


@given(data=st.data())
def test_a_field_that_became_another_thing_is_at_most_a_changed_protocol(
    data: st.DataObject,
) -> None:
    notification = copy.deepcopy(sent(data.draw(st.sampled_from(SPOKEN))))
    place: Any = notification
    while isinstance(place, dict) and place:
        name = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or data.draw(st.booleans()):
            place[name] = data.draw(JSON)
            break
        place = place[name]
    try:
        parse(notification, channel="mira_plays")
    except ProtocolChanged:
        return


@pytest.mark.parametrize("name", SPOKEN)
def test_a_field_that_is_gone_is_at_most_a_changed_protocol(name: str) -> None:
    whole = sent(name)
    for field in whole["payload"]["event"]:
        less = copy.deepcopy(whole)
        del less["payload"]["event"][field]
        try:
            parse(less, channel="mira_plays")
        except ProtocolChanged:
            continue


def test_what_is_refused_keeps_what_came() -> None:
    with pytest.raises(ProtocolChanged) as caught:
        parse(wrapped("channel.cheer", {"bits": "many"}), channel="x")

    assert b'"bits":"many"' in caught.value.payload
    assert "channel.cheer" in str(caught.value)


@pytest.mark.parametrize("bits", [0, -5, 10**12, 1.5, True, "1e3", None])
def test_bits_that_cannot_be_are_a_changed_protocol(bits: object) -> None:
    event = {"user_id": "1", "bits": bits, "message": {"text": ""}}
    with pytest.raises(ProtocolChanged):
        parse(wrapped("channel.bits.use", event), channel="x")


def test_what_nobody_wants_is_not_even_looked_at() -> None:
    assert parse(wrapped("channel.poll.begin", {"odd": 1}), channel="x") == ()


def test_a_month_that_was_a_gift_is_words_and_no_money() -> None:
    (told,) = read(
        script.Resub(was_gifted=True, text="thanks"), via="channel.chat.notification"
    )

    assert isinstance(told.event, Chat)


def test_an_upgrade_is_no_money_yet() -> None:
    upgrades = (script.Upgrade(kind="gift"), script.Upgrade(kind="prime"))

    assert read(*upgrades, via="channel.chat.notification") == []


def test_a_cheer_in_a_shared_chat_belongs_to_the_other_channel() -> None:
    room = Room("1001", "mira_plays")
    cheer = dict(notifications(script.Cheer(id="c", bits=100), room))
    event = cheer["channel.chat.message"] | {"source_broadcaster_user_id": "4242"}
    (told,) = parse(wrapped("channel.chat.message", event), channel="mira_plays")

    assert isinstance(told.event, Chat)


def test_a_shared_notice_is_not_counted() -> None:
    room = Room("1001", "mira_plays")
    ((kind, event),) = notifications(script.Raid(id="r", viewers=9), room)[:1]
    shared = event | {"notice_type": "shared_chat_raid", "shared_chat_raid": {}}

    assert parse(wrapped(kind, shared), channel="mira_plays") == ()


def test_words_of_a_notice_that_is_no_money_are_not_lost() -> None:
    room = Room("1001", "mira_plays")
    ((kind, event),) = notifications(
        script.Announcement(id="a", text="ten in a row!"), room
    )
    streak = event | {"notice_type": "watch_streak"}
    (told,) = parse(wrapped(kind, streak), channel="mira_plays")

    assert isinstance(told.event, Chat)
    assert told.event.text == "ten in a row!"


def test_a_chat_setting_tells_every_mode() -> None:
    told = read(script.Mode(mode="subscriber"), via="channel.chat_settings.update")

    events = [one.event for one in told]
    assert all(isinstance(event, ChatMode) for event in events)
    assert {event.mode for event in events if event.is_on} == {"subscribers-only"}
    assert len({event.id for event in events}) == len(events) == 5


def test_the_singles_of_a_bomb_and_its_total_name_the_same_run() -> None:
    told = read(script.Bomb(id="b", count=3), via="channel.chat.notification")

    assert len({one.run for one in told}) == 1
    assert [one.is_total for one in told] == [True, False, False, False]


def test_a_gift_of_ones_own_family_is_not_counted_twice() -> None:
    assert read(script.Gift(), via="channel.subscribe") == []


def test_a_timeout_without_readable_times_is_still_one() -> None:
    event = {"user_id": "5", "is_permanent": False, "banned_at": "x", "ends_at": None}
    (told,) = parse(wrapped("channel.ban", event), channel="x")

    assert isinstance(told.event, ViewerRemoved)
    assert (told.event.action, told.event.seconds) == ("timeout", None)


def test_fragments_that_do_not_make_up_the_text_are_left_out() -> None:
    room = Room("1001", "mira_plays")
    chat = script.Chat(id="c", text="hi Kappa", emotes=(("25", "Kappa"),))
    ((kind, event),) = notifications(chat, room)
    event["message"]["fragments"][0]["text"] = "something else"
    (told,) = parse(wrapped(kind, event), channel="x")

    assert isinstance(told.event, Chat)
    assert (told.event.text, told.event.fragments) == ("hi Kappa", ())


def test_amounts_keep_their_kind() -> None:
    cheer = read(script.Cheer(bits=250), via="channel.bits.use")[0].event
    bomb = read(script.Bomb(count=9, tier="2000"), via="channel.subscription.gift")
    raid = read(script.Raid(viewers=0), via="channel.raid")[0].event

    assert isinstance(cheer, Cheer)
    assert cheer.bits == 250
    assert isinstance(bomb[0].event, Subscription)
    assert (bomb[0].event.count, bomb[0].event.tier) == (9, "2")
    assert isinstance(raid, Raid)
    assert raid.viewers == 0
