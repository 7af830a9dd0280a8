from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from companion.domain.entries import Gap
from companion.domain.errors import ConnectionLost, SettingsError, TargetUnknown
from companion.domain.events import AnyEvent
from companion.domain.views import ConnectionState
from companion.platforms.simulator import (
    Fault,
    Library,
    SimulatorSettings,
    generate,
    simulator,
)
from companion.platforms.simulator.connector import SimulatorConnector
from companion.platforms.supervisor import Supervisor
from companion.settings.models import ConnectionSettings
from tests.companion.platforms.scripted import KeptInlet
from tests.support.fakes import FakeClock, settle


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def connect(
    clock: FakeClock, target: str = "42", *, rate: float | None = None
) -> SimulatorConnector:
    made = simulator(clock, SimulatorSettings(rate=rate))(target)
    assert isinstance(made, SimulatorConnector)
    return made


def plain(name: str, count: int) -> list[AnyEvent]:
    told = generate(Library().load(name))
    return list(islice((one for one in told if not isinstance(one, Fault)), count))


class Listening:
    """Reads attempt after attempt until it has enough, or is told to stop."""

    def __init__(self, connector: SimulatorConnector, enough: int) -> None:
        self.heard: list[AnyEvent] = []
        self.lost = 0
        self.caught_up = 0
        self._connector = connector
        self._enough = enough
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while len(self.heard) < self._enough:
            try:
                async for event in self._connector.events():
                    self.heard.append(event)
                    self.caught_up += self._connector.catching_up
                    if len(self.heard) >= self._enough:
                        break
            except ConnectionLost:
                self.lost += 1


async def run(clock: FakeClock, until: Callable[[], bool], *, step: float = 1) -> None:
    await settle()
    for _ in range(5_000):
        if until():
            return
        await clock.advance(step)
    raise AssertionError("it never came to that")


async def test_it_paces_itself_by_its_own_clock(clock: FakeClock) -> None:
    listening = Listening(connect(clock), 10_000)
    await clock.advance(0)
    await clock.advance(60)
    listening.task.cancel()

    times = [event.platform_at for event in listening.heard if event.platform_at]
    assert 59_000_000 < times[-1] - times[0] <= 60_000_000
    expected = [
        event for event in plain("demo", 2_000) if (event.platform_at or 0) <= times[-1]
    ]
    assert len(listening.heard) > 150
    assert len(expected) > 150


async def test_a_rate_spaces_the_events_evenly(clock: FakeClock) -> None:
    listening = Listening(connect(clock, rate=50), 10_000)
    await settle()
    await clock.advance(10)
    listening.task.cancel()

    assert len(listening.heard) == 500


async def test_the_rate_changes_nothing_about_what_comes(clock: FakeClock) -> None:
    heard = []
    for rate in (None, 200, 5_000):
        listening = Listening(connect(clock, "chaos", rate=rate), 4_000)
        await run(clock, listening.task.done, step=10 if rate is None else 1)
        heard.append(listening.heard)

    assert heard[0] == heard[1] == heard[2] == plain("chaos", 4_000)


async def test_rate_0_is_connected_and_silent(clock: FakeClock) -> None:
    connector = connect(clock, rate=0)
    listening = Listening(connector, 1)
    await settle()
    await clock.advance(3_600)

    assert connector.connected()
    assert listening.heard == []
    listening.task.cancel()
    await asyncio.wait({listening.task})
    assert not connector.connected()


async def test_a_broken_connection_continues_where_it_stopped(
    clock: FakeClock,
) -> None:
    listening = Listening(connect(clock, "chaos", rate=5_000), 12_000)
    await run(clock, listening.task.done)

    assert listening.lost >= 2
    assert listening.caught_up > 100, "the backlog is told as such"
    assert listening.heard == plain("chaos", 12_000)


async def test_a_cancelled_attempt_loses_nothing(clock: FakeClock) -> None:
    connector = connect(clock, "demo")
    heard: list[AnyEvent] = []

    async def listen() -> None:
        async for event in connector.events():
            heard.append(event)  # noqa: PERF401  # each at once: it gets cancelled

    dice = Random(3)
    while len(heard) < 300:
        task = asyncio.create_task(listen())
        await settle()
        await clock.advance(dice.uniform(0, 3))
        task.cancel()
        await asyncio.wait({task})

    assert heard == plain("demo", len(heard))


async def test_others_run_while_it_goes_as_fast_as_it_can(clock: FakeClock) -> None:
    connector = connect(clock, "flood", rate=1_000_000)
    listening = Listening(connector, 5_000)
    turns = 0
    while not listening.task.done():
        await clock.advance(0.0001)
        turns += 1

    assert turns > 20


async def test_a_computer_that_slept_does_not_catch_up(clock: FakeClock) -> None:
    listening = Listening(connect(clock, rate=10), 10_000)
    await settle()
    await clock.advance(1)
    clock._now += 3_600_000_000
    await clock.advance(1)
    listening.task.cancel()

    assert len(listening.heard) < 60


def test_what_is_no_target_is_refused(clock: FakeClock) -> None:
    with pytest.raises(TargetUnknown):
        connect(clock, "nothing")


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("42", "simulator:42"),
        (" Chaos ", "simulator:chaos"),
        ("chaos@7", "simulator:chaos@7"),
        ("", "simulator:demo"),
    ],
)
def test_the_target_is_what_was_meant(
    clock: FakeClock, typed: str, target: str
) -> None:
    assert connect(clock, typed).target == target


def test_a_broken_scenario_of_ones_own_names_its_field(
    clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("title = 5", encoding="utf-8")

    with pytest.raises(SettingsError, match="title"):
        simulator(clock, SimulatorSettings(folder=tmp_path))("mine")


class Line(KeptInlet):
    """Events and gaps in the one order in which a pipeline gets them."""

    def __init__(self) -> None:
        super().__init__()
        self.line: list[AnyEvent | int] = []

    async def put(self, arrival: object) -> None:
        await super().put(arrival)  # type: ignore[arg-type]  # it takes any arrival
        self.line.append(self.arrivals[-1].event)

    def gap(self, gap: Gap) -> None:
        super().gap(gap)
        self.line.append(gap.recovered)


async def supervised(target: str, count: int, seed: int) -> Line:
    clock, line = FakeClock(), Line()
    supervisor = Supervisor(
        clock=clock,
        random=Random(seed),
        factories={"simulator": simulator(clock, SimulatorSettings(rate=500))},
        inlet=line,
        on_change=lambda: None,
        settings=ConnectionSettings(),
    )
    async with supervisor:
        supervisor.connect(target)
        await run(clock, lambda: len(line.arrivals) >= count)
        assert supervisor.views()[0].state in set(ConnectionState)
    return line


async def test_under_the_supervisor_events_and_gaps_come_in_the_same_order() -> None:
    one = await supervised("simulator:chaos", 12_000, seed=1)
    other = await supervised("simulator:chaos", 12_000, seed=2)

    expected = plain("chaos", 12_000)
    assert [arrival.event for arrival in one.arrivals[:12_000]] == expected
    assert one.line[:12_000] == other.line[:12_000]
    recovered = [gap.recovered for gap in one.gaps]
    assert len(recovered) >= 2
    assert min(recovered) > 0


async def test_a_silence_is_told_and_ends_with_a_reconnect() -> None:
    clock, line = FakeClock(), Line()
    supervisor = Supervisor(
        clock=clock,
        random=Random(1),
        factories={"simulator": simulator(clock)},
        inlet=line,
        on_change=lambda: None,
        settings=ConnectionSettings(),
    )
    silent = 0
    async with supervisor:
        supervisor.connect("simulator:quiet")
        await settle()
        for _ in range(400):
            await clock.advance(1)
            view = supervisor.views()[0]
            assert view.state in {ConnectionState.LIVE, ConnectionState.SILENT}
            silent += view.state is ConnectionState.SILENT

    assert 40 < silent < 50, "of 75 s without an event the first 30 are patience"
    assert [gap.recovered > 5 for gap in line.gaps] == [True]
