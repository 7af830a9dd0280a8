"""TikTok messages as events: the rules that recordings alone do not show, and fuzz."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from TikTokLive.events.proto_events import EVENT_MAPPINGS

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    Follow,
    Gift,
    Like,
    PlatformPoll,
    Streak,
    Subscription,
    ViewerCount,
    ViewerRemoved,
)
from companion.platforms.tiktok import KINDS
from companion.platforms.tiktok.parse import parse
from tests.companion.platforms.tiktok.recording_cases import CASES
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_messages import encode

CHANNEL = "@mira.plays"
AT = 1_767_297_600_123
REAL = [encode(message, room=1) for message in CASES.values()]
METHODS = sorted({method for method, _ in REAL})


def read(message: script.AnyMessage, *, message_id: int = 0) -> tuple[AnyEvent, ...]:
    method, payload = encode(message, room=1)
    return parse(method, payload, channel=CHANNEL, message_id=message_id)


def only(message: script.AnyMessage) -> AnyEvent:
    (event,) = read(message)
    return event


def gift(message: script.Gift) -> Gift:
    event = only(message)
    assert isinstance(event, Gift)
    return event


def test_an_event_has_its_id_channel_and_time() -> None:
    event = only(script.Chat(text="hi", msg_id=73, at=AT))

    assert (event.id, event.channel) == ("tiktok:73", CHANNEL)
    assert event.platform_at == AT * 1_000


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (1_767_297_600, 1_767_297_600_000_000),
        (1_767_297_600_123, 1_767_297_600_123_000),
        (1_767_297_600_123_456, 1_767_297_600_123_456),
        (0, None),
        (-1, None),
        (2**62, None),
        (12, None),
    ],
)
def test_a_time_is_microseconds_whatever_its_unit(
    sent: int, expected: int | None
) -> None:
    assert only(script.Viewers(total=1, msg_id=1, at=sent)).platform_at == expected


def test_a_message_without_its_own_number_takes_the_envelopes() -> None:
    assert read(script.Chat(text="hi"), message_id=5)[0].id == "tiktok:5"


def test_a_message_without_any_number_gets_the_same_id_each_time() -> None:
    ids = {read(script.Chat(text="hi"))[0].id for _ in range(3)}
    other = read(script.Chat(text="ho"))[0].id

    assert len(ids) == 1
    assert ids != {other}


# Gifts


def test_a_frame_of_a_streak_carries_the_whole_run() -> None:
    event = gift(script.Gift(count=7, group=42, msg_id=900))

    assert event.count == 7
    assert event.streak == Streak(group="42", total=7, message=900, ended=False)


def test_the_last_frame_of_a_streak_says_so() -> None:
    streak = gift(script.Gift(count=7, group=42, ended=True)).streak

    assert streak is not None
    assert streak.ended


def test_a_gift_that_cannot_streak_is_one_increase() -> None:
    event = gift(script.Gift(count=1, can_streak=False, diamonds=500))

    assert (event.streak, event.count, event.diamonds_each) == (None, 1, 500)


def test_a_gift_without_a_count_is_one() -> None:
    assert gift(script.Gift(count=0, group=1)).count == 1


def test_a_gift_that_is_not_described_is_counted_by_its_group() -> None:
    event = gift(script.Gift(gift_id=77, count=3, group=5, is_described=False))

    assert event.name == "#77"
    assert event.streak is not None
    assert (event.diamonds_each, event.streak.total) == (0, 3)


def test_a_gift_by_nobody_still_counts() -> None:
    event = gift(script.Gift(by=script.Person(id=0), count=2, group=1))

    assert event.viewer is None
    assert event.count == 2


@pytest.mark.parametrize(
    "impossible",
    [
        script.Gift(diamonds=-1),
        script.Gift(diamonds=2**31 - 1),
        script.Gift(count=2**31 - 1),
        script.Gift(gift_id=0),
    ],
)
def test_a_gift_that_cannot_be_is_not_counted(impossible: script.Gift) -> None:
    with pytest.raises(ProtocolChanged):
        read(impossible)


# The others


def test_a_follow_comes_out_once() -> None:
    # TikTokLive itself tells it twice, as FollowEvent and as SocialEvent.
    events = read(script.Social(key="pm_main_follow_message_viewer_2", action=1))

    assert [type(event) for event in events] == [Follow]


def test_another_social_message_is_neither_follow_nor_share() -> None:
    assert read(script.Social(key="pm_something_else", action=9)) == ()


def test_a_member_message_that_tells_of_a_subscription_is_no_join() -> None:
    assert read(script.Member(action=3)) == ()


def test_a_member_message_that_tells_of_a_removal_is_no_join() -> None:
    assert read(script.Member(kick_source=1)) == ()


@pytest.mark.parametrize("message_type", [1, 2, 5, 9, 13])
def test_a_notice_about_subscriptions_is_no_subscription(message_type: int) -> None:
    assert read(script.Subscribe(message_type=message_type)) == ()


def test_a_subscription_bought_by_somebody_has_an_anonymous_giver() -> None:
    event = only(script.Subscribe(months=2, gift_source=2))

    assert isinstance(event, Subscription)
    assert event.gifted_by is not None
    assert event.gifted_by.anonymous
    assert event.months == 2


def test_a_subscription_given_by_tiktok_has_no_giver() -> None:
    event = only(script.Subscribe(gift_source=1))

    assert isinstance(event, Subscription)
    assert event.gifted_by is None


def test_likes_that_tell_only_the_total_are_no_like() -> None:
    assert read(script.Like(count=0, total=900)) == ()


def test_a_total_that_is_not_told_is_none() -> None:
    event = only(script.Like(count=2))

    assert isinstance(event, Like)
    assert event.room_total is None


@pytest.mark.parametrize("count", [-3, 2**31 - 1])
def test_likes_that_cannot_be_are_not_counted(count: int) -> None:
    with pytest.raises(ProtocolChanged):
        read(script.Like(count=count))


def test_a_deletion_of_messages_and_people_is_one_event_each() -> None:
    deleted, first, second = read(
        script.Delete(messages=(1, 2), people=(8, 9, 8), msg_id=50)
    )

    assert isinstance(deleted, ChatDeleted)
    assert deleted.targets == ("tiktok:1", "tiktok:2")
    assert isinstance(first, ViewerRemoved)
    assert isinstance(second, ViewerRemoved)
    assert [first.target, second.target] == ["tiktok:8", "tiktok:9"]
    assert len({deleted.id, first.id, second.id}) == 3


def test_a_deletion_of_nothing_is_nothing() -> None:
    assert read(script.Delete()) == ()


@pytest.mark.parametrize("action", [0, 5, 99])
def test_a_control_message_of_another_kind_is_nothing(action: int) -> None:
    assert read(script.Control(action=action)) == ()


def test_a_poll_that_ended_is_not_open() -> None:
    event = only(script.Poll(phase="end", title="?", options=(("a", 1),)))

    assert isinstance(event, PlatformPoll)
    assert not event.is_open


def test_a_poll_has_a_bounded_number_of_answers() -> None:
    options = tuple((str(number), 0) for number in range(500))
    event = only(script.Poll(phase="start", title="?", options=options))

    assert isinstance(event, PlatformPoll)
    assert len(event.options) == 20


@pytest.mark.parametrize(
    "empty",
    [
        script.Chat(text=""),
        script.Chat(text="hi", by=script.Person(id=0)),
        script.EmoteChat(emotes=()),
        script.Question(text=""),
        script.Like(count=1, by=script.Person(id=0)),
        script.Raw(method="WebcastPollMessage"),
    ],
)
def test_a_message_without_what_makes_it_is_reported(
    empty: script.AnyMessage,
) -> None:
    with pytest.raises(ProtocolChanged) as caught:
        read(empty)

    assert caught.value.payload == encode(empty, room=1)[1]


def test_a_message_of_no_interest_is_not_even_looked_at() -> None:
    garbage = b"\xff" * 50

    assert parse("WebcastRankUpdateMessage", garbage, channel=CHANNEL) == ()


@pytest.mark.parametrize("method", METHODS)
def test_every_message_that_is_read_is_one_that_the_library_knows(method: str) -> None:
    assert method in EVENT_MAPPINGS


# Mangled input

BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from([b"\x0a", b"\x12", b"\x08", b"\x01", b"\xff", b"A"])).map(
        b"".join
    ),
)


def survives(method: str, payload: bytes) -> None:
    """Read; only ProtocolChanged may come, and what is read can be stored and sent."""
    try:
        events = parse(method, payload, channel=CHANNEL)
    except ProtocolChanged as error:
        assert error.payload == payload
        return
    for event in events:
        assert isinstance(event, KINDS)
        again = msgspec.json.decode(msgspec.json.encode(event), type=AnyEvent)
        assert again == event


@given(st.sampled_from(METHODS), BYTES)
def test_random_bytes_do_no_harm(method: str, payload: bytes) -> None:
    survives(method, payload)


@given(st.sampled_from(REAL), st.data())
def test_a_real_message_cut_off_does_no_harm(
    real: tuple[str, bytes], data: st.DataObject
) -> None:
    method, payload = real
    cut = data.draw(st.integers(0, len(payload)))

    survives(method, payload[:cut])


@given(st.sampled_from(REAL), st.data())
def test_a_real_message_with_flipped_bits_does_no_harm(
    real: tuple[str, bytes], data: st.DataObject
) -> None:
    method, payload = real
    broken = bytearray(payload)
    for place, bit in data.draw(
        st.lists(
            st.tuples(st.integers(0, len(payload) - 1), st.integers(0, 7)), max_size=8
        )
        if payload
        else st.just([])
    ):
        broken[place] ^= 1 << bit

    survives(method, bytes(broken))


@given(st.sampled_from(METHODS), st.sampled_from(REAL))
def test_a_message_under_another_name_does_no_harm(
    method: str, real: tuple[str, bytes]
) -> None:
    survives(method, real[1])


def test_every_bit_of_a_gift_can_flip() -> None:
    method, payload = encode(CASES["gift/streak-ends"], room=1)
    for bit in range(len(payload) * 8):
        broken = bytearray(payload)
        broken[bit // 8] ^= 1 << bit % 8
        survives(method, bytes(broken))


def test_a_name_of_ten_thousand_characters_is_cut() -> None:
    event = only(script.Chat(text="hi", by=script.Person(name="ü" * 10_000)))

    assert isinstance(event, Chat)
    assert event.viewer is not None
    assert len(event.viewer.name) == 200


def test_nobody_watching_is_zero_viewers() -> None:
    event = only(script.Viewers(total=0))

    assert isinstance(event, ViewerCount)
    assert event.viewers == 0
