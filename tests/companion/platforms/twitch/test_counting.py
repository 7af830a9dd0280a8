"""What counts when the same is told in several ways; the emulator has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.events import (
    AnyEvent,
    ChatMode,
    Cheer,
    MoneySource,
    Raid,
    Subscription,
    ViewerRemoved,
)
from companion.domain.values import Platform, Viewer
from companion.platforms.store import FolderStore
from companion.platforms.twitch.counting import Counting
from companion.platforms.twitch.told import IRC, Told
from companion.platforms.twitch.wanted import BY_TYPE
from tests.support.fakes import FakeClock

ANN = Viewer(id="twitch:1", name="Ann")
EVERYTHING = frozenset(BY_TYPE)
NOTIFICATION = "channel.chat.notification"


@pytest.fixture
def counting() -> Counting:
    return Counting("mira", clock=FakeClock())


def cheer(number: int, bits: int = 5) -> Cheer:
    return Cheer(
        id=f"twitch:c{number}", platform=Platform.TWITCH, channel="mira", viewer=ANN,
        bits=bits,
    )  # fmt: skip


def gift(number: int, count: int = 1) -> Subscription:
    return Subscription(
        id=f"twitch:g{number}", platform=Platform.TWITCH, channel="mira",
        gifted_by=ANN, count=count,
    )  # fmt: skip


def sources(changes: tuple[MoneySource, ...]) -> list[tuple[str, str, str]]:
    return [(one.money, one.old, one.new) for one in changes]


def test_before_anything_tells_nothing_counts(counting: Counting) -> None:
    assert counting.counted(Told(event=cheer(1), via=IRC)) is None


def test_the_first_sources_are_no_change(counting: Counting) -> None:
    assert counting.listen_to(EVERYTHING) == ()
    assert counting.sources == {
        "bits": "channel.bits.use",
        "subscriptions": NOTIFICATION,
        "raids": NOTIFICATION,
        "removals": "channel.ban",
    }


def test_what_is_told_by_another_source_does_not_count(counting: Counting) -> None:
    counting.listen_to(EVERYTHING)
    told = [
        counting.counted(Told(event=cheer(n), via=via))
        for n, via in enumerate(("channel.chat.message", "channel.cheer", IRC))
    ]

    assert told == [None, None, None]
    assert counting.counted(Told(event=cheer(9), via="channel.bits.use")) == cheer(9)


def test_a_source_that_comes_and_goes_is_stated_each_time(counting: Counting) -> None:
    counting.listen_to(EVERYTHING)
    without = EVERYTHING - {"channel.bits.use", "channel.cheer"}

    assert sources(counting.listen_to(without)) == [
        ("bits", "channel.bits.use", "channel.chat.message")
    ]
    assert sources(counting.listen_to(EVERYTHING)) == [
        ("bits", "channel.chat.message", "channel.bits.use")
    ]
    assert counting.listen_to(EVERYTHING) == ()


def test_a_kind_that_nothing_tells_keeps_its_source(counting: Counting) -> None:
    counting.listen_to(EVERYTHING)

    assert counting.listen_to(frozenset()) == ()
    assert counting.listen_to(EVERYTHING) == ()


def test_the_family_of_subscriptions_counts_when_there_are_no_notices(
    counting: Counting,
) -> None:
    counting.listen_to(frozenset({"channel.subscribe", "channel.subscription.gift"}))

    assert counting.counted(
        Told(event=gift(1, 9), via="channel.subscription.gift")
    ) == gift(1, 9)
    assert counting.counted(Told(event=gift(2), via=NOTIFICATION)) is None


def bomb(count: int, number: int = 100) -> Told:
    return Told(event=gift(number, count), via=NOTIFICATION, run="r", is_total=True)


def single(number: int) -> Told:
    return Told(event=gift(number), via=NOTIFICATION, run="r")


def total_of(events: list[AnyEvent | None]) -> int:
    """Sum up as the ledger does: each id once, the first one stays."""
    counted: dict[str, int] = {}
    for event in events:
        if isinstance(event, Subscription):
            counted.setdefault(event.id, event.count)
    return sum(counted.values())


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([bomb(3), single(1), single(2), single(3)], 3),
        ([single(1), single(2), single(3), bomb(3)], 3),
        ([single(1), bomb(3), single(2), single(3)], 3),
        ([single(1), single(1), bomb(3), bomb(3), single(1), single(2)], 3),
        ([single(1), single(2)], 2),
        ([bomb(3)], 3),
        ([single(1), single(2), bomb(3), single(1)], 3),
        ([single(1), single(2), single(3), single(4), bomb(3)], 4),
    ],
)
def test_a_bomb_counts_once_in_any_order(
    counting: Counting, told: list[Told], expected: int
) -> None:
    counting.listen_to(EVERYTHING)

    assert total_of([counting.counted(one) for one in told]) == expected


def test_a_bomb_that_begins_without_a_login_and_goes_on_with_one_counts_once(
    counting: Counting,
) -> None:
    counting.listen_to(frozenset({IRC}))
    first = Told(event=gift(100, 3), via=IRC, run="r", is_total=True)
    counted = [counting.counted(first)]
    counting.listen_to(EVERYTHING)
    counted += [counting.counted(single(n)) for n in (1, 2, 3)]

    assert total_of(counted) == 3


def test_a_raid_and_a_ban_are_told_once(counting: Counting) -> None:
    counting.listen_to(EVERYTHING)
    raid = Raid(id="twitch:r", platform=Platform.TWITCH, channel="mira", viewers=5)
    ban = ViewerRemoved(
        id="twitch:b", platform=Platform.TWITCH, channel="mira", target="twitch:1",
        action="ban",
    )  # fmt: skip
    ways = {
        raid: (NOTIFICATION, "channel.raid"),
        ban: ("channel.ban", "channel.chat.clear_user_messages"),
    }
    for event, vias in ways.items():
        told = [counting.counted(Told(event=event, via=via)) for via in vias]
        assert told == [event, None]


@given(
    order=st.permutations([bomb(4), *(single(n) for n in range(4))]),
    again=st.lists(st.sampled_from(range(5)), max_size=8),
    lost=st.sets(st.sampled_from(range(5)), max_size=5),
)
def test_no_order_no_repeat_and_no_loss_counts_a_bomb_twice(
    order: list[Told], again: list[int], lost: set[int]
) -> None:
    counting = Counting("mira", clock=FakeClock())
    counting.listen_to(EVERYTHING)
    told = [one for n, one in enumerate(order) if n not in lost]
    told += [told[n] for n in again if n < len(told)]
    heard_total = any(one.is_total for one in told)
    singles = {one.event.id for one in told if not one.is_total}

    counted = total_of([counting.counted(one) for one in told])
    assert counted == (4 if heard_total else len(singles))


def cheer_at(number: int, at: int, *, by: Viewer = ANN, text: str = "Cheer5") -> Cheer:
    return Cheer(
        id=f"twitch:c{number}", platform=Platform.TWITCH, channel="mira", viewer=by,
        platform_at=at, bits=5, text=text,
    )  # fmt: skip


def test_a_cheer_that_both_sources_tell_while_one_takes_over_counts_once(
    counting: Counting,
) -> None:
    counting.listen_to(frozenset({IRC}))
    first = counting.counted(Told(event=cheer_at(1, 10_000_000), via=IRC))
    counting.listen_to(EVERYTHING)
    again = Told(event=cheer_at(2, 11_000_000), via="channel.bits.use")
    others = [
        cheer_at(3, 11_000_000, text="Cheer5 more"),
        cheer_at(4, 11_000_000, by=Viewer(id="twitch:2", name="Ben")),
        cheer_at(5, 60_000_000),
    ]

    assert first is not None
    assert [counting.counted(again), counting.counted(again)] == [None, None]
    assert [
        counting.counted(Told(event=one, via="channel.bits.use")) for one in others
    ] == others


def test_each_cheer_is_the_repeat_of_one_only(counting: Counting) -> None:
    counting.listen_to(frozenset({IRC}))
    counting.counted(Told(event=cheer_at(1, 10_000_000), via=IRC))
    counting.listen_to(EVERYTHING)
    after = [cheer_at(2, 10_500_000), cheer_at(3, 11_000_000)]
    counted = [
        counting.counted(Told(event=one, via="channel.bits.use")) for one in after
    ]

    assert counted == [None, after[1]]


def test_a_mode_that_did_not_change_is_not_told(counting: Counting) -> None:
    def mode(name: str, is_on: bool) -> Told:
        event = ChatMode(
            id=f"twitch:{name}/{is_on}", platform=Platform.TWITCH, channel="mira",
            mode=name, is_on=is_on,
        )  # fmt: skip
        return Told(event=event, via="channel.chat_settings.update")

    told = [mode("slow", True), mode("unique", False), mode("slow", True)]
    told += [mode("slow", False), mode("slow", False)]
    counted = [counting.counted(one) for one in told]

    assert [one is not None for one in counted] == [True, False, False, True, False]


@pytest.mark.parametrize("before", [0, 3])
def test_a_bomb_in_the_middle_of_which_the_program_restarts_counts_once(
    before: int, tmp_path: Path
) -> None:
    store = FolderStore(tmp_path)
    counts: list[AnyEvent | None] = []
    told = [*(single(n) for n in range(1, before + 1)), bomb(50), single(before + 1)]
    rest = [bomb(50), *(single(n) for n in range(1, 51))]
    for part in (told, rest):
        counting = Counting("mira_plays", clock=FakeClock(), store=store)
        counting.listen_to(EVERYTHING)
        counts += [counting.counted(one) for one in part]

    assert total_of(counts) == 50


def test_a_store_that_somebody_wrote_into_is_no_obstacle(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write("twitch-bombs-mira", {"a": 1, "r": {"singles": [5], "told": "no"}})

    counting = Counting("mira", clock=FakeClock(), store=store)
    counting.listen_to(EVERYTHING)

    assert counting.counted(bomb(5)) == gift(100, 5)
