"""One seed, twice: the same overlay messages, byte for byte, on the virtual clock."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

from companion.domain.events import AnyEvent, StreamEvent
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.sequence import generate
from companion.web.frames import Paths, Projection, envelope
from overlays.catalogue import CATALOGUE
from tests.support.fakes import FakeClock
from tests.support.line import open_line

FRAME_US = 50_000


def told(scenario: str, count: int) -> Iterable[AnyEvent]:
    found, seed = Library(None).find(scenario)
    events = (one for one in generate(found, seed) if isinstance(one, StreamEvent))
    return islice(events, count)


async def overlay_messages(folder: Path, scenario: str, count: int) -> list[bytes]:
    """Play a scenario at its own times; a frame every 50 ms in which something came."""
    messages: list[bytes] = []
    clock = FakeClock()
    async with open_line(folder, clock=clock) as line:
        settings = {overlay.name: overlay.settings_type() for overlay in CATALOGUE}
        stages = [
            Projection(
                overlay,
                view=line.view,
                settings_of=settings.__getitem__,
                paths=Paths(lambda _address: None),
                version="1",
                clock=clock,
            )
            for overlay in CATALOGUE
        ]
        messages += [stage.snapshot() for stage in stages]
        batch: list[AnyEvent] = []
        frame_ends = clock.now() + FRAME_US
        for event in told(scenario, count):
            if (event.platform_at or 0) >= frame_ends and batch:
                await line.send(*batch)
                await clock.advance((frame_ends - clock.now()) / 1_000_000)
                messages += [one for stage in stages if (one := stage.change())]
                batch = []
            while (event.platform_at or 0) >= frame_ends:
                frame_ends += FRAME_US
            batch.append(event)
    return [envelope(seq, "update", one) for seq, one in enumerate(messages, start=1)]


@pytest.mark.timeout(900)  # 20,000 events on every overlay there is, twice
@pytest.mark.parametrize("scenario", ["demo", "chaos", "hostile"])
async def test_a_seed_gives_the_same_overlay_messages_twice(
    tmp_path: Path, scenario: str, full_counts: bool
) -> None:
    count = 20_000 if full_counts else 500
    first = await overlay_messages(tmp_path / "a", scenario, count)
    second = await overlay_messages(tmp_path / "b", scenario, count)

    assert len(first) > 50
    assert first == second


async def test_another_seed_gives_other_messages(tmp_path: Path) -> None:
    first = await overlay_messages(tmp_path / "a", "1", 200)
    second = await overlay_messages(tmp_path / "b", "2", 200)
    assert first != second
