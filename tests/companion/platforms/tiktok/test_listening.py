"""Events on their way to the parent: in order, in batches, none dropped."""

from __future__ import annotations

import asyncio

import pytest

from companion.domain.errors import WorkerError
from companion.domain.events import ViewerCount
from companion.domain.values import Platform
from companion.platforms.tiktok.listening import BATCH, WAITING, Outbox
from companion.platforms.tiktok.messages import Heard, Report


def events(count: int, *, start: int = 0) -> tuple[ViewerCount, ...]:
    """Return numbered events."""
    return tuple(
        ViewerCount(
            id=f"tiktok:{number}",
            platform=Platform.TIKTOK,
            channel="@mira.plays",
            viewers=number,
        )
        for number in range(start, start + count)
    )


class Parent:
    """A parent that takes a batch when it is let."""

    def __init__(self, *, is_taking: bool = True) -> None:
        self.batches: list[list[int]] = []
        self.taking = asyncio.Event()
        self.offered = asyncio.Event()
        if is_taking:
            self.taking.set()

    async def send(self, report: Report) -> None:
        self.offered.set()
        await self.taking.wait()
        assert isinstance(report, Heard)
        self.batches.append(
            [event.viewers for event in report.events if isinstance(event, ViewerCount)]
        )

    @property
    def numbers(self) -> list[int]:
        return [number for batch in self.batches for number in batch]


async def test_events_go_on_their_way_at_once() -> None:
    parent = Parent()
    outbox = Outbox(parent.send)

    outbox.add(events(1))
    await parent.offered.wait()
    await outbox.flush()

    assert parent.batches == [[0]]


async def test_what_gathers_during_a_write_goes_together() -> None:
    parent = Parent(is_taking=False)
    outbox = Outbox(parent.send)
    outbox.add(events(1))
    await parent.offered.wait()
    for number in range(1, 40):
        outbox.add(events(1, start=number))

    parent.taking.set()
    await outbox.flush()

    assert parent.batches == [[0], list(range(1, 40))]


async def test_a_batch_has_a_bounded_length_and_order_holds() -> None:
    parent = Parent()
    outbox = Outbox(parent.send)

    outbox.add(events(3 * BATCH + 7))
    await outbox.flush()

    assert [len(batch) for batch in parent.batches] == [BATCH, BATCH, BATCH, 7]
    assert parent.numbers == list(range(3 * BATCH + 7))


async def test_there_is_no_room_until_the_parent_catches_up() -> None:
    parent = Parent(is_taking=False)
    outbox = Outbox(parent.send)
    outbox.add(events(WAITING + BATCH))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await outbox.room()

    parent.taking.set()
    await outbox.room()
    await outbox.flush()

    assert len(parent.numbers) == WAITING + BATCH


async def test_a_parent_that_is_gone_is_an_error_and_no_endless_wait() -> None:
    async def send(_report: Report) -> None:
        raise WorkerError("gone")

    outbox = Outbox(send)
    outbox.add(events(WAITING + BATCH))

    with pytest.raises(WorkerError):
        await outbox.flush()
    with pytest.raises(WorkerError):
        await outbox.room()


async def test_nothing_to_say_is_flushed_at_once() -> None:
    await Outbox(Parent().send).flush()
