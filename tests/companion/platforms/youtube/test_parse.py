"""Reading one message: what counts, what does not, and what can never happen."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    Chat,
    JewelGift,
    Membership,
    PlatformPoll,
    SuperChat,
    UnknownEvent,
)
from companion.domain.values import Role
from companion.platforms.youtube.fields import micros
from companion.platforms.youtube.parse import (
    parse,
    parse_raw,
    parse_streamed,
)
from companion.platforms.youtube.schema import ChatMessage
from tests.companion.platforms.youtube.recording_cases import CASES
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_schema import encoded
from tests.support.emulators.youtube_script import ANN, MIRA, Item, Person

CHANNEL = "UCmira0000000000000000M"


def read(item: Item) -> AnyEvent:
    (event,) = parse({"id": "m1", **item}, channel=CHANNEL)
    return event


def streamed(item: Item) -> AnyEvent:
    raw = encoded({"id": "m1", **item}).SerializeToString()
    (event,) = parse_streamed(ChatMessage.FromString(raw), channel=CHANNEL)
    return event


@pytest.mark.parametrize("way", [read, streamed])
@pytest.mark.parametrize("amount", [1, 990_000, 1_990_001, 99_999_999_999_999])
def test_an_amount_is_exact_to_the_last_millionth(way: Any, amount: int) -> None:
    event = way(script.super_chat(amount, "EUR"))

    assert isinstance(event, SuperChat)
    assert (event.amount_micros, event.currency) == (amount, "EUR")


@pytest.mark.parametrize("way", [read, streamed])
def test_a_gift_of_fifty_is_the_givers_and_counts_fifty(way: Any) -> None:
    event = way(script.gifting(50))

    assert isinstance(event, Membership)
    assert (event.count, event.viewer) == (50, None)
    assert event.gifted_by is not None
    assert event.gifted_by.id == f"youtube:{ANN.id}"


def test_a_received_membership_counts_for_nothing_by_both_ways() -> None:
    item = {"id": "m1", **script.received("LCC.1")}
    raw = encoded(item).SerializeToString()

    assert parse(item, channel=CHANNEL) == ()
    assert parse_streamed(ChatMessage.FromString(raw), channel=CHANNEL) == ()


def test_roles_are_those_that_youtube_says() -> None:
    everything = Person(
        is_owner=True, is_moderator=True, is_member=True, is_verified=True
    )
    event = read(script.chat("hi", everything))

    assert event.viewer is not None
    assert event.viewer.roles == {
        Role.BROADCASTER, Role.MODERATOR, Role.MEMBER, Role.VERIFIED,
    }  # fmt: skip


def test_a_name_that_is_a_handle_is_both() -> None:
    event = read(script.chat("hi", MIRA))

    assert event.viewer is not None
    assert (event.viewer.name, event.viewer.handle) == ("@mira", "mira")


def test_an_unknown_kind_is_kept_as_it_came() -> None:
    event = read(script.message("hologramEvent", hologramDetails={"size": 3}))

    assert isinstance(event, UnknownEvent)
    assert event.name == "hologramEvent"
    assert event.payload["snippet"]["hologramDetails"] == {"size": 3}


def test_a_kind_that_the_stream_does_not_number_is_kept_as_well() -> None:
    event = streamed(script.gift("Rose", 10))

    assert isinstance(event, UnknownEvent)
    assert event.id == "youtube:m1"


def test_a_gift_is_also_read_under_the_name_of_the_first_documents() -> None:
    item = script.gift("Rose", 10)
    item["snippet"]["giftEventDetails"] = item["snippet"].pop("giftDetails")
    event = read(item)

    assert isinstance(event, JewelGift)
    assert (event.name, event.jewels, event.count) == ("Rose", 10, 1)


def test_a_poll_with_other_votes_is_another_event_and_the_same_votes_are_not() -> None:
    before = read(script.poll("Map?", ("a", 1)))
    again = read(script.poll("Map?", ("a", 1)))
    after = read(script.poll("Map?", ("a", 2)))

    assert isinstance(after, PlatformPoll)
    assert before.id == again.id != after.id


@pytest.mark.parametrize(
    "at",
    ["2026-01-01T20:00:00Z", "2026-01-01T20:00:00.000000+00:00",
     "2026-01-01T21:00:00+01:00"],
)  # fmt: skip
def test_a_time_is_read_in_every_spelling(at: str) -> None:
    assert micros(at) == 1_767_297_600_000_000


def test_a_fraction_of_a_second_is_exact() -> None:
    assert micros("2026-01-01T20:00:00.123456+00:00") == 1_767_297_600_123_456


@given(st.text(max_size=40) | st.from_regex(r"[0-9T:.+\-Z]{32}", fullmatch=True))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert micros(text) is None or isinstance(micros(text), int)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_that_cannot_be_is_none(at: str) -> None:
    assert micros(at) is None


@pytest.mark.parametrize("at", ["", "yesterday", "2026-01-01T20:00:00", None, 5])
def test_a_time_that_is_none_is_none(at: object) -> None:
    assert micros(at) is None


@pytest.mark.parametrize("what", ["amountMicros", "currency"])
def test_a_super_chat_without_its_amount_is_a_changed_protocol(what: str) -> None:
    item = script.super_chat(1_000_000)
    del item["snippet"]["superChatDetails"][what]

    with pytest.raises(ProtocolChanged):
        read(item)


@pytest.mark.parametrize("amount", ["-5", "1e9", "5.0", None, True, "9" * 30, [1]])
def test_an_amount_that_cannot_be_is_a_changed_protocol(amount: object) -> None:
    item = script.super_chat(1_000_000)
    item["snippet"]["superChatDetails"]["amountMicros"] = amount

    with pytest.raises(ProtocolChanged):
        read(item)


def test_an_avatar_that_is_no_plain_address_is_none() -> None:
    event = read(script.chat("hi", Person(picture='https://x"onerror=1')))

    assert event.viewer is not None
    assert event.viewer.avatar is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(item: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything inside a message."""
    found = [path] if path else []
    inner = item.items() if isinstance(item, dict) else enumerate(item)
    for key, value in inner:
        if isinstance(value, dict | list):
            found += places(value, (*path, key))
        else:
            found.append((*path, key))
    return found


@given(st.sampled_from(sorted(CASES)), st.data())
def test_a_mangled_message_is_read_or_a_changed_protocol(
    name: str, data: st.DataObject
) -> None:
    item = copy.deepcopy(CASES[name])
    for path in data.draw(st.lists(st.sampled_from(places(item)), max_size=3)):
        inside: Any = item
        with suppress(KeyError, TypeError, IndexError):
            for key in path[:-1]:
                inside = inside[key]
            if data.draw(st.booleans()):
                del inside[path[-1]]
            else:
                inside[path[-1]] = data.draw(JSON)

    assert outcome(lambda: parse(item, channel=CHANNEL)) == outcome(
        lambda: parse_raw(json.dumps(item).encode(), channel=CHANNEL)
    )


def outcome(read_it: Callable[[], object]) -> object:
    """Return what was read; "refused" when the protocol has changed."""
    try:
        return read_it()
    except ProtocolChanged:
        return "refused"


@given(JSON)
def test_anything_at_all_is_read_or_a_changed_protocol(item: Any) -> None:
    with suppress(ProtocolChanged):
        parse(item, channel=CHANNEL)


@given(st.sampled_from(sorted(CASES)), st.data())
def test_mangled_bytes_are_read_or_a_changed_protocol(
    name: str, data: st.DataObject
) -> None:
    raw = bytearray(encoded(CASES[name]).SerializeToString())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        message = ChatMessage.FromString(bytes(raw))
    except DecodeError:
        return

    with suppress(ProtocolChanged):
        parse_streamed(message, channel=CHANNEL)


def test_a_text_that_is_no_utf_8_is_a_changed_protocol() -> None:
    item = {"id": "m1", **script.chat("hello")}
    raw = encoded(item).SerializeToString().replace(b"hello", b"he\xfflo")

    with pytest.raises(ProtocolChanged):
        parse_streamed(ChatMessage.FromString(raw), channel=CHANNEL)


def test_a_very_long_text_is_cut() -> None:
    event = read(script.chat("x" * 9_000))

    assert isinstance(event, Chat)
    assert len(event.text) == 2_000


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_a_changed_protocol(raw: bytes) -> None:
    with suppress(ProtocolChanged):
        parse_raw(raw, channel=CHANNEL)
