"""A burst is taken in slices and in order."""

from __future__ import annotations

import pytest

from companion.gui.live.intake import SLICE, Intake

pytestmark = pytest.mark.qt


def test_a_few_items_are_taken_at_once(qapp) -> None:
    taken: list[int] = []
    Intake().put(taken.extend, [1, 2, 3])

    assert taken == [1, 2, 3]


def test_a_burst_leaves_room_for_painting(qapp, qtbot) -> None:
    taken: list[int] = []
    intake = Intake()
    intake.put(taken.extend, range(4_000))
    assert len(taken) == SLICE
    assert not intake.is_idle

    qtbot.waitUntil(lambda: intake.is_idle)
    assert taken == list(range(4_000))


def test_what_comes_after_a_burst_waits_its_turn(qapp, qtbot) -> None:
    told: list[tuple[str, int]] = []
    intake = Intake()
    intake.put(lambda part: told.extend(("shown", one) for one in part), range(600))
    intake.put(lambda part: told.extend(("gone", one) for one in part), [599])
    qtbot.waitUntil(lambda: intake.is_idle)

    assert told[-1] == ("gone", 599)
    assert len(told) == 601


def test_one_failure_does_not_stop_what_comes_after(qapp, qtbot) -> None:
    taken: list[int] = []
    intake = Intake()

    def fail(_part: object) -> None:
        intake.put(taken.extend, [1])
        raise KeyError

    with pytest.raises(KeyError):
        intake.put(fail, [0])
    qtbot.waitUntil(lambda: intake.is_idle)

    assert taken == [1]
