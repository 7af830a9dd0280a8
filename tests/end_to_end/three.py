"""`companion serve` connected to all three emulators at once, and ways to ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream

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


@pytest.fixture
def stage(
    tmp_path: Path,
    tiktok: TikTokEmulator,
    tiktok_name: str,
    tiktok_room: TikTokRoom,
    twitch_channel: TwitchChannel,
    youtube: YouTubeEmulator,
    youtube_stream: YouTubeStream,
) -> Stage:
    return Stage(
        folder=tmp_path / "data",
        tiktok_name=tiktok_name,
        room=tiktok_room,
        channel=twitch_channel,
        stream=youtube_stream,
        environment={
            **tiktok.environment,
            **twitch_channel.environment,
            **youtube.environment,
            "COMPANION_YOUTUBE_API_KEY": f"key-{youtube_stream.video}",
        },
        logins={"COMPANION_YOUTUBE_TOKEN": f"fixed-token-{youtube_stream.video}"},
    )


async def logged_in(stage: Stage) -> Stage:
    """Return the stage with a login of Twitch's too."""
    access = (await stage.channel.login())["access"]
    logins = {**stage.logins, "COMPANION_TWITCH_TOKEN": access}
    return Stage(**{**vars(stage), "logins": logins})


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
