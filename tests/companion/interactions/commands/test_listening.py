"""Commands heard, grouped, and left alone where they must be."""

from __future__ import annotations

import time

import pytest
from msgspec import structs

from companion.domain.entries import Verdict
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.values import Platform, Role
from companion.domain.views import Review, Shown
from companion.settings.bots import BotsSettings
from tests.companion.interactions.commands.in_memory import Desk

HI = CommandDef(name="hi", reply="hello", cooldown_s=0, cooldown_each_s=0)


async def test_the_same_question_of_many_is_answered_once() -> None:
    desk = Desk()
    desk.says("luna", "!points")
    desk.says("juno", "!POINTS")

    await desk.works()

    assert desk.sent == ["@luna: 0, @juno: 0"]


async def test_an_unknown_command_is_silent() -> None:
    desk = Desk()
    desk.says("luna", "!nothing " + "x" * 500)

    await desk.works()

    assert (desk.sent, desk.runs.log()) == ([], [])


async def test_an_entry_is_answered_once() -> None:
    desk = Desk()
    entry = desk.says("luna", "!points")
    await desk.works()
    desk.commands.hear(Shown(entry=entry, late=True))
    await desk.works()

    assert desk.sent == ["0 points"]


async def test_a_test_event_is_answered_in_the_log_only() -> None:
    desk = Desk()
    desk.says("luna", "!points", test=True)

    await desk.works()

    assert desk.sent == []
    assert [one.outcome for one in desk.runs.log()] == ["dry-run"]


async def test_nobody_waits_because_of_a_test() -> None:
    desk = Desk(CommandDef(name="hi", reply="hello"))
    desk.says("luna", "!hi", test=True)
    desk.says("luna", "!hi")

    await desk.works()

    assert desk.sent == ["hello"]


async def test_a_command_rests_on_all_platforms() -> None:
    desk = Desk(CommandDef(name="hi", reply="hello", cooldown_s=15))
    desk.says("luna", "!hi")
    await desk.works(5)
    late = desk.says("juno", "!hi", on=Platform.YOUTUBE)
    await desk.works(5)

    assert desk.sent == ["hello"]
    assert desk.why(late) == "Cooldown, 10 s left."


async def test_who_asks_while_it_is_gathered_is_answered_on_their_platform() -> None:
    desk = Desk(CommandDef(name="hi", reply="hello", cooldown_s=15))
    desk.says("luna", "!hi")
    desk.says("juno", "!hi", on=Platform.YOUTUBE)

    await desk.works()

    assert desk.sent == ["hello", "hello"]


async def test_a_person_with_two_accounts_waits_with_both() -> None:
    desk = Desk(
        CommandDef(name="hi", reply="hello", cooldown_s=0, cooldown_each_s=30),
        person=lambda _viewer_id: "twitch:luna",
    )
    desk.says("luna", "!hi")
    await desk.works(5)
    other = desk.says("luna2", "!hi", on=Platform.YOUTUBE)

    assert desk.why(other) == "Cooldown, 25 s left."


async def test_people_in_the_room_break_nothing() -> None:
    desk = Desk()
    desk.mute = "Nothing can be written there."
    entry = desk.says("luna", "!points", on=Platform.ROOM)

    await desk.works()

    assert (desk.sent, desk.why(entry)) == ([], "Nothing can be written there.")


@pytest.mark.parametrize("platform", ["twitch", "youtube", "tiktok"])
async def test_a_platform_that_is_switched_off_is_not_answered(platform: str) -> None:
    desk = Desk(settings=BotsSettings.model_validate({f"reply_on_{platform}": False}))
    entry = desk.says("luna", "!points", on=Platform(platform))

    await desk.works()

    assert desk.sent == []
    assert desk.why(entry) == "Replies are switched off on this platform."


async def test_a_command_answers_where_it_is_told_to() -> None:
    desk = Desk(CommandDef(name="hi", reply="hello", platforms=(Platform.YOUTUBE,)))
    entry = desk.says("luna", "!hi")

    assert desk.why(entry) == "It does not answer on this platform."


@pytest.mark.parametrize(
    "role",
    [Role.SUBSCRIBER, Role.MEMBER, Role.VIP, Role.MODERATOR, Role.BROADCASTER],
)
async def test_who_is_as_much_as_asked_for_or_more_is_answered(role: Role) -> None:
    desk = Desk(CommandDef(name="hi", reply="hello", who="subscriber"))
    desk.says("luna", "!hi", role)

    await desk.works()

    assert desk.sent == ["hello"]


@pytest.mark.parametrize("role", [Role.FOLLOWER, Role.VERIFIED])
async def test_who_is_less_than_asked_for_is_not_answered(role: Role) -> None:
    desk = Desk(CommandDef(name="hi", reply="hello", who="subscriber"))
    entry = desk.says("luna", "!hi", role)

    assert desk.why(entry) == "Not for everyone: subscriber and above."


async def test_what_is_switched_off_is_silent_and_the_log_says_why() -> None:
    desk = Desk(CommandDef(name="points", is_on=False))
    entry = desk.says("luna", "!points")

    assert desk.why(entry) == "It is switched off."


async def test_what_was_said_over_a_minute_ago_is_not_answered() -> None:
    desk = Desk()
    now = desk.clock.now()
    old = desk.says("luna", "!points", at=now - 61_000_000)
    new = desk.says("juno", "!points", at=now - 59_000_000)

    await desk.works()

    assert desk.why(old) == "It was said too long ago."
    assert desk.sent == ["0 points"]
    assert desk.why(new) == ""


async def test_a_backlog_is_not_answered() -> None:
    desk = Desk()
    asked = desk.said("luna", "!points")
    await desk.clock.advance(61)
    desk.commands.hear(Shown(entry=asked, late=True))

    await desk.works()

    assert (desk.sent, desk.why(asked)) == ([], "It was said too long ago.")


async def test_a_known_bot_is_not_answered() -> None:
    desk = Desk()
    entry = desk.says("NightBot", "!points")

    assert desk.why(entry) == "Another bot asked."


async def test_a_bot_that_answers_every_message_is_left_alone_soon() -> None:
    desk = Desk(HI)
    desk.says("helper", "!hi")
    exchanges = 0
    while exchanges < 100:
        before = len(desk.sent)
        await desk.works(3)
        if len(desk.sent) == before:
            break
        exchanges += 1
        desk.says("helper", f"!hi {exchanges}")

    assert exchanges <= 8
    assert desk.runs.log()[0].why == ("It looks like two bots that answer each other.")


async def test_a_slow_bot_is_left_alone_too() -> None:
    desk = Desk(HI)
    exchanges = 0
    for _turn in range(60):
        before = len(desk.sent)
        desk.says("helper", "!hi")
        await desk.works(20)
        exchanges += len(desk.sent) - before

    assert exchanges <= 40


async def test_our_own_words_are_no_call() -> None:
    desk = Desk(CommandDef(name="hi", reply="echo", anywhere=True, cooldown_s=0))
    desk.says("luna", "!hi")
    await desk.works()
    assert desk.sent == ["echo"]
    desk.commands.use(desk.book)
    heard = desk.says("companion", "echo")

    await desk.works()

    assert (desk.sent, desk.why(heard)) == (["echo"], "")


async def test_what_the_gate_holds_is_told_once() -> None:
    desk = Desk()
    held = desk.said("luna", "!points")
    review = Review(entry=held, text=Verdict.HOLD, name=Verdict.ALLOW)
    desk.commands.held([review])
    desk.commands.held([review])

    assert [one.why for one in desk.runs.log()] == ["Its text is held by the gate."]


# Settings.


async def test_what_clashes_with_the_prefix_rests_until_it_does_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(CommandDef(name="xhi", reply="hello"), HI)

    desk.commands.reconfigure(BotsSettings(prefix="x", group_s=7), desk.book)
    desk.says("luna", "xxhi")
    desk.says("luna", "xhi")
    await desk.works(10)
    assert desk.sent == ["hello"]
    assert "xhi: name: its name is written without" in caplog.text

    desk.commands.reconfigure(desk.settings, desk.book)
    desk.says("sol", "!xhi")
    await desk.works()
    assert desk.sent == ["hello", "hello"]


async def test_another_prefix_works_at_once_and_ours_still_do() -> None:
    desk = Desk(HI)
    desk.commands.reconfigure(BotsSettings(prefix="?"), desk.book)
    desk.says("luna", "?hi")
    desk.says("luna", "!points")
    desk.says("luna", "!hi")

    await desk.works()

    assert desk.sent == ["hello", "0 points"]


# Counts.


async def test_how_often_it_was_answered_is_kept_over_a_restart() -> None:
    told = CommandDef(name="hi", reply="no. {{count}}", cooldown_s=0, cooldown_each_s=0)
    desk = Desk(told)
    for who in ("a", "b", "c"):
        desk.says(who, "!hi")
    await desk.works()
    assert desk.sent == ["@a no. 1 · @b no. 2 · @c no. 3"]
    after = Desk(told, entries=desk.entries)
    after.says("d", "!hi")
    await after.works()

    assert after.sent == ["no. 4"]
    assert {one.name: one.today for one in after.commands.views()}["hi"] == 4


# Bounds.


async def test_ten_thousand_commands_in_a_second_are_a_few_messages() -> None:
    desk = Desk()
    began = time.thread_time()
    for number in range(10_000):
        desk.says(f"v{number}", "!points")
    took = time.thread_time() - began

    await desk.works(30)

    assert 0 < len(desk.sent) <= 3
    assert all(len(one) <= 500 for one in desk.sent)
    assert took < 2
    assert len(desk.entries) < 10_500


@pytest.mark.parametrize(
    "text",
    [
        "!points " + "x" * 500,
        "!" + "p" * 100_000,
        "!points" + " a" * 50_000,
        "!" * 50_000,
        "! points",
        "!(a+)+$" + "a" * 5_000,
        "!points\x00\x1b[31m\u202e\r\n/ban luna",
        "!\u0000points",
    ],
)
async def test_hostile_calls_cost_little(text: str) -> None:
    desk = Desk(CommandDef(name="hi", reply="{{args}}", anywhere=True))
    began = time.thread_time()
    desk.says("luna", text)
    took = time.thread_time() - began

    await desk.works()

    assert took < 0.05
    assert desk.sent in ([], ["0 points"])


async def test_what_is_heard_elsewhere_is_counted_by_each_of_its_names() -> None:
    vote = CommandDef(name="vote", aliases=("tick",))
    desk = Desk(vote)
    for text in ("!vote 1", "!tick 1", "!votar 1"):
        desk.says("luna", text)
    assert today(desk, "vote") == 3
    assert [one.name for one in desk.words.names] == ["tick"]

    desk.commands.use(BotBook(commands=(structs.replace(vote, is_on=False),)))
    for text in ("!vote 1", "!tick 1", "!votar 1"):
        desk.says("luna", text)
    assert today(desk, "vote") == 4
    assert desk.words.only_english == ("vote",)


def today(desk: Desk, name: str) -> int:
    return next(one.today for one in desk.commands.views() if one.name == name)


async def test_names_that_clash_with_the_prefix_are_not_heard_either() -> None:
    desk = Desk(CommandDef(name="vote", aliases=("tick",)))
    desk.commands.reconfigure(BotsSettings(prefix="t"), desk.book)
    assert desk.words.names == ()

    desk.commands.reconfigure(BotsSettings(), desk.book)
    assert [one.name for one in desk.words.names] == ["tick"]
