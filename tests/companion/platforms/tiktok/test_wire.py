"""Reading protobuf: the same as the library reads, and nothing that is not wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from TikTokLive.proto import BadgeStruct, User, UserIdentity, WebcastGiftMessage
from TikTokLive.proto import CommonMessageData as Common
from TikTokLive.proto import WebcastImDeleteMessage as Deletion

from companion.platforms.tiktok.wire import Malformed, Shape, decode

INT32 = st.integers(-(2**31), 2**31 - 1)
INT64 = st.integers(-(2**63), 2**63 - 1)

USER = Shape(User, "id", "nickname", "display_id", "verified")
GIFT = Shape(
    WebcastGiftMessage,
    "gift_id",
    "repeat_count",
    messages={"common": Shape(Common, "msg_id", "create_time"), "user": USER},
)
DELETION = Shape(Deletion, "delete_msg_ids", "delete_user_ids")
IDENTITY = Shape(UserIdentity, "is_anchor")


@given(INT64, INT32, st.text(max_size=80), st.booleans(), INT64)
def test_it_reads_what_the_library_reads(
    number: int, count: int, name: str, verified: bool, time: int
) -> None:
    payload = bytes(
        WebcastGiftMessage(
            common=Common(msg_id=number, create_time=time, room_id=7, method="x"),
            user=User(
                id=number, nickname=name, verified=verified, bio_description=name
            ),
            gift_id=number,
            repeat_count=count,
            combo_count=count,
        )
    )

    theirs, ours = WebcastGiftMessage.parse(payload), decode(GIFT, payload)

    assert (ours.gift_id, ours.repeat_count) == (theirs.gift_id, theirs.repeat_count)
    assert vars(ours.common) == {"msg_id": number, "create_time": time}
    assert vars(ours.user) == {
        "id": number, "nickname": name, "display_id": "", "verified": verified,
    }  # fmt: skip


@given(st.lists(INT64, max_size=20), st.lists(INT64, max_size=20))
def test_it_reads_packed_numbers(first: list[int], second: list[int]) -> None:
    payload = bytes(Deletion(delete_msg_ids=first, delete_user_ids=second))

    ours = decode(DELETION, payload)

    assert (list(ours.delete_msg_ids), list(ours.delete_user_ids)) == (first, second)


def test_it_reads_numbers_that_are_repeated_without_being_packed() -> None:
    assert list(decode(DELETION, b"\x10\x05\x10\x06").delete_msg_ids) == [5, 6]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_malformed(data: bytes) -> None:
    try:
        decode(GIFT, data)
    except Malformed:
        return


@given(st.data())
def test_a_message_cut_off_anywhere_is_read_up_to_there_or_malformed(
    data: st.DataObject,
) -> None:
    user = User(id=1, nickname="Ann", badge_list=[BadgeStruct(scene_type=4)])
    payload = bytes(WebcastGiftMessage(user=user, gift_id=2, repeat_count=3))
    cut = data.draw(st.integers(0, len(payload)))
    try:
        record = decode(GIFT, payload[:cut])
    except Malformed:
        return

    assert record.gift_id in {0, 2}
    assert record.repeat_count in {0, 3}


def test_a_missing_message_is_none_and_a_missing_field_its_default() -> None:
    record = decode(GIFT, b"")

    assert (record.common, record.user, record.gift_id) == (None, None, 0)


def test_a_field_of_another_wire_type_counts_as_absent() -> None:
    text_where_a_number_was = b"\x12\x03abc"

    assert decode(GIFT, text_where_a_number_was).gift_id == 0


def test_a_field_that_nobody_wants_may_be_broken() -> None:
    unwanted = 19  # tray_display_text
    broken_text = bytes([0x9A, 0x01, 2, 0xFF, 0xFF])
    payload = bytes(WebcastGiftMessage(gift_id=5)) + broken_text

    assert broken_text[0] >> 3 | broken_text[1] << 4 == unwanted
    assert decode(GIFT, payload).gift_id == 5


def test_text_that_is_not_utf8_is_kept_with_replacements() -> None:
    assert decode(USER, b"\x1a\x03A\xffB").nickname == "A\ufffdB"


def test_fields_that_the_library_lost_are_named_and_read_as_missing() -> None:
    shape = Shape(User, "id", "id_of_the_future", messages={"nickname": USER})

    assert shape.missing == {"id_of_the_future"}
    assert decode(shape, b"\x08\x05").id == 5
    assert decode(shape, b"\x1a\x01A").nickname is None


def test_fixed_width_fields_are_skipped() -> None:
    eight, four = b"\x39" + bytes(8), b"\x3d" + bytes(4)

    assert decode(USER, eight + four + b"\x08\x05").id == 5
    with pytest.raises(Malformed):
        decode(USER, eight[:-1])


@pytest.mark.parametrize(
    "data", [b"\x0b", b"\x08" + b"\x80" * 11, b"\x12\x7f", b"\x08"]
)
def test_nonsense_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(GIFT, data)


def test_a_flag_is_true_for_any_number_but_zero() -> None:
    assert decode(IDENTITY, b"\x30\x02").is_anchor is True
    assert decode(IDENTITY, b"\x30\x00").is_anchor is False


def test_a_great_many_entries_are_read_in_no_time() -> None:
    many = b"\x10\x05" * 200_000

    assert len(decode(DELETION, many).delete_msg_ids) == 200_000
