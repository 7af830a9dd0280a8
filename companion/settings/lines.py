"""On which line of a TOML text a value stands: for errors that a person can follow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+|\s*\.\s*)+?)\s*=""")
_MAY_END = re.compile(r"""(?:[\]}]|"{3}|'{3})\s*(?:#.*)?$""")

Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Return the line, from 1, of the value at `path` in a valid TOML text.

    Of a value inside a list or an inline table it is the line where that begins, of a
    list of tables the first one's. None when nothing on the way to it stands there.
    """
    wanted = tuple(path)
    best, line = 0, None
    for at, found in _places(text):
        shared = min(len(found), len(wanted))
        if shared > best and found[:shared] == wanted[:shared]:
            best, line = shared, at
    return line


def _places(text: str) -> Iterator[tuple[int, Path]]:
    """Yield (line, path) of every table header and every key."""
    lines = text.split("\n")
    table: Path = ()
    counts: dict[Path, int] = {}
    at = 0
    while at < len(lines):
        header, key = _HEADER.match(lines[at]), _KEY.match(lines[at])
        begin = at
        at += 1
        if header and not key:
            table = _with_numbers(_dotted(header[2]), counts, header[1] == "[[")
            yield begin + 1, table
        elif key:
            yield begin + 1, table + _dotted(key[1])
            at = _end_of_value(lines, begin)


def _end_of_value(lines: Sequence[str], begin: int) -> int:
    """Return the index after the last line of the value that begins on a line."""
    for end in range(begin, len(lines)):
        if end > begin and not _MAY_END.search(lines[end]):
            continue
        try:
            tomllib.loads("\n".join(lines[begin : end + 1]))
        except tomllib.TOMLDecodeError:
            continue
        return end + 1
    return begin + 1


def _dotted(key: str) -> Path:
    """Return a key as TOML reads it: quotes taken off, split at its own dots."""
    try:
        inner: object = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return (key,)
    path: list[str | int] = []
    while isinstance(inner, dict):
        (name,) = inner
        path.append(name)
        inner = inner[name]
    return tuple(path)


def _with_numbers(path: Path, counts: dict[Path, int], is_list: bool) -> Path:
    """Return a header's path with the index of each list of tables it goes through."""
    numbered: Path = ()
    for place, part in enumerate(path):
        numbered += (part,)
        if is_list and place == len(path) - 1:
            counts[numbered] = counts.get(numbered, -1) + 1
        if numbered in counts:
            numbered += (counts[numbered],)
    return numbered
