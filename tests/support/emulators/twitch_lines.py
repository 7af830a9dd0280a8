"""Happenings as lines of Twitch's IRC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_events import Room, run_of, singles
from tests.support.emulators.twitch_script import Person

_ESCAPES = {";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"}
_MODES = {
    "emote": ("emote-only", "1", "0"),
    "follower": ("followers-only", "10", "-1"),
    "slow": ("slow", "30", "0"),
    "subscriber": ("subs-only", "1", "0"),
    "unique": ("r9k", "1", "0"),
}


def lines(happening: script.AnyHappening, room: Room) -> list[str]:
    """Return the lines that tell it; none for what IRC does not tell."""
    return list(_lines(happening, room))


def roomstate(room: Room) -> str:
    """Return what Twitch says to whoever comes in."""
    tags = {
        "emote-only": "0", "followers-only": "-1", "r9k": "0",
        "room-id": room.id, "slow": "0", "subs-only": "0",
    }  # fmt: skip
    return f"{_tags(tags)}:tmi.twitch.tv ROOMSTATE #{room.login}"


def _tags(tags: Mapping[str, str]) -> str:
    written = ";".join(f"{name}={_escaped(value)}" for name, value in tags.items())
    return f"@{written} "


def _escaped(value: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in value)


def _own(told: Any, room: Room) -> dict[str, str]:
    person: Person = told.by
    return {
        "badge-info": "",
        "badges": ",".join(f"{name}/{version}" for name, version in person.badges),
        "color": "#1E90FF",
        "display-name": person.name,
        "emotes": "",
        "id": told.id,
        "room-id": room.id,
        "tmi-sent-ts": str(told.at),
        "user-id": person.id,
        "user-type": "",
    }


def _emotes(told: script.Chat) -> str:
    found = []
    for name, word in told.emotes:
        place = told.text.index(word)
        found.append(f"{name}:{place}-{place + len(word) - 1}")
    return "/".join(found)


def _privmsg(told: Any, room: Room, text: str, **more: str) -> str:
    login = told.by.login
    tags = _tags(_own(told, room) | {k.replace("_", "-"): v for k, v in more.items()})
    sender = f"{login}!{login}@{login}.tmi.twitch.tv"
    return f"{tags}:{sender} PRIVMSG #{room.login} :{text}"


def _notice(
    told: Any, room: Room, kind: str, more: Mapping[str, str], text: str = ""
) -> str:
    own = _own(told, room) | {"login": told.by.login, "msg-id": kind}
    own |= {f"msg-param-{name}": value for name, value in more.items()}
    own["system-msg"] = f"{told.by.name}: {kind}; it happened"
    said = f" :{text}" if text else ""
    return f"{_tags(own)}:tmi.twitch.tv USERNOTICE #{room.login}{said}"


def _single(told: script.Gift, room: Room) -> str:
    more = {
        "gift-months": "1",
        "months": "1",
        "origin-id": told.run or f"origin-{told.id}",
        "recipient-display-name": told.to.name,
        "recipient-id": told.to.id,
        "recipient-user-name": told.to.login,
        "sub-plan": told.tier,
    }
    if told.run:
        more["community-gift-id"] = told.run
    return _notice(told, room, "subgift", more)


def _lines(told: script.AnyHappening, room: Room) -> Iterator[str]:
    match told:
        case script.Chat():
            more = {"emotes": _emotes(told)}
            if told.reply_to:
                more["reply_parent_msg_id"] = told.reply_to
            if told.shared_from:
                more["source_room_id"] = told.shared_from
            text = f"\x01ACTION {told.text}\x01" if told.is_action else told.text
            yield _privmsg(told, room, text, **more)
        case script.Cheer():
            yield _privmsg(told, room, told.text, bits=str(told.bits))
        case script.Announcement():
            yield _notice(told, room, "announcement", {"color": "PRIMARY"}, told.text)
        case script.RawLine():
            yield told.line
        case _:
            yield from _support(told, room)
            yield from _moderation(told, room)


def _support(told: script.AnyHappening, room: Room) -> Iterator[str]:
    match told:
        case script.Sub():
            plan = "Prime" if told.is_prime else told.tier
            more = {"cumulative-months": "1", "sub-plan": plan}
            yield _notice(told, room, "sub", more)
        case script.Resub():
            more = {"cumulative-months": str(told.months), "sub-plan": told.tier}
            more["was-gifted"] = "true" if told.was_gifted else "false"
            yield _notice(told, room, "resub", more, told.text)
        case script.Gift():
            yield _single(told, room)
        case script.Bomb():
            yield from _bomb(told, room)
        case script.Upgrade():
            yield _notice(told, room, f"{told.kind}paidupgrade", {})
        case script.Raid():
            more = {"displayName": told.by.name, "login": told.by.login}
            more["viewerCount"] = str(told.viewers)
            yield _notice(told, room, "raid", more)


def _bomb(told: script.Bomb, room: Room) -> Iterator[str]:
    more = {"mass-gift-count": str(told.count), "sub-plan": told.tier}
    more |= {"origin-id": run_of(told), "community-gift-id": run_of(told)}
    total = [_notice(told, room, "submysterygift", more)]
    if told.parts == "singles":
        total = []
    if told.total_first:
        yield from total
    for one in singles(told):
        yield _single(one, room)
    if not told.total_first:
        yield from total


def _moderation(told: script.AnyHappening, room: Room) -> Iterator[str]:
    ours = {"room-id": room.id, "tmi-sent-ts": str(told.at)}
    match told:
        case script.Delete():
            tags = {"login": told.by.login, "target-msg-id": told.target} | ours
            yield f"{_tags(tags)}:tmi.twitch.tv CLEARMSG #{room.login} :gone"
        case script.Ban():
            tags = {"target-user-id": told.by.id} | ours
            if told.seconds:
                tags["ban-duration"] = str(told.seconds)
            head = f"{_tags(tags)}:tmi.twitch.tv CLEARCHAT #{room.login}"
            yield f"{head} :{told.by.login}"
        case script.Clear():
            yield f"{_tags(ours)}:tmi.twitch.tv CLEARCHAT #{room.login}"
        case script.Mode():
            tag, on, off = _MODES[told.mode]
            tags = {"room-id": room.id, tag: on if told.is_on else off}
            yield f"{_tags(tags)}:tmi.twitch.tv ROOMSTATE #{room.login}"
