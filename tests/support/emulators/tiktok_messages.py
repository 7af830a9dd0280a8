"""Scripts as protobuf bytes, encoded with the classes that TikTokLive itself uses.

Imports TikTokLive, which takes a second or two: for the emulator's own process and for
tests of the parser.

No local variable here is called `common`, `base` or `model`: pydantic builds classes at
their first use and looks for module aliases in the variables of its caller first.
"""

from __future__ import annotations

from TikTokLive.proto import (
    BadgeStruct,
    CommonMessageData,
    FollowInfo,
    ImageModel,
    PollBasicInfo,
    PollEndContent,
    PollOptionInfo,
    PollStartContent,
    PollUpdateVotesContent,
    PrivilegeLogExtra,
    Question,
    User,
    UserIdentity,
    WebcastChatMessage,
    WebcastControlMessage,
    WebcastEmoteChatMessage,
    WebcastGiftMessage,
    WebcastImDeleteMessage,
    WebcastLikeMessage,
    WebcastMemberMessage,
    WebcastPollMessage,
    WebcastQuestionNewMessage,
    WebcastRoomUserSeqMessage,
    WebcastSocialMessage,
    WebcastSubNotifyMessage,
)
from TikTokLiveProto.v3.webcast.model import Gift
from TikTokLiveProto.v3.webcast.model.base.emoji import EmoteModel, EmoteWithIndex
from TikTokLiveProto.v3.webcast.model.base.user import CombineBadgeStruct, EnigmaInfo
from TikTokLiveProto.v3.webcast.model.message.common import Text

from tests.support.emulators import tiktok_script as script

ADMIN, SUBSCRIBER, USER_GRADE, FANS = 1, 4, 8, 10


def encode(message: script.AnyMessage, *, room: int) -> tuple[str, bytes]:
    """Return the message's TikTok name and its payload."""
    if isinstance(message, script.Raw):
        return message.method, message.payload
    built = _built(message, room)
    return type(built).__name__, bytes(built)


def _built(message: script.AnyMessage, room: int):
    stamp, by = _common(message, room), message.by
    match message:
        case script.Chat():
            return _chat(message, stamp)
        case script.EmoteChat():
            return WebcastEmoteChatMessage(
                common=stamp,
                user=person(by),
                user_identity=identity(by),
                emote_list=[EmoteModel(emote_id=emote) for emote in message.emotes],
            )
        case script.Like():
            return WebcastLikeMessage(
                common=stamp, user=person(by), count=message.count, total=message.total
            )
        case script.Gift():
            return _gift(message, stamp)
        case script.Social():
            stamp.display_text = Text(key=message.key)
            return WebcastSocialMessage(
                common=stamp, user=person(by), action=message.action
            )
        case script.Member():
            return WebcastMemberMessage(
                common=stamp,
                user=person(by),
                action=message.action,
                member_count=message.count,
                kick_source=message.kick_source,
            )
        case script.Subscribe():
            return WebcastSubNotifyMessage(
                common=stamp,
                user=person(by),
                sub_month=message.months,
                message_type=message.message_type,
                gift_source=message.gift_source,
            )
        case _:
            return _built_without_person(message, stamp)


def _built_without_person(message: script.AnyMessage, stamp: CommonMessageData):
    match message:
        case script.Viewers():
            return WebcastRoomUserSeqMessage(common=stamp, total=message.total)
        case script.Control():
            return WebcastControlMessage(common=stamp, action=message.action)
        case script.Delete():
            return WebcastImDeleteMessage(
                common=stamp,
                delete_msg_ids=list(message.messages),
                delete_user_ids=list(message.people),
            )
        case script.Poll():
            return _poll(message, stamp)
        case script.Question():
            question = Question(content=message.text, user=person(message.by))
            return WebcastQuestionNewMessage(common=stamp, data=question)
    raise TypeError(message)


def _common(message: script.AnyMessage, room: int) -> CommonMessageData:
    return CommonMessageData(
        msg_id=message.msg_id, create_time=message.at, room_id=message.room or room
    )


def _chat(message: script.Chat, stamp: CommonMessageData) -> WebcastChatMessage:
    return WebcastChatMessage(
        common=stamp,
        user=person(message.by),
        user_identity=identity(message.by),
        content=message.text,
        content_language="en",
        at_user=person(message.mention) if message.mention else None,
        emotes=[
            EmoteWithIndex(index=place, emote=EmoteModel(emote_id=emote))
            for place, emote in message.emotes
        ],
    )


def _gift(message: script.Gift, stamp: CommonMessageData) -> WebcastGiftMessage:
    described = Gift(
        id=message.gift_id,
        name=message.name,
        type=1 if message.can_streak else 2,
        diamond_count=message.diamonds,
        image=ImageModel(url_list=[message.icon]),
    )
    return WebcastGiftMessage(
        common=stamp,
        user=person(message.by),
        user_identity=identity(message.by),
        gift_id=message.gift_id,
        gift=described if message.is_described else None,
        repeat_count=message.count,
        repeat_end=int(message.ended),
        group_id=message.group,
        combo_count=message.count,
    )


def _poll(message: script.Poll, stamp: CommonMessageData) -> WebcastPollMessage:
    options = [
        PollOptionInfo(display_content=text, votes=votes, option_idx=index)
        for index, (text, votes) in enumerate(message.options)
    ]
    poll = WebcastPollMessage(common=stamp, poll_id=99)
    if message.phase == "start":
        poll.start_content = PollStartContent(title=message.title, option_list=options)
        return poll
    poll.poll_basic_info = PollBasicInfo(title=message.title)
    if message.phase == "update":
        poll.update_votes_content = PollUpdateVotesContent(option_list=options)
    else:
        poll.end_content = PollEndContent(option_list=options)
    return poll


def person(who: script.Person) -> User:
    """Return a user message."""
    badges = [badge(ADMIN, "0")] if who.is_moderator else []
    if who.is_subscriber:
        badges.append(badge(SUBSCRIBER, "1"))
    if who.fan_level:
        badges.append(badge(FANS, str(who.fan_level)))
    user = User(
        id=who.id,
        nickname=who.name,
        display_id=who.handle,
        verified=who.is_verified,
        avatar_thumb=ImageModel(url_list=[who.avatar] if who.avatar else []),
        follow_info=FollowInfo(follow_status=int(who.is_follower)),
        enigma_info=EnigmaInfo(is_enigma_mask_on=True) if who.is_masked else None,
        badge_list=badges,
    )
    if who.is_rich:
        user.avatar_thumb = _picture("thumb", first=who.avatar)
        user.avatar_medium = _picture("medium")
        user.avatar_large = _picture("large")
        user.badge_list = [*badges, _pictured(USER_GRADE, "20"), _pictured(FANS, "5")]
        user.bio_description = "streams on weekends, paints on weekdays"
    return user


def identity(who: script.Person) -> UserIdentity:
    """Return what chat and gifts say about their sender's relation to the room."""
    return UserIdentity(
        is_anchor=who.is_broadcaster,
        is_moderator_of_anchor=who.is_moderator,
        is_subscriber_of_anchor=who.is_subscriber,
        is_follower_of_anchor=who.is_follower,
    )


def badge(scene: int, level: str) -> BadgeStruct:
    """Return a badge of this scene."""
    return BadgeStruct(
        scene_type=scene,
        display_type=1,
        display=True,
        privilege_log_extra=PrivilegeLogExtra(
            data_version="2", privilege_id="7138381176787539748", level=level
        ),
    )


def _pictured(scene: int, level: str) -> BadgeStruct:
    """Return a badge with its icon, as most of them have one."""
    made = badge(scene, level)
    made.combine = CombineBadgeStruct(icon=_picture(f"badge{scene}"), str=level)
    return made


def _picture(size: str, first: str = "") -> ImageModel:
    query = (
        "dr=14579&refresh_token=0a1b2c3d&x-expires=1800000000&x-signature="
        "AbCdEfGhIjKlMnOpQrStUvWxYz%3D&t=4d5b0474&ps=13740610&shp=a5d48078&idc=maliva"
    )
    addresses = [
        f"https://p{number}-sign-va.tiktokcdn.example/tos-maliva-avt-0068/"
        f"{size}{number}~tplv-tiktokx-cropcenter:100:100.webp?{query}"
        for number in (16, 19, 77)
    ]
    return ImageModel(
        url_list=[first, *addresses[1:]] if first else addresses,
        uri=f"tos-maliva-avt-0068/{size}",
    )
