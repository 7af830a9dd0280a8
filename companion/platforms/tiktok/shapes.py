"""What is read out of each TikTok message, by the names that TikTokLive gives."""

from __future__ import annotations

from typing import Final

from TikTokLiveProto.v3.webcast import im, model
from TikTokLiveProto.v3.webcast.model import base, data, message
from TikTokLiveProto.v3.webcast.model.base import emoji, user
from TikTokLiveProto.v3.webcast.model.message import common
from TikTokLiveProto.v3.webcast.shared import message as shared

from companion.platforms.tiktok.wire import Shape

IMAGE: Final = Shape(base.ImageModel, "url_list")

COMMON: Final = Shape(
    shared.CommonMessageData,
    "msg_id",
    "room_id",
    "create_time",
    messages={"display_text": Shape(common.Text, "key")},
)

PERSON: Final = Shape(
    user.User,
    "id",
    "nickname",
    "display_id",
    "verified",
    messages={
        "avatar_thumb": IMAGE,
        "avatar_medium": IMAGE,
        "avatar_large": IMAGE,
        "badge_list": Shape(user.BadgeStruct, "scene_type"),
        "follow_info": Shape(user.FollowInfo, "follow_status"),
        "subscribe_info": Shape(user.SubscribeInfo, "is_subscribed_to_anchor"),
        "user_attr": Shape(model.UserAttr, "is_admin"),
        "enigma_info": Shape(user.EnigmaInfo, "is_enigma_mask_on"),
    },
)

NAME: Final = Shape(user.User, "id", "nickname", "display_id")

IDENTITY: Final = Shape(
    data.UserIdentity,
    "is_anchor",
    "is_moderator_of_anchor",
    "is_subscriber_of_anchor",
    "is_follower_of_anchor",
)

EMOTE: Final = Shape(emoji.EmoteModel, "emote_id")

CHAT: Final = Shape(
    message.WebcastChatMessage,
    "content",
    messages={
        "common": COMMON,
        "user": PERSON,
        "user_identity": IDENTITY,
        "emotes": Shape(emoji.EmoteWithIndex, "index", messages={"emote": EMOTE}),
        "at_user": NAME,
        "mention_users": NAME,
    },
)

EMOTE_CHAT: Final = Shape(
    message.WebcastEmoteChatMessage,
    messages={
        "common": COMMON,
        "user": PERSON,
        "user_identity": IDENTITY,
        "emote_list": EMOTE,
    },
)

LIKE: Final = Shape(
    message.WebcastLikeMessage,
    "count",
    "total",
    messages={"common": COMMON, "user": PERSON},
)

GIFT: Final = Shape(
    message.WebcastGiftMessage,
    "gift_id",
    "repeat_count",
    "repeat_end",
    "group_id",
    messages={
        "common": COMMON,
        "user": PERSON,
        "user_identity": IDENTITY,
        "gift": Shape(
            model.Gift,
            "id",
            "name",
            "type",
            "diamond_count",
            messages={"image": IMAGE, "icon": IMAGE},
        ),
    },
)

SOCIAL: Final = Shape(
    message.WebcastSocialMessage,
    "action",
    messages={"common": COMMON, "user": PERSON},
)

MEMBER: Final = Shape(
    message.WebcastMemberMessage,
    "action",
    "kick_source",
    "is_set_to_admin",
    messages={"common": COMMON, "user": PERSON},
)

SUBSCRIPTION: Final = Shape(
    message.WebcastSubNotifyMessage,
    "sub_month",
    "message_type",
    "gift_source",
    messages={"common": COMMON, "user": PERSON},
)

VIEWERS: Final = Shape(
    message.WebcastRoomUserSeqMessage, "total", messages={"common": COMMON}
)

CONTROL: Final = Shape(
    message.WebcastControlMessage, "action", messages={"common": COMMON}
)

DELETION: Final = Shape(
    message.WebcastImDeleteMessage,
    "delete_msg_ids",
    "delete_user_ids",
    messages={"common": COMMON},
)

_OPTION: Final = Shape(message.PollOptionInfo, "display_content", "votes")

POLL: Final = Shape(
    message.WebcastPollMessage,
    "poll_id",
    messages={
        "common": COMMON,
        "poll_basic_info": Shape(message.PollBasicInfo, "title"),
        "start_content": Shape(
            message.PollStartContent, "title", messages={"option_list": _OPTION}
        ),
        "update_votes_content": Shape(
            message.PollUpdateVotesContent, messages={"option_list": _OPTION}
        ),
        "end_content": Shape(message.PollEndContent, messages={"option_list": _OPTION}),
    },
)

QUESTION: Final = Shape(
    message.WebcastQuestionNewMessage,
    messages={
        "common": COMMON,
        "data": Shape(message.Question, "content", messages={"user": PERSON}),
    },
)

STATUSES: Final = {
    int(im.ControlAction.STREAM_PAUSED): "paused",
    int(im.ControlAction.STREAM_UNPAUSED): "resumed",
    int(im.ControlAction.STREAM_ENDED): "ended",
    int(im.ControlAction.STREAM_SUSPENDED): "ended",
}

MODERATOR_SCENES: Final = frozenset({int(data.BadgeSceneType.ADMIN)})
SUBSCRIBER_SCENES: Final = frozenset(
    {int(data.BadgeSceneType.SUBSCRIBER), int(data.BadgeSceneType.NEW_SUBSCRIBER)}
)
FAN_SCENES: Final = frozenset({int(data.BadgeSceneType.FANS)})

SUBSCRIBED_ACTION: Final = int(im.MemberMessageAction.SUBSCRIBED)
SUB_SUCCESS: Final = int(im.MessageType.SUB_SUCCESS)
BOUGHT_FOR_OTHERS: Final = frozenset(
    {int(im.GiftSource.USER_BUY_RANDOM), int(im.GiftSource.USER_BUY_SPECIFIC)}
)
