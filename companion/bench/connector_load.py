"""Chat as the platforms send it, for measuring how fast it is read.

TikTok's messages have the size of real ones (about 4 kB: three avatars of three
addresses each, two badges with icons). Names of local variables must not be `common`,
`base` or `model`: pydantic would take them for the library's modules.
"""

from __future__ import annotations

import json
from typing import Any, Final

AT: Final = 1_767_297_600_123
"""Milliseconds since 1970 at which everything is said."""

CHANNEL: Final = "mira_plays"
TEXT: Final = "the blue one, no, the other blue one! Kappa"


def irc_frames(count: int) -> list[str]:
    """Return so many lines of Twitch's chat, each a frame of its own, as it sends."""
    return [_irc_line(number) + "\r\n" for number in range(count)]


def _irc_line(number: int) -> str:
    tags = {
        "badge-info": "subscriber/14",
        "badges": "subscriber/12,premium/1",
        "client-nonce": f"{number:032x}",
        "color": "#1E90FF",
        "display-name": "Ann",
        "emotes": "25:38-42",
        "first-msg": "0",
        "flags": "",
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "mod": "0",
        "returning-chatter": "0",
        "room-id": "1001",
        "subscriber": "1",
        "tmi-sent-ts": str(AT + number),
        "turbo": "0",
        "user-id": "7001",
        "user-type": "",
    }
    written = ";".join(f"{name}={value}" for name, value in tags.items())
    return f"@{written} :ann!ann@ann.tmi.twitch.tv PRIVMSG #{CHANNEL} :{TEXT}"


def rest_answer(messages: int) -> bytes:
    """Return an answer of liveChatMessages.list with so many messages."""
    answer = {
        "kind": "youtube#liveChatMessageListResponse",
        "etag": "etag",
        "pollingIntervalMillis": 2_000,
        "pageInfo": {"totalResults": messages, "resultsPerPage": messages},
        "nextPageToken": "token",
        "items": [_rest_message(number) for number in range(messages)],
    }
    return json.dumps(answer, indent=2).encode()


def _rest_message(number: int) -> dict[str, Any]:
    return {
        "kind": "youtube#liveChatMessage",
        "etag": f"etag-{number}",
        "id": f"LCC.{number:020d}",
        "snippet": {
            "type": "textMessageEvent",
            "liveChatId": "KicKGFVDbWlyYTAwMDAw",
            "authorChannelId": "UCann00000000000000000A",
            "publishedAt": "2026-01-01T20:00:00.123456+00:00",
            "hasDisplayContent": True,
            "displayMessage": TEXT,
            "textMessageDetails": {"messageText": TEXT},
        },
        "authorDetails": {
            "channelId": "UCann00000000000000000A",
            "channelUrl": "http://www.youtube.com/channel/UCann00000000000000000A",
            "displayName": "@ann",
            "profileImageUrl": "https://yt3.example/ytc/ann=s88-c-k-c0x00ffffff",
            "isVerified": False,
            "isChatOwner": False,
            "isChatSponsor": True,
            "isChatModerator": False,
        },
    }


def stream_answer(messages: int) -> bytes:
    """Return an answer of YouTube's stream with so many messages, as bytes."""
    from companion.platforms.youtube import schema  # noqa: PLC0415  # heavy

    answer = schema.ListResponse(next_page_token="token")  # noqa: S106  # of a page
    for number in range(messages):
        told = _rest_message(number)
        message = answer.items.add(kind=told["kind"], etag=told["etag"], id=told["id"])
        snippet = message.snippet
        snippet.type = 1
        snippet.live_chat_id = told["snippet"]["liveChatId"]
        snippet.author_channel_id = told["snippet"]["authorChannelId"]
        snippet.published_at = told["snippet"]["publishedAt"]
        snippet.has_display_content = True
        snippet.display_message = TEXT
        snippet.text_message_details.message_text = TEXT
        author = message.author_details
        author.channel_id = told["authorDetails"]["channelId"]
        author.channel_url = told["authorDetails"]["channelUrl"]
        author.display_name = told["authorDetails"]["displayName"]
        author.profile_image_url = told["authorDetails"]["profileImageUrl"]
        author.is_chat_sponsor = True
    return bytes(answer.SerializeToString())


def tiktok_responses(count: int, *, messages: int = 10) -> list[Any]:
    """Return so many responses of TikTok, each of `messages` messages.

    Raises ImportError when TikTokLive is not installed.
    """
    from TikTokLive.proto import (  # noqa: PLC0415  # 1.7 s
        ProtoMessageFetchResult,
        ProtoMessageFetchResultBaseProtoMessage,
    )

    kinds = _tiktok_messages()
    wrapped = [
        ProtoMessageFetchResultBaseProtoMessage(
            method=type(kind).__name__, payload=bytes(kind), msg_id=1 + number
        )
        for number, kind in enumerate(kinds)
    ]
    chosen = [wrapped[number % len(wrapped)] for number in range(messages)]
    return [ProtoMessageFetchResult(messages=chosen) for _one in range(count)]


def _tiktok_messages() -> list[Any]:
    """Return one message of each lively kind: chat, likes, a gift, somebody joins."""
    from TikTokLive.proto import (  # noqa: PLC0415  # as above
        CommonMessageData,
        ImageModel,
        WebcastChatMessage,
        WebcastGiftMessage,
        WebcastLikeMessage,
        WebcastMemberMessage,
    )
    from TikTokLiveProto.v3.webcast.model import Gift  # noqa: PLC0415  # as above

    stamp = CommonMessageData(msg_id=7_300_000_000_000_000_001, create_time=AT)
    somebody = _tiktok_user()
    rose = Gift(
        id=5_655,
        name="Rose",
        type=1,
        diamond_count=1,
        image=ImageModel(url_list=[_address("gift", 16)]),
    )
    return [
        WebcastChatMessage(common=stamp, user=somebody, content=TEXT),
        WebcastLikeMessage(common=stamp, user=somebody, count=15, total=48_213),
        WebcastMemberMessage(common=stamp, user=somebody, action=1, member_count=812),
        WebcastGiftMessage(
            common=stamp,
            user=somebody,
            gift_id=5_655,
            gift=rose,
            repeat_count=7,
            group_id=9,
        ),
        WebcastChatMessage(common=stamp, user=somebody, content="hello from Lyon"),
    ]


def _tiktok_user() -> Any:  # noqa: ANN401  # the library has no types
    from TikTokLive.proto import (  # noqa: PLC0415  # as above
        BadgeStruct,
        FollowInfo,
        PrivilegeLogExtra,
        User,
    )
    from TikTokLiveProto.v3.webcast.model.base.user import (  # noqa: PLC0415  # as above
        CombineBadgeStruct,
    )

    badges = [
        BadgeStruct(
            scene_type=scene,
            display_type=1,
            display=True,
            privilege_log_extra=PrivilegeLogExtra(
                data_version="2", privilege_id="7138381176787539748", level="20"
            ),
            combine=CombineBadgeStruct(icon=_picture("badge"), str="20"),
        )
        for scene in (8, 10)
    ]
    return User(
        id=6_800_000_000_000_000_123,
        nickname="نور 🎨",
        display_id="noor.paints",
        avatar_thumb=_picture("thumb"),
        avatar_medium=_picture("medium"),
        avatar_large=_picture("large"),
        follow_info=FollowInfo(follow_status=1),
        badge_list=badges,
        bio_description="streams on weekends, paints on weekdays",
    )


def _picture(size: str) -> Any:  # noqa: ANN401  # the library has no types
    from TikTokLive.proto import ImageModel  # noqa: PLC0415  # as above

    addresses = [_address(size, number) for number in (16, 19, 77)]
    return ImageModel(url_list=addresses, uri=f"tos-maliva-avt-0068/{size}")


def _address(size: str, number: int) -> str:
    return (
        f"https://p{number}-sign-va.tiktokcdn.example/tos-maliva-avt-0068/{size}{number}"
        "~tplv-tiktokx-cropcenter:100:100.webp?dr=14579&refresh_token=0a1b2c3d&x-expires="
        "1800000000&x-signature=AbCdEfGhIjKlMnOpQrStUvWxYz%3D&t=4d5b0474&ps=13740610"
    )
