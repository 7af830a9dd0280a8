"""What the wheel overlay shows of a wheel."""

from __future__ import annotations

from overlays.wheel import Wheel
from tests.overlays.on_air import someone, state
from tests.support.fakes import EPOCH

WHEEL = Wheel()


def test_a_wheel_comes_with_its_slots_and_where_it_stops() -> None:
    shown = state(WHEEL, slots=("yes", "no"), picked=1, seconds=4.5, turn=0.25)["shown"]

    assert shown["slots"] == [{"text": "yes"}, {"text": "no"}]
    assert (shown["picked"], shown["turn"]) == (1, 0.25)
    assert (shown["spun_at"], shown["turn_ms"]) == (EPOCH // 1000, 4_500)


def test_a_wheel_that_stands_has_no_moment_of_its_turn() -> None:
    shown = state(WHEEL, phase="waiting", picked=None, spun_at=None)["shown"]

    assert (shown["picked"], shown["spun_at"]) == (None, None)


def test_there_are_60_slots_at_most() -> None:
    slots = tuple(str(n) for n in range(99))

    assert len(state(WHEEL, slots=slots)["shown"]["slots"]) == 60


def test_where_a_viewer_stands_is_the_name_that_may_be_shown() -> None:
    people = (None, someone(1))
    shown = state(WHEEL, slots=("yes", ""), people=people, keyword="!spin")["shown"]

    assert shown["slots"] == [{"text": "yes"}, {"text": "Nova_Kessler"}]
    assert shown["keyword_text"] == "!spin"
