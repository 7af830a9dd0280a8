"""One event in a few words, for the list under a connection pill."""

from __future__ import annotations

from companion.domain.entries import Entry
from companion.domain.events import (
    Chat,
    Follow,
    Join,
    Like,
    Raid,
    Share,
    StreamStatus,
    ViewerCount,
)
from companion.domain.values import Viewer
from companion.gui.components.amounts import number
from companion.gui.components.text import isolated
from companion.gui.live.event_words import giver_of, support_title
from companion.i18n import _, ngettext


def event_line(entry: Entry) -> str:
    """Return who did what; never the text of a chat, which the chat pane shows."""
    event = entry.event
    if event is None:
        return ""
    name = _who(giver_of(event))
    count = entry.amounts.gifts or int(getattr(event, "count", 1))
    title = support_title(event, count)
    if title:
        return f"{name}: {title}"
    match event:
        case Chat():
            return _("{name} wrote").format(name=name)
        case Like():
            told = ngettext("{name}: {n} like", "{name}: {n} likes", event.count)
            return told.format(name=name, n=number(event.count))
        case Follow():
            return _("{name} followed").format(name=name)
        case Share():
            return _("{name} shared the stream").format(name=name)
        case Join():
            return _("{name} came in").format(name=name)
        case Raid():
            told = _("{name} raided with {n} viewers")
            return told.format(name=name, n=number(event.viewers))
        case ViewerCount():
            return _("{n} watch now").format(n=number(event.viewers))
        case StreamStatus():
            return _("the stream changed: {status}").format(status=event.status)
        case _:
            return name


def _who(viewer: Viewer | None) -> str:
    return isolated(viewer.name) if viewer is not None else _("Somebody")
