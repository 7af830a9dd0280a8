"""What a card on the page is made of, and what is said of somebody's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from companion.domain.on_air import OnAir, Option, Phase, Scored
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import AnswerView
from companion.i18n import _
from companion.web.room.sent import UNDERWAY, Fate, Sent
from companion.web.wire import Number, decimal_points

PLACES: Final = 5
"""Places of a scoreboard that a telephone shows."""

Tone = Literal["", "good", "bad", "wait"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One button. sends: what is written for it. share: percent, None while hidden.

    mine: it is what counts. is_sent: it is on its way.
    """

    key: str
    text: str
    sends: str
    votes: int | None = None
    share: int | None = None
    correct: bool | None = None
    mine: bool = False
    is_sent: bool = False
    colour: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field. prefix: stands before what is written.

    kind: "number" has a slider from low to high; "coins" are staked on a choice, quick
    ones with a tap. value: what it shows at first. send: what its button says.
    """

    label: str
    kind: Literal["text", "number", "coins"] = "text"
    prefix: str = ""
    longest: int = 100
    low: int = 0
    high: int = 0
    value: int | None = None
    quick: list[int] = []
    send: str = ""


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """One button alone; is_quiet: it takes something back."""

    label: str
    sends: str
    is_quiet: bool = False


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a scoreboard; the name is the one that may be shown."""

    rank: int
    name: str
    points: Number
    mine: bool = False


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """A clock. at: milliseconds since 1970 that it runs to, or since: is_up.

    held: milliseconds that it shows while it stands, None while it runs.
    """

    at: int
    is_up: bool = False
    held: int | None = None


class Meter(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is. share: 0..100."""

    share: int
    text: str


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind shows of itself.

    can_answer: answers count now. hint: what to do, or what came of it; tone: how it is
    meant. note: what one must know beside it. said: what this person has answered.
    prose: nodes as in overlays.markdown.
    """

    hint: str = ""
    tone: Tone = ""
    note: str = ""
    can_answer: bool = False
    choices: list[Choice] = []
    field: Field | None = None
    button: Button | None = None
    said: list[str] = []
    places: list[Place] = []
    time: Time | None = None
    meter: Meter | None = None
    prose: list[dict[str, Any]] = []


class Card(Face, frozen=True, kw_only=True):
    """One interaction. closes_at: milliseconds since 1970, None for no end."""

    id: str
    kind: str
    phase: str
    title: str
    closes_at: int | None = None


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card it is. answer: what counts of theirs. fate: of what they sent last.

    coins: asks how many they have; name: what the Broadcaster calls coins.
    """

    id: str
    answer: AnswerView = AnswerView()
    sent: Sent | None = None
    fate: Fate = ""
    coins: Callable[[], int] = int
    coin_name: str = ""

    @property
    def own(self) -> str | None:
        """Return the answer that counts, None without one."""
        return self.answer.said[-1] if self.answer.said else None

    @property
    def is_underway(self) -> bool:
        """Return whether something of theirs is on its way to be counted."""
        return self.fate in UNDERWAY


FaceOf = Callable[[Any, AnySpec | None, Mine], Face | None]
"""Makes a kind's face of what is on air; None for what nobody is to see."""


def news(mine: Mine, words: Mapping[str, str] | None = None) -> tuple[str, Tone]:
    """Return what became of what somebody sent, "" when it counts.

    words: of a kind's own, by fate.
    """
    known: Mapping[str, str] = {
        "sending": _("Sending…"),
        "checking": _("It is being checked."),
        "blocked": _("It was not let through. It does not count."),
        "late": _("That came too late. It does not count."),
        "poor": _("There are too few coins for that."),
        "repeat": _("You had answered already. Your first answer counts."),
        "void": _("That did not count."),
        "lost": _("That did not arrive. Try again."),
        **(words or {}),
    }
    tone: Tone = "wait" if mine.is_underway else "bad"
    return (known[mine.fate], tone) if mine.fate else ("", "")


def asked(phase: Phase, mine: Mine, *, may_change: bool, ask: str = "") -> Face:
    """Return the face of a question while it waits and runs: what to do.

    ask: what is said to who has not answered.
    """
    if phase != "ongoing":
        hint, tone = soon(phase)
        return Face(hint=hint, tone=tone)
    hint, tone = news(mine)
    if hint and mine.own is not None and mine.fate in {"blocked", "late"}:
        hint = f"{hint} {_('What is marked counts.')}"
    if not hint and mine.own is None:
        hint = ask or _("Choose one.")
    elif not hint:
        hint, tone = _("Your answer is in."), "good"
        if may_change:
            hint = _("Your answer is in. You can still change it.")
    is_free = mine.own is None and not mine.is_underway
    return Face(hint=hint, tone=tone, can_answer=may_change or is_free)


def soon(phase: Phase) -> tuple[str, Tone]:
    """Return what is said before it starts; "" in every other phase."""
    if phase == "waiting":
        return _("Get ready. It starts in a moment."), "wait"
    return "", ""


def choices_of(options: Sequence[Option], mine: Mine, phase: Phase) -> list[Choice]:
    """Return the options; votes when it has closed: the screen has them before."""
    total = sum(one.votes or 0 for one in options)
    is_told = phase in {"results", "scoreboard"}
    sent = mine.sent.text if mine.sent is not None and mine.is_underway else None
    choices = []
    for one in options:
        sends = _unmistakable(one, options)
        votes = one.votes if is_told else None
        choices.append(
            Choice(
                key=one.key,
                text=one.text,
                sends=sends,
                votes=votes,
                share=None if votes is None else round(100 * votes / max(1, total)),
                correct=one.is_correct,
                mine=mine.own == one.key,
                is_sent=sent == sends,
            )
        )
    return choices


def _unmistakable(option: Option, options: Sequence[Option]) -> str:
    """Return its key, or its text when another option's text is that key."""
    key = option.key.casefold()
    is_taken = any(one.text.strip().casefold() == key for one in options)
    return option.text if is_taken else option.key


def places_of(scores: Sequence[Scored], mine: Mine) -> list[Place]:
    """Return the first, and whose card it is wherever they stand; best come first."""
    lines: list[Place] = []
    rank = 0
    for number, one in enumerate(scores):
        if not number or one.points != scores[number - 1].points:
            rank = number + 1
        is_mine = one.viewer.id == mine.id
        if number < PLACES or is_mine:
            points = decimal_points(one.points)
            name = one.viewer.name
            lines.append(Place(rank=rank, name=name, points=points, mine=is_mine))
    return lines


def grouped(number: int) -> str:
    """Return a number with its thousands apart, as every language reads it."""
    return f"{number:,}".replace(",", "\u202f")


def isolated(name: str) -> str:
    """Return a name for the middle of a text, which it cannot turn round."""
    return f"\u2068{name}\u2069"


def title_of(shown: OnAir) -> str:
    """Return what it is called."""
    return getattr(shown, "question", "") or getattr(shown, "title", "")
