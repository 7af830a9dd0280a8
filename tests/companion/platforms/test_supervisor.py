from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest

from companion.domain.entries import Gap
from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    NotLive,
    SettingsError,
    TargetUnknown,
)
from companion.domain.events import AnyEvent
from companion.domain.ports import Connector, ConnectorFactory
from companion.domain.views import ConnectionState
from companion.platforms.supervisor import Supervisor
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import (
    Accept,
    Forever,
    KeptInlet,
    Scripted,
    Step,
    chat,
)
from tests.support.fakes import FakeClock, settle


class House:
    """A supervisor whose one platform plays a script for every target."""

    def __init__(self, clock: FakeClock, *attempts: list[Step]) -> None:
        self.clock = clock
        self.inlet = KeptInlet()
        self.made: list[Scripted] = []
        self.changes = 0
        self.scripts: dict[str, list[list[Step]]] = {}
        self._attempts = list(attempts)
        factories: dict[str, ConnectorFactory] = {
            "tiktok": self._make,
            "twitch": self._refuse,
        }
        self.supervisor = Supervisor(
            clock=clock,
            random=Random(1),
            factories=factories,
            inlet=self.inlet,
            on_change=self._changed,
            settings=ConnectionSettings(),
        )

    def _changed(self) -> None:
        self.changes += 1

    def _make(self, rest: str) -> Connector:
        name = "@" + rest.lstrip("@").lower()
        script = self.scripts.get(name, self._attempts)
        connector = Scripted(self.clock, *script, target=f"tiktok:{name}")
        self.made.append(connector)
        return connector

    def _refuse(self, rest: str) -> Connector:
        raise SettingsError("No client id.", field="twitch.client_id")

    def states(self) -> dict[str, ConnectionState]:
        return {view.target: view.state for view in self.supervisor.views()}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


LIVE: list[Step] = [chat("a"), Forever()]


async def test_connections_stand_in_the_order_in_which_they_were_made(
    clock: FakeClock,
) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        for name in ("zoe", "anna", "mira"):
            supervisor.connect(f"tiktok:@{name}")
        await settle()

        assert list(house.states()) == ["tiktok:@zoe", "tiktok:@anna", "tiktok:@mira"]
        assert set(house.states().values()) == {ConnectionState.LIVE}
        assert house.changes > 3


@pytest.mark.parametrize("target", ["@mira", "kick:@mira", "", "tiktok", ":@mira"])
async def test_an_unknown_platform_is_refused_with_the_known_ones(
    clock: FakeClock, target: str
) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        with pytest.raises(TargetUnknown, match="tiktok, twitch"):
            supervisor.connect(target)

        assert supervisor.views() == ()


async def test_what_a_factory_refuses_is_not_connected(clock: FakeClock) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        with pytest.raises(SettingsError):
            supervisor.connect("twitch:mira")

        assert supervisor.views() == ()


@pytest.mark.parametrize("again", ["tiktok:@mira", " TikTok: Mira "])
async def test_the_same_target_twice_is_refused(clock: FakeClock, again: str) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        with pytest.raises(CommandError, match="tiktok:@mira"):
            supervisor.connect(again)

        assert len(supervisor.views()) == 1


async def test_disconnecting_leaves_no_task_and_no_view(clock: FakeClock) -> None:
    before = asyncio.all_tasks()
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        await settle()
        await supervisor.disconnect("tiktok:@mira")

        assert asyncio.all_tasks() == before
        assert supervisor.views() == ()
        assert house.made[0].closed == 1


async def test_a_connection_is_found_by_what_was_typed(clock: FakeClock) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        supervisor.connect(" tiktok:MIRA")

        await supervisor.disconnect("tiktok:MIRA ")

        assert supervisor.views() == ()


async def test_disconnecting_what_is_not_connected_is_refused(
    clock: FakeClock,
) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        with pytest.raises(CommandError, match="tiktok:@mira"):
            await supervisor.disconnect("tiktok:@mira")


async def test_a_connection_can_be_made_again_after_it_was_ended(
    clock: FakeClock,
) -> None:
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        await settle()
        await supervisor.disconnect("tiktok:@mira")
        supervisor.connect("tiktok:@mira")
        await settle()

        assert house.inlet.texts == ["a", "a"]
        assert supervisor.views()[0].heard == 1


async def test_a_stopped_connection_starts_again_in_its_place(
    clock: FakeClock,
) -> None:
    house = House(clock, LIVE)
    house.scripts["@mira"] = [[chat("a"), LoginRequired("Log in.")]]
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        supervisor.connect("tiktok:@zoe")
        await settle()
        assert house.states()["tiktok:@mira"] is ConnectionState.NEEDS_LOGIN
        house.scripts["@mira"] = [[chat("b"), Forever()]]

        supervisor.connect("tiktok:@mira")
        await settle()

        assert list(house.states()) == ["tiktok:@mira", "tiktok:@zoe"]
        assert house.states()["tiktok:@mira"] is ConnectionState.LIVE
        assert supervisor.views()[0].heard == 2, "what was heard before still counts"


async def test_a_crash_in_one_connection_does_not_touch_another(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(KeptInlet):
        """Fails outside any attempt, where the supervisor's own code calls it."""

        def gap(self, gap: Gap) -> None:
            raise ZeroDivisionError

    house = House(clock, LIVE)
    house.scripts["@boom"] = [
        [chat("boom"), ConnectionLost("cut")],
        [NotLive("Not live.")],
    ]
    house.supervisor._inlet = inlet = Full()
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@boom")
        supervisor.connect("tiktok:@mira")
        await settle()
        await clock.advance(5)

        boom, mira = supervisor.views()
        assert boom.state is ConnectionState.OFFLINE
        assert boom.detail
        assert mira.state is ConnectionState.LIVE
        assert sorted(inlet.texts) == ["a", "boom"]

    assert any(record.exc_info for record in caplog.records)


async def test_a_listener_that_fails_harms_no_connection(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    house = House(clock, LIVE)
    house.supervisor._listener = fail
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        await settle()

        assert house.states()["tiktok:@mira"] is ConnectionState.LIVE
        assert house.inlet.texts == ["a"]

    assert len(caplog.records) == 1, "told once, not for every event"


async def test_leaving_ends_every_connection(clock: FakeClock) -> None:
    before = asyncio.all_tasks()
    house = House(clock, LIVE)
    async with house.supervisor as supervisor:
        for name in ("a", "b", "c"):
            supervisor.connect(f"tiktok:@{name}")
        await settle()

    assert asyncio.all_tasks() == before
    assert [connector.closed for connector in house.made] == [1, 1, 1]
    with pytest.raises(CommandError):
        house.supervisor.connect("tiktok:@d")


async def test_an_error_inside_the_block_comes_out_as_it_is(clock: FakeClock) -> None:
    house = House(clock, LIVE)
    with pytest.raises(LookupError):
        async with house.supervisor as supervisor:
            supervisor.connect("tiktok:@mira")
            raise LookupError

    assert house.made[0].closed <= 1


async def test_cancelling_the_block_ends_every_connection(clock: FakeClock) -> None:
    house = House(clock, LIVE)

    async def serve() -> None:
        async with house.supervisor as supervisor:
            supervisor.connect("tiktok:@mira")
            await asyncio.get_running_loop().create_future()

    before = asyncio.all_tasks()
    task = asyncio.create_task(serve())
    await settle()
    task.cancel()
    await asyncio.wait({task})

    assert task.cancelled()
    assert asyncio.all_tasks() == before
    assert house.made[0].closed == 1


async def test_disconnecting_during_a_gap_records_it(clock: FakeClock) -> None:
    house = House(clock, [chat("a"), ConnectionLost("cut")], [Forever()])
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        await clock.advance(40)
        await supervisor.disconnect("tiktok:@mira")

    assert [gap.ended for gap in house.inlet.gaps] == [clock.now()]


async def test_what_ledger_and_pipeline_drop_is_counted_by_source(
    clock: FakeClock,
) -> None:
    house = House(clock, [Accept(), Forever()])
    async with house.supervisor as supervisor:
        supervisor.connect("tiktok:@mira")
        supervisor.connect("tiktok:@zoe")

        supervisor.count_duplicates("tiktok:@mira", 3)
        supervisor.count_duplicates("tiktok:@mira", 2)
        supervisor.count_shed("tiktok:@zoe", 4)
        supervisor.count_shed("tiktok:@gone", 9)

        mira, zoe = supervisor.views()
        assert (mira.duplicates, mira.shed) == (5, 0)
        assert (zoe.duplicates, zoe.shed) == (0, 4)


async def test_a_connector_that_refuses_to_die_is_waited_for(clock: FakeClock) -> None:
    class Slow(Scripted):
        async def events(self) -> AsyncIterator[AnyEvent]:
            self.attempts += 1
            try:
                yield chat("a")
                await asyncio.get_running_loop().create_future()
            finally:
                await settle(5)
                self.closed += 1

    slow = Slow(clock)
    supervisor = Supervisor(
        clock=clock,
        random=Random(1),
        factories={"tiktok": lambda _rest: slow},
        inlet=KeptInlet(),
        on_change=lambda: None,
        settings=ConnectionSettings(),
    )
    async with supervisor:
        supervisor.connect("tiktok:@mira")
        await settle()
        await supervisor.disconnect("tiktok:@mira")

        assert slow.closed == 1
