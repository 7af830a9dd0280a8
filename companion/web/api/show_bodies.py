"""What interactions are made of, as the API takes them: one body for each kind.

Derived from the specs, so that a field is written down once. Points are plain numbers
here, as everywhere in the API; an unknown field is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, get_args, get_type_hints

import msgspec
from msgspec import Struct

from companion.domain.show.specs import (
    AnySpec,
    FlagSpec,
    GiveawaySpec,
    Kind,
    QuizSpec,
    kind_of,
)
from companion.i18n import _
from companion.web.problems import Problem, from_validation
from companion.web.wire import Number, thousandths

_MOST: Final = 1_000_000
"""Points that one answer may be worth."""

_IN_POINTS: Final[Mapping[type[AnySpec], tuple[str, ...]]] = {
    QuizSpec: ("right", "first"),
    FlagSpec: ("points", "first"),
    GiveawaySpec: ("loyalty", "least_points"),
}
"""Fields that are thousandths in a spec."""

SPECS: Final[Mapping[Kind, type[AnySpec]]] = {
    spec.__struct_config__.tag: spec for spec in get_args(AnySpec)
}

PATHS: Final[Mapping[Kind, str]] = {
    "poll": "polls",
    "quiz": "quizzes",
    "word_cloud": "wordclouds",
    "rating": "ratings",
    "flag": "flags",
    "giveaway": "giveaways",
    "wheel": "wheels",
    "prediction": "predictions",
    "queue": "queues",
    "goal": "goals",
    "timer": "timers",
    "card": "cards",
    "teams": "teams",
}
"""Under which name the API has each kind."""

Correct = int | str | list[int | str]
"""Which options are correct: their indexes from 0, or their keys or texts."""


def body_type(spec: type[AnySpec]) -> type[Struct]:
    """Return the body that makes an interaction of that kind."""
    hints = get_type_hints(spec, include_extras=True)
    in_points = _IN_POINTS.get(spec, ())
    fields: list[tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(spec):
        kind, default = hints[field.name], field.default
        if field.name in in_points:
            kind, default = Number, Decimal(default).scaleb(-3)
        if spec is QuizSpec and field.name == "correct":
            kind = Correct
        given = () if default is msgspec.NODEFAULT else (default,)
        fields.append((field.name, kind, *given))
    name = f"{spec.__name__.removesuffix('Spec')}Body"
    return msgspec.defstruct(
        name,
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,
        namespace={"__doc__": spec.__doc__},
    )


BODIES: Final[Mapping[Kind, type[Struct]]] = {
    kind: body_type(spec) for kind, spec in SPECS.items()
}


def spec_of(kind: Kind, body: Struct) -> AnySpec:
    """Return the spec that a body asks for; raises Problem 422 naming the field."""
    spec = SPECS[kind]
    given = {
        field.name: getattr(body, field.name) for field in msgspec.structs.fields(spec)
    }
    for name in _IN_POINTS.get(spec, ()):
        given[name] = _in_thousandths(name, given[name])
    if spec is QuizSpec:
        given["correct"] = _indexes(given["correct"], given["options"], given["keys"])
    plain = msgspec.to_builtins(given)
    try:
        made: AnySpec = msgspec.convert({**plain, "kind": kind}, spec)
    except msgspec.ValidationError as error:
        raise from_validation(error) from error
    assert kind_of(made) == kind  # noqa: S101  # each tag has its one spec
    return made


def _in_thousandths(name: str, number: Number) -> int:
    try:
        found = thousandths(number)
    except ValueError as error:
        text = _("{field} must be a number with at most three decimals.")
        raise Problem(422, text.format(field=name), field=name) from error
    if not 0 <= number <= _MOST:
        text = _("{field} must be from {low} to {high}.")
        raise Problem(422, text.format(field=name, low=0, high=_MOST), field=name)
    return found


def _indexes(correct: Correct, options: tuple[str, ...], keys: str) -> tuple[int, ...]:
    """Return the indexes of the correct options; raises Problem 422."""
    named = correct if isinstance(correct, list) else [correct]
    return tuple(_index(one, options, keys) for one in named)


def _index(one: int | str, options: tuple[str, ...], keys: str) -> int:
    if isinstance(one, int) and 0 <= one < len(options):
        return one
    if isinstance(one, str):
        if one in options:
            return options.index(one)
        letter = ord(one.upper()) - ord("A") if len(one) == 1 else -1
        number = int(one) - 1 if one.isascii() and one.isdigit() else -1
        for index in (letter, number) if keys == "letters" else (number, letter):
            if 0 <= index < len(options):
                return index
    text = _("correct names none of the options: {what}").format(what=one)
    raise Problem(422, text, field="correct")
