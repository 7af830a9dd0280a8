"""What the YouTube emulator knows: videos and their chats, keys and their units,
logins, and the faults that were asked for.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Item = dict[str, Any]

COSTS = {
    "list": 5, "stream": 5, "insert": 20, "delete": 20, "ban": 50, "unban": 50,
    "videos": 1, "channels": 1, "playlistItems": 1, "broadcasts": 1,
}  # fmt: skip

HISTORY = 75
"""How many of the newest messages an answer without a page token holds."""


def now_text(at: float | None = None) -> str:
    """Return a time as YouTube writes it."""
    when = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    return when.isoformat(timespec="microseconds")


@dataclass
class Fault:
    """where: a name of COSTS, or "any". what: a status, a reason, or a behaviour."""

    where: str
    what: str
    times: int = -1


@dataclass
class Video:
    """One stream and its chat; the fields below `chat` are set over /control."""

    id: str
    chat: str
    channel: str = "UCmira0000000000000000M"
    title: str = "Painting late"
    state: str = "live"
    viewers: int | None = 120
    likes: int | None = 900
    is_chat_off: bool = False
    is_private: bool = False
    is_own: bool = False
    polling_ms: int = 200
    page_size: int = 2_000
    is_strict: bool = False
    is_silent: bool = False
    is_doubled: bool = False
    is_reversed: bool = False
    has_drifted: bool = False
    offline_at: str = ""
    clock_ahead_s: float = 0.0
    history: list[Item] = field(default_factory=list)
    active_poll: Item | None = None
    faults: list[Fault] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    requests: list[Item] = field(default_factory=list)
    cuts: list[asyncio.Queue[str]] = field(default_factory=list)
    last_list: dict[str, float] = field(default_factory=dict)
    bans: dict[str, Item] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    began: str = field(default_factory=now_text)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def count(self, what: str) -> None:
        """Add one to what was seen, and wake whoever waits for it."""
        async with self.changed:
            self.seen[what] += 1
            self.changed.notify_all()

    async def wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def stamped(self, item: Item) -> Item:
        """Give a message what it lacks: an id, a time, its chat."""
        item = copy.deepcopy(item)
        item.setdefault("id", f"LCC.{self.id}.{next(self.numbers):06d}")
        snippet = item.setdefault("snippet", {})
        at = time.time() + self.clock_ahead_s
        snippet.setdefault("publishedAt", now_text(at))
        snippet.setdefault("liveChatId", self.chat)
        return item

    def after(self, token: str, most: int) -> tuple[list[Item], str]:
        """Return messages after a page token, and the next one."""
        if token:
            start = int(token.rpartition("-")[2])
        else:
            start = max(0, len(self.history) - HISTORY)
        if self.is_silent:
            return [], f"{self.chat}-{start}"
        items = self.history[start : start + min(most, self.page_size)]
        following = f"{self.chat}-{start + len(items)}"
        if self.is_reversed:
            items = items[::-1]
        if self.is_doubled:
            items = [item for item in items for _ in range(2)]
        if self.has_drifted:
            items = [drifted(item) for item in items]
        return items, following

    def fault(self, where: str) -> str | None:
        """Return the fault that strikes now, and use it up."""
        for fault in self.faults:
            if fault.times and fault.where in {where, "any"}:
                fault.times -= 1
                return fault.what
        return None

    def told(self) -> Item:
        """Return what videos.list says of it."""
        live: Item = {}
        content = "none"
        if self.state in {"live", "upcoming"}:
            content = self.state
            live["scheduledStartTime"] = self.began
            if not self.is_chat_off:
                live["activeLiveChatId"] = self.chat
        if self.state in {"live", "ended"}:
            live["actualStartTime"] = self.began
        if self.state == "live" and self.viewers is not None:
            live["concurrentViewers"] = str(self.viewers)
        if self.state == "ended":
            live["actualEndTime"] = self.offline_at or now_text()
        statistics = {"viewCount": "4000", "commentCount": "0"}
        if self.likes is not None:
            statistics["likeCount"] = str(self.likes)
        item: Item = {
            "kind": "youtube#video",
            "id": self.id,
            "snippet": {
                "channelId": self.channel,
                "title": self.title,
                "liveBroadcastContent": content,
            },
            "statistics": statistics,
        }
        if live:
            item["liveStreamingDetails"] = live
        return item


def drifted(item: Item) -> Item:
    """Return a message as another version of YouTube might write it."""
    item = copy.deepcopy(item)
    item["drift"] = "new"
    item["snippet"]["drift"] = "new"
    item["snippet"].pop("hasDisplayContent", None)
    item.pop("etag", None)
    item.get("authorDetails", {}).pop("profileImageUrl", None)
    item["snippet"].pop("displayMessage", None)
    return item


@dataclass
class Login:
    """What Google knows of one grant."""

    access: str
    refresh: str
    expires_at: float
    is_revoked: bool = False


class World:
    """Everything, by its ids."""

    def __init__(self) -> None:
        self.videos: dict[str, Video] = {}
        self.handles: dict[str, str] = {}
        self.spent: Counter[str] = Counter()
        self.limits: dict[str, int] = {}
        self.calls: list[tuple[str, str]] = []
        self.logins: list[Login] = []
        self.codes: dict[str, Item] = {}
        self.oauth: Item = {"decision": "allow", "token": "ok", "expires_in": 3_599}
        self.numbers = itertools.count(1)

    def video(self, video_id: str) -> Video:
        """Return a video, made at its first mention by a test."""
        if video_id not in self.videos:
            self.videos[video_id] = Video(id=video_id, chat=f"chat.{video_id}")
        return self.videos[video_id]

    def by_chat(self, chat: str) -> Video | None:
        return next((v for v in self.videos.values() if v.chat == chat), None)

    def by_message(self, message_id: str) -> Video | None:
        return next(
            (
                video
                for video in self.videos.values()
                if any(item["id"] == message_id for item in video.history)
            ),
            None,
        )

    def by_ban(self, ban_id: str) -> Video | None:
        return next((v for v in self.videos.values() if ban_id in v.bans), None)

    def spend(self, who: str, call: str) -> bool:
        """Count a call; returns whether its units were there."""
        self.calls.append((who, call))
        if self.spent[who] + COSTS[call] > self.limits.get(who, 10_000):
            return False
        self.spent[who] += COSTS[call]
        return True

    def who(self, headers: Any, query: Any = ()) -> tuple[str, str]:
        """Return whose call it is, and "" or Google's reason for refusing it."""
        bearer = str(headers.get("authorization", ""))
        if bearer.startswith("Bearer "):
            token = bearer.removeprefix("Bearer ")
            login = next((one for one in self.logins if one.access == token), None)
            is_fixed = token.startswith("fixed-token")
            is_good = login is not None and not login.is_revoked
            if login is not None and login.expires_at < time.time():
                is_good = False
            return "login", "" if is_fixed or is_good else "authError"
        key = headers.get("x-goog-api-key") or dict(query).get("key", "")
        if not key:
            return "", "forbidden"
        if key.startswith("key-off"):
            return key, "accessNotConfigured"
        return key, "" if key.startswith("key-") else "keyInvalid"
