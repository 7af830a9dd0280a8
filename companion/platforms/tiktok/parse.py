"""TikTok messages as StreamEvents: pure, and safe with whatever bytes come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any, Final, Literal, cast

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    Follow,
    Gift,
    Join,
    Like,
    PlatformPoll,
    PlatformQuestion,
    PollOption,
    Share,
    Streak,
    StreamStatus,
    Subscription,
    ViewerCount,
    ViewerRemoved,
)
from companion.domain.text import clean_name, clean_text
from companion.domain.values import Fragment, Platform, Timestamp, Viewer
from companion.platforms.tiktok import shapes
from companion.platforms.tiktok.bounds import MOST_DIAMONDS
from companion.platforms.tiktok.chat import emotes_of, text_of
from companion.platforms.tiktok.people import SOMEBODY, address_of, viewer_of
from companion.platforms.tiktok.wire import Record, Shape, decode

MOST_AT_ONCE: Final = 1_000_000
"""Likes in a batch, gifts in a Streak: more is a field that changed its meaning."""

_MOST_VIEWERS: Final = 1_000_000_000
_MOST_MONTHS: Final = 1_200
_MOST_OPTIONS: Final = 20
_MOST_REMOVED: Final = 1_000

# create_time comes in milliseconds; its size decides, should it be seconds one day.
_UNITS: Final = (
    (10**8, 10**11, 1_000_000),
    (10**11, 10**14, 1_000),
    (10**14, 10**17, 1),
)

_FOLLOW_ACTION: Final = 1
_SHARE_ACTION: Final = 3

Stamp = dict[str, Any]
"""The fields that every StreamEvent has, but for its viewer."""


class OtherRoom(ProtocolChanged):
    """The message is of another room than the one that is listened to."""


def parse(
    method: str, payload: bytes, *, channel: str, message_id: int = 0, room: int = 0
) -> tuple[AnyEvent, ...]:
    """Return what the message says happened; () when it is of no interest.

    method: TikTok's name of the message. channel: the Broadcaster's "@name", in lower
    case. message_id: the envelope's, for a message that carries none itself. room: the
    only one whose messages are taken; 0: any. A message that names no room is taken.
    Raises ProtocolChanged when the payload makes no sense, OtherRoom, which is one,
    when it is of another room; nothing else.
    """
    known = _READERS.get(method)
    if known is None:
        return ()
    shape, read = known
    try:
        record = decode(shape, payload)
        _check_room(record.common, room)
        stamp = _stamp(record.common, payload, channel=channel, message_id=message_id)
        return tuple(read(record, stamp))
    except OtherRoom:
        raise
    except ProtocolChanged as error:
        raise ProtocolChanged(f"{method}: {error}", payload=payload) from error
    except Exception as error:
        # A field that became another kind of thing surfaces as any error at all.
        reason = f"{method}: {type(error).__name__}: {error}"
        raise ProtocolChanged(reason, payload=payload) from error


def _check_room(common: Record | None, room: int) -> None:
    if room and getattr(common, "room_id", 0) not in (0, room):
        raise OtherRoom("is of another room")


def _stamp(
    common: Record | None, payload: bytes, *, channel: str, message_id: int
) -> Stamp:
    number = max(getattr(common, "msg_id", 0), 0) or max(message_id, 0)
    # The same bytes get the same id, so that a replayed backlog adds nothing.
    native = (
        str(number) if number else "x" + blake2b(payload, digest_size=8).hexdigest()
    )
    return {
        "id": f"tiktok:{native}",
        "platform": Platform.TIKTOK,
        "channel": channel,
        "platform_at": _micros(getattr(common, "create_time", 0)),
    }


def _micros(number: int) -> Timestamp | None:
    for least, most, factor in _UNITS:
        if least <= number < most:
            return number * factor
    return None


def _known(viewer: Viewer | None) -> Viewer:
    if viewer is None:
        raise ProtocolChanged("does not say who")
    return viewer


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ProtocolChanged(f"{number} is not within {least} and {most}")
    return number


def _chat(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    text, fragments = text_of(record)
    yield _said(record, stamp, text, fragments)


def _emote_chat(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    text, fragments = emotes_of(record)
    yield _said(record, stamp, text, fragments)


def _said(
    record: Record, stamp: Stamp, text: str, fragments: tuple[Fragment, ...]
) -> Chat:
    if not text:
        raise ProtocolChanged("says nothing")
    channel, identity = stamp["channel"], record.user_identity
    viewer = viewer_of(record.user, channel=channel, identity=identity)
    return Chat(**stamp, viewer=_known(viewer), text=text, fragments=fragments)


def _like(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    viewer = viewer_of(record.user, channel=stamp["channel"])
    if record.count == 0 and record.total > 0:
        return  # tells the room's total only
    yield Like(
        **stamp,
        viewer=_known(viewer),
        count=_within(record.count, 1, MOST_AT_ONCE),
        room_total=record.total if record.total > 0 else None,
    )


def _gift(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    gift = record.gift
    number = record.gift_id or getattr(gift, "id", 0)
    if number <= 0:
        raise ProtocolChanged("does not say which gift")
    yield Gift(
        **stamp,
        # Money counts even when TikTok does not say whose it was.
        viewer=viewer_of(
            record.user, channel=stamp["channel"], identity=record.user_identity
        ),
        gift_id=str(number),
        name=clean_name(getattr(gift, "name", "")) or f"#{number}",
        diamonds_each=_within(getattr(gift, "diamond_count", 0), 0, MOST_DIAMONDS),
        count=_within(max(record.repeat_count, 1), 1, MOST_AT_ONCE),
        icon=address_of(getattr(gift, "image", None), getattr(gift, "icon", None)),
        streak=_streak(record, stamp) if _can_streak(record) else None,
    )


def _can_streak(record: Record) -> bool:
    if record.gift is None:
        # A run is told by its group; counted by its increases it is never too much.
        return bool(record.group_id)
    return bool(record.gift.type == 1)


def _streak(record: Record, stamp: Stamp) -> Streak:
    native = stamp["id"].removeprefix("tiktok:")
    return Streak(
        group=str(record.group_id),
        total=max(record.repeat_count, 1),
        message=int(native) if native.isdecimal() else (stamp["platform_at"] or 0),
        ended=record.repeat_end == 1,
    )


def _social(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    key = getattr(getattr(record.common, "display_text", None), "key", "").lower()
    viewer = viewer_of(record.user, channel=stamp["channel"])
    if "follow" in key or (not key and record.action == _FOLLOW_ACTION):
        yield Follow(**stamp, viewer=_known(viewer))
    elif "share" in key or (not key and record.action == _SHARE_ACTION):
        yield Share(**stamp, viewer=_known(viewer))


def _member(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    # The same message tells of new moderators, of the removed and, once more, of
    # subscribers: none of them has come in just now.
    is_other = record.action == shapes.SUBSCRIBED_ACTION
    if is_other or record.kick_source or record.is_set_to_admin:
        return
    yield Join(**stamp, viewer=_known(viewer_of(record.user, channel=stamp["channel"])))


def _subscription(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    if record.message_type != shapes.SUB_SUCCESS:
        return  # reminders and notices about subscriptions told elsewhere
    is_bought = record.gift_source in shapes.BOUGHT_FOR_OTHERS
    yield Subscription(
        **stamp,
        viewer=_known(viewer_of(record.user, channel=stamp["channel"])),
        gifted_by=SOMEBODY if is_bought else None,
        months=_within(max(record.sub_month, 1), 1, _MOST_MONTHS),
    )


def _viewers(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    yield ViewerCount(**stamp, viewers=_within(record.total, 0, _MOST_VIEWERS))


def _control(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    if status := shapes.STATUSES.get(record.action):
        told = cast("Literal['paused', 'resumed', 'ended']", status)
        yield StreamStatus(**stamp, status=told)


def _deletion(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    targets = tuple(
        f"tiktok:{number}" for number in record.delete_msg_ids if number > 0
    )
    if targets:
        yield ChatDeleted(**stamp, targets=targets)
    for number in dict.fromkeys(record.delete_user_ids[:_MOST_REMOVED]):
        if number > 0:
            own = {**stamp, "id": f"{stamp['id']}/{number}"}
            yield ViewerRemoved(**own, target=f"tiktok:{number}", action="clear")


def _poll(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    start, end = record.start_content, record.end_content
    content = end or record.update_votes_content or start
    if content is None:
        raise ProtocolChanged("is a poll without content")
    title = getattr(record.poll_basic_info, "title", "") or getattr(start, "title", "")
    options = [
        PollOption(text=clean_text(option.display_content), votes=max(option.votes, 0))
        for option in content.option_list[:_MOST_OPTIONS]
    ]
    yield PlatformPoll(
        **stamp, question=clean_text(title), options=tuple(options), is_open=end is None
    )


def _question(record: Record, stamp: Stamp) -> Iterator[AnyEvent]:
    text = clean_text(getattr(record.data, "content", ""))
    if not text:
        raise ProtocolChanged("asks nothing")
    viewer = viewer_of(record.data.user, channel=stamp["channel"])
    yield PlatformQuestion(**stamp, viewer=_known(viewer), text=text)


Reader = Callable[[Record, Stamp], Iterable[AnyEvent]]

_READERS: Final[dict[str, tuple[Shape, Reader]]] = {
    "WebcastChatMessage": (shapes.CHAT, _chat),
    "WebcastEmoteChatMessage": (shapes.EMOTE_CHAT, _emote_chat),
    "WebcastLikeMessage": (shapes.LIKE, _like),
    "WebcastGiftMessage": (shapes.GIFT, _gift),
    "WebcastSocialMessage": (shapes.SOCIAL, _social),
    "WebcastMemberMessage": (shapes.MEMBER, _member),
    "WebcastSubNotifyMessage": (shapes.SUBSCRIPTION, _subscription),
    "WebcastRoomUserSeqMessage": (shapes.VIEWERS, _viewers),
    "WebcastControlMessage": (shapes.CONTROL, _control),
    "WebcastImDeleteMessage": (shapes.DELETION, _deletion),
    "WebcastPollMessage": (shapes.POLL, _poll),
    "WebcastQuestionNewMessage": (shapes.QUESTION, _question),
}
