"""Which columns the tables of a spec have, and how rows become its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from companion.domain.show.specs import (
    AnySpec,
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QuizSpec,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
)
from companion.gui.components.colour_field import WIDTH, colour_of
from companion.gui.show.spec_fields import choice_names
from companion.gui.show.table_field import Column
from companion.gui.theme.tokens import STREAM_PINK, TEAM_COLOURS
from companion.i18n import _

Rows = Sequence[Mapping[str, str | bool]]

_UNITS = ("diamonds", "bits", "gifts", "subs", "follows", "superchat", "raid")


class Unreadable(ValueError):
    """What is typed is none. field, row: where. text: what is accepted."""

    def __init__(self, field: str, row: int, text: str) -> None:
        super().__init__(text)
        self.field, self.row, self.text = field, row, text


def columns_of(spec: AnySpec, name: str) -> list[Column]:
    """Return the columns of a table field."""
    match spec, name:
        case QuizSpec(), "options":
            return [
                Column(name="text", caption=_("Option")),
                Column(name="correct", caption=_("Correct"), kind="check", width=56),
            ]
        case PollSpec(), "options":
            return [
                Column(name="text", caption=_("Option")),
                Column(name="keyword", caption=_("Keyword, if any"), width=136),
            ]
        case WheelSpec(), "slots":
            weight = _("Weight")
            return [
                Column(name="text", caption=_("Slot")),
                Column(
                    name="weight", caption=weight, kind="number", width=72, start="1"
                ),
            ]
        case GiveawaySpec(), "weights":
            return [
                Column(
                    name="who",
                    caption=_("Who"),
                    kind="choice",
                    choices=choice_names("who"),
                    start="subscriber",
                ),
                Column(
                    name="weight",
                    caption=_("Weight"),
                    kind="number",
                    width=88,
                    start="2",
                ),
            ]
        case TimerSpec(), "adds":
            return _extension_columns()
        case TeamsSpec(), "teams":
            return [
                Column(name="key", caption=_("After !team"), width=76),
                Column(name="name", caption=_("Name")),
                Column(
                    name="colour",
                    caption=_("Colour"),
                    kind="colour",
                    width=WIDTH,
                    start=TEAM_COLOURS[0],
                    starts=TEAM_COLOURS,
                ),
                Column(name="gift", caption=_("Joined by gift"), width=92),
            ]
        case _:
            return [Column(name="text", caption=_("Option"))]


def _extension_columns() -> list[Column]:
    units = choice_names("unit")
    return [
        Column(
            name="seconds", caption=_("Seconds"), kind="number", width=88, start="60"
        ),
        Column(name="each", caption=_("for each"), kind="number", width=88, start="1"),
        Column(
            name="unit",
            caption=_("of"),
            kind="choice",
            choices={one: units[one] for one in _UNITS},
        ),
    ]


def rows_of(spec: AnySpec, name: str) -> list[dict[str, str | bool]]:
    """Return what stands in a table field."""
    match spec, name:
        case QuizSpec(), "options":
            return [
                {"text": text, "correct": place in spec.correct}
                for place, text in enumerate(spec.options)
            ]
        case PollSpec(), "options":
            words = (*spec.keywords, *[""] * len(spec.options))
            return [
                {"text": text, "keyword": word}
                for text, word in zip(spec.options, words, strict=False)
            ]
        case PredictionSpec(), "options":
            return [{"text": text} for text in spec.options]
        case WheelSpec(), "slots":
            weights = (*spec.weights, *[1] * len(spec.slots))
            return [
                {"text": text, "weight": str(weight)}
                for text, weight in zip(spec.slots, weights, strict=False)
            ]
        case GiveawaySpec(), "weights":
            return [{"who": one.who, "weight": str(one.weight)} for one in spec.weights]
        case TimerSpec(), "adds":
            return [
                {"unit": one.unit, "seconds": str(one.seconds), "each": str(one.each)}
                for one in spec.adds
            ]
        case TeamsSpec(), "teams":
            return [
                {"key": t.key, "name": t.name, "colour": t.colour, "gift": t.gift}
                for t in spec.teams
            ]
        case _:
            return []


def raw_of(spec: AnySpec, name: str, rows: Rows) -> dict[str, object]:
    """Return the fields that rows mean; empty last rows are left out.

    Raises Unreadable for what is no whole number, or no colour.
    """
    kept = [row for row in rows if any(_typed(row))]
    match spec, name:
        case QuizSpec(), "options":
            correct = [n for n, row in enumerate(kept) if row["correct"]]
            return {"options": [row["text"] for row in kept], "correct": correct}
        case PollSpec(), "options":
            words = [str(row["keyword"]) for row in kept]
            found: dict[str, object] = {"options": [row["text"] for row in kept]}
            return {**found, "keywords": words if any(words) else []}
        case WheelSpec(), "slots":
            weights = [
                _whole("slots", n, row["weight"] or "1") for n, row in enumerate(kept)
            ]
            is_even = len(set(weights)) < 2
            return {
                "slots": [row["text"] for row in kept],
                "weights": [] if is_even else weights,
            }
        case GiveawaySpec(), "weights":
            return {
                "weights": [
                    {"who": row["who"], "weight": _whole("weights", n, row["weight"])}
                    for n, row in enumerate(kept)
                ]
            }
        case TimerSpec(), "adds":
            return {
                "adds": [
                    {
                        "unit": row["unit"],
                        "seconds": _whole("adds", n, row["seconds"]),
                        "each": _whole("adds", n, row["each"]),
                    }
                    for n, row in enumerate(kept)
                ]
            }
        case TeamsSpec(), "teams":
            for n, row in enumerate(kept):
                _check_colour("teams", n, str(row["colour"]))
            return {"teams": [dict(row) for row in kept]}
        case _:
            return {name: [row["text"] for row in kept]}


def _typed(row: Mapping[str, str | bool]) -> list[str]:
    """Return what of a row makes it one: words, not what a new row says by itself."""
    skipped = (
        {"weight", "colour", "correct"} if "text" in row or "key" in row else set()
    )
    return [str(value) for key, value in row.items() if key not in skipped and value]


def _check_colour(field: str, row: int, typed: str) -> None:
    if not colour_of(typed):
        text = _("Line {n}: “{typed}” is no colour. One is written as {example}.")
        told = text.format(n=row + 1, typed=typed, example=STREAM_PINK)
        raise Unreadable(field, row, told)


def _whole(field: str, row: int, typed: str | bool) -> int:
    plain = str(typed).replace(" ", "").replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        text = _("Line {n}: “{typed}” is no whole number.")
        raise Unreadable(field, row, text.format(n=row + 1, typed=typed))
    return int(plain)
