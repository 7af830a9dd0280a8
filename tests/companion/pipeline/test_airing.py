"""What is on the stream of interactions, and the trains that Twitch runs."""

from __future__ import annotations

import pytest

from companion.domain.events import HypeTrain, ViewerRemoved
from companion.domain.on_air import (
    GiveawayOnAir,
    HypeTrainOnAir,
    PollOnAir,
    SpotlightOnAir,
)
from companion.domain.values import Platform
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine

BAN = ViewerRemoved(
    id="b",
    target="tiktok:troll",
    action="ban",
    platform=Platform.TIKTOK,
    channel="@mira.plays",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def engine(clock: FakeClock) -> SmallEngine:
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    return engine


def train(phase: str, level: int = 1, total: int = 100) -> HypeTrain:
    return HypeTrain(
        id="twitch:train",
        platform=Platform.TWITCH,
        channel="mira",
        phase=phase,
        level=level,
        total=total,
        progress=total,
        goal=500,
    )


async def test_an_interaction_is_on_air_until_it_is_taken_off(
    engine: SmallEngine,
) -> None:
    engine.view.put_on_air(PollOnAir(id="1", question="Which?"))
    engine.view.put_on_air(PollOnAir(id="2", question="And now?"))
    assert engine.view.on_air(PollOnAir).question == "And now?"
    assert engine.view.on_air(HypeTrainOnAir) is None
    engine.view.take_off_air(PollOnAir)

    assert engine.view.on_air(PollOnAir) is None


async def test_a_hype_train_begins_moves_and_ends(engine: SmallEngine) -> None:
    engine.feed(train("begin"))
    engine.feed(train("progress", level=2, total=620))
    shown = engine.view.on_air(HypeTrainOnAir)
    assert (shown.level, shown.total, shown.goal) == (2, 620, 500)
    assert shown.phase == "ongoing"
    engine.feed(train("end", level=2, total=700))

    assert engine.view.on_air(HypeTrainOnAir) is None


async def test_a_train_whose_end_was_lost_does_not_stay_for_ever(
    engine: SmallEngine, clock: FakeClock
) -> None:
    engine.feed(train("begin"))
    await clock.advance(300)
    assert engine.view.on_air(HypeTrainOnAir) is not None
    await clock.advance(61)
    assert engine.view.on_air(HypeTrainOnAir) is None
    engine.feed(train("begin"), test=True)
    await clock.advance(31)

    assert engine.view.on_air(HypeTrainOnAir) is None, "a test is short"


async def test_another_session_has_no_train_and_keeps_interactions(
    engine: SmallEngine,
) -> None:
    engine.feed(train("begin"))
    engine.view.put_on_air(PollOnAir(id="1", question="Which?"))
    await engine.start_session("Saturday")

    assert engine.view.on_air(HypeTrainOnAir) is None
    assert engine.view.on_air(PollOnAir) is not None


async def test_who_is_banned_has_an_alias_in_interactions_too(
    engine: SmallEngine,
) -> None:
    troll, luna = viewer("troll"), viewer("luna")
    winners = GiveawayOnAir(id="1", title="Mug", winners=(troll, luna))
    engine.view.put_on_air(winners)
    engine.view.put_on_air(SpotlightOnAir(id="2", viewer=troll))
    assert engine.view.on_air(GiveawayOnAir) == winners
    engine.feed(chat("troll"), BAN)

    hidden, seen = engine.view.on_air(GiveawayOnAir).winners
    assert hidden.name.startswith("Viewer ")
    assert seen == luna
    assert engine.view.on_air(SpotlightOnAir).viewer == hidden
