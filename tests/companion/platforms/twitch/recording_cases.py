"""The happenings behind the recordings: one or more for each kind, in both ways."""

from __future__ import annotations

from typing import Final

from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_script import BEN, MOD, Person

AT: Final = 1_767_297_600_123
MIRA = Person(
    id="1001", login="mira_plays", name="Mira_Plays", badges=(("broadcaster", "1"),)
)
HOSTILE = Person(id="31337", login="h", name="<script>alert(1)</script>\x00\u202e")


def _at(number: int) -> dict[str, object]:
    return {"id": f"00000000-0000-4000-8000-{number:012d}", "at": AT + number}


CASES: Final[dict[str, tuple[str, script.AnyHappening]]] = {
    "chat/plain": (
        "channel.chat.message",
        script.Chat(text="good evening 👋", **_at(1)),
    ),
    "chat/plain-irc": ("irc", script.Chat(text="good evening 👋", **_at(1))),
    "chat/emote": (
        "channel.chat.message",
        script.Chat(text="hi 👋 Kappa !", emotes=(("25", "Kappa"),), by=BEN, **_at(2)),
    ),
    "chat/emote-irc": (
        "irc",
        script.Chat(text="hi 👋 Kappa !", emotes=(("25", "Kappa"),), by=BEN, **_at(2)),
    ),
    "chat/mention": (
        "channel.chat.message",
        script.Chat(text="@Ben same", mentions=("@Ben",), reply_to="abc", **_at(3)),
    ),
    "chat/mention-irc": (
        "irc",
        script.Chat(text="@Ben same", mentions=("@Ben",), reply_to="abc", **_at(3)),
    ),
    "chat/action-irc": ("irc", script.Chat(text="waves", is_action=True, **_at(4))),
    "chat/hostile": (
        "channel.chat.message",
        script.Chat(text="<img src=x>\x07", by=HOSTILE, **_at(5)),
    ),
    "chat/hostile-irc": (
        "irc",
        script.Chat(text="<img src=x>\x07", by=HOSTILE, **_at(5)),
    ),
    "chat/broadcaster": (
        "channel.chat.message",
        script.Chat(text="thanks!", by=MIRA, **_at(6)),
    ),
    "chat/shared": (
        "channel.chat.message",
        script.Chat(text="from next door", shared_from="4242", by=MOD, **_at(7)),
    ),
    "announcement/said": (
        "channel.chat.notification",
        script.Announcement(text="a break; back at 9", by=MOD, **_at(10)),
    ),
    "announcement/said-irc": (
        "irc",
        script.Announcement(text="a break; back at 9", by=MOD, **_at(10)),
    ),
    "cheer/bits-use": ("channel.bits.use", script.Cheer(bits=100, **_at(20))),
    "cheer/cheer": ("channel.cheer", script.Cheer(bits=100, **_at(20))),
    "cheer/anonymous": (
        "channel.cheer",
        script.Cheer(bits=5, by=script.NO_CHEERER, **_at(21)),
    ),
    "cheer/chat": ("channel.chat.message", script.Cheer(bits=100, **_at(20))),
    "cheer/irc": ("irc", script.Cheer(bits=100, **_at(20))),
    "subscription/first": ("channel.chat.notification", script.Sub(**_at(30))),
    "subscription/first-irc": ("irc", script.Sub(**_at(30))),
    "subscription/prime": (
        "channel.chat.notification",
        script.Sub(is_prime=True, **_at(31)),
    ),
    "subscription/prime-irc": ("irc", script.Sub(is_prime=True, **_at(31))),
    "subscription/again": (
        "channel.chat.notification",
        script.Resub(months=14, tier="3000", text="hooray", by=BEN, **_at(32)),
    ),
    "subscription/again-irc": (
        "irc",
        script.Resub(months=14, tier="3000", text="hooray", by=BEN, **_at(32)),
    ),
    "subscription/again-own": (
        "channel.subscription.message",
        script.Resub(months=14, tier="3000", text="hooray", by=BEN, **_at(32)),
    ),
    "subscription/new-own": ("channel.subscribe", script.Sub(**_at(33))),
    "subscription/gift": ("channel.chat.notification", script.Gift(**_at(34))),
    "subscription/gift-irc": ("irc", script.Gift(**_at(34))),
    "subscription/bomb": (
        "channel.chat.notification",
        script.Bomb(count=50, parts="total", **_at(35)),
    ),
    "subscription/bomb-irc": ("irc", script.Bomb(count=50, parts="total", **_at(35))),
    "subscription/bomb-own": (
        "channel.subscription.gift",
        script.Bomb(count=50, parts="total", by=script.NOBODY, **_at(35)),
    ),
    "raid/notice": (
        "channel.chat.notification",
        script.Raid(viewers=812, by=BEN, **_at(40)),
    ),
    "raid/irc": ("irc", script.Raid(viewers=812, by=BEN, **_at(40))),
    "raid/raid": ("channel.raid", script.Raid(viewers=812, by=BEN, **_at(40))),
    "follow/follow": ("channel.follow", script.Follow(by=BEN, **_at(50))),
    "redemption/with-words": (
        "channel.channel_points_custom_reward_redemption.add",
        script.Redemption(text="a shark, please", **_at(60)),
    ),
    "hype_train/begins": (
        "channel.hype_train.begin",
        script.Train(phase="begin", **_at(70)),
    ),
    "hype_train/goes-on": (
        "channel.hype_train.progress",
        script.Train(phase="progress", level=2, total=700, progress=200, **_at(71)),
    ),
    "hype_train/ends": (
        "channel.hype_train.end",
        script.Train(phase="end", level=3, total=1_900, **_at(72)),
    ),
    "stream_status/live": ("stream.online", script.Status(is_live=True, **_at(80))),
    "stream_status/ended": ("stream.offline", script.Status(is_live=False, **_at(81))),
    "chat_deleted/one": (
        "channel.chat.message_delete",
        script.Delete(target="abc-1", **_at(90)),
    ),
    "chat_deleted/one-irc": ("irc", script.Delete(target="abc-1", **_at(90))),
    "viewer_removed/ban": ("channel.ban", script.Ban(by=BEN, **_at(100))),
    "viewer_removed/ban-irc": ("irc", script.Ban(by=BEN, **_at(100))),
    "viewer_removed/timeout": ("channel.ban", script.Ban(seconds=600, **_at(101))),
    "viewer_removed/timeout-irc": ("irc", script.Ban(seconds=600, **_at(101))),
    "viewer_removed/clear": (
        "channel.chat.clear_user_messages",
        script.Ban(by=BEN, **_at(102)),
    ),
    "viewer_removed/unban": ("channel.unban", script.Unban(by=BEN, **_at(103))),
    "chat_cleared/all": ("channel.chat.clear", script.Clear(**_at(110))),
    "chat_cleared/all-irc": ("irc", script.Clear(**_at(110))),
    "chat_mode/slow-irc": ("irc", script.Mode(mode="slow", **_at(120))),
    "chat_mode/followers-off-irc": (
        "irc",
        script.Mode(mode="follower", is_on=False, **_at(121)),
    ),
}
"""Path of the recording, without its suffix; "irc" or the subscription that tells it;
and what happened. A chat.settings update tells five events: test_parse has it."""
