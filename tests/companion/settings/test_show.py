"""The keys of the show."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.settings.show import ShowSettings

KEYS = ("next_hotkey", "back_hotkey", "scoreboard_hotkey")


def test_by_default_no_key_runs_the_show() -> None:
    assert set(ShowSettings().model_dump().values()) == {""}


@pytest.mark.parametrize("field", KEYS)
def test_a_key_has_one_spelling(field: str) -> None:
    kept = ShowSettings.model_validate({field: "alt+control+n"})

    assert getattr(kept, field) == "Ctrl+Alt+N"


@pytest.mark.parametrize("field", KEYS)
def test_a_key_that_writes_is_refused_alone(field: str) -> None:
    with pytest.raises(ValidationError):
        ShowSettings.model_validate({field: "N"})
