"""The wire schema of YouTube's chat stream, built from a table when it is imported.

Names and numbers are those of Google's stream_list.proto. Importing this imports
protobuf's runtime; nothing is generated and nothing is compiled.
"""

from __future__ import annotations

from typing import Any, Final

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

PACKAGE: Final = "youtube.api.v3"
METHOD: Final = f"/{PACKAGE}.V3DataLiveChatMessageService/StreamList"

_ENUMS: Final = {
    "Type": {
        "INVALID_TYPE": 0,
        "TEXT_MESSAGE_EVENT": 1,
        "TOMBSTONE": 2,
        "FAN_FUNDING_EVENT": 3,
        "CHAT_ENDED_EVENT": 4,
        "SPONSOR_ONLY_MODE_STARTED_EVENT": 5,
        "SPONSOR_ONLY_MODE_ENDED_EVENT": 6,
        "NEW_SPONSOR_EVENT": 7,
        "MESSAGE_DELETED_EVENT": 8,
        "MESSAGE_RETRACTED_EVENT": 9,
        "USER_BANNED_EVENT": 10,
        "SUPER_CHAT_EVENT": 15,
        "SUPER_STICKER_EVENT": 16,
        "MEMBER_MILESTONE_CHAT_EVENT": 17,
        "MEMBERSHIP_GIFTING_EVENT": 18,
        "GIFT_MEMBERSHIP_RECEIVED_EVENT": 19,
        "POLL_EVENT": 20,
    },
    "BanType": {"NO_BAN": 0, "PERMANENT": 1, "TEMPORARY": 2},
    "PollStatus": {"UNKNOWN": 0, "ACTIVE": 1, "CLOSED": 2},
}

# name type number, "*" before the type of a repeated field
_MESSAGES: Final = {
    "LiveChatMessageListRequest": (
        "live_chat_id string 1, hl string 2, profile_image_size uint32 3, "
        "max_results uint32 98, page_token string 99, part *string 100"
    ),
    "PageInfo": "total_results int32 1, results_per_page int32 2",
    "ChannelProfileDetails": (
        "channel_id string 101, channel_url string 2, display_name string 3, "
        "profile_image_url string 4"
    ),
    "LiveChatMessageAuthorDetails": (
        "channel_id string 10101, channel_url string 102, display_name string 103, "
        "profile_image_url string 104, is_verified bool 4, is_chat_owner bool 5, "
        "is_chat_sponsor bool 6, is_chat_moderator bool 7"
    ),
    "LiveChatTextMessageDetails": "message_text string 1",
    "LiveChatMessageDeletedDetails": "deleted_message_id string 101",
    "LiveChatMessageRetractedDetails": "retracted_message_id string 201",
    "LiveChatUserBannedMessageDetails": (
        "banned_user_details ChannelProfileDetails 1, ban_type BanType 2, "
        "ban_duration_seconds uint64 4"
    ),
    "LiveChatSuperChatDetails": (
        "amount_micros uint64 1, currency string 2, amount_display_string string 3, "
        "user_comment string 4, tier uint32 5"
    ),
    "SuperStickerMetadata": (
        "sticker_id string 1, alt_text string 2, alt_text_language string 3"
    ),
    "LiveChatSuperStickerDetails": (
        "amount_micros uint64 1, currency string 2, amount_display_string string 3, "
        "tier uint32 4, super_sticker_metadata SuperStickerMetadata 5"
    ),
    "LiveChatNewSponsorDetails": "member_level_name string 1, is_upgrade bool 2",
    "LiveChatMemberMilestoneChatDetails": (
        "member_level_name string 1, member_month uint32 2, user_comment string 3"
    ),
    "LiveChatMembershipGiftingDetails": (
        "gift_memberships_count int32 1, gift_memberships_level_name string 2"
    ),
    "LiveChatGiftMembershipReceivedDetails": (
        "member_level_name string 1, gifter_channel_id string 2, "
        "associated_membership_gifting_message_id string 3"
    ),
    "PollOption": "option_text string 1, tally int64 2",
    "PollMetadata": "question_text string 1, options *PollOption 2",
    "LiveChatPollDetails": "metadata PollMetadata 1, status PollStatus 2",
    "LiveChatMessageSnippet": (
        "type Type 1, live_chat_id string 201, author_channel_id string 301, "
        "published_at string 4, has_display_content bool 17, "
        "display_message string 16, "
        "text_message_details LiveChatTextMessageDetails 19, "
        "message_deleted_details LiveChatMessageDeletedDetails 20, "
        "message_retracted_details LiveChatMessageRetractedDetails 21, "
        "user_banned_details LiveChatUserBannedMessageDetails 22, "
        "super_chat_details LiveChatSuperChatDetails 27, "
        "super_sticker_details LiveChatSuperStickerDetails 28, "
        "new_sponsor_details LiveChatNewSponsorDetails 29, "
        "member_milestone_chat_details LiveChatMemberMilestoneChatDetails 30, "
        "membership_gifting_details LiveChatMembershipGiftingDetails 31, "
        "gift_membership_received_details LiveChatGiftMembershipReceivedDetails 32, "
        "poll_details LiveChatPollDetails 33"
    ),
    "LiveChatMessage": (
        "kind string 200, etag string 201, id string 101, "
        "snippet LiveChatMessageSnippet 2, "
        "author_details LiveChatMessageAuthorDetails 3"
    ),
    "LiveChatMessageListResponse": (
        "kind string 200, etag string 201, offline_at string 2, "
        "page_info PageInfo 1004, next_page_token string 100602, "
        "items *LiveChatMessage 1007, active_poll_item LiveChatMessage 1008"
    ),
}

_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS: Final = {
    "string": _Field.TYPE_STRING,
    "bool": _Field.TYPE_BOOL,
    "int32": _Field.TYPE_INT32,
    "int64": _Field.TYPE_INT64,
    "uint32": _Field.TYPE_UINT32,
    "uint64": _Field.TYPE_UINT64,
}


def _classes() -> dict[str, type[Message]]:
    """Return a class for each message of the table, in a pool of their own."""
    file = descriptor_pb2.FileDescriptorProto(
        name="stream_list.proto", package=PACKAGE, syntax="proto2"
    )
    for name, values in _ENUMS.items():
        enum = file.enum_type.add(name=name)
        for value, number in values.items():
            # Enum values share their file's names: each is put under its own enum's.
            enum.value.add(name=f"{name}_{value}", number=number)
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for line in fields.split(","):
            _add(message, *line.split())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(
            pool.FindMessageTypeByName(f"{PACKAGE}.{name}")
        )
        for name in _MESSAGES
    }


def _add(
    message: descriptor_pb2.DescriptorProto, name: str, kind: str, number: str
) -> None:
    bare = kind.removeprefix("*")
    field = message.field.add(name=name, number=int(number))
    field.label = _Field.LABEL_REPEATED if bare != kind else _Field.LABEL_OPTIONAL
    if bare in _SCALARS:
        field.type = _SCALARS[bare]
        return
    field.type = _Field.TYPE_ENUM if bare in _ENUMS else _Field.TYPE_MESSAGE
    field.type_name = f".{PACKAGE}.{bare}"


_CLASSES: Final[dict[str, Any]] = _classes()

ListRequest: Final = _CLASSES["LiveChatMessageListRequest"]
ListResponse: Final = _CLASSES["LiveChatMessageListResponse"]
ChatMessage: Final = _CLASSES["LiveChatMessage"]
