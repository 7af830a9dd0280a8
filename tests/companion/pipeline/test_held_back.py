"""One overlay's own wait: lines and new names later, points at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.events import ChatDeleted
from companion.domain.on_air import QuizOnAir, Scored, SpotlightOnAir
from companion.domain.values import Platform
from companion.domain.views import Shown
from companion.pipeline.held_back import HeldBack
from companion.pipeline.live_view import FEED_LENGTH, WAITING_LENGTH
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import EPOCH, FakeClock
from tests.support.small_engine import SmallEngine


class Told(NamedTuple):
    """What an overlay is told: texts of the feed, names of the board."""

    texts: list[str]
    names: list[str]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def engine(clock: FakeClock) -> SmallEngine:
    engine = SmallEngine(clock)
    await engine.start_session("Friday")
    engine.view.keep(WAITING_LENGTH)
    return engine


def held(engine: SmallEngine, clock: FakeClock, **chosen: object) -> HeldBack:
    asked = {"delay_s": 0, "approval": False, **chosen}
    return HeldBack(engine.view, clock=clock, **asked)


def told(view: HeldBack) -> Told:
    view.begin()
    return Told(
        [getattr(one.event, "text", "gift") for one in view.feed(20)],
        [one.viewer.name for one in view.top(5)],
    )


def approve(engine: SmallEngine, entry: Entry, **fields: object) -> Entry:
    return engine.note(VerdictGiven(of=entry.seq, text=Verdict.ALLOW, **fields))


def texts(entries: Sequence[Entry]) -> list[str]:
    return [getattr(one.event, "text", "") for one in entries]


async def test_a_line_shows_when_it_is_old_enough(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(chat("luna", "hello"))
    assert told(view).texts == []
    assert view.next_due == 10
    await clock.advance(9.9)
    assert told(view).texts == []
    await clock.advance(0.1)

    assert told(view).texts == ["hello"]
    assert view.next_due is None, "nothing waits, so nobody is woken"


async def test_what_is_deleted_within_the_delay_never_shows(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view, said = held(engine, clock, delay_s=10), chat("troll", "look at me")
    engine.feed(said)
    await clock.advance(5)
    engine.feed(
        ChatDeleted(
            id="tiktok:gone",
            platform=Platform.TIKTOK,
            channel="@mira.plays",
            targets=(said.id,),
        )
    )
    await clock.advance(20)

    assert told(view).texts == []


async def test_a_line_that_a_person_released_has_waited_already(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    (entry,) = engine.feed(chat("luna", "HOLD this"))
    await clock.advance(12)
    approve(engine, entry)

    assert told(view).texts == ["HOLD this"]


async def test_support_waits_whole_and_its_points_do_not(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(rose("luna", count=7))

    assert told(view).texts == []
    assert [one.points for one in view.top(5)] == [7_000]
    await clock.advance(10)
    assert told(view).texts == ["gift"]


async def test_a_new_name_is_an_alias_until_its_first_line_could_show(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(rose("luna"))
    assert told(view).names[0].startswith("Viewer ")
    await clock.advance(6)
    engine.feed(rose("luna"))
    await clock.advance(4)
    assert told(view).names == ["Luna"], "a second line does not hide it again"

    engine.feed(rose(viewer("luna", name="Something else")))
    assert told(view).names[0].startswith("Viewer "), "a new name waits as well"
    assert view.standing("tiktok:luna") == view.top(1)[0]


async def test_a_featured_line_is_approved_and_waits_its_delay(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10, approval=True)
    (entry,) = engine.feed(chat("luna", "is it raining?"))
    await engine.feature(entry.seq)
    view.begin()
    assert view.featured() is None
    assert view.next_due == 10
    await clock.advance(10)

    assert texts([one for one in [view.featured()] if one]) == ["is it raining?"]


async def test_with_approval_only_what_a_person_allowed_shows(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, approval=True)
    first, second = engine.feed(chat("luna", "one"), chat("nova", "two"))
    approve(engine, second, by="model")
    assert told(view) == ([], told(view).names)
    assert all(name.startswith("Viewer ") for name in told(view).names)

    approve(engine, first)
    assert told(view).texts == ["one"]
    assert "Luna" in told(view).names
    assert "Nova" not in told(view).names
    assert texts(view.chat(5)) == ["one"]


async def test_an_approval_that_is_undone_takes_the_line_back(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, approval=True)
    (entry,) = engine.feed(chat("luna", "one"))
    given = approve(engine, entry)
    approve(engine, entry, by="undo", undoes=given.seq)

    assert told(view).texts == []
    assert told(view).names[0].startswith("Viewer ")


async def test_an_undone_block_brings_an_approval_back(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, approval=True)
    (entry,) = engine.feed(chat("luna", "one"))
    approve(engine, entry)
    block = engine.note(VerdictGiven(of=entry.seq, text=Verdict.BLOCK))
    assert not engine.view.is_approved(entry.seq)
    assert told(view).texts == []
    approve(engine, entry, by="undo", undoes=block.seq)

    assert engine.view.is_approved(entry.seq)


async def test_support_without_approval_shows_without_words_and_name(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, approval=True)
    (entry,) = engine.feed(rose("luna", count=7))
    view.begin()
    (line,) = view.feed(5)
    assert line.event.viewer.name.startswith("Viewer ")
    assert line.event.count == 7
    approve(engine, entry)

    assert view.feed(5)[0].event.viewer.name == "Luna"


async def test_a_wall_clock_that_is_set_back_keeps_nothing_for_hours(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    (entry,) = engine.feed(chat("luna", "hello"))
    engine.view.retract([entry.seq])
    ahead = Entry(
        seq=99, number=99, session="s", at=EPOCH + 3_600_000_000, body=entry.body
    )
    engine.view.show([Shown(entry=ahead)])
    assert told(view).texts == []
    await clock.advance(10)

    assert told(view).texts == ["hello"]


async def test_a_fast_chat_loses_no_line_while_an_overlay_waits(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(chat("luna", "the first"))
    engine.feed(*(chat("luna", f"line {n}") for n in range(2 * FEED_LENGTH)))
    await clock.advance(10)

    assert texts(view.feed(1000))[0] == "the first"
    engine.view.keep(FEED_LENGTH)
    assert len(view.feed(1000)) == FEED_LENGTH


async def test_what_is_gone_is_forgotten(engine: SmallEngine, clock: FakeClock) -> None:
    view = held(engine, clock, delay_s=1)
    engine.view.keep(FEED_LENGTH)
    for _ in range(20):
        engine.feed(*(chat("luna", "line") for _ in range(FEED_LENGTH)))
        told(view)

    assert len(view._due) < 2_000  # memory has no other sign


async def test_a_moment_shows_when_it_is_old_enough_and_grows_as_it_did(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(rose("luna", total=1, message=1))
    await clock.advance(5)
    engine.feed(rose("luna", total=2, message=2))
    assert [view.moments(9), view.latest("gift"), view.greatest()] == [[], None, None]
    await clock.advance(5)
    view.begin()
    [one] = view.moments(9)
    assert (one.count, one.is_running) == (1, True)
    assert one.began == engine.view.now, "it begins now, for who looks later"
    assert view.next_due == 15
    await clock.advance(5)

    assert view.latest("gift").count == 3
    assert view.greatest() == view.latest("gift")


async def test_a_moment_that_is_deleted_within_the_delay_never_shows(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    first, second = engine.feed(follow("troll"), follow("luna"))
    await clock.advance(5)
    engine.view.retract([first.seq])
    await clock.advance(20)

    assert [one.viewer.name for one in view.moments(9)] == ["Luna"]
    assert view.latest("follow").id == second.seq


async def test_new_names_in_the_credits_wait_as_well(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(follow("luna"), rose("nova"), chat("kai"))
    assert view.credits("followers", 9) == []
    assert view.credits("gifters", 9) == []
    assert view.credits("chatters", 9) == []
    await clock.advance(10)

    assert [one.name for one in view.credits("followers", 9)] == ["Luna"]
    assert [one.name for one in view.credits("gifters", 9)] == ["Nova"]
    assert [one.name for one in view.credits("chatters", 9)] == ["Kai"]


async def test_with_approval_moments_have_aliases_until_a_person_allowed_them(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, approval=True)
    (given,) = engine.feed(rose("luna", count=7))
    engine.feed(follow("sol"))
    gift, followed = view.moments(9)
    assert gift.viewer.name.startswith("Viewer ")
    assert gift.count == 7, "money is never kept back for good"
    assert followed.viewer.name.startswith("Viewer ")
    assert view.credits("followers", 9) == []
    assert view.credits("gifters", 9)[0].name.startswith("Viewer ")
    approve(engine, given)

    assert view.latest("gift").viewer.name == "Luna"
    assert view.credits("gifters", 9)[0].name == "Luna"


async def test_a_line_that_has_waited_is_as_new_as_one_that_has_not(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(chat("luna", "hello"))
    await clock.advance(11)

    (line,) = view.feed(5)
    assert line.at == EPOCH + 10_000_000, "what flies or fades goes by it"


async def test_new_names_in_an_interaction_wait_as_well(
    engine: SmallEngine, clock: FakeClock
) -> None:
    view = held(engine, clock, delay_s=10)
    engine.feed(chat("luna", "me!"))
    luna = viewer("luna")
    scored = Scored(viewer=luna, points=5)
    engine.view.put_on_air(QuizOnAir(id="1", question="Which?", scores=(scored,)))
    engine.view.put_on_air(SpotlightOnAir(id="2", viewer=luna))
    assert view.on_air(QuizOnAir).scores[0].viewer.name.startswith("Viewer ")
    assert view.on_air(SpotlightOnAir).viewer.name.startswith("Viewer ")
    await clock.advance(10)

    assert view.on_air(QuizOnAir).scores == (scored,)
    assert view.on_air(SpotlightOnAir).viewer == luna
