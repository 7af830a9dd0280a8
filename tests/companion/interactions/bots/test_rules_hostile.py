"""Rules against loops, floods, and things that never end."""

from __future__ import annotations

import time

from companion.domain.entries import Entry
from companion.domain.show.bots import If, Then, When
from companion.domain.show.notes import InteractionMade, InteractionMoved
from companion.domain.show.specs import PollSpec
from companion.domain.values import Role
from companion.interactions.bots.guard import MOST_A_MINUTE, actor
from companion.interactions.bots.rules import MOST_WAITING
from tests.companion.interactions.bots.evening import Evening
from tests.companion.interactions.bots.test_rules import SAY, book, play, rule, whys
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import FakeClock, settle


async def test_rules_that_set_each_other_off_do_so_never(evening: Evening) -> None:
    ping = rule(
        "chat",
        Then(do="message", text="pong"),
        id_="a",
        conditions=(If(fact="text has", value="ping"),),
    )
    pong = rule(
        "chat",
        Then(do="message", text="ping"),
        id_="b",
        conditions=(If(fact="text has", value="pong"),),
    )
    evening.use(book(ping, pong))
    own = viewer("mira", roles=frozenset({Role.BROADCASTER}))
    echoes: list[Entry] = []
    evening.hand.on_message = lambda text: echoes.append(evening.hear(chat(own, text)))
    await play(evening, chat("luna", "ping"))
    await settle(500)

    assert evening.hand.done == [("message", "pong")]
    assert len(echoes) == 1


async def test_what_a_rule_does_to_an_interaction_sets_off_no_rule(
    evening: Evening,
) -> None:
    evening.use(
        book(rule("interaction", Then(do="interaction", name="next"), id_="loop"))
    )
    poll = PollSpec(question="?", options=("a", "b"))
    async with evening.running():
        evening.hear(InteractionMade(id="i1", spec=poll))
        evening.hear(InteractionMoved(id="i1", to="ongoing", who=actor("Rule loop")))
        await settle()

    assert evening.hand.done == []


async def test_two_bots_that_answer_each_other_are_stopped(
    evening: Evening, clock: FakeClock
) -> None:
    """Another's bot answers each of our messages from an account of its own."""
    evening.use(book(rule("chat", Then(do="message", text="hello"))))
    evening.hand.on_message = lambda _text: evening.hear(chat("nightbot", "hello you"))
    async with evening.running():
        evening.hear(chat("luna", "hey"))
        for _second in range(50):
            await clock.advance(1)
        await settle(2_000)

    assert len(evening.hand.done) == MOST_A_MINUTE
    assert any("rests for a minute" in why for why in whys(evening))


async def test_a_hundred_rules_and_thousands_of_events_are_bounded(
    evening: Evening, full_counts: bool
) -> None:
    rules = [rule("chat", SAY, id_=f"r{number}") for number in range(100)]
    evening.use(book(*rules))
    events = [
        chat("luna", f"line {number}")
        for number in range(10_000 if full_counts else 3_000)
    ]
    longest = 0.0
    async with evening.running():
        for event in events:
            entry = evening.record.add(event)
            began = time.thread_time()
            evening.tell(entry)
            longest = max(longest, time.thread_time() - began)
        while evening.rules.waits:
            await settle(10)
        await settle(500)

    assert len(evening.hand.done) == 100 * MOST_A_MINUTE
    assert len(evening.runs.log()) <= 500
    assert longest < 0.05


async def test_looking_at_many_rules_stalls_nobody_else(evening: Evening) -> None:
    """In CPU time of this thread: other programs' turns are none of ours."""
    conditions = (If(fact="text has", value="x" * 200), If(fact="chance", value="50"))
    evening.use(book(*(rule(id_=f"r{n}", conditions=conditions) for n in range(300))))
    longest = 0.0
    async with evening.running():
        for number in range(500):
            evening.hear(chat("luna", f"{number}" * 60))
        while evening.rules.waits:
            began = time.thread_time()
            await settle(1)
            longest = max(longest, time.thread_time() - began)

    assert 0 < longest < 0.05


async def test_more_than_can_wait_is_left_out_but_never_money(
    evening: Evening,
) -> None:
    evening.use(book(rule("chat"), rule("gift", id_="g", when=When(event="gift"))))
    for _number in range(MOST_WAITING + 5):
        evening.hear(chat())
    evening.hear(rose())

    assert evening.rules.waits == MOST_WAITING + 1
    assert whys(evening) == ["Too much happened at once: this was not looked at."]


async def test_actions_that_hang_keep_no_other_rule_from_its_work(
    evening: Evening,
) -> None:
    evening.hand.hangs.add("scene")
    hanging = rule("chat", Then(do="scene", name="x"), id_="h")
    evening.use(book(hanging, rule("follow", id_="f")))
    await play(evening, *(chat() for _number in range(10)), follow())

    assert evening.hand.done == [("message", "hi")]
