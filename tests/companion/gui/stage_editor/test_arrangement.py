"""Changes of a stage, and what a settings file may say of it."""

from __future__ import annotations

import pytest

from companion.gui.stage_editor.arrangement import (
    KEPT_IN_SIGHT,
    Arrangement,
    Canvas,
    Names,
    box_of,
    composed,
    read_arrangement,
    values_of,
)
from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.safe_areas import covered
from overlays.stage import COMPOSITIONS, MOST_ITEMS, StageItem, StageSettings


def item(name: str, x: int = 0, y: int = 0) -> StageItem:
    return StageItem(overlay=name, x=x, y=y, width=400, height=200)


ABC = Arrangement(items=(item("alerts"), item("chat", 500), item("goal", 900)))


def test_overlays_move_together_and_stop_together() -> None:
    moved = ABC.moved(("alerts", "chat"), -1_000, 0)

    first, second = moved.items[0].x, moved.items[1].x
    assert first == KEPT_IN_SIGHT - 400
    assert second - first == 500
    assert moved.items[2] == ABC.items[2]


def test_locked_overlays_stay() -> None:
    fixed = ABC.locked("chat", locked=True)

    assert fixed.moved(("alerts", "chat"), 10, 10).item("chat") == fixed.item("chat")
    assert fixed.moved(("chat",), 10, 10) == fixed


def test_what_is_outside_can_come_in_but_goes_no_farther() -> None:
    lost = Arrangement(items=(item("chat", 1_920, 0),))
    assert lost.is_outside("chat")

    assert lost.moved(("chat",), 50, 0) == lost
    assert lost.moved(("chat",), -100, 0).item("chat") == item("chat", 1_820)
    back = lost.brought_back("chat")
    assert box_of(back.items[0]) == Box(x=760, y=440, width=400, height=200)
    assert not back.is_outside("chat")


@pytest.mark.parametrize(
    ("names", "by", "order"),
    [
        (("alerts",), 1, ("chat", "alerts", "goal")),
        (("alerts",), 99, ("chat", "goal", "alerts")),
        (("goal",), -99, ("goal", "alerts", "chat")),
        (("alerts", "chat"), 1, ("goal", "alerts", "chat")),
        (("chat", "goal"), 1, ("alerts", "chat", "goal")),
        (("chat", "goal"), -1, ("chat", "goal", "alerts")),
    ],
)
def test_layers(names: Names, by: int, order: Names) -> None:
    assert ABC.raised(names, by=by).names == order


def test_a_layer_is_put_to_its_place() -> None:
    assert ABC.put("alerts", 2).names == ("chat", "goal", "alerts")
    assert ABC.put("goal", -4).names == ("goal", "alerts", "chat")
    assert ABC.put("nobody", 0) == ABC


def test_more_and_fewer() -> None:
    more = ABC.added("ticker", 1_920, 80)
    assert more.items[-1] == StageItem(
        overlay="ticker", x=0, y=500, width=1_920, height=80
    )
    assert more.added("ticker", 10, 10) == more
    beside = ABC.added_beside("chat_2", "chat").items[-1]
    assert (beside.overlay, beside.x, beside.y) == ("chat_2", 524, 24)
    assert ABC.without(("chat", "goal")).names == ("alerts",)


def test_a_full_stage_takes_no_more() -> None:
    many = tuple(item(f"goal_{n}") for n in range(2, MOST_ITEMS + 2))
    full = Arrangement(items=many)

    assert full.is_full
    assert full.added("chat", 100, 100) == full
    assert full.added_beside("chat", "goal_2") == full


@pytest.mark.parametrize("canvas", ["landscape", "portrait"])
def test_what_is_written_is_read_again(canvas: Canvas) -> None:
    for arrangement in (
        composed(canvas),
        composed(canvas).moved(("chat",), 10, -10).shown("goal", visible=False),
        composed(canvas).without(COMPOSITIONS[canvas][0].overlay),
    ):
        values = {key: value for key, value in values_of(arrangement).items() if value}

        assert read_arrangement(values) == (arrangement, ())
        settings = StageSettings.model_validate(values)
        assert (settings.canvas, settings.items) == (
            arrangement.canvas,
            arrangement.items,
        )


def test_a_stage_without_overlays_stays_without() -> None:
    bare = ABC.without(ABC.names)

    assert values_of(bare)["items"] == []
    assert read_arrangement({"items": []}) == (bare, ())


def test_as_it_comes_is_not_written() -> None:
    assert values_of(composed("portrait")) == {"canvas": "portrait", "items": None}


def test_nothing_of_the_portrait_stage_is_under_the_apps_own_parts() -> None:
    for placed in COMPOSITIONS["portrait"]:
        # The ticker runs through from side to side.
        if placed.overlay == "ticker":
            continue
        for part in covered("portrait"):
            assert not box_of(placed).meets(part.box), (placed, part)


def test_a_zero_size_is_mended_and_told() -> None:
    raw = {"overlay": "chat", "x": 9_999, "y": 0, "width": 0, "height": -5}
    found, problems = read_arrangement({"items": [raw]})

    assert box_of(found.items[0]) == Box(x=1_920, y=0, width=40, height=40)
    assert len(problems) == 1
    assert "chat" in problems[0]


@pytest.mark.parametrize(
    "raw",
    [
        7,
        {},
        {"overlay": "chat"},
        {"overlay": "../x", "x": 0, "y": 0, "width": 100, "height": 100},
        {"overlay": "chat", "x": "a", "y": 0, "width": 100, "height": 100},
        {"overlay": "stage", "x": 0, "y": 0, "width": 100, "height": 100},
    ],
)
def test_what_cannot_be_read_is_told_and_the_others_are_there(raw: object) -> None:
    good = item("goal")
    found, problems = read_arrangement({"items": [raw, good.model_dump()]})

    assert found.items == (good,)
    assert len(problems) == 1


def test_twice_and_too_many_are_told() -> None:
    many = [item(f"goal_{n}").model_dump() for n in range(2, MOST_ITEMS + 4)]
    found, problems = read_arrangement({"items": [*many[:1], *many]})

    assert len(found.items) == MOST_ITEMS
    assert len(problems) == 2


@pytest.mark.parametrize("own", [{"canvas": "round"}, {"items": "all"}])
def test_a_wrong_file_gives_the_stage_as_it_comes(own: dict[str, object]) -> None:
    found, problems = read_arrangement(own)

    assert found == composed("landscape")
    assert len(problems) == 1
