"""TikTok LIVE and its sign server: `python -m tests.support.emulators.tiktok`.

Speaks what TikTokLive 7.0.1 speaks: the live page, the room lookups, /webcast/fetch of
the sign server, and the socket with gzipped protobuf push frames. Each channel is a
room of its own, with its own faults, steered over /control/NAME (tiktok_control.py).

The sign server counts connections by key: 10 a minute, 100 an hour, 1,000 a day. Keys
that begin with "wrong" are not accepted, and with "vague" get no limits told.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
from aiohttp import WSMsgType, web
from TikTokLive.proto import (
    ProtoMessageFetchResult,
    ProtoMessageFetchResultBaseProtoMessage,
    WebcastImEnterRoomMessage,
    WebcastPushFrame,
)
from TikTokLiveProto.v3.webcast.im import PushHeader

from tests.support.emulators import tiktok_script as script
from tests.support.emulators.process import end_with_input, say_ready
from tests.support.emulators.tiktok_messages import encode

FIRST_MESSAGE = 7_300_000_000_000_000_001
FIRST_ROOM = 7_400_000_000_000_000_001
LIMITS = {"minute": 10, "hour": 100, "day": 1_000}
ROSE = {
    "id": 5_655,
    "name": "Rose",
    "diamond_count": 1,
    "type": 1,
    "image": {"url_list": ["https://p16.example/listed-rose.png"]},
}
SIGI = '<script id="SIGI_STATE" type="application/json">{}</script>'

_BATCH = msgspec.json.Decoder(list[script.AnyMessage])


@dataclass
class Mode:
    """How a room and its sign server behave; fields are set over /control/NAME/mode."""

    live: bool = True
    known: bool = True
    captcha: bool = False
    roomless: bool = False
    age_restricted: bool = False
    check_alive: str = "ok"
    sign: str = "ok"
    reset: int = 0
    upgrade: str = "ok"
    backlog: int = 0
    host: str = ""
    page: str = "ok"
    gifts: str = "ok"
    slow: float = 0.0


@dataclass
class Room:
    """One channel: what was pushed, who is connected, what was seen of them."""

    name: str
    id: int
    base: str
    mode: Mode = field(default_factory=Mode)
    history: list[ProtoMessageFetchResultBaseProtoMessage] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    silent: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    next_message: int = FIRST_MESSAGE

    async def count(self, what: str) -> None:
        """Add one to what was seen, and wake whoever waits for it."""
        async with self.changed:
            self.seen[what] = self.seen.get(what, 0) + 1
            self.changed.notify_all()

    def enveloped(
        self, message: script.AnyMessage
    ) -> ProtoMessageFetchResultBaseProtoMessage:
        """Give the message its number and time, and put it into TikTok's envelope."""
        if not message.msg_id and not isinstance(message, script.Raw):
            message = msgspec.structs.replace(message, msg_id=self.next_message)
        if not message.at and not isinstance(message, script.Raw):
            message = msgspec.structs.replace(message, at=time.time_ns() // 1_000_000)
        number = message.msg_id or self.next_message
        self.next_message = max(self.next_message, number) + 1
        method, payload = encode(message, room=self.id)
        return ProtoMessageFetchResultBaseProtoMessage(
            method=method, payload=payload, msg_id=number
        )


class Emulator:
    """All rooms, and the requests that lead to them."""

    def __init__(self) -> None:
        self.base = ""
        self._rooms: dict[str, Room] = {}
        self._spent: Counter[str] = Counter()

    def room(self, name: str) -> Room:
        """Return the room of a channel, made at its first mention."""
        name = name.lower()
        if name not in self._rooms:
            number = FIRST_ROOM + len(self._rooms)
            self._rooms[name] = Room(name=name, id=number, base=self.base)
        return self._rooms[name]

    def by_id(self, number: str) -> Room:
        """Return the room with this number; 404 when there is none."""
        for room in self._rooms.values():
            if str(room.id) == number:
                return room
        raise web.HTTPNotFound(text="no such room")

    async def live_page(self, request: web.Request) -> web.Response:
        """GET {app}/@name/live."""
        room = self.room(request.match_info["name"])
        await room.count("pages")
        if room.mode.captcha:
            return web.Response(
                text="<html>are you human?</html>", content_type="text/html"
            )
        if room.mode.page == "empty":
            return web.Response(text="<html></html>", content_type="text/html")
        host = room.mode.host or room.name
        user = {"uniqueId": host, "status": 2 if room.mode.live else 4}
        user["roomId"] = "" if room.mode.roomless else str(room.id)
        state = (
            {"LiveRoom": {"liveRoomUserInfo": {"user": user}}}
            if room.mode.known
            else {}
        )
        text = f"<html>{SIGI.format(json.dumps(state))}</html>"
        return web.Response(text=text, content_type="text/html")

    async def room_of_user(self, request: web.Request) -> web.Response:
        """GET {app}/api-live/user/room/?uniqueId=name."""
        room = self.room(request.query["uniqueId"])
        await room.count("user_lookups")
        if room.mode.captcha:
            return web.Response(
                text="<html>are you human?</html>", content_type="text/html"
            )
        if not room.mode.known:
            return web.json_response({"message": "user_not_found", "data": {}})
        number = "" if room.mode.roomless else str(room.id)
        status = 2 if room.mode.live else 4
        user = {"roomId": number, "uniqueId": room.mode.host or room.name}
        data = {"user": user, "liveRoom": {"status": status}}
        return web.json_response({"message": "", "data": data})

    async def check_alive(self, request: web.Request) -> web.Response:
        """GET {webcast}/room/check_alive/?room_ids=1."""
        room = self.by_id(request.query["room_ids"])
        await room.count("alive_lookups")
        if room.mode.check_alive == "empty":
            return web.json_response({"data": []})
        alive = room.mode.live and room.mode.check_alive == "ok"
        return web.json_response({"data": [{"alive": alive, "room_id": room.id}]})

    async def room_info(self, request: web.Request) -> web.Response:
        """GET {webcast}/room/info/?room_id=1."""
        room = self.by_id(request.query["room_id"])
        if room.mode.age_restricted:
            data: dict[str, object] = {"prompts": "adults only", "message": "age"}
            return web.json_response({"data": data, "status_code": 4003110})
        return web.json_response({"data": {"id": room.id, "status": 2}})

    async def sign(self, request: web.Request) -> web.Response:
        """GET {sign}/webcast/fetch?room_id=1."""
        room = self.by_id(request.query["room_id"])
        await room.count("signed")
        key = request.headers.get("X-Api-Key", "")
        room.keys.append(key)
        self._spent[key] += 1
        if key.startswith("wrong"):
            return web.json_response({"message": "bad key"}, status=401)
        await asyncio.sleep(room.mode.slow)
        if (fault := _sign_fault(room.mode)) is not None:
            return fault
        cursor = "" if room.mode.age_restricted else "cursor-1"
        backlog = room.history[-room.mode.backlog :] if room.mode.backlog else []
        result = ProtoMessageFetchResult(
            messages=backlog,
            cursor=cursor,
            internal_ext="ext-1",
            fetch_interval=1000,
            need_ack=True,
            is_first=True,
            push_server=f"{self.base.replace('http', 'ws')}/push/{room.name}",
            route_params={"imprp": "p-1", "agent": "a (b) c"},
        )
        headers = (
            {} if room.mode.sign == "no-cookies" else {"X-Set-TT-Cookie": "ttwid=1;"}
        )
        return web.Response(body=bytes(result), headers=headers)

    async def rate_limits(self, request: web.Request) -> web.Response:
        """GET {sign}/webcast/rate_limits."""
        key = request.headers.get("X-Api-Key", "")
        if key.startswith("wrong"):
            return web.json_response({"message": "bad key"}, status=401)
        if key.startswith("vague"):
            return web.json_response({"code": 200, "day": {"max": "many"}})
        left = {
            span: {
                "max": limit,
                "remaining": max(limit - self._spent[key], 0),
                "reset_at": None,
            }
            for span, limit in LIMITS.items()
        }
        return web.json_response({"code": 200, "load_shedding": {}, **left})

    async def gift_list(self, request: web.Request) -> web.Response:
        """GET {webcast}/gift/list/?room_id=1."""
        room = self.by_id(request.query["room_id"])
        await room.count("gift_lists")
        if room.mode.gifts == "never":
            await asyncio.Event().wait()
        if room.mode.gifts == "garbage":
            return web.Response(text="<html>are you human?</html>")
        broken = {"id": "no number", "name": 7}
        return web.json_response({"data": {"gifts": [broken, *_gifts()]}})

    async def push(self, request: web.Request) -> web.StreamResponse:
        """The socket: im_enter_room, then hb and ack from the client, msg to it."""
        room = self.room(request.match_info["name"])
        if room.mode.upgrade != "ok":
            headers = {"Handshake-Msg": "DEVICE_BLOCKED"}
            return web.Response(status=int(room.mode.upgrade), headers=headers)
        if request.query.get("room_id") != str(room.id):
            room.violations.append("wrong room in the address of the socket")
        if "ttwid=1" not in request.headers.get("Cookie", ""):
            room.violations.append("the sign server's cookie is missing")
        socket_ = web.WebSocketResponse(protocols=("echo-protocol",), autoping=True)
        socket_.headers["Handshake-Options"] = "ping-interval=1;"
        await socket_.prepare(request)
        await room.count("connections")
        room.sockets.append(socket_)
        try:
            await self._listen(room, socket_)
        finally:
            room.sockets.remove(socket_)
            await room.count("ended")
        return socket_

    async def _listen(self, room: Room, socket_: web.WebSocketResponse) -> None:
        has_entered = False
        async for message in socket_:
            if message.type is not WSMsgType.BINARY:
                room.violations.append(f"a frame of type {message.type.name}")
                continue
            frame = WebcastPushFrame.parse(message.data)
            if not has_entered:
                entered = WebcastImEnterRoomMessage.parse(frame.payload)
                if frame.payload_type != "im_enter_room" or entered.room_id != room.id:
                    room.violations.append(f"{frame.payload_type} before im_enter_room")
                has_entered = True
            if frame.payload_type == "ack" and frame.payload != b"ext-1":
                room.violations.append(f"ack of {frame.payload!r}")
            await room.count(frame.payload_type)
            while room.silent:
                await _changed(room)


def _gifts() -> list[dict[str, object]]:
    """Return a list of the size of a real one: some 400 gifts of 1.5 kB each."""
    padding = {"describe": "sent " * 280, "scheme_url": "", "duration": 1000}
    others = ({**ROSE, "id": 9_000 + n, "name": f"Gift {n}"} for n in range(400))
    return [ROSE, *({**gift, "diamond_count": 5, **padding} for gift in others)]


def _sign_fault(mode: Mode) -> web.Response | None:
    limits = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(mode.reset)}
    match mode.sign:
        case "limited":
            body = {"message": "slow down", "limit_label": "hourly"}
            return web.json_response(body, status=429, headers=limits)
        case "limited-without-remaining":
            headers = {"RateLimit-Reset": str(mode.reset)}
            return web.json_response({}, status=429, headers=headers)
        case "limited-without-headers":
            return web.json_response({}, status=429)
        case "down":
            return web.Response(status=500, text="out of order")
        case "forbidden":
            return web.json_response({"message": "blocked"}, status=403)
        case "unauthorized":
            return web.json_response({"message": "bad key"}, status=401)
        case "empty":
            return web.Response(body=b"")
        case "garbage":
            return web.Response(body=b"\xff" * 40, headers={"X-Set-TT-Cookie": "a=1;"})
    return None


def _numbered(
    room: Room, models: list[script.AnyMessage], times: int
) -> list[ProtoMessageFetchResultBaseProtoMessage]:
    """Return `times` messages in turns; only their numbers differ.

    Encoding one takes the library a millisecond; numbers of this size are all nine
    bytes long, so that one can stand in another's place.
    """
    made = [room.enveloped(model) for model in models]
    messages = []
    for turn in range(times):
        model, number = made[turn % len(made)], room.next_message
        room.next_message += 1
        payload = model.payload.replace(_varint(model.msg_id), _varint(number), 1)
        messages.append(
            ProtoMessageFetchResultBaseProtoMessage(
                method=model.method, payload=payload, msg_id=number
            )
        )
    return messages


def _varint(number: int) -> bytes:
    parts = []
    while number >= 0x80:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def push_frame(
    messages: list[ProtoMessageFetchResultBaseProtoMessage], number: int
) -> bytes:
    """Return messages as TikTok pushes them."""
    result = ProtoMessageFetchResult(
        messages=messages, need_ack=True, internal_ext="ext-1", cursor="cursor-2"
    )
    return bytes(
        WebcastPushFrame(
            payload_type="msg",
            payload_encoding="pb",
            headers=[PushHeader(key="compress_type", value="gzip")],
            payload=gzip.compress(bytes(result), 1),
            log_id=number,
        )
    )


async def _changed(room: Room) -> None:
    async with room.changed:
        await room.changed.wait()


class Control:
    """What tests ask for: POST /control/NAME/VERB with JSON, answered with JSON."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def __call__(self, request: web.Request) -> web.Response:
        room = self._emulator.room(request.match_info["name"])
        verb = getattr(self, request.match_info["verb"])
        answer = await verb(room, await request.read())
        return web.json_response(answer)

    async def push(self, room: Room, body: bytes) -> object:
        """Push each message in a frame of its own; answers with their numbers."""
        return await self._pushed(room, _BATCH.decode(body), together=False)

    async def push_together(self, room: Room, body: bytes) -> object:
        """Push all messages in one frame."""
        return await self._pushed(room, _BATCH.decode(body), together=True)

    async def remember(self, room: Room, body: bytes) -> object:
        """Take messages into the history only, as if nobody had been connected."""
        enveloped = [room.enveloped(message) for message in _BATCH.decode(body)]
        room.history += enveloped
        return [message.msg_id for message in enveloped]

    async def flood(self, room: Room, body: bytes) -> object:
        """Push `times` times the same messages, `per_frame` in a frame; only numbers
        differ. Answers with the seconds it took."""
        order = json.loads(body)
        models = _BATCH.decode(json.dumps(order["messages"]).encode())
        began = time.perf_counter()
        batch = []
        for turn in range(order["times"]):
            batch.append(room.enveloped(models[turn % len(models)]))
            if len(batch) == order["per_frame"]:
                await self._send(room, push_frame(batch, batch[-1].msg_id))
                batch = []
        if batch:
            await self._send(room, push_frame(batch, batch[-1].msg_id))
        return time.perf_counter() - began

    async def replay(self, room: Room, body: bytes) -> object:
        """Push ready frames `times` times, for measuring: encoding costs nothing."""
        order = json.loads(body)
        models = _BATCH.decode(json.dumps(order["messages"]).encode())
        frame = push_frame([room.enveloped(message) for message in models], 1)
        for _ in range(order["times"]):
            await self._send(room, frame)
        return len(frame)

    async def rush(self, room: Room, body: bytes) -> object:
        """Send `times` messages, `per_frame` in a frame, `per_second` of them (0: as
        fast as they are taken), each with a number of its own. They are made before
        the first is sent. Answers with the seconds it took and the numbers."""
        order = json.loads(body)
        models = _BATCH.decode(json.dumps(order["messages"]).encode())
        messages = _numbered(room, models, order["times"])
        frames = [
            push_frame(messages[start : start + order["per_frame"]], start + 1)
            for start in range(0, len(messages), order["per_frame"])
        ]
        began = time.perf_counter()
        for sent, frame in enumerate(frames):
            due = sent * order["per_frame"] / (order["per_second"] or 1e9)
            await asyncio.sleep(max(due - (time.perf_counter() - began), 0))
            await self._send(room, frame)
        return {
            "seconds": time.perf_counter() - began,
            "numbers": [message.msg_id for message in messages],
        }

    async def raw_frame(self, room: Room, body: bytes) -> object:
        """Send these bytes as a socket frame."""
        await self._send(room, body)
        return None

    async def close(self, room: Room, body: bytes) -> object:
        """Close every socket with this code."""
        code = json.loads(body)["code"]
        sockets = list(room.sockets)
        for socket_ in sockets:
            await socket_.close(code=code)
        return len(sockets)

    async def reset(self, room: Room, _body: bytes) -> object:
        """Cut every connection with a TCP reset."""
        for socket_ in list(room.sockets):
            transport = socket_._req.transport
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return None

    async def silence(self, room: Room, body: bytes) -> object:
        """Neither send nor read nor answer any more, or go on doing so."""
        async with room.changed:
            room.silent = json.loads(body)["on"]
            room.changed.notify_all()
        return None

    async def mode(self, room: Room, body: bytes) -> object:
        """Set fields of Mode."""
        for name, value in json.loads(body).items():
            getattr(room.mode, name)
            setattr(room.mode, name, value)
        return None

    async def state(self, room: Room, _body: bytes) -> object:
        """Answer with what was seen of the clients."""
        return {
            "seen": room.seen,
            "open": len(room.sockets),
            "violations": room.violations,
            "keys": room.keys,
            "room": str(room.id),
        }

    async def wait(self, room: Room, body: bytes) -> object:
        """Answer when `what` was seen `count` times; false when it takes too long."""
        order = json.loads(body)
        with suppress(TimeoutError):
            async with asyncio.timeout(order["timeout"]), room.changed:
                await room.changed.wait_for(
                    lambda: room.seen.get(order["what"], 0) >= order["count"]
                )
                return True
        return False

    async def _pushed(
        self, room: Room, messages: list[script.AnyMessage], *, together: bool
    ) -> list[int]:
        enveloped = [room.enveloped(message) for message in messages]
        room.history += enveloped
        frames = [enveloped] if together else [[message] for message in enveloped]
        for frame in frames:
            await self._send(room, push_frame(frame, frame[-1].msg_id))
        return [message.msg_id for message in enveloped]

    async def _send(self, room: Room, frame: bytes) -> None:
        if room.silent:
            return
        for socket_ in list(room.sockets):
            with suppress(ConnectionError):
                await socket_.send_bytes(frame)


def application(emulator: Emulator) -> web.Application:
    """Return the server with all its routes."""
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.add_routes(
        [
            web.get("/@{name}/live", emulator.live_page),
            web.get("/api-live/user/room/", emulator.room_of_user),
            web.get("/webcast/room/check_alive/", emulator.check_alive),
            web.get("/webcast/room/info/", emulator.room_info),
            web.get("/sign/webcast/fetch", emulator.sign),
            web.get("/sign/webcast/rate_limits", emulator.rate_limits),
            web.get("/webcast/gift/list/", emulator.gift_list),
            web.get("/push/{name}", emulator.push),
            web.post("/control/{name}/{verb}", Control(emulator)),
        ]
    )
    return app


async def run() -> None:
    """Listen on a free port until the process ends."""
    emulator = Emulator()
    runner = web.AppRunner(application(emulator))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=1)
    await site.start()
    port = runner.addresses[0][1]
    emulator.base = f"http://127.0.0.1:{port}"
    say_ready(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    end_with_input()
    asyncio.run(run())
