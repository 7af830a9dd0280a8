from __future__ import annotations

import json
import time

from companion.domain.events import Chat, Cheer
from companion.platforms.twitch.parse import parse
from companion.platforms.twitch.throughput import (
    library_per_s,
    ours_per_s,
    sample_frames,
)
from tests.support.fakes import FakeClock


async def test_reading_costs_hardly_more_than_the_bare_library() -> None:
    frames = sample_frames(4_000)
    await library_per_s(frames[:500], timer=time.process_time)
    await ours_per_s(frames[:500], timer=time.process_time, clock=FakeClock())
    bare = max([await library_per_s(frames, timer=time.process_time) for _ in range(3)])
    ours = max(
        [
            await ours_per_s(frames, timer=time.process_time, clock=FakeClock())
            for _ in range(3)
        ]
    )

    assert ours >= bare * 0.85, f"{ours:,.0f}/s beside {bare:,.0f}/s"


def test_the_samples_are_what_they_say() -> None:
    events = [
        told.event
        for frame in sample_frames(100)
        for told in parse(json.loads(frame), channel="mira_plays")
    ]

    assert sum(isinstance(event, Chat) for event in events) == 80
    assert sum(isinstance(event, Cheer) for event in events) == 20
    assert all(event.fragments for event in events if isinstance(event, Chat))
