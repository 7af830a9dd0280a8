"""Steering the TikTok emulator from a test, typed and without TikTokLive.

with TikTokEmulator.running() as emulator:
    async with emulator.room("mira.plays") as room:
        # … something connects to tiktok:@mira.plays with emulator.environment …
        await room.entered()
        await room.chat("hello", by=BEN)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import ClientSession

from tests.support.emulators import tiktok_script as script
from tests.support.emulators.process import running
from tests.support.emulators.tiktok_script import ANN, Person

FOLLOWED = "pm_main_follow_message_viewer_2"
SHARED = "pm_mt_guidance_share"

PATIENCE_S = 40.0


@dataclass(frozen=True)
class TikTokEmulator:
    """A running emulator; `base_url` is its root."""

    base_url: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start the emulator in a process of its own, and end it afterwards."""
        with running("tests.support.emulators.tiktok") as port:
            yield cls(f"http://127.0.0.1:{port}")

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that point Companion's TikTok connection at the emulator."""
        return {
            "COMPANION_TIKTOK_APP_URL": self.base_url,
            "COMPANION_TIKTOK_WEBCAST_URL": f"{self.base_url}/webcast",
            "COMPANION_TIKTOK_SIGN_URL": f"{self.base_url}/sign",
        }

    def room(self, name: str) -> TikTokRoom:
        """Return the room of channel @name; `async with` it. Rooms share nothing."""
        return TikTokRoom(f"{self.base_url}/control/{name}")


class TikTokRoom:
    """One channel: pushes, faults, and what was seen of who is connected.

    Methods that push return TikTok's number of the message: the event's id is
    "tiktok:<number>".
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    # Pushing

    async def chat(self, text: str, *, by: Person = ANN, **more: Any) -> int:
        return await self._one(script.Chat(text=text, by=by, **more))

    async def emote_chat(self, *emotes: str, by: Person = ANN) -> int:
        return await self._one(script.EmoteChat(emotes=emotes, by=by))

    async def like(self, count: int, *, total: int = 0, by: Person = ANN) -> int:
        return await self._one(script.Like(count=count, total=total, by=by))

    async def gift(self, *, by: Person = ANN, **more: Any) -> int:
        """Push one frame of a gift; see script.Gift for the fields."""
        return await self._one(script.Gift(by=by, **more))

    async def follow(self, *, by: Person = ANN) -> int:
        return await self._one(script.Social(key=FOLLOWED, action=1, by=by))

    async def share(self, *, by: Person = ANN) -> int:
        return await self._one(script.Social(key=SHARED, action=3, by=by))

    async def join(self, *, by: Person = ANN) -> int:
        return await self._one(script.Member(by=by))

    async def subscribe(self, *, months: int = 1, by: Person = ANN) -> int:
        return await self._one(script.Subscribe(months=months, by=by))

    async def viewers(self, total: int) -> int:
        return await self._one(script.Viewers(total=total))

    async def pause(self) -> int:
        return await self._one(script.Control(action=1))

    async def unpause(self) -> int:
        return await self._one(script.Control(action=2))

    async def end(self) -> int:
        return await self._one(script.Control(action=3))

    async def delete(self, *messages: int, people: Sequence[int] = ()) -> int:
        return await self._one(script.Delete(messages=messages, people=tuple(people)))

    async def poll(self, phase: str, title: str, *options: tuple[str, int]) -> int:
        return await self._one(
            script.Poll(phase=phase, title=title, options=options)  # type: ignore[arg-type]  # the test's own word
        )

    async def question(self, text: str, *, by: Person = ANN) -> int:
        return await self._one(script.Question(text=text, by=by))

    async def raw(self, method: str, payload: bytes) -> int:
        """Push any bytes at all as a message."""
        return await self._one(script.Raw(method=method, payload=payload))

    async def push(
        self, *messages: script.AnyMessage, together: bool = False
    ) -> list[int]:
        """Push messages, each in a frame of its own or all in one."""
        verb = "push_together" if together else "push"
        return await self._tell(verb, msgspec.json.encode(messages))

    async def raw_frame(self, data: bytes) -> None:
        """Send any bytes at all as a frame of the socket."""
        await self._tell("raw_frame", data)

    async def flood(
        self, times: int, *messages: script.AnyMessage, per_frame: int = 10
    ) -> float:
        """Push `times` messages, taking turns; returns the seconds it took."""
        order = {"times": times, "messages": messages, "per_frame": per_frame}
        return await self._tell("flood", msgspec.json.encode(order))

    async def replay(self, times: int, *messages: script.AnyMessage) -> int:
        """Send one ready frame of these messages `times` times; returns its bytes."""
        order = {"times": times, "messages": messages}
        return await self._tell("replay", msgspec.json.encode(order))

    async def rush(
        self,
        times: int,
        *messages: script.AnyMessage,
        per_second: int = 0,
        per_frame: int = 10,
    ) -> tuple[float, list[int]]:
        """Push `times` messages made beforehand; returns the seconds and numbers.

        per_second: how many of them; 0: as fast as they are taken.
        """
        order = {
            "times": times,
            "messages": messages,
            "per_frame": per_frame,
            "per_second": per_second,
        }
        told = await self._tell("rush", msgspec.json.encode(order))
        return told["seconds"], told["numbers"]

    # History

    async def missed(self, *messages: script.AnyMessage) -> list[int]:
        """Let messages happen while nobody hears them; backlog() can replay them."""
        return await self._tell("remember", msgspec.json.encode(messages))

    async def backlog(self, count: int) -> None:
        """Replay the last `count` messages whenever somebody connects."""
        await self.mode(backlog=count)

    # Faults

    async def close(self, code: int) -> None:
        """Close the socket with this code."""
        await self._tell("close", msgspec.json.encode({"code": code}))

    async def reset(self) -> None:
        """Cut the connection with a TCP reset."""
        await self._tell("reset")

    async def silence(self, on: bool = True) -> None:
        """Say nothing and answer nothing any more, with the socket open."""
        await self._tell("silence", msgspec.json.encode({"on": on}))

    async def mode(self, **fields: Any) -> None:
        """Change how the room behaves; see Mode in tiktok.py beside this file."""
        await self._tell("mode", msgspec.json.encode(fields))

    async def go_offline(self) -> None:
        await self.mode(live=False)

    async def go_live(self) -> None:
        await self.mode(live=True)

    # Seeing

    async def entered(self, count: int = 1, *, within: float = PATIENCE_S) -> None:
        """Wait until somebody has entered the room for the `count`-th time."""
        await self.seen("im_enter_room", count, within=within)

    async def seen(
        self, what: str, count: int = 1, *, within: float = PATIENCE_S
    ) -> None:
        """Wait until `what` was seen: pages, signed, connections, ended, hb, ack …"""
        order = {"what": what, "count": count, "timeout": within}
        if not await self._tell("wait", msgspec.json.encode(order)):
            state = await self.state()
            raise AssertionError(f"{what} was not seen {count} times: {state}")

    async def state(self) -> dict[str, Any]:
        """Return what was seen so far: {"seen", "open", "violations", "keys",
        "room"}."""
        return await self._tell("state")

    async def _one(self, message: script.AnyMessage) -> int:
        return (await self.push(message))[0]

    async def _tell(self, verb: str, body: bytes = b"{}") -> Any:
        assert self._session is not None, "use `async with emulator.room(...)`"
        async with self._session.post(f"{self._address}/{verb}", data=body) as answer:
            answer.raise_for_status()
            return await answer.json()
