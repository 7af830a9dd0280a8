"""Where new sources go."""

from __future__ import annotations

import pytest

from companion.app.studio.obs_placing import AUDIBLE, FULL, MARGIN, place_for
from overlays.catalogue import CATALOGUE

CANVASES = ((1920, 1080), (1280, 720), (3840, 2160), (1080, 1920), (640, 360))


def test_on_a_usual_canvas_pages_have_their_own_size() -> None:
    place = place_for("leaderboard", (560, 520), (1920, 1080))

    assert (place.width, place.height, place.scale) == (560, 520, 1)
    assert (place.x, place.y) == (MARGIN, MARGIN)


def test_a_chat_is_at_the_lower_left() -> None:
    place = place_for("chat", (640, 480), (1920, 1080))

    assert (place.x, place.y) == (MARGIN, 1080 - 480 - MARGIN)


@pytest.mark.parametrize("canvas", CANVASES)
def test_every_overlay_fits_on_every_canvas(canvas: tuple[int, int]) -> None:
    wide, high = canvas
    for overlay in CATALOGUE:
        place = place_for(overlay.kind, (overlay.width, overlay.height), canvas)

        assert place.x >= -1, overlay.kind
        assert place.y >= -1, overlay.kind
        assert place.x + place.width * place.scale <= wide + 1, overlay.kind
        assert place.y + place.height * place.scale <= high + 1, overlay.kind


@pytest.mark.parametrize("canvas", CANVASES)
def test_what_covers_all_covers_it_exactly(canvas: tuple[int, int]) -> None:
    for kind in FULL:
        place = place_for(kind, (1920, 1080), canvas)

        assert (place.x, place.y) == (0, 0)
        assert place.width * place.scale == pytest.approx(canvas[0], abs=1)
        assert place.height * place.scale == pytest.approx(canvas[1], abs=1)


def test_a_kind_that_nobody_has_placed_is_in_the_middle() -> None:
    place = place_for("new", (100, 100), (1920, 1080))

    assert (place.x, place.y) == (910, 490)


def test_a_page_as_high_as_the_canvas_keeps_its_size() -> None:
    place = place_for("credits", (992, 1080), (1920, 1080))

    assert (place.x, place.y, place.scale) == (464, 0, 1)


def test_pages_that_play_sounds_are_known() -> None:
    """Whoever gives an overlay a volume gives OBS its sound."""
    with_volume = {
        one.kind for one in CATALOGUE if "volume" in one.settings_type.model_fields
    }

    assert with_volume | FULL == AUDIBLE
