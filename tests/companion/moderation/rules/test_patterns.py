"""Regular expressions under a time limit."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

import pytest

from companion.domain.entries import Reason, Verdict
from companion.domain.errors import SettingsError
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import prepared
from companion.moderation.rules.patterns import Patterns
from companion.settings.moderation import Pattern

BOMB = r"^(a|a)*$"
FUSE = "a" * 40 + "!"


def patterns(
    *written: tuple[str, str],
    memory: RuleMemory | None = None,
    stopwatch: Callable[[], float] = thread_time,
) -> Patterns:
    settings = [Pattern(pattern=one, action=action) for one, action in written]
    return Patterns(settings, memory or RuleMemory(), stopwatch=stopwatch)


def test_a_pattern_is_found_anywhere_whatever_the_case() -> None:
    rule = patterns((r"free\s+v-?bucks", "block"), ("nothing", "hold"))

    assert list(rule.find(prepared("get FREE  vbucks now"))) == [
        (
            Verdict.BLOCK,
            Reason(rule="pattern", detail="FREE  vbucks", start=4, end=16),
        )
    ]
    assert not list(rule.find(prepared("free bucks")))


def test_names_are_searched_too() -> None:
    assert list(patterns(("bot", "hold")).find_in_name(prepared("SpamBot")))


def test_a_bomb_is_held_and_counted_and_costs_a_few_milliseconds() -> None:
    memory = RuleMemory()
    rule = patterns((BOMB, "block"), memory=memory)
    began = thread_time()

    found = list(rule.find(prepared(FUSE)))

    assert found == [(Verdict.HOLD, Reason(rule="pattern-late", detail=BOMB))]
    assert memory.patterns.number == 1
    assert thread_time() - began < 1  # unbounded it takes hours


def test_a_search_that_was_interrupted_is_begun_again() -> None:
    looks = iter([0.0, 0.0, 0.001, 0.004])  # the machine was busy with something else
    rule = patterns((BOMB, "block"), stopwatch=lambda: next(looks, 0.004))

    found = list(rule.find(prepared(FUSE)))

    assert [finding.reason.rule for finding in found] == ["pattern-late"]
    assert next(looks, None) is None  # it was looked at before each of two searches


def test_many_slow_patterns_share_one_limit() -> None:
    ticks = iter(range(0, 10_000, 3))  # three milliseconds at each look
    rule = patterns(
        *[(BOMB + f"{n}", "block") for n in range(50)],
        stopwatch=lambda: next(ticks) / 1000,
    )

    found = list(rule.find(prepared(FUSE)))

    assert [finding.reason.rule for finding in found] == ["pattern-late"]


def test_after_many_bombs_texts_as_long_are_held_untried_for_a_while() -> None:
    memory = RuleMemory()
    rule = patterns((BOMB, "block"), memory=memory)
    for _ in range(200):
        rule.find(prepared(FUSE))

    began = thread_time()
    held = list(rule.find(prepared(FUSE)))
    short = list(rule.find(prepared("aaa")))

    assert [finding.reason.rule for finding in held] == ["pattern-late"]
    assert [finding.reason.rule for finding in short] == ["pattern"]
    assert thread_time() - began < 1
    assert memory.patterns.number == 201


@pytest.mark.parametrize(
    "written", ["(", "[a", "(?P<x", "a{99999999999999999999}", "*"]
)
def test_a_pattern_that_cannot_be_read_is_named(written: str) -> None:
    with pytest.raises(SettingsError) as raised:
        patterns(("fine", "hold"), (written, "hold"))

    assert raised.value.field == "moderation.rules.patterns.1.pattern"
    assert written in str(raised.value)


@pytest.mark.parametrize(
    "bomb",
    [
        "a{1000000000}",
        r"\w{5000000,}",
        "((a{200}){200}){200}",
        "(?:(?:a|b){500}){500}",
        "((((a?){50}){50}){50}){50}",
        "[]a]{99999}",
    ],
)
def test_what_would_take_all_memory_is_refused_at_once(bomb: str) -> None:
    with pytest.raises(SettingsError, match=r"patterns\.0.*repeats too much"):
        patterns((bomb, "hold"))


@pytest.mark.parametrize(
    "fine",
    [
        "(?:ha){3,}",
        r"\b\w{1,30}(?:\.\w{2,20}){2,5}\b",
        "(a{50}b){50}",
        r"\{1000000\}",
        "[{1000000}]",
        "a{0,1000000}",
    ],
)
def test_usual_repetitions_are_fine(fine: str) -> None:
    patterns((fine, "hold"))
