"""The messages behind the recordings: one or more for each kind that TikTok tells."""

from __future__ import annotations

from typing import Final

from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import FOLLOWED, SHARED
from tests.support.emulators.tiktok_script import BEN, MIRA, Person

RICH = Person(
    id=6_800_000_000_000_000_123,
    handle="noor.paints",
    name="نور 🎨",
    is_moderator=True,
    is_follower=True,
    fan_level=12,
    is_rich=True,
)
HOSTILE = Person(id=31_337, handle="<b>", name="<script>alert(1)</script>\x00\u202e")
AT: Final = 1_767_297_600_123


def _at(number: int) -> dict[str, int]:
    return {"msg_id": 7_300_000_000_000_000_000 + number, "at": AT + number}


CASES: Final[dict[str, script.AnyMessage]] = {
    "chat/plain": script.Chat(text="good evening everyone 👋", **_at(1)),
    "chat/realistic": script.Chat(text="the blue one!", by=RICH, **_at(2)),
    "chat/mention": script.Chat(text="@Ben same here", mention=BEN, **_at(3)),
    "chat/emotes": script.Chat(text="wow ", emotes=((4, "71001"),), **_at(4)),
    "chat/emotes-only": script.EmoteChat(emotes=("71001", "71002"), **_at(5)),
    "chat/hostile": script.Chat(text="<img src=x>\x07", by=HOSTILE, **_at(6)),
    "chat/broadcaster": script.Chat(text="thanks!", by=MIRA, **_at(7)),
    "like/batch": script.Like(count=15, total=48_213, **_at(10)),
    "like/no-total": script.Like(count=1, **_at(11)),
    "gift/single": script.Gift(
        gift_id=5_879, name="Doughnut", diamonds=30, can_streak=False, **_at(20)
    ),
    "gift/streak-goes-on": script.Gift(count=7, group=1_767_297_600_001, **_at(21)),
    "gift/streak-ends": script.Gift(
        count=8, group=1_767_297_600_001, ended=True, **_at(22)
    ),
    "gift/not-described": script.Gift(
        gift_id=9_999, count=2, group=5, is_described=False, **_at(23)
    ),
    "gift/masked": script.Gift(by=Person(is_masked=True), group=6, **_at(24)),
    "follow/follow": script.Social(key=FOLLOWED, action=1, **_at(30)),
    "follow/without-key": script.Social(action=1, **_at(31)),
    "share/share": script.Social(key=SHARED, action=3, **_at(40)),
    "share/brought-viewers": script.Social(
        key="pm_mt_guidance_viewer_5_share", action=3, **_at(41)
    ),
    "join/join": script.Member(count=812, **_at(50)),
    "subscription/first": script.Subscribe(months=1, **_at(60)),
    "subscription/tenth": script.Subscribe(months=10, by=RICH, **_at(61)),
    "subscription/gifted": script.Subscribe(gift_source=3, **_at(62)),
    "viewer_count/many": script.Viewers(total=48_211, **_at(70)),
    "viewer_count/nobody": script.Viewers(total=0, **_at(71)),
    "stream_status/paused": script.Control(action=1, **_at(80)),
    "stream_status/resumed": script.Control(action=2, **_at(81)),
    "stream_status/ended": script.Control(action=3, **_at(82)),
    "stream_status/suspended": script.Control(action=4, **_at(83)),
    "chat_deleted/two": script.Delete(messages=(AT, AT + 1), **_at(90)),
    "viewer_removed/one": script.Delete(people=(7_002,), **_at(100)),
    "platform_poll/begins": script.Poll(
        phase="start", title="Next map?", options=(("Ice", 0), ("Fire", 0)), **_at(110)
    ),
    "platform_poll/goes-on": script.Poll(
        phase="update", title="Next map?", options=(("Ice", 7), ("Fire", 2)), **_at(111)
    ),
    "platform_poll/ends": script.Poll(
        phase="end", title="Next map?", options=(("Ice", 9), ("Fire", 4)), **_at(112)
    ),
    "platform_question/asked": script.Question(
        text="How long have you been drawing?", by=BEN, **_at(120)
    ),
}
"""Path of the recording, without its suffix, and the message that makes its input."""
