"""Commands, thresholds and rules in the chats of three platforms, in the running app.

`companion serve` runs as a user runs it, logged in, against the three emulators. What
follows a chat in the ledger comes after it: a text that somebody says last is the sign
that all before it was heard.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import pytest

from tests.end_to_end.three import (
    QUICK,
    Stage,
    all_live,
    entries,
    heard,
    logged_in,
    stage,
)
from tests.support.app_process import AppProcess
from tests.support.emulators import tiktok_script as T  # noqa: N812  # as Y below
from tests.support.emulators import twitch_script as W  # noqa: N812  # as Y below
from tests.support.emulators import youtube_script as Y  # noqa: N812  # short for many
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["stage", "twitch", "twitch_channel", "twitch_name"]

AT_ONCE: Final = ("--set", "bots.group_s=0", "--set", "bots.gap_s=0")
RUDE = T.Person(id=7_300, handle="grubbage1", name="Grubbage")
CAY = W.Person(id="7009", login="cay", name="Cay")

Lines = list[dict[str, Any]]


def command(name: str, reply: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "reply": reply, **more}


def free(name: str, reply: str, **more: Any) -> dict[str, Any]:
    """A command without cooldowns."""
    return command(name, reply, cooldown_s=0, cooldown_each_s=0, **more)


@asynccontextmanager
async def on_twitch(stage: Stage, *more: str) -> AsyncIterator[AppProcess]:
    """Run it with Twitch alone, which is sooner there than all three."""
    target = f"--connect={stage.targets['twitch']}"
    environment = {**stage.environment, **stage.logins}
    async with AppProcess.serving(
        target, *QUICK, *more, folder=stage.folder, environment=environment
    ) as app:
        await all_live(app)
        yield app


async def keep(app: AppProcess, **book: Any) -> None:
    status, answer = await app.post("/bots/book", book)
    assert status == 200, answer


async def said_on_twitch(stage: Stage) -> Lines:
    """What Companion has written into the chat of Twitch, oldest first."""
    asked = (await stage.channel.state())["requests"]
    return [one for one in asked if one["what"] == "message"]


async def texts_on_twitch(stage: Stage) -> list[str]:
    return [one["message"] for one in await said_on_twitch(stage)]


async def log_until(app: AppProcess, is_so: Callable[[Lines], bool]) -> Lines:
    """Wait until the log of the bots is as wished."""
    view = await app.until("/bots", lambda one: is_so(one["log"]), seconds=15)
    return list(view["log"])


def runs(log: Lines, bot: str, *outcomes: str) -> Lines:
    return [one for one in log if one["bot"] == bot and one["outcome"] in outcomes]


def spun(log: Lines) -> Lines:
    return runs(log, "rose", "done")


async def answered(app: AppProcess, bot: str, times: int = 1) -> Lines:
    """Wait until a bot has done that many things; returns the whole log."""
    return await log_until(app, lambda log: len(runs(log, bot, "done")) >= times)


async def left_out(app: AppProcess, bot: str, times: int = 1) -> Lines:
    log = await log_until(app, lambda log: len(runs(log, bot, "left out")) >= times)
    return runs(log, bot, "left out")


async def shown(
    app: AppProcess, overlay: str, is_so: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Wait until an overlay's page is told a state as wished; returns it."""
    url = app.ready["overlays"][overlay].replace("http", "ws", 1) + "ws"
    seen: list[Any] = []
    try:
        async with (
            asyncio.timeout(15),
            aiohttp.ClientSession() as session,
            session.ws_connect(url) as socket,
        ):
            async for message in socket:
                state = json.loads(message.data)["data"].get("state")
                seen.append(state)
                if state is not None and is_so(state):
                    return dict(state)
    except TimeoutError:
        pass
    raise AssertionError(f"{overlay} was told {seen}")


async def test_one_who_asks_is_answered_in_reply_once_and_strangers_words_not(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with on_twitch(stage, *AT_ONCE) as app:
        await stage.channel.publish(W.Chat(text="!nothing of ours"))
        [asked] = await stage.channel.publish(W.Chat(text="!points"))
        log = await answered(app, "points")
        await stage.channel.publish(W.Chat(text="that was it"))
        await heard(app, "that was it")
        said = await said_on_twitch(stage)

    assert [one["reply_parent_message_id"] for one in said] == [
        asked.removeprefix("twitch:")
    ]
    assert "point" in said[0]["message"]
    assert runs(log, "points", "done")[0]["text"] == said[0]["message"]
    assert {one["bot"] for one in log} == {"points"}


async def test_three_who_ask_together_get_one_message(stage: Stage) -> None:
    stage = await logged_in(stage)
    async with on_twitch(stage, "--set", "bots.group_s=2") as app:
        asked = [W.Chat(text="!points", by=one) for one in (W.ANN, W.BEN, CAY)]
        await stage.channel.publish(*asked)
        log = await answered(app, "points", 3)
        said = await said_on_twitch(stage)

    assert len(said) == 1
    assert "reply_parent_message_id" not in said[0]
    assert all(name in said[0]["message"] for name in ("@Ann", "@Ben", "@Cay"))
    assert len({one["of"] for one in runs(log, "points", "done")}) == 3


async def test_own_commands_count_wait_and_take_nobodys_words_for_templates(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with on_twitch(stage, *AT_ONCE) as app:
        await keep(
            app,
            commands=[
                free("hug", "{{viewer}} hugs {{args.1}}: {{count}}", counter="hugs"),
                command("slow", "slowly", cooldown_s=600, cooldown_each_s=0),
            ],
        )
        for text in ("!hug Zoe", "!HUG {{counter.hugs}}{{points}}", "!hug /ban"):
            await stage.channel.publish(W.Chat(text=text))
            await heard(app, text)
        await answered(app, "hug", 3)
        await stage.channel.publish(W.Chat(text="!slow", by=W.ANN))
        await answered(app, "slow")
        await stage.channel.publish(W.Chat(text="!slow", by=W.BEN))
        waits = await left_out(app, "slow")
        view = await app.get("/bots")
        said = await texts_on_twitch(stage)

    assert said == [
        "Ann hugs Zoe: 1",
        "Ann hugs {{counter.hugs}}{{points}}: 2",
        "Ann hugs /ban: 3",
        "slowly",
    ]
    assert view["counters"] == [{"name": "hugs", "value": 3}]
    assert len(waits) == 1


async def test_our_own_words_come_back_and_call_nothing(stage: Stage) -> None:
    stage = await logged_in(stage)
    reply = "echo calls echo"
    async with stage.serving(*AT_ONCE) as app:
        await keep(app, commands=[free("echo", reply, anywhere=True)])
        await stage.stream.chat("so, echo here", Y.BEN)
        await answered(app, "echo")
        found = await heard(app, reply)
        await stage.stream.chat("that was it", Y.BEN)
        await heard(app, "that was it")
        log = (await app.get("/bots"))["log"]

    told = [one for one in found if one["kind"] == "chat"]
    assert reply in told[-1]["payload"]["text"]
    assert len(runs(log, "echo", "done")) == 1, log


async def test_a_bot_that_answers_everything_is_left_alone(stage: Stage) -> None:
    stage = await logged_in(stage)
    bot = W.Person(id="7100", login="echo_bot", name="Echo_Bot")
    async with on_twitch(stage, *AT_ONCE) as app:
        await keep(app, commands=[free("ping", "pong")])
        for turn in range(1, 13):
            await stage.channel.publish(W.Chat(text="!ping", by=bot))
            await log_until(app, lambda log, turn=turn: len(log) >= turn)
        await stage.channel.publish(W.Chat(text="!ping", by=W.ANN))
        log = await log_until(app, lambda log: len(log) >= 13)
        await answered(app, "ping", 9)

    assert len(runs(log, "ping", "left out")) == 4, log
    assert len(runs(log, "ping", "done", "begun")) == 9


async def test_enough_callers_begin_one_celebration_and_then_it_rests(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    up = {
        "id": "up",
        "name": "All up",
        "words": ["stand up"],
        "needed": 3,
        "within_s": 60,
        "message": "We stand, {{callers}} of us",
        "title": "Everybody stands",
    }
    async with stage.serving(*AT_ONCE) as app:
        await keep(app, thresholds=[up])
        for _ in range(4):
            await stage.channel.publish(W.Chat(text="stand up!", by=W.ANN))
        await stage.stream.chat("STAND UP", Y.BEN)
        view = await app.until("/bots", lambda one: one["thresholds"][0]["callers"] > 1)
        assert view["thresholds"][0]["callers"] == 2
        assert view["thresholds"][0]["fired_at"] is None
        assert await texts_on_twitch(stage) == []

        await stage.room.chat("please stand up", by=T.BEN)
        state = await shown(app, "celebration", lambda one: bool(one["celebration"]))
        await answered(app, "up", 2)
        for number in range(4):
            who = W.Person(id=str(7200 + number), login=f"l{number}", name=f"L{number}")
            await stage.channel.publish(W.Chat(text="stand up", by=who))
        await stage.channel.publish(W.Chat(text="that was it"))
        await heard(app, "that was it")
        view = await app.get("/bots")
        told = await said_on_twitch(stage)

    assert state["celebration"]["title"] == "Everybody stands"
    assert state["celebration"]["callers"] == 3
    assert [one["message"] for one in told] == ["We stand, 3 of us"]
    assert len(runs(view["log"], "up", "done")) == 2
    assert view["thresholds"][0]["rests_until"] is not None


async def test_a_rose_spins_the_wheel_and_lights_the_menu(stage: Stage) -> None:
    stage = await logged_in(stage)
    rose = {
        "id": "rose",
        "name": "Rose spins",
        "when": {"event": "gift", "about": "Rose"},
        "actions": [
            {"do": "interaction", "name": "spin"},
            {"do": "message", "text": "{{viewer}} spins with a {{gift}}"},
        ],
        "label": "spins the wheel",
    }
    async with stage.serving(
        *AT_ONCE, "--set", "moderation.blocklist=['grubbage']"
    ) as app:
        await keep(app, rules=[rose])
        menu = await shown(app, "gift_menu", lambda one: one["shown"] is not None)
        _status, wheel = await app.post(
            "/wheels", {"title": "What next?", "slots": ["a", "b", "c"]}
        )
        status, wheel = await app.post(f"/wheels/{wheel['id']}/start")
        assert status == 200, wheel
        before = (await app.get(f"/wheels/{wheel['id']}"))["numbers"]
        await stage.room.gift(by=T.BEN, can_streak=False)
        await answered(app, "rose", 2)
        lit = await shown(
            app, "gift_menu", lambda one: one["shown"]["lines"][0]["lit_at"]
        )
        after = (await app.get(f"/wheels/{wheel['id']}"))["numbers"]
        await stage.room.gift(by=RUDE, can_streak=False)
        log = await log_until(
            app, lambda log: [one["action"] for one in spun(log)].count("message") == 2
        )
        unnamed = await shown(
            app, "gift_menu", lambda one: one["shown"]["lines"][0]["by_name"] != "Ben"
        )
        said = await texts_on_twitch(stage)

    assert [one["label"] for one in menu["shown"]["lines"]] == ["spins the wheel"]
    assert menu["shown"]["lines"][0]["lit_at"] is None
    assert lit["shown"]["lines"][0]["by_name"] == "Ben"
    assert said[0] == "Ben spins with a Rose"
    assert len(said) == 2
    assert "grubbage" not in json.dumps([said, unnamed]).casefold()
    assert after != before
    assert {one["action"] for one in spun(log)} == {"interaction", "message"}


@pytest.mark.timeout(120)
async def test_after_a_kill_nothing_is_said_twice_and_the_rest_by_hand(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    hug = [free("hug", "a hug for {{viewer}}")]
    async with on_twitch(stage, *AT_ONCE) as app:
        await keep(app, commands=hug)
        await stage.channel.publish(W.Chat(text="!hug", by=W.ANN))
        await answered(app, "hug")
        # Twitch takes its time: the second answer is begun, and never comes back.
        await stage.channel.mode(helix="slow", helix_path="/chat/messages")
        await stage.channel.publish(W.Chat(text="!hug", by=W.BEN))
        await log_until(app, lambda log: bool(runs(log, "hug", "begun")))
        app.kill()
        await app.ended()
    await stage.channel.mode(helix="ok")
    said = await texts_on_twitch(stage)
    async with on_twitch(stage, "--resume", *AT_ONCE) as app:
        await stage.channel.publish(W.Chat(text="back again"))
        await heard(app, "back again")
        log = (await app.get("/bots"))["log"]
        (cut,) = runs(log, "hug", "interrupted")
        assert await texts_on_twitch(stage) == said
        status, entry = await app.post("/bots/repeat", {"run": cut["run"]})
        again = await app.post("/bots/repeat", {"run": cut["run"]})
        told = await texts_on_twitch(stage)
        events = await entries(app)

    assert cut["can_repeat"]
    assert (status, entry["payload"]["outcome"]) == (200, "done")
    assert again[0] == 409
    assert told == [*said, "a hug for Ben"]
    ran = [one["payload"] for one in events if one["kind"] == "bot"]
    assert [one["outcome"] for one in ran] == [
        "begun",
        "done",
        "begun",
        "begun",
        "done",
    ]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("before", [1, 2])
async def test_who_called_before_a_kill_counts_after_it_and_it_fires_once(
    stage: Stage, before: int
) -> None:
    stage = await logged_in(stage)
    up = {
        "id": "up",
        "name": "All up",
        "words": ["stand up"],
        "needed": 3,
        "within_s": 600,
        "message": "We stand",
    }
    callers = [W.Chat(text="stand up", by=one) for one in (W.ANN, W.BEN, CAY)]
    async with on_twitch(stage, *AT_ONCE) as app:
        await keep(app, thresholds=[up])
        await stage.channel.publish(*callers[:before], W.Chat(text="all heard"))
        await heard(app, "all heard")
        app.kill()
        await app.ended()
    async with on_twitch(stage, "--resume", *AT_ONCE) as app:
        await stage.channel.publish(*callers[before:], *callers)
        await stage.channel.publish(W.Chat(text="that was it"))
        await heard(app, "that was it")
        await app.until("/bots", lambda one: one["thresholds"][0]["fired_at"])
        events = await entries(app)

    celebrated = [one for one in events if one["kind"] == "celebration"]
    assert len(celebrated) == 1
    assert len(await texts_on_twitch(stage)) <= 1


@pytest.mark.timeout(120)
async def test_teams_and_the_gift_menu_stand_after_a_kill_as_before(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    rose = {
        "id": "rose",
        "name": "Rose",
        "when": {"event": "gift", "about": "Rose"},
        "actions": [{"do": "counter", "name": "roses", "amount": 1}],
        "label": "counts",
    }
    overlays = ("teams", "gift_menu")
    two = [{"key": "red", "name": "Red"}, {"key": "blue", "name": "Blue"}]
    async with stage.serving(*AT_ONCE) as app:
        await keep(app, rules=[rose])
        status, teams = await app.post(
            "/teams", {"title": "Pull", "teams": two, "unit": "gifts"}
        )
        assert status == 201, teams
        await app.post(f"/teams/{teams['id']}/start")
        await app.post(f"/teams/{teams['id']}/show")
        await stage.room.chat("!team red", by=T.BEN)
        await heard(app, "!team red")
        await stage.room.gift(by=T.BEN, can_streak=False)
        await answered(app, "rose")
        await shown(app, "gift_menu", lambda one: one["shown"]["lines"][0]["by_name"])
        before = [await shown(app, name, _is_there) for name in overlays]
        stands = await app.get(f"/teams/{teams['id']}")
        app.kill()
        await app.ended()
    async with stage.serving("--resume", *AT_ONCE) as app:
        after = [await shown(app, name, _is_there) for name in overlays]
        again = await app.get(f"/teams/{teams['id']}")

    assert [one["amount"] for one in before[0]["shown"]["teams"]] == [1, 0]
    assert before[1]["shown"]["lines"][0]["by_name"] == "Ben"
    assert after == before
    assert again == stands


def _is_there(state: dict[str, Any]) -> bool:
    return state["shown"] is not None


async def test_a_session_is_announced_once_unless_a_person_says_again(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with on_twitch(stage, *AT_ONCE) as app:
        await keep(app, announcement={"text": "Live: {{link}}", "to_chat": True})
        status, told = await app.post("/bots/announce")
        refused, why = await app.post("/bots/announce")
        again, _told = await app.post("/bots/announce", {"again": True})
        said = await texts_on_twitch(stage)

    assert (status, refused, again) == (200, 409, 200), (told, why)
    assert [one["payload"]["outcome"] for one in told] == ["done"]
    assert said == [f"Live: twitch.tv/{stage.channel.name}"] * 2


async def test_two_accounts_of_one_person_wait_together(stage: Stage) -> None:
    stage = await logged_in(stage)
    async with on_twitch(stage, *AT_ONCE) as app:
        once = command("once", "this once", cooldown_s=0, cooldown_each_s=600)
        await keep(app, commands=[once])
        for who in (W.ANN, W.BEN):
            await stage.channel.publish(W.Chat(text=f"I am {who.name}", by=who))
        await heard(app, "I am Ann", "I am Ben")
        status, wallet = await app.post(
            "/viewers/twitch:7001/link", {"other_id": "twitch:7002"}
        )
        assert status == 200, wallet
        await stage.channel.publish(W.Chat(text="!once", by=W.ANN))
        await answered(app, "once")
        await stage.channel.publish(W.Chat(text="!once", by=W.BEN))
        (waits,) = await left_out(app, "once")
        said = await texts_on_twitch(stage)

    assert said == ["this once"]
    assert "Cooldown" in waits["why"]
