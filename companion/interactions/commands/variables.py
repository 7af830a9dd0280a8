"""The {{variables}} of replies: a closed list, filled in by one pass.

What is put in becomes text and is never looked at again: who is called "{{points}}"
shows so. A name that is not in the list stays as it was typed, and is refused when the
book is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from msgspec import Struct

from companion.domain.values import POINT, Platform, Points, Timestamp, Viewer
from companion.domain.views import SessionView
from companion.i18n import N_, _, language
from companion.interactions.commands.facts import Facts
from companion.interactions.commands.harmless import name_of, plain
from companion.platform_names import platform_name

_WRITTEN: Final = re.compile(r"\{\{([^{}\n]{1,100})\}\}")
_SPAN: Final = re.compile(r"([0-9]{1,9})\s*-\s*([0-9]{1,9})")
_PLACE: Final = re.compile("[1-9]")
_SECOND: Final = 1_000_000


class Scene(Struct, frozen=True, kw_only=True):
    """What variables are filled in from.

    viewer, platform: whom it is said to and where, None for nobody in particular.
    args: words after the command. count: of the command itself, None where there is
    none. counter: value of a counter. values: what only the cause knows ("gift").
    """

    facts: Facts
    chance: Random
    now: Timestamp
    counter: Callable[[str], int]
    viewer: Viewer | None = None
    platform: Platform | None = None
    args: Sequence[str] = ()
    count: int | None = None
    values: Mapping[str, str] = {}


class Variable(NamedTuple):
    """One variable. value: gives its text, "" for none.

    takes: whether it can have what was typed after its name. is_personal: it differs
    from Viewer to Viewer.
    """

    description: str
    value: Callable[[Scene, str], str]
    takes: Callable[[str], bool] = lambda argument: not argument
    is_personal: bool = False


class Filled(Struct, frozen=True, kw_only=True):
    """A text with its variables filled in; empty: those that had no value."""

    text: str
    empty: tuple[str, ...] = ()


class _Slot(NamedTuple):
    name: str
    argument: str
    written: str


class Template:
    """A text of the Broadcaster's, read once."""

    def __init__(self, text: str) -> None:
        self.unknown: Final[list[str]] = []
        self._pieces: list[str | _Slot] = []
        at = 0
        for found in _WRITTEN.finditer(text):
            slot = _slot(found[1].strip())
            if slot is None:
                self.unknown.append(found[1].strip())
                continue
            self._pieces += [text[at : found.start()], slot]
            at = found.end()
        self._pieces.append(text[at:])

    @property
    def is_personal(self) -> bool:
        """Return whether it says something else to each Viewer."""
        return any(VARIABLES[one.name].is_personal for one in self._slots)

    @property
    def names_viewer(self) -> bool:
        """Return whether it says whom it is for."""
        return any(one.name == "viewer" for one in self._slots)

    @property
    def _slots(self) -> Sequence[_Slot]:
        return [one for one in self._pieces if isinstance(one, _Slot)]

    def fill(self, scene: Scene) -> Filled:
        """Return the text with what the variables stand for now."""
        said: list[str] = []
        empty: dict[str, None] = {}
        for piece in self._pieces:
            if isinstance(piece, str):
                said.append(piece)
                continue
            value = plain(VARIABLES[piece.name].value(scene, piece.argument))
            if not value:
                empty[piece.written] = None
            said.append(value)
        return Filled(text=" ".join("".join(said).split()), empty=tuple(empty))


def _slot(written: str) -> _Slot | None:
    """Return what is typed between the braces, None when it is no variable."""
    name, _space, argument = written.partition(" ")
    if name not in VARIABLES:
        name, _dot, argument = written.partition(".")
        if name not in _DOTTED:
            return None
    variable = VARIABLES.get(name)
    argument = argument.strip()
    if variable is None or not variable.takes(argument):
        return None
    return _Slot(name, argument, written)


def explained() -> Sequence[tuple[str, str]]:
    """Return every variable as it is typed, with what it stands for, for a person."""
    return [
        (f"{{{{{_TYPED.get(name, name)}}}}}", _(one.description))
        for name, one in VARIABLES.items()
    ]


def written_number(number: int) -> str:
    """Return a whole number as the chosen language writes it."""
    grouped = f"{number:,}"
    return grouped.replace(",", "\u202f") if language() == "fr" else grouped


def whole(points: Points) -> int:
    """Return whole points; what is less than one is cut off."""
    return abs(points) // POINT * (1 if points > 0 else -1)


def uptime(session: SessionView | None, now: Timestamp) -> str:
    """Return for how long a session has been on, "" between sessions."""
    if session is None:
        return ""
    minutes = max(0, now - session.started_at) // (60 * _SECOND)
    if minutes < 60:
        return _("{m} min").format(m=minutes)
    return _("{h} h {m} min").format(h=minutes // 60, m=minutes % 60)


def _points(scene: Scene, _argument: str) -> str:
    if scene.viewer is None:
        return ""
    standing = scene.facts.standing(scene.viewer.id)
    return written_number(whole(standing.points) if standing else 0)


def _rank(scene: Scene, _argument: str) -> str:
    standing = scene.facts.standing(scene.viewer.id) if scene.viewer else None
    return written_number(standing.rank) if standing else ""


def _score(scene: Scene, _argument: str) -> str:
    if scene.viewer is None:
        return ""
    score = scene.facts.score(scene.viewer.id)
    return written_number(whole(score.points) if score else 0)


def _coins(scene: Scene, _argument: str) -> str:
    viewer = scene.viewer
    return written_number(scene.facts.coins(viewer.id)) if viewer else ""


def _viewers(scene: Scene, _argument: str) -> str:
    watching = scene.facts.watching()
    return "" if watching is None else written_number(watching)


def _count(scene: Scene, _argument: str) -> str:
    if scene.count is None:
        return scene.values.get("count", "")
    return written_number(scene.count)


def _args(scene: Scene, argument: str) -> str:
    if not argument:
        return " ".join(scene.args)
    place = int(argument) - 1
    return scene.args[place] if place < len(scene.args) else ""


def _random(scene: Scene, argument: str) -> str:
    span = _SPAN.fullmatch(argument)
    if span:
        return str(scene.chance.randint(int(span[1]), int(span[2])))
    return scene.chance.choice([one.strip() for one in argument.split("|")])


def _takes_random(argument: str) -> bool:
    span = _SPAN.fullmatch(argument)
    if span:
        return int(span[1]) <= int(span[2])
    choices = argument.split("|")
    return len(choices) > 1 and all(one.strip() for one in choices)


def _title(scene: Scene, _argument: str) -> str:
    session = scene.facts.session()
    return "" if session is None else session.name


def _top(scene: Scene, _argument: str) -> str:
    first = scene.facts.top(1)
    return name_of(first[0].viewer) if first else ""


def _of_cause(name: str, description: str) -> tuple[str, Variable]:
    return name, Variable(description, lambda scene, _arg: scene.values.get(name, ""))


VARIABLES: Final[Mapping[str, Variable]] = {
    "viewer": Variable(
        N_("who asked"),
        lambda scene, _arg: name_of(scene.viewer) if scene.viewer else "",
        is_personal=True,
    ),
    "points": Variable(N_("their points"), _points, is_personal=True),
    "rank": Variable(N_("their rank"), _rank, is_personal=True),
    "score": Variable(N_("their score in the show"), _score, is_personal=True),
    "coins": Variable(N_("their coins"), _coins, is_personal=True),
    "coin": Variable(
        N_("what your coins are called"),
        lambda scene, _arg: scene.facts.coin_name(),
    ),
    "args": Variable(
        N_("all that follows the command; args.1 to args.9: one word of it"),
        _args,
        takes=lambda argument: not argument or bool(_PLACE.fullmatch(argument)),
        is_personal=True,
    ),
    "count": Variable(
        N_("the command's own counter, else how often it was answered"),
        _count,
        is_personal=True,
    ),
    "counter": Variable(
        N_("a counter by its name"),
        lambda scene, argument: written_number(scene.counter(argument)),
        takes=lambda argument: 0 < len(argument) <= 50,
        is_personal=True,
    ),
    "random": Variable(
        N_("a number from 1 to 6; or one of some words: random yes | no"),
        _random,
        takes=_takes_random,
        is_personal=True,
    ),
    "uptime": Variable(
        N_("how long the stream runs"),
        lambda scene, _arg: uptime(scene.facts.session(), scene.now),
    ),
    "platform": Variable(
        N_("where it was asked"),
        lambda scene, _arg: platform_name(scene.platform) if scene.platform else "",
    ),
    "viewers": Variable(N_("how many watch"), _viewers),
    "top_viewer": Variable(N_("who leads"), _top),
    "title": Variable(N_("the stream’s title"), _title),
    "link": Variable(
        N_("the stream’s address"), lambda scene, _arg: scene.facts.link()
    ),
    **dict(
        (
            _of_cause("gift", N_("of a rule: the gift’s name")),
            _of_cause("amount", N_("of a rule: how much it was")),
            _of_cause("reward", N_("of a rule: the reward’s name")),
            _of_cause("text", N_("of a rule: what was written")),
            _of_cause("callers", N_("of a threshold: how many called")),
        )
    ),
}
"""Every variable by its name, in the order in which people read about them."""

_DOTTED: Final = frozenset({"args", "counter"})
_TYPED: Final = {"counter": "counter.NAME", "random": "random 1-6"}
