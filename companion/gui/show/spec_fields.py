"""The fields of a spec, read off its type: what each takes, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import msgspec
from msgspec import inspect

from companion.domain.show.specs import AnySpec, Kind
from companion.domain.values import POINT
from companion.gui.components.amounts import number
from companion.gui.show.words import mode_name, unit_name
from companion.i18n import _

Control = Literal[
    "text", "long", "number", "decimal", "points", "switch", "choice", "table"
]

POINTS = frozenset({"right", "first", "points", "loyalty", "least_points"})
"""Fields in thousandths of a point, which people write in points."""

LONG = frozenset({"text"})
TABLES = frozenset({"options", "slots", "weights", "adds", "teams"})
WITHIN_TABLES = frozenset({"correct", "keywords"})
"""Fields that stand in the rows of the options."""

ORDER = (
    "question",
    "title",
    "text",
    "picture",
    "options",
    "slots",
    "teams",
    "code",
    "mode",
    "unit",
    "target",
    "keyword",
    "seconds",
)
"""Come first; the others follow in the spec's own order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecField:
    """One field. least, most: bounds of a number, or of a text's letters.

    accepts: what may be entered, as a sentence. may_be_empty: None is allowed.
    """

    name: str
    caption: str
    control: Control
    accepts: str = ""
    hint: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    may_be_empty: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def fields_of(spec: AnySpec) -> list[SpecField]:
    """Return the form's fields, in the order in which one thinks of them."""
    info = inspect.type_info(type(spec))
    if not isinstance(info, inspect.StructType):
        raise TypeError(type(spec).__name__)
    by_name = {one.encode_name: one.type for one in info.fields}
    has_slots = "slots" in by_name
    names = [
        name
        for name in by_name
        if name not in WITHIN_TABLES and not (has_slots and name == "weights")
    ]
    names.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    kind: Kind = spec.__struct_config__.tag  # type: ignore[assignment]  # as kind_of
    return [_field(kind, name, by_name[name]) for name in names]


def _field(kind: Kind, name: str, info: inspect.Type) -> SpecField:
    kinds = info.types if isinstance(info, inspect.UnionType) else (info,)
    plain = next(one for one in kinds if not isinstance(one, inspect.NoneType))
    if isinstance(plain, inspect.Metadata):
        plain = plain.type
    may_be_empty = len(kinds) > 1
    caption = caption_of(kind, name)
    hint = hint_of(name)
    base = partial(SpecField, name=name, caption=caption, hint=hint)
    match plain:
        case inspect.BoolType():
            return base(control="switch")
        case inspect.LiteralType():
            return base(control="choice", choices=_choices(name, plain))
        case inspect.StrType():
            low, high = plain.min_length or 0, plain.max_length or 300
            return base(
                control="long" if name in LONG else "text",
                least=low,
                most=high,
                accepts=_letters(low, high),
            )
        case inspect.IntType() | inspect.FloatType():
            return _number(base, kind, name, plain, may_be_empty=may_be_empty)
        case inspect.VarTupleType():
            low, high = plain.min_length or 0, plain.max_length or 20
            accepts = _("{low} to {high} lines, none of them empty.")
            return base(
                control="table",
                least=low,
                most=high,
                accepts=accepts.format(low=low, high=high),
            )
        case _:
            raise TypeError(f"{kind}.{name}")


def _number(
    base: Callable[..., SpecField],
    kind: Kind,
    name: str,
    info: inspect.IntType | inspect.FloatType,
    *,
    may_be_empty: bool,
) -> SpecField:
    is_points = name in POINTS
    scale = POINT if is_points else 1
    low = None if info.ge is None else info.ge / scale
    high = None if info.le is None else info.le / scale
    is_whole = isinstance(info, inspect.IntType) and not is_points
    control: Control = "number" if is_whole else "points" if is_points else "decimal"
    return base(
        control=control,
        least=low,
        most=high,
        may_be_empty=may_be_empty,
        unit=unit_of(kind, name),
        accepts=_bounds(low, high, is_whole=is_whole, may_be_empty=may_be_empty),
    )


def _letters(low: int, high: int) -> str:
    if low:
        return _("{low} to {high} letters.").format(low=low, high=number(high))
    return _("At most {high} letters.").format(high=number(high))


def _bounds(
    low: float | None, high: float | None, *, is_whole: bool, may_be_empty: bool
) -> str:
    kind = _("A whole number") if is_whole else _("A number")
    if low is not None and high is not None:
        words = _("{kind}, {low} to {high}").format(
            kind=kind, low=f"{low:,g}", high=f"{high:,.0f}"
        )
    elif low is not None:
        words = _("{kind}, at least {low}").format(kind=kind, low=f"{low:,g}")
    else:
        words = kind
    return words + (_(", or empty.") if may_be_empty else ".")


def _choices(name: str, info: inspect.LiteralType) -> dict[str, str]:
    names = choice_names(name)
    return {str(one): names.get(str(one), str(one)) for one in info.values}


def choice_names(name: str) -> Mapping[str, str]:
    """Return what the choices of a field are called, by their value."""
    match name:
        case "who":
            return _roles()
        case "keys":
            return {"numbers": "1, 2, 3", "letters": "A, B, C"}
        case "language":
            return {"": _("None"), "all": _("All languages")}
        case "mode":
            return {
                one: mode_name(one) for one in ("countdown", "stopwatch", "subathon")
            }
        case "unit":
            units = (
                *("points", "diamonds", "bits", "likes", "gifts", "chats"),
                *("follows", "subs", "superchat", "raid"),
            )
            return {one: unit_name(one) for one in units}
        case _:
            return {}


def _roles() -> Mapping[str, str]:
    return {
        "everyone": _("Everyone"),
        "follower": _("Followers"),
        "subscriber": _("Subscribers"),
        "vip": _("VIPs"),
        "moderator": _("Moderators"),
        "broadcaster": _("Only me"),
    }


def unit_of(kind: Kind, name: str) -> str:
    """Return what stands behind a number, "" for nothing."""
    if name in POINTS:
        return _("points")
    if (kind, name) == ("prediction", "most"):
        return _("coins")
    return {
        "seconds": _("s"),
        "turns_s": _("s"),
        "most_s": _("s"),
        "most_per_hour": _("s"),
        "cost": _("coins"),
        "least": _("coins"),
    }.get(name, "")


def hint_of(name: str) -> str:
    """Return what explains a field beneath it, "" where its name is enough."""
    return {
        "seconds": _("Empty: until you close it."),
        "words_each": _("0: any number."),
        "least": _("Viewers earn coins once they are switched on in the settings."),
        "code": _("What viewers have to find and write; without prefix."),
        "loyalty": _("One more lot for each so many points; 0: none."),
        "weights": _("The highest that applies counts; without any, all have 1."),
        "joins": _("Viewers who write it get on the wheel; empty: nobody does."),
        "decay": _("Sinks evenly to half at the end; needs a time."),
        "prior_mean": _("Empty: the middle of the scale."),
        "text": _("Markdown: # title, **strong**, - list."),
        "picture": _("Name of a picture in the media library."),
        "on_overlay": _("The QR code on the overlay tells it to everybody."),
        "most_per_hour": _("Empty: no cap."),
        "most_s": _("Empty: no end."),
    }.get(name, "")


def caption_of(kind: Kind, name: str) -> str:
    """Return what a field is called."""
    own = {
        ("prediction", "most"): _("Largest stake"),
        ("queue", "most"): _("Most that may wait"),
        ("timer", "seconds"): _("Runs for"),
        ("teams", "seconds"): _("One round"),
        ("teams", "unit"): _("Pulled by"),
        ("wheel", "seconds"): _("Joining takes"),
        ("flag", "first"): _("Extra for the first"),
        ("card", "seconds"): _("Shown for"),
        ("goal", "seconds"): _("Time for it"),
        ("queue", "seconds"): _("Open for"),
    }
    return own.get((kind, name)) or _captions().get(name, name)


def _captions() -> Mapping[str, str]:
    return {
        "seconds": _("Answers count for"),
        "question": _("Question"),
        "title": _("Title"),
        "options": _("Options"),
        "keys": _("Answered by"),
        "revote": _("The last answer counts"),
        "is_hidden": _("Hide votes until it closes"),
        "right": _("For a correct answer"),
        "first": _("Extra for the first"),
        "decay": _("Worth less the later"),
        "words_each": _("Words of one viewer"),
        "language": _("Leave out stop words"),
        "prefix": _("Prefix"),
        "low": _("From"),
        "high": _("To"),
        "prior_mean": _("Prior mean"),
        "prior_weight": _("Weight of the prior"),
        "code": _("Code"),
        "points": _("For finding it"),
        "on_overlay": _("Tell the code on stream"),
        "keyword": _("Keyword"),
        "winners": _("Winners"),
        "who": _("Who may"),
        "weights": _("Weights"),
        "loyalty": _("Loyalty"),
        "least_points": _("Points needed"),
        "cost": _("A lot costs"),
        "past_winners": _("Winners may win again"),
        "slots": _("Slots"),
        "turns_s": _("Turns for"),
        "joins": _("Keyword to join"),
        "least": _("Smallest stake"),
        "leave": _("Keyword to leave"),
        "at_once": _("Called together"),
        "subscribers_first": _("Subscribers first"),
        "unit": _("Counts"),
        "target": _("Target"),
        "mode": _("Kind of timer"),
        "adds": _("Support adds"),
        "most_per_hour": _("Most added an hour"),
        "most_s": _("Longest in all"),
        "text": _("Text"),
        "picture": _("Picture"),
        "teams": _("Teams"),
        "may_change": _("Viewers may change teams"),
    }


def convert(raw: Mapping[str, object], like: AnySpec) -> AnySpec:
    """Return a spec of raw values. Raises msgspec.ValidationError naming the path."""
    made: AnySpec = msgspec.convert(dict(raw), type=type(like))
    return made
