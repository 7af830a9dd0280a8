"""An overlay for some connections: lines, Moments, standings, credits from there."""

from __future__ import annotations

import pytest

from companion.domain.events import Chat
from companion.domain.values import Platform, Viewer
from companion.pipeline.chosen import Chosen
from companion.pipeline.held_back import HeldBack
from companion.pipeline.live_view import LiveView
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine

MIRA = "tiktok:@mira.plays"
OTHER = "tiktok:@other"
TWITCH = "twitch:mira"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def engine(clock: FakeClock) -> SmallEngine:
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    engine.feed(chat("luna", "from mira"), rose("luna", count=3), source=MIRA)
    engine.feed(chat("kai", "from other"), rose("kai", count=9), source=OTHER)
    engine.feed(follow("kai"), source=OTHER)
    engine.feed(on_twitch("nova", "from twitch"), source=TWITCH)
    return engine


def on_twitch(who: str, text: str) -> Chat:
    return chat(
        Viewer(id=f"twitch:{who}", name=who.title()),
        text,
        id=f"twitch:{text}",
        platform=Platform.TWITCH,
        channel="mira",
    )


def chosen(engine: SmallEngine, *connections: str) -> Chosen:
    return Chosen(engine.view, connections)


def texts(view: Chosen | HeldBack) -> list[str]:
    return [getattr(one.body, "text", "") for one in view.chat(20)]


@pytest.mark.parametrize(
    ("connections", "shown"),
    [
        (["tiktok"], ["from mira", "from other"]),
        (["TikTok:@Mira.Plays"], ["from mira"]),
        (["twitch", OTHER], ["from other", "from twitch"]),
        (["twitch:somebody"], []),
        (["youtube"], []),
    ],
)
async def test_lines_are_those_of_the_chosen_platforms_and_channels(
    engine: SmallEngine, connections: list[str], shown: list[str]
) -> None:
    assert texts(chosen(engine, *connections)) == shown
    fed = chosen(engine, *connections).feed(20)
    assert [getattr(one.body, "text", None) for one in fed if one.body] == [
        getattr(one.body, "text", None) for one in engine.view.feed(20) if one in fed
    ]


async def test_the_newest_are_counted_after_the_choice(engine: SmallEngine) -> None:
    for number in range(30):
        engine.feed(on_twitch(f"n{number}", f"t{number}"), source=TWITCH)

    assert texts(chosen(engine, MIRA)) == ["from mira"]


async def test_what_the_simulator_plays_counts_as_what_it_seems_and_as_its_own(
    engine: SmallEngine,
) -> None:
    engine.feed(chat("simone", "played"), source="simulator:demo")

    assert "played" in texts(chosen(engine, "simulator"))
    assert "played" in texts(chosen(engine, "tiktok"))
    assert texts(chosen(engine, "simulator:demo")) == ["played"]
    assert len(chosen(engine, "simulator").top(9)) == len(engine.view.top(9))


async def test_a_test_passes_always(engine: SmallEngine) -> None:
    engine.feed(chat("luna", "a test"), test=True, source="test")

    assert texts(chosen(engine, "youtube")) == ["a test"]


async def test_moments_are_from_there(engine: SmallEngine) -> None:
    mira, other = chosen(engine, MIRA), chosen(engine, OTHER)

    assert [one.kind for one in mira.moments(9)] == ["gift"]
    assert [one.kind for one in other.moments(9)] == ["gift", "follow"]
    assert mira.latest("follow") is None
    assert other.latest("follow") == engine.view.latest("follow")
    greatest = mira.greatest()
    assert greatest is not None
    assert greatest.count == 3
    assert chosen(engine, "twitch").greatest() is None


async def test_standings_are_of_the_platforms(
    engine: SmallEngine,
) -> None:
    view = chosen(engine, "twitch")

    assert [one.viewer.id for one in view.top(9)] == ["twitch:nova"]
    assert view.top(9)[0].rank == 1
    assert view.standing("tiktok:luna") is None
    assert view.standing("twitch:nova") == engine.view.standing("twitch:nova")


async def test_totals_are_of_what_is_from_there(engine: SmallEngine) -> None:
    def totals(*connections: str) -> tuple[int, int, int, int]:
        view = chosen(engine, *connections).session
        assert view is not None
        sums = view.totals
        return sums.diamonds, sums.follows, sums.chats, sums.viewers

    assert totals(MIRA) == (3, 0, 1, 2)
    assert totals(OTHER) == (9, 1, 1, 2)
    assert totals("twitch") == (0, 0, 1, 1)
    assert totals("tiktok", "twitch") == (12, 1, 3, 3)
    assert totals("youtube") == (0, 0, 0, 0)


async def test_chosen_twice_only_what_both_choose_counts(engine: SmallEngine) -> None:
    view = Chosen(chosen(engine, "tiktok"), [OTHER, TWITCH]).session

    assert view is not None
    assert (view.totals.diamonds, view.totals.chats) == (9, 1)


async def test_without_a_session_there_are_no_totals() -> None:
    assert Chosen(LiveView(), ["tiktok"]).session is None


async def test_several_platforms_are_ranked_together(engine: SmallEngine) -> None:
    view = chosen(engine, "twitch", "tiktok")

    found = view.top(9)
    assert [one.viewer.id for one in found] == [
        one.viewer.id for one in engine.view.top(9)
    ]
    assert [one.rank for one in found] == [1, 2, 3]
    assert [one.viewer.name for one in view.top(1)] == ["Kai"]
    assert [one.viewer.name for one in view.top(9, unit="gifts")] == ["Kai", "Luna"]
    assert [one.viewer.id for one in view.top(9, platform=Platform.TWITCH)] == [
        "twitch:nova"
    ]


async def test_equal_points_on_two_platforms_are_a_tie(engine: SmallEngine) -> None:
    engine.feed(on_twitch("zoe", "one more"), source=TWITCH)
    engine.feed(chat("tom", "hi"), source=MIRA)

    view = chosen(engine, "twitch", "tiktok")
    points = {one.viewer.id: (one.points, one.tie) for one in view.top(9)}
    assert points["twitch:zoe"] == points["tiktok:tom"]
    assert points["tiktok:tom"][1]


async def test_credits_thank_those_of_the_platforms(engine: SmallEngine) -> None:
    assert [one.name for one in chosen(engine, "tiktok").credits("followers", 9)] == [
        "Kai"
    ]
    assert chosen(engine, "twitch").credits("followers", 9) == []


async def test_a_featured_line_of_elsewhere_does_not_show(engine: SmallEngine) -> None:
    [said] = engine.feed(chat("luna", "look"), source=MIRA)
    await engine.feature(said.seq)

    assert chosen(engine, "twitch").featured() is None
    assert chosen(engine, MIRA).featured() == engine.view.featured()


async def test_a_chosen_view_waits_as_any_other(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = HeldBack(chosen(engine, MIRA), clock=clock, delay_s=5, approval=False)
    view.begin()
    assert texts(view) == []
    assert view.next_due == 5
    await clock.advance(5)
    view.begin()

    assert texts(view) == ["from mira"]
    assert viewer("luna").name in [one.viewer.name for one in view.top(5)]
