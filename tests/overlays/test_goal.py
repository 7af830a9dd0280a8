"""What the goal overlay shows of a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs
from pydantic import ValidationError

from companion.domain.entries import Entry
from companion.domain.events import Follow, Membership, Subscription, SuperChat
from companion.domain.on_air import GoalOnAir, Phase
from overlays.goal import Goal, GoalSettings
from sessions.tally import Tally
from tests.overlays import on_air
from tests.overlays.evening import session
from tests.overlays.stream import Stream, entry, event

GOAL = Goal()


def shown(totals: dict[str, Any], **chosen: Any) -> Any:
    view = Stream(session=session(**totals))
    return GOAL.project(view, GoalSettings(**chosen))["goal"]


def test_the_state_has_what_the_preview_has() -> None:
    found = shown({"diamonds": 18_425}, milestones=("20000: sing a duet",))

    assert found.keys() == GOAL.preview()["goal"].keys()
    assert found["milestones"] == [{"at": 20_000, "text": "sing a duet"}]


def test_between_sessions_there_is_no_goal() -> None:
    assert GOAL.project(Stream(), GoalSettings()) == {"goal": None}


@pytest.mark.parametrize(
    ("measure", "totals", "value", "target"),
    [
        ("diamonds", {"diamonds": 7}, 7, 100),
        ("points", {"points": 7_500}, 7_500, 100_000),
        ("bits", {"bits": 7}, 7, 100),
        ("likes", {"likes": 7, "likes_room": 90}, 7, 100),
        ("room_likes", {"likes": 7, "likes_room": 90}, 90, 100),
        ("room_likes", {}, 0, 100),
        ("follows", {"follows": 7}, 7, 100),
        ("shares", {"shares": 7}, 7, 100),
        ("subscriptions", {"subscriptions": 7, "memberships": 2}, 7, 100),
        ("memberships", {"subscriptions": 7, "memberships": 2}, 2, 100),
        ("gifts", {"gifts": 7}, 7, 100),
        ("chats", {"chats": 7}, 7, 100),
        ("viewers", {"watching": 7, "watching_peak": 9}, 7, 100),
        ("money", {"money": {"EUR": 7_990_000, "JPY": 1}}, 7_990_000, 100_000_000),
    ],
)
def test_each_measure_is_a_sum_of_the_session(
    measure: str, totals: dict[str, Any], value: int, target: int
) -> None:
    found = shown(totals, measure=measure, target=100)

    assert (found["value"], found["target"]) == (value, target)


def test_what_was_there_before_is_added() -> None:
    found = shown({"money": {"EUR": 500_000}}, measure="money", start=20, target=50)

    assert found["value"] == 20_500_000


def test_a_reached_goal_says_so_in_its_own_words() -> None:
    chosen = {"target": 100, "measure": "follows", "heading": "Follow!"}
    words = {"reached_heading": "{{followers}} new ones"}

    before = shown({"follows": 99}, **chosen, **words)
    after = shown({"follows": 103}, **chosen, **words)

    assert (before["title"], before["is_reached"]) == ("Follow!", False)
    assert (after["title"], after["is_reached"]) == ("103 new ones", True)
    assert shown({"follows": 100}, **chosen)["title"] == "Follow!"


def test_a_reached_goal_can_go() -> None:
    assert shown({"diamonds": 100}, target=100, when_reached="hide") is None


@pytest.mark.parametrize(
    ("value", "goal"),
    [
        (99, (0, 100, 0)),
        (100, (100, 150, 1)),
        (149, (100, 150, 1)),
        (150, (150, 200, 2)),
        (1_000, (1_000, 1_050, 19)),
    ],
)
def test_a_rolling_goal_goes_on_to_the_next(
    value: int, goal: tuple[int, int, int]
) -> None:
    found = shown({"diamonds": value}, target=100, step=50)

    assert (found["from"], found["target"], found["reached"]) == goal
    assert not found["is_reached"]


def test_enough_viewers_once_is_enough() -> None:
    found = shown({"watching": 4, "watching_peak": 12}, measure="viewers", target=10)

    assert (found["value"], found["is_reached"]) == (4, True)


def test_milestones_come_in_order_and_in_the_goals_unit() -> None:
    found = shown({}, measure="money", milestones=("50: b", "5 : a {{likes}}"))

    assert found["milestones"] == [
        {"at": 5_000_000, "text": "a 0"},
        {"at": 50_000_000, "text": "b"},
    ]


@pytest.mark.parametrize(
    "wrong", [{"milestones": ("soon",)}, {"target": 0}, {"currency": "euro"}]
)
def test_settings_that_make_no_goal_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GoalSettings(**wrong)


def arrivals(*, test: bool = False) -> list[Entry]:
    told = (
        event(Follow, id="twitch:f"),
        event(Subscription, id="twitch:s", count=3),
        event(Membership, id="twitch:j", count=2),
        event(SuperChat, id="twitch:m", amount_micros=5_000_000, currency="EUR"),
    )
    return [entry(n, one, test=test) for n, one in enumerate(told, 1)]


def folded(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the totals of a fold from the beginning, as a restart makes it."""
    tally = Tally()
    tally.take(entries)
    return structs.asdict(tally.totals())


@pytest.mark.parametrize(
    ("measure", "value"),
    [("follows", 1), ("subscriptions", 5), ("memberships", 2), ("money", 5_000_000)],
)
def test_a_goal_is_the_same_after_a_restart(measure: str, value: int) -> None:
    before, after = Tally(), folded(arrivals())
    for one in arrivals():
        before.take([one])
    running = structs.asdict(before.totals())

    found = [shown(each, measure=measure, target=3) for each in (running, after)]

    assert found[0] == found[1]
    assert found[0]["value"] == value


@pytest.mark.parametrize("measure", ["follows", "subscriptions", "money"])
def test_a_test_event_moves_no_goal(measure: str) -> None:
    totals = folded(arrivals(test=True))

    assert shown(totals, measure=measure)["value"] == 0


def put_on(**changes: Any) -> Any:
    view = Stream(airing=(structs.replace(on_air.GOAL, **changes),))
    return GOAL.project(view, GoalSettings())["goal"]


def test_a_goal_of_the_show_takes_the_place_of_the_settings() -> None:
    found = put_on()

    assert found.keys() == GOAL.preview()["goal"].keys()
    assert (found["id"], found["title"]) == ("o", "Lights out at 500")
    assert (found["milestones"], found["from"], found["is_reached"]) == ([], 0, False)


@pytest.mark.parametrize(
    ("unit", "measure", "value"),
    [
        ("points", "points", 7_000),
        ("subs", "subscriptions", 7),
        *((unit, unit, 7) for unit in ("diamonds", "bits", "likes", "gifts")),
        *((unit, unit, 7) for unit in ("chats", "follows")),
    ],
)
def test_each_unit_of_the_show_is_written_as_its_measure(
    unit: str, measure: str, value: int
) -> None:
    found = put_on(unit=unit, value=7, target=7)

    assert (found["measure"], found["value"]) == (measure, value)
    assert found["target"] == value
    assert f"measure_{measure}" in GOAL.words()
    assert found["is_reached"]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_goal_that_is_not_on_leaves_that_of_the_settings(phase: Phase) -> None:
    ended = GoalOnAir(id="o", phase=phase, title="?", unit="likes", target=1)
    view = Stream(airing=(ended,), session=session(diamonds=7))

    assert GOAL.project(view, GoalSettings())["goal"]["id"] == "settings"


def test_a_reached_goal_of_the_show_can_go_too() -> None:
    reached = structs.replace(on_air.GOAL, value=500)
    settings = GoalSettings(when_reached="hide")

    assert GOAL.project(Stream(airing=(reached,)), settings) == {"goal": None}
