"""The sums that everybody reads: what counts, and for whom."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.earning import Draft
from companion.domain.entries import Award, SessionChange
from companion.domain.events import (
    Membership,
    StreamStatus,
    Subscription,
    SuperChat,
    SuperSticker,
    ViewerCount,
)
from companion.domain.values import POINT, Platform, Viewer
from companion.domain.views import Totals
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.support.events import chat, follow, join, rose, viewer
from tests.support.fakes import FakeClock

ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}


@pytest.fixture
async def session(ledger: Ledger) -> str:
    view, _entry = await ledger.start("Friday", timezone="UTC")
    return view.id


def totals(ledger: Ledger, session: str) -> Totals:
    return ledger.history.tally(session).totals()


async def test_nothing_counts_while_paused(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    given = Subscription(id="tiktok:s1", viewer=viewer("luna"), count=3, **ROOM)
    await ledger.change(SessionChange(change="paused"))
    await write(ledger, clock, follow("luna"), join("luna"), given)

    found = totals(ledger, session)
    assert (found.follows, found.joins, found.subscriptions) == (0, 0, 0)


def paid(number: int, amount_micros: int, currency: str, **more: Any) -> SuperChat:
    known = {"viewer": viewer("luna"), **ROOM, **more}
    return SuperChat(
        id=f"youtube:p{number}",
        amount_micros=amount_micros,
        currency=currency,
        **known,
    )


async def test_money_is_summed_by_its_currency_and_never_converted(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    sticker = SuperSticker(
        id="youtube:t",
        viewer=viewer("sol"),
        amount_micros=1_990_000,
        currency="EUR",
        **ROOM,
    )
    await write(ledger, clock, paid(1, 5_000_000, "EUR"), paid(2, 700, "JPY"), sticker)
    await ledger.change(SessionChange(change="paused"))
    await write(ledger, clock, paid(3, 9_000_000, "EUR"))

    assert totals(ledger, session).money == {"EUR": 6_990_000, "JPY": 700}


async def test_memberships_are_told_apart_among_the_subscriptions(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    given = Subscription(id="tiktok:s1", viewer=viewer("luna"), count=3, **ROOM)
    joined = Membership(id="tiktok:m1", viewer=viewer("sol"), count=2, **ROOM)
    await write(ledger, clock, given, joined)

    found = totals(ledger, session)
    assert (found.subscriptions, found.memberships) == (5, 2)


async def test_who_watches_is_told_by_platform(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    elsewhere = ViewerCount(
        id="twitch:v", viewers=5, platform=Platform.TWITCH, channel="mira"
    )
    await write(ledger, clock, ViewerCount(id="tiktok:v", viewers=70, **ROOM))
    await write(ledger, clock, elsewhere)

    found = totals(ledger, session)
    assert found.watching_by == {"tiktok": 70, "twitch": 5}
    assert found.watching == 75


async def test_nobody_watches_a_stream_that_is_over(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, ViewerCount(id="tiktok:v", viewers=70, **ROOM))
    assert totals(ledger, session).watching == 70

    await write(ledger, clock, StreamStatus(id="tiktok:e", status="ended", **ROOM))

    found = totals(ledger, session)
    assert (found.watching, found.watching_peak) == (None, 70)


async def test_a_platforms_own_board_knows_the_tie_below_its_last_row(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    elsewhere = Viewer(id="twitch:kai", name="Kai")
    await write(
        ledger,
        clock,
        rose("luna", count=9),
        rose(elsewhere, count=9),
        rose("sol", count=5),
        rose("mira", count=5),
    )
    tally = ledger.history.tally(session)

    best = tally.top(2, platform=Platform.TIKTOK)

    assert [(one.rank, one.viewer.id, one.points, one.tie) for one in best] == [
        (1, "tiktok:luna", 9 * POINT, False),
        (2, "tiktok:sol", 5 * POINT, True),
    ]
    assert tally.count_viewers(Platform.TIKTOK) == 3
    assert tally.count_viewers(Platform.TWITCH) == 1
    assert tally.count_viewers() == 4


async def test_whoever_leads_by_a_unit_is_told_with_the_rank_by_it(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(
        ledger,
        clock,
        rose("luna", count=3),
        rose("sol", diamonds_each=2),
        rose(viewer("kai", id="youtube:kai"), count=2, platform=Platform.YOUTUBE),
        chat("mo"),
    )
    tally = ledger.history.tally(session)

    by_gifts = tally.top(9, unit="gifts")
    assert [(s.viewer.name, s.rank, s.gifts) for s in by_gifts] == [
        ("Luna", 1, 3),
        ("Kai", 2, 2),
        ("Sol", 3, 1),
    ]
    by_diamonds = tally.top(2, unit="diamonds")
    assert [(s.viewer.name, s.rank, s.tie) for s in by_diamonds] == [
        ("Luna", 1, False),
        ("Sol", 2, True),
    ]
    [only] = tally.top(9, unit="gifts", platform=Platform.YOUTUBE)
    assert (only.viewer.name, only.rank) == ("Kai", 1)
    assert [s.viewer.name for s in tally.top(9, unit="chats")] == ["Mo"]
    assert tally.top(9, unit="bits") == []


async def test_the_connections_add_up_to_the_whole(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    elsewhere = ViewerCount(
        id="twitch:v", viewers=5, platform=Platform.TWITCH, channel="mira"
    )
    here = ViewerCount(id="tiktok:v", viewers=70, likes_total=9, **ROOM)
    fewer = ViewerCount(id="tiktok:w", viewers=20, **ROOM)
    await write(ledger, clock, rose("luna", count=3), follow("sol"), here)
    await write(ledger, clock, fewer, elsewhere, paid(1, 5_000_000, "EUR"))
    tally = ledger.history.tally(session)

    whole = tally.totals()
    assert tally.totals_of(lambda _source, _platform: True) == whole
    tiktok = tally.totals_of(lambda _source, platform: platform == "tiktok")
    assert (tiktok.diamonds, tiktok.follows, tiktok.likes_room) == (3, 1, 9)
    assert (tiktok.watching, tiktok.watching_peak) == (20, 70)
    assert tiktok.money == {"EUR": 5_000_000}
    assert tally.totals_of(lambda _source, _platform: False) == Totals()


async def test_what_a_person_gave_is_of_the_viewers_platform(
    ledger: Ledger, session: str, clock: FakeClock
) -> None:
    await write(ledger, clock, rose("luna", count=1))
    award = Award(viewer_id="tiktok:luna", points=7_000)
    await ledger.correct(Draft(at=clock.now(), body=award))
    tally = ledger.history.tally(session)

    theirs = tally.totals_of(lambda _source, platform: platform == "tiktok")
    assert theirs.points == tally.totals().points
