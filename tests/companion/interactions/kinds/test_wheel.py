"""A wheel: what turns, who is on it, and how often each is picked."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.errors import CommandError
from companion.domain.show.notes import InteractionMade, InteractionStepped
from companion.domain.show.specs import WheelSpec
from companion.domain.show.steps import Spun
from companion.domain.values import Viewer
from companion.interactions.draws import hash_of
from companion.interactions.kinds.catalogue import made
from companion.pipeline.airing import with_viewers
from tests.companion.interactions.kinds.giving import Giving

SECOND = 1_000_000


@pytest.fixture
def giving() -> Giving:
    return Giving()


def spec(**fields: object) -> WheelSpec:
    return WheelSpec(**{"title": "What now?", "slots": ("a", "b", "c"), **fields})


def spun(giving: Giving) -> list[Spun]:
    bodies = [entry.body for entry in giving.entries]
    steps = [one.step for one in bodies if isinstance(one, InteractionStepped)]
    return [one for one in steps if isinstance(one, Spun)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"slots": ("a",)}, "slots"), ({"weights": (1, 2)}, "weights")],
)
def test_a_wheel_that_contradicts_itself_is_refused(
    giving: Giving, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(CommandError, match=field):
        made(InteractionMade(id="i", spec=spec(**fields)), 0)


def test_a_turn_begins_when_it_is_on_record(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    told = one.on_air().proof

    giving.act("spin")

    shown = one.on_air()
    assert shown.spun_at == giving.now
    assert shown.picked == spun(giving)[0].picked
    assert 0 < shown.turn < 1
    assert hash_of(spun(giving)[0].seed) == told


def test_it_does_not_turn_while_it_turns(giving: Giving) -> None:
    giving.make(spec(turns_s=3.0), "start", "spin")

    with pytest.raises(CommandError, match="still turning"):
        giving.act("spin")
    giving.now += 3 * SECOND
    giving.act("spin")

    first, second = spun(giving)
    assert hash_of(second.seed) == first.seed


def test_weights_tell_how_often(giving: Giving) -> None:
    giving.make(spec(weights=(1, 2, 7), turns_s=1.0), "start")
    for _turn in range(600):
        giving.now += SECOND
        giving.act("spin")

    seen = Counter(one.picked for one in spun(giving))
    expected = (60, 120, 420)
    chi = sum((seen[at] - many) ** 2 / many for at, many in enumerate(expected))
    assert chi < 13.82  # the 0.999 quantile of two degrees of freedom


def test_who_joins_is_on_the_wheel_until_it_is_full(giving: Giving) -> None:
    one = giving.make(spec(joins="!wheel"), "start")
    for n in range(70):
        giving.say(f"v{n}", "!WHEEL")
    giving.say("v0", "!wheel")

    shown = one.on_air()
    assert len(shown.slots) == len(shown.people) == 60
    assert shown.slots[3:] == ("",) * 57
    assert [who.id for who in shown.people[3:5] if who] == ["tiktok:v0", "tiktok:v1"]


def test_a_full_wheel_has_whoever_came_first_also_when_they_are_heard_late(
    giving: Giving,
) -> None:
    one = giving.make(spec(slots=(), joins="!wheel"), "start")
    begun = giving.now
    for n in range(60):
        giving.say(f"v{n}", "!wheel")
    assert one.on_air().people[-1].id == "tiktok:v59"

    giving.say("too late", "!wheel")
    giving.say("slow", "!wheel", at=begun + SECOND // 2)

    on_it = [who.id for who in one.on_air().people if who]
    assert on_it == ["tiktok:slow", *(f"tiktok:v{n}" for n in range(59))]


def test_names_on_the_wheel_are_as_they_may_be_seen(giving: Giving) -> None:
    one = giving.make(spec(joins="!wheel"), "start")
    giving.say(Viewer(id="tiktok:bad", name="a slur"), "!wheel")

    seen = with_viewers(one.on_air(), lambda who: Viewer(id=who.id, name="Viewer 1"))

    assert "a slur" not in str(seen)
    assert seen.people[3] is not None
    assert seen.people[:3] == (None, None, None)


def test_tests_are_on_the_wheel_and_never_picked(giving: Giving) -> None:
    one = giving.make(spec(slots=(), joins="!wheel", turns_s=1.0), "start")
    giving.say("tess", "!wheel", test=True)
    giving.say("ana", "!wheel")
    for _turn in range(20):
        giving.now += SECOND
        giving.act("spin")

    assert {turn.picked for turn in spun(giving)} == {1}
    assert one.view().test_votes == 1


def test_what_turns_is_the_wheel_as_it_stood(giving: Giving) -> None:
    one = giving.make(spec(joins="!wheel"), "start")
    giving.say("ana", "!wheel")
    giving.act("spin")
    giving.say("bo", "!wheel")

    assert len(one.on_air().slots) == 4
    giving.now += 10 * SECOND
    giving.act("spin")
    assert len(one.on_air().slots) == 5


def test_who_is_taken_off_stays_off(giving: Giving) -> None:
    one = giving.make(spec(joins="!wheel"), "start")
    giving.say("ana", "!wheel")

    giving.act("remove", value="tiktok:ana")
    giving.say("ana", "!wheel")

    assert one.on_air().slots == ("a", "b", "c")
    with pytest.raises(CommandError, match="value"):
        giving.act("remove", value="tiktok:ana")


@settings(max_examples=50, deadline=None)
@given(
    deeds=st.lists(
        st.sampled_from(["ana", "bo", "cy", "spin", "close", "back"]), max_size=15
    )
)
def test_the_picked_slot_is_one_that_stood_there(deeds: list[str]) -> None:
    giving = Giving()
    one = giving.make(spec(joins="!wheel", turns_s=1.0), "start")
    joined: list[str] = []
    for deed in deeds:
        giving.now += 2 * SECOND
        if deed == "spin":
            giving.act("spin")
            (turn,) = spun(giving)[-1:]
            assert turn.bowl == tuple((at, 1) for at in range(3 + len(joined)))
            assert 0 <= turn.picked < 3 + len(joined)
        elif deed in {"close", "back"}:
            if (deed == "close") is (one.phase == "ongoing"):
                giving.act(deed)
        elif one.phase == "ongoing":
            giving.say(deed, "!wheel")
            joined += [] if deed in joined else [deed]
    assert giving.again().interactions["i"].view() == one.view()
