"""The emulator and its streams, and connectors that read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from companion.app.machine import SystemClock
from companion.platforms.youtube.connector import YouTubeConnector, youtube_connectors
from companion.platforms.youtube.settings import YouTubeSettings
from tests.support.emulators.youtube_control import YouTubeEmulator
from tests.support.youtube_fixtures import (
    MemorySecrets,
    secrets,
    youtube,
    youtube_key,
    youtube_stream,
    youtube_video,
)

__all__ = [
    "secrets",
    "youtube",
    "youtube_key",
    "youtube_stream",
    "youtube_video",
]

PLENTY = 100_000_000
"""Units that make the budget no reason to wait."""


@pytest.fixture
def settings(youtube: YouTubeEmulator, youtube_key: str) -> YouTubeSettings:
    """Settings that reach the emulator, with a key and more units than can be spent."""
    plain = YouTubeSettings(api_key=youtube_key, units_per_day=PLENTY)
    return plain.with_environment(youtube.environment)


MakeConnector = Callable[..., YouTubeConnector]


@pytest.fixture
def connect(
    settings: YouTubeSettings, secrets: MemorySecrets, youtube_video: str
) -> MakeConnector:
    """Makes a connector to the stream of this test; what is given changes it."""

    def make(name: str = youtube_video, **changed: object) -> YouTubeConnector:
        given = {"settings": settings, "secrets": secrets, "clock": SystemClock()}
        connector = youtube_connectors(**{**given, **changed})(name)  # type: ignore[arg-type]  # the test's own words
        assert isinstance(connector, YouTubeConnector)
        return connector

    return make


@pytest.fixture
def connector(connect: MakeConnector) -> YouTubeConnector:
    """A connector to the stream of this test."""
    return connect()
