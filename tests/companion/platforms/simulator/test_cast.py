from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from companion.domain.values import Platform, Role
from companion.platforms.simulator.cast import Crowd, broadcaster, crowd
from companion.platforms.simulator.chance import Dice
from companion.platforms.simulator.scenario import PLAYED


def tonight(platform: Platform, *, seed: str = "x", size: int = 1_000) -> Crowd:
    return crowd(platform, size, exponent=1.05, rivals=8, dice=Dice(seed))


def test_the_crowd_is_as_large_as_asked_and_nobody_is_there_twice() -> None:
    people = tonight(Platform.TIKTOK).people
    ids = {person.viewer.id for person in people}

    assert len(people) == len(ids) > 1_000


def test_another_seed_brings_the_same_people_in_another_order() -> None:
    one = tonight(Platform.TWITCH, seed="a").people
    other = tonight(Platform.TWITCH, seed="b").people

    assert one != other
    assert {person.viewer for person in one} == {person.viewer for person in other}


def test_a_few_say_most() -> None:
    here, dice = tonight(Platform.TIKTOK), Dice("y")
    said = Counter(here.somebody(dice).viewer.id for _ in range(20_000))
    top = sum(count for _, count in said.most_common(len(here.people) // 10))

    assert 0.55 < top / 20_000 < 0.9
    assert len(said) > 500


def test_names_come_in_many_scripts() -> None:
    letters = "".join(person.viewer.name for person in tonight(Platform.TIKTOK).people)
    scripts = {unicodedata.name(one, "").split(" ")[0] for one in set(letters)}

    assert scripts >= {
        "LATIN",
        "CJK",
        "HIRAGANA",
        "HANGUL",
        "ARABIC",
        "HEBREW",
        "DEVANAGARI",
        "CYRILLIC",
        "THAI",
        "GREEK",
    }


def test_the_rivals_are_the_first_regulars() -> None:
    rivals = [
        person.viewer.name for platform in PLAYED for person in tonight(platform).rivals
    ]

    assert len(rivals) == 8
    assert "Nova_Kessler" in rivals
    assert "さくらもち🌸" in rivals


def test_renaming_keeps_the_person() -> None:
    here = tonight(Platform.YOUTUBE)
    before = {person.viewer.id: person.viewer.name for person in here.people}
    renamed = here.rename(Dice("z"), "A new name").viewer

    assert before[renamed.id] != renamed.name == "A new name"
    assert sum(person.viewer.id == renamed.id for person in here.people) == 1
    assert renamed not in [rival.viewer for rival in here.rivals]


@pytest.mark.parametrize("platform", PLAYED)
def test_the_broadcaster_is_known_by_role(platform: Platform) -> None:
    assert broadcaster(platform).roles == {Role.BROADCASTER}
