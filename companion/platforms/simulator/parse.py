"""A scenario file's text to a Scenario. Pure."""

from __future__ import annotations

import tomllib

from pydantic import ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.platforms.simulator.scenario import Scenario


def parse(text: str, *, name: str) -> Scenario:
    """Return the scenario called `name` that `text` (TOML) describes.

    Raises SettingsError that names the file and the field.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            _("Scenario “{name}” is not a TOML file: {problem}").format(
                name=name, problem=error
            ),
            field=name,
        ) from error
    try:
        return Scenario.model_validate({**raw, "name": name})
    except ValidationError as error:
        raise _explained(error, name) from error


def _explained(error: ValidationError, name: str) -> SettingsError:
    """Return the first problem, at the field as it stands in the file."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = _path(first["loc"])
    problem = str(first.get("ctx", {}).get("error") or first["msg"])
    if not field:
        return SettingsError(
            _("Scenario “{name}”: {problem}").format(name=name, problem=problem),
            field=name,
        )
    return SettingsError(
        _("Scenario “{name}”, field {field}: {problem}").format(
            name=name, field=field, problem=problem
        ),
        field=f"{name}.{field}",
    )


def _path(loc: tuple[int | str, ...]) -> str:
    """Return ("phase", 0, "mix", "chat", "[key]") as "phase[1].mix.chat"."""
    path = ""
    for step in loc:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        elif step != "[key]":
            path += f".{step}"
    return path.lstrip(".")
