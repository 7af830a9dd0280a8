"""Making Settings of plain values; what is wrong is told field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.settings.accepted import accepted, is_section, kind_at
from companion.settings.models import Settings

_SECRETS = frozenset(
    {"api_key", "client_secret", "cookie", "password", "sign_api_key", "token"}
)
_SHOWN = 60
"""Longest piece of a wrong value that an error repeats, in characters."""


class Problem(NamedTuple):
    """One thing that is wrong: path and dotted name of the setting, and a phrase."""

    path: tuple[str | int, ...]
    text: str

    @property
    def field(self) -> str:
        """Return the dotted name, "scoring.chat.points"."""
        return ".".join(str(part) for part in self.path)


class Checked(NamedTuple):
    """The settings, or what is wrong with them; never both."""

    settings: Settings | None
    problems: tuple[Problem, ...] = ()


def check(values: Mapping[str, Any]) -> Checked:
    """Return Settings of a nested mapping, or every problem in it, in file order."""
    try:
        return Checked(Settings.model_validate(dict(values)))
    except ValidationError as error:
        details = error.errors(include_url=False)
        return Checked(None, tuple(_problem(Settings, detail) for detail in details))


def parsed(values: Mapping[str, Any]) -> Settings:
    """Return Settings of a nested mapping; raises SettingsError for the first problem.

    The text reads "scoring.chat.points: whole number, …, not "ten"".
    """
    settings, problems = check(values)
    if settings is None:
        raise error_of(problems[0])
    return settings


def error_of(problem: Problem, where: str = "") -> SettingsError:
    """Return a problem as an error; `where` is the file and line, if known."""
    field = problem.field or "settings"
    text = f"{where}{field}: {problem.text}"
    return SettingsError(text, field=field)


def _problem(model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    if path and path[-1] == "[key]":
        return Problem(path[:-1], _key_text(path))
    match detail["type"]:
        case "extra_forbidden":
            return Problem(path, _unknown(model, path))
        case "missing":
            return Problem(path, _("is missing"))
        case "value_error":
            cause = str(detail["ctx"]["error"])
            kind = kind_at(model, path)
            text = accepted(kind) if kind and kind.type in {float, Decimal} else cause
        case "too_long":
            most = detail["ctx"]["max_length"]
            return Problem(path, _("at most {most:,} items").format(most=most))
        case "string_too_short":
            return Problem(path, _("may not be empty"))
        case _:
            kind = kind_at(model, path)
            text = accepted(kind) if kind else detail["msg"]
    if isinstance(detail["input"], list | tuple | dict):
        return Problem(path, text)
    value = _shown(detail["input"])
    return Problem(
        path, _("{accepted}; not {value}").format(accepted=text, value=value)
    )


def _key_text(path: Sequence[str | int]) -> str:
    """Return what the keys of a free table must look like."""
    if "currencies" in path:
        return _("a currency is three capital letters, such as EUR")
    return _("a name is small letters, digits and _, and begins with a letter")


def _shown(value: object) -> str:
    """Return a wrong value as an error repeats it: short and on one line."""
    text = f"“{value}”" if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = str(value).lower()
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _unknown(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """Return what to say about a key that does not exist: the nearest that does."""
    name = str(path[-1])
    if name in _SECRETS:
        return _(
            "keys and passwords do not belong in this file; use the environment "
            "variable that the documentation names"
        )
    nearest = _nearest(model, tuple(path))
    if nearest:
        return _("there is no such setting; do you mean {nearest}?").format(
            nearest=nearest
        )
    return _("there is no such setting")


def _nearest(model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    """Return the dotted name of the known setting that looks most alike, or ""."""
    from difflib import get_close_matches  # noqa: PLC0415  # needed for errors only

    name, section = str(path[-1]), ".".join(str(part) for part in path[:-1])
    known = dict(names(model))
    here = [dotted for dotted, parent in known.items() if parent == section]
    for dotted_names in (here, list(known)):
        last = {dotted.rpartition(".")[2]: dotted for dotted in reversed(dotted_names)}
        close = get_close_matches(name, last, n=1, cutoff=0.6)
        if close:
            return last[close[0]]
    return ""


def names(model: type[BaseModel], section: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted name, name of its section) of every setting and section."""
    for name, field in model.model_fields.items():
        dotted = f"{section}.{name}" if section else name
        yield dotted, section
        inner = field.annotation
        if is_section(inner) and isinstance(inner, type):
            yield from names(inner, dotted)
