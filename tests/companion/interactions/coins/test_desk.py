"""The desk of coins, over a real ledger."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.notes import ViewersLinked
from companion.domain.show.views import ScoreView
from companion.interactions.coins.desk import CoinsDesk
from companion.interactions.links import Links
from sessions.purses import Purse
from tests.companion.interactions.coins.conftest import LedgerRecord
from tests.support.events import viewer

LUNA, SOL, KAI, ZOE = (f"tiktok:{one}" for one in ("luna", "sol", "kai", "zoe"))


@pytest.fixture
def desk(record: LedgerRecord) -> CoinsDesk:
    history = record.ledger.history
    return CoinsDesk(
        record=record,
        links=record.links,
        purses=history.wallets.purses,
        viewer=history.viewer,
        score=lambda one: ScoreView(viewer=viewer(one.partition(":")[2])),
    )


async def test_coins_are_given_and_taken_but_never_below_none(desk: CoinsDesk) -> None:
    assert (await desk.award(LUNA, 10)).coins == 10
    assert (await desk.award(LUNA, -4)).coins == 6
    with pytest.raises(CommandError, match="there are 6, and this costs 7"):
        await desk.award(LUNA, -7)
    found = await desk.wallet(LUNA)
    assert (found.coins, found.earned, found.spent) == (6, 10, 4)


async def test_people_give_each_other_coins(desk: CoinsDesk) -> None:
    await desk.award(LUNA, 10)
    assert (await desk.give(LUNA, SOL, 3)).coins == 7
    assert (await desk.wallet(SOL)).coins == 3
    with pytest.raises(CommandError, match="Not enough"):
        await desk.give(SOL, LUNA, 4)


async def test_one_chat_gives_once(desk: CoinsDesk) -> None:
    await desk.award(LUNA, 10)
    await desk.give(LUNA, SOL, 3, of=2)
    assert (await desk.give(LUNA, SOL, 3, of=2)).coins == 7


@pytest.mark.parametrize("coins", [0, -1, 10**12])
async def test_what_cannot_be_given_is_refused(desk: CoinsDesk, coins: int) -> None:
    with pytest.raises(CommandError, match="Between 1 and"):
        await desk.give(LUNA, SOL, coins)


async def test_who_nobody_knows_gets_nothing(desk: CoinsDesk) -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        await desk.award("tiktok:nobody", 5)


async def test_two_accounts_of_one_person_share_their_coins(
    desk: CoinsDesk, record: LedgerRecord
) -> None:
    await desk.award(LUNA, 10)
    await desk.award(SOL, 5)
    found = await desk.link(LUNA, SOL)
    assert (found.coins, found.earned, found.accounts) == (15, 15, (LUNA, SOL))
    assert record.coins(SOL) == 0
    with pytest.raises(CommandError, match="themselves"):
        await desk.give(LUNA, SOL, 1)


async def test_chains_are_flat(desk: CoinsDesk, record: LedgerRecord) -> None:
    await desk.link(LUNA, SOL)
    await desk.link(KAI, LUNA)
    assert set(record.links.accounts(SOL)) == {KAI, LUNA, SOL}
    assert record.links.person(SOL) == KAI


async def test_nobody_is_two_people(desk: CoinsDesk) -> None:
    await desk.link(LUNA, SOL)
    with pytest.raises(CommandError, match="another person"):
        await desk.link(KAI, SOL)
    with pytest.raises(CommandError, match="already"):
        await desk.link(SOL, LUNA)


async def test_who_leaves_takes_no_coins_along(
    desk: CoinsDesk, record: LedgerRecord
) -> None:
    await desk.award(SOL, 5)
    await desk.link(LUNA, SOL)
    assert (await desk.unlink(SOL)).coins == 0
    assert (await desk.wallet(LUNA)).coins == 5
    with pytest.raises(CommandError, match="not linked"):
        await desk.unlink(SOL)


async def test_when_the_one_that_is_kept_leaves_the_others_stay_one(
    desk: CoinsDesk, record: LedgerRecord
) -> None:
    await desk.award(LUNA, 5)
    for other in (SOL, KAI):
        await desk.link(LUNA, other)
    assert (await desk.unlink(LUNA)).coins == 0
    assert (await desk.wallet(KAI)).coins == 5
    assert set(record.links.accounts(SOL)) == {SOL, KAI}


async def test_links_last_over_sessions(desk: CoinsDesk, record: LedgerRecord) -> None:
    await desk.link(LUNA, SOL)
    await record.ledger.start("", timezone="UTC")
    kept = Links(record.ledger.history.notes.lasting(ViewersLinked))
    assert kept.person(SOL) == LUNA


async def test_who_is_linked_has_an_empty_purse_of_their_own(
    desk: CoinsDesk, record: LedgerRecord
) -> None:
    await desk.award(SOL, 5)
    await desk.link(LUNA, SOL)
    assert record.ledger.history.wallets.purse(SOL) == Purse()
