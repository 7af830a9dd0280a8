"""Settings of overlays, as a file may hold them."""

from __future__ import annotations

from typing import Any

import pytest

from companion.app.wiring import overlay_settings
from companion.domain.errors import SettingsError
from companion.settings import Settings

STAGE = {"overlay": "stage_2", "x": 0, "y": 0, "width": 100, "height": 100}


@pytest.mark.parametrize(
    ("overlays", "said"),
    [
        ({"goal_1": {}}, "overlays.goal_1: there is no such overlay"),
        ({"goal_100": {}}, "overlays.goal_100: there is no such overlay"),
        (
            {"stage": {"items": [STAGE]}},
            "overlays.stage: a stage cannot stand on a stage",
        ),
    ],
)
def test_what_no_overlay_can_be_is_refused_in_words(
    overlays: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as error:
        overlay_settings(Settings(overlays=overlays))

    assert str(error.value) == said


def test_a_further_overlay_has_settings_of_its_own() -> None:
    found = overlay_settings(Settings(overlays={"goal_2": {"scale": 120}}))

    assert (found["goal"].scale, found["goal_2"].scale) == (100, 120)
