"""Settings as the few values that differ from their defaults, and back again.

That form is what settings.toml holds, and what a changed value is put into: a preset
that is chosen later then still reaches everything that nobody set by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.settings.models import Settings
from companion.settings.validation import parsed


def changes(settings: Settings) -> dict[str, Any]:
    """Return the values that differ from the defaults, as a nested mapping."""
    found = _difference(plain(settings), plain(baseline(settings)))
    preset = settings.scoring.preset
    if preset != "default":
        found["scoring"] = {"preset": preset, **found.get("scoring", {})}
    return found


def plain(settings: Settings) -> dict[str, Any]:
    """Return every value that is set, as a nested mapping of TOML's kinds."""
    return settings.model_dump(exclude_none=True)


def baseline(settings: Settings) -> Settings:
    """Return the defaults that hold under the settings' scoring preset."""
    return parsed({"scoring": {"preset": settings.scoring.preset}})


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return settings with other values, given by dotted name.

    A value None sets the default again. Raises SettingsError, naming the field.
    """
    nested = changes(settings)
    for name, value in values.items():
        _put(nested, name, value)
    return parsed(nested)


def apply_overrides(settings: Settings, overrides: Iterable[str]) -> Settings:
    """Return settings for one run: each override is "section.field=value" in TOML.

    A value that is a bare word is taken as text, so that no shell needs two kinds of
    quotes. Raises SettingsError, naming the field.
    """
    return with_values(settings, dict(map(_override, overrides)))


def _override(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not equals or not name:
        raise SettingsError(
            _("“{text}”: write section.field=value").format(text=text), field=name
        )
    return name, _value(name, value)


def _value(name: str, text: str) -> Any:  # noqa: ANN401  # whatever TOML can say
    try:
        read = tomllib.loads(f"value = {text}", parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        if text[:1] not in {"", '"', "'", "[", "{"} and text.isprintable():
            return text
        raise SettingsError(
            _("{field}: “{text}” is not a TOML value").format(field=name, text=text),
            field=name,
        ) from error
    if set(read) != {"value"}:
        raise SettingsError(
            _("{field}: one value on one line").format(field=name), field=name
        )
    return read["value"]


def _put(nested: dict[str, Any], name: str, value: object) -> None:
    """Set the value with a dotted name, or take it away when it is None."""
    *sections, last = name.split(".")
    for section in sections:
        inner = nested.get(section)
        nested[section] = dict(inner) if isinstance(inner, Mapping) else {}
        nested = nested[section]
    if value is None:
        nested.pop(last, None)
    else:
        nested[last] = value


def _difference(full: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in full.items():
        beneath = base.get(key)
        if isinstance(value, Mapping) and isinstance(beneath, Mapping):
            inner = _difference(value, beneath)
            if inner:
                found[key] = inner
        elif value != beneath:
            found[key] = value
    return found
