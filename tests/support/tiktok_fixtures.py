"""Fixtures for tests that need a TikTok: import them into a conftest.

One emulator process serves all tests of a run; each test has a room of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def tiktok() -> Iterator[TikTokEmulator]:
    """An emulator in its own process."""
    with TikTokEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def tiktok_name() -> str:
    """A channel that no other test uses."""
    return f"mira.{next(_NUMBERS)}"


@pytest.fixture
async def tiktok_room(
    tiktok: TikTokEmulator, tiktok_name: str
) -> AsyncIterator[TikTokRoom]:
    """The room of @tiktok_name; no client may break the protocol in it."""
    async with tiktok.room(tiktok_name) as room:
        yield room
        assert (await room.state())["violations"] == []
