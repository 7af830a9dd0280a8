"""The ledger: exactly once, in order, priced, and the same after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.entries import Award, Reset, SessionChange, Undo
from companion.domain.errors import CommandError, DiskFull, Locked
from companion.domain.values import POINT
from sessions.ledger import Ledger
from tests.sessions.conftest import draft, points, write
from tests.sessions.test_database import limit
from tests.sessions.test_streaks import ORDERS
from tests.support.events import chat, like, rose, viewer
from tests.support.fakes import FakeClock, FakeIds


@pytest.fixture
async def session(ledger: Ledger) -> str:
    view, _entry = await ledger.start("Friday", timezone="Europe/Paris")
    return view.id


async def test_a_repeat_falls_out_by_its_id(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    said = chat("luna", "hi")
    await write(ledger, clock, said)

    again = await ledger.append([draft(said, clock), draft(said, clock)])

    assert again.entries == []
    assert again.duplicates == {"tiktok:@mira.plays": 2}
    assert await points(ledger, session) == {"tiktok:luna": POINT}


async def test_a_repeat_within_one_batch_falls_out(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    said = chat("luna", "hi")
    entries = await write(ledger, clock, said, said)
    assert len(entries) == 1


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one each"])
@pytest.mark.parametrize("name", ORDERS)
async def test_awkward_streaks_reach_the_same_total(
    ledger: Ledger, session: str, clock: FakeClock, name: str, together: bool
) -> None:
    messages, expected = ORDERS[name]
    gifts = [
        rose("luna", total=total, message=message, ended=ended)
        for total, message, ended in messages
    ]
    if together:
        await write(ledger, clock, *gifts)
    else:
        for gift in gifts:
            await write(ledger, clock, gift)

    assert await points(ledger, session) == {"tiktok:luna": expected * POINT}


async def test_a_streak_goes_on_after_a_restart(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="a") as first:
        session, _entry = await first.start("", timezone="UTC")
        await write(first, clock, rose(total=1, message=1), rose(total=2, message=2))

    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="b") as second:
        await second.reopen(session.id)
        await write(second, clock, rose(total=2, message=2))
        await write(second, clock, rose(total=5, message=5, ended=True))

        assert await points(second, session.id) == {"tiktok:luna": 5 * POINT}


async def test_interleaved_viewers_and_groups_do_not_mix(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(
        ledger,
        clock,
        rose("luna", total=1, message=1),
        rose("sol", total=4, message=2),
        rose("luna", total=3, message=3),
        rose("luna", total=1, message=4, group="g2"),
        rose("sol", total=5, message=5, ended=True),
    )
    expected = {"tiktok:luna": 4 * POINT, "tiktok:sol": 5 * POINT}
    assert await points(ledger, session) == expected


async def test_likes_are_rounded_over_the_meter_not_over_each_batch(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    for _ in range(3):
        await write(ledger, clock, like("luna", 1))
    assert await points(ledger, session) == {"tiktok:luna": 300}


async def test_chat_earns_up_to_its_cap_also_across_a_restart(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="a") as first:
        session, _entry = await first.start("", timezone="UTC")
        await write(first, clock, *(chat("luna", str(n)) for n in range(20)))
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="b") as second:
        await second.reopen(session.id)
        await write(second, clock, *(chat("luna", str(n)) for n in range(20)))

        assert await points(second, session.id) == {"tiktok:luna": 30 * POINT}


async def test_a_renamed_viewer_stays_one_person(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, chat(viewer("luna"), "a"))
    await write(ledger, clock, chat(viewer("luna", name="Sol"), "b"))

    tally = await ledger.read(lambda history: history.tally(session))
    assert [(one.viewer.name, one.points) for one in tally.top(5)] == [
        ("Sol", 2 * POINT)
    ]


async def test_what_comes_while_paused_is_kept_and_earns_nothing(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await ledger.change(SessionChange(change="paused"))
    entries = await write(ledger, clock, rose("luna", total=5, message=1), chat("sol"))
    await ledger.change(SessionChange(change="resumed"))
    await write(ledger, clock, rose("luna", total=7, message=2, ended=True))

    assert [entry.earns for entry in entries] == [False, False]
    assert await points(ledger, session) == {"tiktok:luna": 2 * POINT}


async def test_test_events_earn_nothing(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=100), test=True)
    assert await points(ledger, session) == {}


async def test_an_anonymous_giver_counts_in_totals_only(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose(viewer("ghost", anonymous=True), count=5))

    view = (await ledger.read(lambda history: history.sessions()))[0]
    assert view.totals.diamonds == 5
    assert view.totals.points == 5 * POINT
    assert await points(ledger, session) == {}


async def test_reset_keeps_history_and_undo_gives_back(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=5))
    reset = await ledger.correct(draft(Reset(viewer_id="tiktok:luna"), clock))
    assert await points(ledger, session) == {"tiktok:luna": 0}

    undone = await ledger.undo(reset.seq)

    assert [type(entry.body) for entry in undone] == [Undo]
    assert await points(ledger, session) == {"tiktok:luna": 5 * POINT}
    with pytest.raises(CommandError, match="already undone"):
        await ledger.undo(reset.seq)


async def test_resetting_everybody_is_one_act_that_can_be_undone(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=5), rose("sol", count=3))
    before = await points(ledger, session)

    entries = await ledger.reset_all("new round")
    assert set((await points(ledger, session)).values()) == {0}

    await ledger.undo(entries[0].seq)
    assert await points(ledger, session) == before


async def test_an_award_moves_points_and_can_be_undone_after_a_restart(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="a") as first:
        session, _entry = await first.start("", timezone="UTC")
        await write(first, clock, rose("luna", count=5))
        award = Award(viewer_id="tiktok:luna", points=50 * POINT)
        given = await first.correct(draft(award, clock))
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="b") as second:
        await second.reopen(session.id)
        assert await second.points_of("tiktok:luna") == 55 * POINT
        await second.undo(given.seq)
        assert await second.points_of("tiktok:luna") == 5 * POINT


async def test_time_never_runs_backwards_within_a_session(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    late = draft(chat("luna", "a"), clock)
    await clock.advance(10)
    newer = draft(chat("luna", "b"), clock)
    entries = (await ledger.append([newer, late])).entries
    assert entries[0].at == entries[1].at


async def test_a_second_writer_is_told_who_holds_the_folder(
    ledger: Ledger, tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    with pytest.raises(Locked, match=r"process \d+ \(test\)"):
        await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="second")


async def test_the_same_simulated_event_counts_again_in_another_session(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    gift = rose("luna", total=3, message=1, ended=True)
    await write(ledger, clock, gift, source="simulator:7")
    await ledger.change(SessionChange(change="ended"))
    other, _entry = await ledger.start("again", timezone="UTC")
    await write(ledger, clock, gift, source="simulator:7")
    assert await points(ledger, other.id) == {"tiktok:luna": 3 * POINT}


async def test_a_platform_event_never_counts_in_two_sessions(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    gift = rose("luna", total=3, message=1, ended=True)
    await write(ledger, clock, gift)
    await ledger.change(SessionChange(change="ended"))
    other, _entry = await ledger.start("again", timezone="UTC")
    await write(ledger, clock, gift)
    assert await points(ledger, other.id) == {}


async def test_a_part_taken_back_alone_comes_back_once(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=5), rose("sol", count=3))
    before = await points(ledger, session)
    head, part, _other = await ledger.reset_all("new round")

    await ledger.undo(part.seq)
    await ledger.undo(head.seq)

    assert await points(ledger, session) == before


async def test_what_is_counted_below_zero_takes_nothing(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(
        ledger,
        clock,
        rose("luna", count=5),
        rose("luna", count=-3),
        rose("luna", total=-7, message=1),
        like("luna", count=-9),
    )
    view = (await ledger.read(lambda history: history.sessions()))[0]
    assert await points(ledger, session) == {"tiktok:luna": 5 * POINT}
    assert (view.totals.diamonds, view.totals.likes) == (5, 0)


async def test_who_once_gave_anonymously_can_be_awarded_after_a_restart(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="a") as first:
        session, _entry = await first.start("", timezone="UTC")
        hidden = viewer("luna", anonymous=True)
        await write(first, clock, rose("luna", count=5), rose(hidden, count=2))
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="b") as second:
        await second.reopen(session.id)
        award = Award(viewer_id="tiktok:luna", points=POINT)
        await second.correct(draft(award, clock))

        assert await points(second, session.id) == {"tiktok:luna": 6 * POINT}


async def test_a_test_gives_nobody_another_name(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, chat("luna", "hi"))
    await write(ledger, clock, chat(viewer("luna", name="Test"), "hi"), test=True)

    known = await ledger.read(lambda history: history.viewer("tiktok:luna"))
    assert known is not None
    assert known.name == "Luna"


async def test_a_new_session_ends_the_one_before_in_the_same_commit(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    view, entries = await ledger.begin("again", timezone="UTC")

    assert [(one.session, one.body.change) for one in entries] == [
        (session, "ended"),
        (view.id, "started"),
    ]
    assert [one.state for one in ledger.history.sessions()] == ["live", "ended"]


async def test_a_session_that_cannot_begin_leaves_the_open_one_as_it_is(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=5))
    with ledger._engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(ledger, pages=used)
    with pytest.raises(DiskFull):
        await ledger.begin("much" * 2_000, timezone="UTC")
    limit(ledger, pages=100_000)

    (entry,) = await write(ledger, clock, rose("luna", count=3))

    assert entry.session == session
    assert entry.earns
    assert [one.state for one in ledger.history.sessions()] == ["live"]
    assert await points(ledger, session) == {"tiktok:luna": 8 * POINT}


async def test_a_session_that_is_not_there_leaves_the_open_one_as_it_is(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    with pytest.raises(CommandError, match="no session"):
        await ledger.resume("nothing")

    (entry,) = await write(ledger, clock, rose("luna", count=3))

    assert (entry.session, entry.earns) == (session, True)


async def test_gifts_that_nothing_tells_apart_all_count(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    nameless = [rose(None, id="tiktok:", count=2) for _ in range(3)]
    await write(ledger, clock, *nameless, rose("luna", id="tiktok:", count=5))

    view = (await ledger.read(lambda history: history.sessions()))[0]
    assert (view.totals.gifts, view.totals.viewers) == (11, 1)
    assert await points(ledger, session) == {"tiktok:luna": 5 * POINT}
