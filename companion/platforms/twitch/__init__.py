"""Twitch: chat read with or without a login, written with one.

Nothing here, nor in `connector`, `settings`, `login` and the IRC modules, imports
twitchio: only a connection that is really made with a login does.
"""

from __future__ import annotations

from typing import Final

from companion.domain import events
from companion.domain.events import StreamEvent

KINDS: Final[tuple[type[StreamEvent], ...]] = (
    events.Chat,
    events.Announcement,
    events.Follow,
    events.Subscription,
    events.Cheer,
    events.Raid,
    events.Redemption,
    events.HypeTrain,
    events.StreamStatus,
    events.ChatDeleted,
    events.ViewerRemoved,
    events.ChatCleared,
    events.ChatMode,
)
"""The kinds of events that Twitch tells; each has recordings in the tests.

ViewerCount is asked for, MoneySource is the connector's own.
"""
