"""A stage: what may stand on it, and what it asks for."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from overlays.catalogue import overlay_named, overlays_of
from overlays.stage import COMPOSITIONS, MOST_ITEMS, Stage, StageSettings

HERE: dict[str, Any] = {
    "overlay": "chat", "x": 0, "y": 0, "width": 700, "height": 500,
}  # fmt: skip


def placed(**other: Any) -> dict[str, Any]:
    return {**HERE, **other}


def test_what_is_off_is_no_part_and_later_ones_are_in_front() -> None:
    settings = StageSettings.model_validate(
        {"items": [placed(), placed(overlay="goal_2", visible=False)]}
    )

    assert Stage().parts(settings) == ("chat",)


@pytest.mark.parametrize("canvas", ["landscape", "portrait"])
def test_each_canvas_has_a_composition_that_stands_within_it(canvas: str) -> None:
    settings = StageSettings.model_validate({"canvas": canvas})
    width, height = Stage().size(settings)

    assert settings.items == COMPOSITIONS[canvas]
    for item in settings.items:
        assert 0 <= item.x < item.x + item.width <= width, item.overlay
        assert 0 <= item.y < item.y + item.height <= height, item.overlay


def test_nothing_of_a_composition_covers_another_part() -> None:
    for items in COMPOSITIONS.values():
        for at, one in enumerate(items):
            for other in items[at + 1 :]:
                apart = (
                    one.x + one.width <= other.x
                    or other.x + other.width <= one.x
                    or one.y + one.height <= other.y
                    or other.y + other.height <= one.y
                )
                assert apart, (one.overlay, other.overlay)


@pytest.mark.parametrize(
    "items",
    [
        [placed(overlay="stage")],
        [placed(overlay="stage_2")],
        [placed(overlay="../chat")],
        [placed(), placed()],
        [placed(width=0)],
        [placed(x=5000)],
        [placed(overlay=f"chat_{n}") for n in range(2, MOST_ITEMS + 3)],
    ],
)
def test_what_cannot_stand_on_a_stage_is_refused(items: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        StageSettings.model_validate({"items": items})


def test_there_may_be_several_stages() -> None:
    again = overlay_named("stage_2")
    assert again is not None
    assert (again.kind, again.name) == ("stage", "stage_2")


def test_further_overlays_stand_behind_the_first_of_their_kind() -> None:
    names = [one.name for one in overlays_of(["chat_10", "chat_2", "nothing_2"])]

    at = names.index("chat")
    assert names[at : at + 3] == ["chat", "chat_2", "chat_10"]
    assert "nothing_2" not in names
