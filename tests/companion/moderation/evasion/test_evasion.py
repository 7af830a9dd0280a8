"""Texts that evade are found, texts that only look alike are left alone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.domain.entries import Verdict
from companion.moderation.rules import RuleSet
from companion.settings.moderation import ModerationSettings
from tests.companion.moderation.evasion.evasive import Evasive, corpus
from tests.support.events import chat, viewer

FOLDER = Path(__file__).parent
Finds = Callable[[Evasive], bool]


def lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


BLOCKED = lines("list.txt")
INNOCENT = [Evasive("innocent", line) for line in lines("innocent.txt")]
EVASIVE = list(corpus())


def our_rules() -> Finds:
    settings = ModerationSettings(
        blocklist=tuple(BLOCKED),
        permitlist=tuple(lines("permitted.txt")),
        starter_lists=(),
    )
    rules = RuleSet(settings)

    def finds(one: Evasive) -> bool:
        if not one.is_name:
            return rules.opinion(one.text).verdict is not Verdict.ALLOW
        event = chat(viewer("x", name=one.text))
        return rules.judge(event, at=0).name is not Verdict.ALLOW

    return finds


def split_words() -> Finds:
    """Return what Firebot does: exact words after split(" ")."""
    words = {entry.removeprefix("~").lower() for entry in BLOCKED}
    return lambda one: not words.isdisjoint(one.text.lower().split(" "))


def plain_expression() -> Finds:
    """Return one regular expression of all words, anywhere, whatever the case."""
    words = "|".join(re.escape(entry.removeprefix("~")) for entry in BLOCKED)
    expression = re.compile(words, re.IGNORECASE)
    return lambda one: expression.search(one.text) is not None


def share(finds: Finds, texts: list[Evasive]) -> float:
    return sum(map(finds, texts)) / len(texts)


def test_the_suite_is_large_and_varied() -> None:
    languages = (FOLDER / "innocent.txt").read_text(encoding="utf-8").count("\n# ")

    assert len({one.text for one in EVASIVE}) >= 400
    assert len({one.text for one in INNOCENT}) >= 400
    assert len({one.technique for one in EVASIVE}) >= 30
    assert languages >= 10


def test_recall_and_false_positives(capsys: pytest.CaptureFixture[str]) -> None:
    ways = {
        "companion": our_rules(),
        'split(" ")': split_words(),
        "plain regular expression": plain_expression(),
    }

    figures = {
        name: (share(finds, EVASIVE), share(finds, INNOCENT))
        for name, finds in ways.items()
    }

    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(EVASIVE)} evasive, {len(INNOCENT)} innocent texts\n"
            + "".join(
                f"{name:<26} recall {recall:6.1%}   false positives {wrong:6.2%}\n"
                for name, (recall, wrong) in figures.items()
            )
        )
    recall, wrong = figures["companion"]
    assert recall >= 0.98
    assert wrong <= 0.01


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recall_is_the_same_on_texts_that_nobody_looked_at(seed: int) -> None:
    assert share(our_rules(), list(corpus(seed))) >= 0.98


def test_no_technique_gets_past() -> None:
    finds = our_rules()
    missed = Counter(one.technique for one in EVASIVE if not finds(one))

    assert {name: count for name, count in missed.items() if count > 1} == {}
