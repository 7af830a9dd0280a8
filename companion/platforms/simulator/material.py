"""The data files of the simulator as typed values: who, what is said, what is given."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from msgspec import Struct

from companion.domain.text import clean_name, clean_text
from companion.domain.values import Platform, Role


class Regular(Struct, frozen=True, kw_only=True):
    """A face of the demo."""

    platform: Platform
    name: str
    language: str
    roles: tuple[Role, ...] = ()


class Tongue(Struct, frozen=True, kw_only=True):
    """How the names of one language are made; share: its weight in the audience."""

    language: str
    share: float
    first: tuple[str, ...]
    last: tuple[str, ...]
    joins: tuple[str, ...]


class HostileNames(Struct, frozen=True, kw_only=True):
    """Names that are hard to show; long: pairs of a text and how often it repeats."""

    names: tuple[str, ...]
    long: tuple[tuple[str, int], ...]

    def cleaned(self) -> tuple[str, ...]:
        """Return all of them as a connector passes them on."""
        raw = (*self.names, *(text * times for text, times in self.long))
        return tuple(clean_name(name) for name in raw)


class Decoration(Struct, frozen=True, kw_only=True):
    """What people put behind their name."""

    after: tuple[str, ...]


class Names(Struct, frozen=True, kw_only=True):
    """data/names.toml."""

    broadcaster: dict[Platform, str]
    regular: tuple[Regular, ...]
    hostile: HostileNames
    tongue: tuple[Tongue, ...]
    decoration: Decoration


class Present(Struct, frozen=True, kw_only=True):
    """A TikTok gift; streak: it can be sent in runs."""

    id: str
    name: str
    diamonds: int
    streak: bool
    weight: float


class Reward(Struct, frozen=True, kw_only=True):
    """A channel-point reward; text: the Viewer writes something with it."""

    id: str
    title: str
    cost: int
    text: bool


class Currency(Struct, frozen=True, kw_only=True):
    """What people pay on YouTube, in whole units of an ISO 4217 currency."""

    code: str
    amounts: tuple[float, ...]
    weight: float


class Sticker(Struct, frozen=True, kw_only=True):
    """A paid sticker; text describes the picture."""

    id: str
    text: str


class Jewel(Struct, frozen=True, kw_only=True):
    """A YouTube gift paid in jewels."""

    name: str
    jewels: int


class Levels(Struct, frozen=True, kw_only=True):
    """Membership levels, lowest first."""

    levels: tuple[str, ...]


class Question(Struct, frozen=True, kw_only=True):
    """A platform's own poll."""

    question: str
    options: tuple[str, ...]


class Raiders(Struct, frozen=True, kw_only=True):
    """Channels that raid."""

    names: tuple[str, ...]


class Goods(Struct, frozen=True, kw_only=True):
    """data/goods.toml."""

    gift: tuple[Present, ...]
    reward: tuple[Reward, ...]
    currency: tuple[Currency, ...]
    sticker: tuple[Sticker, ...]
    jewel: tuple[Jewel, ...]
    membership: Levels
    poll: tuple[Question, ...]
    raiders: Raiders


class HostileLines(Struct, frozen=True, kw_only=True):
    """data/hostile.toml; surrogates are written with escapes, as TOML has none."""

    lines: tuple[str, ...]
    long: tuple[tuple[str, int], ...]
    surrogates: tuple[str, ...]
    spam: tuple[str, ...]

    def cleaned(self) -> tuple[str, ...]:
        """Return all messages as a connector passes them on."""
        halves = (
            text.encode("ascii").decode("unicode_escape") for text in self.surrogates
        )
        raw = (*self.lines, *halves, *(text * times for text, times in self.long))
        return tuple(clean_text(text) for text in raw)


class Talk(Struct, frozen=True, kw_only=True):
    """data/chat.toml: moods[language][mood] are lines."""

    emotes: tuple[str, ...]
    commands: tuple[str, ...]
    shorts: tuple[str, ...]
    moods: dict[str, dict[str, tuple[str, ...]]]


@cache
def names() -> Names:
    """Return who watches."""
    return msgspec.convert(_read("names.toml"), Names)


@cache
def goods() -> Goods:
    """Return what can be given."""
    return msgspec.convert(_read("goods.toml"), Goods)


@cache
def hostile() -> HostileLines:
    """Return what is hard to show."""
    return msgspec.convert(_read("hostile.toml"), HostileLines)


@cache
def talk() -> Talk:
    """Return what is said."""
    raw = _read("chat.toml")
    lines = {key: value for key, value in raw.items() if isinstance(value, dict)}
    plain = {key: value for key, value in raw.items() if key not in lines}
    return msgspec.convert({**plain, "moods": lines}, Talk)


def gift_names() -> frozenset[str]:
    """Return the names of all TikTok gifts."""
    return frozenset(gift.name for gift in goods().gift)


def currency_codes() -> frozenset[str]:
    """Return the ISO 4217 codes of all currencies."""
    return frozenset(currency.code for currency in goods().currency)


def _read(name: str) -> dict[str, Any]:
    """Return a packaged data file; it is ours, so a fault in it is a bug."""
    folder = resources.files("companion.platforms.simulator.data")
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))
