from __future__ import annotations

import pytest

from companion.domain.text import NAME_LIMIT, TEXT_LIMIT
from companion.platforms.simulator import material


def test_there_is_enough_to_say_in_many_languages() -> None:
    talk = material.talk()
    lines = [
        line for moods in talk.moods.values() for m in moods.values() for line in m
    ]

    assert len(lines) > 400
    assert len(set(lines)) > 0.98 * len(lines)
    assert {"en", "fr", "es", "ja", "ko", "zh", "ar", "he", "hi", "ru"} <= set(
        talk.moods
    )


def test_english_has_every_mood_so_that_others_can_borrow_it() -> None:
    moods = material.talk().moods

    assert all(lines.keys() <= moods["en"].keys() for lines in moods.values())


def test_everybody_who_has_a_name_has_something_to_say() -> None:
    tongues = {tongue.language for tongue in material.names().tongue}

    assert tongues <= set(material.talk().moods)


def test_templates_hold_only_what_is_filled_in() -> None:
    for moods in material.talk().moods.values():
        for line in (line for lines in moods.values() for line in lines):
            rest = line
            for known in ("{broadcaster}", "{other}", "{n}"):
                rest = rest.replace(known, "")
            assert "{" not in rest, line


def test_hostile_material_is_cleaned_as_a_connector_would() -> None:
    names = material.names().hostile.cleaned()
    texts = material.hostile().cleaned()

    assert max(map(len, names)) == NAME_LIMIT
    assert max(map(len, texts)) == TEXT_LIMIT
    for text in (*names, *texts):
        text.encode("utf-8")
    assert any("<script>" in text for text in texts)
    assert any("\u202e" in text for text in texts)
    assert "" in names


@pytest.mark.parametrize(
    ("name", "diamonds"),
    [
        ("Rose", 1),
        ("Finger Heart", 5),
        ("Doughnut", 30),
        ("Cap", 99),
        ("Galaxy", 1000),
        ("Lion", 29999),
    ],
)
def test_gifts_cost_what_they_cost(name: str, diamonds: int) -> None:
    gift = next(gift for gift in material.goods().gift if gift.name == name)

    assert gift.diamonds == diamonds


def test_gift_ids_are_unique() -> None:
    ids = [gift.id for gift in material.goods().gift]

    assert len(set(ids)) == len(ids)
