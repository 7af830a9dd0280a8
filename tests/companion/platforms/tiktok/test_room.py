"""The room is pinned: what another room sends is refused, counted and stated."""

from __future__ import annotations

from random import Random

import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import ConnectionLost
from companion.domain.events import Chat
from companion.domain.views import ConnectionState
from companion.platforms.supervisor import Supervisor
from companion.platforms.tiktok.connector import TikTokConnector, tiktok_connectors
from companion.platforms.tiktok.parse import OtherRoom, parse
from companion.platforms.tiktok.settings import TikTokSettings
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import KeptInlet
from tests.companion.platforms.tiktok.hearing import Hearing, until
from tests.companion.platforms.tiktok.recording_cases import CASES
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.tiktok_messages import encode

ELSEWHERE = 7_411_111_111_111_111_111


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_kind_of_message_is_refused_from_another_room(name: str) -> None:
    method, payload = encode(CASES[name], room=7)

    assert parse(method, payload, channel="@mira.plays", room=7)
    with pytest.raises(OtherRoom):
        parse(method, payload, channel="@mira.plays", room=8)


def test_a_message_that_names_no_room_is_taken() -> None:
    method, payload = encode(script.Chat(text="hi", msg_id=1), room=0)

    assert parse(method, payload, channel="@mira.plays", room=8)


async def test_what_another_room_sends_is_refused_counted_and_stated(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.push(
            script.Chat(text="ours"),
            script.Chat(text="theirs", room=ELSEWHERE),
            script.Gift(can_streak=False, diamonds=500, room=ELSEWHERE),
            script.Control(action=3, room=ELSEWHERE),
            script.Chat(text="ours again"),
        )
        events = await hearing.at_least(2)
        await until(lambda: connector.refused == 3)

        assert connector.trouble.endswith("3 messages of it were refused.")
        assert connector.connected(), "their end is not ours"

    assert [event.text for event in events if isinstance(event, Chat)] == [
        "ours",
        "ours again",
    ]
    assert len(events) == 2


async def test_a_backlog_of_another_room_is_refused_too(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.missed(script.Chat(text="theirs", room=ELSEWHERE))
    await tiktok_room.backlog(1)
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await until(lambda: connector.refused == 1)

    assert hearing.events == []


async def test_a_new_attempt_begins_without_trouble_and_keeps_the_count(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as first:
        await tiktok_room.entered()
        await tiktok_room.push(script.Chat(text="theirs", room=ELSEWHERE))
        await until(lambda: connector.refused == 1)
        assert "1 message of it was refused" in connector.trouble
        await tiktok_room.close(1011)
        with pytest.raises(ConnectionLost):
            await first.end()
    async with Hearing(connector):
        await tiktok_room.entered(2)

        assert (connector.trouble, connector.refused) == ("", 1)


async def test_a_room_that_only_scrolls_on_counts_as_nothing_heard(
    tiktok: TikTokEmulator, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    settings = TikTokSettings().with_environment(tiktok.environment)
    clock, inlet = SystemClock(), KeptInlet()
    supervisor = Supervisor(
        clock=clock,
        random=Random(1),
        factories={"tiktok": tiktok_connectors(settings=settings, clock=clock)},
        inlet=inlet,
        on_change=lambda: None,
        settings=ConnectionSettings(silent_after_s=2),
    )
    async with supervisor:
        supervisor.connect(f"tiktok:@{tiktok_name}")
        await tiktok_room.entered()
        await tiktok_room.viewers(40)
        await until(lambda: supervisor.views()[0].viewers == 40)
        await tiktok_room.push(*[script.Chat(text="x", room=ELSEWHERE)] * 5)
        await until(lambda: supervisor.views()[0].refused == 5)
        (live,) = supervisor.views()
        await until(lambda: supervisor.views()[0].state is ConnectionState.SILENT)
        (silent,) = supervisor.views()
        await tiktok_room.chat("back")
        await tiktok_room.entered(2)
        await tiktok_room.chat("back again")
        await until(lambda: inlet.texts)

    assert live.state is ConnectionState.LIVE
    assert "another stream" in live.detail
    assert (silent.refused, silent.heard) == (5, 1)
    assert inlet.texts == ["back again"]
