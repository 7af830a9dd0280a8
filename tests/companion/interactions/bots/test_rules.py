"""The rules engine: when, if, then; once per entry, bounded, and it says why."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import SessionChange
from companion.domain.errors import CommandError
from companion.domain.events import (
    AnyEvent,
    Cheer,
    JewelGift,
    Membership,
    Raid,
    Redemption,
    Share,
    Subscription,
    SuperChat,
)
from companion.domain.show.bots import BotBook, Event, If, RuleDef, Then, When
from companion.domain.show.notes import InteractionMade, InteractionMoved
from companion.domain.show.specs import PollSpec
from companion.domain.values import Platform
from companion.interactions.bots.guard import actor
from tests.companion.interactions.bots.evening import HELD, Evening
from tests.support.events import chat, follow, like, rose, viewer
from tests.support.fakes import FakeClock, settle

SAY = Then(do="message", text="hi")


def rule(
    event: Event = "chat",
    *then: Then,
    id_: str = "r",
    when: When | None = None,
    **more: Any,
) -> RuleDef:
    return RuleDef(
        id=id_,
        name=f"Rule {id_}",
        when=when or When(event=event),
        actions=then or (SAY,),
        **more,
    )


def book(*rules: RuleDef) -> BotBook:
    return BotBook(rules=rules)


async def play(evening: Evening, *bodies: AnyEvent, test: bool = False) -> None:
    async with evening.running():
        for body in bodies:
            evening.hear(body, test=test)
        await settle(100)


def whys(evening: Evening, bot: str = "r") -> list[str]:
    return [line.why for line in evening.log(bot) if line.outcome == "left out"]


EVENTS: dict[Event, AnyEvent] = {
    "gift": rose(count=5),
    "cheer": Cheer(bits=100, id="t:1", platform=Platform.TWITCH, channel="m"),
    "superchat": SuperChat(
        amount_micros=5_000_000,
        currency="EUR",
        id="y:1",
        platform=Platform.YOUTUBE,
        channel="m",
    ),
    "subscription": Subscription(
        count=5, tier="1", id="t:2", platform=Platform.TWITCH, channel="m"
    ),
    "membership": Membership(
        count=5, level="Gold", id="y:2", platform=Platform.YOUTUBE, channel="m"
    ),
    "follow": follow(),
    "like": like(count=50),
    "share": Share(id="k:1", platform=Platform.TIKTOK, channel="m"),
    "raid": Raid(viewers=20, id="t:3", platform=Platform.TWITCH, channel="m"),
    "redemption": Redemption(
        reward_id="1",
        title="Hydrate",
        cost=300,
        id="t:4",
        platform=Platform.TWITCH,
        channel="m",
    ),
    "chat": chat(text="hello"),
}


@pytest.mark.parametrize("event", EVENTS)
async def test_every_event_sets_off_its_rules_and_no_others(
    evening: Evening, event: Event
) -> None:
    evening.use(book(*(rule(one, id_=one) for one in EVENTS)))
    await play(evening, EVENTS[event])

    assert evening.hand.done == [("message", "hi")]
    assert [line.bot for line in evening.runs.log()] == [event]


@pytest.mark.parametrize(
    ("event", "least", "fires"),
    [
        ("gift", 5, True),
        ("gift", 6, False),
        ("cheer", 100, True),
        ("cheer", 101, False),
        ("superchat", 5, True),
        ("superchat", 6, False),
        ("subscription", 6, False),
        ("raid", 20, True),
        ("raid", 21, False),
    ],
)
async def test_it_waits_for_enough(
    evening: Evening, event: Event, least: int, fires: bool
) -> None:
    evening.use(book(rule(when=When(event=event, least=least))))
    await play(evening, EVENTS[event])

    assert bool(evening.hand.done) is fires
    assert whys(evening) == ([] if fires else [f"Not enough: it waits for {least}."])


@pytest.mark.parametrize(
    ("event", "about", "fires"),
    [
        ("gift", "rose", True),
        ("gift", "5655", True),
        ("gift", "Galaxy", False),
        ("redemption", "hydrate", True),
        ("redemption", "Stretch", False),
        ("membership", "gold", True),
        ("subscription", "2", False),
    ],
)
async def test_it_waits_for_what_it_names(
    evening: Evening, event: Event, about: str, fires: bool
) -> None:
    evening.use(book(rule(when=When(event=event, about=about))))
    await play(evening, EVENTS[event])

    assert bool(evening.hand.done) is fires


async def test_a_streak_counts_as_a_whole_and_fires_when_it_is_reached(
    evening: Evening,
) -> None:
    evening.use(book(rule(when=When(event="gift", about="Rose", least=10))))
    steps = [(4, 4), (9, 5), (11, 2), (15, 4)]
    await play(
        evening,
        *(
            # From the ledger a Gift has the increase as its count.
            rose(total=count, message=total).__class__(
                gift_id="5655",
                name="Rose",
                diamonds_each=1,
                count=count,
                streak=rose(total=total, message=total).streak,
                id=f"k:{total}",
                platform=Platform.TIKTOK,
                channel="m",
            )
            for total, count in steps
        ),
    )

    assert len(evening.hand.done) == 1


async def test_a_gift_of_youtube_is_a_gift(evening: Evening) -> None:
    evening.use(book(rule(when=When(event="gift", least=100))))
    gift = JewelGift(
        name="Heart",
        jewels=50,
        count=2,
        id="y:3",
        platform=Platform.YOUTUBE,
        channel="m",
    )
    await play(evening, gift)

    assert len(evening.hand.done) == 1


async def test_all_actions_are_done_in_order_with_texts_filled_in(
    evening: Evening,
) -> None:
    evening.use(
        book(
            rule(
                "gift",
                Then(do="message", text="{{viewer}}: {{amount}} × {{gift}}"),
                Then(do="sound", name="chime.mp3"),
                Then(do="scene", name="Party"),
                Then(do="points", amount=5),
                Then(do="counter", name="gifts", amount=1),
                Then(do="hotkey", name="next"),
                Then(do="interaction", name="spin"),
                Then(do="alert", text="wow"),
                Then(do="coins", amount=3),
                Then(do="celebration", name="", text="Yes"),
            )
        )
    )
    await play(evening, rose(count=5))

    assert evening.hand.done == [
        ("message", "Luna: 5 × Rose"),
        ("sound", "chime.mp3"),
        ("scene", "Party"),
        ("points", "tiktok:luna", "5000"),
        ("counter", "gifts", "1"),
        ("hotkey", "next"),
        ("interaction", "spin", actor("Rule r")),
        ("alert", "wow"),
        ("coins", "tiktok:luna", "3", "award"),
    ]
    assert evening.celebrations.on_air(evening.clock.now()) is not None


async def test_a_chat_is_answered_and_a_gift_in_its_chat(evening: Evening) -> None:
    answer = Then(do="reply", text="thanks")
    evening.use(book(rule("chat", answer), rule("gift", answer, id_="g")))
    await play(evening, chat(), rose())

    assert evening.hand.done == [
        ("reply", "thanks", "2"),
        ("message", "thanks", "tiktok"),
    ]


async def test_what_one_viewer_writes_fills_in_as_text_only(evening: Evening) -> None:
    evening.use(book(rule("chat", Then(do="message", text="{{viewer}} {{text}}"))))
    evil = viewer("x", name="/ban {{points}}")
    await play(evening, chat(evil, "{{viewers}} @everyone"))

    ((_do, said),) = evening.hand.done
    assert "{{points}}" in said
    assert "{{viewers}}" in said
    assert not said.startswith("/")
    assert "@everyone" not in said


async def test_one_action_that_fails_keeps_the_others_from_nothing(
    evening: Evening,
) -> None:
    evening.hand.fails["scene"] = "OBS is not there"
    evening.use(book(rule("chat", Then(do="scene", name="x"), SAY)))
    await play(evening, chat())

    assert evening.hand.done == [("message", "hi")]
    failed = next(line for line in evening.runs.log() if line.outcome == "failed")
    assert (failed.why, failed.can_repeat, failed.of) == ("OBS is not there", True, 2)
    evening.hand.fails.clear()
    await evening.runs.repeat(failed.run)
    assert evening.hand.done[-1] == ("scene", "x")


async def test_a_repeat_says_what_was_to_be_said_and_gives_to_whom_it_was_due(
    evening: Evening,
) -> None:
    evening.hand.fails.update(message="no", points="no")
    points = Then(do="points", amount=1)
    evening.use(book(rule("chat", Then(do="message", text="{{viewer}}"), points)))
    await play(evening, chat("luna"))
    evening.hand.fails.clear()
    for line in reversed(evening.runs.log()):
        await evening.runs.repeat(line.run)

    assert evening.hand.done == [
        ("message", "Luna"),
        ("points", "tiktok:luna", "1000"),
    ]


async def test_a_rule_that_is_gone_is_not_done_again(evening: Evening) -> None:
    evening.hand.fails["message"] = "no"
    evening.use(book(rule()))
    await play(evening, chat())
    evening.use(book())

    with pytest.raises(CommandError, match="not among the bots"):
        await evening.runs.repeat(evening.runs.log()[0].run)


async def test_a_dry_rule_only_tells_the_log(evening: Evening) -> None:
    evening.use(book(rule(is_dry=True)))
    count = len(evening.record.entries)
    await play(evening, chat())

    assert evening.hand.done == []
    (line,) = evening.log("r")
    assert (line.outcome, line.text, line.of) == ("dry-run", "hi", 2)
    assert len(evening.record.entries) == count + 1


async def test_a_test_sets_nothing_off_and_the_log_says_what_it_would(
    evening: Evening,
) -> None:
    evening.use(book(rule("gift", Then(do="coins", amount=5))))
    await play(evening, rose(), test=True)

    assert evening.hand.done == []
    assert evening.log("r")[0].why == "It was a test."


async def test_what_the_gate_holds_back_sets_off_nothing_until_released(
    evening: Evening,
) -> None:
    evening.use(book(rule()))
    async with evening.running():
        held = evening.hear(chat(text="HOLD"), judgement=HELD)
        await settle()
        assert evening.hand.done == []
        evening.release(held)
        evening.tell(held, late=True)
        await settle()

    assert evening.hand.done == [("message", "hi")]


async def test_an_entry_that_comes_again_after_a_restart_does_nothing(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(rule()))
    await play(evening, chat())
    again = Evening(clock, entries=evening.record.entries)
    again.use(book(rule()))
    async with again.running():
        for entry in list(again.record.entries):
            again.tell(entry)
        await settle()

    assert again.hand.done == []


async def test_it_rests_between_two_times_and_says_so(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(rule(rests_s=60)))
    async with evening.running():
        evening.hear(chat())
        evening.hear(chat())
        await settle()
        assert len(evening.hand.done) == 1
        assert whys(evening) == ["It rests since it last fired."]
        await clock.advance(60)
        evening.hear(chat())
        await settle()

    assert len(evening.hand.done) == 2


async def test_a_condition_that_does_not_hold_is_named_once(evening: Evening) -> None:
    evening.use(book(rule(conditions=(If(fact="who", value="moderator"),))))
    await play(evening, *(chat() for _number in range(20)))

    assert evening.hand.done == []
    assert whys(evening) == ["Not so: who it was: moderator."]


async def test_a_session_that_begins_pauses_and_ends(evening: Evening) -> None:
    evening.use(
        book(
            *(
                rule(
                    "session",
                    Then(do="scene", name=about),
                    id_=about,
                    when=When(event="session", about=about),
                )
                for about in ("live", "paused", "ended")
            )
        )
    )
    async with evening.running():
        for change in ("paused", "resumed", "ended", "reopened"):
            evening.hear(SessionChange(change=change))
            await settle()

    assert [what for _do, what in evening.hand.done] == ["paused", "live", "ended"]


async def test_what_happens_to_an_interaction_sets_off_a_rule(
    evening: Evening,
) -> None:
    when = When(event="interaction", about="poll:results")
    evening.use(book(rule(when=when)))
    poll = PollSpec(question="?", options=("a", "b"))
    async with evening.running():
        evening.hear(InteractionMade(id="i1", spec=poll))
        evening.hear(InteractionMoved(id="i1", to="ongoing"))
        evening.hear(InteractionMoved(id="i1", to="results"))
        evening.hear(InteractionMoved(id="i1", to="ongoing", is_back=True))
        evening.hear(InteractionMoved(id="unknown", to="results"))
        await settle()

    assert len(evening.hand.done) == 1


async def test_every_so_often_only_while_live(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book(rule(when=When(event="every", every_s=600))))
    async with evening.running():
        await clock.advance(1800)
        evening.hear(SessionChange(change="paused"))
        await clock.advance(1800)

    assert len(evening.hand.done) == 3


async def test_every_so_often_is_not_done_twice_by_a_restart(
    evening: Evening, clock: FakeClock
) -> None:
    wanted = book(rule(when=When(event="every", every_s=600)))
    evening.use(wanted)
    async with evening.running():
        await clock.advance(600)
    again = Evening(clock, entries=evening.record.entries)
    again.use(wanted)
    async with again.running():
        await clock.advance(599)
        assert again.hand.done == []
        await clock.advance(1)

    assert len(again.hand.done) == 1


async def test_a_rule_that_is_off_does_nothing(evening: Evening) -> None:
    evening.use(book(rule(is_on=False)))
    await play(evening, chat())

    assert evening.runs.log() == []


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (rule("chat", Then(do="reply")), "rules[0].actions[0].text"),
        (rule("chat", SAY, Then(do="sound")), "rules[0].actions[1].name"),
        (rule("chat", Then(do="points")), "rules[0].actions[0].amount"),
        (rule("every", Then(do="coins", amount=1)), "rules[0].actions[0].do"),
        (rule("chat", Then(do="interaction", name="rm")), "rules[0].actions[0].name"),
        (rule("chat", Then(do="webhook", name="x")), "rules[0].actions[0].name"),
        (rule("chat", Then(do="message", text="{{x}}")), "rules[0].actions[0].text"),
        (rule("chat", Then(do="celebration", name="x")), "rules[0].actions[0].name"),
        (rule("redeem"), "rules[0].when.about"),
        (rule(when=When(event="chat", price=5)), "rules[0].when.price"),
        (rule(when=When(event="session", about="x")), "rules[0].when.about"),
        (
            rule(conditions=(If(fact="points", value="-1"),)),
            "rules[0].conditions[0].value",
        ),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    evening: Evening, bad: RuleDef, field: str
) -> None:
    with pytest.raises(CommandError) as refused:
        evening.rules.check(book(bad))

    assert str(refused.value).startswith(f"{field}: ")


async def test_two_rules_with_one_id_are_refused(evening: Evening) -> None:
    with pytest.raises(CommandError, match=r"rules\[1\].id"):
        evening.rules.check(book(rule(), rule("gift")))
