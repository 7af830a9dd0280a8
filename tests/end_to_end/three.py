"""`companion serve` connected to all three emulators at once, and ways to ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.app_process import AppProcess
from tests.support.emulators.tiktok_control import TikTokRoom
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.youtube_control import YouTubeStream

QUICK = (
    "--set",
    "connections.backoff_first_s=0.1",
    "--set",
    "connections.backoff_max_s=0.5",
)
LIVE = {"live", "silent"}

Entries = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Three channels, and what points Companion at them.

    environment: without logins. logins: what is needed to write, too.
    """

    folder: Path
    tiktok_name: str
    room: TikTokRoom
    channel: TwitchChannel
    stream: YouTubeStream
    environment: Mapping[str, str]
    logins: Mapping[str, str]

    @property
    def targets(self) -> dict[str, str]:
        return {
            "tiktok": f"tiktok:@{self.tiktok_name}",
            "twitch": f"twitch:{self.channel.name}",
            "youtube": f"youtube:{self.stream.video}",
        }

    @asynccontextmanager
    async def serving(
        self, *more: str, has_login: bool = True
    ) -> AsyncIterator[AppProcess]:
        """Run it; it is connected to all three when the block begins."""
        connects = [f"--connect={target}" for target in self.targets.values()]
        environment = {**self.environment, **(self.logins if has_login else {})}
        async with AppProcess.serving(
            *connects, *QUICK, *more, folder=self.folder, environment=environment
        ) as app:
            await all_live(app)
            yield app


async def all_live(app: AppProcess) -> dict[str, Any]:
    """Wait until every connection is live; returns the session."""
    return await app.until(
        "/session",
        lambda session: {one["state"] for one in session["connections"]} <= LIVE,
        seconds=60,
    )


async def entries(app: AppProcess) -> Entries:
    return await app.get("/events?after=0&limit=1000")


async def heard(app: AppProcess, *texts: str) -> Entries:
    """Wait until a chat with each of these texts is there; returns all entries."""

    def there(found: Entries) -> bool:
        said = {one["payload"].get("text") for one in found}
        return set(texts) <= said

    return await app.until("/events?after=0&limit=1000", there, seconds=40)
