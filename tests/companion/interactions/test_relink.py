"""Linking accounts while much is on: counted as ever, and nobody waits for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from companion.domain.entries import Verdict
from companion.domain.events import Gift
from companion.domain.show.desk import Verb
from companion.domain.show.notes import TeamJoined, ViewersLinked
from companion.domain.show.specs import (
    AnySpec,
    FlagSpec,
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    WheelSpec,
    WordCloudSpec,
)
from tests.companion.interactions.folding import Folding
from tests.support.events import rose

TEAMS = TeamsSpec(
    title="x", teams=(Team(name="Red", key="red"), Team(name="Blue", key="blue"))
)
BETS = PredictionSpec(question="?", options=("a", "b"))
NINE: list[tuple[AnySpec, str]] = [
    (PollSpec(question="?", options=("a", "b")), "2"),
    (QuizSpec(question="?", options=("a", "b"), correct=(1,)), "2"),
    (RatingSpec(title="?"), "2"),
    (GiveawaySpec(title="x"), "!enter"),
    (WheelSpec(title="x", slots=("a",), joins="!w"), "!w"),
    (WordCloudSpec(title="x"), "2"),
    (QueueSpec(title="x", most=10_000), "!join"),
    (TEAMS, "!team red"),
    (BETS, "!bet 2 50"),
]
"""One of each kind that people take part in, and what they write."""

COUNTED: list[tuple[AnySpec, list[str]]] = [
    (PollSpec(question="?", options=("a", "b"), revote=True), ["1", "2"]),
    (
        QuizSpec(
            question="?", options=("a", "b"), correct=(1,), decay=True, seconds=99
        ),
        ["1", "2", "2"],
    ),
    (QuizSpec(question="?", options=("a", "b"), correct=(1,), revote=True), ["A", "B"]),
    (RatingSpec(title="?"), ["1", "4/5", "5"]),
    (FlagSpec(title="x", code="gh0st"), ["gh0st", "no"]),
    (GiveawaySpec(title="x"), ["!enter", "hi"]),
    (WheelSpec(title="x", slots=("a",), joins="!w"), ["!w"]),
    (WordCloudSpec(title="x", words_each=2), ["sun", "moon", "red sea", "suns"]),
]
"""Where the order of all that was said decides, and nothing else."""


def link(folding: Folding, one: str, other: str, *, lifted: bool = False) -> None:
    folding.write(
        ViewersLinked(
            viewer_id=f"tiktok:{one}", other_id=f"tiktok:{other}", is_lifted=lifted
        )
    )


def say(folding: Folding, chance: random.Random, texts: list[str]) -> None:
    """Have six people say things, as tests too, some taken back later."""
    said = [
        folding.say(
            f"v{chance.randrange(6)}",
            chance.choice(texts),
            test=chance.random() < 0.15,
        )
        for _line in range(40)
    ]
    for one in chance.sample(said, 4):
        folding.judge(one, Verdict.BLOCK)


def look(folding: Folding) -> object:
    one = folding.fold.interactions["i"]
    folding.fold.settle()
    people = {folding.fold.links.person(f"tiktok:v{n}") for n in range(6)}
    return (
        one.view(),
        dict(one.awards()),
        {who: one.answer_of(who) for who in people},
        folding.fold.scores(9),
    )


@pytest.mark.parametrize("told", [(), ("close", "scoreboard")])
@pytest.mark.parametrize(("spec", "texts"), COUNTED)
def test_linked_at_last_counts_as_linked_at_first(
    spec: AnySpec, texts: list[str], told: tuple[Any, ...]
) -> None:
    for seed in range(15):
        seen = []
        for is_first in (True, False):
            folding, chance = Folding(), random.Random(seed)
            link(folding, *(("v1", "v2") if is_first else ("x", "y")))
            folding.make(spec, "start")
            say(folding, chance, texts)
            folding.act(
                *told
                if "scoreboard" in folding.fold.interactions["i"].steps
                else told[:1]
            )
            look(folding)
            link(folding, *(("x", "y") if is_first else ("v1", "v2")))
            seen.append(look(folding))
        assert seen[0] == seen[1]


@pytest.mark.parametrize(("spec", "texts"), COUNTED)
def test_linked_and_unlinked_counts_as_never_linked(
    spec: AnySpec, texts: list[str]
) -> None:
    for seed in range(15):
        folding = Folding()
        folding.make(spec, "start")
        say(folding, random.Random(seed), texts)
        before = look(folding)
        link(folding, "v1", "v2")
        link(folding, "v3", "v1")
        for other in ("v1", "v2"):
            link(folding, "v3", other, lifted=True)
        assert look(folding) == before


@pytest.mark.parametrize("spec", [TEAMS, BETS])
def test_what_is_looked_at_alone_is_as_if_all_were(spec: AnySpec) -> None:
    for seed in range(30):
        folding, chance = Folding(), random.Random(seed)
        one = folding.make(spec, "start")
        folding.give(**{f"v{n}": 90 for n in range(6)})
        for _step in range(30):
            act(folding, chance)
            folding.pay()
            look(folding)
            if chance.random() < 0.3:
                other = f"v{chance.randrange(6)}"
                link(folding, "v0", other, lifted=chance.random() < 0.4)
                seen = look(folding)
                one._is_stale = True  # so that everything is summed anew
                assert look(folding) == seen
        again = folding.again()
        again.settle()
        assert again.interactions["i"].view() == one.view()


@pytest.mark.parametrize("cost", [0, 5])
def test_a_giveaway_counts_as_if_all_entries_were_looked_at(cost: int) -> None:
    for seed in range(20):
        folding, chance = Folding(), random.Random(seed)
        one = folding.make(GiveawaySpec(title="x", cost=cost, winners=2), "start")
        folding.give(v0=90, v1=90, v2=90, v4=90, v5=90)
        folding.say("v5", "!enter")
        for step in range(24):
            folding.say(f"v{chance.randrange(6)}", "!enter", test=chance.random() < 0.1)
            folding.pay()
            if step in {7, 19} and one._answer_of("tiktok:v4") is not None:
                folding.act("remove", value="tiktok:v4")
            if step == 12:
                folding.act("close", "draw")
            if chance.random() < 0.4:
                other = f"v{chance.randrange(6)}"
                link(folding, "v0", other, lifted=chance.random() < 0.4)
                seen = look(folding), list(folding.fold.owed())
                one._count_anew()  # so that everything is looked at
                assert (look(folding), list(folding.fold.owed())) == seen
        assert folding.again().interactions["i"].view() == one.view()


def act(folding: Folding, chance: random.Random) -> None:
    who = f"v{chance.randrange(6)}"
    if chance.random() < 0.2:
        gift: Gift = rose(who, count=2)
        folding.happen(gift, points=5, gifts=2)
    elif chance.random() < 0.2 and isinstance(
        folding.fold.interactions["i"].spec, TeamsSpec
    ):
        key = chance.choice(["", "red", "blue"])
        folding.write(TeamJoined(id="i", viewer_id=f"tiktok:{who}", key=key))
    else:
        folding.say(
            who, chance.choice(["!team red", "!team 2", "!bet 1 20", "!bet b 9"])
        )


# Nobody waits.


def crowd(people: int) -> Folding:
    """Return nine interactions in which so many take part."""
    folding = Folding()
    for number, (spec, _text) in enumerate(NINE):
        folding.make(spec, "start", name=f"i{number}")
    for person in range(people):
        for text in dict.fromkeys(text for _spec, text in NINE):
            folding.say(f"v{person}", text)
    for owed in list(folding.fold.owed()):
        folding.write(owed)
    shown(folding)
    return folding


def quizzes(people: int) -> Folding:
    """Return nine quizzes that are told, in which so many were right."""
    folding = Folding()
    for number in range(9):
        name = f"i{number}"
        folding.make(NINE[1][0], "start", name=name)
        for person in range(people):
            folding.say(f"v{person}", "2")
        folding.act("close", "reveal", name=name)
        shown(folding)
    return folding


def shown(folding: Folding) -> None:
    """Do what the desk does after each commit."""
    fold = folding.fold
    for name in fold.settle():
        fold.interactions[name].on_air()
    fold.scores(100)
    list(fold.owed())


def cpu_ms(job: Callable[[], object]) -> float:
    """Return milliseconds that the processor was at a job."""
    began = time.process_time()
    job()
    return (time.process_time() - began) * 1_000


def least_ms_of_a_link(folding: Folding) -> float:
    def linked(number: int) -> None:
        link(folding, f"v{number}", f"v{number + 1}")
        shown(folding)

    return min(cpu_ms(lambda n=n: linked(n)) for n in (10, 20, 30))  # type: ignore[misc]  # n is bound now


@pytest.mark.parametrize("on", [crowd, quizzes])
def test_a_link_does_not_look_at_all_who_take_part(
    on: Callable[[int], Folding],
) -> None:
    assert least_ms_of_a_link(on(600)) < 10


@pytest.mark.long
@pytest.mark.parametrize("on", [crowd, quizzes])
def test_a_link_while_nine_have_eight_thousand_each_stalls_nobody(
    on: Callable[[int], Folding],
) -> None:
    assert least_ms_of_a_link(on(8_000)) < 25


def each_ms(portions: Iterator[None]) -> Iterator[float]:
    """Yield what each portion takes."""
    is_going = [True]

    def go_on() -> None:
        is_going[0] = next(portions, is_going) is None

    while is_going[0]:
        yield cpu_ms(go_on)


def longest_ms_of_a_reveal(people: int) -> float:
    """Return the longest of what is done in one go, of two quizzes one by one."""
    folding, longest = Folding(), 0.0
    for name, decay in (("i0", False), ("i1", True)):
        spec = QuizSpec(
            question="?", options=("a", "b"), correct=(1,), decay=decay, seconds=999
        )
        one = folding.make(spec, "start", name=name)
        for person in range(people):
            folding.say(f"v{person}", "2", at=folding.now + person)
        folding.act("close", name=name)
        verbs: tuple[Verb, ...] = ("reveal", "scoreboard", "finish")
        for verb in verbs:
            longest = max(longest, *each_ms(folding.fold.reckon(one, verb)))
            began = time.process_time()
            folding.act(verb, name=name)
            shown(folding)
            longest = max(longest, (time.process_time() - began) * 1_000)
    assert len(folding.fold.scoreboard) == people
    return longest


def test_who_was_right_is_told_in_portions() -> None:
    assert min(longest_ms_of_a_reveal(3_000) for _try in range(2)) < 15


@pytest.mark.long
def test_a_reveal_of_fifty_thousand_right_answers_stalls_nobody() -> None:
    assert min(longest_ms_of_a_reveal(50_000) for _try in range(3)) < 25
