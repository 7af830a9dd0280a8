"""A flag: the code once per person, and first blood once."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.show.specs import FlagSpec
from companion.domain.values import POINT
from tests.companion.interactions.kinds.giving import Giving, names


@pytest.fixture
def giving() -> Giving:
    return Giving()


def spec(**fields: object) -> FlagSpec:
    known = {"title": "Find it", "code": "Gh0st", "points": 100, "first": 50}
    return FlagSpec(**{**known, **fields})


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Gh0st", True),
        ("  gh0ST ", True),
        ("ramen{gh0st}", True),
        ("RAMEN{Gh0st}", True),
        ("!flag gh0st", True),
        ("ramen {gh0st}", False),
        ("it is gh0st", False),
        ("gh0s", False),
        ("ramen{}", False),
        ("", False),
    ],
)
def test_a_code_counts_bare_and_in_its_prefix(
    giving: Giving, text: str, counts: bool
) -> None:
    one = giving.make(spec(prefix="ramen"), "start")

    giving.say("ana", text)

    assert one.view().voters == counts


def test_a_prefix_counts_only_where_there_is_one(giving: Giving) -> None:
    one = giving.make(spec(), "start")

    giving.say("ana", "ramen{gh0st}")

    assert one.view().voters == 0


def test_first_blood_is_who_wrote_first_not_who_came_first(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.say("tess", "gh0st", test=True)
    giving.now += 10_000_000
    giving.say("ana", "gh0st")
    giving.say("bo", "gh0st", at=giving.now - 5_000_000)
    giving.say("bo", "gh0st")

    giving.act("close")

    awards = {name: (one.points, one.is_first) for name, one in one.awards().items()}
    assert awards == {"tiktok:ana": (100, False), "tiktok:bo": (150, True)}


def test_nothing_is_awarded_before_its_results(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.say("ana", "gh0st")

    assert one.awards() == {}
    assert names(tuple(found.viewer for found in one.on_air().found)) == ["ana"]


def test_the_code_is_told_only_where_it_may_be(giving: Giving) -> None:
    hidden = giving.make(spec(prefix="ramen"), "start", name="hidden")
    seen = giving.make(spec(on_overlay=True, prefix="ramen"), "start", name="seen")
    assert (hidden.on_air().code, seen.on_air().code) == ("", "ramen{Gh0st}")
    assert hidden.hides("is it GH0ST?")
    assert not seen.hides("gh0st")

    giving.act("close", "reveal", name="hidden")

    assert hidden.on_air().code == "ramen{Gh0st}"


@pytest.mark.parametrize("races", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_first_blood_falls_once_in_every_race(races: int) -> None:
    for seed in range(races):
        chance, giving = random.Random(seed), Giving()
        one = giving.make(spec(), "start")
        start = giving.now
        said = {}
        for n in chance.sample(range(8), 8):
            at = start + 1 + chance.randrange(4)
            said[f"tiktok:v{n}"] = (at, giving.say(f"v{n}", "gh0st", at=at).seq)
        giving.act("close")

        first = [name for name, found in one.awards().items() if found.is_first]
        assert first == [min(said, key=said.__getitem__)]


@settings(max_examples=60, deadline=None)
@given(
    said=st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from(["gh0st", "ramen{GH0ST}", "gh0st!", "nope"]),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_awards_are_a_plain_recount(said: list[tuple[str, str, bool]]) -> None:
    giving = Giving()
    one = giving.make(spec(prefix="ramen"), "start")
    found_by: dict[str, None] = {}
    for name, text, is_test in said:
        giving.say(name, text, test=is_test)
        if text in {"gh0st", "ramen{GH0ST}"} and not is_test:
            found_by[name] = None
    giving.act("close")

    points = {name: found.points for name, found in one.awards().items()}

    assert points == {
        f"tiktok:{name}": 150 if place == 0 else 100
        for place, name in enumerate(found_by)
    }
    assert giving.again().interactions["i"].awards() == one.awards()


def test_points_are_those_of_the_spec_by_default() -> None:
    assert FlagSpec(title="x", code="abc").points == POINT
