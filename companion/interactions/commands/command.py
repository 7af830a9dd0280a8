"""What one of our own commands is: a function that is marked as one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import Final, Protocol

from msgspec import Struct

from companion.domain.show.specs import Who
from companion.domain.values import Platform, Timestamp, Viewer
from companion.interactions.commands.facts import Deeds, Facts
from companion.interactions.commands.keepsakes import Kept


class Call(Struct, frozen=True, kw_only=True):
    """A command as it was called. args: words after it; rest: all of them as typed."""

    viewer: Viewer
    platform: Platform
    now: Timestamp
    args: Sequence[str] = ()
    rest: str = ""
    seq: int | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """What is said to a call; "" is nothing.

    brief: of one Viewer, when many asked: "@luna: 12". empty: variables without value.
    is_for_all: it is the same for everybody. names_viewer: it says whom it is for.
    """

    text: str = ""
    brief: str = ""
    empty: tuple[str, ...] = ()
    is_for_all: bool = False
    names_viewer: bool = False


class LinkTalk(Protocol):
    """Answers !link; see interactions.coins.linking.Linking."""

    async def ask(self, viewer: Viewer, text: str, now: Timestamp) -> str:
        """Return the reply. Raises CommandError."""


class Around(Struct, frozen=True, kw_only=True):
    """What a command works with. names: of the commands that a Viewer may call."""

    facts: Facts
    deeds: Deeds
    kept: Kept
    linking: LinkTalk
    chance: Random
    names: Callable[[Viewer, Platform], Sequence[str]]


Work = Callable[[Call, Around], Awaitable[Answer]]


class BuiltIn(Struct, frozen=True, kw_only=True):
    """One of our own commands. says: what it does, for a person.

    aliases: further names by language. is_heard: an interaction hears the word itself,
    and nothing is answered. acts: it does something even where nobody can be answered.
    """

    name: str
    says: str
    work: Work
    aliases: Mapping[str, Sequence[str]]
    cooldown_s: float
    cooldown_each_s: float
    who: Who
    is_heard: bool
    acts: bool


SILENCE: Final = Answer()


def command(
    name: str,
    says: str,
    *,
    aliases: Mapping[str, Sequence[str]] | None = None,
    cooldown_s: float = 15.0,
    cooldown_each_s: float = 30.0,
    who: Who = "everyone",
    is_heard: bool = False,
    acts: bool = False,
) -> Callable[[Work], BuiltIn]:
    """Mark a function as one of our own commands; says: marked for translation."""

    def marked(work: Work) -> BuiltIn:
        return BuiltIn(
            name=name,
            says=says,
            work=work,
            aliases=aliases or {},
            cooldown_s=cooldown_s,
            cooldown_each_s=cooldown_each_s,
            who=who,
            is_heard=is_heard,
            acts=acts,
        )

    return marked
