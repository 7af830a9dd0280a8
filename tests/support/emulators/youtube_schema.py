"""The stream's wire schema as the emulator speaks it: a table of its own.

Written apart from the product's, with the two things that the product does not know:
the numbers of a gift's fields, and that of its kind.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, json_format
from google.protobuf.message_factory import GetMessageClass

METHODS = "youtube.api.v3.V3DataLiveChatMessageService"

KINDS = {
    "textMessageEvent": 1, "tombstone": 2, "fanFundingEvent": 3, "chatEndedEvent": 4,
    "sponsorOnlyModeStartedEvent": 5, "sponsorOnlyModeEndedEvent": 6,
    "newSponsorEvent": 7, "messageDeletedEvent": 8, "messageRetractedEvent": 9,
    "userBannedEvent": 10, "superChatEvent": 15, "superStickerEvent": 16,
    "memberMilestoneChatEvent": 17, "membershipGiftingEvent": 18,
    "giftMembershipReceivedEvent": 19, "pollEvent": 20, "giftEvent": 21,
}  # fmt: skip

_S, _B, _I, _L, _U, _W = 9, 8, 5, 3, 13, 4  # string bool int32 int64 uint32 uint64

_TABLE: dict[str, list[tuple[str, int, Any]]] = {
    "Request": [
        ("live_chat_id", 1, _S), ("hl", 2, _S), ("profile_image_size", 3, _U),
        ("max_results", 98, _U), ("page_token", 99, _S), ("part", 100, [_S]),
    ],
    "PageInfo": [("total_results", 1, _I), ("results_per_page", 2, _I)],
    "Profile": [
        ("channel_id", 101, _S), ("channel_url", 2, _S), ("display_name", 3, _S),
        ("profile_image_url", 4, _S),
    ],
    "Author": [
        ("channel_id", 10101, _S), ("channel_url", 102, _S), ("display_name", 103, _S),
        ("profile_image_url", 104, _S), ("is_verified", 4, _B),
        ("is_chat_owner", 5, _B), ("is_chat_sponsor", 6, _B),
        ("is_chat_moderator", 7, _B),
    ],
    "Text": [("message_text", 1, _S)],
    "Deleted": [("deleted_message_id", 101, _S)],
    "Retracted": [("retracted_message_id", 201, _S)],
    "Banned": [
        ("banned_user_details", 1, "Profile"), ("ban_type", 2, _I),
        ("ban_duration_seconds", 4, _W),
    ],
    "SuperChat": [
        ("amount_micros", 1, _W), ("currency", 2, _S), ("amount_display_string", 3, _S),
        ("user_comment", 4, _S), ("tier", 5, _U),
    ],
    "Sticker": [
        ("sticker_id", 1, _S), ("alt_text", 2, _S), ("alt_text_language", 3, _S),
    ],
    "SuperSticker": [
        ("amount_micros", 1, _W), ("currency", 2, _S), ("amount_display_string", 3, _S),
        ("tier", 4, _U), ("super_sticker_metadata", 5, "Sticker"),
    ],
    "NewSponsor": [("member_level_name", 1, _S), ("is_upgrade", 2, _B)],
    "Milestone": [
        ("member_level_name", 1, _S), ("member_month", 2, _U), ("user_comment", 3, _S),
    ],
    "Gifting": [
        ("gift_memberships_count", 1, _I), ("gift_memberships_level_name", 2, _S),
    ],
    "Received": [
        ("member_level_name", 1, _S), ("gifter_channel_id", 2, _S),
        ("associated_membership_gifting_message_id", 3, _S),
    ],
    "Option": [("option_text", 1, _S), ("tally", 2, _L)],
    "Metadata": [("question_text", 1, _S), ("options", 2, ["Option"])],
    "Poll": [("metadata", 1, "Metadata"), ("status", 2, _I)],
    "Gift": [
        ("gift_name", 1, _S), ("jewels_amount", 2, _I), ("gift_url", 3, _S),
        ("combo_count", 4, _I), ("has_visual_effect", 5, _B),
    ],
    "Snippet": [
        ("type", 1, _I), ("live_chat_id", 201, _S), ("author_channel_id", 301, _S),
        ("published_at", 4, _S), ("has_display_content", 17, _B),
        ("display_message", 16, _S), ("text_message_details", 19, "Text"),
        ("message_deleted_details", 20, "Deleted"),
        ("message_retracted_details", 21, "Retracted"),
        ("user_banned_details", 22, "Banned"), ("super_chat_details", 27, "SuperChat"),
        ("super_sticker_details", 28, "SuperSticker"),
        ("new_sponsor_details", 29, "NewSponsor"),
        ("member_milestone_chat_details", 30, "Milestone"),
        ("membership_gifting_details", 31, "Gifting"),
        ("gift_membership_received_details", 32, "Received"),
        ("poll_details", 33, "Poll"), ("gift_details", 34, "Gift"),
        ("drift", 999, _S),
    ],
    "Message": [
        ("kind", 200, _S), ("etag", 201, _S), ("id", 101, _S),
        ("snippet", 2, "Snippet"),
        ("author_details", 3, "Author"), ("drift", 998, _S),
    ],
    "Response": [
        ("kind", 200, _S), ("etag", 201, _S), ("offline_at", 2, _S),
        ("page_info", 1004, "PageInfo"), ("next_page_token", 100602, _S),
        ("items", 1007, ["Message"]), ("active_poll_item", 1008, "Message"),
    ],
}  # fmt: skip


def _file() -> descriptor_pb2.FileDescriptorProto:
    # Enums travel as the numbers they are, so that any number can be sent.
    file = descriptor_pb2.FileDescriptorProto(
        name="emulated.proto", package="emulated", syntax="proto2"
    )
    for name, fields in _TABLE.items():
        message = file.message_type.add(name=name)
        for field_name, number, kind in fields:
            one = kind[0] if isinstance(kind, list) else kind
            field = message.field.add(name=field_name, number=number)
            field.label = 3 if isinstance(kind, list) else 1
            if isinstance(one, str):
                field.type, field.type_name = 11, f".emulated.{one}"
            else:
                field.type = one
    return file


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_file())


def _class(name: str) -> Any:
    return GetMessageClass(_POOL.FindMessageTypeByName(f"emulated.{name}"))


Request = _class("Request")
Message = _class("Message")
Response = _class("Response")

_BANS = {"permanent": 1, "temporary": 2}
_POLLS = {"unknown": 0, "active": 1, "closed": 2}


def encoded(item: dict[str, Any]) -> Any:
    """Return a message of the REST interface as one of the stream."""
    item = _numbered(item)
    return json_format.ParseDict(item, Message(), ignore_unknown_fields=True)


def _numbered(item: dict[str, Any]) -> dict[str, Any]:
    snippet = dict(item.get("snippet", {}))
    if "type" in snippet:
        snippet["type"] = KINDS.get(snippet["type"], 77)
    if ban := snippet.get("userBannedDetails"):
        kind = _BANS.get(ban.get("banType"), 9)
        snippet["userBannedDetails"] = {**ban, "banType": kind}
    if poll := snippet.get("pollDetails"):
        status = _POLLS.get(poll.get("status"), 0)
        snippet["pollDetails"] = {**poll, "status": status}
    return {**item, "snippet": snippet}
