"""What tests of the whole app share."""

from tests.support.evening import copy, evening, here
from tests.support.running_app import lively, quiet
from tests.support.tiktok_fixtures import tiktok, tiktok_name, tiktok_room
from tests.support.youtube_fixtures import (
    youtube,
    youtube_key,
    youtube_stream,
    youtube_video,
)

__all__ = [
    "copy",
    "evening",
    "here",
    "lively",
    "quiet",
    "tiktok",
    "tiktok_name",
    "tiktok_room",
    "youtube",
    "youtube_key",
    "youtube_stream",
    "youtube_video",
]
