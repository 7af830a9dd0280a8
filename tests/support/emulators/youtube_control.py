"""Steering the YouTube emulator from a test: messages, faults, and what was seen."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession

from tests.support.emulators import youtube_script as script
from tests.support.emulators.process import running
from tests.support.emulators.youtube_script import Item

PATIENCE_S = 40.0


@dataclass(frozen=True)
class YouTubeEmulator:
    """A running emulator; `base_url` is its root, `environment` what points to it."""

    base_url: str
    environment: Mapping[str, str]

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start the emulator in a process of its own, and end it afterwards."""
        with running("tests.support.emulators.youtube") as port:
            base = f"http://127.0.0.1:{port}"
            asked = urllib.request.Request(f"{base}/control/-/about", method="POST")
            with urllib.request.urlopen(asked, timeout=20) as answer:
                yield cls(base, json.load(answer))

    def stream(self, video: str) -> YouTubeStream:
        """Return a video's stream; `async with` it. Streams share nothing but keys."""
        return YouTubeStream(self.base_url, video)


class YouTubeStream:
    """One live video: messages, faults, and what was seen of who reads it.

    Methods that push return YouTube's ids of the messages: the events' ids are
    "youtube:<id>".
    """

    def __init__(self, base_url: str, video: str) -> None:
        self._base = base_url
        self.video = video
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        await self.set()
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

    async def push(self, *items: Item) -> list[str]:
        """Add messages to the chat; see youtube_script."""
        return await self._tell("push", list(items))

    async def chat(self, text: str, by: script.Person = script.ANN) -> str:
        return (await self.push(script.chat(text, by)))[0]

    async def poll(self, item: Item | None) -> str:
        """Set the poll that is running."""
        return await self._tell("poll", item)

    async def set(self, **fields: Any) -> None:
        """Set what the stream is; see Video in youtube_world.py."""
        await self._tell("set", fields)

    async def end(self, how: str = "offline") -> None:
        """End the stream: "offline" or "gone"."""
        await self._tell("end", {"how": how})

    # Faults

    async def fault(self, where: str, what: str, times: int = -1) -> None:
        """Let a fault strike: where of COSTS in youtube_world.py, or "any"."""
        await self._tell("fault", {"where": where, "what": what, "times": times})

    async def mend(self) -> None:
        await self._tell("mend", {})

    async def cut(self, code: str = "UNAVAILABLE") -> int:
        """End every open stream of this video with a code of gRPC."""
        return await self._tell("cut", {"code": code})

    async def reset(self) -> None:
        """Reset every connection to the stream, of all videos."""
        await self.world("reset")

    # Seeing

    async def seen(
        self, what: str, count: int = 1, *, within: float = PATIENCE_S
    ) -> None:
        """Wait until calls (of COSTS), pages, answers or "streams over" were seen."""
        order = {"what": what, "count": count, "timeout": within}
        if not await self._tell("wait", order):
            state = await self.state()
            raise AssertionError(f"{what} was not seen {count} times: {state}")

    async def state(self, **more: Any) -> dict[str, Any]:
        """Return {"seen", "open", "requests", "bans", "history"}."""
        return await self._tell("state", more)

    async def units(self, who: str, **more: Any) -> dict[str, Any]:
        """Return {"spent", "calls"} of a key, or of "login"; limit= sets its units."""
        return await self.world("units", who=who, **more)

    async def world(self, verb: str, **order: Any) -> Any:
        """Ask for what concerns no one video; see Control in youtube.py."""
        return await self._ask(f"{self._base}/control/-/{verb}", order)

    async def _tell(self, verb: str, order: Any) -> Any:
        return await self._ask(f"{self._base}/control/{self.video}/{verb}", order)

    async def _ask(self, address: str, order: Any) -> Any:
        assert self._session is not None, "use `async with emulator.stream(...)`"
        async with self._session.post(address, json=order) as answer:
            answer.raise_for_status()
            return await answer.json()
