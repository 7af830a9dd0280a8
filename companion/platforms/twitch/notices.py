"""What both ways of reading tell alike: words, gifted subscriptions, announcements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from companion.domain.errors import ProtocolChanged
from companion.domain.events import Announcement, AnyEvent, Chat, Subscription
from companion.domain.text import clean_name
from companion.domain.values import Fragment, Viewer
from companion.platforms.twitch.people import SOMEBODY
from companion.platforms.twitch.told import Told

_NOTHING: Final = frozenset({"unraid", "unknown"})
_SHARED: Final = "shared_chat_"
"""Of another channel in a shared chat: its money is that channel's."""


class Notice(Struct, kw_only=True):
    """A notice with what all of them have; kind: EventSub's name of it."""

    kind: str
    viewer: Viewer
    text: str
    fragments: tuple[Fragment, ...]
    stamp: dict[str, Any]


def said(
    stamp: dict[str, Any],
    viewer: Viewer,
    *,
    text: str,
    fragments: tuple[Fragment, ...],
    parent: object = None,
) -> Chat:
    """Return a Chat; parent: native id of the one that it answers."""
    if not text:
        raise ProtocolChanged("says nothing")
    reply = None
    if isinstance(parent, str) and parent:
        reply = f"twitch:{clean_name(parent)}"
    return Chat(**stamp, viewer=viewer, text=text, fragments=fragments, reply_to=reply)


def words(notice: Notice) -> Iterator[AnyEvent]:
    """Yield what was said with a notice that is no money, if anything was."""
    if notice.text and notice.viewer is not SOMEBODY:
        yield said(
            notice.stamp,
            notice.viewer,
            text=notice.text,
            fragments=notice.fragments,
        )


def others(notice: Notice) -> Iterator[AnyEvent]:
    """Yield the announcement, or the words, of a notice of any other kind."""
    if notice.kind in _NOTHING or notice.kind.startswith(_SHARED):
        return
    if notice.kind == "announcement":
        yield Announcement(**notice.stamp, viewer=notice.viewer, text=notice.text)
        return
    yield from words(notice)


def gift(
    notice: Notice, *, via: str, recipient: Viewer, tier: str, run: object
) -> Told:
    """Return one gifted subscription; run: of the bomb that it belongs to, if any."""
    event = Subscription(
        **notice.stamp, viewer=recipient, gifted_by=notice.viewer, tier=tier
    )
    return Told(event=event, via=via, run=run if isinstance(run, str) else "")


def bomb(notice: Notice, *, via: str, total: int, tier: str, run: object) -> Told:
    """Return all the subscriptions that somebody gifted at once."""
    if not isinstance(run, str) or not run:
        raise ProtocolChanged("a gift bomb without an id")
    event = Subscription(
        **notice.stamp, gifted_by=notice.viewer, count=total, tier=tier
    )
    return Told(event=event, via=via, run=run, is_total=True)
