"""What a verb means for an interaction now: the notes that are to be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from companion.domain.entries import AnyNote
from companion.domain.errors import CommandError
from companion.domain.on_air import Phase
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMoved, InteractionStepped
from companion.domain.show.steps import AnyStep, Extended, Revealed, Shown
from companion.i18n import _
from companion.interactions.kind import Around
from companion.interactions.kinds.catalogue import AnyInteraction

_TO: Final[dict[Verb, Phase]] = {
    "wait": "waiting",
    "start": "ongoing",
    "scoreboard": "scoreboard",
    "finish": "after",
}

_LONGEST_S: Final = 86_400


def notes_of(
    one: AnyInteraction, verb: Verb, value: str, around: Around, *, who: str
) -> Sequence[AnyNote]:
    """Return what a verb records; "close" is the desk's, since it takes time.

    Raises CommandError when it cannot be done now.
    """
    match verb:
        case "wait" | "scoreboard" | "finish":
            steps = _before_scoreboard(one) if verb == "scoreboard" else ()
            return [*_stepped(one, steps, who), _moved(one, _TO[verb], who)]
        case "start":
            steps = one.check_start(around)
            return [*_stepped(one, steps, who), _moved(one, "ongoing", who)]
        case "back" | "retry":
            return [_back(one, who, is_retry=verb == "retry")]
        case "show" | "hide":
            return _shown(one, who, is_shown=verb == "show")
        case "reveal" if _has_nothing_hidden(one):
            return ()
        case "extend":
            return _stepped(one, (_extended(one, value),), who)
        case _:
            return _stepped(one, one.plan(verb, value, around), who)


def _before_scoreboard(one: AnyInteraction) -> Sequence[AnyStep]:
    return () if one.is_revealed or "reveal" not in one.verbs() else (Revealed(),)


def _shown(one: AnyInteraction, who: str, *, is_shown: bool) -> Sequence[AnyNote]:
    """Return what puts it on the stream or takes it off; before it began, it waits."""
    is_same = one.is_hidden is not is_shown
    notes: list[AnyNote] = []
    if not is_same:
        notes += _stepped(one, (Shown(is_shown=is_shown),), who)
    if is_shown and one.phase == "before" and "waiting" in one.steps:
        notes.append(_moved(one, "waiting", who))
    return notes


def _has_nothing_hidden(one: AnyInteraction) -> bool:
    is_over = one.phase in {"results", "scoreboard", "after"}
    return is_over and "reveal" not in one.verbs()


def _moved(one: AnyInteraction, to: Phase, who: str) -> InteractionMoved:
    if to not in (*one.steps, "after", "failed"):
        raise CommandError(_("This kind has no such step."))
    one.track.check(to)
    return InteractionMoved(id=one.id, to=to, who=who)


def _back(one: AnyInteraction, who: str, *, is_retry: bool) -> InteractionMoved:
    before = one.track.before
    if before is None or (is_retry and one.phase != "failed"):
        raise CommandError(_("There is nothing to go back to."))
    return InteractionMoved(id=one.id, to=before, is_back=True, who=who)


def _extended(one: AnyInteraction, value: str) -> Extended:
    sign, digits = value[:1], value.removeprefix(value[:1].strip("0123456789"))
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 6
    seconds = int(digits) * (-1 if sign == "-" else 1) if is_number else 0
    if not is_number or not 0 < abs(seconds) <= _LONGEST_S:
        text = _("value must be seconds, from {low} to {high}.")
        raise CommandError(text.format(low=-_LONGEST_S, high=_LONGEST_S))
    if not one.can_extend:
        raise CommandError(_("It runs without an end of its own."))
    return Extended(seconds=seconds)


def _stepped(
    one: AnyInteraction, steps: Sequence[AnyStep], who: str
) -> Sequence[InteractionStepped]:
    return [InteractionStepped(id=one.id, step=step, who=who) for step in steps]


def possible(one: AnyInteraction) -> tuple[Verb, ...]:
    """Return every verb that is possible now, the usual ones first."""
    found: list[Verb] = []
    way: tuple[tuple[Verb, Phase], ...] = (("wait", "waiting"), ("start", "ongoing"))
    for verb, to in way:
        if to in one.steps and one.track.may(to):
            found.append(verb)
    if one.phase == "ongoing":
        if "results" in one.steps and one.closing is None:
            found.append("close")
        if one.can_extend:
            found.append("extend")
    found += one.verbs()
    if "scoreboard" in one.steps and one.track.may("scoreboard"):
        found.append("scoreboard")
    if one.track.may("after"):
        found.append("finish")
    if one.phase == "failed":
        found.append("retry")
    if one.track.before is not None:
        found.append("back")
    if one.phase not in {"before", "after", "failed"}:
        found.append("hide" if one.is_shown else "show")
    return tuple(found)


def next_verb(one: AnyInteraction) -> Verb | None:
    """Return the one next step of an interaction; None when it is over."""
    may = possible(one)
    if one.phase in {"before", "waiting"}:
        return "start"
    if one.phase == "ongoing":
        return "close" if "results" in one.steps else "finish"
    if one.phase == "results" and not one.is_revealed and "reveal" in may:
        return "reveal"
    if "decide" in may:
        # What is staked must not go back by a step too fast: it asks for the outcome.
        return "decide"
    if "scoreboard" in may:
        return "scoreboard"
    return "finish" if one.phase not in {"after", "failed"} else None
