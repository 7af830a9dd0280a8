"""TikTok LIVE, read with TikTokLive in a worker process.

Nothing here, nor in `connector` and `settings`, imports TikTokLive: that is the
worker's affair.
"""

from __future__ import annotations

from typing import Final

from companion.domain import events
from companion.domain.events import StreamEvent

KINDS: Final[tuple[type[StreamEvent], ...]] = (
    events.Chat,
    events.Like,
    events.Gift,
    events.Follow,
    events.Share,
    events.Join,
    events.Subscription,
    events.ViewerCount,
    events.StreamStatus,
    events.ChatDeleted,
    events.ViewerRemoved,
    events.PlatformPoll,
    events.PlatformQuestion,
)
"""The kinds of events that TikTok tells; each has recordings in the tests."""
