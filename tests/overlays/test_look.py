"""Settings that all overlays share, and the colours they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from overlays.catalogue import CATALOGUE
from overlays.chat import ChatSettings
from overlays.leaderboard import LeaderboardSettings
from overlays.look import RANK_SHARE, contrast
from overlays.overlay import Overlay
from overlays.question import QuestionSettings

ALL = (LeaderboardSettings, QuestionSettings, ChatSettings)


def refused(settings_type: type, **chosen: Any) -> set[str]:
    """Return the fields that are named when these settings are refused."""
    with pytest.raises(ValidationError) as refusal:
        settings_type(**chosen)
    return {str(error["loc"][0]) for error in refusal.value.errors()}


def test_contrast_is_that_of_the_published_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#0d0e11") == pytest.approx(19.3, abs=0.05)
    assert contrast("#c3c7cf", "#0d0e11") == pytest.approx(11.4, abs=0.05)
    assert contrast("#12040a", "#ff0050") == pytest.approx(5.1, abs=0.05)


@pytest.mark.parametrize("settings_type", ALL)
def test_every_theme_is_readable_as_it_comes(settings_type: Any) -> None:
    for theme in settings_type.themes:
        chosen = {"theme": theme} if len(settings_type.themes) > 1 else {}
        assert settings_type(**chosen).chosen_theme is settings_type.themes[theme]


def test_a_dark_text_on_the_dark_slab_is_refused_at_the_text() -> None:
    assert refused(LeaderboardSettings, ink="#333333") == {"ink"}


def test_a_light_slab_under_the_light_text_is_refused_at_the_slab() -> None:
    assert refused(ChatSettings, slab="#ffffff") == {"slab"}


def test_a_light_slab_with_dark_text_is_accepted() -> None:
    light = ChatSettings(slab="#ffffff", ink="#101010", mute="#444444", moved="#00555a")

    assert light.colour("slab") == "#ffffff"


def test_text_above_40_px_needs_less_contrast() -> None:
    grey = {"accent": "#ff0050", "on_accent": "#ffffff"}

    assert 3 < contrast("#ffffff", "#ff0050") < 4.5
    assert LeaderboardSettings(theme="studio", **grey).colour("on_accent") == "#ffffff"
    assert "on_accent" in refused(LeaderboardSettings, theme="esport", **grey)


def test_a_slab_that_lets_the_game_through_is_judged_on_the_worst_game() -> None:
    assert LeaderboardSettings(opacity=80).opacity == 80
    assert refused(LeaderboardSettings, theme="cozy", opacity=80) == {"opacity"}


def test_the_block_behind_a_place_follows_slab_and_text() -> None:
    assert LeaderboardSettings().colour("rank") == "#22252b"
    chosen = LeaderboardSettings(slab="#000000").colour("rank")

    assert chosen == "#" + f"{round(255 * RANK_SHARE):02x}" * 3


@pytest.mark.parametrize("settings_type", ALL)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("background", "url(x)"),
        ("background", "#12345"),
        ("ink", "red;}"),
        ("scale", 99),
        ("scale", 201),
        ("margin_x", -1),
        ("opacity", 79),
        ("language", "en_GB; drop"),
        ("align", "middle"),
        ("motion", "wild"),
        ("unheard_of", 1),
    ],
)
def test_what_is_out_of_bounds_is_refused_at_its_field(
    settings_type: Any, field: str, value: Any
) -> None:
    assert refused(settings_type, **{field: value}) == {field}


@pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda overlay: overlay.name)
def test_every_setting_says_what_it_does_and_survives_the_wire(
    overlay: Overlay[Any],
) -> None:
    settings = overlay.settings_type()

    for name, field in overlay.settings_type.model_fields.items():
        assert field.description, name
    assert overlay.settings_type(**settings.model_dump(mode="json")) == settings
