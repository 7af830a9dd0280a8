"""The emulator's HTTP: logins (id) and Helix."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiohttp import web

from tests.support.emulators.twitch_state import (
    Channel,
    Device,
    Grant,
    Subscription,
    Twitch,
)

SCOPES = {
    "channel.chat.message": "user:read:chat",
    "channel.chat.notification": "user:read:chat",
    "channel.chat.message_delete": "user:read:chat",
    "channel.chat.clear_user_messages": "user:read:chat",
    "channel.chat.clear": "user:read:chat",
    "channel.chat_settings.update": "user:read:chat",
    "channel.bits.use": "bits:read",
    "channel.cheer": "bits:read",
    "channel.subscribe": "channel:read:subscriptions",
    "channel.subscription.message": "channel:read:subscriptions",
    "channel.subscription.gift": "channel:read:subscriptions",
    "channel.follow": "moderator:read:followers",
    "channel.raid": "",
    "channel.channel_points_custom_reward_redemption.add": "channel:read:redemptions",
    "channel.hype_train.begin": "channel:read:hype_train",
    "channel.hype_train.progress": "channel:read:hype_train",
    "channel.hype_train.end": "channel:read:hype_train",
    "channel.ban": "channel:moderate",
    "channel.unban": "channel:moderate",
    "stream.online": "",
    "stream.offline": "",
}
VERSIONS = {
    "channel.follow": "2",
    "channel.hype_train.begin": "2",
    "channel.hype_train.progress": "2",
    "channel.hype_train.end": "2",
}
ANYBODYS = {"", "user:read:chat", "moderator:read:followers"}


def wrong(status: int, message: str) -> web.Response:
    body = {"error": "Error", "status": status, "message": message}
    return web.json_response(body, status=status)


async def fault(kind: str, *, slow_s: float = 3.0) -> web.Response | None:
    """Return the answer of a fault, None when the request goes on."""
    match kind:
        case "401":
            return wrong(401, "Invalid OAuth token")
        case "403":
            return wrong(403, "subscription missing proper authorization")
        case "429":
            headers = {"Ratelimit-Reset": str(int(time.time()) + 1)}
            body = {"status": 429, "message": "Too Many Requests"}
            return web.json_response(body, status=429, headers=headers)
        case "500":
            return web.Response(status=500, text="out of order")
        case "slow":
            await asyncio.sleep(slow_s)
        case "garbage":
            return web.Response(body=b"\xff{]", content_type="application/json")
    return None


class Id:
    """id.twitch.tv: /oauth2/device, token, validate, revoke."""

    def __init__(self, twitch: Twitch) -> None:
        self._twitch = twitch

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/id/oauth2/device", self.device),
            web.post("/id/oauth2/token", self.token),
            web.get("/id/oauth2/validate", self.validate),
            web.post("/id/oauth2/revoke", self.revoke),
        ]

    async def device(self, request: web.Request) -> web.Response:
        form = await request.post()
        channel = self._twitch.by_client(str(form.get("client_id")))
        if channel is None:
            return wrong(400, "invalid client")
        if (answer := await fault(channel.mode.id)) is not None:
            return answer
        device = Device(
            client_id=str(form["client_id"]),
            scopes=str(form.get("scopes", "")).split(),
            device_code=self._twitch.new("device"),
            user_code=self._twitch.new("CODE"),
        )
        self._twitch.devices.append(device)
        page = f"{self._twitch.base}/activate?device-code={device.user_code}"
        return web.json_response(
            {
                "device_code": device.device_code,
                "expires_in": 1800,
                "interval": 1,
                "user_code": device.user_code,
                "verification_uri": page,
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        channel = self._twitch.by_client(str(form.get("client_id")))
        if channel is None:
            return wrong(400, "invalid client")
        await channel.count(f"token:{form.get('grant_type', '')}")
        if (answer := await fault(channel.mode.id)) is not None:
            return answer
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(str(form.get("refresh_token")))
        return self._by_device(str(form.get("device_code")))

    def _refreshed(self, refresh: str) -> web.Response:
        for grant in self._twitch.grants:
            if grant.refresh == refresh:
                grant.access = self._twitch.new("access")
                grant.refresh = self._twitch.new("refresh")
                grant.expires_in = 14_000
                return _granted(grant)
        return wrong(400, "Invalid refresh token")

    def _by_device(self, code: str) -> web.Response:
        for device in self._twitch.devices:
            if device.device_code != code:
                continue
            if device.slow_downs:
                device.slow_downs -= 1
                return wrong(400, "slow_down")
            match device.state:
                case "pending":
                    return wrong(400, "authorization_pending")
                case "denied":
                    return wrong(400, "access_denied")
                case "approved":
                    device.state = "used"
                    return _granted(
                        self._twitch.grant(
                            device.account, device.client_id, device.scopes
                        )
                    )
        return wrong(400, "invalid device code")

    async def validate(self, request: web.Request) -> web.Response:
        access = request.headers.get("Authorization", "").removeprefix("OAuth ")
        grant = self._twitch.granted(access)
        if grant is None:
            return wrong(401, "invalid access token")
        channel = self._twitch.channel(grant.account)
        await channel.count("validate")
        if (answer := await fault(channel.mode.id)) is not None:
            return answer
        return web.json_response(
            {
                "client_id": grant.client_id,
                "login": grant.account,
                "scopes": grant.scopes,
                "user_id": channel.id,
                "expires_in": grant.expires_in,
            }
        )

    async def revoke(self, request: web.Request) -> web.Response:
        form = await request.post()
        grant = self._twitch.granted(str(form.get("token")))
        if grant is None:
            return wrong(400, "Invalid token")
        self._twitch.grants.remove(grant)
        return web.Response()


def _granted(grant: Grant) -> web.Response:
    return web.json_response(
        {
            "access_token": grant.access,
            "refresh_token": grant.refresh,
            "expires_in": grant.expires_in,
            "scope": grant.scopes,
            "token_type": "bearer",
        }
    )


class Helix:
    """api.twitch.tv/helix."""

    def __init__(self, twitch: Twitch) -> None:
        self._twitch = twitch

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/helix/users", self._guarded(self.users)),
            web.get("/helix/streams", self._guarded(self.streams)),
            web.get("/helix/eventsub/subscriptions", self._guarded(self.subscribed)),
            web.post("/helix/eventsub/subscriptions", self._guarded(self.subscribe)),
            web.post("/helix/chat/messages", self._guarded(self.message)),
            web.delete("/helix/moderation/chat", self._guarded(self.delete)),
            web.post("/helix/moderation/bans", self._guarded(self.ban)),
            web.delete("/helix/moderation/bans", self._guarded(self.unban)),
            web.get("/helix/chat/settings", self._guarded(self.settings)),
            web.patch("/helix/chat/settings", self._guarded(self.set_settings)),
        ]

    def _guarded(self, handler: Any) -> Any:
        async def guarded(request: web.Request) -> web.Response:
            access = request.headers.get("Authorization", "").removeprefix("Bearer ")
            grant = self._twitch.granted(access)
            if grant is None:
                return wrong(401, "Invalid OAuth token")
            if request.headers.get("Client-Id") != grant.client_id:
                return wrong(401, "Client ID and OAuth token do not match")
            channel = self._twitch.channel(grant.account)
            if (answer := await self._fault(channel, request)) is not None:
                return answer
            await channel.count(f"{request.method} {request.path}")
            return await handler(request, grant)

        return guarded

    async def _fault(
        self, channel: Channel, request: web.Request
    ) -> web.Response | None:
        mode = channel.mode
        path = f"{request.method} {request.path.removeprefix('/helix')}"
        if mode.helix_path and not path.endswith(mode.helix_path):
            return None
        if not mode.helix_times or mode.helix == "ok":
            return None
        if mode.helix_times > 0:
            mode.helix_times -= 1
        await channel.count(f"fault {mode.helix}")
        return await fault(mode.helix, slow_s=mode.slow_s)

    async def users(self, request: web.Request, grant: Grant) -> web.Response:
        channel = self._twitch.channel(request.query.get("login", grant.account))
        rows = []
        if channel.mode.known:
            name = channel.name.title()
            row = {"id": channel.id, "login": channel.name, "display_name": name}
            rows.append(row)
        return web.json_response({"data": rows})

    async def streams(self, request: web.Request, _grant: Grant) -> web.Response:
        channel = self._twitch.by_id(request.query["user_id"])
        rows = []
        if channel is not None and channel.mode.live:
            rows.append({"id": "9001", "viewer_count": channel.mode.viewers})
        return web.json_response({"data": rows, "pagination": {}})

    async def subscribed(self, request: web.Request, grant: Grant) -> web.Response:
        rows = [
            one.answer()
            for one in self._twitch.subscriptions.values()
            if one.account == grant.account and one.client_id == grant.client_id
        ]
        if self._twitch.channel(grant.account).mode.forgetful_list:
            rows = []
        # Small pages, so that whoever reads the first one only is found out.
        begin = int(request.query.get("after", 0))
        page, more = rows[begin : begin + 8], len(rows) > begin + 8
        pagination = {"cursor": str(begin + 8)} if more else {}
        return web.json_response(
            {"data": page, "total": len(rows), "pagination": pagination}
        )

    async def subscribe(self, request: web.Request, grant: Grant) -> web.Response:
        body = await request.json()
        type_, session = body["type"], body["transport"]["session_id"]
        if type_ not in SCOPES or VERSIONS.get(type_, "1") != body["version"]:
            return wrong(400, "invalid subscription type and version")
        sockets = [
            one for one in self._twitch.channels.values() if session in one.sockets
        ]
        if not sockets:
            return wrong(400, "websocket transport session does not exist")
        condition = body["condition"]
        number = condition.get("broadcaster_user_id") or condition.get(
            "to_broadcaster_user_id"
        )
        me = self._twitch.channel(grant.account).id
        if not self._may(type_, grant, number, me, condition):
            return wrong(403, "subscription missing proper authorization")
        made = Subscription(
            id=self._twitch.new("sub"),
            type=type_,
            version=body["version"],
            condition=condition,
            session=session,
            account=grant.account,
            client_id=grant.client_id,
        )
        same = [
            one
            for one in self._twitch.subscriptions.values()
            if (one.type, one.condition, one.session) == (type_, condition, session)
        ]
        if same:
            return wrong(409, "subscription already exists")
        self._twitch.subscriptions[made.id] = made
        answer = {"data": [made.answer()], "total": 1, "total_cost": 0}
        return web.json_response({**answer, "max_total_cost": 10}, status=202)

    def _may(
        self, type_: str, grant: Grant, number: str, me: str, condition: dict[str, str]
    ) -> bool:
        scope = SCOPES[type_]
        if scope and scope not in grant.scopes:
            return False
        if scope not in ANYBODYS and number != me:
            return False
        if type_ == "channel.follow" and number != me:
            channel = self._twitch.by_id(number)
            if channel is None or me not in channel.moderators:
                return False
        asked = condition.get("user_id") or condition.get("moderator_user_id") or me
        return bool(asked == me)

    async def message(self, request: web.Request, grant: Grant) -> web.Response:
        body = await request.json()
        if "user:write:chat" not in grant.scopes:
            return wrong(401, "Missing scope: user:write:chat")
        if not 0 < len(body["message"]) <= 500:
            return wrong(400, "The message is too long")
        channel = self._twitch.by_id(body["broadcaster_id"])
        assert channel is not None
        channel.requests.append({"what": "message", **body})
        if channel.mode.drop_reason:
            reason = {"code": "msg_rejected", "message": channel.mode.drop_reason}
            row = {"message_id": "", "is_sent": False, "drop_reason": reason}
        else:
            made = self._twitch.new("sent")
            row = {"message_id": made, "is_sent": True, "drop_reason": None}
        return web.json_response({"data": [row]})

    async def delete(self, request: web.Request, grant: Grant) -> web.Response:
        channel = self._moderated(request, grant)
        if not request.query.get("message_id"):
            channel.violations.append("the whole chat was cleared")
        channel.requests.append({"what": "delete", **request.query})
        if request.query.get("message_id") == "old":
            return wrong(400, "The message is too old")
        return web.Response(status=204)

    async def ban(self, request: web.Request, grant: Grant) -> web.Response:
        channel = self._moderated(request, grant)
        data = (await request.json())["data"]
        channel.requests.append({"what": "ban", **data})
        if data["user_id"] == channel.id:
            return wrong(400, "This user may not be banned.")
        return web.json_response({"data": [data]})

    async def unban(self, request: web.Request, grant: Grant) -> web.Response:
        channel = self._moderated(request, grant)
        channel.requests.append({"what": "unban", **request.query})
        return web.Response(status=204)

    async def settings(self, request: web.Request, _grant: Grant) -> web.Response:
        channel = self._twitch.by_id(request.query["broadcaster_id"])
        assert channel is not None
        return web.json_response({"data": [channel.chat]})

    async def set_settings(self, request: web.Request, grant: Grant) -> web.Response:
        channel = self._moderated(request, grant)
        if "moderator:manage:chat_settings" not in grant.scopes:
            return wrong(401, "Missing scope: moderator:manage:chat_settings")
        body = await request.json()
        for mode, length, low, high in (
            ("follower_mode", "follower_mode_duration", 0, 129_600),
            ("slow_mode", "slow_mode_wait_time", 3, 120),
        ):
            is_on = body.get(mode, channel.chat[mode])
            if length in body and not (is_on and low <= body[length] <= high):
                return wrong(400, f"Bad Request: {length}")
            if not is_on:
                body[length] = None
        channel.chat.update(body)
        channel.requests.append({"what": "settings", **channel.chat})
        return web.json_response({"data": [channel.chat]})

    def _moderated(self, request: web.Request, grant: Grant) -> Channel:
        channel = self._twitch.by_id(request.query["broadcaster_id"])
        me = self._twitch.channel(grant.account).id
        assert channel is not None
        if request.query["moderator_id"] != me:
            raise web.HTTPUnauthorized(text="{}", content_type="application/json")
        if me != channel.id and me not in channel.moderators:
            raise web.HTTPForbidden(text="{}", content_type="application/json")
        return channel
