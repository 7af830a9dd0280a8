"""Happenings as EventSub notifications: every way in which Twitch tells each of them.

Shapes follow twitchio's own types (twitchio.types_.eventsub) and the public reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_script import NO_CHEERER, NOBODY, Person

Pair = tuple[str, dict[str, Any]]
_HIDDEN = {NOBODY.id, NO_CHEERER.id}


class Room:
    """What notifications say about the channel; id and login of the Broadcaster."""

    def __init__(self, id: str, login: str) -> None:  # noqa: A002  # Twitch's word
        self.id = id
        self.login = login

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "broadcaster_user_id": self.id,
            "broadcaster_user_login": self.login,
            "broadcaster_user_name": self.login.title(),
        }


def notifications(happening: script.AnyHappening, room: Room) -> list[Pair]:
    """Return the type and event of each notification, in the order Twitch sends."""
    return list(_TELLERS[type(happening)](happening, room))


def stamp(at: int) -> str:
    """Return milliseconds since 1970 as Twitch writes times."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"


def who(person: Person, prefix: str = "user") -> dict[str, Any]:
    return {
        f"{prefix}_id": person.id,
        f"{prefix}_login": person.login,
        f"{prefix}_name": person.name,
    }


def _perhaps(person: Person) -> dict[str, Any]:
    hidden = person.id in _HIDDEN
    told = who(person)
    return {
        **(dict.fromkeys(told) if hidden else told),
        "is_anonymous": hidden,
    }


def _chatter(person: Person) -> dict[str, Any]:
    return {
        **who(person, "chatter_user"),
        "color": "#1E90FF",
        "badges": [
            {"set_id": name, "id": version, "info": ""}
            for name, version in person.badges
        ],
    }


def _piece(kind: str, text: str, **more: Any) -> dict[str, Any]:
    empty = {"cheermote": None, "emote": None, "mention": None}
    return {"type": kind, "text": text, **empty, **more}


def _pieces(text: str, emotes: Any, mentions: Any) -> Iterator[dict[str, Any]]:
    special = {word: ("emote", name) for name, word in emotes}
    special |= {name: ("mention", name) for name in mentions}
    rest = text
    while rest:
        found = [(rest.find(word), word) for word in special if word in rest]
        if not found:
            break
        place, word = min(found)
        if place:
            yield _piece("text", rest[:place])
        kind, name = special[word]
        emote = {"id": name, "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
        person = who(Person(login=name[1:].lower(), name=name[1:]))
        value = emote if kind == "emote" else person
        yield _piece(kind, word, **{kind: value})
        rest = rest[place + len(word) :]
    if rest:
        yield _piece("text", rest)


def _message(text: str, emotes: Any = (), mentions: Any = ()) -> dict[str, Any]:
    return {"text": text, "fragments": list(_pieces(text, emotes, mentions))}


def _said(happening: Any, room: Room, **more: Any) -> dict[str, Any]:
    return {
        **room.fields,
        **_chatter(happening.by),
        "message_id": happening.id,
        "message": _message(happening.text),
        "message_type": "text",
        "reply": None,
        "cheer": None,
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
        "source_broadcaster_user_id": None,
        "source_broadcaster_user_login": None,
        "source_broadcaster_user_name": None,
        "source_message_id": None,
        "source_badges": None,
        "is_source_only": None,
        **more,
    }


def _chat(told: script.Chat, room: Room) -> Iterator[Pair]:
    more: dict[str, Any] = {"message": _message(told.text, told.emotes, told.mentions)}
    if told.reply_to:
        more["reply"] = {
            "parent_message_id": told.reply_to,
            "parent_message_body": "what?",
            **who(script.BEN, "parent_user"),
            "thread_message_id": told.reply_to,
            **who(script.BEN, "thread_user"),
        }
    if told.shared_from:
        more["source_broadcaster_user_id"] = told.shared_from
        more["source_message_id"] = f"source-{told.id}"
        more["source_badges"] = []
    yield "channel.chat.message", _said(told, room, **more)


def _cheer(told: script.Cheer, room: Room) -> Iterator[Pair]:
    message = {"text": told.text, "fragments": [_piece("text", told.text)]}
    yield (
        "channel.chat.message",
        _said(told, room, message=message, cheer={"bits": told.bits}),
    )
    cheer = {**room.fields, **_perhaps(told.by)}
    yield "channel.cheer", {**cheer, "message": told.text, "bits": told.bits}
    yield (
        "channel.bits.use",
        {
            **room.fields,
            **who(told.by),
            "bits": told.bits,
            "type": "cheer",
            "message": message,
            "power_up": None,
            "custom_power_up": None,
        },
    )


_NOTICES = (
    "sub", "resub", "sub_gift", "community_sub_gift", "gift_paid_upgrade",
    "prime_paid_upgrade", "raid", "unraid", "pay_it_forward", "announcement",
    "bits_badge_tier", "charity_donation", "modiversary", "watch_streak",
    "shared_chat_sub", "shared_chat_resub", "shared_chat_sub_gift",
    "shared_chat_community_sub_gift", "shared_chat_gift_paid_upgrade",
    "shared_chat_prime_paid_upgrade", "shared_chat_raid", "shared_chat_pay_it_forward",
    "shared_chat_announcement", "shared_chat_modiversary",
)  # fmt: skip


def _notice(
    told: Any, room: Room, kind: str, details: dict[str, Any], text: str = ""
) -> Pair:
    return "channel.chat.notification", {
        **room.fields,
        **_chatter(told.by),
        "chatter_is_anonymous": told.by.id in _HIDDEN,
        "system_message": f"{told.by.name}: {kind}",
        "message_id": told.id,
        "message": _message(text),
        "notice_type": kind,
        **dict.fromkeys(_NOTICES),
        kind: details,
        "is_source_only": None,
    }


def _sub(told: script.Sub, room: Room) -> Iterator[Pair]:
    details = {
        "sub_tier": told.tier, "is_prime": told.is_prime, "duration_months": 1
    }  # fmt: skip
    yield _notice(told, room, "sub", details)
    own = {**room.fields, **who(told.by)}
    yield "channel.subscribe", {**own, "tier": told.tier, "is_gift": False}


def _resub(told: script.Resub, room: Room) -> Iterator[Pair]:
    details = {
        "cumulative_months": told.months,
        "duration_months": 1,
        "streak_months": None,
        "sub_tier": told.tier,
        "is_prime": False,
        "is_gift": told.was_gifted,
        "gifter_is_anonymous": None,
        "gifter_user_id": None,
        "gifter_user_name": None,
        "gifter_user_login": None,
    }
    yield _notice(told, room, "resub", details, told.text)
    yield (
        "channel.subscription.message",
        {
            **room.fields,
            **who(told.by),
            "tier": told.tier,
            "message": {"text": told.text, "emotes": None},
            "cumulative_months": told.months,
            "streak_months": None,
            "duration_months": 1,
        },
    )


def _gift(told: script.Gift, room: Room) -> Iterator[Pair]:
    yield from _single(told, room)
    if not told.run:
        yield _gifted(told, room, 1)


def _single(told: script.Gift, room: Room) -> Iterator[Pair]:
    details = {
        "duration_months": 1,
        "cumulative_total": None,
        **who(told.to, "recipient_user"),
        "sub_tier": told.tier,
        "community_gift_id": told.run or None,
    }
    yield _notice(told, room, "sub_gift", details)
    own = {**room.fields, **who(told.to)}
    yield "channel.subscribe", {**own, "tier": told.tier, "is_gift": True}


def _gifted(told: Any, room: Room, total: int) -> Pair:
    return "channel.subscription.gift", {
        **room.fields,
        **_perhaps(told.by),
        "total": total,
        "tier": told.tier,
        "cumulative_total": None,
    }


def singles(told: script.Bomb) -> list[script.Gift]:
    """Return one Gift for each receiver of a bomb."""
    count = told.count if told.singles is None else told.singles
    if told.parts == "total":
        return []
    return [
        script.Gift(
            id=f"{told.id}-{n}",
            at=told.at,
            by=told.by,
            to=Person(id=str(90_000 + n), login=f"fan{n}", name=f"Fan{n}"),
            tier=told.tier,
            run=run_of(told),
        )
        for n in range(count)
    ]


def run_of(told: script.Bomb) -> str:
    """Return the id that a bomb and its singles have in common."""
    return str(abs(hash_of(told.id)))


def hash_of(text: str) -> int:
    """Return a number for a text, the same in every process."""
    return int.from_bytes(text.encode()[-8:], "big")


def _bomb(told: script.Bomb, room: Room) -> Iterator[Pair]:
    total: list[Pair] = []
    if told.parts != "singles":
        details = {
            "id": run_of(told),
            "total": told.count,
            "sub_tier": told.tier,
            "cumulative_total": None,
        }
        total = [
            _notice(told, room, "community_sub_gift", details),
            _gifted(told, room, told.count),
        ]
    if told.total_first:
        yield from total
    for one in singles(told):
        yield from _single(one, room)
    if not told.total_first:
        yield from total


def _upgrade(told: script.Upgrade, room: Room) -> Iterator[Pair]:
    kind = f"{told.kind}_paid_upgrade"
    details = {"sub_tier": "1000"}
    if told.kind == "gift":
        details = {"gifter_is_anonymous": True, **who(NOBODY, "gifter_user")}  # type: ignore[dict-item]  # Twitch mixes them
    yield _notice(told, room, kind, details)


def _raid(told: script.Raid, room: Room) -> Iterator[Pair]:
    picture = "https://static-cdn.jtvnw.net/user.png"
    yield _notice(
        told,
        room,
        "raid",
        {**who(told.by), "viewer_count": told.viewers, "profile_image_url": picture},
    )
    to = {name.replace("broadcaster", "to_broadcaster"): value
          for name, value in room.fields.items()}  # fmt: skip
    raider = who(told.by, "from_broadcaster_user")
    yield "channel.raid", {**raider, **to, "viewers": told.viewers}


def _announcement(told: script.Announcement, room: Room) -> Iterator[Pair]:
    yield _notice(told, room, "announcement", {"color": "PRIMARY"}, told.text)


def _follow(told: script.Follow, room: Room) -> Iterator[Pair]:
    own = {**room.fields, **who(told.by)}
    yield "channel.follow", {**own, "followed_at": stamp(told.at)}


def _redemption(told: script.Redemption, room: Room) -> Iterator[Pair]:
    yield (
        "channel.channel_points_custom_reward_redemption.add",
        {
            "id": told.id,
            **room.fields,
            **who(told.by),
            "user_input": told.text,
            "status": "unfulfilled",
            "reward": {
                "id": "reward-1",
                "title": told.title,
                "cost": told.cost,
                "prompt": "",
            },
            "redeemed_at": stamp(told.at),
        },
    )


def _train(told: script.Train, room: Room) -> Iterator[Pair]:
    event = {
        "id": "train-1",
        **room.fields,
        "total": told.total,
        "level": told.level,
        "top_contributions": [],
        "shared_train_participants": None,
        "started_at": stamp(told.at),
        "type": "regular",
        "is_shared_train": False,
    }
    if told.phase == "end":
        event |= {"ended_at": stamp(told.at), "cooldown_ends_at": stamp(told.at)}
    else:
        event |= {"progress": told.progress, "goal": told.goal}
        event |= {"expires_at": stamp(told.at)}
    yield f"channel.hype_train.{told.phase}", event


def _delete(told: script.Delete, room: Room) -> Iterator[Pair]:
    own = {**room.fields, **who(told.by, "target_user")}
    yield "channel.chat.message_delete", {**own, "message_id": told.target}


def _ban(told: script.Ban, room: Room) -> Iterator[Pair]:
    ends = stamp(told.at + told.seconds * 1000) if told.seconds else None
    yield (
        "channel.ban",
        {
            **who(told.by),
            **room.fields,
            **who(script.MOD, "moderator_user"),
            "reason": "",
            "banned_at": stamp(told.at),
            "ends_at": ends,
            "is_permanent": not told.seconds,
        },
    )
    target = who(told.by, "target_user")
    yield "channel.chat.clear_user_messages", {**room.fields, **target}


def _unban(told: script.Unban, room: Room) -> Iterator[Pair]:
    moderator = who(script.MOD, "moderator_user")
    yield "channel.unban", {**who(told.by), **room.fields, **moderator}


def _clear(_told: script.Clear, room: Room) -> Iterator[Pair]:
    yield "channel.chat.clear", room.fields


def _mode(told: script.Mode, room: Room) -> Iterator[Pair]:
    modes = {f"{name}_mode": False for name in ("emote", "follower", "slow")}
    modes |= {"subscriber_mode": False, "unique_chat_mode": False}
    name = "unique_chat_mode" if told.mode == "unique" else f"{told.mode}_mode"
    more = {
        "follower_mode_duration_minutes": None,
        "slow_mode_wait_time_seconds": None,
    }
    event = {**room.fields, **modes, name: told.is_on, **more}
    yield "channel.chat_settings.update", event


def _status(told: script.Status, room: Room) -> Iterator[Pair]:
    if told.is_live:
        more = {"id": "9001", "type": "live", "started_at": stamp(told.at)}
        yield "stream.online", {**room.fields, **more}
    else:
        yield "stream.offline", room.fields


def _raw(told: script.Raw, _room: Room) -> Iterator[Pair]:
    yield told.type, told.event


def _nothing(_told: script.RawLine, _room: Room) -> Iterator[Pair]:
    yield from ()


_TELLERS: dict[type, Any] = {
    script.Chat: _chat,
    script.Cheer: _cheer,
    script.Sub: _sub,
    script.Resub: _resub,
    script.Gift: _gift,
    script.Bomb: _bomb,
    script.Upgrade: _upgrade,
    script.Raid: _raid,
    script.Announcement: _announcement,
    script.Follow: _follow,
    script.Redemption: _redemption,
    script.Train: _train,
    script.Delete: _delete,
    script.Ban: _ban,
    script.Unban: _unban,
    script.Clear: _clear,
    script.Mode: _mode,
    script.Status: _status,
    script.Raw: _raw,
    script.RawLine: _nothing,
}
