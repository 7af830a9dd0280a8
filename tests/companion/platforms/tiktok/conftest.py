"""The emulator and its rooms, and connectors that talk to them."""

from __future__ import annotations

import pytest

from companion.app.machine import SystemClock
from companion.platforms.tiktok.connector import TikTokConnector
from companion.platforms.tiktok.settings import TikTokSettings
from tests.support.emulators.tiktok_control import TikTokEmulator
from tests.support.tiktok_fixtures import tiktok, tiktok_name, tiktok_room

__all__ = ["connector", "tiktok", "tiktok_name", "tiktok_room"]


@pytest.fixture
def connector(tiktok: TikTokEmulator, tiktok_name: str) -> TikTokConnector:
    """A connector to the room of this test."""
    settings = TikTokSettings().with_environment(tiktok.environment)
    return TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())
