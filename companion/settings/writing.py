"""Putting changed values into the text of settings.toml, comments and all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from decimal import Decimal
from typing import Any, Final

import tomlkit
from tomlkit.items import AoT, InlineTable, Item, Table

_INTRODUCTION: Final = (
    "Settings of Companion: only what differs from the defaults.\n"
    "Every setting is described in docs/settings.md."
)

_EXACT: Final = 2**53
"""Below this every whole number is a float of its own."""


def edited(text: str, full: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Return a TOML text that says `full`, close to the valid TOML `text`.

    full: every value. wanted: those of them that a file without them must gain.
    """
    document = tomlkit.parse(text)
    if not text.strip():
        for line in _INTRODUCTION.split("\n"):
            document.add(tomlkit.comment(line))
    present = tomllib.loads(text, parse_float=Decimal)
    _fit(document, present, full)
    _gain(document, present, wanted)
    return tomlkit.dumps(document)


def _fit(
    table: MutableMapping[str, Any], present: Mapping[str, Any], full: Mapping[str, Any]
) -> None:
    """Correct what a table of the document says already; `present` is just that."""
    for key, before in present.items():
        if key not in full:
            del table[key]
        elif isinstance(before, Mapping) and isinstance(full[key], Mapping):
            _fit(table[key], before, full[key])
        elif _plain(full[key]) != _plain(before):
            table[key] = _item(full[key], like=table[key])


def _gain(
    table: MutableMapping[str, Any],
    present: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> None:
    """Add what a table of the document does not say yet."""
    for key, value in wanted.items():
        if key not in present:
            may_nest = isinstance(value, Mapping) and not isinstance(table, InlineTable)
            table[key] = _table(value) if may_nest else _item(value)
        elif isinstance(value, Mapping) and isinstance(present[key], Mapping):
            _gain(table[key], present[key], value)


def _table(values: Mapping[str, Any]) -> Table:
    """Return a table with a header of its own, unless it holds nothing but tables."""
    bare = bool(values) and all(isinstance(value, Mapping) for value in values.values())
    table = tomlkit.table(is_super_table=bare)
    _gain(table, {}, values)
    return table


def _item(value: object, like: object = None) -> Item:
    """Return a value as an item; a list of tables stays one of those when it was."""
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, list | tuple):
        if isinstance(like, AoT):
            return _tables(value)
        if len(value) > 1 and all(isinstance(inner, str) for inner in value):
            return _texts(value)
        array = tomlkit.array()
        for inner in value:
            array.append(_inline(inner))
        return array.multiline(len(value) > 1)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        is_short = value.is_integer() and abs(value) < _EXACT
        return tomlkit.integer(int(value)) if is_short else tomlkit.float_(repr(value))
    return tomlkit.item(value)


def _texts(values: Sequence[str]) -> Item:
    """Return a list of texts, one a line.

    tomlkit counts a list anew with each item that is added: 20,000 words would take
    17 s. What is written and then parsed takes half a second.
    """
    lines = "".join(f"    {tomlkit.item(one).as_string()},\n" for one in values)
    return tomlkit.value(f"[\n{lines}]")


def _tables(values: list[Any] | tuple[Any, ...]) -> AoT:
    tables = tomlkit.aot()
    for value in values:
        table = tomlkit.table()
        for key, inner in value.items():
            table.add(key, _item(inner))
        tables.append(table)
    return tables


def _inline(value: object) -> Item:
    if not isinstance(value, Mapping):
        return _item(value)
    table = tomlkit.inline_table()
    for key, inner in value.items():
        table.append(key, _inline(inner))
    return table


def _number(number: Decimal) -> Item:
    """Return an exact number: 2 rather than 2.0, and never 2E+2."""
    if number == number.to_integral_value():
        return tomlkit.integer(int(number))
    return tomlkit.float_(format(number.normalize(), "f"))


def _plain(value: object) -> object:
    """Return a value such that two that mean the same in TOML are equal."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, bool):
        return ("bool", value)
    return value
