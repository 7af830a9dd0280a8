"""Many entries as one thing that happened, in whatever order they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from companion.domain.entries import Amounts, Entry
from companion.domain.events import (
    AnyEvent,
    Cheer,
    Gift,
    JewelGift,
    Membership,
    Raid,
    Redemption,
    Share,
    Streak,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.moments import Moment
from companion.domain.values import Platform
from companion.pipeline import moments as kept
from companion.pipeline.moment_parts import as_of
from companion.pipeline.moments import Moments
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import EPOCH

ROOM = {"platform": Platform.TWITCH, "channel": "mira", "viewer": viewer("luna")}
SECOND = 1_000_000


def entry(seq: int, event: AnyEvent, *, at: float = 0, test: bool = False) -> Entry:
    return Entry(
        seq=seq,
        number=seq,
        session="s",
        at=EPOCH + round(at * SECOND),
        body=event,
        amounts=Amounts(points=seq),
        test=test,
    )


def all_of(moments: Moments) -> list[Moment]:
    return [one.whole for one in moments.newest()][::-1]


def folded(entries: Sequence[Entry]) -> Moments:
    moments = Moments()
    for one in sorted(entries, key=lambda one: one.seq):
        moments.add(one)
    return moments


def grown(seq: int, total: int, at: float, *, ended: bool = False) -> Entry:
    streak = rose("luna", total=total, message=seq, ended=ended)
    return entry(seq, structs.replace(streak, count=1), at=at)


def test_a_streak_is_one_moment_that_grows_until_its_end() -> None:
    moments = folded([grown(1, 1, 0), grown(2, 2, 1), grown(3, 3, 30)])
    [one] = all_of(moments)
    assert (one.id, one.count, one.worth, one.entries) == (1, 3, 3, (1, 2, 3))
    assert one.is_running
    assert not as_of(one, one.grew + 11 * SECOND).is_running, "its end was not told"
    moments.add(grown(4, 4, 31, ended=True))

    [one] = all_of(moments)
    assert (one.count, one.is_running) == (4, False)
    assert (one.began, one.grew) == (EPOCH, EPOCH + 31 * SECOND)
    assert one.points == 1 + 2 + 3 + 4


def test_the_same_gift_within_ten_seconds_joins_and_later_ones_do_not() -> None:
    gifts = [entry(n, rose("luna", count=2), at=at) for n, at in enumerate((0, 9, 20))]

    assert [one.count for one in all_of(folded(gifts))] == [4, 2]


@pytest.mark.parametrize(
    "other",
    [
        entry(2, rose("nova")),
        entry(2, structs.replace(rose("luna"), gift_id="1", name="Lion")),
        entry(2, rose("luna"), test=True),
        entry(2, structs.replace(rose("luna"), channel="@another")),
    ],
)
def test_other_viewers_gifts_channels_and_tests_stay_apart(other: Entry) -> None:
    assert len(all_of(folded([entry(1, rose("luna")), other]))) == 2


def test_what_is_no_streak_is_joined_for_a_minute_at_most() -> None:
    gifts = [entry(n, rose("luna"), at=9 * n) for n in range(10)]

    assert [one.count for one in all_of(folded(gifts))] == [7, 3]


def test_a_gift_bomb_is_one_moment_with_its_receivers() -> None:
    def bomb(who: str | None, count: int = 1) -> Subscription:
        receiver = None if who is None else viewer(who)
        room = {**ROOM, "viewer": receiver}
        return Subscription(
            id="x", gifted_by=viewer("nova"), count=count, tier="1", **room
        )

    told = [bomb("a"), bomb("b"), bomb(None, 8)]
    [one] = all_of(folded([entry(n, event) for n, event in enumerate(told)]))

    assert (one.kind, one.count) == ("gifted_subscription", 10)
    assert one.viewer == viewer("nova")
    assert [who.name for who in one.receivers] == ["A", "B"]


def test_each_kind_tells_what_viewers_see() -> None:
    events = (
        (Cheer(id="1", bits=500, text="gg", **ROOM), "cheer", {"worth": 500}),
        (
            SuperChat(id="1", amount_micros=5, currency="EUR", text="hi", **ROOM),
            "superchat",
            {"amount_micros": 5, "currency": "EUR", "text": "hi"},
        ),
        (
            SuperSticker(id="1", amount_micros=5, currency="EUR", **ROOM),
            "supersticker",
            {"amount_micros": 5},
        ),
        (
            Subscription(id="1", months=14, tier="2", text="yes", **ROOM),
            "subscription",
            {"months": 14, "tier": "2", "text": "yes"},
        ),
        (Membership(id="1", level="Crew", **ROOM), "membership", {"title": "Crew"}),
        (
            JewelGift(id="1", name="Star", jewels=5, count=2, **ROOM),
            "gift",
            {"worth": 10, "count": 2, "title": "Star"},
        ),
        (follow("luna"), "follow", {}),
        (Share(id="1", **ROOM), "share", {}),
        (Raid(id="1", viewers=84, **ROOM), "raid", {"viewers": 84}),
        (
            Redemption(id="1", reward_id="1", title="Hydrate", cost=5, **ROOM),
            "redemption",
            {"title": "Hydrate"},
        ),
    )
    for event, kind, fields in events:
        [one] = all_of(folded([entry(7, event)]))
        assert one.kind == kind
        assert {name: getattr(one, name) for name in fields} == fields
    assert all_of(folded([entry(1, chat("luna"))])) == []


def test_an_entry_that_is_taken_off_is_taken_out_of_its_moment() -> None:
    moments = folded([grown(1, 1, 0), grown(2, 2, 1), grown(3, 3, 2)])
    moments.remove([1, 99])
    assert [(one.id, one.count) for one in all_of(moments)] == [(2, 2)]
    moments.remove([2, 3])

    assert all_of(moments) == []
    assert next(moments.newest("gift"), None) is None
    assert moments.greatest() == []


def test_a_name_that_is_not_allowed_any_more_is_shown_again_without() -> None:
    moments = folded([entry(1, rose("luna", count=2)), entry(2, rose("luna"))])
    masked = viewer("luna", name="Viewer 1234")
    moments.add(entry(2, rose(masked)))

    [one] = all_of(moments)
    assert (one.viewer, one.count) == (masked, 3)


def test_memory_is_bounded_and_what_is_asked_for_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOMENTS", 50)
    moments = Moments()
    moments.keep(0)
    moments.add(entry(1, rose("nova", diamonds_each=30_000)))
    moments.add(entry(2, follow("sol")))
    for seq in range(3, 400):
        moments.add(entry(seq, rose(f"v{seq}"), at=seq))

    assert len(moments) == 50
    assert next(moments.newest("follow")).whole.viewer == viewer("sol")
    assert moments.greatest()[0].whole.worth == 30_000
    assert len(moments._by_seq) <= 50 + 10 + 20  # memory has no other sign
    moments.remove([1, 2])
    assert next(moments.newest("follow"), None) is None
    assert moments.greatest()[0].whole.worth == 1


def test_jewels_and_tests_are_never_the_greatest_gift() -> None:
    jewel = JewelGift(
        id="1", name="Star", jewels=9, **{**ROOM, "platform": Platform.YOUTUBE}
    )
    moments = folded([entry(1, jewel), entry(2, rose(), test=True)])

    assert moments.greatest() == []
    assert [one.whole.id for one in moments.newest("gift")] == [1]


WHO = ("luna", "nova")
GIFTS = st.builds(
    lambda who, kind, count, run: Gift(
        id="g",
        platform=Platform.TIKTOK,
        channel="@mira.plays",
        viewer=viewer(who),
        gift_id=kind,
        name=kind,
        diamonds_each=3,
        count=count,
        streak=run,
    ),
    st.sampled_from(WHO),
    st.sampled_from(("1", "2")),
    st.integers(1, 5),
    st.none()
    | st.builds(
        lambda group, ended: Streak(group=group, total=1, message=1, ended=ended),
        st.sampled_from(("a", "b")),
        st.booleans(),
    ),
)
SUBS = st.builds(
    lambda who, count: Subscription(
        id="s", gifted_by=viewer(who), count=count, **{**ROOM, "viewer": None}
    ),
    st.sampled_from(WHO),
    st.integers(1, 5),
)
EVENTS = GIFTS | SUBS | st.builds(follow, st.sampled_from(WHO))


@st.composite
def evenings(draw: st.DrawFn) -> list[Entry]:
    events = draw(st.lists(st.tuples(EVENTS, st.integers(0, 15)), max_size=25))
    entries, at = [], 0
    for seq, (event, pause) in enumerate(events, 1):
        at += pause
        entries.append(entry(seq, event, at=at, test=draw(st.integers(0, 9)) == 0))
    return entries


@settings(max_examples=80, deadline=None)
@given(evenings(), st.data())
def test_the_order_in_which_things_are_shown_and_taken_off_does_not_matter(
    entries: list[Entry], data: st.DataObject
) -> None:
    moments = Moments()
    steps = data.draw(st.permutations(entries))
    gone = {one.seq for one in entries if data.draw(st.integers(0, 3)) == 0}
    for step in steps:
        moments.add(step)
        if data.draw(st.booleans()):
            moments.add(step)
        if step.seq in gone:
            moments.remove([step.seq])
    left = folded([one for one in entries if one.seq not in gone])

    assert all_of(moments) == all_of(left)
    assert [g.whole for g in moments.greatest()] == [g.whole for g in left.greatest()]
    for kind in ("gift", "follow", "gifted_subscription"):
        assert [one.whole for one in moments.newest(kind)] == [
            one.whole for one in left.newest(kind)
        ]


@settings(max_examples=50, deadline=None)
@given(evenings())
def test_the_moments_of_a_kind_add_up_to_what_was_given(entries: list[Entry]) -> None:
    counts: Counter[str] = Counter()
    worth = points = 0
    for one in all_of(folded(entries)):
        counts[one.kind] += one.count
        worth += one.worth
        points += one.points
    given = [one.body for one in entries]

    assert counts["gift"] == sum(one.count for one in given if isinstance(one, Gift))
    assert worth == sum(3 * one.count for one in given if isinstance(one, Gift))
    assert counts["gifted_subscription"] == sum(
        one.count for one in given if isinstance(one, Subscription)
    )
    assert points == sum(one.amounts.points for one in entries)
