"""Media, speech and emotes put together: by settings, and by what an overlay asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.app.studio.media_parts import (
    MediaParts,
    caches_of,
    emote_lists,
    providers_of,
)
from companion.domain.entries import Entry
from companion.domain.values import Fragment, FragmentKind, Platform
from companion.settings import Settings
from companion.settings.media import EmoteListSettings, MediaSettings
from tests.support.emulators.emotes import (
    SEVENTV,
    TWITCH_ID,
    ULID,
    YOUTUBE_ID,
    EmoteEmulator,
)
from tests.support.events import chat
from tests.support.fakes import FakeClock


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmoteEmulator]:
    with EmoteEmulator.running() as emulator:
        yield emulator


class Nothing:
    """A view in which nothing is featured."""

    def featured(self) -> Entry | None:
        return None


@pytest.fixture
async def parts(tmp_path: Path, emulator: EmoteEmulator) -> MediaParts:
    clock, settings = FakeClock(), Settings()
    return MediaParts(
        settings,
        folder=tmp_path,
        caches=caches_of(settings, tmp_path, clock),
        emotes=emote_lists(settings, tmp_path, clock, emulator.environment),
        view=Nothing(),
        clock=clock,
        uses=dict,
        on_change=lambda: None,
    )


def said(platform: Platform, channel: str) -> Entry:
    event = chat(platform=platform, channel=channel)
    return Entry(seq=1, number=1, session="s", at=1, body=event)


async def until_found(parts: MediaParts, entry: Entry, word: str) -> str:
    async with asyncio.timeout(20):
        while not (found := parts.emote(entry, Fragment(text=word))):  # noqa: ASYNC110  # a process elsewhere
            await asyncio.sleep(0.01)
    return found


async def test_words_are_emotes_of_the_channel_they_were_said_in(
    parts: MediaParts,
) -> None:
    mira, tube = said(Platform.TWITCH, "mira"), said(Platform.YOUTUBE, YOUTUBE_ID)
    async with parts.emotes:
        parts.emotes.connected(Platform.TWITCH, "mira", TWITCH_ID)

        assert SEVENTV in await until_found(parts, mira, "RainTime")
        assert ULID in await until_found(parts, tube, "TubeTime")
        assert parts.emote(tube, Fragment(text="RainTime")) is None
        assert parts.emote(said(Platform.TIKTOK, "mira"), Fragment(text="EZ")) is None


async def test_a_platforms_own_emote_has_its_own_picture(parts: MediaParts) -> None:
    own = Fragment(kind=FragmentKind.EMOTE, text="Kappa", emote="25")

    address = parts.emote(said(Platform.TWITCH, "mira"), own)

    assert address == ("https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/2.0")


async def test_settings_reach_every_part(parts: MediaParts) -> None:
    off = EmoteListSettings(bttv=False, ffz=False)

    parts.apply(Settings(emotes=off, media=MediaSettings(image_mb=1)))

    assert providers_of(off) == ("7tv",)
    assert parts.desk._library.caps.image == 1_000_000


async def test_names_lead_to_the_part_that_has_them(parts: MediaParts) -> None:
    assert parts.path_of("builtin:pop") is not None
    assert parts.path_of("speech:1") is None
    assert parts.path_of("nothing.png") is None


def test_the_caches_have_the_bound_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(media=MediaSettings(caches_mb=10))

    assert caches_of(settings, tmp_path, FakeClock())._most == 10_000_000
