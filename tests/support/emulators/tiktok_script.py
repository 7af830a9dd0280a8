"""What the TikTok emulator can be told to push: TikTok's messages, written briefly.

Plain data: nothing here needs TikTokLive, so that tests can write scripts without it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in the room.

    is_…: as the message's own identity and badges tell it. fan_level > 0: has the
    badge of the fan club. is_rich: the message has the size of a real one (three
    avatars of three addresses each, two badges: about 4 kB).
    """

    id: int = 7_001
    handle: str = "ann"
    name: str = "Ann"
    avatar: str = "https://p16.example/ann.webp"
    is_broadcaster: bool = False
    is_moderator: bool = False
    is_subscriber: bool = False
    is_follower: bool = False
    is_verified: bool = False
    is_masked: bool = False
    fan_level: int = 0
    is_rich: bool = False


ANN = Person()
BEN = Person(id=7_002, handle="ben", name="Ben", avatar="https://p16.example/ben.webp")
MIRA = Person(id=7_000, handle="mira.plays", name="Mira", is_broadcaster=True)


class Message(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="message"
):
    """One message; msg_id and at (milliseconds since 1970) of 0 are given by TikTok.

    room: the number of another room that the message is of; 0: this room's.
    """

    msg_id: int = 0
    at: int = 0
    room: int = 0
    by: Person = ANN


class Chat(Message, frozen=True, kw_only=True, tag="chat"):
    """emotes: place and id of each. mention: who is addressed in the text."""

    text: str
    emotes: tuple[tuple[int, str], ...] = ()
    mention: Person | None = None


class EmoteChat(Message, frozen=True, kw_only=True, tag="emote_chat"):
    emotes: tuple[str, ...]


class Like(Message, frozen=True, kw_only=True, tag="like"):
    count: int
    total: int = 0


class Gift(Message, frozen=True, kw_only=True, tag="gift"):
    """count is TikTok's repeat_count: in a streak it grows from frame to frame."""

    gift_id: int = 5_655
    name: str = "Rose"
    diamonds: int = 1
    count: int = 1
    can_streak: bool = True
    ended: bool = False
    group: int = 0
    icon: str = "https://p16.example/rose.png"
    is_described: bool = True


class Social(Message, frozen=True, kw_only=True, tag="social"):
    key: str = ""
    action: int = 0


class Member(Message, frozen=True, kw_only=True, tag="member"):
    action: int = 1
    count: int = 0
    kick_source: int = 0


class Subscribe(Message, frozen=True, kw_only=True, tag="subscribe"):
    months: int = 1
    message_type: int = 0
    gift_source: int = 0


class Viewers(Message, frozen=True, kw_only=True, tag="viewers"):
    total: int


class Control(Message, frozen=True, kw_only=True, tag="control"):
    """action: 1 paused, 2 goes on, 3 ended, 4 suspended by TikTok."""

    action: int


class Delete(Message, frozen=True, kw_only=True, tag="delete"):
    messages: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


class Poll(Message, frozen=True, kw_only=True, tag="poll"):
    phase: Literal["start", "update", "end"]
    title: str = ""
    options: tuple[tuple[str, int], ...] = ()


class Question(Message, frozen=True, kw_only=True, tag="question"):
    text: str


class Raw(Message, frozen=True, kw_only=True, tag="raw"):
    """Any message at all, mangled ones too; the payload is sent as it is."""

    method: str
    payload: bytes = b""


AnyMessage = (
    Chat
    | EmoteChat
    | Like
    | Gift
    | Social
    | Member
    | Subscribe
    | Viewers
    | Control
    | Delete
    | Poll
    | Question
    | Raw
)
