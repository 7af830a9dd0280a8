"""From a target to the live chat that it means, for as few units as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from companion.domain.errors import NotLive, TargetUnknown
from companion.domain.text import clean_name
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.platforms.youtube.api import Api
from companion.platforms.youtube.fields import micros
from companion.platforms.youtube.quota import Call
from companion.platforms.youtube.target import Target, link_to

VIDEO_PARTS: Final = "snippet,liveStreamingDetails,statistics"
"""What is asked about a video; the cost does not depend on it."""

NEWEST: Final = 25
"""How many of a channel's newest videos are looked at for live ones."""

Item = Mapping[str, Any]


class Room(Struct, frozen=True, kw_only=True):
    """One live video and its chat.

    channel: the Broadcaster's channel id. told: the answer about the video.
    """

    video: str
    chat: str
    channel: str
    title: str
    began: Timestamp | None
    told: Item


class StreamOver(Exception):
    """The video was a live stream, and has ended; `told` is the answer about it."""

    def __init__(self, video: str, told: Item) -> None:
        super().__init__(video)
        self.video = video
        self.told = told


class Finder:
    """Finds the room of one target; remembers what does not change."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._uploads = ""
        self._channel = target.channel

    async def find(self, api: Api, *, is_own: bool) -> Room:
        """Return the room that is live now.

        is_own: calls are made by a login, which knows its own broadcasts.
        Raises NotLive, TargetUnknown, StreamOver, and whatever calls raise.
        """
        if self._target.video:
            return await self._of_video(api, self._target.video)
        return await self._of_channel(api, is_own=is_own)

    async def _of_video(self, api: Api, video: str) -> Room:
        found = await videos(api, [video])
        if not found:
            text = _("YouTube knows no video {link}, or does not show it to you.")
            raise TargetUnknown(text.format(link=link_to(video)))
        return room_of(found[0])

    async def _of_channel(self, api: Api, *, is_own: bool) -> Room:
        await self._know_channel(api)
        candidates = await self._own(api) if is_own else []
        if not candidates:
            candidates = await self._newest(api)
        live = [item for item in await videos(api, candidates) if _is_live(item)]
        name = self._target.name
        if not live:
            raise NotLive(_("{name} is not live on YouTube.").format(name=name))
        if len(live) > 1:
            links = ", ".join(
                f"{link_to(str(item['id']))} ({_title(item)})" for item in live[:5]
            )
            text = _(
                "{name} has {n} streams at once, and each is a connection of its own. "
                "Connect them by their links: {links}."
            )
            raise TargetUnknown(text.format(name=name, n=len(live), links=links))
        return room_of(live[0])

    async def _know_channel(self, api: Api) -> None:
        """Learn the channel's id and the list of its videos; costs once."""
        if self._uploads:
            return
        which = (
            {"forHandle": self._target.handle}
            if self._target.handle
            else {"id": self._target.channel}
        )
        answer = await api.call(
            Call.CHANNELS,
            lambda service: service.channels().list(part="contentDetails", **which),
        )
        items = _items(answer)
        if not items:
            text = _("YouTube knows no channel {name}; is it spelled right?")
            raise TargetUnknown(text.format(name=self._target.name))
        self._channel = str(items[0].get("id", ""))
        lists = _part(_part(items[0], "contentDetails"), "relatedPlaylists")
        self._uploads = str(lists.get("uploads") or f"UU{self._channel[2:]}")

    async def _own(self, api: Api) -> list[str]:
        """Return the login's own running broadcasts, if the channel is its own."""
        answer = await api.call(
            Call.BROADCASTS,
            lambda service: service.liveBroadcasts().list(
                part="snippet", broadcastStatus="active", broadcastType="all"
            ),
        )
        return [
            str(item["id"])
            for item in _items(answer)
            if _part(item, "snippet").get("channelId") == self._channel
        ]

    async def _newest(self, api: Api) -> list[str]:
        answer = await api.call(
            Call.PLAYLIST,
            lambda service: service.playlistItems().list(
                part="contentDetails", playlistId=self._uploads, maxResults=NEWEST
            ),
        )
        found = [
            _part(item, "contentDetails").get("videoId") for item in _items(answer)
        ]
        return [video for video in found if isinstance(video, str)]


async def videos(api: Api, ids: Sequence[str]) -> list[Item]:
    """Return what YouTube tells of these videos; those it does not know are missing."""
    if not ids:
        return []
    return _items(
        await api.call(
            Call.VIDEOS,
            lambda service: service.videos().list(
                part=VIDEO_PARTS, id=",".join(ids), maxResults=50
            ),
        )
    )


def room_of(item: Item) -> Room:
    """Return the room of a video; NotLive, StreamOver or TargetUnknown."""
    video = str(item["id"])
    snippet, live = _part(item, "snippet"), _part(item, "liveStreamingDetails")
    link = link_to(video)
    if live.get("actualEndTime"):
        raise StreamOver(video, item)
    if not live and snippet.get("liveBroadcastContent", "none") == "none":
        text = _("{link} is a video, not a live stream.")
        raise TargetUnknown(text.format(link=link))
    if snippet.get("liveBroadcastContent") == "upcoming":
        raise NotLive(_("The stream {link} has not begun yet.").format(link=link))
    chat = live.get("activeLiveChatId")
    if not isinstance(chat, str) or not chat:
        text = _("The chat of {link} is switched off on YouTube.")
        raise NotLive(text.format(link=link))
    return Room(
        video=video,
        chat=chat,
        channel=str(snippet.get("channelId") or video),
        title=_title(item),
        began=micros(live.get("actualStartTime")),
        told=item,
    )


def has_ended(item: Item) -> bool:
    """Tell whether YouTube says that a stream is over."""
    return bool(_part(item, "liveStreamingDetails").get("actualEndTime"))


def _is_live(item: Item) -> bool:
    live = _part(item, "liveStreamingDetails")
    content = _part(item, "snippet").get("liveBroadcastContent")
    return content == "live" and not live.get("actualEndTime")


def _items(answer: Any) -> list[Item]:  # noqa: ANN401  # whatever JSON holds
    items = answer.get("items") if isinstance(answer, Mapping) else None
    found = items if isinstance(items, list) else []
    return [item for item in found if isinstance(item, Mapping) and item.get("id")]


def _part(item: Item, name: str) -> Item:
    part = item.get(name)
    return part if isinstance(part, Mapping) else {}


def _title(item: Item) -> str:
    return clean_name(str(_part(item, "snippet").get("title", "")))[:60]
