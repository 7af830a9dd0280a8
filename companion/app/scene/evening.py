"""What has just happened in the scene: chat and support, as entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from msgspec import structs

from companion.app.scene.cast import VIEWERS
from companion.domain.entries import (
    ALLOWED,
    Amounts,
    Entry,
    Gap,
    Judgement,
    PointsChange,
)
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    Cheer,
    Follow,
    Gift,
    Like,
    Membership,
    Raid,
    Share,
    Streak,
    Subscription,
    SuperChat,
)
from companion.domain.values import POINT, Platform, Points, Role, Timestamp, Viewer
from companion.domain.views import Shown

SECOND = 1_000_000
MINUTE = 60 * SECOND

NOW: Timestamp = 1_795_207_617_000_000
"""2026-11-20T20:46:57Z, the moment of the pictures."""

BEGAN: Timestamp = NOW - (2 * 3600 + 14 * 60 + 37) * SECOND

SESSION = "01kahscene00000000000000000"
FIRST_NUMBER = 41_800
"""Entries before the ones below; the session's total counts on from here."""

TARGETS = {
    Platform.TIKTOK: "tiktok:@mira.plays",
    Platform.TWITCH: "twitch:mira_plays",
    Platform.YOUTUBE: "youtube:Mira Plays",
}

_ROLES = {
    "mira": frozenset({Role.BROADCASTER}),
    "zoe": frozenset({Role.MODERATOR}),
    "nova": frozenset({Role.SUBSCRIBER}),
    "sorina": frozenset({Role.SUBSCRIBER}),
}

_CHAT: tuple[tuple[float, str, str], ...] = (
    (118, "cat", "is that the cat?? show the cat"),
    (112, "nandu", "que tema suena de fondo?"),
    (104, "river", "anyone else hear the cat in the background or is it just me"),
    (97, "etoile", "premier live ici, c’est quoi le classement à droite ?"),
    (88, "sorina", "that flank was filthy, clip it clip it clip it"),
    (70, "ayse", "the echo is gone now, thank you!"),
    (56, "nova", "gg that last round was unreal 🔥🔥"),
    (52, "sakura", "今日のランク戦、最後まで見るね！がんばって〜"),
    (
        49,
        "chidi",
        "Greetings from Lagos. First time catching you live instead of the replay, "
        "the audio is so much better now.",
    ),
    (31, "raccoon", "!rank"),
    (
        30,
        "mira",
        "@r4cc00n you are 18th with 905 points. 55 more to pass étoile filante.",
    ),
    (28, "maryam", "أحلى بث اليوم، تحية من الدار البيضاء 🇲🇦"),
    (16, "zoe", "song list is pinned, one request each please"),
    (14, "kwame", "is the headset the wired one? latency on mine is terrible"),
    (12, "ming", "主播晚上好，今天會唱中文歌嗎？"),
    (8, "dan", "say that again and see"),
    (5, "long", "KARAOKE KARAOKE KARAOKE 🎤"),
    (3, "priya", "agla gaana Kishore Kumar please 🙏"),
)

NOTHING = Amounts()

EventT = TypeVar("EventT", bound=AnyEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that somebody did, `ago` seconds before the picture."""

    ago: float
    key: str
    event: AnyEvent
    amounts: Amounts = NOTHING
    judgement: Judgement = ALLOWED


def viewer_of(key: str) -> Viewer:
    """Return somebody of the cast with the roles they have here."""
    return structs.replace(VIEWERS[key], roles=_ROLES.get(key, frozenset()))


def done_by(key: str, event: EventT) -> EventT:
    """Return the event as done by somebody of the cast, on their platform."""
    platform = Platform(VIEWERS[key].id.partition(":")[0])
    return structs.replace(
        event,
        platform=platform,
        channel=TARGETS[platform].partition(":")[2],
        viewer=viewer_of(key),
    )


def blank(name: str) -> tuple[str, Platform, str]:
    """Return id, platform and channel of an event that nobody has done yet."""
    return f"scene:{name}", Platform.TIKTOK, ""


def _gift(ago: float, key: str, gift: tuple[str, int, int]) -> Happening:
    """Return a Streak that has ended; gift: name, Diamonds each, count."""
    name, diamonds, count = gift
    event_id, platform, channel = blank(f"{key}-{name}")
    event = Gift(
        id=event_id,
        platform=platform,
        channel=channel,
        gift_id=name.lower(),
        name=name,
        diamonds_each=diamonds,
        count=count,
        streak=Streak(group=f"{key}-{name}", total=count, message=1, ended=True),
    )
    total = diamonds * count
    amounts = Amounts(points=total * POINT, diamonds=total, gifts=count)
    return Happening(ago=ago, key=key, event=done_by(key, event), amounts=amounts)


def _worth(points: int) -> Amounts:
    return Amounts(points=points * POINT)


def _support() -> Iterator[Happening]:
    """Yield gifts and everything else that is paid for."""
    yield _gift(660, "kwame", ("Headphones", 199, 1))
    yield _gift(480, "ben", ("Donut", 30, 3))
    yield _gift(190, "sakura", ("Galaxy", 1_000, 1))
    yield _gift(36, "luna", ("Rose", 1, 120))
    event_id, platform, channel = blank("support")
    for ago, key in ((610, "sorina"), (600, "chidi"), (598, "ayse")):
        member = Membership(id=event_id, platform=platform, channel=channel)
        yield Happening(
            ago=ago, key=key, event=done_by(key, member), amounts=_worth(500)
        )
    month = Subscription(id=event_id, platform=platform, channel=channel, months=14)
    yield Happening(
        ago=560, key="sorina", event=done_by("sorina", month), amounts=_worth(500)
    )
    cheer = Cheer(id=event_id, platform=platform, channel=channel, bits=500)
    bits = Amounts(points=500 * POINT, bits=500)
    yield Happening(ago=370, key="long", event=done_by("long", cheer), amounts=bits)
    gifted = Subscription(
        id=event_id,
        platform=platform,
        channel=channel,
        gifted_by=viewer_of("nova"),
        count=10,
    )
    subscriptions = structs.replace(done_by("nova", gifted), viewer=None)
    yield Happening(ago=41, key="nova", event=subscriptions, amounts=_worth(5_000))
    paid = SuperChat(
        id=event_id,
        platform=platform,
        channel=channel,
        amount_micros=20_000_000,
        currency="EUR",
        text="노래방 시간에 아이유 한 곡만 부탁해요 🙏",
    )
    yield Happening(
        ago=19, key="ramen", event=done_by("ramen", paid), amounts=_worth(2_000)
    )


def _rest() -> Iterator[Happening]:
    """Yield follows, likes, shares and a raid."""
    event_id, platform, channel = blank("rest")
    share = Share(id=event_id, platform=platform, channel=channel)
    yield Happening(
        ago=440, key="nandu", event=done_by("nandu", share), amounts=_worth(5)
    )
    raid = Raid(id=event_id, platform=platform, channel=channel, viewers=84)
    yield Happening(
        ago=250, key="paula", event=done_by("paula", raid), amounts=_worth(84)
    )
    followers = ("ming", "priya", "luna", "maryam", "cat", "kwame", "etoile")
    for place, key in enumerate(followers):
        follow = Follow(id=event_id, platform=platform, channel=channel)
        yield Happening(
            ago=95 - place, key=key, event=done_by(key, follow), amounts=_worth(10)
        )
    for place, key in enumerate(("cat", "etoile", "ming", "priya", "ben")):
        like = Like(id=event_id, platform=platform, channel=channel, count=15)
        amounts = Amounts(points=POINT, likes=15)
        yield Happening(
            ago=80 - place, key=key, event=done_by(key, like), amounts=amounts
        )


def _talk() -> Iterator[Happening]:
    event_id, platform, channel = blank("chat")
    for ago, key, text in _CHAT:
        chat = Chat(id=event_id, platform=platform, channel=channel, text=text)
        amounts = Amounts(points=POINT, chats=1)
        yield Happening(ago=ago, key=key, event=done_by(key, chat), amounts=amounts)


def entry_of(place: int, happening: Happening) -> Entry:
    """Return the ledger's line; its number follows from its place in time."""
    number = FIRST_NUMBER + place
    event = happening.event
    event = structs.replace(event, id=f"{event.platform}:scene-{number}")
    change = None
    if happening.amounts.points:
        change = PointsChange(
            viewer_id=VIEWERS[happening.key].id, points=happening.amounts.points
        )
    return Entry(
        seq=number,
        number=number,
        session=SESSION,
        at=NOW - round(happening.ago * SECOND),
        body=event,
        source=TARGETS[event.platform],
        earner=VIEWERS[happening.key],
        amounts=happening.amounts,
        change=change,
        judgement=happening.judgement,
    )


def shown_entries() -> tuple[Shown, ...]:
    """Return what has passed the gate in the last minutes, oldest first."""
    happened = sorted((*_support(), *_rest(), *_talk()), key=lambda one: -one.ago)
    entries = [entry_of(2 * place, one) for place, one in enumerate(happened)]
    entries.append(_gap(entries))
    entries.append(_removal(entries))
    entries.sort(key=lambda entry: entry.seq)
    return tuple(Shown(entry=entry) for entry in entries)


def _gap(entries: list[Entry]) -> Entry:
    """Return the two minutes that TikTok was not heard, told when it came back."""
    before = next(one for one in entries if one.at > NOW - 45 * SECOND)
    return Entry(
        seq=before.seq - 1,
        number=before.number - 1,
        session=SESSION,
        at=before.at - SECOND,
        body=Gap(
            source=TARGETS[Platform.TIKTOK],
            platform=Platform.TIKTOK,
            began=NOW - 345 * SECOND,
            ended=NOW - 225 * SECOND,
            recovered=14,
            unknown=3,
        ),
        source=TARGETS[Platform.TIKTOK],
    )


def _removal(entries: list[Entry]) -> Entry:
    """Return how a moderator removed deadlock_dan's message."""
    removed = next(one for one in entries if one.earner == VIEWERS["dan"])
    event = removed.event
    target = event.id if event is not None else ""
    number = removed.number + 1
    body = ChatDeleted(
        id=f"twitch:scene-{number}",
        platform=Platform.TWITCH,
        channel="mira_plays",
        targets=(target,),
        by=viewer_of("zoe"),
    )
    return Entry(
        seq=number,
        number=number,
        session=SESSION,
        at=removed.at + 2 * SECOND,
        body=body,
        source=TARGETS[Platform.TWITCH],
    )


def earned_in_scene() -> dict[str, Points]:
    """Return the points that the entries above earn, by Viewer id."""
    earned: dict[str, Points] = {}
    for shown in shown_entries():
        change = shown.entry.change
        if change is not None:
            before = earned.get(change.viewer_id, 0)
            earned[change.viewer_id] = before + change.points
    return earned
