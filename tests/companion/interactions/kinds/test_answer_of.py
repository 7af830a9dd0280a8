"""What counts of a person's answers, as every kind tells it: what its count says."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import Judgement, Verdict
from companion.domain.show.notes import InteractionStepped, ViewersLinked
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
)
from companion.domain.show.steps import Closing
from companion.domain.show.views import AnswerView
from companion.interactions.kind import SECOND
from tests.companion.interactions.folding import PENDING, Folding

LUNA = "tiktok:luna"
BLOCKED = Judgement(text=Verdict.BLOCK)

TEAMS = (Team(key="red", name="Red"), Team(key="blue", name="Blue"))

KINDS: list[tuple[AnySpec, str, str]] = [
    (PollSpec(question="?", options=("Tea", "Milk")), "milk", "2"),
    (QuizSpec(question="?", options=("Tea", "Milk"), correct=(0,)), "2", "B"),
    (RatingSpec(title="?", high=100), "70 / 100", "70"),
    (WordCloudSpec(title="?"), "Cosy", "Cosy"),
    (FlagSpec(title="?", code="ramen42"), "RAMEN42", "ramen42"),
    (GiveawaySpec(title="?"), "!Enter", "!enter"),
    (WheelSpec(title="?", joins="!wheel"), "!WHEEL", "!wheel"),
    (QueueSpec(title="?"), "!join", "!join"),
    (TeamsSpec(title="?", teams=TEAMS), "!team Blue", "!team blue"),
    (PredictionSpec(question="?", options=("Yes", "No")), "!bet no 30", "2 30"),
]
"""Spec, what is written, and what counts of it."""

each_kind = pytest.mark.parametrize(
    ("spec", "text", "typed"), KINDS, ids=[type(one[0]).__name__ for one in KINDS]
)

STILL = [
    GoalSpec(title="?", target=10),
    TimerSpec(seconds=10),
    CardSpec(text="Hello"),
]


def on(spec: AnySpec) -> tuple[Folding, Any]:
    told = Folding()
    told.give(luna=100, mira=100)
    return told, told.make(spec, "start")


def of(told: Folding, one: Any, who: str = LUNA) -> AnswerView:
    told.pay()
    found: AnswerView = one.answer_of(told.fold.links.person(who))
    return found


@each_kind
def test_what_counts_is_told_as_it_is_typed(
    spec: AnySpec, text: str, typed: str
) -> None:
    told, one = on(spec)
    assert of(told, one) == AnswerView()

    said = told.say("luna", text)

    found = of(told, one)
    assert (found.said, found.seqs, found.is_late) == ((typed,), (said.seq,), False)
    assert of(told, one, "tiktok:mira").said == ()


@each_kind
def test_what_the_gate_blocks_does_not_count(
    spec: AnySpec, text: str, typed: str
) -> None:
    told, one = on(spec)
    said = told.say("luna", text, judgement=PENDING)
    assert of(told, one) == AnswerView()
    told.judge(said, Verdict.BLOCK)
    assert of(told, one) == AnswerView()

    later = told.say("luna", text, judgement=BLOCKED)
    told.judge(later, Verdict.ALLOW)
    assert of(told, one).said == (typed,)


@each_kind
def test_what_is_taken_back_counts_no_more(
    spec: AnySpec, text: str, typed: str
) -> None:
    told, one = on(spec)
    said = told.say("luna", text)
    assert of(told, one).said == (typed,)

    told.judge(said, Verdict.BLOCK)

    assert of(told, one).said == ()


@each_kind
def test_two_linked_accounts_have_one_answer(
    spec: AnySpec, text: str, typed: str
) -> None:
    told, one = on(spec)
    told.say("mira", text)
    told.pay()
    told.write(ViewersLinked(viewer_id="tiktok:mira", other_id=LUNA))

    assert of(told, one).said == (typed,)


@pytest.mark.parametrize(
    ("spec", "text"), [one[:2] for one in KINDS if not isinstance(one[0], TeamsSpec)]
)
def test_what_comes_too_late_is_told_to_be(spec: AnySpec, text: str) -> None:
    told, one = on(spec)
    told.write(InteractionStepped(id="i", step=Closing(at=told.now + SECOND)))
    told.now += SECOND
    told.say("luna", text)

    found = of(told, one)
    assert (found.said, found.seqs) == ((), ())
    assert found.is_late or isinstance(spec, QueueSpec)


@pytest.mark.parametrize(("revote", "counts"), [(False, "1"), (True, "2")])
def test_of_two_answers_the_one_that_counts_is_told(revote: bool, counts: str) -> None:
    told, one = on(PollSpec(question="?", options=("Tea", "Milk"), revote=revote))
    first, second = told.say("luna", "1"), told.say("luna", "2")

    found = of(told, one)
    assert found.said == (counts,)
    assert found.seqs == ((second if revote else first).seq,)


def test_a_third_word_of_two_is_not_among_those_that_count() -> None:
    told, one = on(WordCloudSpec(title="?", words_each=2))
    seqs = [told.say("luna", word).seq for word in ("cosy", "warm", "loud")]

    found = of(told, one)
    assert found.said == ("cosy", "warm")
    assert found.seqs == tuple(seqs[:2])


def test_a_stake_that_coins_are_missing_for_is_told() -> None:
    told, one = on(PredictionSpec(question="?", options=("Yes", "No")))
    said = told.say("luna", "!bet 1 500")
    assert one.answer_of(LUNA).asked == (said.seq,)

    found = of(told, one)
    assert (found.said, found.asked, found.refused) == ((), (), (said.seq,))


def test_a_ticket_that_coins_are_missing_for_is_told() -> None:
    told, one = on(GiveawaySpec(title="?", cost=500))
    said = told.say("luna", "!enter")
    assert one.answer_of(LUNA).asked == (said.seq,)

    found = of(told, one)
    assert (found.said, found.refused) == ((), (said.seq,))


def test_stakes_are_told_as_one_and_what_they_won_with_them() -> None:
    told, one = on(PredictionSpec(question="?", options=("Yes", "No")))
    seqs = [told.say("luna", text).seq for text in ("!bet 1 10", "!bet 1 20")]
    told.say("luna", "!bet 2 5")
    told.say("mira", "!bet 2 50")
    found = of(told, one)
    assert (found.said, found.seqs, found.asked) == (("1 30",), tuple(seqs), ())

    told.act("close")
    told.act("decide", value="1")

    assert of(told, one).won == 80
    assert of(told, one, "tiktok:mira").won == 0
    assert of(told, one, "tiktok:mira").said == ("2 50",)


def test_stakes_that_came_back_are_told() -> None:
    told, one = on(PredictionSpec(question="?", options=("Yes", "No")))
    told.say("luna", "!bet 1 10")
    told.pay()
    told.act("close")
    told.act("decide", value="-")

    found = of(told, one)
    assert (found.said, found.won) == (("1 10",), 10)


def test_a_place_in_the_queue_is_told_behind_what_is_shown_too() -> None:
    told, one = on(QueueSpec(title="?"))
    for number in range(120):
        told.say(f"viewer{number}", "!join")
    told.say("luna", "!join")
    assert of(told, one).place == 121

    told.act("call")
    assert of(told, one, "tiktok:viewer0").place == 0
    assert of(told, one).place == 120


def test_who_is_taken_out_takes_part_no_more() -> None:
    for spec, text in ((GiveawaySpec(title="?"), "!enter"),
                       (WheelSpec(title="?", joins="!w"), "!w")):  # fmt: skip
        told, one = on(spec)
        told.say("luna", text)
        told.act("remove", value=LUNA)

        assert of(told, one).said == ()


@pytest.mark.parametrize("spec", STILL)
def test_what_hears_nobody_has_nobodys_answer(spec: AnySpec) -> None:
    told, one = on(spec)
    told.say("luna", "1")

    assert of(told, one) == AnswerView()
