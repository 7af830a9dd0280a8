"""The whole way, from TikTok's bytes to events: real worker, real TikTokLive."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    NotLive,
    RateLimited,
    TargetUnknown,
)
from companion.domain.events import (
    Chat,
    ChatDeleted,
    Follow,
    Gift,
    Join,
    Like,
    PlatformPoll,
    PlatformQuestion,
    Share,
    StreamStatus,
    Subscription,
    UnknownEvent,
    ViewerCount,
    ViewerRemoved,
)
from companion.domain.ports import ChatWriter, Clock
from companion.domain.values import Platform
from companion.platforms.tiktok import KINDS
from companion.platforms.tiktok.connector import TikTokConnector, tiktok_connectors
from companion.platforms.tiktok.messages import Connected, Failed, Report, Trouble
from companion.platforms.tiktok.settings import TikTokSettings
from tests.companion.platforms.tiktok.hearing import Hearing, workers
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.tiktok_script import BEN
from tests.support.fakes import EPOCH, FakeClock
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).parents[4]


async def test_every_kind_arrives_once(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    room = tiktok_room
    async with Hearing(connector) as hearing:
        await room.entered()
        sent = [
            await room.chat("hello"),
            await room.emote_chat("1"),
            await room.like(5, total=50),
            await room.gift(count=3, group=9),
            await room.follow(),
            await room.share(),
            await room.join(),
            await room.subscribe(months=4),
            await room.viewers(120),
            await room.pause(),
            await room.unpause(),
            await room.delete(1),
            await room.poll("start", "Map?", ("a", 0)),
            await room.question("Why?"),
        ]
        removal = await room.delete(people=(BEN.id,))
        await room.end()
        await hearing.end()

    kinds = [type(event) for event in hearing.events]
    assert kinds == [
        Chat, Chat, Like, Gift, Follow, Share, Join, Subscription, ViewerCount,
        StreamStatus, StreamStatus, ChatDeleted, PlatformPoll, PlatformQuestion,
        ViewerRemoved, StreamStatus,
    ]  # fmt: skip
    assert set(kinds) == set(KINDS)
    assert [event.id for event in hearing.events[:14]] == [f"tiktok:{n}" for n in sent]
    assert hearing.events[14].id == f"tiktok:{removal}/{BEN.id}"


async def test_the_end_of_the_stream_is_an_event_and_then_the_end(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.end()
        await hearing.end()

    (last,) = hearing.events
    assert isinstance(last, StreamStatus)
    assert last.status == "ended"
    assert workers() == []


async def test_it_is_connected_from_tiktoks_yes_to_the_end(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    before = connector.connected()
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.viewers(1)
        await hearing.at_least(1)
        during = connector.connected()
        await tiktok_room.close(1000)
        with pytest.raises(ConnectionLost):
            await hearing.end()

    assert (before, during, connector.connected()) == (False, True, False)


@pytest.mark.parametrize("code", [1000, 1011])
async def test_a_closed_socket_ends_the_attempt_and_the_next_one_works(
    code: int, connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as first:
        await tiktok_room.entered()
        await tiktok_room.chat("before")
        await first.at_least(1)
        await tiktok_room.close(code)
        with pytest.raises(ConnectionLost, match=str(code)):
            await first.end()
    async with Hearing(connector) as second:
        await tiktok_room.entered(2)
        await tiktok_room.chat("after")
        events = await second.at_least(1)

    assert [event.text for event in events if isinstance(event, Chat)] == ["after"]


async def test_a_reset_connection_ends_the_attempt(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.chat("before")
        await hearing.at_least(1)
        await tiktok_room.reset()
        with pytest.raises(ConnectionLost, match="1006"):
            await hearing.end()

    assert len(hearing.events) == 1


async def test_a_new_attempt_replays_the_backlog_with_the_same_ids(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    room = tiktok_room
    await room.backlog(10)
    async with Hearing(connector) as first:
        await room.entered()
        heard = [await room.chat("one"), await room.gift(count=2, group=3)]
        await first.at_least(2)
        await room.reset()
        with pytest.raises(ConnectionLost):
            await first.end()
    missed = await room.missed(script.Chat(text="in the gap"))
    async with Hearing(connector) as second:
        events = await second.at_least(3)

    assert [event.id for event in events] == [f"tiktok:{n}" for n in heard + missed]


async def test_a_silent_socket_stays_open_until_it_is_cancelled(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.chat("last words")
        await hearing.at_least(1)
        await tiktok_room.silence()
        with pytest.raises(TimeoutError):
            await hearing.end(within=2.0)
        async with asyncio.timeout(PATIENCE_S):
            await hearing.cancel()

        assert workers() == []
    await tiktok_room.silence(on=False)


async def test_the_client_speaks_as_tiktok_expects(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.chat("hello")
        await hearing.at_least(1)
        await tiktok_room.seen("hb", 2)
        await tiktok_room.seen("ack", 1)

    # The fixture fails the test when the emulator saw the protocol broken.
    assert (await tiktok_room.state())["seen"]["signed"] == 1


# Troubles


async def failure(connector: TikTokConnector) -> BaseException:
    """Run an attempt that fails, and return how."""
    async with Hearing(connector) as hearing:
        try:
            await hearing.end()
        except Exception as error:  # noqa: BLE001  # which one, the test says
            return error
    raise AssertionError("the attempt did not fail")


async def test_a_channel_that_does_not_stream_is_not_live(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.go_offline()

    error = await failure(connector)

    assert type(error) is NotLive
    # Looking costs no signature: those are counted by the hour.
    assert "signed" not in (await tiktok_room.state())["seen"]


async def test_an_unknown_channel_is_no_target(
    connector: TikTokConnector, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.mode(known=False)

    error = await failure(connector)

    assert type(error) is TargetUnknown
    assert tiktok_name in str(error)


async def test_a_full_sign_server_that_does_not_say_until_when(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.mode(sign="limited-without-headers")

    error = await failure(connector)

    assert type(error) is RateLimited
    assert error.retry_after == 60.0


async def test_a_broken_sign_server_does_not_look_like_an_ended_stream(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.mode(sign="down")

    error = await failure(connector)

    assert type(error) is ConnectionLost
    assert "sign server" in str(error)
    assert "may well be live" in str(error)


# What the connector makes of each trouble, with a worker that only reports it


Reporting = Callable[..., TikTokConnector]


@pytest.fixture
def reporting(tiktok: TikTokEmulator, tiktok_name: str) -> Reporting:
    """Makes a connector to a live channel whose worker says nothing but this."""
    settings = TikTokSettings().with_environment(tiktok.environment)

    def make(report: Report, *, clock: Clock | None = None) -> TikTokConnector:
        return _reporting(report, tiktok_name, settings=settings, clock=clock)

    return make


def _reporting(
    report: Report, name: str, *, settings: TikTokSettings, clock: Clock | None
) -> TikTokConnector:
    module = "tests.companion.platforms.tiktok.reporting_worker"
    said = base64.b64encode(msgspec.msgpack.encode(report)).decode("ascii")
    return TikTokConnector(
        name,
        settings=settings,
        clock=clock or FakeClock(),
        command=[sys.executable, "-m", module, said],
    )


MEANINGS = [
    (Trouble.OFFLINE, NotLive, "is not live"),
    (Trouble.UNKNOWN_CHANNEL, TargetUnknown, "@mira."),
    (Trouble.AGE_RESTRICTED, LoginRequired, "adults"),
    (Trouble.SIGN_LIMIT, RateLimited, "no more connections"),
    (Trouble.SIGN_KEY, LoginRequired, "key"),
    (Trouble.SIGN_DOWN, ConnectionLost, "sign server does not answer"),
    (Trouble.REFUSED, ConnectionLost, "sign server's fault"),
    (Trouble.BLOCKED, ConnectionLost, "captcha"),
    (Trouble.UNREACHABLE, ConnectionLost, "cannot be reached"),
    (Trouble.CLOSED, ConnectionLost, "closed"),
    (Trouble.INTERNAL, ConnectionLost, "failed"),
]


@pytest.mark.parametrize(("trouble", "kind", "words"), MEANINGS)
async def test_each_trouble_is_an_error_of_its_type_in_words_for_people(
    trouble: Trouble, kind: type[Exception], words: str, reporting: Reporting
) -> None:
    error = await failure(reporting(Failed(trouble=trouble, detail="X-1")))

    assert type(error) is kind
    assert words in str(error)


def test_no_trouble_is_left_out_above() -> None:
    assert {trouble for trouble, _, _ in MEANINGS} == set(Trouble)


@pytest.mark.parametrize(
    ("reset", "expected"),
    [
        pytest.param(None, 60.0, id="not told"),
        pytest.param(EPOCH // 1_000_000 + 25, 25.0, id="a time"),
        pytest.param((EPOCH // 1_000_000 + 25) * 1_000, 25.0, id="a time in ms"),
        pytest.param(25, 25.0, id="seconds from now"),
        pytest.param(0, 1.0, id="no time at all"),
        pytest.param(EPOCH // 1_000_000 - 500, 1.0, id="a time that is over"),
        pytest.param(EPOCH // 1_000_000 + 10**6, 86_400.0, id="more than a day"),
    ],
)
async def test_a_limit_says_how_long_to_wait(
    reset: int | None, expected: float, reporting: Reporting
) -> None:
    error = await failure(
        reporting(Failed(trouble=Trouble.SIGN_LIMIT, reset=reset), clock=FakeClock())
    )

    assert isinstance(error, RateLimited)
    assert error.retry_after == expected


async def test_a_worker_that_just_ends_is_a_lost_connection(
    reporting: Reporting,
) -> None:
    assert type(await failure(reporting(Connected(room="1")))) is ConnectionLost


# The real worker again


async def test_a_network_that_is_not_there_is_a_lost_connection() -> None:
    nobody = "http://127.0.0.1:9"
    settings = TikTokSettings(app_url=nobody, webcast_url=nobody, sign_url=nobody)
    connector = TikTokConnector("mira", settings=settings, clock=SystemClock())

    error = await failure(connector)

    assert type(error) is ConnectionLost
    assert "reached" in str(error)


async def test_a_sign_server_that_is_not_there_is_named(
    tiktok: TikTokEmulator, tiktok_name: str
) -> None:
    settings = TikTokSettings().with_environment(
        {**tiktok.environment, "COMPANION_TIKTOK_SIGN_URL": "http://127.0.0.1:9"}
    )
    connector = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())

    error = await failure(connector)

    assert type(error) is ConnectionLost
    assert "sign server" in str(error)


async def test_the_key_reaches_the_sign_server(
    tiktok: TikTokEmulator, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    settings = TikTokSettings(sign_api_key="k-1").with_environment(tiktok.environment)
    connector = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())
    async with Hearing(connector):
        await tiktok_room.entered()

    assert (await tiktok_room.state())["keys"] == ["k-1"]


async def test_a_killed_worker_is_a_lost_connection_and_loses_nothing_before(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.gift(count=4, group=1)
        await hearing.at_least(1)
        (worker,) = workers()
        worker.kill()
        with pytest.raises(ConnectionLost, match="inside Companion"):
            await hearing.end()

    assert len(hearing.events) == 1
    assert not connector.connected()


async def test_a_cancelled_attempt_leaves_no_process(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        assert len(workers()) == 1
        await hearing.cancel()

        assert workers() == []
    await tiktok_room.seen("ended")


async def test_an_attempt_can_be_cancelled_while_it_still_connects(
    connector: TikTokConnector,
) -> None:
    async with Hearing(connector) as hearing:
        while not workers():
            await asyncio.wait(
                {asyncio.create_task(asyncio.Event().wait())}, timeout=0.05
            )
        await hearing.cancel()

    assert workers() == []


async def test_a_worker_that_cannot_be_started_is_a_lost_connection(
    tiktok: TikTokEmulator, tiktok_name: str
) -> None:
    settings = TikTokSettings().with_environment(tiktok.environment)
    connector = TikTokConnector(
        tiktok_name, settings=settings, clock=SystemClock(), command=["/nowhere"]
    )

    assert type(await failure(connector)) is ConnectionLost


async def test_two_channels_are_heard_apart(
    tiktok: TikTokEmulator, connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    settings = TikTokSettings().with_environment(tiktok.environment)
    other = TikTokConnector("otto.lives", settings=settings, clock=SystemClock())
    room = tiktok.room("otto.lives")
    async with room, Hearing(connector) as here, Hearing(other) as there:
        await tiktok_room.entered()
        await room.entered()
        await tiktok_room.chat("to Mira")
        await room.chat("to Otto")
        mine, theirs = await here.at_least(1), await there.at_least(1)

    assert mine[0].channel == connector.target.removeprefix("tiktok:")
    assert theirs[0].channel == "@otto.lives"


# Hostile and broken messages


async def test_a_mangled_message_is_kept_and_the_next_one_still_heard(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        mangled = await tiktok_room.raw("WebcastGiftMessage", b"\x0a\xff\xff")
        await tiktok_room.raw("WebcastOfTheFuture", b"\xff")
        await tiktok_room.chat("still here")
        unknown, chat = await hearing.at_least(2)

    assert isinstance(unknown, UnknownEvent)
    assert unknown.id == f"tiktok:{mangled}"
    assert (unknown.name, unknown.payload) == ("WebcastGiftMessage", {"base64": "Cv//"})
    assert isinstance(chat, Chat)


async def test_of_many_mangled_messages_only_some_are_kept(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    mangled = script.Raw(method="WebcastChatMessage", payload=b"\xff")
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.push(*[mangled] * 100, together=True)
        await tiktok_room.chat("the last one")
        events = await hearing.at_least(21)

    assert [type(event) for event in events] == [UnknownEvent] * 20 + [Chat]


async def test_a_frame_that_is_no_frame_costs_at_most_the_connection(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.chat("before")
        await hearing.at_least(1)
        await tiktok_room.raw_frame(b"\x42\x03abc\x3a\x03msg")
        with pytest.raises(ConnectionLost):
            await hearing.end()

    assert len(hearing.events) == 1


async def test_hostile_text_arrives_as_text(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    name = "<script>alert(1)</script>" + "x" * 10_000
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.chat("'; DROP TABLE x; -- \x00", by=script.Person(name=name))
        (event,) = await hearing.at_least(1)

    assert isinstance(event, Chat)
    assert event.text == "'; DROP TABLE x; -- \ufffd"
    assert event.viewer is not None
    assert event.viewer.name.startswith("<script>alert(1)</script>xxx")
    assert len(event.viewer.name) == 200


async def test_a_slow_taker_loses_no_gift(
    connector: TikTokConnector, tiktok_room: TikTokRoom
) -> None:
    count = 6_000
    gift = script.Gift(can_streak=False, diamonds=5)
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        # Nobody takes an event for a while, as when the disk of the ledger is busy.
        async with hearing.held():
            flood = asyncio.create_task(
                tiktok_room.flood(count, gift, script.Like(count=1), per_frame=20)
            )
            await asyncio.wait({flood}, timeout=6.0)
        await flood
        events = await hearing.at_least(count, within=60.0)

    gifts = [event for event in events if isinstance(event, Gift)]
    assert len({event.id for event in gifts}) == count // 2
    assert len(events) == count


# Targets


@pytest.mark.parametrize("name", ["mira.plays", "@mira.plays", " @Mira.Plays "])
def test_a_name_is_taken_with_and_without_at(name: str) -> None:
    make = tiktok_connectors(settings=TikTokSettings(), clock=FakeClock())

    connector = make(name)

    assert connector.target == "tiktok:@mira.plays"
    assert connector.platform is Platform.TIKTOK
    assert not connector.can_wait
    assert not connector.connected()


def test_it_says_why_nothing_is_written_and_is_no_writer() -> None:
    connector = TikTokConnector("mira", settings=TikTokSettings(), clock=FakeClock())

    assert "login" in connector.cannot_write
    assert not isinstance(connector, ChatWriter)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "@",
        "a",
        "x" * 25,
        "a b",
        "ann!",
        "@@ann",
        "ann/live",
        "änn",
        "a\n",
        "https://x",
    ],
)
def test_what_is_no_tiktok_name_is_refused(name: str) -> None:
    make = tiktok_connectors(settings=TikTokSettings(), clock=FakeClock())

    with pytest.raises(TargetUnknown, match="no TikTok name"):
        make(name)


def test_the_parent_never_imports_the_library() -> None:
    code = (
        "import sys, companion.platforms.tiktok.connector as c; "
        "print([m for m in sys.modules if m.startswith(('TikTok', 'betterproto', "
        "'httpx', 'EulerApiSdk'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
