"""What 7TV, BetterTTV and FrankerFaceZ answer, read without trusting any of it.

Only names and ids are taken; an id must look like one, and the address of its picture
is built here from nothing but the id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

Provider = Literal["7tv", "bttv", "ffz"]

MOST_EMOTES: Final = 5_000
"""Of one list; more are left out."""

HOSTS: Final = frozenset({"cdn.7tv.app", "cdn.betterttv.net", "cdn.frankerfacez.com"})
"""Where the pictures are."""

_LONGEST_NAME: Final = 100
_SEVENTV_ID: Final = re.compile(r"[0-9a-f]{24}|[0-9A-HJKMNP-TV-Z]{26}")
_BTTV_ID: Final = re.compile(r"[0-9a-f]{24}")

# BetterTTV tells only of its newer ones that they are laid over the emote before.
_BTTV_OVER: Final = frozenset(
    {
        "SoSnowy", "IceCold", "SantaHat", "TopHat", "ReinDeer", "CandyCane", "cvMask",
        "cvHazmat",
    }
)  # fmt: skip


class Emote(Struct, frozen=True, kw_only=True):
    """One emote. address: of its picture; is_over: is laid over the one before it."""

    name: str
    address: str
    is_over: bool = False


class _SevenTv(Struct):
    id: str
    name: str
    flags: int = 0


class _SevenTvSet(Struct):
    emotes: list[msgspec.Raw] = []


class _SevenTvUser(Struct):
    emote_set: _SevenTvSet | None = None


class _Bttv(Struct):
    id: str
    code: str
    modifier: bool = False


class _BttvUser(Struct, rename="camel"):
    channel_emotes: list[msgspec.Raw] = []
    shared_emotes: list[msgspec.Raw] = []


class _Ffz(Struct):
    id: int
    name: str
    modifier: bool = False
    urls: dict[str, Any] = {}
    animated: dict[str, Any] | None = None


class _FfzSet(Struct):
    emoticons: list[msgspec.Raw] = []


class _FfzGlobal(Struct):
    default_sets: list[int] = []
    sets: dict[str, _FfzSet] = {}


class _FfzRoom(Struct):
    sets: dict[str, _FfzSet] = {}


def emotes_in(provider: Provider, answer: bytes, *, channel: bool) -> dict[str, Emote]:
    """Return the emotes of a provider's answer by name, the first MOST_EMOTES.

    channel: a channel's own list, not the one for everybody. What cannot be an emote is
    left out. Raises ValueError when the whole is no such answer.
    """
    found: dict[str, Emote] = {}
    try:
        for emote in _READERS[provider](answer, channel):
            if len(found) >= MOST_EMOTES:
                break
            if _is_name(emote.name):
                found.setdefault(emote.name, emote)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)[:200]) from error
    return found


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable() and " " not in name


def _seventv(answer: bytes, channel: bool) -> Iterator[Emote]:
    if channel:
        user = msgspec.json.decode(answer, type=_SevenTvUser)
        emotes = (user.emote_set or _SevenTvSet()).emotes
    else:
        emotes = msgspec.json.decode(answer, type=_SevenTvSet).emotes
    for one in _each(emotes, _SevenTv):
        if _SEVENTV_ID.fullmatch(one.id):
            yield Emote(
                name=one.name,
                address=f"https://cdn.7tv.app/emote/{one.id}/2x.webp",
                is_over=bool(one.flags & 1),
            )


def _bttv(answer: bytes, channel: bool) -> Iterator[Emote]:
    if channel:
        user = msgspec.json.decode(answer, type=_BttvUser)
        emotes = [*user.channel_emotes, *user.shared_emotes]
    else:
        emotes = msgspec.json.decode(answer, type=list[msgspec.Raw])
    for one in _each(emotes, _Bttv):
        if _BTTV_ID.fullmatch(one.id):
            yield Emote(
                name=one.code,
                address=f"https://cdn.betterttv.net/emote/{one.id}/2x.webp",
                is_over=one.modifier or one.code in _BTTV_OVER,
            )


def _ffz(answer: bytes, channel: bool) -> Iterator[Emote]:
    if channel:
        sets = list(msgspec.json.decode(answer, type=_FfzRoom).sets.values())
    else:
        everybody = msgspec.json.decode(answer, type=_FfzGlobal)
        names = map(str, everybody.default_sets)
        sets = [everybody.sets[name] for name in names if name in everybody.sets]
    for one_set in sets:
        for one in _each(one_set.emoticons, _Ffz):
            if not 0 < one.id < 10**12:
                continue
            moving = "animated/" if one.animated else ""
            size = "2" if "2" in (one.animated or one.urls) else "1"
            yield Emote(
                name=one.name,
                address=f"https://cdn.frankerfacez.com/emote/{one.id}/{moving}{size}",
                is_over=one.modifier,
            )


def _each(emotes: list[msgspec.Raw], kind: Any) -> Iterator[Any]:  # noqa: ANN401  # one of the three above
    for raw in emotes:
        try:
            yield msgspec.json.decode(raw, type=kind)
        except (msgspec.MsgspecError, RecursionError):
            continue


_READERS: Final = {"7tv": _seventv, "bttv": _bttv, "ffz": _ffz}
