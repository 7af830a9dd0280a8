"""How chat commands are called and answered: what can be set."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.settings.bots import BotsSettings


@pytest.mark.parametrize("prefix", ["!", "?", "$$", "bot", "¡"])
def test_a_prefix_is_one_to_three_signs(prefix: str) -> None:
    assert BotsSettings(prefix=prefix).prefix == prefix


@pytest.mark.parametrize(
    "prefix", ["", "!!!!", "! ", "a b", "\x00", "\u200b", "/", ".", "@", "/x"]
)
def test_what_is_no_prefix_is_refused_by_its_field(prefix: str) -> None:
    with pytest.raises(ValidationError) as refused:
        BotsSettings(prefix=prefix)

    assert [one["loc"] for one in refused.value.errors()] == [("prefix",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("questions_each", -1),
        ("questions_each", 101),
        ("group_s", -1),
        ("group_s", 31),
        ("gap_s", 61),
        ("twitch_per_minute", 41),
        ("youtube_per_minute", 0),
        ("youtube_per_day", -1),
        ("language", "xx"),
        ("other_bots", [""]),
    ],
)
def test_a_value_beyond_its_bounds_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        BotsSettings.model_validate({field: value})

    assert refused.value.errors()[0]["loc"][0] == field
