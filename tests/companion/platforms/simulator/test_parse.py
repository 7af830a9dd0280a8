from __future__ import annotations

import pytest

from companion.domain.errors import SettingsError
from companion.platforms.simulator.parse import parse

GOOD = """
title = "A test"
description = "Two phases."
repeat_from = "second"

[mix]
chat = 2
like = 1

[[phase]]
name = "first"
seconds = 10
events_per_s = 5

[[phase]]
name = "second"
seconds = 20
events_per_s = 50
watching = [10, 20]
mix = { like = 0, gift = 3 }
[[phase.moment]]
at = 5
what = "gift"
gift = "Galaxy"
"""


def test_a_phase_replaces_the_weights_that_it_names() -> None:
    scenario = parse(GOOD, name="test")
    first, second = scenario.phase

    assert scenario.name == "test"
    assert scenario.mix_of(first) == {"chat": 2, "like": 1}
    assert scenario.mix_of(second) == {"chat": 2, "gift": 3}
    assert second.moment[0].gift == "Galaxy"


@pytest.mark.parametrize(
    ("old", "new", "field", "told"),
    [
        ("seconds = 10", 'seconds = "ten"', "test.phase[1].seconds", "number"),
        ("seconds = 20", "seconds = -1", "test.phase[2].seconds", "greater than 0"),
        ("chat = 2", "chatt = 2", "test.mix.chatt", "chat"),
        ("chat = 2", "chat = -2", "test.mix.chat", "greater than or equal"),
        ("seconds = 10", "minutes = 10", "test.phase[1].seconds", "required"),
        ("at = 5", "at = 5\nloud = true", "test.phase[2].moment[1].loud", "not"),
        ('what = "gift"', 'what = "boom"', "test.phase[2].moment[1].what", "gift"),
        ("[mix]", "[faults]\nreorder = 2\n[mix]", "test.faults.reorder", "1"),
        ("[mix]", "[platforms]\nkick = 2\n[mix]", "test.platforms.kick", "tiktok"),
        ("[mix]", "viewers = nan\n[mix]", "test.viewers", "finite"),
    ],
)
def test_a_bad_field_is_named_as_it_stands_in_the_file(
    old: str, new: str, field: str, told: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(GOOD.replace(old, new, 1), name="test")

    assert caught.value.field == field
    assert field.removeprefix("test.") in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('repeat_from = "second"', 'repeat_from = "third"', "third"),
        ("like = 0, gift = 3", "like = 0, chat = 0", "second"),
        ("at = 5", "at = 21", "21 s"),
        ("Galaxy", "Unicorn", "Unicorn"),
        ("[mix]", 'currencies = ["XXX"]\n[mix]', "XXX"),
        ("[mix]", "[platforms]\nyoutube = 2\n[mix]", "tiktok"),
    ],
)
def test_what_does_not_fit_together_is_told(old: str, new: str, told: str) -> None:
    with pytest.raises(SettingsError, match="test") as caught:
        parse(GOOD.replace(old, new, 1), name="test")

    assert told in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "title =", "\x00", "[[phase]]\nname = 1", "[" * 5_000, "a.b.c = 1"]
)
def test_anything_else_is_a_settings_error_too(text: str) -> None:
    with pytest.raises(SettingsError, match="broken"):
        parse(text, name="broken")


def test_a_file_cannot_give_itself_another_name() -> None:
    assert parse('name = "demo"\n' + GOOD, name="test").name == "test"
