"""An evening as it should be: a model that shares nothing with the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from companion.domain.earning import Earning, earner_of
from companion.domain.events import AnyEvent, Chat, Gift, Like
from companion.domain.values import POINT, Timestamp

WHO = ("luna", "sol", "kai", "mira")
LIKES_PER_POINT = 3
CHAT_CAP = 4


def id_of(who: str) -> str:
    return f"tiktok:{who}"


def earning_of(event: AnyEvent) -> Earning | None:
    """A Diamond 1, three likes 1 by the meter, a chat 1 up to four."""
    rates: dict[type, dict[str, Any]] = {
        Gift: {"points": POINT * getattr(event, "diamonds_each", 0)},
        Like: {"points": POINT, "per": LIKES_PER_POINT, "meter": "like"},
        Chat: {"points": POINT, "meter": "chat", "cap": CHAT_CAP},
    }
    rate = rates.get(type(event))
    if rate is None:
        return None
    units = getattr(event, "count", 1)
    return Earning(earner=earner_of(event), units=units, **rate)


def named_in(event: AnyEvent) -> str:
    return str(getattr(event, "text", "")).partition("@")[2].lower()


def concerns(event: AnyEvent, who: str) -> bool:
    author = event.viewer
    return named_in(event) == who or (author is not None and author.id == id_of(who))


@dataclass
class Person:
    """What one Viewer has in one session; used: what each correction moved."""

    points: int = 0
    diamonds: int = 0
    likes: int = 0
    chats: int = 0
    gifts: int = 0
    paid_likes: int = 0
    paid_chats: int = 0
    gave: Counter[int] = field(default_factory=Counter)


@dataclass
class Evening:
    """One session as the model has it."""

    id: str
    state: str = "live"
    people: dict[str, Person] = field(default_factory=dict)
    anonymous: Person = field(default_factory=Person)
    moved: dict[int, dict[str, int]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    heads: dict[int, list[int]] = field(default_factory=dict)
    held: dict[int, tuple[str, str]] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)
    snapshots: list[tuple[Timestamp, dict[str, int]]] = field(default_factory=list)

    def person(self, who: str) -> Person:
        if who == "ghost":
            return self.anonymous
        return self.people.setdefault(who, Person())

    def points(self) -> dict[str, int]:
        return {id_of(who): one.points for who, one in self.people.items()}

    def take(self, kind: str, who: str, count: int, each: int = 1) -> None:
        """Count something that happened while the session was live."""
        if self.state != "live":
            return
        one = self.person(who)
        if kind == "gift":
            one.points += POINT * count * each
            one.diamonds += count * each
            one.gifts += count
            one.gave[each] += count
        elif kind == "like":
            before = one.paid_likes * POINT // LIKES_PER_POINT
            one.paid_likes += count
            one.points += one.paid_likes * POINT // LIKES_PER_POINT - before
            one.likes += count
        elif kind == "chat":
            one.chats += 1
            self.pay_chat(who)
        elif kind == "held":
            one.chats += 1

    def forget(self, who: str) -> None:
        """Forget who it was; meters forget what was said of them, too."""
        for author, whom in self.said:
            if whom == who and author in self.people:
                self.people[author].paid_chats -= 1
        self.said = [one for one in self.said if who not in one]
        self.held = {seq: one for seq, one in self.held.items() if who not in one}
        self.moved = {
            seq: {one: points for one, points in moved.items() if one != who}
            for seq, moved in self.moved.items()
            if set(moved) != {who}
        }
        self.heads = {
            head: [seq for seq in parts if seq in self.moved]
            for head, parts in self.heads.items()
        }
        if who in self.people:
            self.people[f"forgotten {who}"] = self.people.pop(who)
        self.snapshots = [
            (
                at,
                {
                    id_of(f"forgotten {who}") if one == id_of(who) else one: points
                    for one, points in then.items()
                },
            )
            for at, then in self.snapshots
        ]

    def pay_chat(self, who: str) -> None:
        one = self.person(who)
        if one.paid_chats < CHAT_CAP:
            one.points += POINT
        one.paid_chats += 1


@dataclass
class Run:
    """One run of gifts as the platform knows it, and how far the ledger has heard."""

    who: str
    group: str
    sent: list[tuple[int, int, bool]] = field(default_factory=list)
    heard: int = 0
    over: bool = False
    heard_end: bool = False
