"""Money counts once, though Twitch tells it in up to three ways, and each way twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from companion.app.machine import SystemClock
from companion.domain.events import Chat, Cheer, MoneySource, Raid, Subscription
from companion.domain.values import POINT
from companion.platforms.supervisor import Supervisor
from companion.platforms.twitch.connector import TwitchConnector
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.twitch.hearing import Hearing
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.twitch_script import ANN, BEN
from tests.support.real_engine import RunningEngine, open_engine

GENEROUS = script.Person(id="7010", login="gen", name="Gen")
EVENING = (
    script.Cheer(bits=100, by=ANN),
    script.Cheer(bits=250, by=ANN, text="Cheer250 wow"),
    script.Bomb(count=50, by=GENEROUS),
    script.Resub(months=7, text="seven!", by=BEN),
    script.Raid(viewers=12, by=BEN),
)


@asynccontextmanager
async def recorded(
    folder: Path, connector: TwitchConnector
) -> AsyncIterator[RunningEngine]:
    """A real ledger that this connector tells, in a session that runs."""
    async with open_engine(folder) as running:
        await running.engine.start_session()
        supervisor = Supervisor(
            clock=SystemClock(),
            random=Random(1),
            factories={"twitch": lambda _name: connector},
            inlet=running.intake,
            on_change=lambda: None,
            settings=ConnectionSettings(backoff_first_s=0.1, backoff_max_s=0.5),
        )
        async with supervisor:
            supervisor.connect("twitch:x")
            await until(connector.connected)
            yield running


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not there():  # noqa: ASYNC110  # nothing tells it
            await asyncio.sleep(0.01)


async def heard(running: RunningEngine, text: str) -> None:
    """Wait until a chat of this text is in the ledger: what came before is too."""
    async with asyncio.timeout(20):
        while True:
            entries = await running.engine.entries(after=0)
            if any(getattr(entry.event, "text", "") == text for entry in entries):
                return
            await asyncio.sleep(0.02)


async def test_an_evening_earns_exactly_its_points_each_once(
    either: TwitchConnector,
    twitch_channel: TwitchChannel,
    tmp_path: Path,
) -> None:
    async with recorded(tmp_path, either) as running:
        await twitch_channel.mode(copies=2)
        await twitch_channel.publish(*EVENING)
        await twitch_channel.publish(script.Chat(text="that was all", by=ANN))
        await heard(running, "that was all")

        standings, _viewers = await running.engine.standings()
        totals = running.engine.totals()
        entries = await running.engine.entries(after=0)

    events = [entry.event for entry in entries]
    assert {one.viewer.name: one.points for one in standings} == {
        "Gen": 50 * 500 * POINT,
        "Ben": (500 + 12) * POINT,
        "Ann": (350 + 1) * POINT,
    }
    assert (totals.bits, totals.subscriptions, totals.chats) == (350, 51, 1)
    assert [event.bits for event in events if isinstance(event, Cheer)] == [100, 250]
    assert [event.count for event in events if isinstance(event, Subscription)] == [
        50,
        1,
    ]
    assert [event.viewers for event in events if isinstance(event, Raid)] == [12]


@pytest.mark.parametrize(
    ("bomb", "expected"),
    [
        (script.Bomb(count=5), 5),
        (script.Bomb(count=5, total_first=False), 5),
        (script.Bomb(count=5, parts="singles"), 5),
        (script.Bomb(count=5, parts="total"), 5),
        (script.Bomb(count=5, singles=2), 5),
        (script.Bomb(count=5, singles=2, total_first=False), 5),
        (script.Bomb(count=5, parts="singles", singles=2), 2),
    ],
)
async def test_a_bomb_counts_once_whatever_of_it_comes_in_whatever_order(
    either: TwitchConnector,
    bomb: script.Bomb,
    expected: int,
    twitch_channel: TwitchChannel,
) -> None:
    async with Hearing(either) as hearing:
        await hearing.connected()
        await twitch_channel.mode(copies=2)
        await twitch_channel.publish(bomb, script.Chat(text="end"))
        await hearing.until(lambda: _ended(hearing, 2))

    subscriptions = {
        event.id: event.count
        for event in hearing.events
        if isinstance(event, Subscription)
    }
    assert sum(subscriptions.values()) == expected


def _ended(hearing: Hearing, times: int) -> bool:
    texts = [getattr(event, "text", "") for event in hearing.events]
    return texts.count("end") >= times


async def test_a_login_in_mid_stream_moves_the_money_to_another_source(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(anonymous) as hearing:
        await twitch_channel.joined()
        (first,) = await twitch_channel.publish(script.Cheer(bits=10))
        await hearing.at_least(1)
        code = await anonymous._login.begin()
        await twitch_channel.device(code.user_code, "approved")
        await anonymous._login.finish(code)
        await twitch_channel.seen("connections")
        await hearing.connected()
        await twitch_channel.publish(script.Cheer(bits=20), script.Resub())
        await hearing.at_least(5)

    changes = [one for one in hearing.events if isinstance(one, MoneySource)]
    assert [(one.money, one.old, one.new) for one in changes] == [
        ("bits", "irc", "channel.bits.use"),
        ("subscriptions", "irc", "channel.chat.notification"),
    ]
    cheers = [one for one in hearing.events if isinstance(one, Cheer)]
    assert [one.bits for one in cheers] == [10, 20]
    assert cheers[0].id == f"twitch:{first}"


async def test_nothing_is_missed_while_a_login_is_taken_up(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="slow", slow_s=0.2)
    said: list[str] = []
    async with Hearing(anonymous) as hearing:
        await hearing.connected()
        code = await anonymous._login.begin()
        await twitch_channel.device(code.user_code, "approved")
        login = asyncio.create_task(anonymous._login.finish(code))
        while not _has_moved(hearing):
            said.append(f"twitch:{await twitch_channel.chat('line')}")
            await asyncio.sleep(0.01)
        said.append(f"twitch:{await twitch_channel.chat('last')}")
        await hearing.until(lambda: hearing.events[-1].id == said[-1])
        await login

    heard = {one.id for one in hearing.events if isinstance(one, Chat)}
    assert heard == set(said)
    assert len(said) > 20


def _has_moved(hearing: Hearing) -> bool:
    return any(isinstance(one, MoneySource) for one in hearing.events)


async def test_bits_are_counted_from_the_chat_when_their_own_source_is_lost(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        await twitch_channel.publish(script.Cheer(bits=10))
        await hearing.at_least(1)
        await twitch_channel.revoke("channel.bits.use")
        await twitch_channel.revoke("channel.cheer")
        await hearing.at_least(3)
        await twitch_channel.publish(script.Cheer(bits=20))
        events = await hearing.at_least(4)

    assert [(one.old, one.new) for one in events if isinstance(one, MoneySource)] == [
        ("channel.bits.use", "channel.cheer"),
        ("channel.cheer", "channel.chat.message"),
    ]
    assert [one.bits for one in events if isinstance(one, Cheer)] == [10, 20]


async def test_a_deleted_cheer_is_deleted_under_the_id_that_it_counted_by(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(logged_in) as hearing:
        await hearing.connected()
        (said,) = await twitch_channel.publish(script.Cheer(bits=10, text="rude"))
        await twitch_channel.publish(script.Delete(target=said))
        cheer, deleted = await hearing.at_least(2)

    assert cheer.id != f"twitch:{said}"
    assert set(deleted.targets) == {cheer.id, f"twitch:{said}"}  # type: ignore[union-attr]  # asserted by the order


async def test_anonymous_givers_are_nobody_in_particular(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with Hearing(anonymous) as hearing:
        await twitch_channel.joined()
        await twitch_channel.publish(
            script.Cheer(bits=5, by=script.NO_CHEERER),
            script.Bomb(count=2, by=script.NOBODY),
        )
        cheer, bomb = (await hearing.at_least(2))[:2]

    assert isinstance(cheer, Cheer)
    assert isinstance(bomb, Subscription)
    assert cheer.viewer is not None
    assert cheer.viewer.anonymous
    assert bomb.gifted_by is not None
    assert bomb.gifted_by.anonymous
