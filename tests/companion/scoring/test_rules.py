"""What each kind of event may earn, and whose it is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.earning import Earning
from companion.domain.events import (
    Announcement,
    AnyEvent,
    Chat,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    Cheer,
    Follow,
    Gift,
    HypeTrain,
    JewelGift,
    Join,
    Like,
    Membership,
    MoneySource,
    PlatformPoll,
    PlatformQuestion,
    Raid,
    Redemption,
    Share,
    Streak,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    UnknownEvent,
    ViewerCount,
    ViewerRemoved,
)
from companion.domain.values import POINT, Platform, Role, Viewer
from companion.scoring.rules import earning_of
from companion.scoring.table import ScoringTable
from companion.settings.scoring import ScoringSettings

DEFAULT = ScoringTable(ScoringSettings())
CLASSIC = ScoringTable(ScoringSettings(preset="classic"))
NORA = Viewer(id="tiktok:1", name="Nora")
FAN = Viewer(id="tiktok:2", name="Fan", roles=frozenset({Role.FOLLOWER}))


def table(**values: Any) -> ScoringTable:
    return ScoringTable(ScoringSettings.model_validate(values))


def event(kind: type, viewer: Viewer | None = NORA, **fields: Any) -> Any:
    base = {"id": "tiktok:9", "platform": Platform.TIKTOK, "channel": "@mira"}
    return kind(**base, viewer=viewer, **fields)


def rose(count: int, viewer: Viewer = NORA, diamonds_each: int = 1) -> Gift:
    fields = {"gift_id": "5655", "name": "Rose", "diamonds_each": diamonds_each}
    return event(Gift, viewer, count=count, **fields)


def super_chat(amount_micros: int, currency: str, kind: type = SuperChat) -> AnyEvent:
    return event(kind, amount_micros=amount_micros, currency=currency)


def points(earning: Earning | None) -> Fraction:
    """Return what an earning alone is worth, in whole points."""
    if earning is None:
        return Fraction(0)
    thousandths = earning.units * earning.points // earning.per
    return Fraction(thousandths, POINT)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (event(Chat, text="hi"), 1),
        (event(Like, count=10), 1),
        (event(Like, count=1), Fraction(1, 10)),
        (rose(120), 120),
        (rose(2, diamonds_each=500), 1000),
        (event(Follow), 10),
        (event(Share), 5),
        (event(Cheer, bits=250), 250),
        (event(Subscription), 500),
        (event(Subscription, months=14), 500),
        (event(Subscription, count=5, gifted_by=FAN), 2500),
        (event(Membership), 500),
        (event(Membership, count=20, gifted_by=FAN), 10_000),
        (super_chat(4_990_000, "EUR"), 499),
        (super_chat(500_000_000, "JPY"), 50_000),
        (super_chat(4_990_000, "EUR", SuperSticker), 499),
        (event(JewelGift, name="Star", jewels=30, count=2), 60),
        (event(Raid, viewers=42), 42),
    ],
    ids=lambda value: getattr(type(value), "__name__", ""),
)
def test_each_kind_earns_what_the_interface_page_says(
    happened: AnyEvent, expected: Fraction
) -> None:
    assert points(earning_of(happened, DEFAULT)) == expected


@pytest.mark.parametrize(
    "happened",
    [
        event(Join),
        event(Redemption, reward_id="r", title="Hydrate", cost=300),
        event(Raid, viewers=0),
        rose(3, diamonds_each=0),
        event(Announcement, text="hi"),
        event(HypeTrain, phase="begin", level=1, total=100),
        event(ViewerCount, viewers=10),
        event(StreamStatus, status="live"),
        event(ChatDeleted, targets=("tiktok:1",)),
        event(ViewerRemoved, target="tiktok:1", action="ban"),
        event(ChatCleared),
        event(ChatMode, mode="slow", is_on=True),
        event(PlatformPoll, question="?"),
        event(PlatformQuestion, text="?"),
        event(MoneySource, money="bits", old="irc", new="channel.bits.use"),
        event(UnknownEvent, name="?"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_earns_nothing_has_no_earning(happened: AnyEvent) -> None:
    assert earning_of(happened, DEFAULT) is None


def test_the_two_tests_above_know_every_kind() -> None:
    known = {
        type(mark)
        for test in (
            test_each_kind_earns_what_the_interface_page_says,
            test_what_earns_nothing_has_no_earning,
        )
        for parametrize in test.pytestmark
        for value in parametrize.args[1]
        for mark in [value[0] if isinstance(value, tuple) else value]
    }

    assert known == set(get_args(AnyEvent))


def test_what_earns_nothing_by_default_can_be_made_to_earn() -> None:
    rules = table(join={"points": 2}, redemption={"points": 7})
    redemption = event(Redemption, reward_id="r", title="Hydrate", cost=300)

    assert points(earning_of(event(Join), rules)) == 2
    assert points(earning_of(redemption, rules)) == 7


def test_a_kind_that_is_set_to_nothing_has_no_earning() -> None:
    assert earning_of(event(Follow), table(follow={"points": 0})) is None


def test_a_chat_earns_up_to_thirty_times_in_a_session() -> None:
    earning = earning_of(event(Chat, text="hi"), DEFAULT)

    assert earning == Earning(earner=NORA, units=1, points=1000, meter="chat", cap=30)


def test_chats_share_their_limit_whether_or_not_one_follows() -> None:
    rules = table(chat={"follower_factor": 2})
    other = earning_of(event(Chat, NORA, text="hi"), rules)
    follower = earning_of(event(Chat, FAN, text="hi"), rules)

    assert other is not None and follower is not None
    assert (other.meter, other.cap) == (follower.meter, follower.cap) == ("chat", 30)
    assert (other.points, follower.points) == (1000, 2000)


def test_without_a_cap_every_chat_earns() -> None:
    earning = earning_of(event(Chat, text="hi"), table(chat={"cap": 0}))

    assert earning is not None
    assert earning.cap is None


def test_the_units_of_a_gift_are_gifts() -> None:
    # The ledger replaces a Streak's total by its increase.
    streak = Streak(group="g", total=7, message=1)
    gift = event(
        Gift, gift_id="1", name="Rose", diamonds_each=5, count=7, streak=streak
    )

    earning = earning_of(gift, CLASSIC)

    assert earning == Earning(earner=NORA, units=7, points=30_000)


@pytest.mark.parametrize("kind", [Subscription, Membership])
def test_the_giver_earns_a_gifted_subscription(kind: type) -> None:
    earning = earning_of(event(kind, NORA, gifted_by=FAN), DEFAULT)

    assert earning is not None
    assert earning.earner == FAN


def test_the_givers_own_role_decides_the_factor() -> None:
    rules = table(subscription={"follower_factor": 2})

    given_by_fan = earning_of(event(Subscription, NORA, gifted_by=FAN), rules)
    given_to_fan = earning_of(event(Subscription, FAN, gifted_by=NORA), rules)

    assert (points(given_by_fan), points(given_to_fan)) == (1000, 500)


@pytest.mark.parametrize(
    "giver", [Viewer(id="twitch:anonymous", name="Anonymous", anonymous=True), None]
)
def test_an_anonymous_giver_still_counts_in_totals(giver: Viewer | None) -> None:
    earning = earning_of(event(Cheer, giver, bits=100), DEFAULT)

    assert earning == Earning(earner=giver, units=100, points=1000)


def test_thirty_likes_of_a_follower_are_three_points_of_others_two() -> None:
    follower = earning_of(event(Like, FAN, count=30), CLASSIC)
    other = earning_of(event(Like, NORA, count=30), CLASSIC)

    assert (points(follower), points(other)) == (3, 2)


class Meters:
    """The ledger's part: units of one meter add up before they are rounded."""

    def __init__(self) -> None:
        self.total = 0
        self._units: dict[str, int] = {}

    def add(self, earning: Earning) -> None:
        before = self._units.get(earning.meter, 0) if earning.meter else 0
        after = before + earning.units
        self._units[earning.meter] = after
        self.total += after * earning.points // earning.per
        self.total -= before * earning.points // earning.per


@given(
    batches=st.lists(
        st.tuples(st.sampled_from([NORA, FAN]), st.integers(1, 50)), max_size=30
    ),
    per=st.integers(1, 40),
    per_follower=st.integers(0, 40),
)
def test_how_likes_are_split_into_batches_changes_nothing(
    batches: list[tuple[Viewer, int]], per: int, per_follower: int
) -> None:
    # One person, who begins to follow and stops again as the batches say.
    rules = table(like={"per": per, "per_follower": per_follower})
    one_by_one, at_once = Meters(), Meters()
    sums = {NORA.id: 0, FAN.id: 0}
    for viewer, count in batches:
        sums[viewer.id] += count
        for _ in range(count):
            one_by_one.add(earning_of(event(Like, viewer, count=1), rules))
    for viewer in (NORA, FAN):
        if sums[viewer.id]:
            at_once.add(earning_of(event(Like, viewer, count=sums[viewer.id]), rules))

    assert one_by_one.total == at_once.total


@given(
    increases=st.lists(st.integers(1, 99), min_size=1, max_size=20),
    worth=st.decimals(0, 10, places=3).filter(bool),
    factor=st.decimals(0, 10, places=3).filter(bool),
)
def test_how_a_streak_is_split_into_increases_changes_nothing(
    increases: list[int], worth: object, factor: object
) -> None:
    rules = table(gift={"points": worth, "tiers": [{"factor": factor}]})
    parts, whole = Meters(), Meters()

    for count in increases:
        parts.add(earning_of(rose(count), rules))
    whole.add(earning_of(rose(sum(increases)), rules))

    assert parts.total == whole.total


def test_default_likes_need_no_meter() -> None:
    # 100 thousandths each come out even; the ledger has nothing to remember.
    earning = earning_of(event(Like, count=3), DEFAULT)

    assert earning == Earning(earner=NORA, units=3, points=100)


def test_the_same_event_always_earns_the_same() -> None:
    gift = rose(3, FAN, diamonds_each=30)

    assert earning_of(gift, CLASSIC) == earning_of(gift, table(preset="classic"))


def somebody(*roles: Role) -> Viewer:
    return Viewer(id="tiktok:3", name="Kwame", roles=frozenset(roles))


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((), 10),
        ((Role.SUBSCRIBER,), 20),
        ((Role.VIP,), 10),
        ((Role.MODERATOR,), 0),
        ((Role.MODERATOR, Role.VIP), 0),
        ((Role.MODERATOR, Role.SUBSCRIBER), 20),
        ((Role.BROADCASTER,), 0),
    ],
)
def test_a_role_multiplies_all_that_its_viewers_earn(
    roles: tuple[Role, ...], expected: int
) -> None:
    rules = table(roles={"subscriber": 2, "moderator": 0, "broadcaster": 0})

    assert points(earning_of(rose(10, somebody(*roles)), rules)) == expected


def test_the_giver_s_role_counts_not_the_receiver_s() -> None:
    rules = table(roles={"member": 3})
    given = event(Membership, somebody(), gifted_by=somebody(Role.MEMBER))

    assert points(earning_of(given, rules)) == 1500


def test_role_and_follower_factor_multiply_each_other() -> None:
    rules = table(gift={"follower_factor": 2}, roles={"vip": 1.5})

    assert points(earning_of(rose(10, somebody(Role.VIP, Role.FOLLOWER)), rules)) == 30


def test_likes_of_a_role_add_up_apart_from_those_before_it() -> None:
    rules = table(like={"per": 3}, roles={"subscriber": 2})
    before = earning_of(event(Like, somebody(), count=1), rules)
    after = earning_of(event(Like, somebody(Role.SUBSCRIBER), count=1), rules)

    assert before is not None
    assert after is not None
    assert before.meter != after.meter
