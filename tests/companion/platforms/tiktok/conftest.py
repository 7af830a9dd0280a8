"""The emulator and its rooms, for every test of this folder."""

from __future__ import annotations

from tests.support.tiktok_fixtures import tiktok, tiktok_name, tiktok_room

__all__ = ["tiktok", "tiktok_name", "tiktok_room"]
