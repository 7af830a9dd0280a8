"""What somebody in the room sees of an interaction: one card, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from companion.domain.on_air import (
    FlagOnAir,
    GiveawayOnAir,
    OnAir,
    Option,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    ScoreboardOnAir,
    Scored,
    TeamsOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import (
    AnySpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    WordCloudSpec,
)
from companion.i18n import _, ngettext
from companion.web.wire import Number, decimal_points

_PLACES: Final = 5

_MOST_BUTTONS: Final = 11

Tone = Literal["", "good", "bad", "wait"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One button. sends: what is written for it. share: percent, None while hidden."""

    key: str
    text: str
    sends: str
    votes: int | None = None
    share: int | None = None
    correct: bool | None = None
    mine: bool = False
    colour: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field. prefix: stands before what is written. low, high: of a number."""

    label: str
    prefix: str = ""
    longest: int = 100
    low: int | None = None
    high: int | None = None


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


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind shows of itself.

    can_answer: answers count now. said: what this person has answered. hint: what to
    do, or what came of it; tone: how it is meant.
    """

    hint: str
    tone: Tone = ""
    can_answer: bool = False
    choices: list[Choice] = []
    field: Field | None = None
    button: Button | None = None
    said: list[str] = []
    places: list[Place] = []


class Card(Face, frozen=True, kw_only=True):
    """One interaction. closes_at: milliseconds since 1970, None for no end."""

    id: str
    kind: str
    phase: str
    title: str
    closes_at: int | None = None


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card it is, and what they have answered to it."""

    id: str
    said: Sequence[str]


def card_of(shown: OnAir, spec: AnySpec | None, mine: Mine) -> Card | None:
    """Return the card of what is on air; None for what nobody can take part in."""
    kind, face_of = KINDS[type(shown)]
    face = face_of(shown, spec, mine)
    if face is None:
        return None
    closes_at = getattr(shown, "closes_at", None)
    title = getattr(shown, "question", None) or getattr(shown, "title", "")
    return Card(
        id=shown.id,
        kind=kind,
        phase=shown.phase,
        title=title or _("Scoreboard"),
        closes_at=None if closes_at is None else closes_at // 1000,
        **{name: getattr(face, name) for name in Face.__struct_fields__},
    )


def _poll(shown: PollOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    may_change = isinstance(spec, PollSpec) and spec.revote
    own = _own(mine, is_last=may_change)
    return Face(
        hint=_hint(shown.phase, own, may_change=may_change)
        or ngettext("{n} person voted.", "{n} people voted.", shown.voters).format(
            n=shown.voters
        ),
        tone=_tone(shown.phase),
        can_answer=shown.phase == "ongoing" and (may_change or own is None),
        choices=_choices(shown.options, own, shown.phase),
    )


def _quiz(shown: QuizOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    may_change = isinstance(spec, QuizSpec) and spec.revote
    own = _own(mine, is_last=may_change)
    choices = _choices(shown.options, own, shown.phase)
    hint, tone = _hint(shown.phase, own, may_change=may_change), _tone(shown.phase)
    if shown.phase in {"results", "scoreboard"}:
        hint, tone = _outcome(choices, own)
    is_board = shown.phase == "scoreboard"
    return Face(
        hint=hint,
        tone=tone,
        can_answer=shown.phase == "ongoing" and (may_change or own is None),
        # The scores are to be seen without scrolling.
        choices=[one for one in choices if one.correct or one.mine]
        if is_board
        else choices,
        places=_places(shown.scores, mine) if is_board else [],
    )


def _outcome(choices: Sequence[Choice], own: str | None) -> tuple[str, Tone]:
    """Return how it ended for whoever answered that."""
    if all(one.correct is None for one in choices):
        return _("Closed. The answer comes in a moment."), "wait"
    if own is None:
        return _("You did not answer this one."), ""
    if any(one.correct and one.mine for one in choices):
        return _("You are right!"), "good"
    return _("Not this time."), "bad"


def _rating(shown: RatingOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    may_change = not isinstance(spec, RatingSpec) or spec.revote
    own = _own(mine, is_last=may_change)
    numbers = range(shown.low, shown.high + 1)
    has_buttons = len(numbers) <= _MOST_BUTTONS
    hint = _hint(shown.phase, own, may_change=may_change)
    if not hint and shown.mean is not None:
        hint = _("The mean is {mean}.").format(mean=f"{shown.mean:.1f}")
    can_answer = shown.phase == "ongoing" and (may_change or own is None)
    return Face(
        hint=hint,
        tone=_tone(shown.phase),
        can_answer=can_answer,
        choices=[
            Choice(key=str(n), text="", sends=str(n), mine=own == str(n))
            for n in numbers
            if has_buttons
        ],
        field=None
        if has_buttons
        else Field(
            label=_("From {low} to {high}").format(low=shown.low, high=shown.high),
            low=shown.low,
            high=shown.high,
        ),
        said=[] if has_buttons or own is None else [own],
    )


def _words(shown: WordCloudOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    each = spec.words_each if isinstance(spec, WordCloudSpec) else 1
    is_done = each > 0 and len(mine.said) >= each
    prefix = spec.prefix.strip() if isinstance(spec, WordCloudSpec) else ""
    hint = _soon(shown.phase)
    if shown.phase == "ongoing":
        hint = _("Your words are in.") if is_done else _("Write one word at a time.")
    return Face(
        hint=hint
        or ngettext("{n} person wrote.", "{n} people wrote.", shown.voters).format(
            n=shown.voters
        ),
        tone=_tone(shown.phase),
        can_answer=shown.phase == "ongoing" and not is_done,
        field=Field(
            label=_("Your word"), prefix=f"{prefix} " if prefix else "", longest=30
        ),
        said=[one.removeprefix(prefix).strip() for one in mine.said],
    )


def _flag(shown: FlagOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    has_found = any(one.viewer.id == mine.id for one in shown.found)
    hint = _soon(shown.phase)
    tone = _tone(shown.phase)
    if has_found:
        hint, tone = _("You have found it!"), "good"
    elif shown.phase == "ongoing":
        hint = _("Not it. Look again.") if mine.said else _("Find the code.")
    return Face(
        hint=hint or _("The search is over."),
        tone=tone,
        can_answer=shown.phase == "ongoing" and not has_found,
        field=Field(label=_("The code"), longest=200),
        places=_places(shown.found, mine) if shown.phase != "ongoing" else [],
    )


def _giveaway(shown: GiveawayOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    is_in = bool(mine.said)
    has_won = any(one.id == mine.id for one in shown.winners)
    hint, tone = _soon(shown.phase), _tone(shown.phase)
    if has_won:
        hint, tone = _("You have won!"), "good"
    elif shown.winners:
        hint = _("Won by {names}.").format(
            names=", ".join(one.name for one in shown.winners[:_PLACES])
        )
    elif shown.phase == "ongoing" and is_in:
        hint, tone = _("You are in. Good luck!"), "good"
    elif shown.phase == "ongoing":
        hint = _("One tap, and you are in.")
    return Face(
        hint=hint or _("Closed. The draw comes in a moment."),
        tone=tone,
        can_answer=shown.phase == "ongoing" and not is_in,
        button=Button(label=_("Take part"), sends=shown.keyword),
    )


def _prediction(shown: PredictionOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    own = _own(mine, is_last=True)
    keyword = spec.keyword if isinstance(spec, PredictionSpec) else ""
    hint = _soon(shown.phase)
    if shown.phase == "ongoing":
        hint = _("Your stake is in.") if own else _("Option and coins, such as 1 50.")
    return Face(
        hint=hint or _("Closed."),
        tone=_tone(shown.phase),
        can_answer=shown.phase == "ongoing" and bool(keyword),
        choices=[
            Choice(
                key=one.key,
                text=one.text,
                sends="",
                correct=None if shown.winner is None else one.key == shown.winner,
            )
            for one in shown.options
        ],
        field=Field(label=_("Option and coins"), prefix=f"{keyword} ", longest=30),
        said=[] if own is None else [own.removeprefix(keyword).strip()],
    )


def _wheel(shown: WheelOnAir, _spec: AnySpec | None, mine: Mine) -> Face | None:
    if not shown.keyword:
        return None
    is_on = any(one is not None and one.id == mine.id for one in shown.people)
    hint, tone = _soon(shown.phase), _tone(shown.phase)
    if is_on:
        hint, tone = _("Your name is on the wheel."), "good"
    elif shown.phase == "ongoing":
        hint = _("One tap, and you are in.")
    return Face(
        hint=hint or _("Watch the screen."),
        tone=tone,
        can_answer=shown.phase == "ongoing" and not is_on,
        button=Button(label=_("Put my name on the wheel"), sends=shown.keyword),
    )


def _teams(shown: TeamsOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    own = _own(mine, is_last=True)
    hint = _soon(shown.phase)
    if shown.phase == "ongoing":
        hint = _("Choose your team.") if own is None else _("Pull!")
    return Face(
        hint=hint or _("It is over."),
        tone=_tone(shown.phase),
        can_answer=shown.phase == "ongoing",
        choices=[
            Choice(
                key="",
                text=one.name,
                sends=f"!team {one.key}",
                mine=own == f"!team {one.key}",
                correct=True if one.key == shown.winner else None,
                colour=one.colour,
            )
            for one in shown.teams
        ],
    )


def _queue(shown: QueueOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    places = [one.id for one in shown.waiting]
    leave = spec.leave if isinstance(spec, QueueSpec) else ""
    join: Button | None = Button(label=_("Join the queue"), sends=shown.keyword)
    hint, tone = _soon(shown.phase), _tone(shown.phase)
    can_answer = shown.is_open
    if any(one.id == mine.id for one in shown.now):
        hint, tone, join, can_answer = _("It is your turn!"), "good", None, False
    elif mine.id in places:
        place = places.index(mine.id) + 1
        hint, tone = _("You are number {n}.").format(n=place), "good"
        join = Button(label=_("Leave the queue"), sends=leave, is_quiet=True)
        can_answer = bool(leave)
    elif shown.phase == "ongoing":
        waiting = ngettext("{n} person waits.", "{n} people wait.", shown.count)
        hint = waiting.format(n=shown.count)
        hint = hint if shown.is_open else _("The queue is closed for now.")
    return Face(
        hint=hint or _("The queue is closed."),
        tone=tone,
        can_answer=can_answer,
        button=join,
    )


def _soon(phase: str) -> str:
    """Return what is said before it starts; "" in every other phase."""
    return _("Get ready. It starts in a moment.") if phase == "waiting" else ""


def _hint(phase: str, own: str | None, *, may_change: bool) -> str:
    """Return what to do while it waits or runs; "" in every other phase."""
    match phase:
        case "waiting":
            return _soon(phase)
        case "ongoing" if own is None:
            return _("Choose one.")
        case "ongoing" if may_change:
            return _("Your answer is in. You can still change it.")
        case "ongoing":
            return _("Your answer is in.")
    return ""


def _tone(phase: str) -> Tone:
    return "wait" if phase == "waiting" else ""


def _own(mine: Mine, *, is_last: bool) -> str | None:
    """Return which of somebody's answers counts."""
    if not mine.said:
        return None
    return mine.said[-1] if is_last else mine.said[0]


def _choices(options: Sequence[Option], own: str | None, phase: str) -> list[Choice]:
    """Return the options; votes when it has closed: the screen has them before."""
    total = sum(one.votes or 0 for one in options)
    is_told = phase in {"results", "scoreboard"}
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
                mine=own == sends,
            )
        )
    return choices


def _unmistakable(option: Option, options: Sequence[Option]) -> str:
    """Return its key, or its text when another option's text is that key."""
    key = option.key.casefold()
    is_taken = any(one.text.strip().casefold() == key for one in options)
    return option.text if is_taken else option.key


def _places(scores: Sequence[Scored], mine: Mine) -> list[Place]:
    """Return the first, and whose card it is wherever they stand."""
    lines = [
        Place(
            rank=1 + sum(other.points > one.points for other in scores),
            name=one.viewer.name,
            points=decimal_points(one.points),
            mine=one.viewer.id == mine.id,
        )
        for one in scores
    ]
    return lines[:_PLACES] + [one for one in lines[_PLACES:] if one.mine]


def _scoreboard(shown: ScoreboardOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    return Face(
        hint="" if shown.scores else _("Nobody has scored yet."),
        places=_places(shown.scores, mine),
    )


_FaceOf = Callable[[Any, AnySpec | None, Mine], Face | None]

KINDS: Final[Mapping[type[OnAir], tuple[str, _FaceOf]]] = {
    QuizOnAir: ("quiz", _quiz),
    PollOnAir: ("poll", _poll),
    RatingOnAir: ("rating", _rating),
    WordCloudOnAir: ("word_cloud", _words),
    FlagOnAir: ("flag", _flag),
    GiveawayOnAir: ("giveaway", _giveaway),
    PredictionOnAir: ("prediction", _prediction),
    WheelOnAir: ("wheel", _wheel),
    TeamsOnAir: ("teams", _teams),
    QueueOnAir: ("queue", _queue),
    ScoreboardOnAir: ("scoreboard", _scoreboard),
}
"""What is on the page, first of all first."""
