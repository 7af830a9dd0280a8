"""Cards that ask: poll, quiz, rating, word cloud, flag, prediction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import structs

from companion.domain.on_air import (
    FlagOnAir,
    PollOnAir,
    PredictionOnAir,
    QuizOnAir,
    RatingOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import (
    AnySpec,
    PollSpec,
    PredictionSpec,
    QuizSpec,
    RatingSpec,
    WordCloudSpec,
)
from companion.i18n import _, ngettext
from companion.web.room.card import (
    Choice,
    Face,
    Field,
    Mine,
    Tone,
    asked,
    choices_of,
    grouped,
    news,
    places_of,
    soon,
)

_MOST_BUTTONS: Final = 11

_QUICK: Final = (10, 50, 100, 500, 1000, 5000)
"""Stakes that a tap fills in, as far as they can be."""


def poll(shown: PollOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return the options; how many voted when it has closed."""
    may_change = isinstance(spec, PollSpec) and spec.revote
    face = asked(shown.phase, mine, may_change=may_change)
    hint, tone = face.hint, face.tone
    if not hint:
        text = ngettext("{n} person voted.", "{n} people voted.", shown.voters)
        hint, tone = _missed(mine) or (text.format(n=shown.voters), "")
    choices = choices_of(shown.options, mine, shown.phase)
    return structs.replace(face, hint=hint, tone=tone, choices=choices)


def quiz(shown: QuizOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return the options; what came of it when it has closed."""
    may_change = isinstance(spec, QuizSpec) and spec.revote
    face = asked(shown.phase, mine, may_change=may_change)
    choices = choices_of(shown.options, mine, shown.phase)
    if shown.phase in {"results", "scoreboard"}:
        hint, tone = _outcome(choices, mine)
        face = structs.replace(face, hint=hint, tone=tone)
    if shown.phase != "scoreboard":
        return structs.replace(face, choices=choices)
    # The scores are to be seen without scrolling.
    few = [one for one in choices if one.correct or one.mine]
    return structs.replace(face, choices=few, places=places_of(shown.scores, mine))


def _missed(mine: Mine) -> tuple[str, Tone] | None:
    """Return why nothing of somebody's counts when all is over; None where it does."""
    return news(mine) if mine.fate and mine.own is None else None


def _outcome(choices: Sequence[Choice], mine: Mine) -> tuple[str, Tone]:
    """Return how it ended for whoever answered that."""
    missed = _missed(mine)
    if missed is not None:
        return missed
    if all(one.correct is None for one in choices):
        return _("Closed. The answer comes in a moment."), "wait"
    if mine.own is None:
        return _("You did not answer this one."), ""
    if any(one.correct and one.mine for one in choices):
        return _("You are right!"), "good"
    return _("Not this time."), "bad"


def rating(shown: RatingOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return a button for each number, or a slider where they are too many."""
    may_change = not isinstance(spec, RatingSpec) or spec.revote
    numbers = range(shown.low, shown.high + 1)
    has_buttons = len(numbers) <= _MOST_BUTTONS
    ask = "" if has_buttons else _("Move the slider, then send.")
    face = asked(shown.phase, mine, may_change=may_change, ask=ask)
    hint, tone = face.hint, face.tone
    if not hint:
        hint, tone = _missed(mine) or (_mean(shown), "")
    face = structs.replace(face, hint=hint, tone=tone)
    if not has_buttons:
        return structs.replace(face, field=_slider(shown, mine), said=_said(mine))
    sent = mine.sent.text if mine.sent is not None and mine.is_underway else None
    choices = [
        Choice(
            key=str(n),
            text="",
            sends=str(n),
            mine=mine.own == str(n),
            is_sent=sent == str(n),
        )
        for n in numbers
    ]
    return structs.replace(face, choices=choices)


def _mean(shown: RatingOnAir) -> str:
    if shown.mean is None:
        return _("Closed.")
    # Translators: {mean} is a number such as 3.7; {high} is the highest there is.
    text = _("All together: {mean} of {high}.")
    return text.format(mean=f"{shown.mean:.1f}", high=shown.high)


def _slider(shown: RatingOnAir, mine: Mine) -> Field:
    middle = (shown.low + shown.high) // 2
    return Field(
        label=_("From {low} to {high}").format(low=shown.low, high=shown.high),
        kind="number",
        low=shown.low,
        high=shown.high,
        value=middle if mine.own is None else int(mine.own),
    )


def _said(mine: Mine) -> list[str]:
    return list(mine.answer.said)


def words(shown: WordCloudOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return a field for a word while more of them count."""
    each = spec.words_each if isinstance(spec, WordCloudSpec) else 1
    prefix = spec.prefix.strip() if isinstance(spec, WordCloudSpec) else ""
    said = _said(mine)
    is_done = each > 0 and len(said) >= each
    hint, tone = soon(shown.phase)
    if shown.phase == "ongoing":
        hint, tone = news(
            mine,
            {
                "repeat": _("That word is in already."),
                "void": _("No word in that counts. Try another one."),
            },
        )
        if is_done and not mine.is_underway:
            hint, tone = _("Your words are in."), "good"
        hint = hint or _("Write one word at a time.")
    elif not hint:
        text = ngettext("{n} person wrote.", "{n} people wrote.", shown.voters)
        hint, tone = _missed(mine) or (text.format(n=shown.voters), "")
    return Face(
        hint=hint,
        tone=tone,
        can_answer=shown.phase == "ongoing" and not is_done,
        field=Field(
            label=_("Your word"), prefix=f"{prefix} " if prefix else "", longest=30
        ),
        said=said,
    )


def flag(shown: FlagOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    """Return a field for the code; who found it when it is over."""
    has_found = mine.own is not None
    hint, tone = soon(shown.phase)
    if has_found:
        hint, tone = _("You have found it!"), "good"
    elif shown.phase == "ongoing":
        hint, tone = news(mine, {"void": _("Not it. Look again.")})
        hint = hint or _("Find the code.")
    elif not hint:
        hint, tone = _("The search is over."), ""
    found = sorted(shown.found, key=lambda one: -one.points)
    return Face(
        hint=hint,
        tone=tone,
        can_answer=shown.phase == "ongoing" and not has_found,
        field=Field(label=_("The code"), longest=200),
        places=places_of(found, mine) if shown.phase != "ongoing" else [],
    )


def prediction(shown: PredictionOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return the outcomes to choose of, and coins to stake on one."""
    if not isinstance(spec, PredictionSpec):
        return Face()
    key, _space, staked = (mine.own or "").partition(" ")
    is_on = shown.phase == "ongoing"
    have = mine.coins()
    most = min(spec.most, have)
    is_closed = shown.phase in {"results", "scoreboard"}
    can_stake = most >= spec.least
    hint, tone = soon(shown.phase)
    if is_on:
        hint, tone = _bet(mine, spec, is_in=bool(key), can_stake=can_stake)
    elif is_closed:
        hint, tone = _bet_outcome(shown, mine, key)
    return Face(
        hint=hint,
        tone=tone,
        note=_balance(mine, have, staked, is_over=mine.answer.won > 0 or is_closed),
        can_answer=is_on and can_stake and not mine.is_underway,
        choices=_outcomes(shown, mine, key),
        field=Field(
            # Translators: over a field; {coins} is what the Broadcaster calls coins.
            label=_("How many {coins}?").format(coins=mine.coin_name),
            kind="coins",
            prefix=f"{spec.keyword} ",
            low=spec.least,
            high=max(most, spec.least),
            quick=[n for n in _QUICK if spec.least <= n < most][-3:],
            # Translators: a button that puts coins on an outcome.
            send=_("Stake"),
        ),
    )


def _outcomes(shown: PredictionOnAir, mine: Mine, key: str) -> list[Choice]:
    """Return what can be staked on: all of it, or the one that somebody chose.

    Shares are of the coins, as winners share them.
    """
    said = (key,) if key else ()
    backing = structs.replace(mine, answer=structs.replace(mine.answer, said=said))
    staked = [structs.replace(one, votes=one.points) for one in shown.options]
    return [
        structs.replace(one, sends=one.key if not key or one.mine else "")
        for one in choices_of(staked, backing, shown.phase)
    ]


def _balance(mine: Mine, have: int, staked: str, *, is_over: bool) -> str:
    text = _("You have {n} {coins}.").format(n=grouped(have), coins=mine.coin_name)
    if not staked:
        return text
    # Translators: both follow how many coins somebody has.
    more = _("Your stake was {n}.") if is_over else _("Your stake is {n}.")
    return f"{text} {more.format(n=grouped(int(staked)))}"


def _bet(
    mine: Mine, spec: PredictionSpec, *, is_in: bool, can_stake: bool
) -> tuple[str, Tone]:
    """Return what to do while stakes are taken."""
    text = _("You have staked on another outcome already.")
    hint, tone = news(mine, {"repeat": text})
    if hint:
        return hint, tone
    if is_in and can_stake:
        return _("Your stake is in. You can add to it."), "good"
    if is_in:
        return _("Your stake is in."), "good"
    if can_stake:
        return _("Choose an outcome."), ""
    text = _("To take part you need {n} or more.")
    return text.format(n=grouped(spec.least)), ""


def _bet_outcome(shown: PredictionOnAir, mine: Mine, key: str) -> tuple[str, Tone]:
    """Return how it ended for whoever staked that."""
    missed = _missed(mine)
    if missed is not None:
        return missed
    won = mine.answer.won
    if shown.winner is None and won:
        return _("It was called off. Your stake came back."), ""
    if shown.winner is None:
        return _("Closed. The outcome comes in a moment."), "wait"
    if not key:
        return _("You did not take part in this one."), ""
    if key == shown.winner:
        text = _("You are right! You get {n} {coins}.")
        return text.format(n=grouped(won), coins=mine.coin_name), "good"
    return _("Not this time."), "bad"
