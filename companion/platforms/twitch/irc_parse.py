"""Twitch's IRC messages as StreamEvents: pure, and safe with whatever line comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from companion.domain.errors import ProtocolChanged
from companion.domain.events import (
    AnyEvent,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Raid,
    Subscription,
    ViewerRemoved,
)
from companion.domain.text import clean_name
from companion.domain.values import Platform, Timestamp, Viewer
from companion.platforms.twitch import notices
from companion.platforms.twitch.amounts import (
    MOST_BITS,
    MOST_GIFTS,
    MOST_MONTHS,
    MOST_VIEWERS,
    tier_of,
    whole,
)
from companion.platforms.twitch.chat import fragments_of, spoken
from companion.platforms.twitch.irc_message import IrcMessage, irc_message
from companion.platforms.twitch.people import native_id, viewer_of
from companion.platforms.twitch.told import IRC, Told

Pairs = Iterator[AnyEvent | Told]

_MOST_SECONDS: Final = 1_209_600
_MODES: Final = {
    "emote-only": "emotes-only",
    "followers-only": "followers-only",
    "slow": "slow",
    "subs-only": "subscribers-only",
    "r9k": "unique",
}
_OFF: Final = {"followers-only": "-1"}
"""Followers-only is off at -1 and on at 0 minutes; the others are off at 0."""

_NO_RUN: Final = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
"""The origin that Twitch gives to every gift on its own: the SHA-1 of nothing."""

_KINDS: Final = {
    "subgift": "sub_gift",
    "anonsubgift": "sub_gift",
    "submysterygift": "community_sub_gift",
    "anonsubmysterygift": "community_sub_gift",
}


class _Line:
    """A message with the fields that every StreamEvent made of it has."""

    def __init__(self, message: IrcMessage, *, channel: str, at: Timestamp) -> None:
        self.message = message
        self.tags = message.tags
        self.at = at
        sent = self.tags.get("tmi-sent-ts", "")
        is_time = sent.isascii() and sent.isdigit() and 12 <= len(sent) <= 14
        self.sent = int(sent) * 1000 if is_time else None
        self.stamp: dict[str, Any] = {
            "id": "",
            "platform": Platform.TWITCH,
            "channel": channel,
            "platform_at": self.sent,
        }

    def named(self, native: str) -> dict[str, Any]:
        """Return the stamp with this id; ProtocolChanged when it is empty."""
        if not native or len(native) > 200:
            raise ProtocolChanged("has no id")
        self.stamp["id"] = f"twitch:{clean_name(native)}"
        return self.stamp

    def viewer(self) -> Viewer:
        tags = self.tags
        badges = tags.get("badges", "").split(",")
        return viewer_of(
            tags.get("user-id"),
            login=tags.get("login") or self.message.sender,
            name=tags.get("display-name"),
            badges=(badge.partition("/")[0] for badge in badges),
        )

    @property
    def is_shared(self) -> bool:
        """Whether it was said in another channel of a shared chat."""
        source = self.tags.get("source-room-id", "")
        return bool(source) and source != self.tags.get("room-id")


def parse_irc(line: str, *, channel: str, at: Timestamp) -> tuple[Told, ...]:
    """Return what one line says happened; () when it is of no interest.

    channel: the Broadcaster's login. at: when the line came, for what has no id of its
    own. Raises ProtocolChanged, and nothing else, when it makes no sense.
    """
    return told_by(irc_message(line), channel=channel, at=at)


def told_by(message: IrcMessage, *, channel: str, at: Timestamp) -> tuple[Told, ...]:
    """Return what a message says happened; as parse_irc."""
    read = _READERS.get(message.command)
    if read is None:
        return ()
    try:
        found = read(_Line(message, channel=channel, at=at))
        return tuple(
            one if isinstance(one, Told) else Told(event=one, via=IRC) for one in found
        )
    except ProtocolChanged as error:
        reason = f"{message.command}: {error}"
        raise ProtocolChanged(reason, payload=_payload(message)) from error
    except Exception as error:
        reason = f"{message.command}: {type(error).__name__}: {error!s:.60}"
        raise ProtocolChanged(reason, payload=_payload(message)) from error


def _payload(message: IrcMessage) -> bytes:
    return repr(message).encode("utf-8", "replace")[:4_000]


def _said(line: _Line) -> Pairs:
    stamp = line.named(line.tags.get("id", ""))
    text = spoken(line.message.text)
    viewer = line.viewer()
    bits = line.tags.get("bits", "")
    if bits and not line.is_shared:
        count = whole(bits, least=1, most=MOST_BITS)
        yield Cheer(**stamp, viewer=viewer, bits=count, text=text)
        return
    yield notices.said(
        stamp,
        viewer,
        text=text,
        fragments=fragments_of(text, line.tags.get("emotes", "")),
        parent=line.tags.get("reply-parent-msg-id"),
    )


def _notice(line: _Line) -> Pairs:
    tags = line.tags
    kind = tags.get("msg-id", "")
    if not kind:
        raise ProtocolChanged("a notice of no kind")
    if kind == "sharedchatnotice" or line.is_shared:
        return
    text = spoken(line.message.text) if line.message.text else ""
    notice = notices.Notice(
        kind=_KINDS.get(kind, kind),
        viewer=line.viewer(),
        text=text,
        fragments=fragments_of(text, tags.get("emotes", "")),
        stamp=line.named(tags.get("id", "")),
    )
    tier = tier_of(tags.get("msg-param-sub-plan"))
    run = _run(tags)
    match notice.kind:
        case "sub" | "resub":
            yield from _own_month(notice, line, tier)
        case "sub_gift":
            recipient = viewer_of(
                tags.get("msg-param-recipient-id"),
                login=tags.get("msg-param-recipient-user-name"),
                name=tags.get("msg-param-recipient-display-name"),
            )
            yield notices.gift(notice, via=IRC, recipient=recipient, tier=tier, run=run)
        case "community_sub_gift":
            count = tags.get("msg-param-mass-gift-count", "")
            total = whole(count, least=1, most=MOST_GIFTS)
            yield notices.bomb(notice, via=IRC, total=total, tier=tier, run=run)
        case "raid":
            count = tags.get("msg-param-viewerCount", "")
            viewers = whole(count, least=0, most=MOST_VIEWERS)
            yield Raid(**notice.stamp, viewer=notice.viewer, viewers=viewers)
        case _:
            yield from notices.others(notice)


def _run(tags: Mapping[str, str]) -> str:
    """Return the id of the gift bomb; "" for a gift that belongs to none."""
    if community := tags.get("msg-param-community-gift-id"):
        return community
    origin = tags.get("msg-param-origin-id", "")
    return "" if origin.replace(" ", "") == _NO_RUN else origin


def _own_month(notice: notices.Notice, line: _Line, tier: str) -> Pairs:
    if line.tags.get("msg-param-was-gifted") == "true":
        # Its giver paid, and was counted then: this only shares the good news.
        yield from notices.words(notice)
        return
    # A first subscription says 0 or 1 months, as it pleases Twitch.
    months = line.tags.get("msg-param-cumulative-months") or "1"
    yield Subscription(
        **notice.stamp,
        viewer=notice.viewer,
        months=max(whole(months, least=0, most=MOST_MONTHS), 1),
        tier=tier,
        text=notice.text,
    )


def _deleted(line: _Line) -> Pairs:
    target = line.tags.get("target-msg-id", "")
    stamp = line.named(f"delete/{target}" if target else "")
    yield ChatDeleted(**stamp, targets=(f"twitch:{clean_name(target)}",))


def _cleared(line: _Line) -> Pairs:
    when = line.sent if line.sent is not None else line.at
    if len(line.message.parameters) < 2:
        yield ChatCleared(**line.named(f"clear/{when}"))
        return
    native = native_id(line.tags.get("target-user-id"))
    stamp = line.named(f"ban/{native}/{when}")
    if duration := line.tags.get("ban-duration", ""):
        seconds = whole(duration, least=1, most=_MOST_SECONDS)
        yield ViewerRemoved(
            **stamp, target=f"twitch:{native}", action="timeout", seconds=seconds
        )
        return
    yield ViewerRemoved(**stamp, target=f"twitch:{native}", action="ban")


def _modes(line: _Line) -> Pairs:
    """One tag: it changed. All of them: we have come in, and hear what is on."""
    told = {tag: line.tags[tag] for tag in _MODES if line.tags.get(tag)}
    for tag, value in told.items():
        is_on = value != _OFF.get(tag, "0")
        if is_on or len(told) == 1:
            mode = _MODES[tag]
            stamp = {**line.named(f"mode/{mode}/{line.at}")}
            yield ChatMode(**stamp, mode=mode, is_on=is_on)


_READERS: Final[dict[str, Callable[[_Line], Pairs]]] = {
    "PRIVMSG": _said,
    "USERNOTICE": _notice,
    "CLEARMSG": _deleted,
    "CLEARCHAT": _cleared,
    "ROOMSTATE": _modes,
}
