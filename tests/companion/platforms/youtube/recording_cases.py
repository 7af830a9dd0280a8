"""The messages behind the recordings: one or more for each kind that YouTube tells."""

from __future__ import annotations

from typing import Any, Final

from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_script import BEN, MIRA, MOD, Item, Person

HOSTILE = Person(
    "UChostile", "<script>alert(1)</script>\x00\u202e", "javascript:alert(1)"
)
NOOR = Person(
    "UCnoor", "نور 🎨", "https://yt3.example/noor", is_member=True, is_verified=True
)


def _at(number: int, item: Item) -> Item:
    item["id"] = item.get("id", f"LCC.{number:04d}")
    item["snippet"]["publishedAt"] = f"2026-01-01T20:00:00.{number:06d}+00:00"
    item["snippet"]["liveChatId"] = "chat.1"
    return item


def _without_author(item: Item) -> Item:
    del item["authorDetails"]
    del item["snippet"]["authorChannelId"]
    return item


CASES: Final[dict[str, Item]] = {
    "chat/plain": _at(1, script.chat("good evening everyone 👋")),
    "chat/member": _at(2, script.chat("the blue one!", NOOR)),
    "chat/broadcaster": _at(3, script.chat("thanks!", MIRA)),
    "chat/moderator": _at(4, script.chat("be kind", MOD)),
    "chat/hostile": _at(5, script.chat("<img src=x>\x07\nline", HOSTILE)),
    "membership/new": _at(10, script.member("Crew", BEN)),
    "membership/upgrade": _at(11, script.member("Captain", NOOR, upgrade=True)),
    "membership/milestone": _at(12, script.milestone(14, "still here", NOOR)),
    "membership/gifted-fifty": _at(13, script.gifting(50)),
    "superchat/euro": _at(20, script.super_chat(5_000_000, "EUR", "for tea", BEN)),
    "superchat/yen-without-text": _at(21, script.super_chat(1_200_000_000, "JPY")),
    "superchat/odd-micros": _at(22, script.super_chat(1_990_001, "USD", "exact")),
    "superchat/nobody": _at(23, _without_author(script.super_chat(2_000_000, "GBP"))),
    "supersticker/yen": _at(30, script.super_sticker(400_000_000)),
    "jewel_gift/one": _at(40, script.gift("Rose", 10, 3)),
    "chat_deleted/by-moderator": _at(50, script.deleted("LCC.0001")),
    "chat_deleted/retracted": _at(51, script.retracted("LCC.0002")),
    "chat_deleted/tombstone": _at(52, script.tombstone("LCC.0003")),
    "viewer_removed/ban": _at(60, script.banned(BEN)),
    "viewer_removed/timeout": _at(61, script.banned(BEN, 300)),
    "chat_mode/members-only": _at(70, script.members_only(True)),
    "chat_mode/everybody": _at(71, script.members_only(False)),
    "platform_poll/runs": _at(80, script.poll("Next?", ("Ice", 7), ("Fire", 2))),
    "platform_poll/ends": _at(81, script.poll("Next?", ("Ice", 9), is_open=False)),
    "stream_status/ended": _at(90, script.chat_ended()),
}
"""Path of the recording, without its suffix, and the message that makes its input."""

ONLY_POLLED: Final = {"jewel_gift/one"}
"""Kinds whose numbers in the stream are not known."""

VIDEO: Final[dict[str, Any]] = {
    "kind": "youtube#video",
    "id": "video000001",
    "snippet": {"channelId": MIRA.id, "title": "t", "liveBroadcastContent": "live"},
    "liveStreamingDetails": {
        "activeLiveChatId": "chat.1",
        "concurrentViewers": "1204",
    },
    "statistics": {"likeCount": "87", "viewCount": "5000"},
}
VIDEOS: Final[dict[str, Any]] = {
    "viewer_count/with-likes": VIDEO,
    "viewer_count/likes-hidden": {**VIDEO, "statistics": {"viewCount": "5000"}},
}
"""The same for what videos.list tells."""
