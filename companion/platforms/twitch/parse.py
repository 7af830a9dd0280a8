"""EventSub notifications as StreamEvents: pure, and safe with whatever JSON comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Follow,
    HypeTrain,
    Raid,
    Redemption,
    StreamStatus,
    Subscription,
    ViewerRemoved,
)
from companion.domain.text import clean_name, clean_text
from companion.domain.values import Platform, Viewer
from companion.platforms.twitch import notices
from companion.platforms.twitch.amounts import (
    MOST_BITS,
    MOST_GIFTS,
    MOST_MONTHS,
    MOST_POINTS,
    MOST_VIEWERS,
    tier_of,
    time_of,
    whole,
)
from companion.platforms.twitch.chat import text_of
from companion.platforms.twitch.people import SOMEBODY, native_id, viewer_of
from companion.platforms.twitch.told import Told

Stamp = dict[str, Any]
"""The fields that every StreamEvent has, but for its viewer."""

Fields = Mapping[str, Any]
Pairs = Iterator[AnyEvent | Told]

_MODES: Final = (
    ("emote_mode", "emotes-only"),
    ("follower_mode", "followers-only"),
    ("slow_mode", "slow"),
    ("subscriber_mode", "subscribers-only"),
    ("unique_chat_mode", "unique"),
)


def parse(notification: object, *, channel: str) -> tuple[Told, ...]:
    """Return what a notification says happened; () when it is of no interest.

    notification: the decoded JSON of the socket's message, metadata and all. channel:
    the Broadcaster's login. Raises ProtocolChanged, and nothing else, when it makes no
    sense.
    """
    kind = ""
    try:
        metadata, event = _opened(notification)
        kind = metadata["subscription_type"]
        read = _READERS.get(kind)
        if read is None:
            return ()
        stamp = {
            "id": f"twitch:{_message_id(metadata)}",
            "platform": Platform.TWITCH,
            "channel": channel,
            "platform_at": time_of(metadata.get("message_timestamp")),
        }
        return tuple(
            found if isinstance(found, Told) else Told(event=found, via=kind)
            for found in read(event, stamp)
        )
    except ProtocolChanged as error:
        raise ProtocolChanged(f"{kind}: {error}", payload=raw(notification)) from error
    except Exception as error:
        # A field that became another kind of thing surfaces as any error at all.
        reason = f"{kind!s:.60}: {type(error).__name__}: {error!s:.60}"
        raise ProtocolChanged(reason, payload=raw(notification)) from error


def raw(notification: object) -> bytes:
    """Return what came, as JSON again; b"" when it cannot be."""
    try:
        return msgspec.json.encode(notification)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return b""


def _opened(notification: Any) -> tuple[Fields, Fields]:  # noqa: ANN401  # anything
    metadata = notification["metadata"]
    event = notification["payload"]["event"]
    if not isinstance(metadata, Mapping) or not isinstance(event, Mapping):
        raise ProtocolChanged("has no event")
    return metadata, event


def _message_id(metadata: Fields) -> str:
    return _native(metadata["message_id"])


def _native(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ProtocolChanged("has no id")
    return clean_name(value)


def _who(event: Fields, prefix: str = "user") -> Viewer:
    return viewer_of(
        event[f"{prefix}_id"],
        login=event.get(f"{prefix}_login"),
        name=event.get(f"{prefix}_name"),
    )


def _chatter(event: Fields) -> Viewer:
    if event.get("chatter_is_anonymous"):
        return SOMEBODY
    badges = [badge["set_id"] for badge in event.get("badges") or ()]
    return viewer_of(
        event["chatter_user_id"],
        login=event.get("chatter_user_login"),
        name=event.get("chatter_user_name"),
        badges=badges,
    )


def _message(event: Fields, stamp: Stamp) -> Pairs:
    stamp["id"] = f"twitch:{_native(event['message_id'])}"
    text, fragments = text_of(event["message"])
    viewer = _chatter(event)
    cheer = event.get("cheer")
    source = event.get("source_broadcaster_user_id")
    is_shared = source is not None and source != event.get("broadcaster_user_id")
    if cheer is not None and not is_shared:
        bits = whole(cheer["bits"], least=1, most=MOST_BITS)
        yield Cheer(**stamp, viewer=viewer, bits=bits, text=text)
        return
    reply = event.get("reply") or {}
    parent = reply.get("parent_message_id")
    yield notices.said(stamp, viewer, text=text, fragments=fragments, parent=parent)


def _notification(event: Fields, stamp: Stamp) -> Pairs:
    stamp["id"] = f"twitch:{_native(event['message_id'])}"
    kind = event["notice_type"]
    if not isinstance(kind, str):
        raise ProtocolChanged("a notice of no type")
    viewer = _chatter(event)
    text, fragments = text_of(event.get("message") or {"text": ""})
    notice = notices.Notice(
        kind=kind, viewer=viewer, text=text, fragments=fragments, stamp=stamp
    )
    match kind:
        case "sub" | "resub":
            yield from _own_month(notice, event[kind])
        case "sub_gift":
            recipient = _who(event[kind], "recipient_user")
            yield notices.gift(
                notice,
                via="channel.chat.notification",
                recipient=recipient,
                tier=tier_of(event[kind].get("sub_tier")),
                run=event[kind].get("community_gift_id"),
            )
        case "community_sub_gift":
            yield notices.bomb(
                notice,
                via="channel.chat.notification",
                total=whole(event[kind]["total"], least=1, most=MOST_GIFTS),
                tier=tier_of(event[kind].get("sub_tier")),
                run=event[kind]["id"],
            )
        case "raid":
            count = whole(event[kind]["viewer_count"], least=0, most=MOST_VIEWERS)
            raider = _who(event[kind]) if event[kind].get("user_id") else viewer
            yield Raid(**stamp, viewer=raider, viewers=count)
        case _:
            yield from notices.others(notice)


def _own_month(notice: notices.Notice, details: Fields) -> Pairs:
    if details.get("is_gift"):
        # Its giver paid, and was counted then: this only shares the good news.
        yield from notices.words(notice)
        return
    months = details.get("cumulative_months") or 1
    yield Subscription(
        **notice.stamp,
        viewer=notice.viewer,
        months=whole(months, least=1, most=MOST_MONTHS),
        tier=tier_of(details.get("sub_tier"), is_prime=bool(details.get("is_prime"))),
        text=notice.text,
    )


def _bits(event: Fields, stamp: Stamp) -> Pairs:
    viewer = _who(event) if event.get("user_id") else SOMEBODY
    text, _fragments = text_of(event.get("message") or {"text": ""})
    bits = whole(event["bits"], least=1, most=MOST_BITS)
    yield Cheer(**stamp, viewer=viewer, bits=bits, text=text)


def _cheer(event: Fields, stamp: Stamp) -> Pairs:
    hidden = event.get("is_anonymous") or not event.get("user_id")
    bits = whole(event["bits"], least=1, most=MOST_BITS)
    viewer = SOMEBODY if hidden else _who(event)
    yield Cheer(
        **stamp, viewer=viewer, bits=bits, text=clean_text(event.get("message") or "")
    )


def _subscribe(event: Fields, stamp: Stamp) -> Pairs:
    if event.get("is_gift"):
        return  # channel.subscription.gift tells all of them at once.
    yield Subscription(**stamp, viewer=_who(event), tier=tier_of(event.get("tier")))


def _resubscribe(event: Fields, stamp: Stamp) -> Pairs:
    yield Subscription(
        **stamp,
        viewer=_who(event),
        months=whole(event["cumulative_months"], least=1, most=MOST_MONTHS),
        tier=tier_of(event.get("tier")),
        text=clean_text((event.get("message") or {"text": ""})["text"]),
    )


def _gift(event: Fields, stamp: Stamp) -> Pairs:
    hidden = event.get("is_anonymous") or not event.get("user_id")
    yield Subscription(
        **stamp,
        gifted_by=SOMEBODY if hidden else _who(event),
        count=whole(event["total"], least=1, most=MOST_GIFTS),
        tier=tier_of(event.get("tier")),
    )


def _follow(event: Fields, stamp: Stamp) -> Pairs:
    viewer = _who(event)
    when = event.get("followed_at")
    if isinstance(when, str) and when:
        # The same follow told by another subscription has another message id.
        native = viewer.id.removeprefix("twitch:")
        stamp["id"] = f"twitch:follow/{native}/{clean_name(when)[:40]}"
    yield Follow(**stamp, viewer=viewer)


def _raid(event: Fields, stamp: Stamp) -> Pairs:
    count = whole(event["viewers"], least=0, most=MOST_VIEWERS)
    yield Raid(**stamp, viewer=_who(event, "from_broadcaster_user"), viewers=count)


def _redemption(event: Fields, stamp: Stamp) -> Pairs:
    stamp["id"] = f"twitch:{_native(event['id'])}"
    reward = event["reward"]
    yield Redemption(
        **stamp,
        viewer=_who(event),
        reward_id=_native(reward["id"]),
        title=clean_name(reward["title"]),
        cost=whole(reward["cost"], least=0, most=MOST_POINTS),
        text=clean_text(event.get("user_input") or ""),
    )


def _train(phase: Literal["begin", "progress", "end"]) -> Callable[..., Pairs]:
    def read(event: Fields, stamp: Stamp) -> Pairs:
        yield HypeTrain(
            **stamp,
            phase=phase,
            level=whole(event["level"], least=1, most=1_000),
            total=whole(event["total"], least=0, most=MOST_POINTS),
            progress=whole(event.get("progress") or 0, least=0, most=MOST_POINTS),
            goal=whole(event.get("goal") or 0, least=0, most=MOST_POINTS),
        )

    return read


def _delete(event: Fields, stamp: Stamp) -> Pairs:
    target = _native(event["message_id"])
    stamp["id"] = f"twitch:delete/{target}"
    yield ChatDeleted(**stamp, targets=(f"twitch:{target}",))


def _clear_viewer(event: Fields, stamp: Stamp) -> Pairs:
    target = f"twitch:{native_id(event['target_user_id'])}"
    yield ViewerRemoved(**stamp, target=target, action="clear")


def _clear(_event: Fields, stamp: Stamp) -> Pairs:
    yield ChatCleared(**stamp)


def _ban(event: Fields, stamp: Stamp) -> Pairs:
    target = f"twitch:{native_id(event['user_id'])}"
    by = _who(event, "moderator_user") if event.get("moderator_user_id") else None
    if event["is_permanent"]:
        yield ViewerRemoved(**stamp, target=target, action="ban", by=by)
        return
    began, ends = time_of(event.get("banned_at")), time_of(event.get("ends_at"))
    seconds = None
    if began is not None and ends is not None:
        seconds = max(round((ends - began) / 1_000_000), 1)
    yield ViewerRemoved(
        **stamp, target=target, action="timeout", seconds=seconds, by=by
    )


def _unban(event: Fields, stamp: Stamp) -> Pairs:
    target = f"twitch:{native_id(event['user_id'])}"
    by = _who(event, "moderator_user") if event.get("moderator_user_id") else None
    yield ViewerRemoved(**stamp, target=target, action="unban", by=by)


def _status(status: Literal["live", "ended"]) -> Callable[..., Pairs]:
    def read(_event: Fields, stamp: Stamp) -> Pairs:
        yield StreamStatus(**stamp, status=status)

    return read


def _modes(event: Fields, stamp: Stamp) -> Pairs:
    for field, mode in _MODES:
        if isinstance(is_on := event.get(field), bool):
            own = {**stamp, "id": f"{stamp['id']}/{mode}"}
            yield ChatMode(**own, mode=mode, is_on=is_on)


_READERS: Final[dict[str, Callable[[Fields, Stamp], Pairs]]] = {
    "channel.chat.message": _message,
    "channel.chat.notification": _notification,
    "channel.chat.message_delete": _delete,
    "channel.chat.clear_user_messages": _clear_viewer,
    "channel.chat.clear": _clear,
    "channel.chat_settings.update": _modes,
    "channel.bits.use": _bits,
    "channel.cheer": _cheer,
    "channel.subscribe": _subscribe,
    "channel.subscription.message": _resubscribe,
    "channel.subscription.gift": _gift,
    "channel.follow": _follow,
    "channel.raid": _raid,
    "channel.channel_points_custom_reward_redemption.add": _redemption,
    "channel.hype_train.begin": _train("begin"),
    "channel.hype_train.progress": _train("progress"),
    "channel.hype_train.end": _train("end"),
    "channel.ban": _ban,
    "channel.unban": _unban,
    "stream.online": _status("live"),
    "stream.offline": _status("ended"),
}
