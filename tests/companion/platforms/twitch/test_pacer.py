from __future__ import annotations

import asyncio

import pytest

from companion.platforms.twitch.pacer import PLAIN, TRUSTED, Pacer
from tests.support.fakes import FakeClock, settle


async def test_the_pace_is_kept_in_a_moving_window() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    passed: list[float] = []

    async def send() -> None:
        await pacer.passed(PLAIN)
        passed.append(clock.monotonic())

    tasks = [asyncio.create_task(send()) for _ in range(45)]
    await settle(200)
    assert len(passed) == 20
    await clock.advance(29.9)
    assert len(passed) == 20
    await clock.advance(0.2)
    await settle(200)
    assert len(passed) == 40
    await clock.advance(30.1)
    await asyncio.gather(*tasks)

    spans = [later - first for first, later in zip(passed, passed[20:], strict=False)]
    assert min(spans) >= 30


async def test_a_moderators_pace_is_wider() -> None:
    pacer = Pacer(FakeClock())
    for _ in range(TRUSTED):
        await pacer.passed(TRUSTED)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pacer.passed(TRUSTED)
