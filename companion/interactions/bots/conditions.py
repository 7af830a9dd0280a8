"""Conditions of rules: each a fact of a closed list, none of them an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Final, get_args

from companion.domain.errors import CommandError
from companion.domain.ports import Random
from companion.domain.show.bots import If
from companion.domain.show.specs import Kind, Who
from companion.domain.values import POINT, Platform, Timestamp
from companion.i18n import N_, _
from companion.interactions.bots.causes import Cause, Facts, refusal
from companion.interactions.bots.state import BotFold, kind_of_event
from companion.interactions.bots.words import folded
from companion.interactions.roles import is_at_least

_NUMBERS: Final = frozenset({"points", "score", "coins", "viewers"})
_PER_CENT: Final = 100.0

_folded = lru_cache(maxsize=1_000)(folded)
"""Many rules ask about the same text, one after the other."""


class Conditions:
    """Says whether all conditions of a rule hold, and if not, which does not.

    fold: what is on record of bots now. chance: seeded.
    """

    def __init__(
        self, *, facts: Facts, fold: Callable[[], BotFold], chance: Random
    ) -> None:
        self._facts = facts
        self._fold = fold
        self._chance = chance
        self._asked: Mapping[str, Callable[[str, Cause, Timestamp], bool]] = {
            "who": self._who,
            "platform": self._platform,
            "text has": lambda value, cause, _now: _folded(value) in _text_of(cause),
            "text is": lambda value, cause, _now: _folded(value) == _text_of(cause),
            "points": self._points,
            "score": self._score,
            "coins": self._coins,
            "between": self._between,
            "on air": lambda value, _cause, _now: value in self._facts.on_air(),
            "viewers": self._viewers,
            "first time": self._first_time,
            "chance": self._by_chance,
        }

    def unmet(self, conditions: Sequence[If], cause: Cause, *, now: Timestamp) -> str:
        """Return in a sentence which condition does not hold, "" when all do.

        Chance is asked last, and only when all else holds.
        """
        for is_chance in (False, True):
            for one in conditions:
                if (one.fact == "chance") is is_chance and (
                    self._asked[one.fact](one.value, cause, now) is one.is_not
                ):
                    return _sentence(one)
        return ""

    def _who(self, value: str, cause: Cause, _now: Timestamp) -> bool:
        who = _who_of(value)
        return (
            cause.viewer is not None
            and who is not None
            and is_at_least(cause.viewer, who)
        )

    def _platform(self, value: str, cause: Cause, _now: Timestamp) -> bool:
        return cause.platform == value

    def _points(self, value: str, cause: Cause, _now: Timestamp) -> bool:
        viewer = cause.viewer
        standing = None if viewer is None else self._facts.standing(viewer.id)
        return standing is not None and standing.points >= int(value) * POINT

    def _score(self, value: str, cause: Cause, _now: Timestamp) -> bool:
        viewer = cause.viewer
        score = None if viewer is None else self._facts.score(viewer.id)
        return score is not None and score.points >= int(value) * POINT

    def _coins(self, value: str, cause: Cause, _now: Timestamp) -> bool:
        viewer = cause.viewer
        return viewer is not None and self._facts.coins(viewer.id) >= int(value)

    def _viewers(self, value: str, _cause: Cause, _now: Timestamp) -> bool:
        return (self._facts.watching() or 0) >= int(value)

    def _between(self, value: str, _cause: Cause, now: Timestamp) -> bool:
        begin, end = span_of(value)
        zone = self._facts.zone()
        here = datetime.fromtimestamp(now / 1_000_000, tz=UTC).astimezone(zone).time()
        if begin <= end:
            return begin <= here < end
        return here >= begin or here < end

    def _first_time(self, _value: str, cause: Cause, _now: Timestamp) -> bool:
        entry = cause.entry
        event = None if entry is None else entry.event
        if entry is None or event is None or cause.viewer is None:
            return False
        kind = kind_of_event(event)
        return self._fold().is_first(kind, cause.viewer.id, entry.seq)

    def _by_chance(self, value: str, _cause: Cause, _now: Timestamp) -> bool:
        return self._chance.random() * _PER_CENT < float(value)


def check_conditions(conditions: Sequence[If], field: str) -> None:
    """Raise CommandError, naming the field, for a value that its fact cannot have."""
    for number, one in enumerate(conditions):
        why = _fault(one)
        if why:
            raise refusal(f"{field}[{number}].value", why)


def span_of(value: str) -> tuple[time, time]:
    """Return the times of "18:00-23:30". Raises ValueError for anything else."""
    begin, dash, end = value.partition("-")
    if not dash:
        raise ValueError(value)
    return _time_of(begin.strip()), _time_of(end.strip())


def _time_of(text: str) -> time:
    if text == "24:00":
        return time()
    return datetime.strptime(text, "%H:%M").replace(tzinfo=UTC).time()


def _who_of(value: str) -> Who | None:
    return next((who for who in get_args(Who) if who == value), None)


def _fault(one: If) -> str:  # one line for each kind of value
    """Return why a condition's value cannot be, "" when it can."""
    value = one.value
    if one.fact == "who" and _who_of(value) is None:
        return _("one of {words}").format(words=", ".join(get_args(Who)))
    if one.fact == "platform" and value not in set(Platform):
        return _("one of {words}").format(words=", ".join(Platform))
    if one.fact == "on air" and value not in get_args(Kind):
        return _("one of {words}").format(words=", ".join(get_args(Kind)))
    if one.fact in {"text has", "text is"} and not folded(value):
        return _("a text is missing")
    if one.fact in _NUMBERS and not (value.isascii() and value.isdigit()):
        return _("a whole number, 0 or more")
    if one.fact == "between" and not _is(span_of, value):
        return _("two times of day, like 18:00-23:30")
    if one.fact == "chance" and not (
        _is(float, value) and 0 <= float(value) <= _PER_CENT
    ):
        return _("per cent, 0 to 100")
    return ""


def _is(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except (ValueError, CommandError):
        return False
    return True


def _text_of(cause: Cause) -> str:
    return _folded(cause.values.get("text", ""))


def _sentence(one: If) -> str:
    asked = _(_ASKED[one.fact]).format(value=one.value)
    if one.is_not:
        return _("Not so: unless {condition}.").format(condition=asked)
    return _("Not so: {condition}.").format(condition=asked)


_ASKED: Final[Mapping[str, str]] = {
    "who": N_("who it was: {value}"),
    "platform": N_("the platform: {value}"),
    "text has": N_("the text has “{value}”"),
    "text is": N_("the text is “{value}”"),
    "points": N_("points of at least {value}"),
    "score": N_("a score of at least {value}"),
    "coins": N_("at least {value} coins"),
    "between": N_("the time of day: {value}"),
    "on air": N_("on the stream: {value}"),
    "viewers": N_("at least {value} who watch"),
    "first time": N_("the viewer's first time"),
    "chance": N_("a chance of {value} %"),
}
