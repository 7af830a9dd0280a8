"""A goal: what the session gives from its start on."""

from __future__ import annotations

import random
from typing import Any

import pytest
from msgspec import structs

from companion.domain.entries import Amounts, Award, Reset, Verdict
from companion.domain.events import AnyEvent, Cheer, Membership, Subscription
from companion.domain.show.specs import GoalSpec
from companion.domain.values import POINT, Platform
from tests.companion.interactions.conftest import Playing
from tests.companion.interactions.folding import PENDING, Folding
from tests.support.events import chat, follow, like, rose, viewer

LUNA = viewer("luna")
GIVES = {1: Verdict.ALLOW, -1: Verdict.BLOCK}
ON_TWITCH: dict[str, Any] = {
    "id": "twitch:1",
    "platform": Platform.TWITCH,
    "channel": "mira",
    "viewer": LUNA,
}


def goal(unit: Any = "points", target: int = 100) -> GoalSpec:
    return GoalSpec(title="Lights out", unit=unit, target=target)


@pytest.mark.parametrize(
    ("unit", "event", "amounts", "value"),
    [
        ("points", rose("luna"), {"points": 5, "diamonds": 7, "gifts": 7}, 5),
        ("diamonds", rose("luna"), {"points": 5, "diamonds": 7, "gifts": 2}, 7),
        ("gifts", rose("luna"), {"points": 5, "diamonds": 7, "gifts": 2}, 2),
        ("bits", Cheer(bits=300, **ON_TWITCH), {"points": 3, "bits": 300}, 300),
        ("likes", like("luna", 40), {"likes": 40}, 40),
        ("chats", chat("luna"), {"points": 1, "chats": 1}, 1),
        ("follows", follow("luna"), {"points": 2}, 1),
        ("subs", Subscription(**ON_TWITCH), {"points": 9}, 1),
        ("subs", Subscription(**ON_TWITCH, count=5, gifted_by=LUNA), {"points": 9}, 5),
        ("subs", Membership(**ON_TWITCH, count=2), {"points": 9}, 2),
        ("subs", follow("luna"), {"points": 2}, 0),
        ("follows", Membership(**ON_TWITCH), {"points": 9}, 0),
    ],
)
def test_each_unit_is_what_the_ledger_counts(
    unit: str, event: AnyEvent, amounts: dict[str, int], value: int
) -> None:
    show = Folding()
    one = show.make(goal(unit), "start")
    show.happen(event, **amounts)

    assert one.on_air().value == value
    assert (one.on_air().unit, one.on_air().target) == (unit, 100)


def test_only_what_comes_between_start_and_end_counts() -> None:
    show = Folding()
    one = show.make(goal("likes"))
    for verb in (None, "wait", "start", "finish"):
        if verb is not None:
            show.act(verb)
        show.happen(like("luna", 10), likes=10)

    assert one.value == 10


def test_tests_pauses_and_corrections_move_no_goal() -> None:
    show = Folding()
    one = show.make(goal(), "start")
    show.say("luna", "counts")
    show.say("luna", "a test", test=True)
    show.say("luna", "in a pause", earns=False)
    taken = Amounts(points=-1_000 * POINT)
    show.write(Reset(viewer_id="tiktok:luna"), amounts=taken)
    award = Award(viewer_id="tiktok:luna", points=50 * POINT)
    show.write(award, amounts=Amounts(points=50 * POINT))

    assert one.value == 1


def test_a_chat_counts_when_it_is_released_and_once_however_often_it_is() -> None:
    show = Folding()
    one = show.make(goal(), "start")
    held = show.happen(chat("luna"), judgement=PENDING, chats=1)
    assert one.value == 0

    values = []
    for points in (1, -1, 1):
        show.judge(held, GIVES[points], points=points)
        values.append(one.value)
    assert values == [1, 1, 1]


def test_a_chat_that_is_blocked_and_released_again_counts_once() -> None:
    show = Folding()
    one = show.make(goal(), "start")
    said = show.say("luna", "hello")
    for points in (-1, 1):
        show.judge(said, GIVES[points], points=points)

    assert one.value == 1


def test_parts_of_points_add_up_and_only_whole_ones_are_shown() -> None:
    show = Folding()
    one = show.make(goal(target=1), "start")
    seen = []
    for number in range(4):
        show.write(
            like("luna", 1),
            earner=LUNA,
            amounts=Amounts(points=300, likes=1),
            number=number + 10,
        )
        seen.append(one.value)

    assert seen == [0, 0, 0, 1]


def test_what_comes_beyond_its_target_is_counted_too() -> None:
    show = Folding()
    one = show.make(goal("likes", target=20), "start")
    for _n in range(3):
        show.happen(like("luna", 10), likes=10)

    assert one.view().numbers == {"value": 30, "target": 20, "share": 1.0}


def test_taken_back_to_its_start_it_begins_from_nothing() -> None:
    show = Folding()
    one = show.make(goal("likes"), "wait", "start")
    show.happen(like("luna", 10), likes=10)
    show.act("finish", "back")
    show.happen(like("luna", 5), likes=5)
    assert one.value == 15

    show.act("back", "start")
    show.happen(like("luna", 1), likes=1)
    assert one.value == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_same_entries_give_the_same_goal_again(seed: int) -> None:
    chance, show = random.Random(seed), Folding()
    one = show.make(goal(chance.choice(("points", "likes", "chats"))), "start")
    for _n in range(40):
        match chance.randrange(4):
            case 0:
                show.say("luna", "hi", earns=chance.random() < 0.5)
            case 1:
                show.happen(like("zoe", 3), likes=3, points=1)
            case 2:
                held = show.happen(chat("kim"), judgement=PENDING, chats=1)
                points = chance.choice((-1, 1))
                show.judge(held, GIVES[points], points=points)
            case _ if one.phase == "after":
                show.act("back")
            case _:
                show.act("finish")

    again = show.again().interactions["i"]
    assert structs.asdict(again.view()) == structs.asdict(one.view())


async def test_on_the_engine_a_goal_counts_what_the_session_counts(
    playing: Playing,
) -> None:
    made = await playing.show.make(goal("points", target=10))
    await playing.show.act(made.id, "start")
    await playing.hear(chat("luna"), like("zoe", 30), rose("kim"), follow("ana"))
    total = playing.running.view.tally.totals().points
    before = playing.show.interaction(made.id)
    await playing.reopened()

    assert before.numbers["value"] == total // POINT > 0
    assert playing.show.interaction(made.id).numbers == before.numbers
