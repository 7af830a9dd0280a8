"""The newest chat messages and support, newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from companion.domain.entries import Entry
from companion.domain.events import (
    MONEY,
    AnyEvent,
    Cheer,
    Gift,
    JewelGift,
    Membership,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.events import Chat as ChatEvent
from companion.domain.values import Viewer
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words
from overlays.parts import parts_of

_ENTRIES = 200
"""Entries looked at: a Streak is many entries and one line."""

_SHOWN = (ChatEvent, *MONEY)


class ChatSettings(OverlaySettings):
    """What a Broadcaster chooses for the chat."""

    align: Align = Field(
        default="bottom-left", description=N_("Where in the browser source it stands")
    )
    lines: int = Field(default=8, ge=1, le=20, description=N_("Lines shown at most"))
    width: int = Field(
        default=680, ge=320, le=1200, description=N_("Widest line in pixels, at 100 %")
    )
    fade_after: int = Field(
        default=0,
        ge=0,
        le=3600,
        description=N_(
            "Seconds until a line fades away. 0: when newer ones push it out"
        ),
    )
    oldest: int = Field(
        default=100,
        ge=40,
        le=100,
        description=N_(
            "How visible the oldest line is, in per cent; those after it are less faint"
        ),
    )
    platform_marks: bool = Field(
        default=True, description=N_("The platform's mark before each name")
    )
    emotes: bool = Field(
        default=True, description=N_("Pictures of emotes; else their names")
    )
    avatars: bool = Field(default=False, description=N_("Pictures of the Viewers"))
    support: bool = Field(
        default=True, description=N_("Gifts, Bits, Super Chats and Subscriptions too")
    )


class Chat(Overlay[ChatSettings]):
    """Up to 20 lines of chat; support stands out by its edge."""

    kind = "chat"
    width = 712
    height = 640
    settings_type = ChatSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Chat")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("The newest messages of all platforms, and who supports you")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "someone": _("Someone"),
            "gift": _("sent {gift}"),
            "gift_counted": _("sent {gift} {times}"),
            "times": _("×{n}"),
            "subscription": _("subscribed"),
            "membership": _("became a member"),
            "month": _("month {n}"),
            **plural_words("cheer", lambda n: ngettext("{n} Bit", "{n} Bits", n)),
            **plural_words(
                "gifted_subscription",
                lambda n: ngettext(
                    "gifted {n} Subscription", "gifted {n} Subscriptions", n
                ),
            ),
            **plural_words(
                "gifted_membership",
                lambda n: ngettext(
                    "gifted {n} Membership", "gifted {n} Memberships", n
                ),
            ),
        }

    def project(self, view: StreamView, settings: ChatSettings) -> State:
        """Return `{"lines": […]}`, oldest first; one line for a whole Streak.

        A line with emotes or mentions has `parts` as well, as parts.parts_of() tells.
        """
        entries = view.feed(_ENTRIES) if settings.support else view.chat(settings.lines)
        lines = _lines(entries)[-settings.lines :]
        written = {entry.seq: entry for entry in entries}
        for line in lines if settings.emotes else ():
            if line["kind"] == "chat" and (
                parts := parts_of(written[line["id"]], view)
            ):
                line["parts"] = parts
        return {"lines": lines}


def _lines(entries: Sequence[Entry]) -> list[State]:
    lines: list[State] = []
    runs = _Runs()
    for entry in entries:
        event = entry.event
        if isinstance(event, Gift) and event.streak and event.viewer:
            if line := runs.take(entry, event, event.viewer):
                lines.append(line)
        elif isinstance(event, _SHOWN):
            lines.append(_line(entry))
    return lines


class _Runs:
    """Streaks among the entries: each becomes one line, counted up in its place."""

    def __init__(self) -> None:
        self._open: dict[str, State] = {}
        self._count: dict[str, int] = {}

    def take(self, entry: Entry, gift: Gift, viewer: Viewer) -> State | None:
        """Return a new line, or None when the Streak has one already."""
        streak = gift.streak
        key = f"{viewer.id} {gift.gift_id} {streak.group if streak else ''}"
        total = streak.total if streak else gift.count
        line = self._open.get(key)
        if line is not None and total > line["count"]:
            line["count"] = total
            line["entries"].append(entry.seq)
            return None
        # Platforms use the id of a run again: a lower total begins another line.
        self._count[key] = self._count.get(key, 0) + 1
        line = {**_line(entry), "id": f"{key} {self._count[key]}", "count": total}
        self._open[key] = line
        return line


def _line(entry: Entry) -> State:
    event = entry.event
    assert event is not None  # noqa: S101  # the feed holds StreamEvents only
    giver = getattr(event, "gifted_by", None)
    viewer = giver or event.viewer
    return {
        "id": entry.seq,
        "entries": [entry.seq],
        "at": entry.at // 1_000,
        "kind": "chat",
        "viewer": viewer.id if viewer else None,
        "name": viewer.name if viewer else None,
        "avatar": viewer.avatar if viewer else None,
        "platform": event.platform.value,
        "text": getattr(event, "text", ""),
        "test": entry.test,
        **_support(event),
    }


def _support(event: AnyEvent) -> State:
    """Return what a line of support has more than a line of chat."""
    match event:
        case Gift() | JewelGift():
            return {
                "kind": "gift",
                "gift_name": event.name,
                "icon": event.icon,
                "count": event.count,
            }
        case Cheer():
            return {"kind": "cheer", "count": event.bits}
        case SuperChat() | SuperSticker():
            return {
                "kind": "superchat",
                "amount_micros": event.amount_micros,
                "currency": event.currency,
            }
        case Subscription() | Membership() if event.gifted_by is not None:
            kind = "subscription" if isinstance(event, Subscription) else "membership"
            return {"kind": f"gifted_{kind}", "count": event.count}
        case Subscription():
            return {"kind": "subscription", "months": event.months}
        case Membership():
            return {"kind": "membership", "months": event.months}
        case _:
            return {}
