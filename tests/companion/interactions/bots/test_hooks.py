"""Hooks: a call is on record first, then rules go by it; once per delivery."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, If, RuleDef, Then, When
from companion.domain.show.notes import HookCalled
from companion.domain.views import Shown
from companion.interactions.bots.hooks import Hooks
from tests.companion.interactions.bots.evening import Evening
from tests.support.fakes import FakeClock, settle


def rule(id_: str = "r", *, when: When, **more: Any) -> RuleDef:
    says = Then(do="message", text="{{amount}}: {{text}}")
    return RuleDef(**{"id": id_, "name": id_, "when": when, "actions": (says,), **more})


TIP = When(event="hook", about="tip", least=5)


def hooks_of(evening: Evening, *, rude: str = "grubbage") -> Hooks:
    async def is_allowed(text: str) -> bool:
        await asyncio.sleep(0)
        return rude not in text

    return Hooks(
        record=evening.record, fold=lambda: evening.runs.fold, is_allowed=is_allowed
    )


async def call(evening: Evening, name: str = "tip", **told: Any) -> Entry:
    """Call a hook, and have the bots hear what is on record of it."""
    answer = await hooks_of(evening).call(name, **told)
    entry = evening.record.entries[answer.seq - 1]
    if not answer.is_again:
        evening.tell(entry)
    await settle()
    return entry


def calls(evening: Evening) -> list[HookCalled]:
    bodies = [entry.body for entry in evening.record.entries]
    return [body for body in bodies if isinstance(body, HookCalled)]


async def test_a_rule_fires_by_its_hook_with_what_it_was_told(
    evening: Evening,
) -> None:
    evening.use(BotBook(rules=(rule(when=TIP),)))
    async with evening.running():
        await call(evening, amount=4)
        await call(evening, "other", amount=9)
        await call(evening, amount=7, text="well played {{amount}}")

    assert evening.hand.done == [("message", "7: well played {{amount}}")]


async def test_the_call_is_on_record_before_the_rule_runs(evening: Evening) -> None:
    evening.use(BotBook(rules=(rule(when=TIP),)))
    async with evening.running():
        entry = await call(evening, amount=5)

    ran = [line for line in evening.log("r") if line.outcome == "done"]
    assert [line.of for line in ran] == [entry.seq]


async def test_conditions_hold_for_the_text_of_a_hook(evening: Evening) -> None:
    wants = (If(fact="text has", value="boss"),)
    evening.use(BotBook(rules=(rule(when=TIP, conditions=wants),)))
    async with evening.running():
        await call(evening, amount=5, text="hello")
        await call(evening, amount=5, text="the BOSS fight")

    assert evening.hand.done == [("message", "5: the BOSS fight")]


async def test_a_dry_rule_only_tells_the_log(evening: Evening) -> None:
    evening.use(BotBook(rules=(rule(when=TIP, is_dry=True),)))
    async with evening.running():
        await call(evening, amount=5)

    assert evening.hand.done == []
    assert [line.outcome for line in evening.log("r")] == ["dry-run"]


async def test_what_the_gate_does_not_allow_is_neither_kept_nor_said(
    evening: Evening,
) -> None:
    evening.use(BotBook(rules=(rule(when=TIP),)))
    async with evening.running():
        await call(evening, amount=5, text="you grubbage")

    (note,) = calls(evening)
    assert (note.text, note.is_withheld) == ("", True)
    assert evening.hand.done == [("message", "5:")]


async def test_one_delivery_is_one_call_also_at_once_and_after_a_restart(
    evening: Evening, clock: FakeClock
) -> None:
    hooks = hooks_of(evening)
    every = [hooks.call("tip", amount=5, key="order-1") for _ in range(20)]
    answers = await asyncio.gather(*every)
    again = Evening(clock, entries=evening.record.entries)
    later = await hooks_of(again).call("tip", amount=5, key="order-1")

    assert len(calls(evening)) == len(calls(again)) == 1
    assert sorted(one.is_again for one in answers) == [False] + [True] * 19
    assert {one.seq for one in (*answers, later)} == {answers[0].seq}
    assert later.is_again


async def test_a_repeat_is_told_what_became_of_the_first(evening: Evening) -> None:
    hooks = hooks_of(evening)
    first = await hooks.call("tip", text="you grubbage", key="order-1")
    repeat = await hooks.call("tip", text="well played", key="order-1")

    assert first.is_withheld
    assert repeat == structs.replace(first, is_again=True)


async def test_deliveries_of_another_name_or_hook_are_others(evening: Evening) -> None:
    for name, key in (
        ("tip", "a"),
        ("tip", "b"),
        ("sub", "a"),
        ("tip", ""),
        ("tip", ""),
    ):
        await hooks_of(evening).call(name, key=key)

    assert len(calls(evening)) == 5


async def test_one_call_sets_off_a_rule_once_whoever_tells_it_again(
    evening: Evening,
) -> None:
    evening.use(BotBook(rules=(rule(when=TIP),)))
    async with evening.running():
        entry = await call(evening, amount=5)
        for part in evening.parts:
            part.hear(Shown(entry=entry))
        await settle()

    assert len(evening.hand.done) == 1


async def test_between_sessions_nothing_is_taken(clock: FakeClock) -> None:
    with pytest.raises(CommandError):
        await hooks_of(Evening(clock)).call("tip")


@pytest.mark.parametrize("about", ["Tip", "a b", "../x", "x" * 51, "-a"])
def test_a_rule_names_a_hook_as_hooks_are_called(evening: Evening, about: str) -> None:
    with pytest.raises(CommandError, match=r"rules\[0\].when.about"):
        evening.use(BotBook(rules=(rule(when=When(event="hook", about=about)),)))


def test_nobody_is_there_whom_a_hooks_rule_could_answer(evening: Evening) -> None:
    answers = rule(when=TIP, actions=(Then(do="reply", text="hi"),))
    with pytest.raises(CommandError, match=r"actions\[0\].do"):
        evening.use(BotBook(rules=(answers,)))


async def test_a_flood_of_calls_is_stopped_by_the_loop_guard(evening: Evening) -> None:
    evening.use(BotBook(rules=(rule(when=When(event="hook")),)))
    async with evening.running():
        for _ in range(80):
            await call(evening)

    assert len(evening.hand.done) == 60
    assert any("within a minute" in line.why for line in evening.log("r"))
