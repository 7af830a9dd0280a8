"""The TikTok emulator for tests that run the whole app."""

from tests.support.tiktok_fixtures import tiktok, tiktok_name, tiktok_room

__all__ = ["tiktok", "tiktok_name", "tiktok_room"]
