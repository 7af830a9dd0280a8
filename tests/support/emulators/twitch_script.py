"""What the Twitch emulator can be told: happenings, each published in all its ways.

Plain data: nothing here needs a client library, so that tests can write scripts.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in the chat; badges: sets and versions, ("subscriber", "12")."""

    id: str = "7001"
    login: str = "ann"
    name: str = "Ann"
    badges: tuple[tuple[str, str], ...] = ()


ANN = Person()
BEN = Person(id="7002", login="ben", name="Ben", badges=(("subscriber", "12"),))
MOD = Person(id="7003", login="mo", name="Mo", badges=(("moderator", "1"),))
NOBODY = Person(id="274598607", login="ananonymousgifter", name="AnAnonymousGifter")
NO_CHEERER = Person(
    id="407665396", login="ananonymouscheerer", name="AnAnonymousCheerer"
)


class Happening(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="happening"
):
    """Something on the channel. id: of its message; at: milliseconds since 1970.

    "" and 0 are given by the emulator.
    """

    id: str = ""
    at: int = 0
    by: Person = ANN


class Chat(Happening, frozen=True, kw_only=True, tag="chat"):
    """emotes: id and the word in the text that it replaces, at its first place."""

    text: str
    emotes: tuple[tuple[str, str], ...] = ()
    mentions: tuple[str, ...] = ()
    reply_to: str = ""
    is_action: bool = False
    shared_from: str = ""


class Cheer(Happening, frozen=True, kw_only=True, tag="cheer"):
    bits: int
    text: str = "Cheer100"


class Sub(Happening, frozen=True, kw_only=True, tag="sub"):
    tier: str = "1000"
    is_prime: bool = False


class Resub(Happening, frozen=True, kw_only=True, tag="resub"):
    months: int = 2
    tier: str = "1000"
    text: str = ""
    was_gifted: bool = False


class Gift(Happening, frozen=True, kw_only=True, tag="gift"):
    """One gifted subscription. run: of the bomb that it belongs to, "" when alone."""

    to: Person = BEN
    tier: str = "1000"
    run: str = ""


class Bomb(Happening, frozen=True, kw_only=True, tag="bomb"):
    """Many gifted at once: the total, then one Gift for each receiver.

    parts: what of it is told; singles: how many of them. total_first: the order.
    """

    count: int
    tier: str = "1000"
    parts: Literal["both", "total", "singles"] = "both"
    singles: int | None = None
    total_first: bool = True


class Upgrade(Happening, frozen=True, kw_only=True, tag="upgrade"):
    """Somebody goes on paying for a gifted ("gift") or a Prime month: no money yet."""

    kind: Literal["gift", "prime"] = "gift"


class Raid(Happening, frozen=True, kw_only=True, tag="raid"):
    viewers: int


class Announcement(Happening, frozen=True, kw_only=True, tag="announcement"):
    text: str


class Follow(Happening, frozen=True, kw_only=True, tag="follow"):
    pass


class Redemption(Happening, frozen=True, kw_only=True, tag="redemption"):
    title: str = "Hydrate!"
    cost: int = 500
    text: str = ""


class Train(Happening, frozen=True, kw_only=True, tag="train"):
    phase: Literal["begin", "progress", "end"]
    level: int = 1
    total: int = 137
    progress: int = 137
    goal: int = 500


class Delete(Happening, frozen=True, kw_only=True, tag="delete"):
    """by: whose message it was."""

    target: str


class Ban(Happening, frozen=True, kw_only=True, tag="ban"):
    """by: who is banned. seconds: of a timeout, 0 for good."""

    seconds: int = 0


class Unban(Happening, frozen=True, kw_only=True, tag="unban"):
    pass


class Clear(Happening, frozen=True, kw_only=True, tag="clear"):
    pass


class Mode(Happening, frozen=True, kw_only=True, tag="mode"):
    mode: Literal["emote", "follower", "slow", "subscriber", "unique"]
    is_on: bool = True


class Status(Happening, frozen=True, kw_only=True, tag="status"):
    is_live: bool


class Raw(Happening, frozen=True, kw_only=True, tag="raw"):
    """Any event at all of one subscription type."""

    type: str
    event: Any = None


class RawLine(Happening, frozen=True, kw_only=True, tag="raw_line"):
    line: str


AnyHappening = (
    Chat
    | Cheer
    | Sub
    | Resub
    | Gift
    | Bomb
    | Upgrade
    | Raid
    | Announcement
    | Follow
    | Redemption
    | Train
    | Delete
    | Ban
    | Unban
    | Clear
    | Mode
    | Status
    | Raw
    | RawLine
)
