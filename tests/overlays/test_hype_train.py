"""What the hype train overlay shows."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.on_air import HypeTrainOnAir
from overlays.hype_train import HypeTrain, HypeTrainSettings
from tests.overlays.stream import Stream, viewer
from tests.support.fakes import EPOCH

TRAIN = HypeTrain()


def running(**more: Any) -> HypeTrainOnAir:
    known = {"phase": "ongoing", "level": 3, "progress": 7_400, "goal": 10_000}
    return HypeTrainOnAir(id="h", **{**known, **more})


def test_a_train_with_who_drives_it_and_its_end() -> None:
    people = tuple(viewer(name) for name in ("Nova", "Kai", "Sol", "Mo"))
    train = running(ends_at=EPOCH + 60_000_000, contributors=people)

    found = TRAIN.project(Stream(airing=[train]), HypeTrainSettings())

    shown = found["train"]
    assert shown.keys() == TRAIN.preview()["train"].keys()
    assert (shown["level"], shown["progress"], shown["goal"]) == (3, 7_400, 10_000)
    assert [one["name"] for one in shown["people"]] == ["Nova", "Kai", "Sol"]
    assert shown["ends_at"] == EPOCH // 1_000 + 60_000
    assert found["next_at"] == EPOCH + 60_000_000


@pytest.mark.parametrize("more", [{"ends_at": EPOCH}, {"phase": "after"}])
def test_a_train_whose_time_is_up_is_gone(more: dict[str, Any]) -> None:
    view = Stream(airing=[running(**more)])

    assert TRAIN.project(view, HypeTrainSettings()) == {"train": None}


def test_without_a_train_nothing_shows() -> None:
    assert TRAIN.project(Stream(), HypeTrainSettings()) == {"train": None}
