"""The YouTube emulator's REST interface, with Google's own bodies of refusals."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import Any

from aiohttp import web

from tests.support.emulators.youtube_world import Fault, Item, Video, World, now_text

STATUSES = {
    "quotaExceeded": 403, "rateLimitExceeded": 403, "liveChatEnded": 403,
    "liveChatDisabled": 403, "liveChatNotFound": 404, "forbidden": 403,
    "accessNotConfigured": 403, "keyInvalid": 400, "authError": 401,
    "insufficientPermissions": 403, "backendError": 500, "notFound": 404,
    "messageTextInvalid": 400, "userRateLimitExceeded": 429, "videoNotFound": 404,
}  # fmt: skip

MENU = {"401": "authError", "403": "quotaExceeded", "429": "userRateLimitExceeded",
        "500": "backendError"}  # fmt: skip


def refusal(reason: str) -> web.Response:
    """Return Google's answer for a reason."""
    status = STATUSES.get(reason, 400)
    first = {"message": f"emulated: {reason}", "domain": "youtube", "reason": reason}
    error: Item = {"code": status, "message": first["message"], "errors": [first]}
    if reason == "keyInvalid":
        # A wrong key is refused by another door, with details of its own.
        error["errors"] = [{**first, "domain": "global", "reason": "badRequest"}]
        error["status"] = "INVALID_ARGUMENT"
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo"}
        error["details"] = [{**info, "reason": "API_KEY_INVALID"}]
    return web.json_response({"error": error}, status=status)


class Rest:
    """All routes below /youtube/v3."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        root = "/youtube/v3"
        return [
            web.get(f"{root}/videos", self.videos),
            web.get(f"{root}/channels", self.channels),
            web.get(f"{root}/playlistItems", self.playlist),
            web.get(f"{root}/liveBroadcasts", self.broadcasts),
            web.get(f"{root}/liveChat/messages", self.messages),
            web.post(f"{root}/liveChat/messages", self.insert),
            web.delete(f"{root}/liveChat/messages", self.delete),
            web.post(f"{root}/liveChat/bans", self.ban),
            web.delete(f"{root}/liveChat/bans", self.unban),
        ]

    async def _refused(
        self, request: web.Request, call: str, video: Video | None
    ) -> web.Response | None:
        """Return the answer when the call is not to succeed."""
        who, reason = self._world.who(request.headers, request.query)
        if video is not None:
            await video.count(call)
        if reason:
            return refusal(reason)
        if video is not None and (what := video.fault(call)) is not None:
            struck = await _strike(request, what)
            if struck is not None:
                return struck
        if not self._world.spend(who, call):
            return refusal("quotaExceeded")
        is_writing = call in {"insert", "delete", "ban", "unban"}
        if is_writing and who != "login":
            return refusal("authError")
        return None

    async def videos(self, request: web.Request) -> web.Response:
        ids = request.query.get("id", "").split(",")
        known = [self._world.videos[one] for one in ids if one in self._world.videos]
        first = known[0] if known else None
        if (answer := await self._refused(request, "videos", first)) is not None:
            return answer
        items = [video.told() for video in known if not video.is_private]
        return _page("videoListResponse", items)

    async def channels(self, request: web.Request) -> web.Response:
        if (answer := await self._refused(request, "channels", None)) is not None:
            return answer
        handle = request.query.get("forHandle", "").removeprefix("@").lower()
        channel = self._world.handles.get(handle) or request.query.get("id", "")
        if request.query.get("mine") == "true":
            channel = "UCmira0000000000000000M"
        known = {video.channel for video in self._world.videos.values()}
        known |= set(self._world.handles.values())
        if channel not in known:
            return _page("channelListResponse", None)
        lists = {"relatedPlaylists": {"uploads": f"UU{channel[2:]}"}}
        item = {"id": channel, "contentDetails": lists, "snippet": {"title": "Mira"}}
        return _page("channelListResponse", [item])

    async def playlist(self, request: web.Request) -> web.Response:
        if (answer := await self._refused(request, "playlistItems", None)) is not None:
            return answer
        channel = f"UC{request.query['playlistId'][2:]}"
        items = [
            {"id": f"PL.{video.id}", "contentDetails": {"videoId": video.id}}
            for video in self._world.videos.values()
            if video.channel == channel
        ]
        return _page("playlistItemListResponse", items[::-1][:50])

    async def broadcasts(self, request: web.Request) -> web.Response:
        if (answer := await self._refused(request, "broadcasts", None)) is not None:
            return answer
        items = [
            {"id": video.id, "snippet": {"channelId": video.channel}}
            for video in self._world.videos.values()
            if video.state == "live" and video.is_own
        ]
        return _page("liveBroadcastListResponse", items)

    async def messages(self, request: web.Request) -> web.Response:
        video = self._world.by_chat(request.query.get("liveChatId", ""))
        if (answer := await self._refused(request, "list", video)) is not None:
            return answer
        if video is None:
            return refusal("liveChatNotFound")
        if video.state == "ended" and not video.offline_at:
            return refusal("liveChatEnded")
        if video.is_chat_off:
            return refusal("liveChatDisabled")
        who, _reason = self._world.who(request.headers, request.query)
        last, now = video.last_list.get(who), time.monotonic()
        early = last is not None and now - last < video.polling_ms / 1000 * 0.9
        video.last_list[who] = now
        if video.is_strict and early:
            return refusal("rateLimitExceeded")
        most = int(request.query.get("maxResults", "500"))
        items, token = video.after(request.query.get("pageToken", ""), most)
        await video.count("pages")
        return web.json_response(_messages(video, items, token))

    async def insert(self, request: web.Request) -> web.Response:
        body = await request.json()
        snippet = body["snippet"]
        video = self._world.by_chat(snippet["liveChatId"])
        if (answer := await self._refused(request, "insert", video)) is not None:
            return answer
        if video is None:
            return refusal("liveChatNotFound")
        if len(snippet["textMessageDetails"]["messageText"]) > 200:
            return refusal("messageTextInvalid")
        item = video.stamped({"kind": "youtube#liveChatMessage", "snippet": snippet})
        item["authorDetails"] = {
            "channelId": "UCmira0000000000000000M", "displayName": "@mira",
            "isChatOwner": True,
        }  # fmt: skip
        video.history.append(item)
        await video.wake()
        return web.json_response(item)

    async def delete(self, request: web.Request) -> web.Response:
        message_id = request.query.get("id", "")
        video = self._world.by_message(message_id)
        if (answer := await self._refused(request, "delete", video)) is not None:
            return answer
        if video is None:
            return refusal("notFound")
        details = {"deletedMessageId": message_id}
        snippet = {"type": "messageDeletedEvent", "messageDeletedDetails": details}
        video.history.append(video.stamped({"snippet": snippet}))
        await video.wake()
        return web.Response(status=204)

    async def ban(self, request: web.Request) -> web.Response:
        snippet = (await request.json())["snippet"]
        video = self._world.by_chat(snippet["liveChatId"])
        if (answer := await self._refused(request, "ban", video)) is not None:
            return answer
        if video is None:
            return refusal("liveChatNotFound")
        ban = {"id": f"ban-{next(self._world.numbers)}", "snippet": snippet}
        video.bans[ban["id"]] = snippet
        return web.json_response(ban)

    async def unban(self, request: web.Request) -> web.Response:
        ban_id = request.query.get("id", "")
        video = self._world.by_ban(ban_id)
        if (answer := await self._refused(request, "unban", video)) is not None:
            return answer
        if video is None:
            return refusal("notFound")
        del video.bans[ban_id]
        return web.Response(status=204)


def _messages(video: Video, items: list[Item], token: str) -> Item:
    answer: Item = {
        "kind": "youtube#liveChatMessageListResponse",
        "pollingIntervalMillis": video.polling_ms,
        "pageInfo": {"totalResults": len(items), "resultsPerPage": len(items)},
        "nextPageToken": token,
        "items": items,
    }
    if video.offline_at:
        answer["offlineAt"] = video.offline_at
    if video.active_poll is not None:
        answer["activePollItem"] = video.active_poll
    if video.has_drifted:
        answer["drift"] = {"new": [1, 2]}
        del answer["pageInfo"]
        del answer["pollingIntervalMillis"]
    return answer


def _page(kind: str, items: list[Any] | None) -> web.Response:
    answer: Item = {"kind": f"youtube#{kind}"}
    if items is not None:
        answer["items"] = items
    return web.json_response(answer)


async def _strike(request: web.Request, what: str) -> web.Response | None:
    """Do what the fault says; None: go on as if nothing were."""
    match what:
        case "slow":
            await asyncio.sleep(1.0)
            return None
        case "silence":
            await asyncio.sleep(3_600)
        case "garbage":
            return web.Response(text="<html>\x00 no json", content_type="text/html")
        case "half":
            return web.Response(text='{"items": [', content_type="application/json")
        case "empty":
            return web.json_response({})
        case "strange":
            return web.json_response({"items": {"a": 1}, "nextPageToken": 7})
        case "drop" | "reset":
            transport = request.transport
            assert transport is not None
            if what == "reset":
                raw = transport.get_extra_info("socket")
                linger = struct.pack("ii", 1, 0)
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            transport.abort()
            return web.Response()
    return refusal(MENU.get(what, what))


def fault_of(order: Item) -> Fault:
    """Return the fault that a test asks for."""
    return Fault(order["where"], str(order["what"]), int(order.get("times", -1)))


__all__ = ["Rest", "fault_of", "now_text", "refusal"]
