from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.errors import SettingsError, TargetUnknown
from companion.platforms.simulator import library
from companion.platforms.simulator.library import Library

OWN = """
title = "Mine"
description = "Made by me."
seed = 77
[mix]
chat = 1
[[phase]]
name = "all"
seconds = 10
events_per_s = 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_every_packaged_scenario_can_be_loaded() -> None:
    names = Library().names()

    assert set(names) >= {
        "demo",
        "friday-night",
        "chaos",
        "flood",
        "hostile",
        "money",
        "quiet",
    }
    for name in names:
        assert Library().load(name).name == name


def test_every_title_and_description_can_be_translated() -> None:
    for name in Library().names():
        scenario = Library().load(name)
        assert scenario.title in library._TEXTS
        assert scenario.description in library._TEXTS


def test_cards_begin_with_the_default_and_tell_what_to_connect_to() -> None:
    cards = Library().cards()

    assert cards[0].name == "demo"
    assert [card.name for card in cards[1:]] == sorted(card.name for card in cards[1:])
    assert all(card.title and card.description and not card.problem for card in cards)
    assert cards[0].target == "simulator:demo"


def test_scenarios_of_ones_own_stand_beside_ours(folder: Path) -> None:
    card = next(card for card in Library(folder).cards() if card.name == "mine")

    assert (card.title, card.is_own) == ("Mine", True)
    assert Library(folder).find("mine")[1] == 77


def test_one_of_ones_own_hides_ours_of_the_same_name(folder: Path) -> None:
    (folder / "demo.toml").write_text(OWN, encoding="utf-8")

    assert Library(folder).load("demo").title == "Mine"
    assert Library(folder).names().count("demo") == 1


def test_a_broken_file_of_ones_own_is_listed_with_its_problem(folder: Path) -> None:
    (folder / "mine.toml").write_text(OWN.replace("seconds = 10", "seconds = 0"))
    card = next(card for card in Library(folder).cards() if card.name == "mine")

    assert "phase[1].seconds" in card.problem
    with pytest.raises(SettingsError, match="mine"):
        Library(folder).find("mine")


def test_a_file_that_is_no_text_is_a_settings_error(folder: Path) -> None:
    (folder / "mine.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="mine"):
        Library(folder).load("mine")


def test_a_missing_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert Library(tmp_path / "none").names() == Library().names()


@pytest.mark.parametrize(
    ("target", "name", "seed"),
    [
        ("42", "demo", 42),
        ("0", "demo", 0),
        ("", "demo", 2026),
        ("chaos", "chaos", 13),
        (" Chaos ", "chaos", 13),
        ("chaos@7", "chaos", 7),
        ("friday-night", "friday-night", 214),
        ("999999999999999999", "demo", 10**18 - 1),
    ],
)
def test_a_target_is_a_seed_a_scenario_or_both(
    target: str, name: str, seed: int
) -> None:
    scenario, used = Library().find(target)

    assert (scenario.name, used) == (name, seed)


@pytest.mark.parametrize(
    "target",
    [
        "nothing",
        "-1",
        "1.5",
        "chaos@",
        "chaos@x",
        "@7",
        "../demo",
        "/etc/passwd",
        "demo.toml",
        "a" * 500,
        "1" * 19,
        "demo\x00",
        "٤٢",
        "<script>",
    ],
)
def test_an_unknown_target_is_refused_with_what_there_is(target: str) -> None:
    with pytest.raises(TargetUnknown, match="friday-night"):
        Library().find(target)
