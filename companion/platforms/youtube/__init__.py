"""YouTube Live: the chat by gRPC stream or by polling, viewers and likes beside it.

Nothing here, nor in `connector` and `settings`, imports Google's libraries or gRPC:
that happens when a connection is really made.
"""

from __future__ import annotations

from typing import Final

from companion.domain import events
from companion.domain.events import StreamEvent

KINDS: Final[tuple[type[StreamEvent], ...]] = (
    events.Chat,
    events.Membership,
    events.SuperChat,
    events.SuperSticker,
    events.JewelGift,
    events.ViewerCount,
    events.StreamStatus,
    events.ChatDeleted,
    events.ViewerRemoved,
    events.ChatMode,
    events.PlatformPoll,
)
"""The kinds of events that YouTube tells; each has recordings in the tests."""
