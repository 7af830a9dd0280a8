"""Scoring rules of a file, for scoring past sessions again."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.errors import SettingsError
from companion.scoring.rules_file import rules_file


def file(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_table_is_used_and_the_rest_is_default(tmp_path: Path) -> None:
    rules = rules_file(file(tmp_path, "[scoring.chat]\npoints = 2.5\n"))

    assert rules.units["chat"].other == (2500, 1)
    assert rules.units["follow"].other == (10_000, 1)


def test_the_file_may_name_a_preset(tmp_path: Path) -> None:
    rules = rules_file(file(tmp_path, "[scoring]\npreset = 'classic'\n"))

    assert rules.gift(1).other == (5000, 1)


def test_a_whole_settings_file_will_do(tmp_path: Path) -> None:
    text = "[server]\nport = 8000\n[scoring.follow]\npoints = 1\n"

    assert rules_file(file(tmp_path, text)).units["follow"].other == (1000, 1)


@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        ("[scoring.chat]\npoint = 1\n",
         "rules.toml, line 2: scoring.chat.point: there is no such setting; do you "
         "mean scoring.chat.points?",
         "scoring.chat.point"),
        ("[scoring]\n[scoring.like]\nper = 0\n",
         "rules.toml, line 3: scoring.like.per: whole number, 1 to 1,000,000; not 0",
         "scoring.like.per"),
        ("[server]\nport = 8000\n", "rules.toml has no table [scoring]", "scoring"),
        ("[scoring\n", "rules.toml, line 1: this is not valid TOML", "settings"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_field(
    tmp_path: Path, text: str, message: str, field: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        rules_file(file(tmp_path, text))

    assert (str(raised.value), raised.value.field) == (message, field)


def test_a_file_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        rules_file(tmp_path / "none.toml")
