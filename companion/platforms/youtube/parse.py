"""YouTube's messages as StreamEvents: pure, and the same by both ways.

A message from the stream and the same one from a poll give equal events with equal
ids, so that changing the way in mid-stream counts nothing twice.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    ChatMode,
    JewelGift,
    Membership,
    PlatformPoll,
    PollOption,
    StreamStatus,
    SuperChat,
    SuperSticker,
    UnknownEvent,
    ViewerRemoved,
)
from companion.domain.text import clean_name, clean_text
from companion.domain.values import Platform, Viewer
from companion.platforms.youtube.chat import DECODER, polled_chat, streamed_chat
from companion.platforms.youtube.fields import clean, micros, native, number, said
from companion.platforms.youtube.people import (
    address_of,
    author_of,
    nameless,
    viewer,
)

Item = Mapping[str, Any]
"""A message as the REST interface writes it; Any: whatever JSON holds."""


class Told(NamedTuple):
    """A message, its snippet, and the fields that every StreamEvent of it has."""

    item: Item
    snippet: Item
    stamp: dict[str, Any]


MOST_MICROS: Final = 100_000_000_000_000
"""A hundred million of any currency: more is a field that changed its meaning."""

MOST_AT_ONCE: Final = 100_000
"""Memberships given at once, jewels of a gift, months of one: beyond reason."""

UNNUMBERED: Final = "unnumbered"
"""Name of an UnknownEvent whose kind the stream tells by a number we do not know."""

_KEPT_BYTES: Final = 16 * 1024
_MOST_OPTIONS: Final = 20
_MOST_SECONDS: Final = 100_000_000
_CURRENCY: Final = re.compile("[A-Z]{3}")
_TEXT_MESSAGE: Final = 1
"""The number of textMessageEvent in the stream: nearly all messages are of it."""

_YOUTUBE: Final = Platform.YOUTUBE


def parse(item: Item, *, channel: str) -> tuple[AnyEvent, ...]:
    """Return what a message of the REST interface says; () when it counts for nothing.

    channel: the Broadcaster's channel, "@name" or its id.
    Raises ProtocolChanged, and nothing else, when the message makes no sense.
    """
    try:
        return _read(item, channel)
    except Exception as error:
        raise _unreadable(item, error) from error


def parse_raw(raw: bytes | msgspec.Raw, *, channel: str) -> tuple[AnyEvent, ...]:
    """Return what a message of the REST interface says, from its JSON; as parse().

    Twice as fast as decoding it first: of a chat message only what is needed is made.
    """
    try:
        item = DECODER.decode(raw)
        if item.snippet.type == "textMessageEvent":
            return (polled_chat(item, channel),)
    except (msgspec.DecodeError, ProtocolChanged):
        # Something is of another type than usual: the long way says what it is.
        pass
    return parse(_whole(raw), channel=channel)


def _whole(raw: bytes | msgspec.Raw) -> Any:  # noqa: ANN401  # whatever JSON holds
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(raw)
    try:
        # More patient than the other: lone surrogates, for one.
        return json.loads(bytes(raw))
    except ValueError as error:
        raise _unreadable(bytes(raw), error) from error


def parse_streamed(message: Any, *, channel: str) -> tuple[AnyEvent, ...]:  # noqa: ANN401  # made from the table
    """Return what a schema.ChatMessage says; as parse()."""
    try:
        snippet = message.snippet
        if snippet.type == _TEXT_MESSAGE:
            return (streamed_chat(message, snippet, channel),)
        if not snippet.type:
            return (_unnumbered(message, channel),)
        return _read(plain(message), channel)
    except Exception as error:
        payload = message.SerializeToString()
        reason = f"{type(error).__name__}: {error}"
        raise ProtocolChanged(reason, payload=payload) from error


def plain(message: Any) -> dict[str, Any]:  # noqa: ANN401  # any protobuf message
    """Return a protobuf message as the REST interface writes the same."""
    found: dict[str, Any] = {}
    told: object
    for field, value in message.ListFields():
        kind = field.message_type
        enum = field.enum_type
        if kind is not None:
            is_one = hasattr(value, "ListFields")
            told = plain(value) if is_one else [plain(one) for one in value]
        elif enum is not None:
            told = _camel(enum.values_by_number[value].name, enum.name)
        else:
            told = value
        found[field.json_name] = told
    return found


@lru_cache(maxsize=100)
def _camel(name: str, enum: str) -> str:
    """Return an enum's value in the spelling of REST: superChatEvent."""
    first, *rest = name.removeprefix(f"{enum}_").lower().split("_")
    return first + "".join(word.title() for word in rest)


def _read(item: Item, channel: str) -> tuple[AnyEvent, ...]:
    snippet = item["snippet"]
    kind = snippet["type"]
    known = _READERS.get(kind)
    stamp = {
        "id": f"youtube:{native(item['id'])}",
        "platform": _YOUTUBE,
        "channel": channel,
        "platform_at": micros(snippet.get("publishedAt")),
    }
    if known is None:
        return (_unknown(item, kind, stamp),)
    return known(Told(item, snippet, stamp))


def _unknown(item: Item, kind: object, stamp: Item) -> AnyEvent:
    name = clean_name(kind) if isinstance(kind, str) else "?"
    return UnknownEvent(**stamp, name=name, payload=_small(item))


def _unnumbered(
    message: Any,  # noqa: ANN401  # made from the table
    channel: str,
) -> UnknownEvent:
    """Return a message whose kind has a number that the table lacks, bytes and all."""
    raw = message.SerializeToString()[:_KEPT_BYTES]
    return UnknownEvent(
        id=f"youtube:{native(message.id)}",
        platform=_YOUTUBE,
        channel=channel,
        platform_at=micros(message.snippet.published_at),
        name=UNNUMBERED,
        payload={"base64": base64.b64encode(raw).decode("ascii")},
    )


def _small(item: Item) -> dict[str, Any]:
    """Return the message when it is small enough to be kept, or its beginning."""
    text = json.dumps(item, default=repr)
    if len(text) > _KEPT_BYTES:
        return {"cut": clean_text(text, limit=2_000)}
    return dict(json.loads(text))


def _known(who: Viewer | None) -> Viewer:
    if who is None:
        raise ProtocolChanged("does not say who")
    return who


def _chat(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet.get("textMessageDetails") or {}
    text = details.get("messageText") or told.snippet.get("displayMessage")
    return (Chat(**told.stamp, viewer=_known(author_of(told.item)), text=said(text)),)


def _paid(details: Item) -> dict[str, Any]:
    currency = details["currency"]
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise ProtocolChanged("has no currency")
    return {
        "amount_micros": number(details["amountMicros"], 1, MOST_MICROS),
        "currency": currency,
        "tier": number(details.get("tier", 0), 0, 1_000),
    }


def _super_chat(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["superChatDetails"]
    text = clean(details.get("userComment"))
    # Money counts even when YouTube does not say whose it was.
    who = author_of(told.item)
    return (SuperChat(**told.stamp, viewer=who, **_paid(details), text=text),)


def _super_sticker(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["superStickerDetails"]
    picture = details.get("superStickerMetadata") or {}
    return (
        SuperSticker(
            **told.stamp,
            viewer=author_of(told.item),
            **_paid(details),
            sticker_id=clean_name(clean(picture.get("stickerId"))),
            text=clean(picture.get("altText")),
        ),
    )


def _jewels(told: Told) -> tuple[AnyEvent, ...]:
    # Google's pages called it giftEventDetails until 2026-10-12.
    details = told.snippet.get("giftDetails") or told.snippet["giftEventDetails"]
    return (
        JewelGift(
            **told.stamp,
            viewer=author_of(told.item),
            name=clean_name(clean(details.get("giftName"))) or "?",
            jewels=number(details["jewelsAmount"], 0, MOST_AT_ONCE),
            # comboCount says how many came in a row so far: each has its own message.
            icon=address_of(details.get("giftUrl")),
        ),
    )


def _member(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["newSponsorDetails"]
    return (
        Membership(
            **told.stamp,
            viewer=author_of(told.item),
            level=clean_name(clean(details.get("memberLevelName"))),
            upgrade=details.get("isUpgrade") is True,
        ),
    )


def _milestone(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["memberMilestoneChatDetails"]
    return (
        Membership(
            **told.stamp,
            viewer=author_of(told.item),
            months=number(details["memberMonth"], 1, 1_200),
            level=clean_name(clean(details.get("memberLevelName"))),
            text=clean(details.get("userComment")),
        ),
    )


def _gifting(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["membershipGiftingDetails"]
    return (
        Membership(
            **told.stamp,
            gifted_by=author_of(told.item),
            count=number(details["giftMembershipsCount"], 1, MOST_AT_ONCE),
            level=clean_name(clean(details.get("giftMembershipsLevelName"))),
        ),
    )


def _received(told: Told) -> tuple[AnyEvent, ...]:
    """Count nothing: the gift was counted whole when it was given."""
    details = told.snippet["giftMembershipReceivedDetails"]
    if not hasattr(details, "get"):
        raise ProtocolChanged("has no details")
    return ()


def _deleted(told: Told) -> tuple[AnyEvent, ...]:
    gone = native(told.snippet["messageDeletedDetails"]["deletedMessageId"])
    by = author_of(told.item)
    return (ChatDeleted(**told.stamp, targets=(f"youtube:{gone}",), by=by),)


def _retracted(told: Told) -> tuple[AnyEvent, ...]:
    gone = native(told.snippet["messageRetractedDetails"]["retractedMessageId"])
    return (ChatDeleted(**told.stamp, targets=(f"youtube:{gone}",)),)


def _tombstone(told: Told) -> tuple[AnyEvent, ...]:
    # It has the id of the message that is gone, which the ledger has already.
    own = {**told.stamp, "id": f"{told.stamp['id']}/tombstone"}
    return (ChatDeleted(**own, targets=(told.stamp["id"],)),)


def _banned(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["userBannedDetails"]
    target = viewer(nameless(details["bannedUserDetails"]["channelId"]))
    is_timeout = details["banType"] == "temporary"
    if not is_timeout and details["banType"] != "permanent":
        raise ProtocolChanged("is a ban of an unknown kind")
    seconds = details.get("banDurationSeconds") if is_timeout else None
    return (
        ViewerRemoved(
            **told.stamp,
            target=_known(target).id,
            action="timeout" if is_timeout else "ban",
            seconds=None if seconds is None else number(seconds, 0, _MOST_SECONDS),
            by=author_of(told.item),
        ),
    )


def _poll(told: Told) -> tuple[AnyEvent, ...]:
    details = told.snippet["pollDetails"]
    poll = details["metadata"]
    options = tuple(
        PollOption(
            text=clean(option.get("optionText")),
            votes=number(option.get("tally", 0), 0, 1_000_000_000),
        )
        for option in poll.get("options", ())[:_MOST_OPTIONS]
    )
    question = clean(poll.get("questionText"))
    is_open = details.get("status") != "closed"
    # The same message tells the poll again and again, with other votes.
    state = f"{question}\0{options}\0{is_open}".encode("utf-8", "replace")
    own = {
        **told.stamp,
        "id": f"{told.stamp['id']}/{blake2b(state, digest_size=6).hexdigest()}",
    }
    return (PlatformPoll(**own, question=question, options=options, is_open=is_open),)


def _members_only(is_on: bool) -> Reader:
    def read(told: Told) -> tuple[AnyEvent, ...]:
        return (ChatMode(**told.stamp, mode="members-only", is_on=is_on),)

    return read


def _ended(told: Told) -> tuple[AnyEvent, ...]:
    return (StreamStatus(**told.stamp, status="ended"),)


def _unreadable(item: object, error: Exception) -> ProtocolChanged:
    payload = repr(item)[:_KEPT_BYTES].encode("utf-8", "replace")
    return ProtocolChanged(f"{type(error).__name__}: {error}", payload=payload)


Reader = Callable[[Told], tuple[AnyEvent, ...]]

_READERS: Final[dict[str, Reader]] = {
    "textMessageEvent": _chat,
    "superChatEvent": _super_chat,
    "superStickerEvent": _super_sticker,
    "giftEvent": _jewels,
    "newSponsorEvent": _member,
    "memberMilestoneChatEvent": _milestone,
    "membershipGiftingEvent": _gifting,
    "giftMembershipReceivedEvent": _received,
    "messageDeletedEvent": _deleted,
    "messageRetractedEvent": _retracted,
    "tombstone": _tombstone,
    "userBannedEvent": _banned,
    "pollEvent": _poll,
    "sponsorOnlyModeStartedEvent": _members_only(True),
    "sponsorOnlyModeEndedEvent": _members_only(False),
    "chatEndedEvent": _ended,
}
