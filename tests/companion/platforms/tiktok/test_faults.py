"""Each fault of TikTok's menu: what is lost is stated, nothing is counted twice, and
the connection comes back by itself or asks for exactly what it needs."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from companion.app.machine import SystemClock
from companion.domain.events import Chat, Gift, UnknownEvent
from companion.domain.views import ConnectionState, ConnectionView
from companion.platforms.supervisor import Supervisor
from companion.platforms.tiktok.connector import tiktok_connectors
from companion.platforms.tiktok.settings import TikTokSettings
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import KeptInlet
from tests.companion.platforms.tiktok.faults import OUTCOMES, rows
from tests.companion.platforms.tiktok.hearing import until
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.tiktok_messages import encode

ELSEWHERE = 7_411_111_111_111_111_111
LIVE, SILENT = ConnectionState.LIVE, ConnectionState.SILENT
CONNECTING, WAITING = ConnectionState.CONNECTING, ConnectionState.WAITING


class Stage:
    """One supervised connection, the room it listens to, and what came of it."""

    def __init__(self, supervisor: Supervisor, inlet: KeptInlet, room: TikTokRoom):
        self.supervisor = supervisor
        self.inlet = inlet
        self.room = room

    @property
    def view(self) -> ConnectionView:
        return self.supervisor.views()[0]

    async def until(self, is_so: Callable[[ConnectionView], object]) -> ConnectionView:
        await until(lambda: is_so(self.view))
        return self.view

    async def begins(self) -> None:
        """Wait until it is live; one line and one gift are heard."""
        await self.room.entered()
        await self.room.push(
            script.Chat(text="before"),
            script.Gift(can_streak=False, diamonds=5),
            script.Viewers(total=40),
        )
        await self.until(lambda view: view.viewers == 40)

    async def goes_on(self) -> None:
        """A line and a gift after the fault are heard."""
        await self.until(lambda view: view.state in (LIVE, SILENT))
        await self.room.push(
            script.Gift(can_streak=False, diamonds=5), script.Chat(text="after")
        )
        await until(lambda: "after" in self.inlet.texts)
        await self.until(lambda view: view.state is LIVE)

    def diamonds(self) -> int:
        """Sum up as the ledger does: each id once."""
        gifts = {
            one.event.id: one.event.diamonds_each * one.event.count
            for one in self.inlet.arrivals
            if isinstance(one.event, Gift)
        }
        return sum(gifts.values())


@pytest.fixture
async def stage(
    tiktok: TikTokEmulator, tiktok_room: TikTokRoom, tiktok_name: str
) -> AsyncIterator[Callable[..., object]]:
    """Opens the stage: `async with stage() as it`; key: for the sign server.

    silent_after_s: long but where silence is the fault, for machines that are slow.
    """

    @asynccontextmanager
    async def opened(key: str = "", silent_after_s: float = 30) -> AsyncIterator[Stage]:
        settings = TikTokSettings(sign_api_key=key).with_environment(tiktok.environment)
        clock, inlet = SystemClock(), KeptInlet()
        supervisor = Supervisor(
            clock=clock,
            random=Random(1),
            factories={"tiktok": tiktok_connectors(settings=settings, clock=clock)},
            inlet=inlet,
            on_change=lambda: None,
            settings=ConnectionSettings(
                silent_after_s=silent_after_s,
                waiting_poll_s=1,
                backoff_first_s=0.1,
                backoff_max_s=1,
            ),
        )
        async with supervisor:
            supervisor.connect(f"tiktok:@{tiktok_name}")
            yield Stage(supervisor, inlet, tiktok_room)

    yield opened


async def test_drop(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.like(10, total=1_000)
        await it.until(lambda view: view.room_likes == 1_000)
        await it.room.close(1011)
        await it.room.missed(script.Chat(text="lost"))
        await it.room.entered(2)
        # What comes before we know that we are back counts as told late.
        await it.until(lambda view: view.state is LIVE)
        await it.room.like(10, total=1_060)
        await until(lambda: it.inlet.gaps)

        assert [(gap.recovered, gap.unknown) for gap in it.inlet.gaps] == [(0, 50)]
        await it.goes_on()
        assert (it.view.room_likes, it.view.heard_likes) == (1_060, 20)


async def test_reset(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.backlog(20)
        await it.room.reset()
        await it.room.missed(
            script.Chat(text="missed"), script.Gift(can_streak=False, diamonds=5)
        )
        await it.room.entered(2)
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert [gap.recovered for gap in it.inlet.gaps] == [2]
        assert it.diamonds() == 15


async def test_silence(stage) -> None:
    async with stage(silent_after_s=5) as it:
        await it.begins()
        await it.room.backlog(20)
        await it.room.silence()
        await it.room.missed(script.Chat(text="missed"))
        silent = await it.until(lambda view: view.state is SILENT)
        await it.room.silence(on=False)
        await it.room.entered(2)
        # What is said before we know that we are back is of the gap as well.
        await until(lambda: "missed" in it.inlet.texts)
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert "nothing comes although people watch" in silent.detail
        assert [gap.recovered for gap in it.inlet.gaps] == [1]


async def test_duplicate(stage) -> None:
    async with stage() as it:
        await it.begins()
        gift = script.Gift(can_streak=False, diamonds=7, msg_id=7_399)
        await it.room.push(gift, gift, gift)
        await it.goes_on()

        assert it.diamonds() == 5 + 7 + 5


async def test_reorder(stage) -> None:
    async with stage() as it:
        await it.begins()
        steps = [script.Gift(count=n, group=4, msg_id=8_000 + n) for n in (3, 1, 2)]
        await it.room.push(*steps)
        await it.goes_on()
        runs = [
            (one.event.streak.total, one.event.streak.message)
            for one in it.inlet.arrivals
            if isinstance(one.event, Gift) and one.event.streak
        ]

    # The ledger takes increases only; see the tests of sessions.
    assert runs == [(3, 8_003), (1, 8_001), (2, 8_002)]


async def test_401(stage) -> None:
    async with stage(key="wrong-1") as it:
        view = await it.until(lambda view: view.state is ConnectionState.NEEDS_LOGIN)

        assert "does not accept your key" in view.detail
        assert (await it.room.state())["seen"]["signed"] == 1


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        pytest.param({"sign": "forbidden"}, "sign server", id="403"),
        pytest.param({"sign": "down"}, "sign server", id="500"),
        pytest.param({"captcha": True}, "captcha", id="captcha"),
        pytest.param({"upgrade": "400"}, "sign server", id="handshake refused"),
    ],
)
async def test_what_refuses_a_connection(
    mode: dict[str, object], words: str, stage, tiktok_room: TikTokRoom
) -> None:
    await tiktok_room.mode(**mode)
    async with stage() as it:
        view = await it.until(lambda view: view.detail)
        await tiktok_room.mode(sign="ok", captcha=False, upgrade="ok")
        await it.begins()
        await it.goes_on()

        assert view.state is CONNECTING, "not offline: it may well be live"
        assert words in view.detail
        assert it.inlet.gaps == []
        assert it.diamonds() == 10


async def test_429(stage, tiktok_room: TikTokRoom) -> None:
    await tiktok_room.mode(sign="limited", reset=2)
    async with stage(key="key-429") as it:
        view = await it.until(
            lambda view: view.state is ConnectionState.RATE_LIMITED and view.budget
        )
        await tiktok_room.mode(sign="ok")
        await it.begins()

        assert view.until is not None
        assert view.since < view.until
        assert "allows no more connections" in view.detail
        assert "999 of 1,000 today" in view.budget
        await it.goes_on()


async def test_slow(stage, tiktok_room: TikTokRoom) -> None:
    await tiktok_room.mode(slow=2.0)
    async with stage() as it:
        await tiktok_room.seen("signed")
        assert it.view.state is CONNECTING
        await it.begins()
        await it.goes_on()

        assert (it.inlet.gaps, it.diamonds()) == ([], 10)


async def test_garbage(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.raw_frame(b"\x42\x03abc\x3a\x03msg")
        await it.room.entered(2)
        await it.goes_on()
        await until(lambda: it.inlet.gaps)

        assert len(it.view.gaps) == 1


async def test_unknown_fields(stage) -> None:
    method, payload = encode(script.Chat(text="drift", msg_id=9_001), room=0)
    unknown = b"\xfa\x7d\x03new" + b"\xf0\x7d\x01"  # fields 2,015 and 2,014
    async with stage() as it:
        await it.begins()
        await it.room.raw(method, payload + unknown)
        await it.goes_on()

        assert it.inlet.texts == ["before", "drift", "after"]


async def test_missing_fields(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.raw("WebcastChatMessage", b"")
        await it.goes_on()
        unread = [
            one.event.name
            for one in it.inlet.arrivals
            if isinstance(one.event, UnknownEvent)
        ]

    assert unread == ["WebcastChatMessage"]


async def test_offline(stage, tiktok_room: TikTokRoom) -> None:
    await tiktok_room.go_offline()
    async with stage() as it:
        waiting = await it.until(lambda view: view.state is WAITING)
        await tiktok_room.seen("pages", 2)
        seen = (await tiktok_room.state())["seen"]
        await tiktok_room.go_live()
        await it.begins()

        assert "is not live" in waiting.detail
        assert "signed" not in seen
        await it.goes_on()


async def test_another_room(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.push(
            script.Gift(can_streak=False, diamonds=500, room=ELSEWHERE),
            script.Control(action=3, room=ELSEWHERE),
        )
        await it.until(
            lambda view: view.refused == 2 and "another stream" in view.detail
        )
        await it.goes_on()

        assert it.diamonds() == 10


async def test_stream_ends(stage) -> None:
    async with stage() as it:
        await it.begins()
        await it.room.end()
        view = await it.until(lambda view: view.state is ConnectionState.ENDED)

        assert (view.viewers, it.inlet.gaps) == (None, [])
        assert [one.event.text for one in it.inlet.arrivals if _is_chat(one)] == [
            "before"
        ]


def _is_chat(one) -> bool:
    return isinstance(one.event, Chat)


def test_every_fault_of_the_table_has_its_test() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    names = {
        node.name.removeprefix("test_").replace("_", " ")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.AsyncFunctionDef)
    }
    together = {"403", "500", "captcha", "handshake refused"}

    assert set(OUTCOMES) - together <= names
    assert [row[0] for row in rows()] == list(OUTCOMES)
