"""Fixtures for tests that need a YouTube: import them into a conftest.

One emulator process serves all tests of a run; each test has a video and a key of
its own.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.memory_secrets import MemorySecrets

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def youtube() -> Iterator[YouTubeEmulator]:
    """An emulator in its own process."""
    with YouTubeEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def youtube_video() -> str:
    """A video that no other test uses."""
    return f"video{next(_NUMBERS):06d}"


@pytest.fixture
def youtube_key(youtube_video: str) -> str:
    """A key that no other test uses."""
    return f"key-{youtube_video}"


@pytest.fixture
def secrets() -> MemorySecrets:
    """A keyring with nothing in it."""
    return MemorySecrets()


@pytest.fixture
async def youtube_stream(
    youtube: YouTubeEmulator, youtube_video: str
) -> AsyncIterator[YouTubeStream]:
    """The live stream of youtube_video."""
    async with youtube.stream(youtube_video) as stream:
        yield stream
