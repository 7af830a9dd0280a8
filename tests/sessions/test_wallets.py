"""Coins: they sum to nothing, nobody has less than none, and each cause counts once."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.domain.earning import Draft
from companion.domain.errors import CommandError
from companion.domain.show.notes import CoinsMoved, CounterSet
from sessions.ledger import Ledger, Record
from sessions.purses import CARRIED, Purse
from tests.sessions.coins import minted, move, moved
from tests.sessions.conftest import write
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock, FakeIds

LUNA, SOL, KAI = "tiktok:luna", "tiktok:sol", "tiktok:kai"


@pytest.fixture
async def live(ledger: Ledger) -> str:
    view, _entry = await ledger.start("", timezone="UTC")
    return view.id


async def balances(ledger: Ledger, *accounts: str) -> dict[str, int]:
    return await ledger.read(lambda history: history.wallets.balances(accounts))


def verified(folder: Path, session_id: str) -> list[str]:
    with Record(folder) as record:
        return [one.what for one in record.verify(session_id).differences]


async def test_coins_move_with_their_entry(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    await move(ledger, clock, minted(LUNA, 10), moved({LUNA: -4, SOL: 4}))
    assert await balances(ledger, LUNA, SOL, KAI, "mint") == {
        LUNA: 6,
        SOL: 4,
        KAI: 0,
        "mint": -10,
    }
    assert verified(tmp_path, live) == []


async def test_nobody_has_less_than_nothing(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    await move(ledger, clock, minted(LUNA, 10))
    with pytest.raises(CommandError, match="there are 10, and this costs 11"):
        await move(ledger, clock, moved({LUNA: -11, SOL: 11}))
    assert await balances(ledger, LUNA, SOL) == {LUNA: 10, SOL: 0}


@pytest.mark.parametrize("account", ["sink", "pot:1"])
async def test_no_account_of_ours_but_the_mint_is_below_nothing(
    ledger: Ledger, clock: FakeClock, live: str, account: str
) -> None:
    with pytest.raises(CommandError, match="Not enough coins"):
        await move(ledger, clock, moved({account: -1, LUNA: 1}))


async def test_nothing_of_a_batch_is_written_that_holds_one_too_many(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    bodies = (
        minted(LUNA, 5, run="a"),
        CounterSet(name="falls", value=1),
        moved({LUNA: -6, SOL: 6}),
    )
    with pytest.raises(CommandError):
        await ledger.append([Draft(body=one, at=clock.now()) for one in bodies])
    assert len(list(ledger.history.entries(live))) == 1

    await move(ledger, clock, minted(LUNA, 5, run="a"))
    assert await balances(ledger, LUNA) == {LUNA: 5}
    assert verified(tmp_path, live) == []


async def test_a_refusal_does_not_have_the_session_counted_anew(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    writer = ledger._ready()
    with pytest.raises(CommandError):
        await move(ledger, clock, moved({LUNA: -6, SOL: 6}))
    assert ledger._ready() is writer


@pytest.mark.parametrize(
    ("postings", "why"),
    [
        ({"mint": -5, LUNA: 4}, "must come to another"),
        ({"mint": -(10**16), LUNA: 10**16}, "So many coins"),
        ({"mint": -5, "luna": 5}, "no account luna"),
    ],
)
async def test_what_cannot_be_a_transfer_is_refused(
    ledger: Ledger, clock: FakeClock, live: str, postings: dict[str, int], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        await move(ledger, clock, moved(postings))


async def test_nobody_else_carries_coins_over(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    with pytest.raises(CommandError, match="Nothing but forgetting"):
        await move(ledger, clock, minted(LUNA, 5, reason=CARRIED))


async def test_a_test_moves_nothing(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    await move(ledger, clock, minted(LUNA, 10, run="a"), test=True)
    assert await balances(ledger, LUNA) == {LUNA: 0}
    assert verified(tmp_path, live) == []


async def test_a_run_happens_once_through_a_restart(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> None:
    once = minted(LUNA, 10, run="minute:1")
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as first:
        view, _entry = await first.start("", timezone="UTC")
        assert len(await move(first, clock, once)) == 1
    async with await Ledger.open(tmp_path, clock=clock, ids=ids, purpose="t") as then:
        await then.reopen(view.id)
        assert await move(then, clock, once) == []
        assert await balances(then, LUNA) == {LUNA: 10}


async def test_a_run_happens_once_within_a_batch(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    spent = moved({LUNA: -10, "sink": 10}, run="b")
    entries = await move(ledger, clock, minted(LUNA, 10, run="a"), spent, spent)
    assert len(entries) == 2


async def test_a_transfer_is_taken_back_by_an_entry_once(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    await move(ledger, clock, minted(LUNA, 10))
    (gave,) = await move(ledger, clock, moved({LUNA: -4, SOL: 4}, reason="gave"))
    (undo,) = await ledger.undo(gave.seq)

    assert isinstance(undo.body, CoinsMoved)
    assert undo.body.undoes == gave.seq
    assert await balances(ledger, LUNA, SOL) == {LUNA: 10, SOL: 0}
    with pytest.raises(CommandError, match="already undone"):
        await ledger.undo(gave.seq)
    assert verified(tmp_path, live) == []


async def test_what_was_spent_since_cannot_be_taken_back(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    (got,) = await move(ledger, clock, minted(LUNA, 10))
    await move(ledger, clock, moved({LUNA: -4, "sink": 4}))
    with pytest.raises(CommandError, match="there are 6, and this costs 10"):
        await ledger.undo(got.seq)


async def test_a_wallet_tells_what_was_earned_and_spent(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    await move(ledger, clock, minted(LUNA, 10), moved({LUNA: -4, "sink": 4}))
    purse = await ledger.read(lambda history: history.wallets.purse(LUNA))
    assert purse == Purse(earned=10, spent=4)


async def test_the_richest_come_first(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    await write(ledger, clock, *(chat(viewer(one)) for one in ("luna", "sol", "kai")))
    await move(ledger, clock, minted(LUNA, 3), minted(SOL, 9), minted("sink", 99))
    top = await ledger.read(lambda history: history.wallets.top(5))
    assert [(one.name, coins) for one, coins in top] == [("Sol", 9), ("Luna", 3)]


@pytest.mark.parametrize("column", ["coins", "earned", "spent"])
async def test_a_wallet_that_was_changed_by_hand_is_found(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path, column: str
) -> None:
    await move(ledger, clock, minted(LUNA, 10))
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        connection.execute(f"UPDATE wallets SET {column} = {column} + 1")
    connection.close()
    assert f"stored total {column}" in verified(tmp_path, live)[0]


async def test_notes_that_hold_beyond_their_session_are_found_by_their_index(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    await move(ledger, clock, minted(LUNA, 10))
    await ledger.start("", timezone="UTC")
    await move(ledger, clock, minted(LUNA, 5))
    found = await ledger.read(lambda history: history.notes.lasting(CoinsMoved))
    assert [one.number for one in found] == [2, 2]
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM entries WHERE"
            " kind IN ('coins', 'counter', 'link', 'quote') AND kind = ? ORDER BY seq",
            ("coins",),
        ).fetchall()
    connection.close()
    assert "ix_entries_lasting" in str(plan)


async def test_many_at_once_neither_make_nor_lose_a_coin(
    ledger: Ledger, clock: FakeClock, live: str, tmp_path: Path
) -> None:
    people = [f"tiktok:{n}" for n in range(10)]
    await move(ledger, clock, *(minted(one, 20) for one in people))

    async def give(giver: str, taker: str, coins: int) -> bool:
        try:
            await move(ledger, clock, moved({giver: -coins, taker: coins}))
        except CommandError:
            return False
        return True

    pairs = [(n % 10, (n * 7 + 1) % 10, n % 9 + 1) for n in range(400)]
    done = await asyncio.gather(
        *(give(people[one], people[two], n) for one, two, n in pairs if one != two)
    )
    left = await balances(ledger, *people)

    assert set(done) == {True, False}
    assert sum(left.values()) == 200
    assert min(left.values()) >= 0
    assert verified(tmp_path, live) == []


async def test_of_many_who_take_the_last_coin_one_has_it(
    ledger: Ledger, clock: FakeClock, live: str
) -> None:
    await move(ledger, clock, minted(LUNA, 1))
    spent = [moved({LUNA: -1, f"pot:{n}": 1}) for n in range(50)]
    done = await asyncio.gather(
        *(move(ledger, clock, one) for one in spent), return_exceptions=True
    )
    assert len([one for one in done if isinstance(one, CommandError)]) == 49


ACCOUNTS = [LUNA, SOL, KAI, "mint", "sink", "pot:1"]
MOVES = st.lists(
    st.tuples(
        st.permutations(ACCOUNTS).map(lambda order: order[:2]),
        st.integers(0, 30),
        st.sampled_from(["", "", "a", "b"]),
        st.sampled_from(["award", "refund", "linked", "stake"]),
    ),
    max_size=25,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_wallets_are_what_a_plain_book_of_accounts_says(
    moves: list[tuple[list[str], int, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("book")
    asyncio.run(keep_book(folder, moves))


async def keep_book(folder: Path, moves: list[tuple[list[str], int, str, str]]) -> None:
    clock, book, runs = FakeClock(), dict.fromkeys(ACCOUNTS, 0), {""}
    async with await Ledger.open(
        folder, clock=clock, ids=FakeIds(), purpose="t"
    ) as ledger:
        view, _entry = await ledger.start("", timezone="UTC")
        for (giver, taker), coins, run, reason in moves:
            note = moved({giver: -coins, taker: coins}, run=run, reason=reason)
            if run and run in runs:
                assert await move(ledger, clock, note) == []
            elif (giver != "mint" and book[giver] < coins) or (
                taker != "mint" and book[taker] + coins < 0
            ):
                with pytest.raises(CommandError):
                    await move(ledger, clock, note)
            else:
                await move(ledger, clock, note)
                book[giver] -= coins
                book[taker] += coins
                runs.add(run)
        assert await balances(ledger, *ACCOUNTS) == book
    assert verified(folder, view.id) == []


_MOVER = """
import asyncio, sys
from pathlib import Path
from sessions.ledger import Ledger
from tests.sessions.coins import minted, move, moved
from tests.support.fakes import FakeClock, FakeIds

async def main(folder):
    clock = FakeClock()
    ledger = await Ledger.open(folder, clock=clock, ids=FakeIds(), purpose="t")
    await ledger.start("", timezone="UTC")
    await move(ledger, clock, minted("tiktok:a", 1000), minted("tiktok:b", 1000))
    for n in range(10_000_000):
        one, other = ("tiktok:a", "tiktok:b")[:: 1 if n % 2 else -1]
        notes = [moved({one: -3, other: 3}), moved({other: -1, "pot:1": 1}),
                 moved({"pot:1": -1, other: 1})]
        await move(ledger, clock, *notes)
        if n % 10 == 0:
            print(n, flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("lines", [1, 7, 20])
def test_a_crash_in_the_midst_of_transfers_loses_no_coin(
    tmp_path: Path, lines: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _MOVER, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline()
        process.kill()
    with Record(tmp_path) as record:
        (session,) = record.history.sessions()
        report = record.verify(session.id)
        left = record.history.wallets.balances(["tiktok:a", "tiktok:b", "pot:1"])
    assert report.ok
    assert report.entries > 30 * (lines - 1)
    assert sum(left.values()) == 2000
    assert left["pot:1"] == 0
