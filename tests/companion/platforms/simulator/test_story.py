from __future__ import annotations

from itertools import islice

import pytest

from companion.domain.events import AnyEvent, Gift, Raid, StreamStatus
from companion.domain.values import Platform
from companion.platforms.simulator import BEGINNING, Fault, generate
from companion.platforms.simulator.parse import parse

HEAD = """
title = "A test"
description = "Phases."
seed = 4
viewers = 300
"""


def told(text: str, count: int) -> list[AnyEvent | Fault]:
    return list(islice(generate(parse(HEAD + text, name="test")), count))


def seconds_of(event: AnyEvent | Fault) -> float:
    assert not isinstance(event, Fault)
    return ((event.platform_at or 0) - BEGINNING) / 1_000_000


def test_phases_follow_each_other_and_the_last_ones_repeat() -> None:
    items = told(
        """
        repeat_from = "b"
        viewer_count_every_s = 3600
        [mix]
        [[phase]]
        name = "a"
        seconds = 100
        events_per_s = 5
        mix = { share = 1 }
        [[phase]]
        name = "b"
        seconds = 100
        events_per_s = 5
        mix = { join = 1 }
        [[phase]]
        name = "c"
        seconds = 100
        events_per_s = 5
        mix = { follow = 1 }
        """,
        3_000,
    )
    kinds = ["Share", "Join", "Follow"]
    told_at = [
        (int(seconds_of(item) // 100), type(item).__name__)
        for item in items
        if type(item).__name__ in kinds
    ]

    assert len({phase for phase, _kind in told_at}) >= 5
    for phase, kind in told_at:
        assert kind == kinds[phase if phase == 0 else 1 + (phase - 1) % 2]


@pytest.mark.parametrize("rate", [0.5, 20, 400])
def test_a_phase_is_as_fast_as_it_says(rate: float) -> None:
    items = told(
        f"""
        [mix]
        chat = 1
        [[phase]]
        name = "a"
        seconds = 10000
        events_per_s = {rate}
        """,
        3_000,
    )
    chats = [item for item in items if type(item).__name__ == "Chat"]

    assert len(chats) / seconds_of(chats[-1]) == pytest.approx(rate, rel=0.1)


def test_moments_come_at_their_time() -> None:
    items = told(
        """
        [mix]
        chat = 1
        [[phase]]
        name = "a"
        seconds = 300
        events_per_s = 2
        [[phase.moment]]
        at = 10
        what = "gift"
        gift = "Galaxy"
        rival = 1
        [[phase.moment]]
        at = 20
        what = "raid"
        viewers = 7
        [[phase.moment]]
        at = 30
        what = "break"
        seconds = 15
        [[phase.moment]]
        at = 60
        what = "follow"
        count = 4
        seconds = 8
        """,
        600,
    )
    gift = next(item for item in items if isinstance(item, Gift))
    raid = next(item for item in items if isinstance(item, Raid))
    follows = [item for item in items if type(item).__name__ == "Follow"]
    statuses = [
        (item.status, seconds_of(item))
        for item in items
        if isinstance(item, StreamStatus) and item.platform is Platform.TWITCH
    ]

    assert (gift.name, seconds_of(gift)) == ("Galaxy", 10)
    assert gift.viewer is not None
    assert gift.viewer.name == "さくらもち🌸"
    assert (raid.viewers, seconds_of(raid)) == (7, 20)
    assert statuses[:3] == [("live", 0), ("paused", 30), ("resumed", 45)]
    assert [seconds_of(follow) for follow in follows] == [60, 62, 64, 66]


def test_a_burst_is_as_many_times_as_fast_and_then_over() -> None:
    items = told(
        """
        [mix]
        chat = 1
        [[phase]]
        name = "a"
        seconds = 300
        events_per_s = 20
        [[phase.moment]]
        at = 100
        what = "burst"
        seconds = 20
        factor = 10
        """,
        9_000,
    )
    times = [seconds_of(item) for item in items if type(item).__name__ == "Chat"]

    def rate(began: float, ended: float) -> float:
        return sum(began <= time < ended for time in times) / (ended - began)

    assert rate(50, 100) == pytest.approx(20, rel=0.15)
    assert rate(100, 120) == pytest.approx(200, rel=0.1)
    assert rate(120, 170) == pytest.approx(20, rel=0.15)


def test_one_platform_alone_is_possible() -> None:
    items = told(
        """
        [platforms]
        youtube = 1
        [mix]
        chat = 5
        superchat = 1
        unknown = 1
        spam = 1
        rename = 1
        [[phase]]
        name = "a"
        seconds = 100
        events_per_s = 5
        """,
        2_000,
    )

    assert {item.platform for item in items if not isinstance(item, Fault)} == {
        Platform.YOUTUBE
    }
