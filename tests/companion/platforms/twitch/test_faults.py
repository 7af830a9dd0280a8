"""Each fault of Twitch's menu: what is lost is stated, nothing is counted twice, and
the connection comes back by itself or asks for exactly what it needs."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest

from companion.domain.events import MoneySource, UnknownEvent
from companion.domain.views import ConnectionState
from companion.platforms.twitch.connector import TwitchConnector
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from tests.companion.platforms.twitch.conftest import made
from tests.companion.platforms.twitch.faults import OUTCOMES, rows
from tests.companion.platforms.twitch.hearing import Hearing
from tests.companion.platforms.twitch.stage import on_stage, until
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep

CONNECTING = ConnectionState.CONNECTING


async def test_drop(either: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.close(4000)
        await until(lambda: not either.connected())
        await twitch_channel.publish(script.Chat(text="lost"))
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert it.inlet.texts == ["before", "after"]
        assert [gap.recovered for gap in it.inlet.gaps] == [0]
        assert it.bits() == 12


async def test_reset(either: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.reset()
        await until(lambda: not either.connected())
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert len(it.inlet.gaps) == 1
        assert it.bits() == 12


async def test_silence(either: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(either, twitch_channel, silent_after_s=2) as it:
        await it.begins()
        await twitch_channel.silence()
        view = await it.until(lambda view: view.state is ConnectionState.SILENT)
        await twitch_channel.silence(on=False)
        await it.goes_on()

        assert "nothing comes although people watch" in view.detail
        assert it.bits() == 12


async def test_duplicate(
    either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.mode(copies=3)
        await twitch_channel.publish(script.Cheer(bits=7), script.Bomb(count=9))
        await twitch_channel.mode(copies=1)
        await it.goes_on()

        assert (it.bits(), it.subscriptions()) == (5 + 7 + 7, 9)


async def test_reorder(either: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.mode(reorder=True)
        await twitch_channel.publish(
            script.Bomb(count=4), script.Chat(text="a"), script.Cheer(bits=7)
        )
        await twitch_channel.mode(reorder=False)
        await it.goes_on()

        assert (it.bits(), it.subscriptions()) == (5 + 7 + 7, 4)


async def test_401(logged_in: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await twitch_channel.expire()
        await logged_in.send("hello")
        await it.goes_on()

        seen = (await twitch_channel.state())["seen"]
        assert seen["token:refresh_token"] == 1
        assert (it.inlet.gaps, logged_in.trouble, it.view.detail) == ([], "", "")


async def test_403(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    poor = ["user:read:chat", "bits:read"]
    keep(secrets, await twitch_channel.login(scopes=poor), twitch_settings)
    connector = made(twitch_name, twitch_settings, secrets)
    async with on_stage(connector, twitch_channel) as it:
        await it.begins()
        await it.goes_on()

        assert "channel:read:hype_train" in connector.trouble
        assert "log in again" in connector.trouble
        assert "does not allow writing" in connector.cannot_write
        subscribed = (await twitch_channel.state())["subscriptions"]
        assert "channel.bits.use" in subscribed
        assert "channel.follow" not in subscribed


async def test_403_although_the_scope_is_there(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    path = "POST /eventsub/subscriptions"
    async with on_stage(logged_in, twitch_channel) as it:
        # The first two are chat and notices; the third, bits, is refused.
        await twitch_channel.mode(helix_path=path)
        await it.begins()
        await twitch_channel.mode(helix="403", helix_times=1)
        await twitch_channel.forget("channel.follow")
        logged_in._eventsub._wake.set()
        await until(lambda: "channel.follow" in logged_in.trouble)
        await it.goes_on()

        assert "does not tell this account: channel.follow" in logged_in.trouble


async def test_429(logged_in: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    await twitch_channel.mode(helix="429", helix_times=1)
    async with on_stage(logged_in, twitch_channel) as it:
        view = await it.until(lambda view: view.state is ConnectionState.RATE_LIMITED)
        assert view.until is not None
        assert "no more requests" in view.detail
        await it.goes_on()

        assert it.inlet.gaps == []


async def test_500(logged_in: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    await twitch_channel.mode(helix="500")
    async with on_stage(logged_in, twitch_channel) as it:
        view = await it.until(lambda view: view.detail)
        await twitch_channel.mode(helix="ok")
        await it.goes_on()

        assert view.state is CONNECTING
        assert "HTTP 500" in view.detail
        assert it.inlet.gaps == []


async def test_slow(logged_in: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    await twitch_channel.mode(helix="slow", helix_times=1)
    async with on_stage(logged_in, twitch_channel) as it:
        await twitch_channel.seen("fault slow")
        assert it.view.state is CONNECTING
        await it.goes_on()

        assert it.inlet.gaps == []


async def test_a_twitch_that_stays_slow(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(helix="slow", slow_s=1.0)
    began = time.monotonic()
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()

    # Twenty-one subscriptions one after another would take more than twenty seconds.
    assert time.monotonic() - began < 18


async def test_garbage(either: TwitchConnector, twitch_channel: TwitchChannel) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.garbage("{no json")
        await twitch_channel.garbage("@=;;=\\ :::: \x00")
        await twitch_channel.garbage('["no", "message"]')
        await it.goes_on()

        assert (it.bits(), it.inlet.gaps) == (12, [])
        assert either.connected()


async def test_unknown_fields(
    either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.mode(schema="unknown")
        await twitch_channel.publish(script.Chat(text="drift"), script.Cheer(bits=7))
        await it.goes_on()

        assert it.inlet.texts == ["before", "drift", "after"]
        assert it.bits() == 5 + 7 + 7


async def test_missing_fields(
    either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(either, twitch_channel) as it:
        await it.begins()
        await twitch_channel.mode(schema="missing")
        await twitch_channel.publish(script.Chat(text="drift"))
        await twitch_channel.mode(schema="")
        await it.goes_on()

        events = [one.event for one in it.inlet.arrivals]
        unread = [one for one in events if isinstance(one, UnknownEvent)]
        assert len(unread) == 1
        assert "drift" in str(unread[0].payload)
        assert it.inlet.texts == ["before", "after"]


async def test_one_subscription_refused_for_now(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await twitch_channel.mode(
            helix="500", helix_times=1, helix_path="POST /eventsub/subscriptions"
        )
        await twitch_channel.forget("channel.follow")
        logged_in._eventsub._wake.set()
        await until(lambda: "trying again: channel.follow" in logged_in.trouble)
        await until(lambda: not logged_in.trouble)
        await twitch_channel.publish(script.Follow())
        await until(lambda: it.inlet.arrivals[-1].event.id.startswith("twitch:follow"))

        assert it.inlet.gaps == []


async def test_subscriptions_dropped_silently(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    connector = TwitchConnector(
        twitch_name, settings=twitch_settings, login=login, clock=clock
    )
    async with on_stage(connector, twitch_channel) as it:
        await it.begins()
        before = (await twitch_channel.state())["subscriptions"]
        await twitch_channel.forget(*before)
        await twitch_channel.chat("nobody hears this")
        await clock.advance(31)
        await twitch_channel.seen("connections", 2)
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert it.inlet.texts == ["before", "after"]
        assert len(it.inlet.gaps) == 1
        assert (await twitch_channel.state())["subscriptions"] == before


async def test_lesser_subscriptions_dropped_silently(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    connector = TwitchConnector(
        twitch_name, settings=twitch_settings, login=login, clock=clock
    )
    async with Hearing(connector) as hearing:
        await hearing.connected()
        before = (await twitch_channel.state())["subscriptions"]
        await twitch_channel.forget("channel.follow", "stream.online")
        await clock.advance(31)
        path = "POST /helix/eventsub/subscriptions"
        await twitch_channel.seen(path, len(before) + 2)
        await twitch_channel.publish(script.Follow())
        await hearing.at_least(1)

        state = await twitch_channel.state()
    assert state["seen"]["connections"] == 1
    # Not asked for again: what is on the later pages of Twitch's list.
    assert state["seen"][path] == len(before) + 2


async def test_a_list_of_subscriptions_that_is_wrong_ends_nothing(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    await twitch_channel.mode(forgetful_list=True)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    connector = TwitchConnector(
        twitch_name, settings=twitch_settings, login=login, clock=clock
    )
    async with on_stage(connector, twitch_channel) as it:
        await it.begins()
        await clock.advance(31)
        await twitch_channel.seen("POST /helix/eventsub/subscriptions", 42)
        await it.goes_on()

        assert (it.inlet.gaps, it.bits()) == ([], 12)
        assert (await twitch_channel.state())["seen"]["connections"] == 1
        assert [one for one in it.inlet.arrivals if "source" in one.event.id] == []


async def test_a_login_that_may_not_read_the_chat(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    granted = await twitch_channel.login(scopes=["user:write:chat"])
    keep(secrets, granted, twitch_settings)
    connector = made(twitch_name, twitch_settings, secrets)
    async with on_stage(connector, twitch_channel) as it:
        await twitch_channel.joined()
        await it.begins()
        await it.goes_on()

        assert "does not allow reading the chat; log in again" in connector.trouble
        assert connector.cannot_write == ""


async def test_unused_socket_closed_with_4003(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(
        helix="slow",
        helix_path="POST /eventsub/subscriptions",
        subscribe_within_s=0.3,
    )
    async with on_stage(logged_in, twitch_channel) as it:
        view = await it.until(lambda view: "4003" in view.detail)
        await twitch_channel.mode(helix="ok", subscribe_within_s=10)
        await it.goes_on()

        assert view.state is CONNECTING


async def test_asked_to_move(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await twitch_channel.reconnect(
            script.Chat(text="on the old one"), script.Cheer(bits=9)
        )
        await twitch_channel.seen("connections", 2)
        await twitch_channel.seen("ended", 1)
        await it.goes_on()

        assert it.inlet.texts == ["before", "on the old one", "after"]
        assert (it.bits(), it.inlet.gaps) == (5 + 9 + 7, [])
        # What moved was not subscribed to anew.
        seen = (await twitch_channel.state())["seen"]
        assert seen["POST /helix/eventsub/subscriptions"] == len(
            (await twitch_channel.state())["subscriptions"]
        )


async def test_login_revoked(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await twitch_channel.disconnect_app()
        await until(lambda: logged_in.trouble)
        await twitch_channel.joined()
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert "Log in again" in logged_in.trouble
        assert "without the login" in logged_in.trouble
        assert "Log in again" in logged_in.cannot_write
        assert len(it.inlet.gaps) == 1
        sources = [one.event for one in it.inlet.arrivals]
        changes = [one for one in sources if isinstance(one, MoneySource)]
        assert [(one.money, one.new) for one in changes] == [
            ("bits", "irc"),
            ("subscriptions", "irc"),
        ]


async def test_login_refused_at_the_start(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.disconnect_app()
    async with on_stage(logged_in, twitch_channel) as it:
        await it.begins()
        await it.goes_on()

        assert "Log in again" in logged_in.trouble
        assert it.inlet.gaps == []


@pytest.mark.parametrize("answer", ["500", "429", "403"])
async def test_handshake_refused(
    answer: str, either: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(sockets=answer)
    async with on_stage(either, twitch_channel) as it:
        view = await it.until(lambda view: view.detail)
        if answer == "429":
            assert view.state is ConnectionState.RATE_LIMITED
            return
        await twitch_channel.mode(sockets="ok")
        await it.goes_on()

        assert view.state is CONNECTING
        assert f"HTTP {answer}" in view.detail


async def test_unknown_channel(
    logged_in: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    await twitch_channel.mode(known=False)
    async with on_stage(logged_in, twitch_channel) as it:
        view = await it.until(lambda view: view.detail)

        assert view.state is ConnectionState.OFFLINE
        assert "is it spelled right?" in view.detail


async def test_unknown_channel_without_a_login(
    twitch_name: str,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    await twitch_channel.mode(known=False)
    clock = FakeClock()
    login = TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)
    connector = TwitchConnector(
        twitch_name, settings=twitch_settings, login=login, clock=clock
    )
    async with on_stage(connector, twitch_channel) as it:
        await until(lambda: connector._irc is not None and connector._irc.is_answered)
        await clock.advance(16)
        view = await it.until(lambda view: view.detail)

        assert view.state is ConnectionState.OFFLINE
        assert "is it spelled right?" in view.detail


async def test_server_restarts(
    anonymous: TwitchConnector, twitch_channel: TwitchChannel
) -> None:
    async with on_stage(anonymous, twitch_channel) as it:
        await it.begins()
        await twitch_channel.publish(script.RawLine(line=":tmi.twitch.tv RECONNECT"))
        await twitch_channel.joined(2)
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert it.bits() == 12


def test_every_fault_of_the_table_has_its_test() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    names = {
        node.name.removeprefix("test_").replace("_", " ")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.AsyncFunctionDef)
    }

    assert set(OUTCOMES) <= names
    assert [row[0] for row in rows()] == list(OUTCOMES)
