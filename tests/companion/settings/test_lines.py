"""Which line of a TOML text a value stands on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from companion.settings.lines import line_of

TEXT = '''\
# comment = 1
top = 1
[server]  # [not a header]
port = 8000

[scoring.gift]
points = 1
tiers = [
  {up_to = 4, factor = 5},  # ]
  {factor = 6},
]
after = """
server = "no key"
[no header]
"""
[scoring . "follow"]
points = 3
[[scoring.list]]
factor = 1
[[scoring.list]]
factor = 2
[scoring.list.inner]
deep = 1
"a.b".c = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("server",), 3),
        (("server", "port"), 4),
        (("scoring", "gift"), 6),
        (("scoring", "gift", "points"), 7),
        (("scoring", "gift", "tiers"), 8),
        (("scoring", "gift", "tiers", 1, "factor"), 8),
        (("scoring", "gift", "after"), 12),
        (("scoring", "follow", "points"), 17),
        (("scoring", "list", 0, "factor"), 19),
        (("scoring", "list", 1, "factor"), 21),
        (("scoring", "list", 1, "inner", "deep"), 23),
        (("scoring", "list", 1, "inner", "a.b", "c"), 24),
        (("server", "prot"), 3),
        (("nothing",), None),
    ],
)
def test_a_value_is_found_on_its_line(
    path: tuple[str | int, ...], line: int | None
) -> None:
    assert line_of(TEXT, path) == line


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path


def test_every_value_of_the_text_has_a_line() -> None:
    found = list(leaves(tomllib.loads(TEXT)))

    assert len(found) == 7
    assert all(line_of(TEXT, path) for path in found)


def test_a_very_long_list_is_searched_quickly() -> None:
    words = "\n".join(f'  "word{n}",' for n in range(20_000))
    text = f"[moderation]\nblocklist = [\n{words}\n]\nhold_seconds = -1\n"

    assert line_of(text, ("moderation", "hold_seconds")) == 20_004
