"""What bots are told to do: the book that the Bots page edits, a file of its own."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from companion.domain.show.specs import Line, Who
from companion.domain.values import Platform

Name = Annotated[str, Meta(min_length=1, max_length=50)]
Reply = Annotated[str, Meta(max_length=500)]
Cooldown = Annotated[float, Meta(ge=0, le=86_400)]
Platforms = tuple[Platform, ...]
"""Where it listens and answers; () means everywhere."""


class CommandDef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chat command. name: without prefix. reply: a template with {{variables}}.

    Of a built-in one only aliases, who, cooldowns, platforms and is_on are the
    Broadcaster's; its reply may be "" and is ours then. cooldown_s: for all;
    cooldown_each_s: for each Viewer. counter: that goes up by 1 when it answers.
    anywhere: it also answers when the name stands alone within a message.
    """

    name: Name
    aliases: tuple[Name, ...] = ()
    reply: Reply = ""
    who: Who = "everyone"
    cooldown_s: Cooldown = 15.0
    cooldown_each_s: Cooldown = 30.0
    platforms: Platforms = ()
    counter: Annotated[str, Meta(max_length=50)] = ""
    anywhere: bool = False
    is_on: bool = True


class PeriodicDef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Messages in turn, only while a session is live.

    every_s: at the earliest. after_lines: Chats that must have come since the last.
    """

    id: Name
    name: Line
    texts: Annotated[tuple[Reply, ...], Meta(min_length=1, max_length=100)]
    every_s: Annotated[int, Meta(ge=60, le=86_400)] = 900
    after_lines: Annotated[int, Meta(ge=0, le=10_000)] = 10
    platforms: Platforms = ()
    is_on: bool = True


class ThresholdDef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When so many different Viewers say one of the words within so many seconds.

    message: "" for none. video: of the media library, "" for none; title: on it.
    rests_s: after it fired.
    """

    id: Name
    name: Line
    words: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=50)]
    needed: Annotated[int, Meta(ge=1, le=100_000)] = 10
    within_s: Annotated[int, Meta(ge=1, le=3600)] = 20
    rests_s: Annotated[int, Meta(ge=0, le=86_400)] = 300
    message: Reply = ""
    title: Annotated[str, Meta(max_length=200)] = ""
    video: Annotated[str, Meta(max_length=200)] = ""
    platforms: Platforms = ()
    is_on: bool = True


Event = Literal[
    "chat",
    "gift",
    "cheer",
    "superchat",
    "supersticker",
    "subscription",
    "membership",
    "follow",
    "like",
    "share",
    "raid",
    "redemption",
    "redeem",
    "session",
    "interaction",
    "every",
    "hook",
]

OF_NOBODY: Final[frozenset[Event]] = frozenset(
    {"session", "interaction", "every", "hook"}
)
"""Events behind which no Viewer stands whom a rule could reply to or reward."""

HOOK_NAME = r"^[a-z0-9][a-z0-9_-]{0,49}(?!\n)$"
"""What hooks may be called: their name is a part of their address."""


class When(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule waits for.

    about: name of the gift or reward, the state of "session" (live, paused, ended),
    "<kind>:<phase>" of "interaction", name of the "hook", "" for any. least: of count,
    bits, diamonds, whole units of money, viewers, what a hook was told. every_s: of
    "every". price: coins of "redeem", whose `about` is what Viewers type after !redeem.
    """

    event: Event
    about: Annotated[str, Meta(max_length=100)] = ""
    least: Annotated[int, Meta(ge=0)] = 0
    every_s: Annotated[int, Meta(ge=60, le=86_400)] = 600
    price: Annotated[int, Meta(ge=0)] = 0


class If(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A condition; all of a rule must hold. value: by what `fact` is.

    "who": a Who · "platform" · "text has", "text is": letters, case aside · "points",
    "score", "coins": at least · "between": "18:00-23:30", of the Broadcaster's day ·
    "on air": a kind · "viewers": watching, at least · "first time": the Viewer's first
    entry of this kind in the session · "chance": per cent.
    """

    fact: Literal[
        "who",
        "platform",
        "text has",
        "text is",
        "points",
        "score",
        "coins",
        "between",
        "on air",
        "viewers",
        "first time",
        "chance",
    ]
    value: Annotated[str, Meta(max_length=200)] = ""
    is_not: bool = False


class Then(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a rule does.

    text: the reply, message, card or body of a webhook, a template. name: the sound or
    video of the media library, the scene, the webhook, the hotkey, the counter, the
    interaction's verb ("spin", "start", "next"). amount: of points, coins, counter.
    """

    do: Literal[
        "reply",
        "message",
        "alert",
        "celebration",
        "sound",
        "scene",
        "points",
        "coins",
        "counter",
        "webhook",
        "hotkey",
        "interaction",
    ]
    text: Reply = ""
    name: Annotated[str, Meta(max_length=200)] = ""
    amount: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 0


class RuleDef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When something happens, if all holds, then do.

    label: what the gift menu says of it, "" when it is not on the menu. is_dry: only
    the log tells what would have been done. rests_s: between two times.
    """

    id: Name
    name: Line
    when: When
    conditions: Annotated[tuple[If, ...], Meta(max_length=20)] = ()
    actions: Annotated[tuple[Then, ...], Meta(min_length=1, max_length=10)]
    label: Annotated[str, Meta(max_length=80)] = ""
    rests_s: Annotated[int, Meta(ge=0, le=86_400)] = 0
    is_dry: bool = False
    is_on: bool = True


class AnnouncementDef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The post that the stream is on, once per session. webhooks: their names.

    by_itself: when the session starts; else by hand.
    """

    text: Reply = ""
    to_chat: bool = False
    webhooks: tuple[Name, ...] = ()
    by_itself: bool = False


class BotBook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of them. notes: the board for the evening."""

    commands: Annotated[tuple[CommandDef, ...], Meta(max_length=500)] = ()
    periodic: Annotated[tuple[PeriodicDef, ...], Meta(max_length=100)] = ()
    thresholds: Annotated[tuple[ThresholdDef, ...], Meta(max_length=100)] = ()
    rules: Annotated[tuple[RuleDef, ...], Meta(max_length=300)] = ()
    announcement: AnnouncementDef = AnnouncementDef()
    notes: Annotated[str, Meta(max_length=20_000)] = ""
