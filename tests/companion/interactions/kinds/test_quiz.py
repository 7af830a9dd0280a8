"""A quiz: who is right earns, who was right first earns more, once."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from companion.domain.entries import ALLOWED, Entry, Verdict
from companion.domain.errors import CommandError
from companion.domain.show.notes import (
    InteractionMade,
    InteractionStepped,
    ViewersLinked,
)
from companion.domain.show.specs import QuizSpec
from companion.domain.show.steps import Closing
from companion.domain.values import Platform
from companion.interactions.kind import SECOND
from companion.interactions.kinds.catalogue import made
from tests.companion.interactions.folding import PENDING, Folding
from tests.support.events import chat
from tests.support.fakes import EPOCH

SPEC = QuizSpec(question="Which?", options=("1978", "1984", "1991"), correct=(1,))


def test_the_first_correct_answer_earns_two_points_whatever_verdict_is_late() -> None:
    for seed in range(1_000):
        race(seed)


def race(seed: int) -> None:
    chance, show = random.Random(seed), Folding()
    quiz = show.make(SPEC, "start")
    said = [
        show.say(f"v{n}", chance.choice("abc"), judgement=PENDING) for n in range(9)
    ]
    right = [one for one in said if one.event.text == "b"]
    for one in chance.sample(said, len(said)):
        show.judge(one, Verdict.ALLOW)
    show.act("close", "reveal")

    awards = list(quiz.awards().values())

    points = [2_000, *[1_000] * 8][: len(right)]
    assert [one.points for one in awards] == points, seed
    assert [one.viewer for one in awards] == [one.event.viewer for one in right], seed
    assert sum(one.is_first for one in awards) == min(1, len(right)), seed


def test_what_is_correct_is_hidden_until_it_is_revealed() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    show.say("ana", "B")
    show.act("close")
    hidden = quiz.on_air()
    show.act("reveal")

    assert [one.is_correct for one in hidden.options] == [None] * 3
    assert (hidden.scores, hidden.rule) == ((), "")
    assert [one.is_correct for one in quiz.on_air().options] == [False, True, False]
    assert len(quiz.on_air().scores) == 1


def test_a_test_answer_earns_nothing_and_is_not_first() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    show.say("test", "b", test=True)
    show.say("ana", "b")
    show.act("close", "scoreboard")

    assert [(one.points, one.is_first) for one in quiz.awards().values()] == [
        (2_000, True)
    ]
    assert quiz.on_air().test_votes == 1


@pytest.mark.parametrize(("took_s", "points"), [(1, 975), (10, 750), (19, 525)])
def test_points_sink_evenly_to_half(took_s: int, points: int) -> None:
    show = Folding()
    spec = QuizSpec(
        question="?", options=("1", "2"), correct=(0,), seconds=20, decay=True, first=0
    )
    quiz = show.make(spec, "start")
    show.say("ana", "a", at=show.now + took_s * SECOND)
    show.now += 30 * SECOND
    show.act("close", "reveal")

    assert [one.points for one in quiz.awards().values()] == [points]


# Against a plain recount.


class Said(NamedTuple):
    """What somebody said, as the recount has it. by: seq of what let it through."""

    entry: Entry
    choice: int
    by: int | None


class Evening:
    """A quiz on which anything happens, and a plain recount of it."""

    def __init__(self, spec: QuizSpec) -> None:
        self.show = Folding()
        self.quiz = self.show.make(spec, "start")
        self.said: list[Said] = []
        self.windows = [[self.show.entries[-1].at, None, None]]

    def say(self, who: int, choice: int, offset: int, how: str) -> None:
        judgement = PENDING if how == "pending" else ALLOWED
        entry = self.show.say(
            f"v{who}",
            "abc"[choice],
            judgement=judgement,
            test=how == "test",
            at=self.show.now + offset * SECOND,
        )
        is_heard = how != "pending" and self.quiz.listens
        if is_heard or how == "pending":
            self.said.append(Said(entry, choice, entry.seq if is_heard else None))

    def judge(self, place: int, verdict: Verdict) -> None:
        if not self.said:
            return
        place %= len(self.said)
        one = self.said[place]
        self.show.judge(one.entry, verdict)
        if verdict is Verdict.BLOCK:
            self.said[place] = one._replace(by=None)
        elif verdict is Verdict.ALLOW and one.by is None:
            del self.said[place]
            if self.quiz.listens:
                by = self.show.entries[-1].seq
                self.said.append(one._replace(by=by))

    def link(self, one: int, other: int) -> None:
        note = ViewersLinked(viewer_id=f"tiktok:v{one}", other_id=f"tiktok:v{other}")
        if one != other:
            self.show.write(note)

    def close(self) -> None:
        if self.quiz.phase == "ongoing":
            self.show.act("close")
            step, moved = self.show.entries[-2:]
            self.windows[-1][1:] = [step.body.step.at, moved.seq]

    def back(self) -> None:
        if self.quiz.phase == "results":
            self.show.act("back")
            self.windows.append([self.show.entries[-1].at, None, None])

    def _counts(self, one: Said) -> bool:
        return one.by is not None and any(
            begin <= one.entry.at
            and (end is None or one.entry.at < end)
            and (frozen is None or one.by < frozen)
            for begin, end, frozen in self.windows
        )

    def recount(self) -> tuple[list[int], list[tuple[str, int]]]:
        """Return the votes by option, and who earns what, first of all first."""
        spec, person = self.quiz.spec, self.show.fold.links.person
        of_voter: dict[tuple[str, bool], list[Said]] = {}
        for one in self.said:
            if self._counts(one):
                voter = person(one.entry.event.viewer.id), one.entry.test
                of_voter.setdefault(voter, []).append(one)

        def order(one: Said) -> tuple[int, int]:
            return one.entry.at, one.entry.seq

        pick = max if spec.revote else min
        stands = {who: pick(all_, key=order) for who, all_ in of_voter.items()}
        votes = [0] * len(spec.options)
        for one in stands.values():
            votes[one.choice] += 1
        right = [
            (order(one), name)
            for (name, is_test), one in stands.items()
            if one.choice in spec.correct and not is_test
        ]
        return votes, [
            (name, spec.right + (0 if place else spec.first))
            for place, (_order, name) in enumerate(sorted(right))
        ]


WHO = st.integers(0, 2)
OPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"),
            WHO,
            st.integers(0, 2),
            st.integers(-9, 0),
            st.sampled_from(("allowed", "allowed", "pending", "test")),
        ),
        st.tuples(
            st.just("judge"),
            st.integers(0, 9),
            st.sampled_from((Verdict.ALLOW, Verdict.BLOCK)),
        ),
        st.tuples(st.just("link"), WHO, WHO),
        st.tuples(st.sampled_from(("close", "back"))),
    ),
    min_size=20,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(ops=OPS, revote=st.booleans(), correct=st.sampled_from([(1,), (0, 2)]))
def test_whatever_happens_in_whatever_order_it_is_a_plain_recount(
    ops: list[tuple[Any, ...]], revote: bool, correct: tuple[int, ...]
) -> None:
    told = Evening(structs.replace(SPEC, revote=revote, correct=correct))
    for name, *values in ops:
        getattr(told, name)(*values)
        votes, _earned = told.recount()
        assert [one.votes for one in told.quiz.options()] == votes
    told.close()
    told.show.act("reveal")

    votes, earned = told.recount()
    awards = told.quiz.awards()
    assert [one.votes for one in told.quiz.options()] == votes
    assert [(name, one.points) for name, one in awards.items()] == earned
    assert [one.is_first for one in awards.values()] == [
        n == 0 for n in range(len(earned))
    ]
    again = told.show.again().interactions["i"]
    assert (again.awards(), again.on_air()) == (awards, told.quiz.on_air())


# When it was said, not when it came.


def stamped(show: Folding, who: str, text: str, said_s: float, came_s: float) -> Entry:
    """A Chat of a slow platform, with its stamp; both in seconds from EPOCH."""
    return show.happen(
        chat(who, text, platform_at=EPOCH + round(said_s * SECOND)),
        at=EPOCH + round(came_s * SECOND),
        source="tiktok:@mira.plays",
    )


def test_first_is_who_said_it_first_although_it_came_last() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    stamped(show, "fast", "b", 8.0, 8.1)
    stamped(show, "faster", "b", 6.0, 14.0)
    stamped(show, "fastest", "b", 4.0, 15.0)
    show.now = EPOCH + 16 * SECOND
    show.act("close", "reveal")

    assert [
        (one.viewer.name, one.points, one.is_first) for one in quiz.awards().values()
    ] == [("Fastest", 2_000, True), ("Faster", 1_000, False), ("Fast", 1_000, False)]
    assert quiz.on_air().rule.startswith("2.00 s · ")
    assert quiz.view().fastest_us == 2 * SECOND


def test_what_was_said_before_it_was_asked_does_not_count() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    stamped(show, "early", "b", 1.0, 8.0)

    assert quiz.view().voters == 0
    assert quiz.view().late == 1


def test_what_comes_while_it_closes_counts_if_it_was_said_in_time() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    step = Closing(at=EPOCH + 10 * SECOND, waits={"tiktok": 9 * SECOND, "twitch": 0})
    show.write(InteractionStepped(id="i", step=step))
    stamped(show, "ana", "b", 9.9, 17.0)
    stamped(show, "ben", "b", 10.0, 17.5)

    shown = quiz.on_air()
    assert shown.voters == 1
    assert shown.closes_at == EPOCH + 10 * SECOND
    assert (shown.waiting_for, shown.waits["tiktok"]) == (
        (Platform.TIKTOK,),
        9 * SECOND,
    )


@pytest.mark.parametrize(("revote", "points"), [(False, []), (True, [2_000])])
def test_the_last_answer_counts_where_it_may_change(
    revote: bool, points: list[int]
) -> None:
    show = Folding()
    quiz = show.make(structs.replace(SPEC, revote=revote), "start")
    show.say("ana", "a")
    show.say("ana", "1984")
    show.act("close", "reveal")

    assert [one.points for one in quiz.awards().values()] == points
    assert (quiz.view().voters, quiz.view().repeats) == (1, 1)


# What earns, and what is refused.


@pytest.mark.parametrize(
    ("took_us", "points"),
    [
        # right 1001 over 10 s: 1001 - floor(1001 * t / 20 s), by hand.
        (0, 1_001),
        (19_980, 1_001),
        (19_981, 1_000),
        (5 * SECOND, 751),
        (10 * SECOND - 1, 501),
    ],
)
def test_points_sink_by_the_documented_formula(took_us: int, points: int) -> None:
    show = Folding()
    spec = structs.replace(SPEC, right=1_001, first=0, seconds=10, decay=True)
    quiz = show.make(spec, "start")
    show.say("ana", "b", at=quiz.started_at + took_us)
    show.now += 20 * SECOND
    show.act("close", "reveal")

    assert [one.points for one in quiz.awards().values()] == [points]


def test_an_extended_quiz_earns_half_at_the_least() -> None:
    show = Folding()
    spec = structs.replace(SPEC, first=0, seconds=10, decay=True)
    quiz = show.make(spec, "start")
    show.act("extend", value="60")
    show.say("ana", "b", at=quiz.started_at + 50 * SECOND)
    show.now += 70 * SECOND
    show.act("close", "reveal")

    assert [one.points for one in quiz.awards().values()] == [500]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"correct": (3,)}, "correct"),
        ({"correct": (-1,)}, "correct"),
        ({"correct": (0, 99)}, "correct"),
        ({"decay": True}, "decay"),
        ({"options": ("A", " a ")}, "options"),
    ],
)
def test_what_cannot_be_is_refused_by_the_field(
    wrong: dict[str, Any], field: str
) -> None:
    spec = structs.replace(SPEC, **wrong)
    with pytest.raises(CommandError, match=f"^{field}:"):
        made(InteractionMade(id="i", spec=spec), 0)


def test_it_is_revealed_only_when_it_has_closed_and_once() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    with pytest.raises(CommandError):
        show.act("reveal")
    show.act("close", "reveal")
    count = len(show.entries)
    show.act("reveal")

    assert len(show.entries) == count
    assert quiz.is_told


def test_taken_back_it_is_secret_again() -> None:
    show = Folding()
    quiz = show.make(SPEC, "start")
    show.say("ana", "b")
    show.act("close", "reveal", "back")

    assert quiz.awards() == {}
    assert [one.is_correct for one in quiz.on_air().options] == [None] * 3
    assert [one.votes for one in quiz.on_air().options] == [None] * 3
