"""Twitch: `python -m tests.support.emulators.twitch`.

Speaks what twitchio 3.3 and Companion speak: logins (id), Helix, EventSub over a
WebSocket, and IRC over one. Each happening is published once, in all the ways in which
Twitch tells it. Channels share nothing; each has its own faults, steered over
/control/NAME (twitch_control.py).
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

from tests.support.emulators import twitch_script as script
from tests.support.emulators.process import end_with_input, say_ready
from tests.support.emulators.twitch_events import notifications, stamp
from tests.support.emulators.twitch_http import SCOPES, Helix, Id, fault
from tests.support.emulators.twitch_lines import lines, roomstate
from tests.support.emulators.twitch_state import (
    Channel,
    Subscription,
    Twitch,
    client_of,
)

_BATCH = msgspec.json.Decoder(list[script.AnyHappening])


READY = "mira_plays"
READY_TOKEN = "emulatortoken"
"""An account that is logged in from the start, for whoever tries things by hand."""

MODERATION = (
    "moderator:manage:chat_messages",
    "moderator:manage:banned_users",
    "moderator:manage:chat_settings",
)


def now_ms() -> int:
    return int(time.time() * 1000)


class EventSub:
    """The socket: welcome, keepalives, notifications, reconnects, revocations."""

    def __init__(self, twitch: Twitch) -> None:
        self._twitch = twitch

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        channel = self._twitch.channel(request.match_info["name"])
        if (answer := await fault(channel.mode.sockets)) is not None:
            return answer
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        session = self._twitch.new("session")
        channel.sockets[session] = opened
        if old := request.query.get("moved_from"):
            self._move(old, session)
        await channel.count("connections")
        await opened.send_str(self._welcome(session))
        keeping = asyncio.create_task(self._keep(channel, session, opened))
        try:
            async for message in opened:
                if message.type is WSMsgType.TEXT:
                    channel.violations.append("something was sent on EventSub")
                    await opened.close(code=4001)
                while channel.silent:
                    await changed(channel)
        finally:
            keeping.cancel()
            channel.sockets.pop(session, None)
            self._twitch.forget(session)
            await channel.count("ended")
        return opened

    def _move(self, old: str, new: str) -> None:
        for one in self._twitch.subscriptions.values():
            if one.session == old:
                one.session = new

    def _welcome(self, session: str) -> str:
        return envelope(
            "session_welcome",
            {
                "session": {
                    "id": session,
                    "status": "connected",
                    "keepalive_timeout_seconds": 10,
                    "reconnect_url": None,
                    "connected_at": stamp(now_ms()),
                }
            },
        )

    async def _keep(
        self, channel: Channel, session: str, opened: web.WebSocketResponse
    ) -> None:
        began = time.monotonic()
        with suppress(ConnectionError):
            while True:
                step = min(channel.mode.keepalive_s, channel.mode.subscribe_within_s)
                await asyncio.sleep(step)
                subs = self._twitch.subscriptions.values()
                is_used = any(one.session == session for one in subs)
                age = time.monotonic() - began
                if not is_used and age >= channel.mode.subscribe_within_s:
                    await opened.close(code=4003)
                    return
                if not channel.silent:
                    await opened.send_str(envelope("session_keepalive", {}))


def envelope(kind: str, payload: dict[str, Any], **more: Any) -> str:
    metadata = {
        "message_id": more.pop("message_id", f"meta-{time.monotonic_ns()}"),
        "message_type": kind,
        "message_timestamp": stamp(now_ms()),
        **more,
    }
    return json.dumps({"metadata": metadata, "payload": payload})


def notification(
    one: Subscription, event: Any, *, message_id: str, at: int, schema: str = ""
) -> str:
    """Return a notification's frame; schema: see Mode."""
    if schema == "unknown" and isinstance(event, dict):
        event = {**event, "new_in_2027": {"a": [1]}, "notice_flavour": "mild"}
    if schema == "missing" and isinstance(event, dict):
        gone = {"chatter_user_id", "user_id", "from_broadcaster_user_id"}
        event = {key: value for key, value in event.items() if key not in gone}
    metadata = {
        "message_id": message_id,
        "message_type": "notification",
        "message_timestamp": stamp(at),
        "subscription_type": one.type,
        "subscription_version": one.version,
    }
    payload = {"subscription": one.answer(), "event": event}
    return json.dumps({"metadata": metadata, "payload": payload})


async def changed(channel: Channel) -> None:
    async with channel.changed:
        await channel.changed.wait()


class Irc:
    """Anonymous chat over a WebSocket: CAP, NICK, JOIN, PING."""

    def __init__(self, twitch: Twitch) -> None:
        self._twitch = twitch

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        # A name in the address selects whose faults hold before anybody joins.
        own = self._twitch.channel(request.match_info["name"])
        if (answer := await fault(own.mode.sockets)) is not None:
            return answer
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        await own.count("irc_connections")
        joined: list[Channel] = []
        try:
            async for message in opened:
                if message.type is not WSMsgType.TEXT:
                    continue
                while own.silent:
                    await changed(own)
                for line in message.data.split("\r\n"):
                    if line.startswith("PING") and own.mode.plain_irc:
                        continue
                    if line:
                        await self._answer(opened, line, joined)
        finally:
            for channel in joined:
                channel.irc.remove(opened)
                await channel.count("irc_ended")
        return opened

    async def _answer(
        self, opened: web.WebSocketResponse, line: str, joined: list[Channel]
    ) -> None:
        command, _, rest = line.partition(" ")
        match command:
            case "CAP":
                caps = rest.partition(":")[2]
                await say(opened, f":tmi.twitch.tv CAP * ACK :{caps}")
            case "NICK":
                await say(opened, f":tmi.twitch.tv 001 {rest} :Welcome, GLHF!")
            case "PONG":
                for channel in joined:
                    await channel.count(f"pong {rest.removeprefix(':')}")
            case "PING":
                text = rest.removeprefix(":")
                await say(opened, f":tmi.twitch.tv PONG tmi.twitch.tv :{text}")
            case "PART":
                channel = self._twitch.channel(rest.removeprefix("#"))
                if channel in joined:
                    joined.remove(channel)
                    channel.irc.remove(opened)
                    if opened in channel.deaf:
                        channel.deaf.remove(opened)
            case "JOIN":
                channel = self._twitch.channel(rest.removeprefix("#"))
                if not channel.mode.known or channel in joined:
                    return
                joined.append(channel)
                channel.irc.append(opened)
                nick = "justinfan12345"
                me = f":{nick}!{nick}@{nick}.tmi.twitch.tv"
                await say(
                    opened,
                    f"{me} JOIN #{channel.name}",
                    f":{nick}.tmi.twitch.tv 353 {nick} = #{channel.name} :{nick}",
                    f":{nick}.tmi.twitch.tv 366 {nick} #{channel.name} :End of list",
                    *([] if channel.mode.plain_irc else [roomstate(channel.fields)]),
                )
                await channel.count("joined")


async def say(opened: web.WebSocketResponse, *told: str) -> None:
    with suppress(ConnectionError):
        await opened.send_str("".join(f"{line}\r\n" for line in told))


class Control:
    """What tests ask for: POST /control/NAME/VERB with JSON, answered with JSON."""

    def __init__(self, twitch: Twitch) -> None:
        self._twitch = twitch

    async def __call__(self, request: web.Request) -> web.Response:
        channel = self._twitch.channel(request.match_info["name"])
        verb = getattr(self, request.match_info["verb"])
        return web.json_response(await verb(channel, await request.read()))

    async def publish(self, channel: Channel, body: bytes) -> object:
        """Let things happen; answers with their ids."""
        happenings = [self._dated(one) for one in _BATCH.decode(body)]
        frames = [frame for one in happenings for frame in self._frames(channel, one)]
        told = [line for one in happenings for line in lines(one, channel.fields)]
        if channel.mode.reorder:
            frames.reverse()
            told.reverse()
        for _copy in range(channel.mode.copies):
            await self._deliver(channel, frames, told)
        return [one.id for one in happenings]

    def _dated(self, one: script.AnyHappening) -> script.AnyHappening:
        number = self._twitch.new("00000000-0000-4000-8000-")
        return msgspec.structs.replace(one, id=one.id or number, at=one.at or now_ms())

    def _frames(
        self, channel: Channel, one: script.AnyHappening
    ) -> list[tuple[str, str]]:
        """Return each notification with the session that it goes to."""
        mode = channel.mode
        return [
            (
                sub.session,
                notification(
                    sub,
                    event,
                    message_id=f"{sub.id}-{one.id}-{n}",
                    at=one.at,
                    schema=mode.schema,
                ),
            )
            for n, (type_, event) in enumerate(notifications(one, channel.fields))
            if type_ not in mode.drop
            for sub in self._twitch.told(channel, type_)
        ]

    async def _deliver(
        self, channel: Channel, frames: list[tuple[str, str]], told: list[str]
    ) -> None:
        if channel.silent:
            return
        for session, frame in frames:
            with suppress(ConnectionError):
                if (opened := self._socket(session)) is not None:
                    await opened.send_str(frame)
        if told and "irc" not in channel.mode.drop:
            for opened in [one for one in channel.irc if one not in channel.deaf]:
                await say(opened, *self._drifted(channel, told))

    def _drifted(self, channel: Channel, told: list[str]) -> list[str]:
        match channel.mode.schema:
            case "unknown":
                return [
                    line.replace("@", "@new-in-2027=a\\sb;flag;", 1) for line in told
                ]
            case "missing":
                return [line.replace("user-id=", "person=", 1) for line in told]
        return told

    def _socket(self, session: str) -> web.WebSocketResponse | None:
        for one in self._twitch.channels.values():
            if session in one.sockets:
                return one.sockets[session]
        return None

    # Logins

    async def login(self, channel: Channel, body: bytes) -> object:
        """Log the channel's account in: {"scopes", "expires_in"}; answers with both."""
        order = json.loads(body)
        grant = self._twitch.grant(
            channel.name,
            order.get("client_id") or client_of(channel.name),
            order["scopes"],
            order.get("expires_in", 14_000),
        )
        return {"access": grant.access, "refresh": grant.refresh}

    async def expire(self, channel: Channel, _body: bytes) -> object:
        """Let every access token of the account end; the refresh tokens stay."""
        for grant in self._twitch.grants:
            if grant.account == channel.name:
                grant.access = self._twitch.new("unused")
        return None

    async def disconnect_app(self, channel: Channel, _body: bytes) -> object:
        """Revoke all logins of the account, as in Twitch's own settings."""
        gone = [one for one in self._twitch.grants if one.account == channel.name]
        for grant in gone:
            self._twitch.grants.remove(grant)
        for one in list(self._twitch.subscriptions.values()):
            if one.account == channel.name:
                await self._revoke(one, "authorization_revoked")
        return len(gone)

    async def devices(self, channel: Channel, body: bytes) -> object:
        """Set the state of a device code: {"user_code", "state", "slow_downs"}."""
        order = json.loads(body)
        for device in self._twitch.devices:
            if device.user_code == order["user_code"]:
                device.state = order.get("state", device.state)
                device.slow_downs = order.get("slow_downs", 0)
                device.account = channel.name
        return None

    # Faults

    async def revoke(self, channel: Channel, body: bytes) -> object:
        """Revoke one type: {"type", "status"}."""
        order = json.loads(body)
        for one in self._twitch.told(channel, order["type"]):
            await self._revoke(one, order["status"])
        return None

    async def _revoke(self, one: Subscription, status: str) -> None:
        self._twitch.subscriptions.pop(one.id, None)
        one.status = status
        opened = self._socket(one.session)
        if opened is not None:
            payload = {"subscription": one.answer()}
            await opened.send_str(
                envelope("revocation", payload, subscription_type=one.type)
            )

    async def forget(self, channel: Channel, body: bytes) -> object:
        """Drop subscriptions of these types without a word."""
        types = json.loads(body)
        for type_ in types:
            for one in self._twitch.told(channel, type_):
                del self._twitch.subscriptions[one.id]
        return None

    async def reconnect(self, channel: Channel, body: bytes) -> object:
        """Ask every EventSub socket to move; meanwhile the old one tells on."""
        meanwhile = _BATCH.decode(body) if body else []
        for session, opened in list(channel.sockets.items()):
            base = self._twitch.base.replace("http", "ws")
            address = f"{base}/eventsub/{channel.name}?moved_from={session}"
            payload = {
                "session": {
                    "id": session,
                    "status": "reconnecting",
                    "keepalive_timeout_seconds": None,
                    "reconnect_url": address,
                    "connected_at": stamp(now_ms()),
                }
            }
            await opened.send_str(envelope("session_reconnect", payload))
        return await self.publish(channel, msgspec.json.encode(meanwhile))

    async def deafen(self, channel: Channel, _body: bytes) -> object:
        """Tell nobody in the chat anything more, with the sockets well."""
        for opened in channel.irc:
            channel.deaf.append(opened)
        return None

    async def close(self, channel: Channel, body: bytes) -> object:
        """Close every socket with this code: {"code"}."""
        code = json.loads(body)["code"]
        opened = [*channel.sockets.values(), *channel.irc]
        for one in opened:
            await one.close(code=code)
        return len(opened)

    async def reset(self, channel: Channel, _body: bytes) -> object:
        """Cut every connection with a TCP reset."""
        for one in [*channel.sockets.values(), *channel.irc]:
            transport = one._req.transport
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return None

    async def silence(self, channel: Channel, body: bytes) -> object:
        """Neither send nor answer any more, with the sockets open; or go on."""
        async with channel.changed:
            channel.silent = json.loads(body)["on"]
            channel.changed.notify_all()
        return None

    async def garbage(self, channel: Channel, body: bytes) -> object:
        """Send this text as a frame of every socket."""
        for one in [*channel.sockets.values(), *channel.irc]:
            await one.send_str(body.decode())
        return None

    async def mode(self, channel: Channel, body: bytes) -> object:
        """Set fields of Mode."""
        for name, value in json.loads(body).items():
            getattr(channel.mode, name)
            setattr(channel.mode, name, value)
        return None

    async def moderates(self, channel: Channel, body: bytes) -> object:
        """Make another account a moderator of the channel: {"account"}."""
        account = self._twitch.channel(json.loads(body)["account"])
        channel.moderators.append(account.id)
        return None

    # Seeing

    async def state(self, channel: Channel, _body: bytes) -> object:
        """Answer with what was seen of the clients."""
        return {
            "id": channel.id,
            "seen": channel.seen,
            "open": len(channel.sockets),
            "irc": len(channel.irc),
            "requests": channel.requests,
            "violations": channel.violations,
            "subscriptions": sorted(
                one.type
                for one in self._twitch.subscriptions.values()
                if one.account == channel.name
            ),
        }

    async def wait(self, channel: Channel, body: bytes) -> object:
        """Answer when `what` was seen `count` times; false when it takes too long."""
        order = json.loads(body)
        with suppress(TimeoutError):
            async with asyncio.timeout(order["timeout"]), channel.changed:
                await channel.changed.wait_for(
                    lambda: channel.seen.get(order["what"], 0) >= order["count"]
                )
                return True
        return False


def application(twitch: Twitch) -> web.Application:
    """Return the server with all its routes."""
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.add_routes(
        [
            *Id(twitch).routes(),
            *Helix(twitch).routes(),
            web.get("/eventsub/{name}", EventSub(twitch)),
            web.get("/irc/{name}", Irc(twitch)),
            web.post("/control/{name}/{verb}", Control(twitch)),
        ]
    )
    return app


async def run() -> None:
    """Listen on a free port until the process ends."""
    twitch = Twitch()
    ready = twitch.grant(READY, client_of(READY), list(dict.fromkeys(SCOPES.values())))
    twitch.channel(READY)
    ready.access = READY_TOKEN
    ready.scopes += ["user:write:chat", *MODERATION]
    runner = web.AppRunner(application(twitch))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=1)
    await site.start()
    port = runner.addresses[0][1]
    twitch.base = f"http://127.0.0.1:{port}"
    say_ready(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    end_with_input()
    asyncio.run(run())
