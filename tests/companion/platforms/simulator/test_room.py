from __future__ import annotations

from itertools import islice, pairwise

import pytest

from companion.domain.events import (
    AnyEvent,
    Follow,
    HypeTrain,
    Like,
    PlatformPoll,
    Raid,
    ViewerCount,
)
from companion.domain.values import Platform
from companion.platforms.simulator import BEGINNING, Fault, Library, generate
from companion.platforms.simulator.scenario import PLAYED


@pytest.fixture(scope="module")
def evening() -> list[AnyEvent]:
    items = generate(Library().load("demo"))
    return [item for item in islice(items, 20_000) if not isinstance(item, Fault)]


def test_the_rooms_total_moves_faster_than_the_likes_we_hear(
    evening: list[AnyEvent],
) -> None:
    likes = [event for event in evening if isinstance(event, Like)]
    totals = [like.room_total or 0 for like in likes]
    heard = sum(like.count for like in likes)

    assert totals == sorted(totals)
    assert heard / totals[-1] == pytest.approx(0.96, abs=0.01)


def test_viewers_are_told_every_few_seconds_on_each_platform(
    evening: list[AnyEvent],
) -> None:
    counts = [event for event in evening if isinstance(event, ViewerCount)]
    tiktok = [one for one in counts if one.platform is Platform.TIKTOK]
    times = [one.platform_at or 0 for one in tiktok]
    gaps = {after - before for before, after in pairwise(times)}

    assert {one.platform for one in counts} == set(PLAYED)
    assert gaps == {5_000_000}
    assert tiktok[0].viewers < 200 < 900 < max(one.viewers for one in tiktok)


def test_a_raid_brings_a_crowd(evening: list[AnyEvent]) -> None:
    raids = [event for event in evening if isinstance(event, Raid)]
    scripted = next(raid for raid in raids if raid.viewers == 84)
    began = scripted.platform_at or 0

    def within(seconds: int) -> int:
        return sum(
            began <= (event.platform_at or 0) < began + seconds * 1_000_000
            for event in evening
        )

    before = sum(
        began - 15_000_000 <= (event.platform_at or 0) < began for event in evening
    )
    assert within(15) > 1.5 * before


def test_a_hype_train_begins_moves_and_ends(evening: list[AnyEvent]) -> None:
    stations = [event for event in evening if isinstance(event, HypeTrain)]
    phases = [station.phase for station in stations]

    assert phases[0] == "begin"
    assert set(phases) == {"begin", "progress", "end"}
    for before, after in pairwise(stations):
        assert (before.phase == "end") == (after.phase == "begin")
        if after.phase != "begin":
            assert after.total >= before.total
            assert after.progress < after.goal


def test_a_poll_opens_collects_votes_and_closes(evening: list[AnyEvent]) -> None:
    polls = [event for event in evening if isinstance(event, PlatformPoll)]
    first = polls[: next(i for i, poll in enumerate(polls) if not poll.is_open) + 1]
    votes = [sum(option.votes for option in poll.options) for poll in first]

    assert [poll.is_open for poll in first] == [True] * (len(first) - 1) + [False]
    assert votes == sorted(votes)
    assert votes[0] == 0 < votes[-1]


def test_most_follow_once(evening: list[AnyEvent]) -> None:
    follows = [event for event in evening if isinstance(event, Follow)]
    viewers = {event.viewer.id for event in follows if event.viewer}

    assert len(viewers) > 0.9 * len(follows)


def test_the_stream_goes_live_at_the_beginning(evening: list[AnyEvent]) -> None:
    first = evening[:3]

    assert {event.platform for event in first} == set(PLAYED)
    assert all(event.platform_at == BEGINNING for event in first)
