"""The gift menu: rules with a label, lit by the entry that fired them."""

from __future__ import annotations

from typing import Any

from companion.domain.events import Subscription
from companion.domain.show.bots import BotBook, Event, RuleDef, Then, When
from companion.domain.values import Platform
from tests.companion.interactions.bots.evening import Evening
from tests.support.events import rose, viewer
from tests.support.fakes import FakeClock, settle


def rule(id_: str, label: str, event: Event, **when: Any) -> RuleDef:
    return RuleDef(
        id=id_,
        name=id_,
        label=label,
        when=When(event=event, **when),
        actions=(Then(do="message", text="hi"),),
    )


BOOK = BotBook(
    rules=(
        rule("spin", "Spin the wheel", "gift", about="Rose", least=5),
        rule("any", "A cheer", "gift"),
        rule("secret", "", "gift", about="Rose"),
        rule("bits", "Fireworks", "cheer", least=100),
        rule("coins", "Boss music", "redeem", about="boss"),
    )
)


async def test_it_shows_the_rules_with_a_label_in_their_order(
    evening: Evening,
) -> None:
    evening.use(BOOK)

    lines = [(one.gift, one.count, one.label) for one in evening.rules.menu().lines]
    assert lines == [
        ("Rose", 5, "Spin the wheel"),
        ("Any gift", 1, "A cheer"),
        ("100 bits", 1, "Fireworks"),
        ("!redeem boss", 1, "Boss music"),
    ]


async def test_a_line_lights_when_its_rule_fires_and_says_by_whom(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(BOOK)
    async with evening.running():
        await clock.advance(10)
        evening.hear(rose("luna", count=5))
        await settle()
    spin, anything, bits, _coins = evening.rules.menu().lines

    assert spin.lit_at == anything.lit_at == clock.now()
    assert spin.by is not None
    assert spin.by.name == "Luna"
    assert (bits.lit_at, bits.by) == (None, None)


async def test_when_it_was_lit_and_by_whom_is_known_after_a_restart(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(BOOK)
    async with evening.running():
        evening.hear(rose("luna", count=5))
        await settle()
    again = Evening(clock, entries=evening.record.entries)
    again.use(BOOK)

    assert evening.rules.menu().lines[0].by is not None
    assert again.rules.menu() == evening.rules.menu()


async def test_of_what_was_given_to_others_the_giver_is_told(
    evening: Evening, clock: FakeClock
) -> None:
    book = BotBook(rules=(rule("sub", "Confetti", "subscription"),))
    evening.use(book)
    gift = Subscription(
        id="twitch:s1",
        platform=Platform.TWITCH,
        channel="mira",
        platform_at=clock.now(),
        viewer=viewer("nova"),
        gifted_by=viewer("luna"),
    )
    async with evening.running():
        evening.hear(gift)
        await settle()
    again = Evening(clock, entries=evening.record.entries)
    again.use(book)

    (line,) = again.rules.menu().lines
    assert line.by == viewer("luna")
