"""Tests hinder nobody: what is real comes to the same as if no test had been."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest

from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.errors import CommandError
from companion.domain.on_air import QueueOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionStepped, ViewersLinked
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
from companion.domain.show.steps import Drawn
from tests.companion.interactions.folding import PENDING, Folding
from tests.companion.interactions.kinds.giving import Giving

TEAMS = (Team(key="red", name="R"), Team(key="blue", name="B"))
ASKED: dict[str, tuple[AnySpec, tuple[str, ...]]] = {
    "poll": (PollSpec(question="?", options=("a", "b")), ("1", "2")),
    "poll, last": (
        PollSpec(question="?", options=("a", "b"), revote=True),
        ("1", "2"),
    ),
    "quiz": (QuizSpec(question="?", options=("a", "b"), correct=(1,)), ("a", "b")),
    "rating": (RatingSpec(title="?"), ("1", "5")),
    "flag": (FlagSpec(title="?", code="gh0st"), ("gh0st", "boo")),
    "giveaway": (GiveawaySpec(title="?", winners=3), ("!enter",)),
    "giveaway, coins": (GiveawaySpec(title="?", winners=2, cost=5), ("!enter",)),
    "wheel, full": (
        WheelSpec(title="?", slots=("x",) * 58, joins="!wheel", turns_s=1.0),
        ("!wheel",),
    ),
    "wheel": (WheelSpec(title="?", joins="!wheel", turns_s=1.0), ("!wheel",)),
    "prediction": (
        PredictionSpec(question="?", options=("a", "b")),
        ("!bet 1 5", "!bet 2 7"),
    ),
    "queue": (QueueSpec(title="?", at_once=2), ("!join", "!join", "!leave")),
    "queue, full": (QueueSpec(title="?", most=3), ("!join", "!join", "!leave")),
    "word cloud": (WordCloudSpec(title="?", words_each=1), ("sun", "moon")),
    "teams": (TeamsSpec(title="?", teams=TEAMS), ("!team red", "!team blue", "hi")),
}
PEOPLE = ("ana", "bo", "cy", "dan", "eve")


BY_HAND: dict[str, Verb] = {"wheel": "remove", "queue": "call", "giveaway": "remove"}


def real_of(told: Folding) -> dict[str, Any]:
    """Return what is real of how the interaction stands."""
    one: Any = told.fold.interactions["i"]
    steps = [
        entry.body.step
        for entry in told.entries
        if isinstance(entry.body, InteractionStepped)
    ]
    found: dict[str, Any] = {
        "awards": one.awards(),
        "winners": [s.winners for s in steps if isinstance(s, Drawn)],
        "bowls": [s.bowl for s in steps if isinstance(s, Drawn)],
        "coins": {who: many for who, many in told.coins.items() if many},
    }
    if (ballot := getattr(one, "_ballot", None)) is not None:
        found["answers"] = sorted(
            (answer.person, answer.choice, answer.seq)
            for answer in ballot
            if not answer.is_test
        )
    shown = one.on_air()
    if (slots := getattr(one, "_slots", None)) is not None:
        found["slots"] = [text or who.id for text, who, weight in slots() if weight]
    if (words := getattr(one, "_counted", None)) is not None:
        found["words"] = {who: mine for (who, test), mine in words.items() if not test}
    if one.view().kind == "teams":
        found["teams"] = shown.teams
    if isinstance(shown, QueueOnAir):
        found["queue"] = [
            [each.viewer.id for each in places if not each.is_test]
            for places in (one._now, one._waiting)
        ]
    return found


def evening(spec: AnySpec, texts: tuple[str, ...], seed: int, *, tests: bool) -> Any:
    """Play it; without tests somebody says something else at the same moment."""
    chance, told = random.Random(seed), Giving()
    told.give(**dict.fromkeys(PEOPLE, 50))
    one = told.make(spec, "start")
    said = []
    for _n in range(60):
        deed, who = chance.random(), chance.choice(PEOPLE)
        text, is_test = chance.choice(texts), chance.random() < 0.4
        is_held, of = chance.random() < 0.2, chance.random()
        allows = chance.random() < 0.5
        if deed < 0.8:
            held = {"judgement": PENDING} if is_held else {}
            if is_test and not tests:
                said.append(told.say("nobody", "…", test=True, **held))
            else:
                said.append(told.say(who, text, test=is_test, **held))
        elif deed < 0.9 and said:
            entry = said[int(of * len(said))]
            told.judge(entry, Verdict.ALLOW if allows else Verdict.BLOCK)
        elif deed < 0.93:
            told.write(ViewerMarked(viewer_id=f"tiktok:{who}", mark="ban"))
        elif deed < 0.96:
            other = f"tiktok:{chance.choice(PEOPLE)}"
            told.write(ViewersLinked(viewer_id=f"tiktok:{who}", other_id=other))
        told.pay()
        if (act := BY_HAND.get(one.view().kind)) is not None and deed > 0.97:
            try:
                told.act(act, value=f"tiktok:{who}" if act == "remove" else "")
            except CommandError:
                told.say("nobody", "…", test=True)
    told.act("close")
    if one.view().kind == "giveaway":
        with suppress(CommandError):
            told.act("draw")
    told.pay()
    return told, one


@pytest.mark.parametrize("name", ASKED)
def test_what_is_real_is_as_if_no_test_had_been(name: str) -> None:
    for seed in range(60):
        spec, texts = ASKED[name]
        (with_tests, one), (without, _one) = (
            evening(spec, texts, seed, tests=tests) for tests in (True, False)
        )
        assert real_of(with_tests) == real_of(without), seed
        assert with_tests.again().interactions["i"].view() == one.view(), seed
